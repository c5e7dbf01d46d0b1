"""The fake vendor: one real HTTP server on loopback that speaks all three wires and does what a test tells it."""

import re
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

import anyio
from anyio.abc import SocketAttribute, SocketStream
from anyio.from_thread import start_blocking_portal

from . import acedata, ccapi, musicapi
from .connection import Connection
from .control import DOORS
from .desk import Desk
from .faults import Fault, Faults, Rule
from .files import file
from .messages import Answer, Request, json_answer
from .play import changed
from .webhooks import Delivery, address, call_back
from .wire import Route, Wire
from .works import Work

WIRES = (musicapi.WIRE, acedata.WIRE, ccapi.WIRE)
FILES = Wire(
    "files",
    tuple(Route(method, "/files/*", "file", file) for method in ("GET", "HEAD")),
    lambda status, message: Answer(status, message.encode() or b"<Error><Code>AccessDenied</Code></Error>"),
)
PATIENCE = 10.0


class FakeVendor(Desk):
    """`async with FakeVendor() as fake:` … `fake.url`, `fake.key`, `fake.charges`; the same port serves every vendor."""

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self.webhooks: list[Delivery] = []
        self.injected: list[Request] = []
        self._port = port
        self._stack = AsyncExitStack()
        self._rung = anyio.Event()
        self._released = anyio.Event()
        self.on_accepted = self._time
        self.on_finished = self._finished

    # Telling it what to do.

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
        """Let every slow answer go."""
        self._released.set()
        self._released = anyio.Event()

    # Waiting for it.

    async def until(self, holds: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait for something to be true of what it heard, charged, finished or called back; TimeoutError if it never is."""
        with anyio.fail_after(patience):
            while not holds():
                await self._rung.wait()

    async def heard(self, count: int, on: str = "*") -> list[Request]:
        """Wait for that many requests (of a purpose, a vendor or a path), counted from the start."""
        rule = Rule(Fault("slow"), on)
        await self.until(lambda: sum(map(rule.matches, self.requests)) >= count)
        return [request for request in self.requests if rule.matches(request)]

    async def called_back(self, count: int) -> list[Delivery]:
        """Wait for that many callbacks to have been sent and answered."""
        await self.until(lambda: len(self.webhooks) >= count)
        return self.webhooks

    # Living.

    async def __aenter__(self) -> Self:
        listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=self._port)
        self.url = f"http://127.0.0.1:{listener.extra(SocketAttribute.local_port)}"
        await self._stack.enter_async_context(listener)
        self._group = await self._stack.enter_async_context(anyio.create_task_group())
        self._group.start_soon(listener.serve, self._serve)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._group.cancel_scope.cancel()
        await self._stack.__aexit__(None, None, None)

    @staticmethod
    @contextmanager
    def in_a_thread() -> Iterator["FakeVendor"]:
        """The same, in a thread with a loop of its own, for tests that have none; read it, and tell it by `/_control`."""
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(FakeVendor()) as fake:
            yield fake

    # Answering.

    async def _serve(self, stream: SocketStream) -> None:
        await Connection(stream, self._answer).serve()

    async def _answer(self, heard: Request) -> Answer:
        path = re.sub("/{2,}", "/", heard.path)
        door = DOORS.get((heard.method, path))
        if door:
            return door(self, heard)
        wire, route, word = self._route(heard.method, path)
        request = replace(heard, path=path, vendor=wire.vendor, purpose=route.purpose if route else "look")
        request = replace(request, fault=self.rules.pick(request))
        self.requests.append(request)
        if request.fault:
            self.injected.append(request)
        self._ring()
        return await self._played(wire, route, word, request)

    async def _played(self, wire: Wire, route: Route | None, word: str, request: Request) -> Answer:
        fault = request.fault
        if fault and fault.kind == "slow" and not fault.accepts:
            await self._slow(fault)
        charged = len(self.charges)
        accepts = fault is None or fault.accepts or fault.kind == "slow"
        answer = self._handled(wire, route, word, request) if accepts else json_answer({})
        self._ring()
        if fault and ((fault.kind == "slow" and fault.accepts) or self._is_held(fault, charged)):
            await self._slow(fault)
        return changed(fault or self._record_fault(request, word), answer, wire.refuse)

    def _handled(self, wire: Wire, route: Route | None, word: str, request: Request) -> Answer:
        if wire is not FILES and request.key not in self.keys:
            return wire.refuse(401, "")
        return route.answer(self, request, word) if route else wire.refuse(404, "")

    def _is_held(self, fault: Fault, charged: int) -> bool:
        """Whether what was just accepted is answered only when it is done, and never is."""
        accepted = [self.works[charge.ticket] for charge in self.charges[charged:]]
        return fault.kind == "pending_forever" and any(work.status != "running" for work in accepted)

    def _record_fault(self, request: Request, word: str) -> Fault | None:
        """A submit said with nulls has them in its record as well."""
        if request.purpose != "poll":
            return None
        ids = request.body.get("ids")
        tickets = [word, request.body.get("id"), *(ids if isinstance(ids, list) else [])]
        looked = (self.works.get(str(ticket)) for ticket in tickets)
        return next((work.fault for work in looked if work and work.has("nulls")), None)

    def _route(self, method: str, path: str) -> tuple[Wire, Route | None, str]:
        for wire in (*WIRES, FILES):
            for route in wire.routes:
                word = route.word(method, path)
                if word is not None:
                    return wire, route, word
        return (musicapi.WIRE if path.startswith("/api/") else acedata.WIRE), None, ""

    async def _slow(self, fault: Fault) -> None:
        await (self._released.wait() if fault.seconds is None else anyio.sleep(fault.seconds))

    # Its own clock and bell.

    def _ring(self) -> None:
        self._rung.set()
        self._rung = anyio.Event()

    def _time(self, work: Work) -> None:
        """Work that is to be told by callback, and takes time, finishes by itself."""
        if address(work) and self.seconds_until_done and not work.has("pending_forever"):
            self._group.start_soon(self._finish_in_time, work)

    async def _finish_in_time(self, work: Work) -> None:
        await anyio.sleep(self.seconds_until_done)
        if work.ticket in self.works:
            self.finish(work.ticket)

    def _finished(self, work: Work) -> None:
        self._ring()
        if address(work):
            self._group.start_soon(self._call_back, work)

    async def _call_back(self, work: Work) -> None:
        self.webhooks += await call_back(self, work)
        self._ring()
