"""What is wrong with a call's arguments, in sentences a model can act on."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...safe_text import line

MEANT = {
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
"""What others call our words."""

BEGINS = {"^https?://": "http:// or https://", "^https://": "https://"}
"""Our patterns, in words."""

AT_MOST = 5


def in_words(error: ValidationError, tool: str, schema: Mapping[str, Any]) -> str:
    """What was said, what is allowed, and what to do next. `schema` is the tool's whole schema of arguments."""
    faults = error.errors(include_url=False)
    told = "; ".join(dict.fromkeys(_fault(fault, tool, schema["properties"]) for fault in faults[:AT_MOST]))
    return f"{told}. Nothing was done or spent: mend that and call {tool} again."


def _fault(fault: ErrorDetails, tool: str, words: Mapping[str, Any]) -> str:
    said = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        return said
    word = str(fault["loc"][0])
    match fault["type"]:
        case "extra_forbidden":
            return _unknown(word, tool, words)
        case "missing":
            return f"{tool} needs {word}, {allowed(words[word])} ({words[word].get('description', word).rstrip('.')})"
        case "value_error":
            return f"{word}: {said}"
        case _:
            return f"{word} is {_was(fault['input'])}; it must be {allowed(words.get(word, {}))}"


def _unknown(word: str, tool: str, words: Mapping[str, Any]) -> str:
    takes = f"{tool} takes {', '.join(words)}"
    if word == "vendor":
        return f"{tool} takes no vendor: the one that holds the clip does it, or there is only one; {takes}"
    near = nearest(word, list(words))
    return f"unknown argument {line(word, 40)!r}; {f'did you mean {near}? ' if near else ''}{takes}"


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The word of ours that was probably meant."""
    meant = MEANT.get(word.lower())
    if meant in known:
        return meant
    return next(iter(get_close_matches(word.lower(), known, n=1, cutoff=0.6)), None)


def allowed(schema: Mapping[str, Any]) -> str:
    """What one argument may be."""
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return str(schema["const"])
    match schema.get("type"):
        case "number" | "integer" as kind:
            return ("a number" if kind == "number" else "a whole number") + _between(schema)
        case "boolean":
            return "true or false"
        case "array":
            return f"a list of {schema.get('minItems', 0)} to {schema.get('maxItems', 'any number of')}"
        case _ if schema.get("format") == "date-time":
            return "a time such as 2026-11-21T08:00:00Z"
        case _ if "pattern" in schema:
            return f"an address that begins with {BEGINS.get(schema['pattern'], schema['pattern'])}"
        case _:
            return f"text of 1 to {schema.get('maxLength', 1000):,} characters"


def _between(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f" from {least:g} to {most:g}"
    if "exclusiveMinimum" in schema:
        return f" above {schema['exclusiveMinimum']:g}" + (f", up to {most:g}" if most is not None else "")
    return f", {least:g} or more" if least is not None else ""


def _was(said: object) -> str:
    match said:
        case None:
            return "null"
        case bool():
            return str(said).lower()
        case str() if not said.strip():
            return "empty"
        case str() if len(said) > 40:
            return f"{line(said, 30)!r}, {len(said):,} characters"
        case str():
            return repr(line(said, 40))
        case list():
            return f"a list of {len(said)}"
        case dict():
            return "an object"
        case _:
            return line(str(said), 40)
