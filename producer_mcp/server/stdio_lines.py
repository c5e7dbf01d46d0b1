"""A client's lines on stdin as messages; a line that is none is mended where its meaning is plain, else it is answered.

The SDK drops what it cannot read without a word, so the client would wait for its answer until its time is over.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from anyio.to_thread import run_sync
from mcp.types import (
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    RequestId,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

BYTE_ORDER_MARK = "\ufeff"
REPLACEMENT = "\\ufffd"
ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
"""The escapes of a JSON text, in order, so that `\\\\ud800` (a backslash and letters) is not taken for one of a surrogate."""
TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
"""The strings and brackets of a JSON text. A string that is cut off goes to the end: nothing in it is looked at again."""
ID_VALUE = re.compile(r'\s*:\s*("[^"\\]{0,200}"|-?\d{1,18}(?![\d.eE]))')
BLANKS = re.compile(r"\s*")
MAX_DEPTH = 200
"""How deeply the SDK's parser lets a message be nested."""
MAX_MENDED_CHARS = 1_000_000
"""A longer line that is no message is not gone through for what it may have meant: that takes seconds."""
NO_NUMBERS = ("NaN", "Infinity")
"""Words that some programs write for numbers; JSON has none of them."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line, or a part of one, that is no message."""

    request_id: RequestId | None
    """The id of the request it seems to be; None where there is none."""
    reason: str

    @property
    def answer(self) -> JSONRPCError:
        """What the client is told."""
        message = f"This line was not read: {self.reason}. Nothing was done. Send one JSON-RPC 2.0 message a line."
        return JSONRPCError(jsonrpc="2.0", id=self.request_id, error=ErrorData(code=PARSE_ERROR, message=message))


async def read_lines(stdin: BinaryIO) -> AsyncIterator[JSONRPCMessage | Unreadable]:
    """The messages on `stdin` until its end; cancelling leaves the reading thread behind, since nothing can interrupt it."""
    while line := await run_sync(stdin.readline, abandon_on_cancel=True):
        for message in messages_in(line):
            yield message


def messages_in(line: bytes) -> Iterator[JSONRPCMessage | Unreadable]:
    """The message of a line; of a batch (an array) and of several on a line each by itself, of an empty line none."""
    text = line.decode("utf-8", "replace").strip().removeprefix(BYTE_ORDER_MARK)
    if not text:
        return
    try:
        message = jsonrpc_message_adapter.validate_json(text, by_name=False)
    except ValidationError:
        if len(text) > MAX_MENDED_CHARS:
            yield Unreadable(_id_in(text[:MAX_MENDED_CHARS]), f"it is no message, and has {len(text):,} characters")
        else:
            yield from _mended(text)
        return
    is_odd = isinstance(message, JSONRPCNotification) and '"id"' in text  # a request whose id is none passes for a notification
    if is_odd or any(word in text for word in NO_NUMBERS):
        yield from _mended(text)
    else:
        yield message


def _mended(text: str) -> Iterator[JSONRPCMessage | Unreadable]:
    """What a text says once halves of characters are replaced."""
    if _depth_of(text) > MAX_DEPTH:
        yield Unreadable(_id_in(text), "it is nested too deeply")
        return
    text, at = _without_halves(text), 0
    while at < len(text):
        try:
            value, at_end = DECODER.raw_decode(text, at)
        except ValueError as error:
            yield Unreadable(_id_in(text[at:]), _in_words(error))
            return
        yield from map(_message_of, value if isinstance(value, list) and value else [value])
        at = next(BLANKS.finditer(text, at_end)).end()


def _message_of(value: Any) -> JSONRPCMessage | Unreadable:
    """A JSON value as a message."""
    if not isinstance(value, dict):
        return Unreadable(None, "a message is a JSON object")
    given = value.get("id")
    request_id = given if isinstance(given, str | int) and not isinstance(given, bool) else None
    if "id" in value and "method" in value and request_id is None:
        return Unreadable(None, "the id of a request is a string or a whole number")
    try:
        return jsonrpc_message_adapter.validate_python(value, by_name=False)
    except ValidationError:
        reason = 'a message has "jsonrpc": "2.0", a method, params that are an object, and an id if it wants an answer'
        return Unreadable(request_id, reason)


def _without_halves(text: str) -> str:
    """A JSON text in which the escapes of surrogates that stand alone are those of U+FFFD."""
    second_half_at = -1

    def is_half(match: re.Match[str] | None, first: int, last: int) -> bool:
        return match is not None and match[1] is not None and first <= int(match[1], 16) <= last

    def replaced(match: re.Match[str]) -> str:
        nonlocal second_half_at
        if is_half(match, 0xD800, 0xDBFF) and is_half(ESCAPES.match(text, match.end()), 0xDC00, 0xDFFF):
            second_half_at = match.end()
        elif is_half(match, 0xD800, 0xDFFF) and match.start() != second_half_at:
            return REPLACEMENT
        return match[0]

    return ESCAPES.sub(replaced, text)


def _depth_of(text: str) -> int:
    """How deeply the objects and arrays of a text are nested."""
    depth = deepest = 0
    for token in TOKENS.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _id_in(text: str) -> RequestId | None:
    """The id of a request in a text that is no JSON: of the outermost object, if it can be found."""
    depth = 0
    for token in TOKENS.finditer(text):
        if token[0] in ("{", "["):
            depth += 1
        elif token[0] in ("}", "]"):
            depth -= 1
        elif depth == 1 and token[0] == '"id"' and (value := ID_VALUE.match(text, token.end())):
            return value[1][1:-1] if value[1].startswith('"') else int(value[1])
    return None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse)


def _in_words(error: ValueError) -> str:
    """Why a text could not be read: our sentence, or where it stops being JSON."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON from character {error.pos + 1} on"
    return str(error) if "no number of JSON" in str(error) else "a number in it has too many digits"
