"""Says what is wrong with a call's arguments, in sentences a model can act on."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ...operations import OPERATIONS
from ...safe_text import line
from ...spellings import UNKNOWN, Kind
from .reading import kind_of

SYNONYMS = {
    "audio_id": "clip_id",
    "audio_url": "url",
    "bpm": "sound",
    "clip": "clip_id",
    "clip_ids": "clip_id",
    "continue_at": "at",
    "count": "limit",
    "create_lyrics": "write_lyrics",
    "description": "sound",
    "download": "download_music",
    "duration": "seconds",
    "end_time": "end",
    "ending": "end",
    "export_music": "download_music",
    "file": "path",
    "file_path": "path",
    "gender": "sound",
    "generate_lyrics": "write_lyrics",
    "generate_music": "create_music",
    "genre": "sound",
    "get_clip": "find_clips",
    "get_clips": "find_clips",
    "get_status": "get_tasks",
    "id": "clip_id",
    "image_url": "cover_art_url",
    "instrument": "sound",
    "instruments": "sound",
    "language": "sound",
    "length": "seconds",
    "list_clips": "find_clips",
    "make_music": "create_music",
    "mood": "sound",
    "mv": "model",
    "name": "title",
    "negative_tags": "sound",
    "prompt": "sound",
    "provider": "vendor",
    "q": "query",
    "remix": "cover_music",
    "remix_music": "cover_music",
    "search": "query",
    "search_clips": "find_clips",
    "start_time": "start",
    "status": "studio_status",
    "style": "sound",
    "tags": "sound",
    "task": "task_ids",
    "task_id": "task_ids",
    "tempo": "sound",
    "text": "lyrics",
    "theme": "idea",
    "timeout": "wait_seconds",
    "topic": "idea",
    "vocals": "sound",
    "voice": "sound",
    "wait": "wait_seconds",
    "words": "lyrics",
}
"""Names that callers use for arguments and tools of ours."""

PATTERNS_IN_WORDS = {"^https?://": "http:// or https://", "^https://": "https://"}
"""How addresses begin that match our patterns."""

OUR_ARGUMENTS = frozenset(name for operation in OPERATIONS for name in operation.model_fields)
"""The names of all arguments that an operation can have."""
LEAST_LIKENESS = 0.8
"""How alike two names are, 0 … 1, before one is taken for the other: a letter or two in ten may differ."""

MAX_FAULTS = 5
"""How many faults of one call are told."""


def in_words(
    error: ValidationError,
    tool: str,
    fields: Mapping[str, FieldInfo],
    schema: Mapping[str, Any],
    empty: Sequence[str],
    only_vendor: str | None = None,
) -> str:
    """What was given, what is allowed, and what to do next.

    `schema` is the whole schema of the tool's arguments; `empty` are those that were said without saying anything;
    `only_vendor` is the one vendor that does it, where there is no other.
    """
    kinds = {name: kind_of(field) for name, field in fields.items()}
    arguments = schema["properties"]
    sentences = [
        _no_vendor(tool, arguments, only_vendor)
        if fault["type"] == "extra_forbidden" and fault["loc"] == ("vendor",)
        else _fault(fault, tool, arguments, kinds, empty)
        for fault in error.errors(include_url=False)[:MAX_FAULTS]
    ]
    return together(sentences, tool)


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
            remedy = " (studio_status says what to set for another)" if name == "vendor" else ""
            allowed_values = allowed(arguments.get(name, {}), kinds.get(name, UNKNOWN))
            return f"{name} is {_given(fault['input'])}; it must be {allowed_values}{remedy}"


def _no_vendor(tool: str, arguments: Mapping[str, Any], only_vendor: str | None) -> str:
    if "clip_id" in arguments:
        return f"{tool} takes no vendor: the one that holds the clip does it; leave vendor out"
    if only_vendor is not None:
        return (
            f"{tool} takes no vendor: {only_vendor} alone does it here; leave vendor out, or have another set up, as "
            "studio_status says"
        )
    return f"{tool} takes no vendor; leave it out"


def _unknown(name: str, tool: str, arguments: Mapping[str, Any]) -> str:
    takes = f"{tool} takes {', '.join(arguments)}"
    near = nearest(name, list(arguments))
    return f"unknown argument {line(name, 40)!r}; {f'did you mean {near}? ' if near else ''}{takes}"


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that was surely meant: a synonym, another way to write it, or one with a slip in it.

    None for a word that means something else to us, however alike it looks: `seconds` is no `wait_seconds`.
    """
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace("-", "_").replace(" ", "_").lower()
    music = re.sub("song|track|audio", "music", word)
    names = {one: one for one in known} | {one: meant for one, meant in SYNONYMS.items() if meant in known}
    if found := names.get(word) or names.get(music):
        return found
    if word in SYNONYMS or word in OUR_ARGUMENTS:
        return None
    alike = [one for one in names if one[0] == word[:1]]
    near = get_close_matches(word, alike, n=1, cutoff=LEAST_LIKENESS)
    return names[near[0]] if near else None


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
        case float() if value.is_integer():
            return line(f"{value:.0f}", 40)
        case _:
            return line(str(value), 40)
