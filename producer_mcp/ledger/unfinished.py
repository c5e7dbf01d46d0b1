"""Work under way, and work whose process has died."""

import json
from collections.abc import Sequence
from datetime import datetime
from statistics import median

from ..music import Status, Task
from .page import Page
from .rows import task_of
from .tasks import write_event


class Unfinished(Page):
    """What has still to be watched, sent, or explained. These tasks come without clips."""

    async def unfinished(self, account: str) -> list[Task]:
        """Those the vendor has taken and not ended, oldest first."""
        return [task_of(row) for row in await self._database.reading.all("unfinished_tasks", account=account)]

    async def accounts_unfinished(self) -> set[str]:
        """The accounts that have such tasks."""
        return {row["account"] for row in await self._database.reading.all("unfinished_accounts")}

    async def heard(self, task_ids: Sequence[str]) -> None:
        """The vendor has just said that these still run; nobody is woken for it."""
        async with self._database.writing() as statements:
            await statements.run("heard_tasks", task_ids=json.dumps(list(task_ids)), now=self._now())

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
