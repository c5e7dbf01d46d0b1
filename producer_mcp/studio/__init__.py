"""The studio: takes operations, hands them to vendors as tasks, and keeps the ledger true.

`Studio` is what the server speaks to. The other names of this module are the values it takes and gives.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import anyio.abc
import structlog
from anyio.to_thread import run_sync

from ..errors import NothingAccepted
from ..ledger import Ledger, Tally
from ..library import Library
from ..models import Clip, Status, Task, TimedLyrics
from ..operations import Call, Operation
from .advice import price_text, waiting_call
from .consent import Ask, Consent, Question, Reply
from .dispatch import Dispatch
from .downloads import Downloader
from .exports import Exports, as_on_disk
from .external_ids import ExternalIds
from .ids import is_id
from .poller import pollers_of
from .preparation import Preparation, PreparedCall
from .process import Clock, Process, process_lease, utc_now
from .progress import ProgressListener
from .reading import FoundClips, FoundDrafts, LedgerReader
from .renaming import renamed
from .results import Results
from .roster import SKETCH, Roster, remedy_for
from .status import StudioStatus, studio_status
from .steps import cost_of, rest_of, standing
from .tempos import TempoFinder
from .waiting import MissingTask, TaskAnswer, Waiting
from .watched import Watched
from .wav_prices import WavPrices, price_list
from .webhooks import NO_WEBHOOKS, Delivery, WebhookAddresses, Webhooks, WebhookVerdict

if TYPE_CHECKING:
    from .player import Player

__all__ = [
    "LAST_SUBMIT_SECONDS",
    "SKETCH",
    "Ask",
    "Clock",
    "Delivery",
    "FoundClips",
    "FoundDrafts",
    "MissingTask",
    "Process",
    "ProgressListener",
    "Question",
    "Reply",
    "Roster",
    "Studio",
    "StudioStatus",
    "Tally",
    "TaskAnswer",
    "WebhookAddresses",
    "WebhookVerdict",
    "Webhooks",
    "price_list",
    "price_text",
    "process_lease",
    "remedy_for",
    "standing",
    "utc_now",
    "waiting_call",
]

log = structlog.get_logger()

DEFAULT_WAIT_SECONDS = 45.0
SUBMIT_GRACE_SECONDS = 2.0
"""A call waits at least this long for the answer to its submit, whatever wait it asks for."""
LAST_SUBMIT_SECONDS = 3.0
"""When the studio closes, the answer to a submit is waited for so long; clients kill a server about 4 s after they hang up."""
LATEST_TASKS = 10
"""How many tasks are listed to a caller who names none."""
WORKER_RESTART_SECONDS = 3.0
"""Between the crash of a background worker and its next start."""
RELEASE_TIMEOUT_SECONDS = 2.0
"""For giving leases back when the studio closes; they also end by themselves."""


class Studio(LedgerReader):
    """Takes operations, hands them to vendors, and keeps what they make.

    Its background workers run while `open` is entered. Work belongs to the studio: cancelling a call ends its wait, never
    its task.
    """

    def __init__(
        self,
        roster: Roster,
        ledger: Ledger,
        library: Library,
        *,
        process: Process,
        wait_seconds: float = DEFAULT_WAIT_SECONDS,
        daily_limit: int = 100,
        confirms: bool = False,
        addresses: WebhookAddresses = NO_WEBHOOKS,
        ledger_path: Path | None = None,
        warnings: Sequence[str] = (),
        last_submit_seconds: float = LAST_SUBMIT_SECONDS,
    ) -> None:
        self.roster = roster
        super().__init__(ledger)
        self.library = library
        self.process = process
        self._clock = clock = process.clock
        self._consent = Consent(ledger, confirms, daily_limit, clock)
        self._wait_seconds = wait_seconds
        self._daily_limit = daily_limit
        self._addresses = addresses
        self._ledger_path = ledger_path
        self._warnings = warnings
        self._last_submit_seconds = last_submit_seconds
        self._work: anyio.abc.TaskGroup | None = None
        self._results = Results(ledger, library, process, self._begin)
        self._dispatch = Dispatch(roster, ledger, self._results, process, callback_of=addresses.callback_of)
        self._watched = watched = Watched(clock)
        self.pollers = pollers_of(roster.vendors.values(), ledger, self._results, process, watched)
        self._external_ids = ExternalIds(roster, ledger, self._results, process)
        self._preparation = Preparation(roster, ledger, self._external_ids, addresses, clock)
        self._exports = Exports(ledger, library, self._external_ids, process)
        self._waiting = Waiting(ledger, self.pollers, watched, clock, wait_seconds, WavPrices(roster, self._exports).of)
        self.webhooks = Webhooks(roster, ledger, self._results, self.nudge, clock)
        """Takes the calls of vendors; `nudge` makes its poller ask about a task."""

    @property
    def offers(self) -> frozenset[type[Operation]]:
        """The operations that at least one configured vendor can do."""
        return self.roster.offers

    @property
    def is_healthy(self) -> bool:
        """Whether at least one vendor answered when it was last asked."""
        return any(poller.trouble is None for poller in self.pollers.values())

    @cached_property
    def player(self) -> "Player":
        """What a player needs of the studio."""
        from .player import Player  # imported when somebody listens, so that the server starts faster

        assert self._work is not None, "the studio is not open"
        return Player(self.roster, self.ledger, self.library, self._waiting, self._clock, self._work)

    def end_waits(self) -> None:
        """Answer every waiting call now, with its task as it stands: the server is about to stop."""
        self._waiting.end()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Studio"]:
        """Run the background workers (submits, pollers, downloads, recovery) until the block ends; tasks outlive it."""
        await self.ledger.leases.acquire(self.process.lease_name, self.process.holder, self.process.lease_seconds)
        tempos = TempoFinder(self.ledger, self.library, self.roster)
        downloader = Downloader(self.ledger, self.library, self.process, on_audio=tempos.nudge)
        async with anyio.create_task_group() as work:
            self._work = work
            for worker in (*(poller.run for poller in self.pollers.values()), downloader.run, tempos.run, self._recover):
                work.start_soon(self._keep_running, worker)
            try:
                yield self
            finally:
                self._dispatch.end_within(self._last_submit_seconds)
                work.cancel_scope.cancel()
                self._work = None
        with anyio.CancelScope(shield=True), anyio.move_on_after(RELEASE_TIMEOUT_SECONDS):
            for name in (self.process.lease_name, *(vendor.account for vendor in self.roster.vendors.values())):
                await self.ledger.leases.release(name, self.process.holder)

    async def _keep_running(self, worker: Callable[[], Awaitable[None]]) -> None:
        """Run a worker, and start it again after a crash, since paid tasks depend on it."""
        while True:
            try:
                await worker()
            except Exception:
                log.exception("worker stumbled", worker=worker.__qualname__)
                await self._clock.sleep(WORKER_RESTART_SECONDS)

    async def _recover(self) -> None:
        """Renew the lease that says this process is alive, and send the tasks that dead processes left."""
        assert self._work is not None
        while True:
            await self.ledger.leases.acquire(self.process.lease_name, self.process.holder, self.process.lease_seconds)
            for task in await self._dispatch.recover():
                self._work.start_soon(self._dispatch.send, task)
            for task in await self._exports.abandoned():
                self._work.start_soon(self._exports.run, task)
            await anyio.sleep(self.process.renewal_seconds)

    async def do(self, call: Call, *, on_progress: ProgressListener | None = None, ask: Ask | None = None) -> TaskAnswer:
        """Hand the operation to its vendor, unless that has been done; answer when it is done or the wait is over.

        `on_progress` is called about every 3 s; `ask` puts a question to a person, where one must say yes to spending.
        Raises a `ProducerError` when nothing was accepted.
        """
        if (export := await self._export(call)) is not None:
            seconds = self._wait_seconds if call.wait_seconds is None else call.wait_seconds
            return await self._answer(export, seconds, on_progress, existing=False, patience=call.patience)
        prepared = await self._preparation.prepare(call)
        existing = await self.ledger.tasks.by_key(call.owner, prepared.task.key)
        if existing is not None and existing.resumable:
            was_asked = await self._resume(existing, ask)
            existing = await self.ledger.tasks.get(call.owner, existing.task_id)
        else:
            was_asked = existing is None and await self._confirm(prepared, ask)
        task = existing or await self._claim(prepared)
        wait_seconds = 0.0 if was_asked else self._wait_seconds if call.wait_seconds is None else call.wait_seconds
        is_existing = task.task_id != prepared.task.task_id
        if is_existing:
            task = await renamed(self.ledger, self.library, task, call.operation)
        return await self._answer(task, wait_seconds, on_progress, existing=is_existing, patience=call.patience)

    async def _export(self, call: Call) -> Task | None:
        """The task of a file that is here or is made here, begun; None where a vendor has to be asked."""
        assert self._work is not None, "the studio is not open"
        task = await self._exports.claim(call)
        if task is not None:
            self._work.start_soon(self._exports.run, task)
        return task

    async def _confirm(self, prepared: PreparedCall, ask: Ask | None) -> bool:
        """Whether a person was asked, and said yes. Raises `Declined` on anything but a yes."""
        if not (self._consent.wanted and prepared.is_paid):
            return False
        await self._consent.agree(prepared.task, ask)
        return True

    async def _resume(self, task: Task, ask: Ask | None) -> bool:
        """Begin the step again at which a task failed at no cost; whether a person was asked, and said yes."""
        rest = rest_of(task)
        if was_asked := self._consent.wanted and not rest.is_free:
            await self._consent.agree(rest, ask)
        whole = task.model_copy(update={"cost": cost_of(task, 1, len(task.steps))})
        with anyio.CancelScope(shield=True):
            resumed = await self.ledger.tasks.resume(whole, holder=self.process.holder, limit=self._daily_limit)
            if resumed is not None:
                self._begin(resumed)
        return was_asked

    def _begin(self, task: Task) -> None:
        """Send a task at a step after the first; once the studio closes, the next process does that."""
        if self._work is not None:
            self._work.start_soon(self._dispatch.send, task)

    async def _claim(self, prepared: PreparedCall) -> Task:
        """Save the task and start sending it, in one piece that cannot be cancelled; or find the same request's task."""
        assert self._work is not None, "the studio is not open"
        task, holder = prepared.task, self.process.holder
        with anyio.CancelScope(shield=True):
            claimed = await self.ledger.tasks.claim(task, holder=holder, paid=prepared.is_paid, limit=self._daily_limit)
            if claimed.task_id == task.task_id:
                self._work.start_soon(self._dispatch.send, claimed, prepared.submit)
        return claimed

    async def _answer(
        self, task: Task, wait_seconds: float, on_progress: ProgressListener | None, *, existing: bool, patience: float | None
    ) -> TaskAnswer:
        """The task when it is final or the wait is over. Raises `NothingAccepted` when the vendor refused a new task."""
        tasks = await self._waiting.wait(
            task.owner, [task.task_id], wait_seconds, on_progress, grace=SUBMIT_GRACE_SECONDS, patience=patience
        )
        task = tasks[task.task_id]
        is_refused = task.status is Status.FAILED and task.ticket is None and task.charged is False
        if is_refused and task.error is not None and not existing:
            raise NothingAccepted(task.error.code, task.error.message)
        return await self._waiting.answer(task, existing=existing, patience=patience)

    async def tasks(
        self,
        owner: str,
        task_ids: Sequence[str],
        wait_seconds: float,
        on_progress: ProgressListener | None = None,
        *,
        patience: float | None = None,
    ) -> list[TaskAnswer | MissingTask]:
        """The tasks when all are final or `wait_seconds` have passed, in the order of `task_ids`; they may be `vendor:ticket`.

        An id that names no task of the owner is answered with a `MissingTask`. `patience`: as in a `Call`.
        """
        resolved = await self._external_ids.task_ids(owner, task_ids)
        ours = [task_id for task_id in resolved.values() if isinstance(task_id, str)]
        await self._exports.restore((await self.ledger.tasks.get_many(owner, ours)).values())
        ask_again = self._external_ids.ask_again
        return await self._waiting.answers(owner, resolved, wait_seconds, on_progress, ask_again, patience=patience)

    async def latest_tasks(self, owner: str) -> list[TaskAnswer]:
        """The owner's newest tasks, at most ten, newest first; those that are not finished are among them before any other."""
        return await self._waiting.latest(owner, LATEST_TASKS)

    async def running_tasks(self, owner: str) -> list[TaskAnswer]:
        """Those of the latest tasks that are not finished."""
        return [answer for answer in await self.latest_tasks(owner) if not answer.task.status.is_final]

    async def clip(self, owner: str, clip_id: str) -> Clip:
        """The clip of that id, or one made elsewhere and named `vendor:their-id`; raises `NotFound`."""
        return await self._external_ids.clip(owner, clip_id)

    def now(self) -> datetime:
        """The time by the studio's clock, in UTC."""
        return self._clock.now()

    async def timed_lyrics(self, clip: Clip) -> TimedLyrics:
        """When the lines and words of a clip are sung, and where that is known from; nothing is sent for it."""
        from .timed_lyrics import timed_lyrics  # imported when first asked, so that the server starts faster

        return await timed_lyrics(self.roster, clip)

    async def mark_cancelled(self, task: Task, seconds: float) -> None:
        """Remember for a while that the client cancelled this task. Its work goes on, because it is paid for."""
        await self.ledger.leases.acquire(_cancellation(task), task.owner, seconds)

    async def is_cancelled(self, task: Task) -> bool:
        """Whether the client cancelled this task."""
        return await self.ledger.leases.holder_of(_cancellation(task)) is not None

    async def find(self, owner: str, **filters: Any) -> FoundClips:
        """Clips by words, family, vendor, operation and time, songs first; `filters` are those of the ledger's `Clips.find`.

        A query that is a task's id finds what that task gave.
        """
        if filters.get("clip_id"):
            filters["clip_id"] = (await self.clip(owner, filters["clip_id"])).clip_id
        query = filters.get("query")
        if query and is_id(query, "task"):
            filters |= {"query": None, "task_id": query}
        elif query and is_id(query, "clip"):
            filters |= {"query": None, "clip_id": query}
        clips, cursor = await self.ledger.clips.find(owner, **filters)
        words = await self.ledger.clips.having_words(owner, filters["query"]) if filters.get("query") and not clips else {}
        return FoundClips(await run_sync(as_on_disk, clips), cursor, words)

    async def status(self, owner: str, vendor: str | None = None) -> StudioStatus:
        """Vendors with prices and balances, limits, counts and folders; of one vendor, where it is named."""
        return await studio_status(
            owner,
            vendor,
            roster=self.roster,
            ledger=self.ledger,
            library=self.library,
            now=self._clock.now(),
            daily_limit=self._daily_limit,
            confirms=self._consent.wanted,
            ledger_path=self._ledger_path,
            warnings=self._warnings,
        )

    def watch(self, task_ids: Collection[str]) -> AbstractContextManager[None]:
        """Somebody wants to know of these tasks during the block: their vendors are asked about them early and often."""
        return self._watched.watch(task_ids)

    def nudge(self, task: Task) -> None:
        """Have the task's vendor asked at once: there is reason to believe the task has ended."""
        if task.account in self.pollers:
            self.pollers[task.account].nudge(task.task_id)


def _cancellation(task: Task) -> str:
    """The lease that is held while a task is shown as cancelled."""
    return f"let go:{task.task_id}"
