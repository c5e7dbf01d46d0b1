"""One server process, and a line-by-line MCP client of it with a timeout for each call."""

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

from .killable_server import CLOCK_VARIABLE, ORDERS_VARIABLE

ROOT = Path(__file__).parents[2]
MAX_LINE_BYTES = 1 << 24
INITIALIZE_PARAMS = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "fault machine", "version": "1"}}

Answer = Mapping[str, Any]


class Died(Exception):
    """The server process ended before it answered."""


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
    async def started(cls, settings: Mapping[str, str], folder: Path, name: str) -> Self:
        """A new process, that has yet to be greeted; its log goes to `folder`, where its orders and its clock are, too."""
        folder.mkdir(parents=True, exist_ok=True)
        orders, log = folder / f"{name}.orders", folder / f"{name}.log"
        environment = {**os.environ, **settings, ORDERS_VARIABLE: str(orders), CLOCK_VARIABLE: str(folder / "clock")}
        command = [sys.executable, "-m", "tests.fault_machine.killable_server"]
        with log.open("ab") as stderr:
            process = await anyio.open_process(command, cwd=ROOT, env=environment, stderr=stderr)
        return cls(process, orders, log)

    @property
    def lives(self) -> bool:
        return not self.gone.is_set()

    def order(self, point: str, count: int = 1) -> None:
        """Order it to kill itself at that point, the `count`th time it gets there."""
        draft = self.orders.with_suffix(".draft")
        draft.write_text(f"{point} {count}")
        draft.replace(self.orders)

    def spare(self) -> None:
        """Withdraw the order."""
        self.orders.unlink(missing_ok=True)

    def kill(self) -> None:
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    async def listen(self) -> None:
        """Read its messages until it ends; it is killed when reading stops."""
        assert self.process.stdout is not None
        lines = BufferedByteReceiveStream(self.process.stdout)
        try:
            with suppress(anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError):
                while True:
                    self._receive(json.loads(await lines.receive_until(b"\n", MAX_LINE_BYTES)))
        finally:
            self.kill()
            with anyio.CancelScope(shield=True):
                await self.process.wait()
                await self.process.aclose()
            self.gone.set()
            for event in self.waiting.values():
                event.set()

    def _receive(self, message: Answer) -> None:
        if message.get("method") == "notifications/progress":
            params = message["params"]
            self.progress.setdefault(params["progressToken"], []).append(params["progress"])
        elif (number := message.get("id")) in self.waiting:
            self.answers[number] = message
            self.waiting[number].set()

    async def greet(self) -> None:
        """Initialize the session, as clients of 2025 do."""
        await self.ask("initialize", INITIALIZE_PARAMS, within=60)
        await self.say({"jsonrpc": "2.0", "method": "notifications/initialized"})

    async def call(self, tool: str, arguments: Mapping[str, Any], within: float) -> Answer:
        """A tool's result; TimeoutError, and the request cancelled, when it takes longer than `within` seconds."""
        return await self.ask("tools/call", {"name": tool, "arguments": dict(arguments)}, within)

    async def ask(self, method: str, params: Mapping[str, Any], within: float) -> Answer:
        self.calls += 1
        number = self.calls
        answered = self.waiting[number] = anyio.Event()
        try:
            params_sent = {**params, "_meta": {"progressToken": number}}
            await self.say({"jsonrpc": "2.0", "id": number, "method": method, "params": params_sent})
            with anyio.move_on_after(within):
                await answered.wait()
            if number in self.answers:
                return self.answers.pop(number)
            if self.gone.is_set():
                raise Died
            cancelled = {"requestId": number, "reason": "time-out"}
            await self.say({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled})
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
