"""What vendors behind an HTTP API have in common: a table of routes, and readers."""

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import anyio

from ..errors import Refused, Unsupported, VendorError, VendorUnreadable
from ..models import Clip, Status
from ..operations import Operation
from . import Callback, Made, Offer, PreparedSubmit, Receipt, Report
from .account import Account
from .parsing import Record, error_code, handle, number, reason, record, ticket
from .refusals import kind_of, refusal
from .routes import Route
from .wire import BUSY, Timeouts, Wire, WireAnswer, is_success

if TYPE_CHECKING:
    from .wire import Transport


class HostedVendor(ABC):
    """A vendor behind an HTTP API. A subclass is its table, and how it is asked how things stand."""

    name: ClassVar[str]
    routes: ClassVar[Mapping[type[Operation], Route]]
    models: Sequence[str] = ()
    batch = 1
    check_interval_seconds = 5.0
    is_hosted = True
    refunds: ClassVar[bool | None] = None
    """Whether a task that fails is known to cost nothing."""
    forbidden: ClassVar[type[VendorError]] = Refused
    """What a 403 means that gives no reason we know."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 (frozen)
        transport: "Transport | None" = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._wire = Wire(Account(self.name, url, key), timeouts, transport=transport, sleep=sleep)

    @property
    def account(self) -> str:
        return self._wire.account.name

    @cached_property
    def offers(self) -> Mapping[type[Operation], Offer]:
        return {operation: route.offer for operation, route in self.routes.items()}

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """Refuse what the route refuses, collect warnings and write the request's body."""
        route, arguments = self._route(operation), self.arguments(operation, clips)
        if clips and "ticket" not in arguments and any(map(is_named_by_us, clips.values())):
            raise Unsupported(f"{self.name} gave this clip no id, so it cannot work on it; bring its file in with upload_music.")
        route.refuse(self.name, operation.name, arguments)
        warnings = [*route.warnings(self.name, operation.name, arguments), *self.warnings(operation, arguments)]
        if len(self.models) > 1 and arguments.get("model", self.models[0]) not in self.models:
            warnings.append(f"{self.name} documents no model {arguments['model']!r}; studio_status lists those it does.")
        return PreparedSubmit(operation, self.body(operation, arguments, clips), tuple(warnings))

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """POST the prepared body, with where to call back where the route has fields for that."""
        operation = prepared.operation
        route = self._route(operation)
        body = {**prepared.body, **route.callback_fields(callback)}
        answer = await self._wire.submit(route.path, body, until_made=route.until_made)
        named, report = self._handle(answer), self._made_at_once(operation, body, answer)
        if named is None and report is None:
            raise self._refusal(operation, answer)
        return Receipt(named and self.remembered(route, named), report, answer.raw)

    @abstractmethod
    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]: ...

    async def balance(self) -> str | None:
        return None

    async def close(self) -> None:
        await self._wire.close()

    # What a vendor may do otherwise.

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The operation's arguments under our names, with the vendor's own clip ids."""
        clip_ids = {word: clip.vendor_clip_id for word, clip in clips.items() if not is_named_by_us(clip)}
        return {word: value for word, value in operation.arguments().items() if word not in clips} | clip_ids

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The request's body for `arguments`."""
        return self._route(operation).body(arguments)

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """Warnings besides those of the route."""
        return ()

    def remembered(self, route: Route, handle: str) -> str:
        """The ticket to remember for a handle."""
        return handle

    def read_at_once(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """What was made, where a submit is answered with that; None where it is only begun."""
        return None

    @abstractmethod
    def read(self, task: Record) -> Report:
        """What a task's record says. Raises `VendorUnreadable` when it is done in a shape we do not know."""

    # For the readers.

    def read_each(self, tasks: Mapping[str, Record], raw: str) -> dict[str, Report]:
        """Reports by ticket. One that cannot be read spoils none of the others: it stays as it was, its words kept."""
        reports, lost = {}, {}
        for one, task in tasks.items():
            try:
                reports[one] = self.read(task)
            except VendorUnreadable as error:
                lost[one] = Report(Status.RUNNING, raw=error.raw)
        if lost and not reports:
            raise self.unreadable(raw)
        return reports | lost

    def failed(self, answer: Record, raw: str) -> Report:
        """The vendor's word that a task came to nothing."""
        words = reason(answer)
        code = kind_of(error_code(answer), words).code
        return Report(Status.FAILED, error=words or None, code=code, refunded=self.refunds, raw=raw)

    def unreadable(self, raw: str) -> VendorUnreadable:
        return VendorUnreadable(self.name, "answered in a shape we do not know; the answer is kept", raw=raw)

    def _route(self, operation: Operation) -> Route:
        if type(operation) not in self.routes:
            raise Unsupported(f"{self.name} has no {operation.name}; studio_status says who does.")
        return self.routes[type(operation)]

    @staticmethod
    def _handle(answer: WireAnswer) -> str | None:
        """The handle in the answer; a breakdown that names one tells that something was taken, and how to ask after it."""
        if is_success(answer):
            return ticket(answer.body)
        return handle(answer.body) if answer.status in BUSY or answer.status >= 500 else None

    def _made_at_once(self, operation: Operation, body: Record, answer: WireAnswer) -> Report | None:
        if not is_success(answer) or not record(answer.body):
            return None
        report = self.read_at_once(operation, body, answer.body)
        return report and replace(report, raw=answer.raw)

    def _refusal(self, operation: Operation, answer: WireAnswer) -> VendorError:
        """Why there is no ticket. A refusal may hide in a 200, as its code or as `success: false`."""
        said, status = record(answer.body), answer.status
        if is_success(answer):
            hidden = number(said, "code") or 0
            status = int(hidden) if 400 <= hidden < 600 else 400 if said.get("success") is False else 200
        if status == 200:
            message = f"answered {operation.name} in a shape we do not know ({answer.status}); it may have taken it"
            return VendorUnreadable(self.name, message, raw=answer.raw)
        return refusal(self._wire, operation.name, answer, status=status, forbidden=self.forbidden)


def is_named_by_us(clip: Clip) -> bool:
    """Whether its vendor gave it no id, so that it goes by its ticket and its part or place: stems, as a rule."""
    return not clip.vendor_clip_id or clip.vendor_clip_id.startswith((f"{clip.ticket or clip.task_id}/", "/"))


def dumped(answer: Any) -> str:
    """JSON on one line, to be kept."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def found(made: tuple[Made, ...], *, of: str | None = None, uploaded: bool = False) -> tuple[Made, ...]:
    """`made`, as more of a clip there is already, or as a recording that came in."""
    return tuple(replace(one, of=of, uploaded=uploaded) for one in made) if of or uploaded else made
