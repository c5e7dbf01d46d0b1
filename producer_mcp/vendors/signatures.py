"""Checks what signs a callback, in both generations of the guide that documents it (docs/vendors.md, “Webhooks”)."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

LATE = 300
"""Seconds after which, or before which, a signed moment is not now any more."""


class Proof(StrEnum):
    """What a signature shows."""

    GOOD = "good"
    """Signed with the secret, a moment ago."""
    UNDATED = "undated"
    """Signed with the secret, who knows when: the older generation."""
    NONE = "none"
    """Nothing is signed."""
    LATE = "late"
    FORGED = "forged"


def proof(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Proof:
    """What `headers` (names in lower case) show of the raw `body`."""
    said = headers.get("x-webhook-signature")
    if said is not None:
        stamp = headers.get("x-webhook-timestamp", "")
        hexed = _signed(secret, stamp.encode("utf-8", "replace") + b"." + body).hex()
        if not _same(said.removeprefix("sha256=").lower(), hexed):
            return Proof.FORGED
        is_now = stamp.isascii() and stamp.isdigit() and abs(now.timestamp() - int(stamp)) <= LATE
        return Proof.GOOD if is_now else Proof.LATE
    said = headers.get("x-signature")
    if said is None:
        return Proof.NONE
    mac = _signed(secret, body)
    is_ours = [_same(said.removeprefix("sha256=").lower(), mac.hex()), _same(said, b64encode(mac).decode())]
    return Proof.UNDATED if any(is_ours) else Proof.FORGED


def _signed(secret: str, message: bytes) -> bytes:
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def _same(said: str, right: str) -> bool:
    return hmac.compare_digest(said.encode("utf-8", "replace"), right.encode())
