"""Between rows and nouns."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..models import Clip, File, Task
from .database import Row

JSON_WORDS = ("arguments", "lyrics", "error", "cost", "warnings")
"""Words of a task that are kept as JSON."""


def stamp(moment: datetime) -> str:
    """UTC text of one width: it sorts as it reads."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def values_of(noun: Task | Clip | File, *without: str) -> dict[str, Any]:
    """A noun's words as a database takes them."""
    return {word: _value(said) for word, said in noun.model_dump(mode="python", exclude={"clips", "files", *without}).items()}


def task_values(task: Task, *without: str) -> dict[str, Any]:
    """A task's words as a database takes them; lists and mappings are JSON."""
    values = values_of(task, *without, *JSON_WORDS)
    inner = task.model_dump(mode="json", include=set(JSON_WORDS))
    return values | {word: None if said is None else json.dumps(said) for word, said in inner.items() if word not in without}


def task_of(row: Row, clips: Iterable[Clip | Row] = ()) -> Task:
    """The task in `row`, with `clips`."""
    inner = {word: json.loads(row[word]) for word in JSON_WORDS if row[word] is not None}
    return Task.model_validate({**row, **inner, "clips": tuple(clips)})


def clip_of(row: Row, files: Mapping[str, File] | None = None) -> Clip:
    """The clip in `row`, with `files` by kind."""
    return Clip.model_validate({**row, "files": files or {}})


def file_of(row: Row) -> File:
    """The file in `row`."""
    return File.model_validate(row)


def _value(said: Any) -> Any:
    match said:
        case datetime():
            return stamp(said)
        case bool():
            return int(said)
        case _:
            return said
