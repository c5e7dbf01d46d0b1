"""Tasks in the ledger: from the claim to the end."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ..errors import NotFound
from ..models import Clip, File, Status, Task
from .clips import keep_clip, with_files
from .database import Row, Statements
from .files import want
from .rows import task_of, task_values
from .spending import take_place
from .table import Table

RAW = 1_000_000
"""Bytes of a vendor's answer that are kept."""


class Event(NamedTuple):
    """Something that happened to a task."""

    at: datetime
    status: Status
    note: str


async def with_clips(statements: Statements, rows: Sequence[Row]) -> list[Task]:
    """The tasks in `rows`, each with its clips and their files; two looks for all."""
    ids = [row["task_id"] for row in rows]
    given = await statements.all("clips_of_tasks", task_ids=json.dumps(ids)) if ids else []
    clips: dict[str, list[Clip]] = {task_id: [] for task_id in ids}
    for row, clip in zip(given, await with_files(statements, given), strict=True):
        clips[row["given_by"]].append(clip)
    return [task_of(row, clips[row["task_id"]]) for row in rows]


async def write_event(statements: Statements, task_id: str, now: str, status: str, note: str = "") -> None:
    await statements.run("add_event", task_id=task_id, now=now, status=status, note=note)


class Tasks(Table):
    """What was asked, and what became of it."""

    async def claim(self, task: Task, *, holder: str, paid: bool, limit: int) -> Task:
        """The task that holds `task.key` already, else `task`, saved; of many who claim at once, in any process, one wins.

        A `paid` one takes a place in the owner's day; raises `LimitReached` when `limit` (0: none) are taken.
        """
        async with self._change() as statements:
            row = await statements.one("task_for_key", owner=task.owner, key=task.key, now=self._now())
            if row is not None:
                return (await with_clips(statements, [row]))[0]
            if paid:
                await take_place(statements, task.owner, task.key, limit=limit, now=self.now(), task_id=task.task_id)
            await statements.run("add_task", **task_values(task), holder=holder)
            await write_event(statements, task.task_id, self._now(), task.status)
            return task

    async def holding(self, owner: str, key: str) -> Task | None:
        """The task that `claim` would find under `key`."""
        row = await self._database.reading.one("task_for_key", owner=owner, key=key, now=self._now())
        return None if row is None else (await with_clips(self._database.reading, [row]))[0]

    async def launch(self, task_id: str, holder: str) -> bool:
        """Whether we may submit it now: True once only, to its holder, just before the POST."""
        async with self._change() as statements:
            if await statements.one("launch_task", task_id=task_id, holder=holder, now=self._now()) is None:
                return False
            await write_event(statements, task_id, self._now(), Status.QUEUED, "submitted")
            return True

    async def save(self, task: Task, *, raw: str | None = None, note: str = "") -> Task:
        """Write down how a task stands; what now stands. One that is done or failed stays as it was.

        `raw` is the vendor's answer as it came, of which the last is kept.
        A failure without charge gives its place in the day back.
        """
        async with self._change() as statements:
            before = await self._row(statements, task)
            if await statements.one("save_task", **task_values(task)) is not None:
                await self._written(statements, task, str(before["status"]), raw, note)
            return (await with_clips(statements, [await self._row(statements, task)]))[0]

    async def finish(self, task: Task, clips: Sequence[Clip], files: Sequence[File], *, raw: str = "") -> Task:
        """The task is done: with its clips and the files it wants, all at once; what now stands.

        A clip that is known, here or at its vendor, keeps the id it had. No effect on a task that is done or failed.
        """
        done = task.model_copy(update={"status": Status.DONE})
        async with self._change() as statements:
            before = await self._row(statements, task)
            if await statements.one("save_task", **task_values(done)) is not None:
                ids = {clip.clip_id: await keep_clip(statements, clip) for clip in clips}
                for place, clip_id in enumerate(dict.fromkeys(ids.values())):
                    await statements.run("give_clip", task_id=task.task_id, place=place, clip_id=clip_id)
                await want(statements, files, ids)
                await self._written(statements, done, str(before["status"]), raw or None, "")
            return (await with_clips(statements, [await self._row(statements, task)]))[0]

    async def task(self, owner: str, task_id: str) -> Task:
        """The task, with its clips; `NotFound` if it is not there or not the owner's."""
        found = await self.tasks(owner, [task_id])
        if task_id not in found:
            raise NotFound(
                f"there is no task {task_id[:80]!r}; get_tasks takes ids that answers named, find_clips lists what was made."
            )
        return found[task_id]

    async def tasks(self, owner: str, ids: Sequence[str]) -> dict[str, Task]:
        """Those of the tasks that are there and the owner's, by id, with their clips."""
        rows = await self._database.reading.all("whole_tasks", owner=owner, task_ids=json.dumps(list(ids)))
        return {row["task_id"]: task_of(row, json.loads(row["clips"])) for row in rows}

    async def any_task(self, task_id: str) -> Task | None:
        """The task, whosever it is; for what is not said by an owner."""
        row = await self._database.reading.one("task_of_id", task_id=task_id)
        return None if row is None else (await with_clips(self._database.reading, [row]))[0]

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        """The newest tasks, with their clips; those older than the task `before`, if said."""
        rows = await self._database.reading.all("recent_tasks", owner=owner, before=before, limit=limit)
        return await with_clips(self._database.reading, rows)

    async def task_by_ticket(self, owner: str | None, vendor: str, ticket: str) -> Task | None:
        """The task behind a vendor's ticket, of that owner or of anyone."""
        row = await self._database.reading.one("task_of_ticket", owner=owner, vendor=vendor, ticket=ticket)
        return None if row is None else (await with_clips(self._database.reading, [row]))[0]

    async def task_by_callback(self, word: str) -> Task | None:
        """The task whose callback knows this word."""
        row = await self._database.reading.one("task_of_callback", callback=word)
        return None if row is None else (await with_clips(self._database.reading, [row]))[0]

    async def events(self, task_id: str) -> list[Event]:
        """What happened to a task, oldest first."""
        rows = await self._database.reading.all("events_of_task", task_id=task_id)
        return [Event(datetime.fromisoformat(row["at"]), Status(row["status"]), row["note"]) for row in rows]

    async def raw(self, task_id: str) -> str | None:
        """The vendor's last answer about it, as it came."""
        row = await self._database.reading.one("answer_of_task", task_id=task_id)
        return None if row is None else str(row["raw"])

    async def _row(self, statements: Statements, task: Task) -> Row:
        row = await statements.one("task_of_id", task_id=task.task_id)
        if row is None or row["owner"] != task.owner:
            raise NotFound(f"there is no task {task.task_id!r}; it was never claimed.")
        return row

    async def _written(self, statements: Statements, task: Task, before: str, raw: str | None, note: str) -> None:
        """What goes with a change: its event, the vendor's words, the money."""
        if before != task.status or note:
            await write_event(statements, task.task_id, self._now(), task.status, note)
        if raw is not None:
            capped = raw.encode("utf-8", "replace")[:RAW].decode("utf-8", "ignore")
            await statements.run("keep_answer", task_id=task.task_id, raw=capped)
        if task.status is Status.FAILED and task.charged is False:
            await statements.run("give_back", task_id=task.task_id)
