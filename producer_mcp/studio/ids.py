"""Ids of ours: short, unguessable, easy to say."""

import hashlib
import json
import secrets
from collections.abc import Mapping

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id(kind: str) -> str:
    """`clip_x7k2m9q4w8ab`: twelve letters of a kind, 59 bits of chance."""
    return f"{kind}_{''.join(secrets.choice(LETTERS) for _ in range(12))}"


def request_key(owner: str, account: str, operation: str, said: Mapping[str, object], take: int) -> str:
    """The same for the same request, whoever's process asks."""
    told = json.dumps([owner, account, operation, said, take], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
