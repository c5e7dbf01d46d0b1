"""Asks one vendor account at intervals how its running tasks stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import anyio
import anyio.abc
import structlog

from ..errors import ProducerError, RateLimited, VendorError, VendorUnreadable
from ..ledger import Ledger, RunningTask
from ..models import Status, Task
from ..operations import OPERATIONS_BY_NAME
from ..telemetry import span
from ..vendors import Report, Vendor, payer_of
from .doubts import Doubts, reports_on
from .process import Process
from .results import PROGRESS_SAVE_INTERVAL, Results
from .schedule import MIN_REQUEST_GAP_SECONDS, OVERDUE_AFTER, OVERDUE_CHECK_SECONDS, Budget, Schedule
from .watched import Watched

log = structlog.get_logger()

MIN_TURN_SECONDS = 0.2
"""The shortest time between two turns of the loop, so that a ledger that changes often is not read all the time."""
GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after its submit a task of which nothing is heard becomes unknown."""
DOUBTS_UNTOLD = 1
"""How many answers in a row may be in doubt before callers are told: a vendor may need a moment to know a task everywhere."""
MIN_WATCH_SECONDS = OVERDUE_AFTER.total_seconds()
"""How long a process asks about a task at least before it gives it up: the clock may have been wrong at the submit."""
MAX_BACKOFF_SECONDS = 120.0
"""The longest time between checks at a vendor that keeps failing."""
LOOK_PATIENCE_SECONDS = 1.0
"""How long the answer to one look is waited for, in real time, before the other tasks are looked at while it is still to come."""
MAX_LOOKS_AT_ONCE = 4
"""How many looks at one account may be unanswered at the same time."""
MAX_RECORDED_AT_ONCE = 4
"""How many finished tasks are recorded at the same time; archives of stems are downloaded and unpacked meanwhile."""


class Poller:
    """Polls the running tasks of one account. A lease in the ledger makes sure that one process does so at a time.

    Tasks that somebody waits for are asked about more often. Where another process polls the account, it is told by leases
    which tasks are waited for in this one.
    """

    def __init__(
        self,
        vendor: Vendor,
        ledger: Ledger,
        results: Results,
        process: Process,
        watched: Watched,
        budget: Budget,
    ) -> None:
        """`budget`: the requests it shares with the other accounts of the same payer."""
        self._vendor = vendor
        self._ledger = ledger
        self._results = results
        self._process = process
        self._clock = process.clock
        self._watched = watched
        self._has_lease = False
        self._schedule = Schedule(vendor, process.clock, budget)
        self._progress_saved: dict[str, float] = {}
        """Task id to the moment when its progress was last written to the ledger."""
        self._told: dict[str, float] = {}
        """Task id to the moment when the process that polls the account was last told that it is waited for here."""
        self._recording: set[str] = set()
        """Ids of finished tasks whose results are being recorded."""
        self._looks: list[frozenset[str]] = []
        """The ids of the tasks of each look that is not answered yet."""
        self._alone: set[str] = set()
        """Ids of tasks that are looked at one by one, since a look at several of them was not answered in time."""
        self._slots = anyio.CapacityLimiter(MAX_RECORDED_AT_ONCE)
        self._nudged: set[str] = set()
        """Ids of tasks to be checked at once; kept until the next plan, since a nudge may come while one is made."""
        self._woken = anyio.Event()
        self._doubts = Doubts()
        self._remarks: dict[str, tuple[str, ...]] = {}
        """What was remarked on each task that runs."""
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
        self._has_lease, self._recording, self._looks, known_changes, tasks = False, set(), [], -1, list[RunningTask]()
        async with anyio.create_task_group() as work:
            work.start_soon(self._renew_lease)
            while True:
                entered = self._watched.entered
                if (changes := self._ledger.changes.count) != known_changes:
                    known_changes, tasks = changes, await self._ledger.tasks.running(self._vendor.account)
                if not await self._obtain_lease(wanted=bool(tasks)):
                    self._schedule.clear()  # planned anew when the lease is ours
                    if tasks:  # another process polls them, so their nudges are of no use here
                        self._nudged.clear()
                    await self._tell_who_is_watched(tasks)
                    await self._rest(self._process.renewal_seconds, changes, entered)
                    continue
                await self._plan(tasks)
                busy = self._recording.union(*self._looks)
                due = self._company(self._schedule.due(task for task in tasks if task.task_id not in busy))
                if due and len(self._looks) < MAX_LOOKS_AT_ONCE:
                    await self._look(due, work)
                await self._rest(self._seconds_to_next_look(), changes, entered)

    def _seconds_to_next_look(self) -> float:
        """Until a task is due; longer while so many looks are unanswered that one of them has to be first, which wakes us."""
        longest = self._process.renewal_seconds
        if len(self._looks) >= MAX_LOOKS_AT_ONCE:
            return longest
        return self._schedule.seconds_to_next(self._recording.union(*self._looks), at_most=longest)

    def _company(self, due: list[RunningTask]) -> list[RunningTask]:
        """Those of the tasks that can be looked at together, the longest due first."""
        if due and due[0].task_id in self._alone:
            return due[:1]
        return [task for task in due if task.task_id not in self._alone]

    async def _look(self, tasks: list[RunningTask], work: anyio.abc.TaskGroup) -> None:
        """Look at tasks, and go on without the answer if it does not come soon: one slow look holds up no other task."""
        task_ids, answered, is_late = frozenset(task.task_id for task in tasks), anyio.Event(), False
        self._looks.append(task_ids)

        async def look() -> None:
            try:
                for task, report in await self._check(tasks):
                    self._recording.add(task.task_id)
                    work.start_soon(self._record, task, report)
            finally:
                self._looks.remove(task_ids)
                answered.set()
            if is_late:
                self._woken.set()

        work.start_soon(look)
        with anyio.move_on_after(LOOK_PATIENCE_SECONDS):
            await answered.wait()
        if is_late := not answered.is_set():
            self._schedule.unanswered()

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
            await anyio.sleep(self._process.renewal_seconds)
            if self._has_lease:
                self._has_lease = await self._ledger.leases.acquire(account, holder, seconds)

    async def _tell_who_is_watched(self, tasks: Sequence[RunningTask]) -> None:
        """Hold a lease for each task that is waited for here, so that the process that polls the account asks often."""
        now, seconds = anyio.current_time(), self._process.lease_seconds
        watched = self._watched.task_ids.intersection(task.task_id for task in tasks)
        self._told = {task_id: self._told[task_id] for task_id in watched if task_id in self._told}
        for task_id in watched:
            if now - self._told.get(task_id, float("-inf")) >= seconds / 2:
                self._told[task_id] = now
                await self._ledger.leases.acquire(watch_lease(task_id), self._process.holder, seconds)

    def _watched_among(self, tasks: Sequence[RunningTask]) -> set[str]:
        """The ids of those tasks that somebody waits for, in this process or another."""
        elsewhere = [task for task in tasks if task.watched_until is not None]
        now, here = self._clock.now(), self._watched.task_ids.intersection(task.task_id for task in tasks)
        return here.union(task.task_id for task in elsewhere if datetime.fromisoformat(task.watched_until or "") > now)

    async def _plan(self, tasks: Sequence[RunningTask]) -> None:
        """Plan the first check of each new task, and that of nudged ones for now; forget the tasks that have ended."""
        usual: dict[str, float] = {}
        for task in tasks:
            if task.task_id not in self._schedule:
                if task.operation not in usual:  # a vendor on this machine can be asked at any time
                    known = await self.usual_seconds(task.operation) if self._vendor.is_hosted else 0.0
                    usual[task.operation] = self._vendor.check_interval_seconds if known is None else known
                age = self._clock.now() - task.sent_at
                self._schedule.add(task.task_id, age=age, usual_seconds=usual[task.operation])
        running = {task.task_id for task in tasks}
        nudged = self._nudged & running
        self._nudged -= nudged
        self._schedule.plan(tasks, self._watched_among(tasks), nudged)
        self._alone &= running
        self._remarks = {task_id: remarks for task_id, remarks in self._remarks.items() if task_id in running}
        self._progress_saved = {task_id: moment for task_id, moment in self._progress_saved.items() if task_id in running}

    async def usual_seconds(self, operation: str) -> float | None:
        """Seconds from submit to done: the median in the ledger, else the vendor's own figure; None where there is neither."""
        median = await self._ledger.statistics.typical_seconds(self._vendor.name, operation)
        offer = self._vendor.offers.get(OPERATIONS_BY_NAME[operation]) if operation in OPERATIONS_BY_NAME else None
        return median if median is not None else offer.usual_seconds if offer else None

    async def _check(self, tasks: list[RunningTask]) -> list[tuple[RunningTask, Report]]:
        """Send one request about `tasks`; returns those that have ended, with their reports."""
        self._schedule.asked(tasks)  # before the request: if it fails, the other tasks still have their turn first
        try:
            with span("check", self._vendor.name, tickets=len(tasks)):
                reports = await reports_on(self._vendor, [task.ticket for task in tasks])
        except VendorError as error:
            self._back_off(tasks, error)
            reports, answered = {}, []
        else:
            self._failures, self.trouble, answered = 0, None, tasks
            self._alone.difference_update(task.task_id for task in tasks)
            self._schedule.answered()
        missing = Report(Status.RUNNING, doubt=f"{self._vendor.name} does not know its ticket.")
        reported = [(task, await self._judged(task, reports.get(task.ticket, missing))) for task in answered]
        ended = [(task, report) for task, report in reported if report.status.is_final]
        heard = [(task, report) for task, report in reported if not report.status.is_final and task.ticket in reports]
        await self._save_progress({task.task_id: report for task, report in heard})
        await self._note_remarks(heard)
        overdue = [task for task in tasks if self._clock.now() - task.sent_at > OVERDUE_AFTER]
        interval = self._schedule.interval_seconds
        self._schedule.postpone(overdue, max(interval, OVERDUE_CHECK_SECONDS), if_watched=interval)
        await self._give_up([task for task in overdue if task.task_id not in {other.task_id for other, _ in ended}])
        return ended

    async def _note_remarks(self, reported: Sequence[tuple[RunningTask, Report]]) -> None:
        """Record what a vendor remarks on tasks that run, once."""
        for running, report in reported:
            if report.remarks and self._remarks.get(running.task_id) != report.remarks:
                self._remarks[running.task_id] = report.remarks
                if (task := await self._task(running)) is not None:
                    await self._results.note_remarks(task, report)

    async def _judged(self, running: RunningTask, report: Report) -> Report:
        """The report, after what is doubtful in it was noted; what cannot be read is asked about less and less often."""
        before = self._doubts.count(running.task_id)
        judged = self._doubts.judged(running, report, self._clock.now())
        count = self._doubts.count(running.task_id)
        if not report.is_read:
            self._schedule.postpone([running], min(MAX_BACKOFF_SECONDS, self._vendor.check_interval_seconds * 2**count))
        is_news = count == DOUBTS_UNTOLD + 1 or (count == 0 and before > DOUBTS_UNTOLD)
        if is_news and not judged.status.is_final and (task := await self._task(running)) is not None:
            await self._results.note_doubt(task, report)
        return judged

    def _back_off(self, tasks: list[RunningTask], error: VendorError) -> None:
        """Ask later: about `tasks` only, when these may be to blame, else about anything; of several, one by one at once."""
        if error.is_of_task and len(tasks) > 1:
            self._alone.update(task.task_id for task in tasks)
            self._schedule.postpone(tasks, 0.0)
            return
        self._failures += 1
        self.trouble = None if error.is_of_task else str(error)
        if isinstance(error, RateLimited):
            self._schedule.refused()
        interval = self._schedule.interval_seconds
        wait = max(error.retry_after or 0.0, min(MAX_BACKOFF_SECONDS, interval * 2**self._failures))
        log.warning("vendor silent", vendor=self._vendor.name, code=error.code, again_in=round(wait))
        is_about_these = error.is_of_task or isinstance(error, VendorUnreadable)
        self._schedule.pause(MIN_REQUEST_GAP_SECONDS if is_about_these else wait)
        self._schedule.postpone(tasks, wait + interval)

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
                if (task := await self._task(running)) is not None:
                    await self._results.record(task, report)
            self._doubts.forget(running.task_id)
        except ProducerError as error:
            log.warning("report not taken yet", task=running.task_id, vendor=self._vendor.name, code=error.code)
            self._schedule.postpone([running], OVERDUE_CHECK_SECONDS)
        except Exception:
            # a bug of ours must not keep the other tasks from being recorded
            log.exception("taking crashed", task=running.task_id, vendor=self._vendor.name)
            self._schedule.postpone([running], OVERDUE_CHECK_SECONDS)
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
                if (task := await self._task(running)) is not None:
                    await self._results.record(task, judged)
            except Exception:
                log.exception("crash not recorded", task=running.task_id, vendor=self._vendor.name)

    async def _give_up(self, tasks: Sequence[RunningTask]) -> None:
        """Mark as unknown the tasks that have been running for a day, if they were asked about for long enough."""
        for running in tasks:
            was_watched = self._schedule.age_seconds(running.task_id) >= self._clock.scaled(MIN_WATCH_SECONDS)
            is_over = was_watched and self._clock.now() - running.sent_at > GIVEN_UP_AFTER
            if is_over and (task := await self._task(running)) is not None:
                await self._results.give_up(task)

    async def _task(self, running: RunningTask) -> Task | None:
        """The task as it is now; None where its next step has begun meanwhile, so that reports on this ticket are not for it."""
        task = (await self._ledger.tasks.get_many(running.owner, [running.task_id]))[running.task_id]
        return task if task.ticket == running.ticket else None

    async def _rest(self, seconds: float, changes: int, entered: anyio.Event) -> None:
        """Wait until the ledger has changed since `changes`, `entered` is set, something wakes the poller, or the time is up."""
        shortest = self._clock.scaled(MIN_TURN_SECONDS)
        await anyio.sleep(min(seconds, shortest))
        if not self._woken.is_set() and not entered.is_set() and seconds > shortest:
            async with anyio.create_task_group() as either:

                async def wait_for(event: anyio.Event) -> None:
                    await event.wait()
                    either.cancel_scope.cancel()

                either.start_soon(wait_for, self._woken)
                either.start_soon(wait_for, entered)
                await self._ledger.changes.wait(seconds - shortest, since=changes)
                either.cancel_scope.cancel()
        self._woken = anyio.Event() if self._woken.is_set() else self._woken


def pollers_of(
    vendors: Iterable[Vendor], ledger: Ledger, results: Results, process: Process, watched: Watched
) -> dict[str, Poller]:
    """A poller for each vendor, by its account; those of one payer share a budget."""
    budgets: dict[str, Budget] = {}
    return {
        vendor.account: Poller(vendor, ledger, results, process, watched, budgets.setdefault(payer_of(vendor.account), Budget()))
        for vendor in vendors
    }


def watch_lease(task_id: str) -> str:
    """The lease that is held while a task is waited for in a process that does not poll its account."""
    return f"watched:{task_id}"
