"""Advice for callers: the sensible next call, and warnings about requests that are likely to waste money."""

import json
import re
from collections.abc import Sequence

from ..errors import ErrorCode
from ..models import Clip, Cost, Status, Task, costs_nothing
from ..operations import DownloadMusic, EnrichSound, Operation, UploadMusic, operation_called

PLACEHOLDER_TEXTS = frozenset(
    {
        "music",
        "song",
        "test",
        "testing",
        "sound",
        "lyrics",
        "placeholder",
        "la la la",
        "lorem ipsum",
        "test lyrics",
    }
)
"""Sounds and lyrics, in lower case and without punctuation, that nobody can mean."""
MIN_SOUND_WORDS = 5
"""Vendors advise at least so many words for a sound."""


def spending_warnings(operation: Operation) -> tuple[str, ...]:
    """Warnings about what vendors say wastes credits: placeholder texts, and a sound of very few words."""
    texts = {name: str(text).strip() for name in ("sound", "lyrics") if (text := getattr(operation, name, None)) is not None}
    placeholders = tuple(
        f"{name} looks like a placeholder ({text[:40]!r}); vendors warn that such material wastes credits."
        for name, text in texts.items()
        if re.sub(r"[^a-z ]", "", text.lower()).strip() in PLACEHOLDER_TEXTS
    )
    if placeholders or "lyrics" in texts or "sound" not in texts or isinstance(operation, EnrichSound):
        return placeholders
    word_count = len(texts["sound"].split())
    word = "word" if word_count == 1 else "words"
    short = f"sound is only {word_count} {word}; vendors advise {MIN_SOUND_WORDS} or more (genre, mood, instruments)."
    return (short,) if word_count < MIN_SOUND_WORDS else ()


def price_text(price: Cost | None) -> str:
    """What a vendor asks for something: `2 credits`."""
    return "a price it does not publish" if price is None else str(price)


def export_warnings(operation: Operation, vendor: str, price: Cost | None) -> tuple[str, ...]:
    """Why a file is paid for, where it can neither be found nor made here."""
    if not isinstance(operation, DownloadMusic) or costs_nothing(price):
        return ()
    return (f"This is {vendor}'s own {operation.format}, which cannot be made here.",)


def call_text(tool: str, **arguments: object) -> str:
    """A call as a model writes it: `get_tasks(task_ids=["task_1"])`."""
    return f"{tool}({', '.join(f'{name}={json.dumps(value, ensure_ascii=False)}' for name, value in arguments.items())})"


def waiting_call(task_ids: Sequence[str], wait_seconds: float) -> str:
    """The call that waits for these tasks: `get_tasks(task_ids=["task_1"], wait_seconds=45)`."""
    seconds = wait_seconds if 0 < wait_seconds < 1 else int(wait_seconds)
    return call_text("get_tasks", task_ids=list(task_ids), wait_seconds=seconds)


def next_call(task: Task, wait_seconds: float) -> str | None:
    """The sensible next call after `task`, or what to do before one; None where there is none.

    `wait_seconds`: how long such a call may wait.
    """
    match task.status:
        case Status.QUEUED | Status.RUNNING:
            return waiting_call([task.task_id], wait_seconds)
        case Status.DONE:
            return _after_done(task)
        case Status.UNKNOWN if task.ticket is not None:
            return call_text("get_tasks", task_ids=[task.task_id])
        case Status.UNKNOWN:
            again = f"{task.operation}(…, take={task.take + 1})"
            return f"look at your {task.vendor} account first; to ask again, and perhaps pay twice: {again}"
        case _:
            if task.resumable:
                return f"{task.operation}(…) as before asks for the rest alone, once the cause is mended"
            if task.error is not None and task.error.code is ErrorCode.UNSUPPORTED and task.charged is False:
                return None  # the same call fails again; the message says what to do instead
            is_repeatable = task.charged is False
            return f"{task.operation}(…{'' if is_repeatable else f', take={task.take + 1}'}) asks again, once the cause is mended"


def without_address(task: Task) -> tuple[Clip, ...]:
    """The clips of a done task for whose audio, film or export the vendor gave no address; of an upload the user has the file."""
    if task.status is not Status.DONE or task.operation == UploadMusic.name:
        return ()
    kind = operation_called(task.operation).file_kind(task.arguments)
    return tuple(
        clip for clip in task.clips if kind not in clip.files and not {"audio": clip.audio_url, "video": clip.video_url}.get(kind)
    )


def address_warnings(task: Task) -> tuple[str, ...]:
    """For each clip without an address: what is missing and what to do, none of which costs anything."""
    kind = operation_called(task.operation).file_kind(task.arguments)
    again = f"{call_text('get_tasks', task_ids=[task.task_id])} asks for it again, free; else " if task.ticket else ""
    return tuple(
        f"{task.vendor} gave no address for the {kind} of {clip.clip_id}: {again}look for it in your {task.vendor} account."
        for clip in without_address(task)
    )


def _after_done(task: Task) -> str | None:
    if without_address(task):
        return call_text("get_tasks", task_ids=[task.task_id]) if task.ticket else f"look at your {task.vendor} account"
    follow_up = operation_called(task.operation).follow_up
    if not follow_up or (("{clip_id}" in follow_up or "{place}" in follow_up) and not task.clips):
        return None
    return follow_up.replace("{clip_id}", json.dumps(task.clips[0].clip_id)) if task.clips else follow_up
