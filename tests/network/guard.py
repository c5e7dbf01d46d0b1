"""What an attack may find out: nothing; and what is written down of it: one line."""

import json
import re

from .stage import Stage, request

SECRETS = re.compile(r"producer_[\w-]{20,}|Bearer [\w.-]{20,}|sign=|secret words|Alice's window|/tmp/|Traceback")


def status_of(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1]) if heard else 0


def nothing_leaked(stage: Stage, heard: bytes, *, lines: int = 1) -> None:
    """Neither in the answer nor in the log; and how much was noted."""
    assert not SECRETS.search(heard.decode("latin-1"))
    noted = [line for line in stage.logs if line["log_level"] in ("warning", "error", "info")]
    assert len(noted) == lines, noted
    assert not SECRETS.search(json.dumps(noted, default=str))
    assert not any(token in json.dumps(noted, default=str) for token in stage.tokens.values())


async def is_alive(stage: Stage) -> bool:
    return status_of(await stage.raw(request("GET", "/health", {"host": "localhost"}))) == 200
