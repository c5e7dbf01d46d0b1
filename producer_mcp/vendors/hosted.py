"""The base class of vendors behind an HTTP API: a table of routes, and methods that read the vendor's answers."""

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import anyio
import structlog

from ..errors import InvalidArguments, Refused, Unsupported, VendorError, VendorUnreadable
from ..models import Clip, Cost, MusicForm, Status, Step, Tempo, TimedLine
from ..operations import Operation
from . import Callback, Closure, Made, Offer, OwnFiles, PreparedSubmit, Receipt, Report
from .account import Account
from .parsing import (
    TICKET_PATHS,
    Record,
    error_code,
    named_ticket,
    number,
    quoted,
    reason,
    record,
    status,
    status_words,
    submit_ticket,
)
from .refusals import GONE_CLIP_PATTERN, error_type, refusal
from .routes import Route
from .untrusted_json import writable
from .wire import BUSY_STATUSES, Timeouts, Wire, WireAnswer, is_success

if TYPE_CHECKING:
    from .wire import Transport

log = structlog.get_logger()

ANY_HOST = "*"
"""In a table by host: every host that the table does not name."""
Value = TypeVar("Value")


class HostedVendor(ABC):
    """A vendor behind an HTTP API. A subclass has the table of its routes, asks for the state of tasks and reads the answers.

    What it may do otherwise than here: `arguments`, `body`, `price`, `warnings`, `ticket`, `read_answer`.
    """

    name: ClassVar[str]
    routes: ClassVar[Mapping[type[Operation], Route]]
    """The operations the vendor offers, and how each is asked for."""
    variants: ClassVar[Mapping[type[Operation], tuple[str, Mapping[str, Route]]]] = {}
    """Routes of an operation by the value of one of its arguments, which stands first; `routes` has the one for all others."""
    models: Sequence[str] = ()
    closed_at: ClassVar[Mapping[str, Mapping[type[Operation], Closure]]] = {}
    """What the vendor's pages say is over, by host; under `ANY_HOST` for those that are not named."""
    runs_at: ClassVar[Mapping[str, str]] = {}
    """What makes the music, by host, with source and date; under `ANY_HOST` for those that are not named."""
    prices_at: ClassVar[Mapping[str, Mapping[type[Operation], Sequence[Cost | None]]]] = {}
    """The price of each request of an operation where it differs by host, None for one that is not known.

    Under `ANY_HOST` for hosts that are not named.
    """
    listed: Sequence[str] = ()
    """What its pages list without saying how to ask for it, so that it is not offered."""
    why_clips_go = ""
    """A clause on why it may not work on a clip any more; empty where its pages say nothing of that."""
    as_unsaid: ClassVar[Mapping[str, object]] = {}
    """Values of arguments that ask for what comes without them."""
    batch_size = 1
    check_interval_seconds = 5.0
    is_hosted = True
    refunds: ClassVar[bool | None] = None
    """Whether a failed task costs nothing; None where that is not known."""
    forbidden: ClassVar[type[VendorError]] = Refused
    """The error for a 403 that gives no reason we know."""
    ticket_paths: ClassVar[Sequence[str]] = TICKET_PATHS
    """Where the vendor names the id of a task, in answers to submits and in webhook calls: `job.id` is `{"job": {"id": …}}`."""
    own_status_words: ClassVar[Mapping[str, Status]] = {}
    """The vendor's words for a status, in lower case, that `STATUS_WORDS` in `parsing.py` lacks or has otherwise."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 (frozen)
        transport: "Transport | None" = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        files: OwnFiles | None = None,
    ) -> None:
        """`files`: where it may keep files; only a vendor whose files the library cannot fetch does."""
        account = Account(self.name, url, key)
        self._wire = Wire(account, timeouts, ticket_paths=self.ticket_paths, transport=transport, sleep=sleep)

    @property
    def account(self) -> str:
        """`name@host#fingerprint`."""
        return self._wire.account.name

    @cached_property
    def offers(self) -> Mapping[type[Operation], Offer]:
        """The offers of all routes, with what the pages of this host call closed, and its prices."""
        closed, prices = self._of_host(self.closed_at, {}), self._of_host(self.prices_at, {})
        return {
            kind: replace(route.priced(prices.get(kind, ())).whole_offer, closed=closed.get(kind), as_unsaid=self.as_unsaid)
            for kind, route in self.routes.items()
        }

    @property
    def runs(self) -> str:
        """What makes the music at this host today."""
        return self._of_host(self.runs_at, "")

    def _of_host(self, by_host: Mapping[str, Value], otherwise: Value) -> Value:
        """What `by_host` has for the host this vendor is reached at."""
        return by_host.get(self._wire.account.host, by_host.get(ANY_HOST, otherwise))

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """Refuse what the route refuses, collect warnings and write the request's body."""
        route, arguments = self._route(operation), self.arguments(operation, clips)
        is_by_id = "ticket" not in arguments and route.bringing is None
        if is_by_id and any(map(has_no_vendor_id, clips.values())):
            raise Unsupported(f"{self.name} gave this clip no id, so it cannot work on it; bring its file in with upload_music.")
        if operation.own_if_unsaid and not {*operation.own_if_unsaid, "lyrics"} & arguments.keys() and "sound" in route.fields:
            raise InvalidArguments(f"how this clip sounds is not known here, so say sound for {operation.name}, or lyrics.")
        route.refuse(self.name, operation.name, arguments)
        closed = self.offers[type(operation)].closed
        over = (
            [f"{self.name} calls {operation.name} {closed.word} ({closed.source}, {closed.date}): {closed.outcome}."]
            if closed
            else []
        )
        warnings = [*over, *route.warnings(self.name, operation.name, arguments), *self.warnings(operation, arguments)]
        if len(self.models) > 1 and arguments.get("model", self.models[0]) not in self.models:
            warnings.append(f"{self.name} documents no model {arguments['model']!r}; studio_status lists those it does.")
        prepared = PreparedSubmit(
            operation,
            self.body(operation, arguments, clips),
            tuple(warnings),
            price=self.price(operation),
            path=route.path,
        )
        alone = self.offers[type(operation)].steps[-1:]
        return prepared if route.bringing is None else brought_in(self.name, prepared, route.bringing, clips["clip_id"], alone)

    def prepare_step(self, operation: Operation, step: int, made: Sequence[Clip]) -> PreparedSubmit:
        """The request about the first clip that the step before made."""
        clip = next((clip for clip in made if not has_no_vendor_id(clip)), None)
        whole, route = self._route(operation), self._route(operation).steps[step - 1]
        if clip is None:
            raise Unsupported(f"{self.name} gave what it made no id, so it cannot go on with it.")
        if whole.bringing is not None:
            brought = clip.model_copy(update={"uploaded": True})
            return replace(self.prepare(operation, {"clip_id": brought}), step=step, steps=None)
        return PreparedSubmit(operation, route.body({"clip_id": clip.vendor_clip_id}), path=route.path, step=step)

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """POST the prepared body, with where to call back where the route has fields for that."""
        operation = prepared.operation
        route = self._route(operation).at_step(prepared.step, None if prepared.steps is None else len(prepared.steps))
        body = {**prepared.body, **route.callback_fields(callback)}
        answer = await self._wire.submit(
            prepared.path,
            body,
            waits_for_result=route.waits_for_result,
            unmade_pauses=route.unmade_pauses,
            pausing=prepared.pausing,
        )
        task_id, report = self._task_id(answer), self._finished(operation, body, answer)
        if task_id is None and report is None:
            raise self._refusal(operation, answer)
        return Receipt(task_id and self.ticket(route, task_id), report, answer.raw)

    @abstractmethod
    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """Reports on tickets, as `Vendor.check` says."""

    @abstractmethod
    def read(self, task: Record) -> Report:
        """The report in a task's record. Raises `VendorUnreadable` when it is done in a shape we do not know."""

    async def form(self, clip: Clip) -> MusicForm | None:
        """None: no vendor tells it."""
        return None

    async def timed_lines(self, clip: Clip) -> Sequence[TimedLine]:
        """Empty: a vendor has to be asked for them."""
        return ()

    async def tempo(self, clip: Clip) -> Tempo | None:
        """None: a vendor has to be asked for it."""
        return None

    async def balance(self) -> str | None:
        """None, unless the vendor tells what is left."""
        return None

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._wire.close()

    # What a vendor may do otherwise.

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The operation's arguments under our names, with the vendor's own clip ids, with what is
        the clip's own if unsaid, and without those that the studio keeps."""
        clip_ids = {name: clip.vendor_clip_id for name, clip in clips.items() if not has_no_vendor_id(clip)}
        own = self._own(operation, clips)
        return own | {name: value for name, value in operation.music_arguments().items() if name not in clips} | clip_ids

    def _own(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The clip's own values for arguments that go on as the clip went; no longer than the vendor takes them."""
        fields, limits = self._route(operation).fields, self._route(operation).max_chars
        values = {name: getattr(clips["clip_id"], name) for name in operation.own_if_unsaid if name in fields}
        return {name: shortened(value, limits.get(name)) for name, value in values.items() if value}

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The request's body for `arguments`."""
        return self._route(operation).body(arguments)

    def price(self, operation: Operation) -> Cost | None:
        """What it costs where its arguments decide that; None: as the offer says."""
        return None

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """Warnings besides those of the route."""
        return ()

    def ticket(self, route: Route, task_id: str) -> str:
        """The ticket to keep for a task that the vendor calls `task_id`."""
        return task_id

    def named_ticket(self, payload: Any) -> str | None:
        """The vendor's id of the task that an answer or a webhook call names."""
        return named_ticket(payload, self.ticket_paths)

    def read_answer(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """The finished work in the answer to a submit; None where the answer is only that work has begun."""
        return None

    # What a vendor's reading is made of.

    def read_each(self, tasks: Mapping[str, Record], raw: str) -> dict[str, Report]:
        """A report for each ticket's record; one that cannot be read is its task's trouble alone, which is called running.

        Raises `VendorUnreadable` when none can be read.
        """
        reports, unread = {}, {}
        for ticket, task in tasks.items():
            try:
                reports[ticket] = self.read(task)
            except VendorUnreadable as error:
                unread[ticket] = self.unread(error)
            except VendorError:
                raise
            except Exception:
                # a bug of ours, met by a record nobody foresaw: the other tasks are still read
                log.exception("reading crashed", vendor=self.name)
                unread[ticket] = self.unread(self.unreadable(compact_json(task)))
        if unread and not reports:
            raise self.unreadable(raw)
        return reports | unread

    def unread(self, error: VendorUnreadable) -> Report:
        """The report on a task whose answer could not be read."""
        return Report(Status.RUNNING, doubt=str(error), is_read=False, raw=error.raw)

    def in_doubt(self, task: Record) -> str:
        """A sentence on the status in a task's record, where that is a word we do not know; else empty."""
        unknown = [word for word in status_words(task) if status({"status": word}, self.own_status_words) is None]
        return (
            f"its status is a word we do not know, and is taken for running. {quoted(self.name, unknown[0])}" if unknown else ""
        )

    def status_of(self, task: Record) -> Status:
        """The status in a task's record. Raises `VendorUnreadable`, which names the word, when it is one we do not know."""
        if (known := status(task, self.own_status_words)) is not None:
            return known
        if words := status_words(task):
            message = f"has a status we do not know; it is asked again later. {quoted(self.name, words[0])}"
            raise VendorUnreadable(self.name, message, raw=compact_json(task), is_of_task=True)
        raise self.unreadable(compact_json(task))

    def failed(self, payload: Record, raw: str) -> Report:
        """The report on a task of which the vendor says in `payload` that it failed."""
        message = reason(payload)
        code = error_type(error_code(payload), message).code
        return Report(
            Status.FAILED, error=message or None, code=code, refunded=self.refunds, remedy=self.remedy(message), raw=raw
        )

    def remedy(self, message: str, status: int = 0) -> str:
        """What to do where a refusal says that the vendor no longer has the clip: a sentence; else empty."""
        is_gone = status == 404 or bool(GONE_CLIP_PATTERN.search(message))
        if not (self.why_clips_go and is_gone):
            return ""
        return f"{self.name} {self.why_clips_go}: bring the kept file in with upload_music, and work on the clip that gives."

    def unreadable(self, raw: str) -> VendorUnreadable:
        """The error for an answer that we cannot read."""
        return VendorUnreadable(self.name, "answered in a shape we do not know; the answer is kept", raw=raw, is_of_task=True)

    def _route(self, operation: Operation) -> Route:
        if type(operation) not in self.routes:
            raise Unsupported(f"{self.name} has no {operation.name}; studio_status says who does.")
        argument, routes = self.variants.get(type(operation), ("", {}))
        return routes.get(getattr(operation, argument, None) or "", self.routes[type(operation)])

    def _task_id(self, answer: WireAnswer) -> str | None:
        """The vendor's id of the task. An error of the vendor's that names one says that the task exists all the same."""
        if is_success(answer):
            return submit_ticket(answer.body, self.ticket_paths)
        return self.named_ticket(answer.body) if answer.status in BUSY_STATUSES or answer.status >= 500 else None

    def _finished(self, operation: Operation, body: Record, answer: WireAnswer) -> Report | None:
        """The report in an answer of success that holds the finished work; None in any other."""
        if not is_success(answer) or not record(answer.body):
            return None
        try:
            report = self.read_answer(operation, body, answer.body)
        except Exception:
            # a bug of ours, after the request was paid for: its ticket, or the answer, must be kept all the same
            log.exception("reading crashed", vendor=self.name)
            report = None
        return report and replace(report, raw=answer.raw)

    def _refusal(self, operation: Operation, answer: WireAnswer) -> VendorError:
        """The error for an answer without a ticket. Inside a 200 the refusal may be in `code`, or in `success: false`."""
        payload, http_status = record(answer.body), answer.status
        if is_success(answer):
            code = number(payload, "code") or 0
            http_status = int(code) if 400 <= code < 600 else 400 if payload.get("success") is False else 200
        if http_status == 200:
            log.debug("answer without a ticket", vendor=self.name, operation=operation.name, sought=list(self.ticket_paths))
            message = f"answered {operation.name} in a shape we do not know ({answer.status}); it may have taken it"
            return VendorUnreadable(self.name, message, raw=answer.raw)
        error = refusal(self._wire, operation.name, answer, status=http_status, forbidden=self.forbidden)
        remedy = self.remedy(reason(answer.body), http_status) if operation.clip_fields() else ""
        told = str(error).removeprefix(f"{self.name}: ")
        return type(error)(self.name, f"{told}. {remedy}", raw=error.raw) if remedy else error


def brought_in(vendor: str, prepared: PreparedSubmit, bringing: Route, clip: Clip, alone: Sequence[Step]) -> PreparedSubmit:
    """The request about a clip that was uploaded, whose price is that of the step `alone`; of any other one the request that
    uploads it by its address."""
    if clip.uploaded and not has_no_vendor_id(clip):
        return replace(prepared, steps=(), price=next((step.cost for step in alone), None))
    if not clip.audio_url:
        name = prepared.operation.name
        raise Unsupported(
            f"{vendor} takes a clip for {name} by the public address of its sound, and none is known of this one: "
            f"upload_music(url=…, vendor={vendor!r}) brings it in, and {name} works on the clip that gives."
        )
    return replace(prepared, body=bringing.body({"url": clip.audio_url}), path=bringing.path)


def shortened(value: str, max_chars: int | None) -> str:
    """The text cut at the last whole word within the limit."""
    if max_chars is None or len(value) <= max_chars:
        return value
    return value[: max_chars + 1].rpartition(" ")[0] or value[:max_chars]


def has_no_vendor_id(clip: Clip) -> bool:
    """Whether the vendor gave the clip no id of its own, so that we call it by its ticket and its part; as a rule a stem."""
    return not clip.vendor_clip_id or clip.vendor_clip_id.startswith((f"{clip.ticket or clip.task_id}/", "/"))


def compact_json(payload: Any) -> str:
    """JSON on one line, to be kept."""
    return writable(json.dumps(payload, ensure_ascii=False, separators=(",", ":")))


def with_origin(made: tuple[Made, ...], *, of: str | None = None, uploaded: bool = False) -> tuple[Made, ...]:
    """`made`, marked as further files of the clip `of`, or as a recording that was uploaded."""
    return tuple(replace(one, of=of, uploaded=uploaded) for one in made) if of or uploaded else made
