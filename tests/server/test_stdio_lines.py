"""Lines on stdin that are no message: each is mended or answered, and the server goes on."""

import json
from pathlib import Path
from typing import Any

import pytest
from mcp.types import JSONRPCNotification, JSONRPCRequest

from producer_mcp.server.stdio_lines import MAX_MENDED_CHARS, Unreadable, messages_in

from .test_stdio import greet, serving

PING = '{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": {"words": %s}}'


def ping(words: str) -> bytes:
    return (PING % words).encode()


MENDED: list[tuple[bytes, str]] = [
    (ping(r'"\ud800"'), "\ufffd"),
    (ping(r'"\udc00 and \ud83d\ud83d\ude00"'), "\ufffd and \ufffd\U0001f600"),
    (ping(r'"\\ud800 \\\ud800"'), "\\ud800 \\\ufffd"),
    (ping(r'"\\ud83d\ude00"'), "\\ud83d\ufffd"),
    (b"\xef\xbb\xbf" + ping('"first"'), "first"),
    (ping('"\u00e9"').replace(b"\xc3\xa9", b"\xe9"), "\ufffd"),
    (ping('"NaN and Infinity"'), "NaN and Infinity"),
    (b"[" + ping('"alone in a batch"') + b"]", "alone in a batch"),
]


@pytest.mark.parametrize(("line", "words"), MENDED)
def test_a_line_whose_meaning_is_plain_is_mended(line: bytes, words: str) -> None:
    [message] = messages_in(line)
    assert isinstance(message, JSONRPCRequest) and message.id == 7 and message.params == {"words": words}


REFUSED: list[tuple[bytes, Any, str]] = [
    (ping("9" * 5_000), 7, "too many digits"),
    (ping("[" * 100_000 + "]" * 100_000), 7, "nested too deeply"),
    (ping("[" * 300 + "]" * 300), 7, "nested too deeply"),
    (ping("NaN"), 7, "NaN is no number"),
    (ping("-Infinity"), 7, "-Infinity is no number"),
    (ping('"cut off"')[:-2], 7, "not JSON"),
    (
        ping('"' + r"\"" * 200_000)[:-2],
        7,
        "not JSON",
    ),  # hours, if each quotation mark were looked at as the beginning of a string
    (ping('"a backslash is the last' + "\\")[:-2], 7, "not JSON"),
    (b'{"params": {"id": 1}, "id": "seven", "jsonrpc": "2.0", "method": ping}', "seven", "not JSON"),
    (b'{"id": 7, "method": "ping"}', 7, "jsonrpc"),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": [1]}', 7, "params that are an object"),
    (b'{"jsonrpc": "2.0", "id": 7}', 7, "a method"),
    (b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', None, "the id of a request"),
    (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', None, "the id of a request"),
    (b"\xff\xfe\x00", None, "not JSON"),
    (b"hello", None, "not JSON"),
    (b"[]", None, "a JSON object"),
    (b"{}", None, "a method"),
    (b"null", None, "a JSON object"),
]


@pytest.mark.parametrize(("line", "request_id", "reason"), REFUSED)
def test_any_other_is_answered_with_the_id_it_has(line: bytes, request_id: Any, reason: str) -> None:
    [message] = messages_in(line)
    assert isinstance(message, Unreadable) and reason in message.reason
    assert message.answer.id == request_id and message.answer.error.code == -32700 and reason in message.answer.error.message


def test_of_a_batch_each_message_is_taken_by_itself() -> None:
    first, second, third = messages_in(b"[" + ping('"a"') + b', 3, {"jsonrpc": "2.0", "method": "notifications/initialized"}]')
    assert isinstance(first, JSONRPCRequest) and isinstance(second, Unreadable) and isinstance(third, JSONRPCNotification)


def test_an_empty_line_says_nothing() -> None:
    assert list(messages_in(b"  \r\n")) == []


def test_the_server_answers_every_line_and_goes_on(tmp_path: Path) -> None:
    lines = [line for line, _ in MENDED] + [line for line, _, _ in REFUSED]
    with serving(tmp_path / "mark") as process:
        greet(process)
        assert process.stdin is not None and process.stdout is not None
        for line in lines:
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["id"] in (7, "seven", None) and ("result" in answer or answer["error"]["code"] == -32700)
        process.stdin.close()
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("between", [b"", b" ", b"\t", b"\r", "\u2028".encode()])
def test_of_several_messages_on_a_line_each_is_taken_by_itself(between: bytes) -> None:
    line = between.join([ping('"a"'), b'{"jsonrpc": "2.0", "method": "notifications/initialized"}', ping('"b"')])
    first, second, third = messages_in(line)
    assert isinstance(first, JSONRPCRequest) and isinstance(second, JSONRPCNotification) and isinstance(third, JSONRPCRequest)
    request, rest = messages_in(ping('"a"') + b"}")
    assert isinstance(request, JSONRPCRequest) and isinstance(rest, Unreadable) and rest.request_id is None


@pytest.mark.parametrize("much", [b"[", b'"', b"{}", b"\\"])
def test_a_very_long_line_that_is_no_message_is_answered_without_going_through_it(much: bytes) -> None:
    [message] = messages_in(b'{"id": 7, "params": ' + much * MAX_MENDED_CHARS)
    assert isinstance(message, Unreadable) and "characters" in message.reason and message.request_id == 7
