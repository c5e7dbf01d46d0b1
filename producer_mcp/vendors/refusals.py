"""What a vendor means when it says no."""

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
from .parsing import error_code, marked, reason
from .wire import Wire, WireAnswer

KEY_CODES = frozenset({"invalid_token", "token_expired", "token_mismatched", "no_token", "disabled"})
CREDIT_CODES = frozenset({"used_up", "quota_not_enough", "insufficient_quota", "insufficient_user_quota"})
CREDITS = re.compile(r"\bcredits?\b|quota|balance|subscription|used.up|额度|余额", re.I)
CONTENT = re.compile(r"moderat|copyright|inappropriate|sensitive|prohibited|violat|nsfw|unsafe|polic(y|ies)|敏感|违规", re.I)


def kind_of(code: str, words: str) -> type[VendorError]:
    """What kind of failure a vendor's code and words tell of."""
    if code in KEY_CODES:
        return Unauthorized
    if code in CREDIT_CODES:
        return InsufficientCredits
    return ContentRefused if CONTENT.search(words) else Refused


def refusal(wire: Wire, operation: str, answer: WireAnswer, *, status: int, forbidden: type[VendorError]) -> VendorError:
    """The error for a submit that was answered without a handle; `forbidden` is what a bare 403 means at this vendor.

    `status` is the answer's own, or the one its body says under a 200.
    """
    account, body = wire.account, answer.body
    words = reason(body, "" if body is not None or answer.raw.lstrip().startswith("<") else answer.raw)
    kind = _kind(status, error_code(body), words, forbidden)
    if kind is Unauthorized:
        return wire.unauthorized(answer)
    remedy = {
        InsufficientCredits: f"the account is out of credits for {operation} ({status}); top it up, or ask another vendor",
        ContentRefused: f"its moderation will not have this {operation} ({status}); change the words and ask again",
        Retired: f"it has switched {operation} off for good ({status}); ask another vendor",
        Refused: f"it refused {operation} ({status}); nothing was taken; change what is asked",
        VendorUnavailable: f"{account.host} sends us elsewhere ({status}), and nothing was taken; check {account.url_variable}",
        UnknownOutcome: f"it broke down over {operation} ({status}), perhaps after taking it",
    }
    return kind(account.vendor, f"{remedy[kind]}. {marked(account.vendor, words)}", raw=answer.raw)


def _kind(status: int, code: str, words: str, forbidden: type[VendorError]) -> type[VendorError]:
    if status == 408 or status >= 500 or status == 303:  # 303: "done; see there"
        return UnknownOutcome
    if 300 <= status < 400:
        return VendorUnavailable
    if status == 401:
        return Unauthorized
    if status == 410:
        return Retired
    if status == 402 or (status == 403 and CREDITS.search(words)):
        return InsufficientCredits
    kind = kind_of(code, words)
    return forbidden if kind is Refused and status == 403 else kind
