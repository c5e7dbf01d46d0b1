"""Makes our ids, and the key by which a repeated request is recognised."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping

ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, 1, i, l and o, which are taken for one another."""
ID_CHARS = 12
"""Letters in an id after its kind: 59 random bits."""


def new_id(kind: str) -> str:
    """A new random id: `clip_x7k2m9q4w8ab` for the kind `clip`."""
    return f"{kind}_{''.join(secrets.choice(ID_LETTERS) for _ in range(ID_CHARS))}"


def is_id(text: str, kind: str) -> bool:
    """Whether a text is an id of that kind, as `new_id` makes them."""
    return re.fullmatch(rf"{kind}_[{ID_LETTERS}]{{{ID_CHARS}}}", text) is not None


def request_key(owner: str, account: str, operation: str, arguments: Mapping[str, object], take: int) -> str:
    """A hash of everything that makes a request what it is; the same request has the same key in every process.

    The keys are kept in ledgers: if this changes, an upgrade would pay for a repeated request again.
    """
    request = json.dumps([owner, account, operation, arguments, take], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(request.encode()).hexdigest()
