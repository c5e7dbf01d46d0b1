"""Hands a saved task to its vendor, once, whatever happens around it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import anyio
import structlog

from .errors import ProducerError, Retired, UnknownOutcome, VendorError, VendorUnreadable
from .intake import DOUBT, WINDOW, Intake
from .ledger import Ledger
from .music import Failure, Status, Task
from .operations import OPERATION
from .roster import Roster
from .vendors import Callback, Receipt, Vendor

log = structlog.get_logger()

RETIREMENT = timedelta(days=1)
"""How long an operation that answered 410 is not asked for again by default."""


class Dispatch:
    """Sends tasks; picks up those that a process which died had in hand."""

    def __init__(
        self,
        roster: Roster,
        ledger: Ledger,
        intake: Intake,
        *,
        holder: str,
        now: Callable[[], datetime],
        callback_of: Callable[[Task], Callback | None] = lambda task: None,
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._intake = intake
        self._holder = holder
        self._now = now
        self._callback_of = callback_of

    async def send(self, task: Task) -> None:
        """Submit `task`, if nobody has; write down what came of it. Not to be cancelled half-way."""
        with anyio.CancelScope(shield=True):
            vendor = self._roster[task.vendor]
            operation = OPERATION[task.operation].model_validate(task.arguments)
            clips = {word: await self._ledger.clip(task.owner, task.arguments[word]) for word in operation.clip_words()}
            if not await self._ledger.launch(task.task_id, self._holder):
                return
            task = task.model_copy(update={"submitted_at": self._now()})
            try:
                receipt = await vendor.submit(operation, clips, self._callback_of(task), take=task.take)
            except (UnknownOutcome, VendorUnreadable) as error:
                await self._lost(task, error)
            except ProducerError as error:
                await self._refused(task, vendor, error)
            except Exception:
                # a bug of ours after the request may have gone out: the one border here, so that no task hangs for ever
                log.exception("submit crashed", task=task.task_id, vendor=vendor.name)
                await self._lost(task, UnknownOutcome(vendor.name, "our own program failed while it was asked"))
            else:
                await self._accepted(task, receipt)

    async def _accepted(self, task: Task, receipt: Receipt) -> None:
        log.info("task submitted", task=task.task_id, operation=task.operation, vendor=task.vendor)
        taken = {"status": Status.RUNNING, "ticket": receipt.ticket, "heard_at": self._now()}
        task = await self._ledger.save(task.model_copy(update=taken), raw=receipt.raw)
        if receipt.report is not None:
            await self._intake.take(task, receipt.report)

    async def _refused(self, task: Task, vendor: Vendor, error: ProducerError) -> None:
        """Nothing was accepted: the key is free again, and the day's limit has its place back."""
        now = self._now()
        if isinstance(error, Retired):
            await self._ledger.retire(vendor.account, task.operation, now + RETIREMENT)
        failed = {
            "status": Status.FAILED,
            "error": Failure(code=error.code, message=str(error)),
            "charged": False,
            "finished_at": now,
            "held_until": task.created_at,
        }
        log.info("task refused", task=task.task_id, operation=task.operation, vendor=task.vendor, code=error.code)
        await self._ledger.save(task.model_copy(update=failed), raw=error.raw if isinstance(error, VendorError) else None)

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
        await self._ledger.save(task.model_copy(update=unknown), raw=error.raw)

    async def recover(self) -> list[Task]:
        """Tasks that a dead process had saved and not sent, now ours to send; what it had on the way is told as lost."""
        for task in await self._ledger.stranded():
            if self._is_free(task):
                await self._ledger.recall(task.task_id)
                continue
            await self._lost(task, UnknownOutcome(task.vendor, "the server stopped while the request was on its way"))
        ours = []
        for task in await self._ledger.orphans():
            if self._now() - task.created_at > WINDOW:
                stale = ProducerError("It was never sent, and too long ago to send now; ask again.")
                await self._refused(task, self._roster[task.vendor], stale)
            elif task.vendor in self._roster.vendors and await self._ledger.adopt(task.task_id, self._holder):
                ours.append(task)
        return ours

    def _is_free(self, task: Task) -> bool:
        return task.vendor in self._roster.vendors and not self._roster[task.vendor].is_hosted
