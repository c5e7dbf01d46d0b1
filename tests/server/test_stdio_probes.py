"""Clients that probe for the newer protocol and do not wait for the answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from .test_stdio import HELLO, serving

ENVELOPE = {
    "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "t", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
}
PROBE = {"jsonrpc": "2.0", "id": 7, "method": "server/discover", "params": ENVELOPE}
GIVING_UP = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7, "reason": "late"}}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LIST = {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}


def said(folder: Path, *messages: dict[str, Any], until: set[int]) -> dict[int, dict[str, Any]]:
    """Answers by id, up to those with these ids, to messages that were there before the server was."""
    answers: dict[int, dict[str, Any]] = {}
    with serving(folder / "mark") as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"".join(json.dumps(message).encode() + b"\n" for message in messages))
        process.stdin.flush()
        while not until <= answers.keys():
            heard = json.loads(process.stdout.readline())
            answers[heard["id"]] = heard
        process.stdin.close()
        assert process.wait(timeout=10) == 0
    return answers


@pytest.mark.parametrize("between", [(), (GIVING_UP,)])
def test_a_handshake_after_a_probe_begins_anew(tmp_path: Path, between: tuple[dict[str, Any], ...]) -> None:
    answers = said(tmp_path, PROBE, *between, HELLO, READY, LIST, until={1, 2})
    assert answers[1]["result"]["protocolVersion"] == "2025-06-18"
    assert answers[2]["result"]["tools"]


def test_a_handshake_after_anything_else_is_still_refused(tmp_path: Path) -> None:
    answers = said(tmp_path, PROBE, LIST | {"params": ENVELOPE}, HELLO, until={1, 2, 7})
    assert answers[7]["result"]["supportedVersions"] and answers[2]["result"]["tools"]
    assert answers[1]["error"]["code"] == -32022
