"""What vendors say by themselves: believed when they prove it, else a reason to ask them."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import anyio
import structlog

from ..errors import ProducerError, VendorError
from ..ledger import Ledger
from ..models import Status, Task
from ..vendors import Report, Vendor
from ..vendors.parsing import handle
from ..vendors.signatures import Proof, proof
from .callbacks import SIGNS, task_of, word_of
from .results import Results
from .roster import Roster

log = structlog.get_logger()

TICKETED = 5.0
"""Seconds a callback waits for the answer to its submit to be written down: a quick vendor calls before it has answered."""


class WebhookVerdict(StrEnum):
    """What became of a delivery."""

    TAKEN = "taken"
    """Proven: its report is the task's."""
    NOTED = "noted"
    """Not proven: the vendor is asked."""
    REFUSED = "refused"
    """Signed wrongly, or too long ago."""
    NOBODYS = "nobody's"
    """No task has that address."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A callback as it came. Names of `headers` are in lower case."""

    vendor: str
    word: str
    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class CallsBack(Protocol):
    """A vendor whose callbacks can be read."""

    def read_callback(self, body: Any) -> Report | None: ...


class Webhooks:
    """Takes callbacks in."""

    def __init__(
        self, roster: Roster, ledger: Ledger, intake: Results, nudge: Callable[[Task], None], now: Callable[[], datetime]
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._intake = intake
        self._nudge = nudge
        self._now = now

    async def judge(self, delivery: Delivery) -> tuple[WebhookVerdict, Task | None]:
        """Whose it is, and whether it is proven; quick, so that the vendor gets its answer."""
        task = await self._ledger.any_task(task_of(delivery.word))
        right = word_of(task.task_id, task.callback) if task and task.callback and task.vendor == delivery.vendor else ""
        if not hmac.compare_digest(right.encode(), delivery.word.encode()) or task is None:
            return WebhookVerdict.NOBODYS, None
        shown = proof(task.callback or "", delivery.headers, delivery.body, self._now()) if task.vendor in SIGNS else Proof.NONE
        if shown in (Proof.FORGED, Proof.LATE):
            log.warning("callback refused", task=task.task_id, vendor=task.vendor, signature=shown)
            return WebhookVerdict.REFUSED, task
        return (WebhookVerdict.TAKEN if shown is Proof.GOOD else WebhookVerdict.NOTED), task

    async def take(self, delivery: Delivery, task: Task, heard: WebhookVerdict) -> None:
        """Write down what is proven, and ask the vendor about the rest. The same delivery twice changes nothing more."""
        task = await self._ticketed(task)
        if task.status in (Status.DONE, Status.FAILED):
            return
        body = _json(delivery.body)
        ticket = handle(body)
        if task.ticket is not None and ticket not in (None, task.ticket):
            log.warning("callback names another's ticket", task=task.task_id, vendor=task.vendor)
            return
        vendor = self._roster.vendors.get(task.vendor)
        report = vendor.read_callback(body) if heard is WebhookVerdict.TAKEN and isinstance(vendor, CallsBack) else None
        if report is not None and (task.ticket or ticket):
            task = task.model_copy(update={"ticket": task.ticket or ticket})
            try:
                task = await self._intake.take(task, report)
            except ProducerError as error:
                log.warning("callback not taken", task=task.task_id, vendor=task.vendor, code=error.code)
        elif task.ticket is None and ticket is not None:
            task = await self._found(task, ticket)
        log.info("callback", task=task.task_id, vendor=task.vendor, heard=heard, status=task.status)
        if not task.status.is_final:
            self._nudge(task)
        elif task.status is Status.DONE and vendor is not None:
            await self._complete(task, vendor)

    async def _complete(self, task: Task, vendor: Vendor) -> None:
        """A callback names little more than the song: its picture, its film and its words are in the vendor's record."""
        if not task.clips or all(clip.image_url for clip in task.clips):
            return
        try:
            report = (await vendor.check([task.ticket or ""])).get(task.ticket or "")
        except VendorError as error:
            log.warning("callback not completed", task=task.task_id, vendor=task.vendor, code=error.code)
            return
        if report is not None and report.status is Status.DONE:
            await self._intake.complete(task, report)

    async def _ticketed(self, task: Task) -> Task:
        """The task with its ticket, once the answer to its submit is written down, or known to be lost."""
        with anyio.move_on_after(TICKETED):
            while task.ticket is None and task.status is Status.QUEUED:
                mark = self._ledger.changes
                task = await self._ledger.any_task(task.task_id) or task
                if task.ticket is None and task.status is Status.QUEUED:
                    await self._ledger.changed(TICKETED, since=mark)
        return task

    async def _found(self, task: Task, ticket: str) -> Task:
        """A submit whose answer was lost has a ticket after all: whoever knows the task's address was told it by us alone.

        What the ticket is worth the vendor is asked.
        """
        if await self._ledger.task_by_ticket(None, task.vendor, ticket) is not None:
            return task
        found = {"status": Status.RUNNING, "ticket": ticket, "error": None, "heard_at": self._now()}
        return await self._ledger.save(task.model_copy(update=found), note="its vendor called back")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
