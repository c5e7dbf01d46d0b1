"""Asks one vendor account, now and then, how its unfinished work stands."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import anyio
import structlog

from ..errors import ErrorCode, ProducerError, VendorError, VendorUnreadable
from ..ledger import Ledger, RunningTask
from ..models import Failure, Status
from ..operations import OPERATIONS_BY_NAME
from ..telemetry import span
from ..vendors import Report, Vendor
from .process import Process
from .results import DOUBT, HEARING, Results

log = structlog.get_logger()

RENEWAL = 3.0
BREATH = 0.2
"""Seconds between two turns, at the least: a busy ledger does not keep us reading it."""
BETWEEN = 1.0
"""Seconds between two requests to a hosted vendor, at the least."""
EARLY = 0.8
"""The first look, as a share of what the operation usually takes."""
OVERDUE = timedelta(minutes=15)
SELDOM = 60.0
"""Seconds between looks at what is overdue."""
GIVEN_UP = timedelta(hours=24)
LONGEST = 120.0
"""Seconds between looks at a vendor that keeps failing."""
HANDS = 4
"""How many finished tasks are taken in at a time: stems are unpacked meanwhile."""


class Poller:
    """One account's unfinished tasks, watched by one process at a time."""

    def __init__(self, vendor: Vendor, ledger: Ledger, intake: Results, process: Process) -> None:
        self._vendor = vendor
        self._ledger = ledger
        self._intake = intake
        self._process = process
        self._clock = process.clock
        self._lease = process.lease_seconds
        self._holds = False
        self._looks: dict[str, float] = {}
        """Task id to the moment (monotonic) of its next look."""
        self._free_at = 0.0
        """The moment from which the vendor may be asked again."""
        self._written: dict[str, float] = {}
        """Task id to the moment (monotonic) when it was last written down that its vendor answers."""
        self._taking: set[str] = set()
        self._hands = anyio.CapacityLimiter(HANDS)
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
        self._holds, self._taking, read, tasks = False, set(), -1, list[RunningTask]()
        async with anyio.create_task_group() as hands:
            hands.start_soon(self._renew)
            while True:
                if (mark := self._ledger.changes.count) != read:
                    read, tasks = mark, await self._ledger.tasks.running(self._vendor.account)
                if not await self._is_ours(wanted=bool(tasks)):
                    self._looks = {}
                    await self._rest(self._lease / 4, mark)
                    continue
                await self._plan(tasks)
                if due := self._due(tasks):
                    for task, report in await self._look(due, len(tasks)):
                        self._taking.add(task.task_id)
                        hands.start_soon(self._take, task, report)
                await self._rest(self._until_next(), mark)

    async def _is_ours(self, *, wanted: bool) -> bool:
        """Whether this process is the one that watches; it becomes that when nobody is, and there is something to watch."""
        if not wanted and self._holds:
            self._holds = False
            await self._ledger.leases.release(self._vendor.account, self._process.holder)
        elif wanted and not self._holds:
            holder = await self._ledger.leases.holder_of(self._vendor.account)
            if holder in (None, self._process.holder):
                self._holds = await self._ledger.leases.acquire(self._vendor.account, self._process.holder, self._lease)
        return self._holds

    async def _renew(self) -> None:
        """Keep the lease beside the looks: a vendor may take a minute to answer one."""
        while True:
            await anyio.sleep(self._lease / 4)
            if self._holds:
                self._holds = await self._ledger.leases.acquire(self._vendor.account, self._process.holder, self._lease)

    async def _plan(self, tasks: Sequence[RunningTask]) -> None:
        """When each task is looked at; those that ended are forgotten."""
        known = {task.task_id: self._looks[task.task_id] for task in tasks if task.task_id in self._looks}
        usual: dict[str, float] = {}
        for task in tasks:
            if task.task_id not in known:
                if task.operation not in usual:  # a look at home is free
                    usual[task.operation] = await self.usual_seconds(task.operation) if self._vendor.is_hosted else 0.0
                wait = EARLY * usual[task.operation] - (self._clock.now() - task.sent_at).total_seconds()
                known[task.task_id] = anyio.current_time() + self._clock.scaled(max(0.0, wait))
        self._looks = known
        self._written = {task_id: moment for task_id, moment in self._written.items() if task_id in known}

    async def usual_seconds(self, operation: str) -> float:
        """From submit to done: learned from the ledger, else the vendor's own figure."""
        learned = await self._ledger.statistics.typical_seconds(self._vendor.name, operation)
        offer = self._vendor.offers.get(OPERATIONS_BY_NAME[operation]) if operation in OPERATIONS_BY_NAME else None
        return learned if learned is not None else offer.usual_seconds if offer else self._vendor.pace

    def _due(self, tasks: Sequence[RunningTask]) -> list[RunningTask]:
        """What the next request asks about: those that have waited longest, if the vendor may be asked now."""
        now = anyio.current_time()
        if self._free_at > now:
            return []
        waiting = [task for task in tasks if task.task_id not in self._taking]
        if all(self._looks[task.task_id] > now for task in waiting):
            return []
        soon = now + self._clock.scaled(self._vendor.pace / 2)  # one request for what would have been due in turn
        due = [task for task in waiting if self._looks[task.task_id] <= soon]
        return sorted(due, key=lambda task: self._looks[task.task_id])[: self._vendor.batch]

    async def _look(self, tasks: list[RunningTask], running: int) -> list[tuple[RunningTask, Report]]:
        """Ask once; the tasks that have come to an end, with what is said of them."""
        batches = -(-running // self._vendor.batch)
        gap = max(self._vendor.pace, batches * BETWEEN if self._vendor.is_hosted else 0.0)
        self._again(tasks, gap)  # first: whatever happens now, the others have their turn before these have another
        try:
            with span("check", self._vendor.name, tickets=len(tasks)):
                reports = await self._vendor.check([task.ticket for task in tasks])
        except VendorError as error:
            self._set_back(tasks, error, gap)
            reports = {}
        else:
            self._setbacks, self.trouble = 0, None
            self._free_at = anyio.current_time() + self._clock.scaled(BETWEEN if self._vendor.is_hosted else 0.0)
        said = [(task, reports[task.ticket]) for task in tasks if task.ticket in reports]
        ended = [(task, report) for task, report in said if report.status.is_final]
        await self._heard({task.task_id: report for task, report in said if not report.status.is_final})
        late = [task for task in tasks if self._clock.now() - task.sent_at > OVERDUE]
        self._again(late, max(gap, SELDOM))
        await self._give_up([task for task in late if task.task_id not in {one.task_id for one, _ in ended}])
        return ended

    def _set_back(self, tasks: list[RunningTask], error: VendorError, gap: float) -> None:
        """Ask later: about these when it was their answer that could not be read, else about anything."""
        self._setbacks += 1
        self.trouble = str(error)
        wait = max(error.retry_after or 0.0, min(LONGEST, gap * 2**self._setbacks))
        log.warning("vendor silent", vendor=self._vendor.name, code=error.code, again_in=round(wait))
        alone = isinstance(error, VendorUnreadable)
        self._free_at = anyio.current_time() + self._clock.scaled(BETWEEN if alone else wait)
        self._again(tasks, wait + gap)

    def _again(self, tasks: Sequence[RunningTask], gap: float) -> None:
        self._looks |= dict.fromkeys((task.task_id for task in tasks), anyio.current_time() + self._clock.scaled(gap))

    async def _heard(self, reports: Mapping[str, Report]) -> None:
        """Write down, once in a while and all at once, that these still run, and how far they are."""
        now, seldom = anyio.current_time(), self._clock.scaled(HEARING.total_seconds())
        due = {task_id for task_id in reports if now - self._written.get(task_id, float("-inf")) >= seldom}
        if due:
            self._written |= dict.fromkeys(due, now)
            said = {task_id: reports[task_id] for task_id in due}
            progress = {task_id: report.progress for task_id, report in said.items()}
            await self._ledger.tasks.record_progress(
                list(due), progress, {task_id: report.raw for task_id, report in said.items()}
            )

    async def _take(self, watched: RunningTask, report: Report) -> None:
        """Write down how a task ended; if that goes wrong, the vendor is asked again."""
        try:
            async with self._hands:
                task = (await self._ledger.tasks.get_many(watched.owner, [watched.task_id]))[watched.task_id]
                await self._intake.take(task, report)
        except ProducerError as error:
            log.warning("report not taken yet", task=watched.task_id, vendor=self._vendor.name, code=error.code)
            self._again([watched], SELDOM)
        except Exception:
            # a bug of ours: a border, so that one task does not keep the others from being taken
            log.exception("taking crashed", task=watched.task_id, vendor=self._vendor.name)
            self._again([watched], SELDOM)
        finally:
            self._taking.discard(watched.task_id)
            self._nudged.set()

    async def _give_up(self, tasks: Sequence[RunningTask]) -> None:
        """What its vendor has had for a day without an end to it is told as unknown."""
        name = self._vendor.name
        message = f"{name} has not said in a day what became of it; look at your {name} account."
        lost = {"status": Status.UNKNOWN, "error": Failure(code=ErrorCode.UNKNOWN_OUTCOME, message=message)}
        for old in tasks:
            if self._clock.now() - old.sent_at > GIVEN_UP:
                task = (await self._ledger.tasks.get_many(old.owner, [old.task_id]))[old.task_id]
                await self._ledger.tasks.save(task.model_copy(update={**lost, "held_until": self._clock.now() + DOUBT}))

    def _until_next(self) -> float:
        """Seconds to the next request; nothing of the kind being planned, to the next renewal."""
        moments = [moment for task_id, moment in self._looks.items() if task_id not in self._taking]
        next_look = max(self._free_at, min(moments)) - anyio.current_time() if moments else self._lease
        return max(0.0, min(self._lease / 4, next_look))

    async def _rest(self, seconds: float, mark: int) -> None:
        """Until the ledger changes, somebody nudges, or the time is up."""
        breath = self._clock.scaled(BREATH)
        await anyio.sleep(min(seconds, breath))
        if not self._nudged.is_set() and seconds > breath:
            async with anyio.create_task_group() as either:

                async def nudged() -> None:
                    await self._nudged.wait()
                    either.cancel_scope.cancel()

                either.start_soon(nudged)
                await self._ledger.changes.wait(seconds - breath, since=mark)
                either.cancel_scope.cancel()
        self._nudged = anyio.Event() if self._nudged.is_set() else self._nudged
