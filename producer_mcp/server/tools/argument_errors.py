"""Says what is wrong with a call's arguments, in sentences a model can act on."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ...safe_text import line
from ...spellings import UNKNOWN, Kind
from .reading import kind_of

SYNONYMS = {
    "audio_id": "clip_id",
    "clip": "clip_id",
    "clip_ids": "clip_id",
    "continue_at": "at",
    "description": "sound",
    "duration": "seconds",
    "end_time": "end",
    "ending": "end",
    "genre": "sound",
    "id": "clip_id",
    "length": "seconds",
    "mood": "sound",
    "mv": "model",
    "name": "title",
    "prompt": "sound",
    "q": "query",
    "search": "query",
    "start_time": "start",
    "style": "sound",
    "tags": "sound",
    "task": "task_ids",
    "task_id": "task_ids",
    "text": "lyrics",
    "theme": "idea",
    "topic": "idea",
    "words": "lyrics",
}
"""Names that callers use for arguments of ours."""

PATTERNS_IN_WORDS = {"^https?://": "http:// or https://", "^https://": "https://"}
"""How addresses begin that match our patterns."""

MAX_FAULTS = 5
"""How many faults of one call are told."""


def in_words(
    error: ValidationError, tool: str, fields: Mapping[str, FieldInfo], schema: Mapping[str, Any], empty: Sequence[str]
) -> str:
    """What was given, what is allowed, and what to do next.

    `schema` is the whole schema of the tool's arguments; `empty` are those that were said without saying anything.
    """
    kinds = {name: kind_of(field) for name, field in fields.items()}
    faults = error.errors(include_url=False)[:MAX_FAULTS]
    return together([_fault(fault, tool, schema["properties"], kinds, empty) for fault in faults], tool)


def together(sentences: Sequence[str], tool: str) -> str:
    """The faults of a call in one text that ends with what to do."""
    return f"{'; '.join(dict.fromkeys(sentences))}. Nothing was done or spent: mend that and call {tool} again."


def _fault(fault: ErrorDetails, tool: str, arguments: Mapping[str, Any], kinds: Mapping[str, Kind], empty: Sequence[str]) -> str:
    """One fault in words; `arguments` has the schema of each argument by name."""
    message = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        nothing_said = [f"{name} is empty; " for name in empty if name in message.split(", ")[0]]
        return f"{nothing_said[0] if nothing_said else ''}{message}"
    name = str(fault["loc"][0])
    match fault["type"]:
        case "extra_forbidden":
            return _unknown(name, tool, arguments)
        case "missing":
            schema = arguments[name]
            is_empty = f"{name} is empty; " if name in empty else ""
            return (
                f"{is_empty}{tool} needs {name}, {allowed(schema, kinds[name])} ({schema.get('description', name).rstrip('.')})"
            )
        case "value_error":
            return f"{name}: {message}"
        case _:
            return f"{name} is {_given(fault['input'])}; it must be {allowed(arguments.get(name, {}), kinds.get(name, UNKNOWN))}"


def _unknown(name: str, tool: str, arguments: Mapping[str, Any]) -> str:
    takes = f"{tool} takes {', '.join(arguments)}"
    if name == "vendor":
        return f"{tool} takes no vendor: the one that holds the clip does it, or there is only one; {takes}"
    near = nearest(name, list(arguments))
    return f"unknown argument {line(name, 40)!r}; {f'did you mean {near}? ' if near else ''}{takes}"


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that was probably meant."""
    synonym = SYNONYMS.get(name.lower())
    if synonym in known:
        return synonym
    return next(iter(get_close_matches(name.lower(), known, n=1, cutoff=0.6)), None)


def allowed(schema: Mapping[str, Any], kind: Kind) -> str:
    """What an argument with this schema and of this kind may be, in words."""
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return str(schema["const"])
    match schema.get("type"):
        case "number" | "integer" as type_name:
            unit = f" of {kind.unit}" if kind.unit else ""
            return f"a {'whole ' if type_name == 'integer' else ''}number{unit}{_between(schema)}{kind.advice}"
        case "boolean":
            return "true or false"
        case "array":
            return f"a list of {schema.get('minItems', 0)} to {schema.get('maxItems', 'any number of')}"
        case _ if schema.get("format") == "date-time":
            return "a time such as 2026-11-21T08:00:00Z"
        case _ if "pattern" in schema:
            return f"an address that begins with {PATTERNS_IN_WORDS.get(schema['pattern'], schema['pattern'])}"
        case _:
            return f"text of 1 to {schema.get('maxLength', 1000):,} characters{kind.advice}"


def _between(schema: Mapping[str, Any]) -> str:
    """The limits of a number in words, to go behind “a number”."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return f", {low:g} or more" if low is not None else ""


def _given(value: object) -> str:
    """What was given in place of an argument, in words and cut short."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str() if not value.strip():
            return "empty"
        case str() if len(value) > 40:
            return f"{line(value, 30)!r}, {len(value):,} characters"
        case str():
            return repr(line(value, 40))
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case _:
            return line(str(value), 40)
