"""One server process, and a client of it that speaks line by line: impatient when it is told to be."""

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from .server import ORDERS_VARIABLE

ROOT = Path(__file__).parents[2]
LONGEST_LINE = 1 << 24
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "fault machine", "version": "1"}}

Answer = Mapping[str, Any]


class Died(Exception):
    """The server is gone, and with it the answer."""


@dataclass
class Server:
    """A process of the real server."""

    process: Process
    orders: Path
    log: Path
    gone: anyio.Event = field(default_factory=anyio.Event)
    answers: dict[int, Answer] = field(default_factory=dict)
    waiting: dict[int, anyio.Event] = field(default_factory=dict)
    progress: dict[int, list[float]] = field(default_factory=dict)
    calls: int = 0

    @classmethod
    async def started(cls, settings: Mapping[str, str], folder: Path, name: str, *, obeys: bool = False) -> Self:
        """A new process, that has yet to be greeted; its log goes to `folder`. `obeys`: it can be ordered to die."""
        folder.mkdir(parents=True, exist_ok=True)
        orders, log = folder / f"{name}.orders", folder / f"{name}.log"
        environment = {**os.environ, **settings, ORDERS_VARIABLE: str(orders)}
        command = [sys.executable, "-m", "tests.fault_machine.server" if obeys else "producer_mcp"]
        with log.open("ab") as stderr:
            process = await anyio.open_process(command, cwd=ROOT, env=environment, stderr=stderr)
        return cls(process, orders, log)

    @property
    def lives(self) -> bool:
        return not self.gone.is_set()

    def order(self, point: str, count: int = 1) -> None:
        """Have it die the next (or the second, …) time it comes to that point."""
        draft = self.orders.with_suffix(".draft")
        draft.write_text(f"{point} {count}")
        draft.replace(self.orders)

    def spare(self) -> None:
        """Take the order back."""
        self.orders.unlink(missing_ok=True)

    def kill(self) -> None:
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    async def listen(self) -> None:
        """Hear what it says until it is gone; it goes at the latest when nobody listens any more."""
        assert self.process.stdout is not None
        lines = BufferedByteReceiveStream(self.process.stdout)
        try:
            with suppress(anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError):
                while True:
                    self._heard(json.loads(await lines.receive_until(b"\n", LONGEST_LINE)))
        finally:
            self.kill()
            with anyio.CancelScope(shield=True):
                await self.process.wait()
                await self.process.aclose()
            self.gone.set()
            for event in self.waiting.values():
                event.set()

    def _heard(self, message: Answer) -> None:
        if message.get("method") == "notifications/progress":
            told = message["params"]
            self.progress.setdefault(told["progressToken"], []).append(told["progress"])
        elif (number := message.get("id")) in self.waiting:
            self.answers[number] = message
            self.waiting[number].set()

    async def greet(self) -> None:
        """Shake hands as clients of 2025 do."""
        await self.ask("initialize", HELLO, within=60)
        await self.say({"jsonrpc": "2.0", "method": "notifications/initialized"})

    async def call(self, tool: str, arguments: Mapping[str, Any], within: float) -> Answer:
        """A tool's result; TimeoutError, and the request cancelled, when it takes longer than `within` seconds."""
        return await self.ask("tools/call", {"name": tool, "arguments": dict(arguments)}, within)

    async def ask(self, method: str, params: Mapping[str, Any], within: float) -> Answer:
        self.calls += 1
        number = self.calls
        answered = self.waiting[number] = anyio.Event()
        try:
            said = {**params, "_meta": {"progressToken": number}}
            await self.say({"jsonrpc": "2.0", "id": number, "method": method, "params": said})
            with anyio.move_on_after(within):
                await answered.wait()
            if number in self.answers:
                return self.answers.pop(number)
            if self.gone.is_set():
                raise Died
            told = {"requestId": number, "reason": "time-out"}
            await self.say({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": told})
            raise TimeoutError
        finally:
            del self.waiting[number]

    async def say(self, message: Answer) -> None:
        assert self.process.stdin is not None
        if self.gone.is_set():
            raise Died
        try:
            await self.process.stdin.send(json.dumps(message).encode() + b"\n")
        except (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError) as error:
            raise Died from error
