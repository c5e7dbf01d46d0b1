"""Asks one vendor account, now and then, how its unfinished work stands."""

from collections.abc import Callable
from datetime import datetime, timedelta

import anyio
import structlog

from .errors import RateLimited, VendorError
from .intake import DOUBT, Intake
from .ledger import Ledger
from .music import Failure, Status, Task
from .operations import OPERATION
from .spans import span
from .vendors import Vendor

log = structlog.get_logger()

LEASE = 12.0
"""Seconds a process that has died keeps others away …"""
SHORTEST_LEASE = 2.0
"""… at the least, however fast a test lets time pass: a process that is only slow is not dead."""
RENEWAL = 3.0
EARLY, CALLED = 0.8, 1.5
"""The first look, as a share of what the operation usually takes; and where the vendor is to call when it is done."""
PATIENT = 4
"""How many times rarer the looks after that are, where it is to call: calls get lost."""
OVERDUE = timedelta(minutes=15)
GIVEN_UP = timedelta(hours=24)
LONGEST = 120.0
"""Seconds between looks at a vendor that keeps failing."""


def lease_seconds(pace: float) -> float:
    """How long what a process holds is held without its word; it says it four times in that time."""
    return max(SHORTEST_LEASE, LEASE / pace)


class Watcher:
    """One account's unfinished tasks, watched by one process at a time."""

    def __init__(
        self, vendor: Vendor, ledger: Ledger, intake: Intake, *, holder: str, now: Callable[[], datetime], pace: float
    ) -> None:
        self._vendor = vendor
        self._ledger = ledger
        self._intake = intake
        self._holder = holder
        self._now = now
        self._pace = pace
        self._lease = lease_seconds(pace)
        self._looks: dict[str, float] = {}
        """Task id to the moment (monotonic) of its next look."""
        self._nudged = anyio.Event()
        self._setbacks = 0
        self.trouble: str | None = None
        """What the vendor said instead of an answer, the last time it was asked."""

    def nudge(self, task_id: str) -> None:
        """Look at this task at once: somebody says it has moved."""
        self._looks[task_id] = 0.0
        self._nudged.set()

    async def run(self) -> None:
        """Watch for as long as the studio is open."""
        while True:
            tasks = await self._ledger.unfinished(self._vendor.account)
            if not tasks or not await self._ledger.hold(self._vendor.account, self._holder, self._lease):
                self._looks = {}
                await self._rest(RENEWAL)
                continue
            await self._plan(tasks)
            due = [task for task in tasks if self._looks[task.task_id] <= anyio.current_time()]
            due.sort(key=lambda task: self._looks[task.task_id])  # else the oldest are due again before the youngest had a look
            if due:
                await self._look(due[: self._vendor.batch], len(tasks))
            await self._rest(self._until_next(more=len(due) > self._vendor.batch))

    async def _plan(self, tasks: list[Task]) -> None:
        known = {task.task_id: self._looks[task.task_id] for task in tasks if task.task_id in self._looks}
        for task in tasks:
            if task.task_id not in known:
                started = task.submitted_at or task.created_at
                usual = await self.usual_seconds(task.operation) if self._vendor.is_hosted else 0.0  # a look at home is free
                share = CALLED if task.callback else EARLY
                wait = share * usual - (self._now() - started).total_seconds()
                known[task.task_id] = anyio.current_time() + max(0.0, wait / self._pace)
        self._looks = known

    async def usual_seconds(self, operation: str) -> float:
        """From submit to done: learned from the ledger, else the vendor's own figure."""
        learned = await self._ledger.typical_seconds(self._vendor.name, operation)
        offer = self._vendor.offers.get(OPERATION[operation]) if operation in OPERATION else None
        return learned if learned is not None else offer.usual_seconds if offer else self._vendor.pace

    async def _look(self, tasks: list[Task], running: int) -> None:
        batches = -(-running // self._vendor.batch)
        gap = max(self._vendor.pace, float(batches) if self._vendor.is_hosted else 0.0)
        try:
            with span("check", self._vendor.name, tickets=len(tasks)):
                reports = await self._vendor.check([task.ticket for task in tasks if task.ticket])
        except VendorError as error:
            self._setbacks += 1
            gap = max(error.retry_after or 0.0, min(LONGEST, gap * 2**self._setbacks))
            self.trouble = str(error)
            log.warning("vendor silent", vendor=self._vendor.name, code=error.code, again_in=round(gap))
            self._again(list(self._looks) if isinstance(error, RateLimited) else [task.task_id for task in tasks], gap)
            await self._give_up(tasks)
            return
        self._setbacks, self.trouble = 0, None
        for task in tasks:
            report = reports.get(task.ticket or "")
            late = self._now() - task.created_at > OVERDUE
            rarer = gap * PATIENT if task.callback else gap
            self._again([task.task_id], max(rarer, 60.0) if late else rarer)
            if report is not None:
                await self._intake.take(task, report)
        ended = {ticket for ticket, report in reports.items() if report.status.is_final}
        await self._give_up([task for task in tasks if task.ticket not in ended])

    def _again(self, task_ids: list[str], gap: float) -> None:
        self._looks |= dict.fromkeys(task_ids, anyio.current_time() + gap / self._pace)

    async def _give_up(self, tasks: list[Task]) -> None:
        for task in tasks:
            if self._now() - task.created_at > GIVEN_UP:
                name = self._vendor.name
                message = f"{name} has not said in a day what became of it; look at your {name} account."
                error = Failure(code="unknown_outcome", message=message)
                lost = {"status": Status.UNKNOWN, "error": error, "held_until": self._now() + DOUBT}
                await self._ledger.save(task.model_copy(update=lost))

    def _until_next(self, *, more: bool) -> float:
        if more:
            return 1.0 if self._vendor.is_hosted else 0.0
        return max(0.0, min([RENEWAL, *(moment - anyio.current_time() for moment in self._looks.values())]))

    async def _rest(self, seconds: float) -> None:
        """Until the ledger changes, somebody nudges, or the time is up; never so short that a busy ledger keeps us reading it."""
        await anyio.sleep(min(seconds, self._vendor.pace / 10, 0.2) / self._pace)
        with anyio.move_on_after(seconds / self._pace):
            async with anyio.create_task_group() as either:

                async def nudged() -> None:
                    await self._nudged.wait()
                    either.cancel_scope.cancel()

                either.start_soon(nudged)
                await self._ledger.changed(seconds)
                either.cancel_scope.cancel()
        if self._nudged.is_set():
            self._nudged = anyio.Event()
