"""Checks on the answer to an attack: it reveals no secret, and the log has one line about it."""

import json
import re

from .running_server import RunningServer, request_bytes

SECRETS = re.compile(r"producer_[\w-]{20,}|Bearer [\w.-]{20,}|sign=|secret words|Alice's window|/tmp/|Traceback")


def status_of(response: bytes) -> int:
    """The status of an HTTP response; 0 when there was none."""
    return int(response.split(b" ", 2)[1]) if response else 0


def nothing_leaked(server: RunningServer, response: bytes, *, lines: int = 1) -> None:
    """Asserts that neither the answer nor the log holds a secret, and that the log has exactly `lines` lines."""
    assert not SECRETS.search(response.decode("latin-1"))
    logged = [line for line in server.logs if line["log_level"] in ("warning", "error", "info")]
    assert len(logged) == lines, logged
    assert not SECRETS.search(json.dumps(logged, default=str))
    assert not any(token in json.dumps(logged, default=str) for token in server.tokens.values())


async def is_alive(server: RunningServer) -> bool:
    """Whether the server still answers `/health` with 200."""
    return status_of(await server.send_raw(request_bytes("GET", "/health", {"host": "localhost"}))) == 200
