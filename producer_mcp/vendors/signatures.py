"""Checks the signature of a webhook, in both generations of its documentation (docs/vendors.md, “Webhooks”).

The newer one signs `timestamp.body` with HMAC-SHA256, the older one the body alone; both use the secret of the task's callback.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

MAX_TIMESTAMP_DIGITS = 12
MAX_CLOCK_DIFFERENCE_SECONDS = 300
"""How far a signed timestamp may be from our own clock, in either direction."""


class SignatureVerdict(StrEnum):
    """What a signature shows."""

    GOOD = "good"
    """Signed with the secret, at a time that is now."""
    UNDATED = "undated"
    """Signed with the secret, at an unknown time: the older generation."""
    NONE = "none"
    """There is no signature."""
    LATE = "late"
    """Signed with the secret, at a time that is not now."""
    FORGED = "forged"
    """Not signed with the secret."""


def verify_signature(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> SignatureVerdict:
    """What the signature in `headers` (names in lower case) shows of `body`, the bytes exactly as they arrived."""
    signature = headers.get("x-webhook-signature")
    if signature is not None:
        timestamp = headers.get("x-webhook-timestamp", "")
        expected = _mac(secret, timestamp.encode("utf-8", "replace") + b"." + body).hex()
        if not _is_same(signature.removeprefix("sha256=").lower(), expected):
            return SignatureVerdict.FORGED
        return SignatureVerdict.GOOD if _is_now(timestamp, now) else SignatureVerdict.LATE
    signature = headers.get("x-signature")
    if signature is None:
        return SignatureVerdict.NONE
    mac = _mac(secret, body)
    is_hex = _is_same(signature.removeprefix("sha256=").lower(), mac.hex())
    is_base64 = _is_same(signature, b64encode(mac).decode())
    return SignatureVerdict.UNDATED if is_hex or is_base64 else SignatureVerdict.FORGED


def _is_now(timestamp: str, now: datetime) -> bool:
    """Whether `timestamp`, Unix seconds in digits, is close to `now`."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MAX_TIMESTAMP_DIGITS):
        return False
    return abs(now.timestamp() - int(timestamp)) <= MAX_CLOCK_DIFFERENCE_SECONDS


def _mac(secret: str, message: bytes) -> bytes:
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
