"""Reads JSON that others wrote, and leaves nothing in it that could break what is done with it later.

Python reads more than JSON allows (`NaN`), refuses some of what JSON allows (numbers of thousands of digits), and keeps halves of
characters that neither UTF-8 nor SQLite can write.
"""

import json
import math
from typing import Any

MAX_DEPTH = 50
"""What is nested deeper is read as null; no answer of a vendor is nested deeper than ten."""
MAX_NUMBER_CHARS = 40
"""A longer whole number is no length, price or id; it is read as null."""
UNREADABLE_CHARACTER = "\ufffd"
"""What half of a character is replaced by."""


def parse_json(text: str | bytes) -> Any:
    """The value in `text`; raises ValueError when it is not JSON, or nested more deeply than the parser can go.

    Null stands for numbers that are not finite or absurdly long, and for what is nested more than `MAX_DEPTH` deep.
    """
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_finite, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return _tamed(value, MAX_DEPTH)


def json_or_none(text: str | bytes) -> Any:
    """As `parse_json`; None for what is not JSON."""
    try:
        return parse_json(text)
    except ValueError:
        return None


def encoding_of(content: bytes) -> str:
    """The encoding of JSON, told by its first bytes: UTF-8, 16 or 32, with or without a byte order mark."""
    return json.detect_encoding(content)


def writable(text: str) -> str:
    """`text`, with halves of characters replaced."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_NUMBER_CHARS else None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _tamed(value: Any, depth: int) -> Any:
    """The same value without halves of characters, cut off below `depth` more levels."""
    match value:
        case str():
            return writable(value)
        case dict():
            return {writable(name): _tamed(inner, depth - 1) for name, inner in value.items()} if depth else None
        case list():
            return [_tamed(inner, depth - 1) for inner in value] if depth else None
        case _:
            return value
