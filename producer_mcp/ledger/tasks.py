"""Tasks in the database: from the claim to the end, and after the death of the process that held them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from ..errors import NotFound
from ..models import Clip, File, Status, Task
from . import Event, RunningTask
from .clips import clips_with_files, save_clip
from .database import Row, Statements
from .files import want_files
from .rows import stamp, task_of, task_values
from .spending import place_ids, take_places
from .table import Table

MAX_RAW_ANSWER_BYTES = 1_000_000
PLACE_OF_PARTS = 10_000
"""Among the clips of a task those that a step before the last one made stand behind all that the last one makes."""


class SqlTasks(Table):
    """`ledger.Tasks` in SQL."""

    async def claim(self, task: Task, *, holder: str, paid: bool, limit: int) -> Task:
        """In one transaction: find the key, else take a place in the day and add the task with its first event."""
        self._database.require_in_place()
        async with self._change() as statements:
            row = await statements.one("task_for_key", owner=task.owner, key=task.key, now=self._stamp())
            if row is not None:
                return (await _with_clips(statements, [row]))[0]
            if paid:
                await take_places(statements, task.owner, task.key, place_ids(task), limit=limit, now=self._now())
            await statements.run("add_task", **task_values(task), holder=holder)
            await self._add_event(statements, task.task_id, task.status)
            return task

    async def by_key(self, owner: str, key: str) -> Task | None:
        """Queued and running tasks hold their key; others until their `held_until`."""
        return await self._one("task_for_key", owner=owner, key=key, now=self._stamp())

    async def of_keys(self, owner: str, keys: Sequence[str]) -> list[Task]:
        """By an index."""
        rows = await self._database.reading.all("tasks_of_keys", owner=owner, keys=json.dumps(list(keys)))
        return await _with_clips(self._database.reading, rows)

    async def launch(self, task_id: str, holder: str, *, request: str | None = None) -> bool:
        """Set `submitted_at`, if it is not set yet, and keep the request."""
        self._database.require_in_place()
        async with self._change() as statements:
            if await statements.one("launch_task", task_id=task_id, holder=holder, now=self._stamp()) is None:
                return False
            if request is not None:
                await statements.run("keep_request", task_id=task_id, sent=request)
            await self._add_event(statements, task_id, Status.QUEUED, "submitted")
            return True

    async def withdraw(self, task_id: str, holder: str) -> None:
        """Clear `submitted_at`, if the task still is the holder's."""
        async with self._change() as statements:
            if await statements.one("withdraw_task", task_id=task_id, holder=holder) is not None:
                await self._add_event(statements, task_id, Status.QUEUED, "not taken; to be sent again")

    async def save(self, task: Task, *, raw: str | None = None, note: str = "") -> Task:
        """The statement `save_task` decides whether the change is allowed; events and raw answers follow only then."""
        async with self._change() as statements:
            before = await self._row(statements, task)
            if await statements.one("save_task", **task_values(task)) is not None:
                await self._record_saved(statements, task, str(before["status"]), raw, note)
            return (await _with_clips(statements, [await self._row(statements, task)]))[0]

    async def begin_step(
        self, task: Task, clips: Sequence[Clip], files: Sequence[File], *, holder: str, callback: str | None, raw: str = ""
    ) -> Task | None:
        """In one transaction: the step that is done, what it made, and the task as one that is yet to be submitted."""
        async with self._change() as statements:
            await self._row(statements, task)
            done = {"task_id": task.task_id, "step": task.step, "raw": _capped(raw), "now": self._stamp()}
            if await statements.one("keep_step", **done) is None:
                return None
            await statements.run("begin_step", task_id=task.task_id, holder=holder, callback=callback, now=self._stamp())
            kept_ids = {clip.clip_id: await save_clip(statements, clip, is_titled=False) for clip in clips}
            for place, clip_id in enumerate(dict.fromkeys(kept_ids.values()), PLACE_OF_PARTS * task.step):
                await statements.run("give_clip", task_id=task.task_id, place=place, clip_id=clip_id)
            await want_files(statements, files, kept_ids)
            note = f"step {task.step} of {len(task.steps)} is done (ticket {task.ticket})"
            await self._add_event(statements, task.task_id, Status.QUEUED, note)
            return (await _with_clips(statements, [await self._row(statements, task)]))[0]

    async def resume(self, task: Task, *, holder: str, limit: int) -> Task | None:
        """In one transaction: places in the day for the steps that are left, and the task as one that is yet to be submitted."""
        cost = task_values(task)["cost"]
        async with self._change() as statements:
            values = {"task_id": task.task_id, "owner": task.owner, "cost": cost, "holder": holder, "now": self._stamp()}
            if await statements.one("resume_task", **values) is None:
                return None
            await take_places(statements, task.owner, task.key, place_ids(task, task.step), limit=limit, now=self._now())
            await self._add_event(
                statements, task.task_id, Status.QUEUED, f"step {task.step} of {len(task.steps)} asked for again"
            )
            return (await _with_clips(statements, [await self._row(statements, task)]))[0]

    async def finish(self, task: Task, clips: Sequence[Clip], files: Sequence[File], *, raw: str = "") -> Task:
        """In one transaction: the task, its clips in order, and the files to be fetched."""
        done = task.model_copy(update={"status": Status.DONE})
        async with self._change() as statements:
            before = await self._row(statements, task)
            if await statements.one("save_task", **task_values(done)) is not None:
                is_titled = bool(task.arguments.get("title"))
                kept_ids = {clip.clip_id: await save_clip(statements, clip, is_titled=is_titled) for clip in clips}
                for place, clip_id in enumerate(dict.fromkeys(kept_ids.values())):
                    await statements.run("give_clip", task_id=task.task_id, place=place, clip_id=clip_id)
                if json.loads(before["arguments"]).get("title") != task.arguments.get("title"):  # retitled since it was read
                    await statements.run("retitle_clips", task_id=task.task_id)
                await want_files(statements, files, kept_ids)
                await self._record_saved(statements, done, str(before["status"]), raw, "")
            return (await _with_clips(statements, [await self._row(statements, task)]))[0]

    async def retitle(self, task: Task, title: str) -> Task:
        """In one transaction."""
        async with self._change() as statements:
            await statements.run("retitle_task", task_id=task.task_id, owner=task.owner, title=title)
            await statements.run("retitle_clips", task_id=task.task_id)
            return (await _with_clips(statements, [await self._row(statements, task)]))[0]

    async def get(self, owner: str, task_id: str) -> Task:
        """`get_many` of one, or `NotFound`."""
        tasks = await self.get_many(owner, [task_id])
        if task_id not in tasks:
            raise NotFound(f"there is no task {task_id[:80]!r}; get_tasks() lists yours, find_clips() what was made.")
        return tasks[task_id]

    async def get_many(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        """One statement for tasks, clips and files together, because this is called most often."""
        rows = await self._database.reading.all("whole_tasks", owner=owner, task_ids=json.dumps(list(task_ids)))
        return {row["task_id"]: task_of(row, json.loads(row["clips"])) for row in rows}

    async def get_of_any_owner(self, task_id: str) -> Task | None:
        """By id alone."""
        return await self._one("task_of_id", task_id=task_id)

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        """By time and then id, so that pages neither repeat nor leave out a task."""
        rows = await self._database.reading.all("recent_tasks", owner=owner, before=before, limit=limit)
        return await _with_clips(self._database.reading, rows)

    async def latest(self, owner: str, limit: int) -> list[Task]:
        """Chosen by two indexes, so that a long life of finished tasks is not read."""
        rows = await self._database.reading.all("latest_tasks", owner=owner, limit=limit)
        return await _with_clips(self._database.reading, rows)

    async def drafts(
        self,
        owner: str,
        operation: str,
        *,
        query: str | None = None,
        vendor: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> tuple[list[Task], str | None]:
        """All drafts of the owner are read and looked through: they are few, and their words are in no index."""
        rows = await self._database.reading.all(
            "drafts",
            owner=owner,
            operation=operation,
            vendor=vendor,
            since=since and stamp(since),
            until=until and stamp(until),
            before=cursor,
        )
        tasks = [task for row in rows if _contains(task := task_of(row), (query or "").split())]
        return tasks[:limit], tasks[limit - 1].task_id if len(tasks) > limit else None

    async def newest(self, limit: int | None, words: Sequence[str] = ()) -> list[Task]:
        """All rows are looked through for `words`: it is for a person who looks into an incident, in a copy of the ledger."""
        rows = await self._database.reading.all("newest_tasks", limit=-1 if limit is None or words else limit)
        tasks = [task_of(row) for row in rows]
        return [task for task in tasks if _contains(task, words)][:limit]

    async def by_ticket(self, owner: str | None, vendor: str, ticket: str) -> Task | None:
        """By an index on vendor and ticket."""
        return await self._one("task_of_ticket", owner=owner, vendor=vendor, ticket=ticket)

    async def events(self, task_id: str) -> list[Event]:
        """In the order they were written."""
        rows = await self._database.reading.all("events_of_task", task_id=task_id)
        return [Event(datetime.fromisoformat(row["at"]), Status(row["status"]), row["note"]) for row in rows]

    async def raw_answer(self, task_id: str) -> str | None:
        """From a table of its own, because answers may be large."""
        row = await self._database.reading.one("answer_of_task", task_id=task_id)
        return None if row is None else str(row["raw"])

    async def request(self, task_id: str) -> str | None:
        """From a table of its own, because it is read only to look into an incident."""
        row = await self._database.reading.one("request_of_task", task_id=task_id)
        return None if row is None else str(row["sent"])

    async def holder_of(self, task_id: str) -> str | None:
        """The process that saved the task, or took it over, to submit it; whoever owns the task."""
        row = await self._database.reading.one("holder_of_task", task_id=task_id)
        return None if row is None else str(row["holder"])

    async def running(self, account: str) -> list[RunningTask]:
        """By an index on unfinished tasks only."""
        rows = await self._database.reading.all("running_tasks", account=account, **self._moments())
        return [RunningTask(**row) for row in rows]

    async def record_progress(
        self, task_ids: Sequence[str], progress: Mapping[str, float | None] | None = None, raws: Mapping[str, str] | None = None
    ) -> None:
        """One statement for all tasks, and one for all raw answers."""
        progress_by_id = {task_id: (progress or {}).get(task_id) for task_id in task_ids}
        raw_by_id = {task_id: _capped(raw) for task_id, raw in (raws or {}).items() if raw}
        async with self._database.writing() as statements:
            await statements.run("record_progress", progress=json.dumps(progress_by_id), now=self._stamp())
            if raw_by_id:
                await statements.run("keep_answers", raws=json.dumps(raw_by_id))

    async def orphans(self) -> list[Task]:
        """Queued, without `submitted_at`, and without a living holder."""
        return [task_of(row) for row in await self._database.reading.all("orphaned_tasks", **self._moments())]

    async def adopt(self, task_id: str, holder: str) -> bool:
        """Only while it was never submitted and its holder is dead."""
        async with self._change() as statements:
            return await statements.one("adopt_task", task_id=task_id, holder=holder, **self._moments()) is not None

    async def unanswered(self) -> list[Task]:
        """With `submitted_at`, without a ticket, and without a living holder."""
        return [task_of(row) for row in await self._database.reading.all("unanswered_tasks", **self._moments())]

    async def requeue(self, task_id: str) -> bool:
        """Clear `submitted_at`, if nobody else has; True to one caller only."""
        async with self._change() as statements:
            if await statements.one("requeue_task", task_id=task_id, **self._moments()) is None:
                return False
            await self._add_event(statements, task_id, Status.QUEUED, "to be sent anew")
            return True

    async def _one(self, query: str, **values: object) -> Task | None:
        row = await self._database.reading.one(query, **values)
        return None if row is None else (await _with_clips(self._database.reading, [row]))[0]

    async def _row(self, statements: Statements, task: Task) -> Row:
        row = await statements.one("task_of_id", task_id=task.task_id)
        if row is None or row["owner"] != task.owner:
            raise NotFound(f"there is no task {task.task_id!r}; it was never claimed.")
        return row

    async def _record_saved(self, statements: Statements, task: Task, before: str, raw: str | None, note: str) -> None:
        """What belongs to a change of a task that had the status `before`: an event, the raw answer, the place in the day."""
        if before != task.status or note:
            await self._add_event(statements, task.task_id, task.status, note)
        if raw:
            await statements.run("keep_answer", task_id=task.task_id, raw=_capped(raw))
        if task.status is Status.FAILED:
            is_free = task.charged is False or task.resumable
            await statements.run("give_back", places=json.dumps(place_ids(task, task.step + (not is_free))))

    async def _add_event(self, statements: Statements, task_id: str, status: str, note: str = "") -> None:
        await statements.run("add_event", task_id=task_id, now=self._stamp(), status=status, note=note)


async def _with_clips(statements: Statements, rows: Sequence[Row]) -> list[Task]:
    """The tasks in `rows`, each with its clips and their files; two statements for all of them."""
    task_ids = [row["task_id"] for row in rows]
    clip_rows = await statements.all("clips_of_tasks", task_ids=json.dumps(task_ids)) if task_ids else []
    clips: dict[str, list[Clip]] = {task_id: [] for task_id in task_ids}
    for row, clip in zip(clip_rows, await clips_with_files(statements, clip_rows), strict=True):
        clips[row["given_by"]].append(clip)
    return [task_of(row, clips[row["task_id"]]) for row in rows]


def _contains(task: Task, words: Sequence[str]) -> bool:
    """Whether each of the words stands in one of the task's arguments, or in what it wrote."""
    written = [f"{sheet.title}\n{sheet.text}" for sheet in task.lyrics]
    asked = "\n".join([*map(str, task.arguments.values()), *written, task.sound or ""]).casefold()
    return all(word.casefold() in asked for word in words)


def _capped(raw: str) -> str:
    """As much of a raw answer as is kept; halves of characters, which UTF-8 cannot write, become `?`."""
    return raw.encode("utf-8", "replace")[:MAX_RAW_ANSWER_BYTES].decode("utf-8", "ignore")
