"""Webhooks: the address a vendor may call when a task is done, and what is done with such a call.

A call that proves itself by a signature is believed; any other is a reason to ask the vendor.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from uuid import uuid4

import anyio
import structlog

from ..errors import ProducerError, VendorError
from ..ledger import Ledger
from ..models import Status, Task
from ..vendors import Callback, Report, Vendor
from ..vendors.parsing import named_ticket
from ..vendors.registry import calls_back, signs
from ..vendors.signatures import SignatureVerdict, verify_signature
from ..vendors.untrusted_json import json_or_none
from .doubts import reports_on
from .process import Clock
from .results import Results
from .roster import Roster

log = structlog.get_logger()

TICKET_TIMEOUT_SECONDS = 5.0
"""How long a call waits until the answer to its submit is in the ledger: a quick vendor may call before it has answered."""


@dataclass(frozen=True, slots=True)
class WebhookAddresses:
    """Makes the address of a task's webhook; makes none without a public URL."""

    public_url: str | None = None

    def secret_for(self, vendor: str) -> str | None:
        """A new secret for a task, where its vendor can call back."""
        return uuid4().hex if self.public_url and calls_back(vendor) else None

    def callback_of(self, task: Task) -> Callback | None:
        """The address and the secret that the vendor of `task` is given."""
        if self.public_url is None or task.callback is None:
            return None
        token = address_token(task.task_id, task.callback)
        return Callback(f"{self.public_url.rstrip('/')}/webhooks/{task.vendor}/{token}", task.callback)


NO_WEBHOOKS = WebhookAddresses()


def address_token(task_id: str, secret: str) -> str:
    """The last part of a task's address: its id and a hash of its secret, so that only who has the secret can make it."""
    return f"{task_id}-{hashlib.sha256(f'{task_id}/{secret}'.encode()).hexdigest()[:32]}"


def task_id_in(token: str) -> str:
    """The task id that a token starts with. The hash behind it has not been checked."""
    return token.partition("-")[0]


class WebhookVerdict(StrEnum):
    """What is done with a delivery. The values are written to the log."""

    PROVEN = "taken"
    """The signature is right: its report becomes the task's."""
    UNPROVEN = "noted"
    """There is no signature that proves it: the vendor is asked."""
    REFUSED = "refused"
    """The signature is wrong or too old."""
    NOT_OURS = "nobody's"
    """No task has that address."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook call as it came in. Names of `headers` are in lower case."""

    vendor: str
    token: str
    """The last part of the address."""
    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class CallsBack(Protocol):
    """A vendor whose webhook calls can be read."""

    def read_callback(self, body: Any) -> Report | None:
        """The report in a call's JSON; None where it holds nothing known."""

    def named_ticket(self, payload: Any) -> str | None:
        """The vendor's id of the task that a call names; None where it names none."""


class Webhooks:
    """Judges webhook calls and records what they report."""

    def __init__(self, roster: Roster, ledger: Ledger, results: Results, nudge: Callable[[Task], None], clock: Clock) -> None:
        self._roster = roster
        self._ledger = ledger
        self._results = results
        self._nudge = nudge
        self._clock = clock

    async def task_at(self, vendor: str, token: str) -> Task | None:
        """The task whose address ends in `token`; None when nobody was given that address."""
        task = await self._ledger.tasks.get_of_any_owner(task_id_in(token))
        expected = address_token(task.task_id, task.callback) if task and task.callback and task.vendor == vendor else ""
        return task if hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")) else None

    async def judge(self, delivery: Delivery) -> tuple[WebhookVerdict, Task | None]:
        """The verdict on a delivery and the task it is about; quick, so that the vendor gets its answer at once."""
        task = await self.task_at(delivery.vendor, delivery.token)
        if task is None:
            return WebhookVerdict.NOT_OURS, None
        signature = SignatureVerdict.NONE
        if signs(task.vendor):
            signature = verify_signature(task.callback or "", delivery.headers, delivery.body, self._clock.now())
        if signature in (SignatureVerdict.FORGED, SignatureVerdict.LATE):
            log.warning("callback refused", task=task.task_id, vendor=task.vendor, signature=signature)
            return WebhookVerdict.REFUSED, task
        return (WebhookVerdict.PROVEN if signature is SignatureVerdict.GOOD else WebhookVerdict.UNPROVEN), task

    async def record(self, delivery: Delivery, task: Task, verdict: WebhookVerdict) -> None:
        """Record a proven report; ask the vendor about any other. The same delivery a second time changes nothing."""
        task = await self._with_ticket(task)
        if task.status in (Status.DONE, Status.FAILED):
            return
        payload, vendor = json_or_none(delivery.body), self._roster.vendors.get(task.vendor)
        ticket = vendor.named_ticket(payload) if isinstance(vendor, CallsBack) else named_ticket(payload)
        if task.ticket is not None and ticket not in (None, task.ticket):
            log.warning("callback names another's ticket", task=task.task_id, vendor=task.vendor)
            return
        is_proven = verdict is WebhookVerdict.PROVEN
        report = vendor.read_callback(payload) if is_proven and isinstance(vendor, CallsBack) else None
        if report is not None and (task.ticket or ticket):
            task = await self._record(task.model_copy(update={"ticket": task.ticket or ticket}), report)
        elif task.ticket is None and ticket is not None:
            task = await self._recover_ticket(task, ticket)
        log.info("callback", task=task.task_id, vendor=task.vendor, heard=verdict, status=task.status)
        if not task.status.is_final:
            self._nudge(task)
        elif task.status is Status.DONE and vendor is not None:
            await self._complete(task, vendor)

    async def _record(self, task: Task, report: Report) -> Task:
        try:
            return await self._results.record(task, report)
        except ProducerError as error:
            log.warning("callback not taken", task=task.task_id, vendor=task.vendor, code=error.code)
            return task

    async def _complete(self, task: Task, vendor: Vendor) -> None:
        """Ask the vendor for its whole record: a call holds little more than the song, without picture, video and lyrics."""
        if not task.clips or all(clip.image_url for clip in task.clips):
            return
        try:
            report = (await reports_on(vendor, [task.ticket or ""])).get(task.ticket or "")
        except VendorError as error:
            log.warning("callback not completed", task=task.task_id, vendor=task.vendor, code=error.code)
            return
        if report is not None and report.status is Status.DONE:
            await self._results.complete(task, report)

    async def _with_ticket(self, task: Task) -> Task:
        """The task as it is once the answer to its submit is in the ledger, known to be lost, or the time is up."""
        with anyio.move_on_after(TICKET_TIMEOUT_SECONDS):
            while task.ticket is None and task.status is Status.QUEUED:
                changes = self._ledger.changes.count
                task = await self._ledger.tasks.get_of_any_owner(task.task_id) or task
                if task.ticket is None and task.status is Status.QUEUED:
                    await self._ledger.changes.wait(TICKET_TIMEOUT_SECONDS, since=changes)
        return task

    async def _recover_ticket(self, task: Task, ticket: str) -> Task:
        """Give a task whose submit was never answered the ticket in the call, unless another task has it.

        Only the vendor was told this task's address, so the ticket is plausible; the vendor is asked about it next.
        """
        if await self._ledger.tasks.by_ticket(None, task.vendor, ticket) is not None:
            return task
        running = {"status": Status.RUNNING, "ticket": ticket, "error": None, "heard_at": self._clock.now()}
        return await self._ledger.tasks.save(task.model_copy(update=running), note="its vendor called back")
