"""Submits a saved task to its vendor at most once, and records the outcome whatever happens in between."""

import math
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import anyio
import structlog

from ..errors import ProducerError, Retired, StorageFailed, UnknownOutcome, VendorError, VendorUnreadable
from ..ledger import Ledger
from ..models import Failure, Status, Task
from ..operations import OPERATIONS_BY_NAME
from ..telemetry import span
from ..vendors import Callback, PreparedSubmit, Receipt, Vendor
from .process import RENEWALS_PER_LEASE, Process
from .results import SAME_REQUEST_PERIOD, UNKNOWN_OUTCOME_PERIOD, Results, sentence
from .roster import Roster
from .steps import failed_later, lost_step, parts_of

log = structlog.get_logger()

RETIREMENT_PERIOD = timedelta(days=1)
"""How long the default vendor is passed over for an operation to which it answered 410."""
LEDGER_RETRY_SECONDS = 3.0
"""Between two tries at writing an outcome to a ledger that fails."""
MAX_LEDGER_TRIES = 200
"""How often the outcome of a submit is written to a ledger that fails: for ten minutes."""
LOOKS_AT_LOST_TASK = RENEWALS_PER_LEASE + 1
"""In how many looks in a row a submitted task's process has to be dead before it is taken for dead.

Right after the machine's clock was set ahead, or the machine slept, the lease of a living process is over too, until it is
renewed; what that process has at a vendor is not lost.
"""


class TakenOver(Exception):
    """While we paused between two tries at a submit, another process took the task over; it sends it."""


class Dispatch:
    """Submits tasks, and recovers those of processes that have died."""

    def __init__(
        self,
        roster: Roster,
        ledger: Ledger,
        results: Results,
        process: Process,
        *,
        callback_of: Callable[[Task], Callback | None] = lambda task: None,
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._results = results
        self._process = process
        self._clock = process.clock
        self._callback_of = callback_of
        self._unsent: list[Task] = []
        """Tasks that were not sent because the ledger failed; `recover` returns them."""
        self._looks: Counter[str] = Counter()
        """By the id of each task that a process has left at a vendor, as it seems: in how many looks in a row."""
        self._requests: dict[str, anyio.CancelScope] = {}
        """Of each task whose submit is not answered yet."""
        self._pausing: set[str] = set()
        """Ids of tasks that are not at their vendor now, between two tries."""
        self._last_moment = math.inf
        """By the event loop's clock: until then submits are answered or given up."""

    def end_within(self, seconds: float) -> None:
        """Wait no longer than this for the answers to submits, because the server stops; one that is lost is unknown then."""
        self._last_moment = anyio.current_time() + seconds
        for task_id, request in self._requests.items():
            request.deadline = self._last_moment
            if task_id in self._pausing:
                request.cancel()

    async def send(self, task: Task, prepared: PreparedSubmit | None = None) -> None:
        """Submit `task`, unless that has been done, and record the outcome. It cannot be cancelled and raises nothing.

        Without `prepared`, as after a restart, the operation and its clips are read from the ledger.
        """
        with anyio.CancelScope(shield=True):
            try:
                await self._send(task, prepared)
            except StorageFailed:
                log.exception("ledger failed before a submit", task=task.task_id)
                self._unsent.append(task)
            except Exception:
                # a bug of ours must not end the studio; a launched task becomes unknown when this process ends
                log.exception("dispatch crashed", task=task.task_id)

    async def _send(self, task: Task, prepared: PreparedSubmit | None) -> None:
        """As `send`, but it raises what goes wrong before the request is sent."""
        vendor = self._roster[task.vendor]
        prepared = prepared or await self._prepare(task, vendor)
        if prepared is None or anyio.current_time() >= self._last_moment:  # the next process sends it
            return
        if not await self._ledger.tasks.launch(task.task_id, self._process.holder, request=prepared.as_json()):
            return
        task = task.model_copy(update={"submitted_at": self._clock.now()})
        prepared = replace(prepared, pausing=partial(self._withdrawn, task))
        try:
            receipt = await self._submit(vendor, task, prepared)
        except TakenOver:
            log.info("submit taken over", task=task.task_id, vendor=vendor.name)
        except (UnknownOutcome, VendorUnreadable) as error:
            await self._write(partial(self._record_unknown, task, error))
        except ProducerError as error:
            await self._write(partial(self._record_refusal, task, error))
        except Exception:
            # a bug of ours, perhaps after the request was sent: without an outcome the task would stay queued for ever
            log.exception("submit crashed", task=task.task_id, vendor=vendor.name)
            crash = UnknownOutcome(vendor.name, "our own program failed while it was asked")
            await self._write(partial(self._record_unknown, task, crash))
        else:
            if receipt is None:
                return  # the next process sends it
            log.info("task submitted", task=task.task_id, operation=task.operation, vendor=task.vendor)
            await self._write(partial(self._record_receipt, task, receipt), ticket=receipt.ticket)

    @asynccontextmanager
    async def _withdrawn(self, task: Task) -> AsyncIterator[None]:
        """Within the block the ledger has the task as never submitted, so that it can be sent by others if we die meanwhile.

        Raises `TakenOver` at the end if one of them has it.
        """
        await self._ledger.tasks.withdraw(task.task_id, self._process.holder)
        self._pausing.add(task.task_id)
        if self._last_moment < math.inf:
            self._requests[task.task_id].cancel()
        yield
        self._pausing.discard(task.task_id)
        if not await self._ledger.tasks.launch(task.task_id, self._process.holder):
            raise TakenOver

    async def _submit(self, vendor: Vendor, task: Task, prepared: PreparedSubmit) -> Receipt | None:
        """The vendor's answer; when the server stops before it comes, `UnknownOutcome`, or None where nothing can be paid."""
        with anyio.CancelScope(deadline=self._last_moment) as request:
            self._requests[task.task_id] = request
            try:
                with span("submit", vendor.name, operation=task.operation, task=task.task_id):
                    return await vendor.submit(prepared, self._callback_of(task), take=task.take)
            finally:
                del self._requests[task.task_id]
        if not vendor.is_hosted or task.task_id in self._pausing:
            return None
        raise UnknownOutcome(vendor.name, "the server stopped while the request was on its way")

    async def _prepare(self, task: Task, vendor: Vendor) -> PreparedSubmit | None:
        """Prepares a task of the ledger, after a restart or for a step after the first.

        Records a refusal, and returns None, if that cannot be.
        """
        try:
            operation = OPERATIONS_BY_NAME[task.operation].model_validate(task.arguments)
            if task.step > 1:
                known = await self._ledger.tasks.get(task.owner, task.task_id)
                return vendor.prepare_step(operation, task.step, parts_of(known.clips))
            clips = {name: await self._ledger.clips.get(task.owner, task.arguments[name]) for name in operation.clip_fields()}
            return vendor.prepare(operation, clips)
        except StorageFailed:
            raise
        except ProducerError as error:
            refusal = error
        except Exception:
            # a bug of ours, before anything was sent: without an outcome the task would stay queued for ever
            log.exception("prepare crashed", task=task.task_id, vendor=vendor.name)
            refusal = ProducerError("It was never sent: our own program failed while it prepared the request; ask again.")
        await self._write(partial(self._record_refusal, task, refusal))
        return None

    async def _write(self, write: Callable[[], Awaitable[None]], ticket: str | None = None) -> None:
        """Write an outcome that cannot be asked for again; while the ledger fails, as with a full disk, try again."""
        for _ in range(MAX_LEDGER_TRIES):
            try:
                return await write()
            except StorageFailed:
                log.exception("ledger failed after a submit", ticket=ticket)
                await self._clock.sleep(LEDGER_RETRY_SECONDS)
        raise StorageFailed(f"what became of a submit could not be written down (ticket {ticket}).")

    async def _record_receipt(self, task: Task, receipt: Receipt) -> None:
        """The vendor accepted the task: it runs, or its results came with the answer."""
        accepted = {"status": Status.RUNNING, "ticket": receipt.ticket, "heard_at": self._clock.now()}
        running = task.model_copy(update=accepted)
        if receipt.ticket is not None or receipt.report is None:
            running = await self._ledger.tasks.save(running, raw=receipt.raw)
        if receipt.report is None:
            return
        try:
            await self._results.record(running, receipt.report)
        except StorageFailed:
            raise
        except Exception:
            # a bug of ours: with a ticket the poller asks for the results again, without one they are lost
            log.exception("taking crashed", task=task.task_id, vendor=task.vendor)
            if receipt.ticket is None:
                await self._record_unknown(
                    task, UnknownOutcome(task.vendor, "our own program failed over its answer", raw=receipt.raw)
                )

    async def _record_refusal(self, task: Task, error: ProducerError) -> None:
        """The vendor accepted nothing: the same request may be sent again, and the day's limit gets its place back."""
        now = self._clock.now()
        if isinstance(error, Retired):
            await self._ledger.retirements.add(task.account, task.operation, now + RETIREMENT_PERIOD)
        failed = {
            "status": Status.FAILED,
            "error": Failure(code=error.code, message=str(error)),
            "charged": False,
            "finished_at": now,
            "held_until": task.created_at,
        }
        if task.step > 1:
            task = await self._with_clips(task)
            failure = Failure(code=error.code, message=f"{sentence(str(error))} Nothing was charged for this step.")
            failed |= failed_later(task, failure, now, is_free=True)
        log.info("task refused", task=task.task_id, operation=task.operation, vendor=task.vendor, code=error.code)
        await self._ledger.tasks.save(task.model_copy(update=failed), raw=error.raw if isinstance(error, VendorError) else None)

    async def _record_unknown(self, task: Task, error: VendorError) -> None:
        """The vendor may have accepted, and charged: the task is not sent again, and holds its key for a day."""
        task = await self._with_clips(task) if task.step > 1 else task
        message = (
            f"{error}. It may have been taken, and paid; it is not sent again. Look at your {task.vendor} account; "
            f"to ask once more, and perhaps pay twice, say take={task.take + 1}.{lost_step(task)}"
        )
        unknown = {
            "status": Status.UNKNOWN,
            "error": Failure(code=error.code, message=message),
            "held_until": (task.heard_at or task.created_at) + UNKNOWN_OUTCOME_PERIOD,
        }
        log.warning("outcome unknown", task=task.task_id, operation=task.operation, vendor=task.vendor, code=error.code)
        await self._ledger.tasks.save(task.model_copy(update=unknown), raw=error.raw)

    async def _with_clips(self, task: Task) -> Task:
        """The task with what its earlier steps made; otherwise as it is here."""
        known = await self._ledger.tasks.get(task.owner, task.task_id)
        return task.model_copy(update={"clips": known.clips})

    async def recover(self) -> list[Task]:
        """Tasks for this process to send: those that a dead process saved and never launched, and our own unsent ones.

        What a dead process had launched without recording an outcome becomes unknown; at a vendor that costs nothing it
        is queued again. To be called once in `Process.renewal_seconds`.
        """
        for task in await self._lost():
            if self._costs_nothing(task):
                await self._ledger.tasks.requeue(task.task_id)
            else:
                await self._record_unknown(
                    task, UnknownOutcome(task.vendor, "the server stopped while the request was on its way")
                )
        ours, self._unsent = self._unsent, []
        for task in await self._ledger.tasks.orphans():
            if self._clock.now() - (task.heard_at or task.created_at) > SAME_REQUEST_PERIOD:
                await self._record_refusal(task, ProducerError("It was never sent, and too long ago to send now; ask again."))
            elif self._roster.of_account(task.account) and await self._ledger.tasks.adopt(task.task_id, self._process.holder):
                ours.append(task)
        return ours

    async def _lost(self) -> list[Task]:
        """Tasks that were launched, without an outcome, by a process that has been dead in enough looks."""
        unanswered = await self._ledger.tasks.unanswered()
        self._looks = Counter({task.task_id: self._looks[task.task_id] + 1 for task in unanswered})
        return [task for task in unanswered if self._looks[task.task_id] >= LOOKS_AT_LOST_TASK]

    def _costs_nothing(self, task: Task) -> bool:
        """Whether the task's vendor works on this machine."""
        vendor = self._roster.of_account(task.account)
        return vendor is not None and not vendor.is_hosted
