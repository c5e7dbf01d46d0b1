"""JSON Schema as a language model, and the narrowest client, should read it.

Written from the words' own declarations, not by pydantic: no titles, no references, optional means absent rather than null,
and no model has to be built before the first list of tools has gone out. A test holds it to what pydantic says.
"""

from collections.abc import Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

UNLISTED = frozenset({"minLength", "maxLength", "pattern", "minItems", "maxItems", "format"})
"""Held to when a call comes, and told when it is broken; not worth their bytes in every list of tools."""

KINDS: Mapping[object, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
}
LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "pattern": "pattern", "description": "description"}
SIZES = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}


def whole_schema(words: Mapping[str, FieldInfo]) -> dict[str, Any]:
    """All that is asked of a call's arguments."""
    schema: dict[str, Any] = {"type": "object", "properties": {word: _property(field) for word, field in words.items()}}
    needed = [word for word, field in words.items() if field.is_required()]
    return schema | ({"required": needed} if needed else {})


def listed_schema(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What of a whole schema a caller needs to see."""
    kept = {word: value for word, value in whole.items() if word not in UNLISTED}
    if "properties" in kept:
        kept["properties"] = {word: listed_schema(value) for word, value in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = listed_schema(kept["items"])
    return kept


def gives(**words: str) -> dict[str, Any]:
    """An output schema: only the words a caller relies on, each optional.

    Nothing is required and nothing else forbidden: some clients hold errors to it too, and would hide their remedy.
    """
    kinds: dict[str, dict[str, Any]] = {"text": {"type": "string"}, "list": {"type": "array", "items": {"type": "object"}}}
    return {"type": "object", "properties": {word: kinds[kind] for word, kind in words.items()}}


def _property(field: FieldInfo) -> dict[str, Any]:
    schema = _schema(Annotated[field.annotation, *field.metadata]) if field.metadata else _schema(field.annotation)
    if field.description is not None:
        schema["description"] = field.description
    if not field.is_required() and field.default is not None:
        schema["default"] = field.default
    return schema


def _schema(kind: Any) -> dict[str, Any]:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        schema = _schema(parts[0])
        for mark in parts[1:]:
            schema |= _limits(mark, schema["type"])
        return schema
    if origin in (Union, UnionType):  # of something and None: what may be left out
        return _schema(next(part for part in parts if part is not NoneType))
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": _schema(parts[0])}
    return dict(KINDS[kind])


def _limits(mark: object, kind: str) -> dict[str, Any]:
    """What one mark on a word asks of it: a mark is a field of pydantic's, or a bound with an attribute for each limit."""
    least, most = SIZES.get(kind, ("", ""))
    names = {"min_length": least, "max_length": most, **LIMITS}
    said = {ours: value for theirs, ours in names.items() if (value := getattr(mark, theirs, None)) is not None}
    for inner in mark.metadata if isinstance(mark, FieldInfo) else ():
        said |= _limits(inner, kind)
    return said
