"""Hands a saved task to its vendor, once, whatever happens around it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import anyio
import structlog

from ..errors import ProducerError, Retired, StorageFailed, UnknownOutcome, VendorError, VendorUnreadable
from ..ledger import Ledger
from ..models import Clip, Failure, Status, Task
from ..operations import OPERATIONS_BY_NAME, Operation
from ..telemetry import span
from ..vendors import Callback, PreparedSubmit, Receipt
from .poller import RENEWAL
from .process import Process
from .results import DOUBT, WINDOW, Results
from .roster import Roster

log = structlog.get_logger()

RETIREMENT = timedelta(days=1)
"""How long an operation that answered 410 is not asked for again by default."""
PERSEVERANCE = 200
"""How often a vendor's answer is offered to a ledger that cannot be written: ten minutes long."""


class Dispatch:
    """Sends tasks; picks up those that a process which died had in hand."""

    def __init__(
        self,
        roster: Roster,
        ledger: Ledger,
        intake: Results,
        *,
        process: Process,
        callback_of: Callable[[Task], Callback | None] = lambda task: None,
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._intake = intake
        self._process = process
        self._clock = process.clock
        self._callback_of = callback_of
        self._held_up: list[Task] = []
        """Not sent, because the ledger failed."""

    async def send(self, task: Task, prepared: PreparedSubmit | None = None) -> None:
        """Submit `task`, unless that has been done, and record the outcome. It cannot be cancelled and raises nothing.

        Without `prepared`, as after a restart, the operation and its clips are read from the ledger.
        """
        with anyio.CancelScope(shield=True):
            try:
                await self._send(task, prepared)
            except StorageFailed:
                log.exception("ledger failed before a submit", task=task.task_id)
                self._held_up.append(task)
            except Exception:
                # a bug of ours ends this task's turn, not the studio; what was sent is written down, or told as lost by others
                log.exception("dispatch crashed", task=task.task_id)

    async def _send(self, task: Task, prepared: PreparedSubmit | None) -> None:
        vendor = self._roster[task.vendor]
        ready = prepared or await self._read(task)
        if not await self._ledger.tasks.launch(task.task_id, self._process.holder):
            return
        task = task.model_copy(update={"submitted_at": self._clock.now()})
        try:
            with span("submit", vendor.name, operation=task.operation, task=task.task_id):
                submit = ready if isinstance(ready, PreparedSubmit) else vendor.prepare(*ready)
                receipt = await vendor.submit(submit, self._callback_of(task), take=task.take)
        except (UnknownOutcome, VendorUnreadable) as error:
            await self._kept(partial(self._lost, task, error))
        except ProducerError as error:
            await self._kept(partial(self._refused, task, error))
        except Exception:
            # a bug of ours after the request may have gone out: a border, so that no task hangs for ever
            log.exception("submit crashed", task=task.task_id, vendor=vendor.name)
            crash = UnknownOutcome(vendor.name, "our own program failed while it was asked")
            await self._kept(partial(self._lost, task, crash))
        else:
            log.info("task submitted", task=task.task_id, operation=task.operation, vendor=task.vendor)
            await self._kept(partial(self._accepted, task, receipt), ticket=receipt.ticket)

    async def _read(self, task: Task) -> tuple[Operation, Mapping[str, Clip]]:
        """The operation of a task in the ledger, and its clips by argument."""
        operation = OPERATIONS_BY_NAME[task.operation].model_validate(task.arguments)
        return operation, {
            word: await self._ledger.clips.get(task.owner, task.arguments[word]) for word in operation.clip_fields()
        }

    async def _kept(self, write: Callable[[], Awaitable[None]], ticket: str | None = None) -> None:
        """Write down what cannot be asked for again, however long the ledger's disk is full."""
        for _ in range(PERSEVERANCE):
            try:
                return await write()
            except StorageFailed:
                log.exception("ledger failed after a submit", ticket=ticket)
                await self._clock.sleep(RENEWAL)
        raise StorageFailed(f"what became of a submit could not be written down (ticket {ticket}).")

    async def _accepted(self, task: Task, receipt: Receipt) -> None:
        taken = {"status": Status.RUNNING, "ticket": receipt.ticket, "heard_at": self._clock.now()}
        running = task.model_copy(update=taken)
        if receipt.ticket is not None or receipt.report is None:
            running = await self._ledger.tasks.save(running, raw=receipt.raw)
        if receipt.report is None:
            return
        try:
            await self._intake.take(running, receipt.report)
        except StorageFailed:
            raise
        except Exception:
            # a bug of ours over work that came at once: its watcher asks again, where there is a ticket to ask with
            log.exception("taking crashed", task=task.task_id, vendor=task.vendor)
            if receipt.ticket is None:
                await self._lost(task, UnknownOutcome(task.vendor, "our own program failed over its answer", raw=receipt.raw))

    async def _refused(self, task: Task, error: ProducerError) -> None:
        """Nothing was accepted: the key is free again, and the day's limit has its place back."""
        now = self._clock.now()
        if isinstance(error, Retired):
            await self._ledger.retirements.add(task.account, task.operation, now + RETIREMENT)
        failed = {
            "status": Status.FAILED,
            "error": Failure(code=error.code, message=str(error)),
            "charged": False,
            "finished_at": now,
            "held_until": task.created_at,
        }
        log.info("task refused", task=task.task_id, operation=task.operation, vendor=task.vendor, code=error.code)
        await self._ledger.tasks.save(task.model_copy(update=failed), raw=error.raw if isinstance(error, VendorError) else None)

    async def _lost(self, task: Task, error: VendorError) -> None:
        message = (
            f"{error}. It may have been taken, and paid; it is not sent again. Look at your {task.vendor} account; "
            f"to ask once more, and perhaps pay twice, say take={task.take + 1}."
        )
        unknown = {
            "status": Status.UNKNOWN,
            "error": Failure(code=error.code, message=message),
            "held_until": task.created_at + DOUBT,
        }
        log.warning("outcome unknown", task=task.task_id, operation=task.operation, vendor=task.vendor, code=error.code)
        await self._ledger.tasks.save(task.model_copy(update=unknown), raw=error.raw)

    async def recover(self) -> list[Task]:
        """Tasks that a dead process had saved and not sent, now ours to send; what it had on the way is told as lost."""
        for task in await self._ledger.tasks.unanswered():
            if self._is_free(task):
                await self._ledger.tasks.requeue(task.task_id)
            else:
                await self._lost(task, UnknownOutcome(task.vendor, "the server stopped while the request was on its way"))
        ours, self._held_up = self._held_up, []
        for task in await self._ledger.tasks.orphans():
            if self._clock.now() - task.created_at > WINDOW:
                await self._refused(task, ProducerError("It was never sent, and too long ago to send now; ask again."))
            elif self._roster.of_account(task.account) and await self._ledger.tasks.adopt(task.task_id, self._process.holder):
                ours.append(task)
        return ours

    def _is_free(self, task: Task) -> bool:
        vendor = self._roster.of_account(task.account)
        return vendor is not None and not vendor.is_hosted
