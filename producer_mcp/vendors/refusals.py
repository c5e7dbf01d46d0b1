"""Which error a vendor's refusal is: by its HTTP status, its error code and its words."""

import re

from ..errors import (
    ContentRefused,
    InsufficientCredits,
    Refused,
    Retired,
    Unauthorized,
    UnknownOutcome,
    VendorError,
    VendorUnavailable,
)
from .parsing import error_code, quoted, reason
from .wire import Wire, WireAnswer, worded

KEY_CODES = frozenset({"invalid_token", "token_expired", "token_mismatched", "no_token", "disabled"})
"""Vendors' codes for a key that they do not accept."""
CREDIT_CODES = frozenset({"used_up", "quota_not_enough", "insufficient_quota", "insufficient_user_quota"})
"""Vendors' codes for an account without credits."""
THROTTLED_CODES = frozenset({"busy"})
"""Vendors' codes for a submit that their own source turned away or delayed; none says that nothing was charged."""
REFUNDED_PATTERN = re.compile(r"\bcredits? (were|was|have been|has been) (previously |already )?refunded", re.IGNORECASE)
"""Words by which a vendor says that work ended and cost nothing, whatever its status is."""
GONE_CLIP_PATTERN = re.compile(
    r"(song|clip|audio)( id)? (does not|doesn't) exist|taken offline|(song|clip|audio) .*\b(purged|expired|too old|no longer)"
    r"|older than|24 hours",
    re.IGNORECASE,
)
"""Words by which a vendor says that it no longer has the clip to be worked on."""
CREDITS_PATTERN = re.compile(r"\bcredits?\b|quota|balance|subscription|used.up|额度|余额", re.I)
MODERATION_PATTERN = re.compile(
    r"moderat|copyright|inappropriate|sensitive|prohibited|violat|nsfw|unsafe|polic(y|ies)|敏感|违规", re.I
)


def error_type(code: str, message: str) -> type[VendorError]:
    """The error that a vendor's code or message stands for; `Refused` where they name no reason we know."""
    if code in KEY_CODES:
        return Unauthorized
    if code in CREDIT_CODES:
        return InsufficientCredits
    return ContentRefused if MODERATION_PATTERN.search(message) else Refused


def refusal(wire: Wire, operation: str, answer: WireAnswer, *, status: int, forbidden: type[VendorError]) -> VendorError:
    """The error for a submit that was answered without a ticket.

    `status` is that of the HTTP answer, or the one its body states inside a 200.
    `forbidden` is the error for a 403 without a reason we know, at this vendor.
    """
    account, code, message = wire.account, error_code(answer.body), reason(worded(answer))
    kind = _error_type_by_status(status, code, message, forbidden)
    if kind is Unauthorized:
        return wire.unauthorized(answer)
    if kind is UnknownOutcome and REFUNDED_PATTERN.search(message):
        ended = f"it failed at {operation} ({status}) and gave the credits back; ask again"
        return VendorUnavailable(account.vendor, f"{ended}. {quoted(account.vendor, message)}", raw=answer.raw)
    remedy = {
        InsufficientCredits: f"the account is out of credits for {operation} ({status}); top it up, or ask another vendor",
        ContentRefused: f"its moderation will not have this {operation} ({status}); change the words and ask again",
        Retired: f"it has switched {operation} off for good ({status}); ask another vendor",
        Refused: f"it refused {operation} ({status}); nothing was taken; change what is asked",
        VendorUnavailable: f"{account.host} sends us elsewhere ({status}), and nothing was taken; check {account.url_variable}",
        UnknownOutcome: f"it broke down over {operation} ({status}), perhaps after taking it",
    }
    if kind is UnknownOutcome and code in THROTTLED_CODES:
        remedy[kind] = f"its own source held it up over {operation} ({status}); whether it took it, and charged, is not known"
    return kind(account.vendor, f"{remedy[kind]}. {quoted(account.vendor, message)}", raw=answer.raw)


def _error_type_by_status(status: int, code: str, message: str, forbidden: type[VendorError]) -> type[VendorError]:
    """The error that a status stands for and, where that leaves it open, the vendor's code or message."""
    if status == 408 or status >= 500 or status == 303:  # 303 (See Other) says that the request was processed
        return UnknownOutcome
    if 300 <= status < 400:
        return VendorUnavailable
    if status == 401:
        return Unauthorized
    if status == 410:
        return Retired
    if status == 402 or (status == 403 and CREDITS_PATTERN.search(message)):
        return InsufficientCredits
    kind = error_type(code, message)
    return forbidden if kind is Refused and status == 403 else kind
