"""The command `task`, for a person who looks into an incident, or as JSON for a program: tasks listed, or the life of one.

It reads a copy of the ledger, starts nothing and asks nobody, so it also works beside a running server.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
import click

from ..errors import NotFound
from ..ledger import Event
from ..ledger.snapshot import open_snapshot
from ..models import Clip, File, Status, Task
from ..safe_text import line, lines
from ..settings import Settings
from ..studio import process_lease, utc_now
from ..vendors.registry import OFFLINE

MIN_KEY_CHARS = 8
"""A shorter key could stand in any text by chance, and is not looked for."""
LISTED_TASKS = 20
"""How many tasks are listed when none is looked for."""
MAX_ASKED_CHARS = 60
"""How much of what was asked a line of the list shows."""
MAX_LINE_CHARS = 2_000
MAX_ANSWER_CHARS = 1_000_000
MAX_LEVELS = 100
WEBHOOK_TOKEN = r"-[0-9a-f]{32}\b"
"""What follows a task's id in the address that its vendor calls back at."""


@dataclass(frozen=True, slots=True)
class TaskHistory:
    """All that the ledger knows of one task."""

    task: Task
    events: list[Event]
    request: str | None
    """What was sent to the vendor, as JSON; None if nothing was sent, or an earlier version sent it."""
    raw_answer: str | None
    """The vendor's last answer as it was received."""
    holder: str | None
    """The process that has it to submit."""
    is_holder_alive: bool
    poller: str | None
    """The process that asks the vendor about the tasks of its account."""


def run_task(settings: Settings, task_id: str, *, as_json: bool) -> int:
    """Print the history of a task; 1 when there is no such task, or no ledger."""
    try:
        history = anyio.run(read_history, settings.ledger, task_id)
    except NotFound as error:
        click.echo(str(error), err=True)
        return 1
    hide = SecretsHider.of(settings, history.task)
    if as_json:
        click.echo(hide(json.dumps(as_object(history), indent=2)))
    else:
        for row in as_rows(history):
            click.echo(hide(row))
    return 0


def run_list(settings: Settings, words: Sequence[str], *, as_json: bool) -> int:
    """Print the newest tasks, or all whose arguments contain `words`, newest first; 1 when there are none, or no ledger."""
    try:
        tasks = anyio.run(read_newest, settings.ledger, words)
    except NotFound as error:
        click.echo(str(error), err=True)
        return 1
    hide = SecretsHider.of(settings)
    if as_json:
        click.echo(hide(json.dumps({"tasks": [as_listed_object(task) for task in tasks]}, indent=2)))
    else:
        for task in tasks:
            click.echo(hide(as_listed_row(task)))
    if not tasks:
        searched = f"no task whose arguments contain {line(' '.join(words), 80)!r}" if words else "no task"
        click.echo(f"there is {searched} in the ledger {settings.ledger}.", err=True)
    return 0 if tasks else 1


async def read_newest(path: Path, words: Sequence[str]) -> list[Task]:
    """The tasks to list from the ledger at `path`; raises `NotFound`, and `StorageFailed` when the ledger cannot be read."""
    async with open_snapshot(path, utc_now) as ledger:
        return await ledger.tasks.newest(None if words else LISTED_TASKS, words)


async def read_history(path: Path, task_id: str) -> TaskHistory:
    """The history in the ledger at `path`; raises `NotFound`, and `StorageFailed` when the ledger cannot be read."""
    async with open_snapshot(path, utc_now) as ledger:
        task = await ledger.tasks.get_of_any_owner(task_id)
        if task is None:
            raise NotFound(
                f"there is no task {line(task_id, 80)!r} in the ledger {path}; `producer-mcp task` lists the newest, "
                "`producer-mcp task brass fanfare` those whose arguments contain these words."
            )
        holder = await ledger.tasks.holder_of(task_id)
        return TaskHistory(
            task=task,
            events=await ledger.tasks.events(task_id),
            request=await ledger.tasks.request(task_id),
            raw_answer=await ledger.tasks.raw_answer(task_id),
            holder=holder,
            is_holder_alive=await ledger.leases.holder_of(process_lease(holder)) is not None,
            poller=await ledger.leases.holder_of(task.account),
        )


@dataclass(frozen=True, slots=True)
class SecretsHider:
    """Replaces keys, and what would let somebody speak in a vendor's place, in text that is about to be printed."""

    keys: tuple[str, ...]
    webhook_secret: str | None
    task_id: str | None

    @classmethod
    def of(cls, settings: Settings, task: Task | None = None) -> "SecretsHider":
        """What is secret in these settings, and of this task."""
        keys = (vendor.key.get_secret_value().strip() for vendor in settings.vendors.values() if vendor.key is not None)
        long_keys = tuple(key for key in keys if len(key) >= MIN_KEY_CHARS)
        return cls(long_keys, task.callback if task else None, task.task_id if task else None)

    def __call__(self, text: str) -> str:
        """`text` without them."""
        for key in self.keys:
            text = text.replace(key, "[key]")
        if self.webhook_secret:
            text = text.replace(self.webhook_secret, "[webhook secret]")
        if self.task_id is None:
            return text
        return re.sub(re.escape(self.task_id) + WEBHOOK_TOKEN, f"{self.task_id}-[webhook token]", text)


def as_listed_object(task: Task) -> dict[str, Any]:
    """A listed task as JSON."""
    names = {"task_id", "created_at", "status", "operation", "vendor", "owner", "arguments"}
    return task.model_dump(mode="json", include=names)


def as_listed_row(task: Task) -> str:
    """A listed task as a line of text: time (UTC), id, status, operation, vendor, the beginning of what was asked."""
    asked = " ".join(f"{name}={value}" for name, value in task.arguments.items())
    row = f"{task.created_at:%Y-%m-%d %H:%M:%S}  {task.task_id:17}  {task.status:7}  {task.operation:15}  {task.vendor:13}"
    return f"{row}  {line(asked, MAX_ASKED_CHARS)}".rstrip()


def as_object(history: TaskHistory) -> dict[str, Any]:
    """The history as JSON: the task without its webhook secret, then what else is known of it."""
    task = history.task
    return {
        **task.model_dump(mode="json", exclude={"callback", "key", "clips"}),
        "charge": charge_of(task),
        "events": [{"at": event.at.isoformat(), "status": event.status, "note": event.note} for event in history.events],
        "request": _parsed(history.request),
        "vendor_answer": _parsed(history.raw_answer),
        "clips": [clip.model_dump(mode="json") for clip in task.clips],
        "holder": history.holder,
        "is_holder_alive": history.is_holder_alive,
        "poller": history.poller,
    }


def as_rows(history: TaskHistory) -> Iterator[str]:
    """The history as lines of text."""
    task = history.task
    yield f"{task.task_id}: {task.operation} at {task.vendor}, {task.status}"
    yield f"  owner {line(task.owner)}, take {task.take}, account {line(task.account)}"
    yield f"  ticket at the vendor: {line(task.ticket) if task.ticket else 'none'}"
    yield from _section("Times (UTC)", _times(history))
    yield from _section("Events (UTC)", [f"{_moment(event.at)}  {event.status:8} {line(event.note)}" for event in history.events])
    yield from _section(f"Asked for: {task.operation}", _pretty(task.arguments).splitlines())
    yield from _section(f"Sent to {task.vendor}", _request_rows(history))
    yield from _section("Cost", [charge_of(task)])
    if task.error is not None:
        yield from _section("Error", [f"{task.error.code}: {line(task.error.message, MAX_LINE_CHARS)}"])
    yield from _section("Warnings", [line(warning, MAX_LINE_CHARS) for warning in task.warnings])
    yield from _section("Clips and files", [row for clip in task.clips for row in _clip_rows(clip)])
    for sheet in task.lyrics:
        yield from _section(f"Lyrics: {line(sheet.title)}", lines(sheet.text, MAX_LINE_CHARS).splitlines())
    if task.sound is not None:
        yield from _section("Sound", [line(task.sound, MAX_LINE_CHARS)])
    yield from _section("Process", _process_rows(history))
    answer = "none is kept" if history.raw_answer is None else _pretty(_parsed(history.raw_answer))
    yield from _section(f"Last answer of {task.vendor}", answer.splitlines())


def _request_rows(history: TaskHistory) -> list[str]:
    """The request that was sent, without key and callback; or why there is none."""
    if history.request is None:
        return ["nothing" if history.task.submitted_at is None else "not kept: an earlier version sent it"]
    request = json.loads(history.request)
    return [*([f"POST {request['path']}"] if request["path"] else []), *_pretty(request["body"]).splitlines()]


def charge_of(task: Task) -> str:
    """Whether the task was charged for, and why not, in one sentence."""
    price = None if task.cost is None else str(task.cost)
    match task.status:
        case Status.QUEUED if task.submitted_at is None:
            return "Nothing was charged: it has not been sent to the vendor yet."
        case Status.QUEUED:
            return "Not known yet: it was sent to the vendor, whose answer is not written down."
        case Status.RUNNING:
            return f"Not known yet: the vendor works on it (price: {price or 'not published'})."
        case Status.UNKNOWN:
            return f"Not known: the vendor may have done it, and charged {price or 'for it'}; look at your account there."
        case Status.FAILED if task.charged is None:
            return "Not known: the vendor took it, and does not say whether it charges for what fails."
        case Status.FAILED:
            return f"Nothing was charged: {_why_free(task)}."
    if task.is_free:
        return "Nothing was charged: this costs nothing at this vendor."
    if task.vendor == OFFLINE:
        return "Nothing was charged: it was made on this machine."
    return f"Charged: {price}, as the vendor says or publishes." if price else "Charged; the vendor does not say how much."


def _why_free(task: Task) -> str:
    if task.submitted_at is None:
        return "it failed before it was sent to the vendor"
    if task.ticket is None:
        return "the vendor did not accept it"
    if task.vendor == OFFLINE:
        return "it was to be made on this machine"
    return (
        "the vendor accepted it, and documents that it gives back what it takes for work that fails; "
        "that is its rule, not its word on this task"
    )


def _times(history: TaskHistory) -> list[str]:
    task = history.task
    if_no_time = "with its answer to the request, below" if history.raw_answer is not None else "never"
    moments = {
        "created": _moment(task.created_at),
        "submitted": _moment(task.submitted_at) if task.submitted_at else "never",
        "vendor last heard": _moment(task.heard_at) if task.heard_at else if_no_time,
        "finished": _moment(task.finished_at) if task.finished_at else "not yet",
        "same request": _same_request(task),
    }
    return [f"{name:18} {text}" for name, text in moments.items()]


def _same_request(task: Task) -> str:
    """What the ledger answers to the same request, by the key that both have."""
    if not task.status.is_final:
        return "is this task as long as it lasts"
    if task.held_until <= task.created_at:
        return "is a new task: the key is free again"
    return f"is this task until {_moment(task.held_until)}, then a new one"


def _process_rows(history: TaskHistory) -> list[str]:
    has_ended = "which has ended (as it does after every `producer-mcp call`)"
    state = "which is alive" if history.is_holder_alive else has_ended
    did = "taken up" if history.task.submitted_at is None else "sent"
    polled = f"process {history.poller}" if history.poller else "no process now"
    return [f"{did} by process {history.holder}, {state}", f"{history.task.account} is polled by {polled}"]


def _clip_rows(clip: Clip) -> Iterator[str]:
    length = f", {clip.seconds:.1f} s" if clip.seconds is not None else ""
    yield f"{clip.clip_id}: {line(clip.name)}{length}"
    for file in clip.files.values():
        yield f"  {file.kind:6} {_file_state(file)}"


def _file_state(file: File) -> str:
    """Where a file is kept, or why it is not and when it is tried again."""
    remark = f"; {line(file.error)}" if file.error else ""
    if file.path is not None:
        state = f"{file.size:,} bytes" if file.size else "where the engine made it: files are not saved (PRODUCER_SAVE=0)"
        return f"{line(file.path, MAX_LINE_CHARS)} ({state}){remark}"
    if file.next_try is None and file.tries == 0 and file.error is None:
        place = f"; it is at {line(file.url, MAX_LINE_CHARS)}" if file.url else ""
        why = "nobody asked for it" if file.kind == "wav" else "files were not saved when it was made (PRODUCER_SAVE=0)"
        return f"not kept: {why}{place}"
    retry = f"tried again {_moment(file.next_try)}" if file.next_try else "not tried again"
    return f"not kept, {file.tries} failed tries, {retry}{remark}"


def _section(title: str, rows: list[str]) -> Iterator[str]:
    """A heading and its indented rows; nothing for no rows."""
    if rows:
        yield f"\n{title}"
        yield from (f"  {row}".rstrip() for row in rows)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03}"


def _parsed(raw: str | None) -> Any:
    """An answer's JSON; the text itself when it is none, or nested so deeply that it could not be written again."""
    try:
        value = None if raw is None else json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    return value if _is_shallow(value) else raw


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_LEVELS):
        level = [inner for outer in level for inner in _contents(outer)]
    return not level


def _contents(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _pretty(value: Any) -> str:
    """JSON with an indent, or text as it is; without invisible characters."""
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return lines(text, MAX_ANSWER_CHARS)
