"""Work under way, and work whose process has died."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import NamedTuple

from ..models import Status, Task
from .rows import task_of
from .table import Table
from .tasks import RAW, write_event


class Watched(NamedTuple):
    """As much of an unfinished task as its watcher has to know; a thousand of them are read in a few milliseconds."""

    task_id: str
    owner: str
    operation: str
    ticket: str
    sent: str

    @property
    def sent_at(self) -> datetime:
        return datetime.fromisoformat(self.sent)


class Unfinished(Table):
    """What has still to be watched, sent, or explained. These tasks come without clips."""

    async def unfinished(self, account: str) -> list[Task]:
        """Those the vendor has taken and not ended, oldest first."""
        return [task_of(row) for row in await self._database.reading.all("unfinished_tasks", account=account)]

    async def watched(self, account: str) -> list[Watched]:
        """The same, lean."""
        return [Watched(**row) for row in await self._database.reading.all("watched_tasks", account=account)]

    async def accounts_unfinished(self) -> set[str]:
        """The accounts that have such tasks."""
        return {row["account"] for row in await self._database.reading.all("unfinished_accounts")}

    async def heard(
        self, task_ids: Sequence[str], progress: Mapping[str, float | None] | None = None, raws: Mapping[str, str] | None = None
    ) -> None:
        """The vendor has just said that these still run, how far they are, and in which words; nobody is woken for it."""
        said = {task_id: (progress or {}).get(task_id) for task_id in task_ids}
        words = {task_id: raw.encode("utf-8", "replace")[:RAW].decode("utf-8", "ignore") for task_id, raw in (raws or {}).items()}
        async with self._database.writing() as statements:
            await statements.run("heard_tasks", said=json.dumps(said), now=self._now())
            if words:
                await statements.run("keep_answers", words=json.dumps(words))

    async def orphans(self) -> list[Task]:
        """Saved and never sent, by a process whose `process:` lease has run out."""
        return [task_of(row) for row in await self._database.reading.all("orphaned_tasks", now=self._now())]

    async def adopt(self, task_id: str, holder: str) -> bool:
        """Take an orphan over: True to one caller only, and only while it was never sent and its holder is dead."""
        async with self._change() as statements:
            return await statements.one("adopt_task", task_id=task_id, holder=holder, now=self._now()) is not None

    async def stranded(self) -> list[Task]:
        """Sent without an answer that we know, by a process that has died: they may have been taken, and paid."""
        return [task_of(row) for row in await self._database.reading.all("stranded_tasks", now=self._now())]

    async def recall(self, task_id: str) -> bool:
        """Make an orphan of a stranded task, to be sent anew. Only for work that is free to ask for twice."""
        async with self._change() as statements:
            if await statements.one("recall_task", task_id=task_id, now=self._now()) is None:
                return False
            await write_event(statements, task_id, self._now(), Status.QUEUED, "to be sent anew")
            return True

    async def typical_seconds(self, vendor: str, operation: str) -> float | None:
        """From submit to done, the median of the last fifty; None before the first."""
        rows = await self._database.reading.all("times_of_done", vendor=vendor, operation=operation)
        spans = [datetime.fromisoformat(row["finished_at"]) - datetime.fromisoformat(row["submitted_at"]) for row in rows]
        return median(span.total_seconds() for span in spans) if spans else None
