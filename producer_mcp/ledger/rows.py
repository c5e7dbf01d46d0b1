"""Database rows to models and back."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from ..models import Clip, File, Task
from .database import Row

JSON_FIELDS = ("arguments", "lyrics", "error", "cost", "warnings", "steps")
"""Fields of a task that are kept as JSON text."""


def stamp(moment: datetime) -> str:
    """UTC text in ISO 8601, always of the same width, so that it sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def values_of(model: Clip | File) -> dict[str, Any]:
    """The fields of a model as values for a statement, without a clip's files."""
    return {name: _value(value) for name, value in model.model_dump(mode="python", exclude={"files"}).items()}


def task_values(task: Task) -> dict[str, Any]:
    """The fields of a task as values for a statement, without its clips; lists and mappings become JSON text."""
    plain = task.model_dump(mode="python", exclude={"clips", *JSON_FIELDS})
    nested = task.model_dump(mode="json", include=set(JSON_FIELDS))
    return {name: _value(value) for name, value in plain.items()} | {
        name: None if value is None else json.dumps(value) for name, value in nested.items()
    }


def task_of(row: Row, clips: Iterable[Clip | Row] = ()) -> Task:
    """The task in `row`, with `clips`."""
    fields = {name: json.loads(row[name]) for name in JSON_FIELDS if row[name] is not None}
    return Task.model_validate({**row, **fields, "clips": tuple(clips)})


def clip_of(row: Row, files: Mapping[str, File] | None = None) -> Clip:
    """The clip in `row`, with `files` by kind."""
    return Clip.model_validate({**row, "files": files or {}})


def file_of(row: Row) -> File:
    """The file in `row`."""
    return File.model_validate(row)


def _value(value: Any) -> Any:
    """A field's value as SQLite stores it."""
    match value:
        case datetime():
            return stamp(value)
        case bool():
            return int(value)
        case float() if not isfinite(value):
            return None  # JSON has no word for it
        case _:
            return value
