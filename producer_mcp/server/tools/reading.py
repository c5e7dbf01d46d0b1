"""Reads a call's arguments as they are meant, before they are validated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic.fields import FieldInfo

from ... import spellings
from ...spellings import UNSAID, Kind, Limits

NAME_VENDORS = (spellings.VENDOR, spellings.CLIP_ID, spellings.TASK_IDS)
"""The kinds in which a vendor's name may stand."""
UNLISTED_KINDS: Mapping[str, Kind] = {"vendor": spellings.VENDOR}
"""The kinds of arguments that a tool may know without listing them."""


@dataclass(slots=True)
class ReadArguments:
    """What is meant by a call's arguments."""

    values: dict[str, Any] = field(default_factory=dict)
    """Those that say something; text and numbers that could not be read are here as they were said."""
    warnings: list[str] = field(default_factory=list)
    """What was taken for something else than was said."""
    empty: list[str] = field(default_factory=list)
    """The names of those that were said and say nothing."""
    faults: list[str] = field(default_factory=list)
    """A sentence for each that nobody can mean."""


def read_arguments(
    arguments: Mapping[str, Any],
    fields: Mapping[str, FieldInfo],
    schemas: Mapping[str, Mapping[str, Any]],
    vendors: Sequence[str],
) -> ReadArguments:
    """What is meant by `arguments` of a tool with these fields; `vendors` are the names a vendor may have."""
    read = ReadArguments()
    for name, said in arguments.items():
        kind = kind_of(fields[name]) if name in fields else UNLISTED_KINDS.get(name, spellings.UNKNOWN)
        limits = _limits(schemas.get(name, {}), vendors if kind in NAME_VENDORS else ())
        try:
            value = spellings.meant(name, said, kind, limits)
        except ValueError as fault:
            read.faults.append(str(fault))
            continue
        if value is UNSAID:
            read.empty.append(name)
            continue
        read.values[name], warning = spellings.clamped(name, value, kind, limits)
        read.warnings += [warning] if warning else []
    return read


def kind_of(field: FieldInfo) -> Kind:
    """The kind of an argument, by the mark in its type."""
    marks = (mark for mark in (*field.metadata, *_marks(field.annotation)) if isinstance(mark, Kind))
    return next(marks, spellings.UNKNOWN)


def _marks(annotation: Any) -> Iterator[Any]:
    """Everything that a type is annotated with, also inside of a union with None."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _marks(part)


def _limits(schema: Mapping[str, Any], options: Sequence[str]) -> Limits:
    return Limits(tuple(schema.get("enum", options)), schema.get("minimum"), schema.get("maximum"))
