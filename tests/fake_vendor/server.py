"""The fake vendor: an HTTP server on loopback with the APIs of all vendors, controlled by the test."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import anyio
from anyio.from_thread import start_blocking_portal

from . import acedata, acedata_suno, ccapi, musicapi, musicapi_suno
from .control import CONTROL_ROUTES
from .fault_effects import apply_fault
from .faults import Fault, Faults, Rule
from .files import file
from .loopback_server import LoopbackServer
from .messages import Answer, Request, json_answer
from .poisons import poisoned_answer
from .state import VendorState
from .vendor_tasks import VendorTask
from .webhooks import Delivery, call_back, callback_url_of
from .wire import Route, Wire

WIRES = (musicapi.WIRE, acedata.WIRE, ccapi.WIRE)
FAKED_VENDORS = tuple(wire.vendor for wire in WIRES)
"""The vendors of one family that the fake can play; every test that is run for each vendor takes them from here."""
SUNO_WIRES = (musicapi_suno.WIRE, acedata_suno.WIRE)
SUNO_VENDORS = tuple(wire.vendor for wire in SUNO_WIRES)
"""The vendors that make two songs at a request, of which an extension is the added part alone."""
FILES = Wire(
    "files",
    tuple(Route(method, "/files/*", "file", file) for method in ("GET", "HEAD")),
    lambda status, message: Answer(status, message.encode() or b"<Error><Code>AccessDenied</Code></Error>"),
)
WAIT_TIMEOUT_SECONDS = 10.0


class FakeVendor(LoopbackServer, VendorState):
    """`async with FakeVendor() as fake:` … `fake.url`, `fake.key`, `fake.charges`; the same port serves every vendor."""

    def __init__(self, port: int = 0) -> None:
        LoopbackServer.__init__(self, port)
        VendorState.__init__(self)
        self.webhooks: list[Delivery] = []
        self.injected: list[Request] = []
        self._changed = anyio.Event()
        self._released = anyio.Event()
        self.on_accepted = self._finish_by_itself
        self.on_finished = self._call_back_when_finished

    # Faults.

    def next(self, fault: Fault, on: str = "*") -> None:
        """Play a fault once, at the next request that is a `submit`, `poll`, `look` or `file`, a vendor's, or of that path."""
        self.rules.queued.append(Rule(fault, on))

    def always(self, on: str, fault: Fault) -> None:
        """Play a fault at every such request, until `rules.clear()`."""
        self.rules.standing.append(Rule(fault, on))

    def seeded(self, faults: Faults) -> None:
        """Play faults from a seeded source wherever no rule says one."""
        self.rules.source = faults

    def release(self) -> None:
        """Send every answer that a `slow` fault holds back."""
        self._released.set()
        self._released = anyio.Event()

    # Waiting.

    async def wait_until(self, holds: Callable[[], bool], timeout_seconds: float = WAIT_TIMEOUT_SECONDS) -> None:
        """Wait until `holds()` is true, asked after each request, charge, finished task and callback; else TimeoutError."""
        with anyio.fail_after(timeout_seconds):
            while not holds():
                await self._changed.wait()

    async def wait_for_requests(self, count: int, on: str = "*") -> list[Request]:
        """Wait for that many requests (of a purpose, a vendor or a path), counted from the start."""
        rule = Rule(Fault("slow"), on)
        await self.wait_until(lambda: sum(map(rule.matches, self.requests)) >= count)
        return [request for request in self.requests if rule.matches(request)]

    async def wait_for_callbacks(self, count: int) -> list[Delivery]:
        """Wait for that many callbacks to have been sent and answered."""
        await self.wait_until(lambda: len(self.webhooks) >= count)
        return self.webhooks

    # Opening and closing.

    @staticmethod
    @contextmanager
    def in_a_thread() -> Iterator["FakeVendor"]:
        """A fake in a thread with its own event loop, for tests without one; control it over `/_control`."""
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(FakeVendor()) as fake:
            yield fake

    # Answering.

    async def _answer(self, request: Request) -> Answer:
        path = re.sub("/{2,}", "/", request.path)
        control_route = CONTROL_ROUTES.get((request.method, path))
        if control_route:
            return control_route(self, request)
        wire, route, word = self._route(request.method, path)
        request = replace(request, path=path, vendor=wire.vendor, purpose=route.purpose if route else "look")
        request = replace(request, fault=self.rules.pick(request))
        self.requests.append(request)
        if request.fault:
            self.injected.append(request)
        self._wake_waiters()
        return await self._answer_with_fault(wire, route, word, request)

    async def _answer_with_fault(self, wire: Wire, route: Route | None, word: str, request: Request) -> Answer:
        fault = request.fault
        if fault and fault.kind == "slow" and not fault.accepts:
            await self._slow(fault)
        charged = len(self.charges)
        accepts = fault is None or fault.accepts or fault.kind == "slow"
        answer = self._answer_by_route(wire, route, word, request) if accepts else json_answer({})
        self._wake_waiters()
        if fault and ((fault.kind == "slow" and fault.accepts) or self._is_held(fault, charged)):
            await self._slow(fault)
        answer = self._poisoned(request, word, answer)
        return apply_fault(fault or self._record_fault(request, word), answer, wire.refuse)

    def _answer_by_route(self, wire: Wire, route: Route | None, word: str, request: Request) -> Answer:
        if wire is not FILES and request.key not in self.keys:
            return wire.refuse(401, "")
        return route.answer(self, request, word) if route else wire.refuse(404, "")

    def _is_held(self, fault: Fault, charged: int) -> bool:
        """Whether a task answered synchronously has `pending_forever`, so that its answer has to wait."""
        accepted = [self.tasks[charge.ticket] for charge in self.charges[charged:]]
        return fault.kind == "pending_forever" and any(task.status != "running" for task in accepted)

    def _record_fault(self, request: Request, word: str) -> Fault | None:
        """The fault `nulls` of a submit, which applies to its record as well."""
        return next((task.fault for task in self._polled(request, word) if task.has("nulls")), None)

    def _poisoned(self, request: Request, word: str, answer: Answer) -> Answer:
        """The answer to a poll with the poison of every finished task that was submitted with that fault."""
        ended = [task for task in self._polled(request, word) if task.has("poisoned") and task.status != "running"]
        poisons = {task.ticket: (task.fault.poison, task.fault.at) for task in ended if task.fault}
        return replace(answer, body=poisoned_answer(answer.body, poisons)) if poisons else answer

    def _polled(self, request: Request, word: str) -> list[VendorTask]:
        """The tasks that a poll asks about."""
        ids = request.body.get("ids")
        tickets = [word, request.body.get("id"), *(ids if isinstance(ids, list) else [])]
        return [self.tasks[str(ticket)] for ticket in tickets if str(ticket) in self.tasks] if request.purpose == "poll" else []

    def _route(self, method: str, path: str) -> tuple[Wire, Route | None, str]:
        for wire in (*WIRES, *SUNO_WIRES, FILES):
            for route in wire.routes:
                word = route.match(method, path)
                if word is not None:
                    return wire, route, word
        return (musicapi.WIRE if path.startswith("/api/") else acedata.WIRE), None, ""

    async def _slow(self, fault: Fault) -> None:
        await (self._released.wait() if fault.seconds is None else anyio.sleep(fault.seconds))

    # Waking waiters, and finishing tasks by time.

    def _wake_waiters(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    def _finish_by_itself(self, task: VendorTask) -> None:
        """Finish a task with a callback after `seconds_until_done`, without a poll."""
        if callback_url_of(task) and self.seconds_until_done and not task.has("pending_forever"):
            self._group.start_soon(self._finish_in_time, task)

    async def _finish_in_time(self, task: VendorTask) -> None:
        await anyio.sleep(self.seconds_until_done)
        if task.ticket in self.tasks:
            self.finish(task.ticket)

    def _call_back_when_finished(self, task: VendorTask) -> None:
        self._wake_waiters()
        if callback_url_of(task):
            self._group.start_soon(self._call_back, task)

    async def _call_back(self, task: VendorTask) -> None:
        self.webhooks += await call_back(self, task)
        self._wake_waiters()
