"""Asks one vendor account at intervals how its running tasks stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil

import anyio
import structlog

from ..errors import ErrorCode, ProducerError, VendorError, VendorUnreadable
from ..ledger import Ledger, RunningTask
from ..models import Failure, Status
from ..operations import OPERATIONS_BY_NAME
from ..telemetry import span
from ..vendors import Report, Vendor
from .doubts import Doubts, reports_on
from .process import Process
from .results import PROGRESS_SAVE_INTERVAL, UNKNOWN_OUTCOME_PERIOD, Results

log = structlog.get_logger()

MIN_TURN_SECONDS = 0.2
"""The shortest time between two turns of the loop, so that a ledger that changes often is not read all the time."""
MIN_REQUEST_GAP_SECONDS = 1.0
"""The shortest time between two requests to a hosted vendor."""
FIRST_CHECK_FRACTION = 0.8
"""The first check of a task comes after this part of the time that its operation usually takes."""
OVERDUE_AFTER = timedelta(minutes=15)
"""How long after its submit a task is overdue."""
OVERDUE_CHECK_SECONDS = 60.0
"""Between checks of a task that is overdue, and before a report that could not be recorded is asked for again."""
GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after its submit a task of which nothing is heard becomes unknown."""
DOUBTS_UNTOLD = 1
"""How many answers in a row may be in doubt before callers are told: a vendor may need a moment to know a task everywhere."""
MAX_BACKOFF_SECONDS = 120.0
"""The longest time between checks at a vendor that keeps failing."""
MAX_RECORDED_AT_ONCE = 4
"""How many finished tasks are recorded at the same time; archives of stems are downloaded and unpacked meanwhile."""


class Poller:
    """Polls the running tasks of one account. A lease in the ledger makes sure that one process does so at a time.

    Moments are seconds of the event loop's clock (`anyio.current_time`).
    """

    def __init__(self, vendor: Vendor, ledger: Ledger, results: Results, process: Process) -> None:
        self._vendor = vendor
        self._ledger = ledger
        self._results = results
        self._process = process
        self._clock = process.clock
        self._has_lease = False
        self._next_checks: dict[str, float] = {}
        """Task id to the moment of its next check."""
        self._free_at = 0.0
        """The moment from which the vendor may be asked again."""
        self._progress_saved: dict[str, float] = {}
        """Task id to the moment when its progress was last written to the ledger."""
        self._recording: set[str] = set()
        """Ids of finished tasks whose results are being recorded."""
        self._slots = anyio.CapacityLimiter(MAX_RECORDED_AT_ONCE)
        self._nudged: set[str] = set()
        """Ids of tasks to be checked at once; kept until the next plan, since a nudge may come while one is made."""
        self._woken = anyio.Event()
        self._doubts = Doubts()
        self._failures = 0
        """How many checks in a row have failed."""
        self.trouble: str | None = None
        """The vendor's error, if its last check failed."""

    def nudge(self, task_id: str) -> None:
        """Check this task at once: there is reason to believe it has ended."""
        self._nudged.add(task_id)
        self._woken.set()

    async def run(self) -> None:
        """Poll until cancelled."""
        self._has_lease, self._recording, known_changes, tasks = False, set(), -1, list[RunningTask]()
        async with anyio.create_task_group() as work:
            work.start_soon(self._renew_lease)
            while True:
                if (changes := self._ledger.changes.count) != known_changes:
                    known_changes, tasks = changes, await self._ledger.tasks.running(self._vendor.account)
                if not await self._obtain_lease(wanted=bool(tasks)):
                    self._next_checks = {}  # planned anew when the lease is ours
                    if tasks:  # another process polls them, so their nudges are of no use here
                        self._nudged.clear()
                    await self._rest(self._process.lease_seconds / 4, changes)
                    continue
                await self._plan(tasks)
                if due := self._due(tasks):
                    for task, report in await self._check(due, len(tasks)):
                        self._recording.add(task.task_id)
                        work.start_soon(self._record, task, report)
                await self._rest(self._seconds_to_next_check(), changes)

    async def _obtain_lease(self, *, wanted: bool) -> bool:
        """Whether this process polls the account: it takes a free lease when there are tasks, and gives it back when not."""
        account, holder = self._vendor.account, self._process.holder
        if not wanted and self._has_lease:
            self._has_lease = False
            await self._ledger.leases.release(account, holder)
        elif wanted and not self._has_lease and await self._ledger.leases.holder_of(account) in (None, holder):
            self._has_lease = await self._ledger.leases.acquire(account, holder, self._process.lease_seconds)
        return self._has_lease

    async def _renew_lease(self) -> None:
        """Renew the lease independently of the checks, since a vendor may take a minute to answer one."""
        account, holder, seconds = self._vendor.account, self._process.holder, self._process.lease_seconds
        while True:
            await anyio.sleep(seconds / 4)
            if self._has_lease:
                self._has_lease = await self._ledger.leases.acquire(account, holder, seconds)

    async def _plan(self, tasks: Sequence[RunningTask]) -> None:
        """Plan the first check of each new task, and that of nudged ones for now; forget the tasks that have ended."""
        planned = {task.task_id: self._next_checks[task.task_id] for task in tasks if task.task_id in self._next_checks}
        usual: dict[str, float] = {}
        for task in tasks:
            if task.task_id not in planned:
                if task.operation not in usual:  # a vendor on this machine can be asked at any time
                    usual[task.operation] = await self.usual_seconds(task.operation) if self._vendor.is_hosted else 0.0
                wait = FIRST_CHECK_FRACTION * usual[task.operation] - (self._clock.now() - task.sent_at).total_seconds()
                planned[task.task_id] = anyio.current_time() + self._clock.scaled(max(0.0, wait))
        nudged = self._nudged & planned.keys()
        self._nudged -= nudged
        self._next_checks = planned | dict.fromkeys(nudged, 0.0)
        self._progress_saved = {task_id: moment for task_id, moment in self._progress_saved.items() if task_id in planned}

    async def usual_seconds(self, operation: str) -> float:
        """Seconds from submit to done: the median in the ledger, else the vendor's own figure."""
        median = await self._ledger.statistics.typical_seconds(self._vendor.name, operation)
        offer = self._vendor.offers.get(OPERATIONS_BY_NAME[operation]) if operation in OPERATIONS_BY_NAME else None
        return median if median is not None else offer.usual_seconds if offer else self._vendor.check_interval_seconds

    def _due(self, tasks: Sequence[RunningTask]) -> list[RunningTask]:
        """The tasks that the next request asks about, longest due first; none while the vendor may not be asked."""
        now = anyio.current_time()
        if self._free_at > now:
            return []
        waiting = [task for task in tasks if task.task_id not in self._recording]
        if all(self._next_checks[task.task_id] > now for task in waiting):
            return []
        soon = now + self._clock.scaled(self._vendor.check_interval_seconds / 2)  # what is due soon joins this request
        due = [task for task in waiting if self._next_checks[task.task_id] <= soon]
        return sorted(due, key=lambda task: self._next_checks[task.task_id])[: self._vendor.batch_size]

    async def _check(self, tasks: list[RunningTask], running_count: int) -> list[tuple[RunningTask, Report]]:
        """Send one request about `tasks`, of `running_count` in all; returns those that have ended, with their reports."""
        requests = ceil(running_count / self._vendor.batch_size)
        interval = max(self._vendor.check_interval_seconds, requests * MIN_REQUEST_GAP_SECONDS if self._vendor.is_hosted else 0.0)
        self._postpone(tasks, interval)  # before the request: if it fails, the other tasks still have their turn first
        try:
            with span("check", self._vendor.name, tickets=len(tasks)):
                reports = await reports_on(self._vendor, [task.ticket for task in tasks])
        except VendorError as error:
            self._back_off(tasks, error, interval)
            reports, answered = {}, []
        else:
            self._failures, self.trouble, answered = 0, None, tasks
            gap = MIN_REQUEST_GAP_SECONDS if self._vendor.is_hosted else 0.0
            self._free_at = anyio.current_time() + self._clock.scaled(gap)
        missing = Report(Status.RUNNING, doubt=f"{self._vendor.name} does not know its ticket.")
        reported = [(task, await self._judged(task, reports.get(task.ticket, missing))) for task in answered]
        ended = [(task, report) for task, report in reported if report.status.is_final]
        heard = [(task, report) for task, report in reported if not report.status.is_final and task.ticket in reports]
        await self._save_progress({task.task_id: report for task, report in heard})
        overdue = [task for task in tasks if self._clock.now() - task.sent_at > OVERDUE_AFTER]
        self._postpone(overdue, max(interval, OVERDUE_CHECK_SECONDS))
        await self._give_up([task for task in overdue if task.task_id not in {other.task_id for other, _ in ended}])
        return ended

    async def _judged(self, running: RunningTask, report: Report) -> Report:
        """The report, after what is doubtful in it was noted; what cannot be read is asked about less and less often."""
        before = self._doubts.count(running.task_id)
        judged = self._doubts.judged(running, report, self._clock.now())
        count = self._doubts.count(running.task_id)
        if not report.is_read:
            self._postpone([running], min(MAX_BACKOFF_SECONDS, self._vendor.check_interval_seconds * 2**count))
        is_news = count == DOUBTS_UNTOLD + 1 or (count == 0 and before > DOUBTS_UNTOLD)
        if is_news and not judged.status.is_final:
            task = (await self._ledger.tasks.get_many(running.owner, [running.task_id]))[running.task_id]
            await self._results.note_doubt(task, report)
        return judged

    def _back_off(self, tasks: list[RunningTask], error: VendorError, interval: float) -> None:
        """Ask later: about `tasks` only, when their answer could not be read, else about anything."""
        self._failures += 1
        self.trouble = str(error)
        wait = max(error.retry_after or 0.0, min(MAX_BACKOFF_SECONDS, interval * 2**self._failures))
        log.warning("vendor silent", vendor=self._vendor.name, code=error.code, again_in=round(wait))
        is_about_these = isinstance(error, VendorUnreadable)
        self._free_at = anyio.current_time() + self._clock.scaled(MIN_REQUEST_GAP_SECONDS if is_about_these else wait)
        self._postpone(tasks, wait + interval)

    def _postpone(self, tasks: Sequence[RunningTask], seconds: float) -> None:
        """Check these tasks no sooner than in so many seconds, scaled."""
        moment = anyio.current_time() + self._clock.scaled(seconds)
        self._next_checks |= dict.fromkeys((task.task_id for task in tasks), moment)

    async def _save_progress(self, reports: Mapping[str, Report]) -> None:
        """Write to the ledger that these tasks still run, and how far they are; each at most once per interval."""
        now, interval = anyio.current_time(), self._clock.scaled(PROGRESS_SAVE_INTERVAL.total_seconds())
        due = {task_id for task_id in reports if now - self._progress_saved.get(task_id, float("-inf")) >= interval}
        if due:
            self._progress_saved |= dict.fromkeys(due, now)
            progress = {task_id: reports[task_id].progress for task_id in due}
            raws = {task_id: reports[task_id].raw for task_id in due}
            await self._ledger.tasks.record_progress(list(due), progress, raws)

    async def _record(self, running: RunningTask, report: Report) -> None:
        """Record how a task ended. If that fails, its vendor is asked again later."""
        try:
            async with self._slots:
                task = (await self._ledger.tasks.get_many(running.owner, [running.task_id]))[running.task_id]
                await self._results.record(task, report)
            self._doubts.forget(running.task_id)
        except ProducerError as error:
            log.warning("report not taken yet", task=running.task_id, vendor=self._vendor.name, code=error.code)
            self._postpone([running], OVERDUE_CHECK_SECONDS)
        except Exception:
            # a bug of ours must not keep the other tasks from being recorded
            log.exception("taking crashed", task=running.task_id, vendor=self._vendor.name)
            self._postpone([running], OVERDUE_CHECK_SECONDS)
            await self._count_crash(running, report)
        finally:
            self._recording.discard(running.task_id)
            self._woken.set()

    async def _count_crash(self, running: RunningTask, report: Report) -> None:
        """Count a report over which our own program failed as one that cannot be read; after some of them the task ends."""
        doubt = f"our own program failed over the answer of {self._vendor.name}"
        crashed = replace(report, status=Status.RUNNING, doubt=doubt, is_read=False)
        if (judged := self._doubts.judged(running, crashed, self._clock.now())).status.is_final:
            try:
                task = (await self._ledger.tasks.get_many(running.owner, [running.task_id]))[running.task_id]
                await self._results.record(task, judged)
            except Exception:
                log.exception("crash not recorded", task=running.task_id, vendor=self._vendor.name)

    async def _give_up(self, tasks: Sequence[RunningTask]) -> None:
        """Mark as unknown the tasks that have been running for a day."""
        name = self._vendor.name
        message = f"{name} has not said in a day what became of it; look at your {name} account."
        unknown = {"status": Status.UNKNOWN, "error": Failure(code=ErrorCode.UNKNOWN_OUTCOME, message=message)}
        for running in tasks:
            if self._clock.now() - running.sent_at > GIVEN_UP_AFTER:
                task = (await self._ledger.tasks.get_many(running.owner, [running.task_id]))[running.task_id]
                held_until = self._clock.now() + UNKNOWN_OUTCOME_PERIOD
                await self._ledger.tasks.save(task.model_copy(update={**unknown, "held_until": held_until}))

    def _seconds_to_next_check(self) -> float:
        """Seconds to the next request, and at most to the next renewal of the lease."""
        moments = [moment for task_id, moment in self._next_checks.items() if task_id not in self._recording]
        lease_seconds = self._process.lease_seconds
        seconds = max(self._free_at, min(moments)) - anyio.current_time() if moments else lease_seconds
        return max(0.0, min(lease_seconds / 4, seconds))

    async def _rest(self, seconds: float, changes: int) -> None:
        """Wait until the ledger has changed since `changes`, something wakes the poller, or the time is up."""
        shortest = self._clock.scaled(MIN_TURN_SECONDS)
        await anyio.sleep(min(seconds, shortest))
        if not self._woken.is_set() and seconds > shortest:
            async with anyio.create_task_group() as either:

                async def wait_for_wake() -> None:
                    await self._woken.wait()
                    either.cancel_scope.cancel()

                either.start_soon(wait_for_wake)
                await self._ledger.changes.wait(seconds - shortest, since=changes)
                either.cancel_scope.cancel()
        self._woken = anyio.Event() if self._woken.is_set() else self._woken
