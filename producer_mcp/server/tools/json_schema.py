"""JSON Schema as a language model, and the narrowest client, should read it.

Made from the fields' declarations, not by pydantic: it has no titles and no references, an optional argument is left out
instead of being null, and no model has to be built before tools are listed. A test compares it with pydantic's schema.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic.fields import FieldInfo

UNLISTED_LIMITS = frozenset({"minLength", "maxLength", "pattern", "minItems", "maxItems", "format"})
"""Limits that calls are checked against, and that are left out of the list of tools to keep it small."""

FieldKind: TypeAlias = Literal["text", "list"]
"""A field of an answer: a string, or an array of objects."""
IN_EVERY_ANSWER: Mapping[str, Mapping[str, Any]] = {
    "error": {"type": "object"},
    "warnings": {"type": "array", "items": {"type": "string"}},
}
"""Fields that any answer may have; a typed client drops what its schema does not name."""

SCHEMAS: Mapping[object, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
}
KEYWORD_OF_LIMIT = {
    "ge": "minimum",
    "le": "maximum",
    "pattern": "pattern",
    "description": "description",
}
"""The keyword of JSON Schema for each attribute of an annotation."""
SIZE_KEYWORDS = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}
"""For the least and the greatest length of a value, by its JSON type."""


def input_schema(fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
    """The whole schema of a tool's arguments."""
    schema: dict[str, Any] = {"type": "object", "properties": {name: _property(field) for name, field in fields.items()}}
    required = [name for name, field in fields.items() if field.is_required()]
    return schema | ({"required": required} if required else {}) | {"additionalProperties": False}


def with_unsaid_wait(schema: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """The schema of a tool's arguments, whose description of `wait_seconds` says how many seconds an unsaid one means."""
    properties = dict(schema["properties"])
    if "wait_seconds" in properties:
        described = re.sub(r"[\d.]+ if unsaid", f"{seconds:g} if unsaid", properties["wait_seconds"]["description"])
        properties["wait_seconds"] = properties["wait_seconds"] | {"description": described}
    return {**schema, "properties": properties}


def listed_schema(whole: Mapping[str, Any]) -> dict[str, Any]:
    """A schema as it is listed: without the limits that are only told when they are broken."""
    kept = {keyword: value for keyword, value in whole.items() if keyword not in UNLISTED_LIMITS}
    if "properties" in kept:
        kept["properties"] = {name: listed_schema(value) for name, value in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = listed_schema(kept["items"])
    return kept


def output_schema(fields: Mapping[str, FieldKind]) -> dict[str, Any]:
    """An output schema of the fields a caller relies on.

    Nothing is required and nothing else is forbidden: some clients check error answers against it too, and would not show them.
    """
    kinds: dict[str, dict[str, Any]] = {"text": {"type": "string"}, "list": {"type": "array", "items": {"type": "object"}}}
    return {"type": "object", "properties": {name: kinds[kind] for name, kind in fields.items()} | dict(IN_EVERY_ANSWER)}


def _property(field: FieldInfo) -> dict[str, Any]:
    """The schema of one argument, with its description and default."""
    schema = _schema(Annotated[field.annotation, *field.metadata]) if field.metadata else _schema(field.annotation)
    if field.description is not None:
        schema["description"] = field.description
    if not field.is_required() and field.default is not None:
        schema["default"] = field.default
    return schema


def _schema(kind: Any) -> dict[str, Any]:
    """The schema of a type, with the limits that its annotations set."""
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
    return dict(SCHEMAS[kind])


def _limits(mark: object, kind: str) -> dict[str, Any]:
    """The keywords that one annotation adds to a schema of the JSON type `kind`.

    The annotation is a field of pydantic's, or a constraint with an attribute for each limit.
    """
    min_length, max_length = SIZE_KEYWORDS.get(kind, ("", ""))
    keywords = {"min_length": min_length, "max_length": max_length, **KEYWORD_OF_LIMIT}
    limits = {keyword: value for name, keyword in keywords.items() if (value := getattr(mark, name, None)) is not None}
    for inner in mark.metadata if isinstance(mark, FieldInfo) else ():
        limits |= _limits(inner, kind)
    return limits
