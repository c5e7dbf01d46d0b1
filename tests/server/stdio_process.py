"""The server as a process of its own, spoken to line by line, so that a test can end it at any moment."""

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from producer_mcp.settings import Settings

from ..studio_client import environment_of

HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "line by line", "version": "1"}}
MAX_SECONDS = 60
"""For anything a test waits for: a limit against hanging, no measurement."""
MAX_LINE_BYTES = 1 << 22


class StdioProcess:
    """One client's side of a server over stdio, in the era with a handshake."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        self.process = process
        self.answers: dict[Any, dict[str, Any]] = {}
        """Every answer that came, by the request's id."""
        self._lines = BufferedByteReceiveStream(process.stdout)
        self._next_id = 0

    async def write(self, line: bytes) -> None:
        """A line as it is."""
        assert self.process.stdin is not None
        await self.process.stdin.send(line + b"\n")

    async def send(self, method: str, **params: Any) -> int:
        """A request; its id."""
        self._next_id += 1
        await self.write(json.dumps({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params}).encode())
        return self._next_id

    async def answer(self, request_id: Any) -> dict[str, Any]:
        """The answer to the request of that id, whatever comes before it."""
        with anyio.fail_after(MAX_SECONDS):
            while request_id not in self.answers:
                message = json.loads(await self._lines.receive_until(b"\n", MAX_LINE_BYTES))
                if "method" not in message:
                    self.answers[message["id"]] = message
        return self.answers[request_id]

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured answer of a tool."""
        return await self.structured(await self.send("tools/call", name=tool, arguments=arguments))

    async def structured(self, request_id: int) -> dict[str, Any]:
        """The structured answer to a call of a tool."""
        told: dict[str, Any] = (await self.answer(request_id))["result"]["structuredContent"]
        return told

    async def hang_up(self) -> None:
        """The end of the server's input."""
        assert self.process.stdin is not None
        await self.process.stdin.aclose()

    async def ended(self) -> int:
        """The exit code, once the process has ended."""
        with anyio.fail_after(MAX_SECONDS):
            return await self.process.wait()


@asynccontextmanager
async def stdio_process(settings: Settings, hello: dict[str, Any] = HELLO) -> AsyncIterator[StdioProcess]:
    """A server with these settings that has shaken hands; killed at the end, if it has not ended."""
    command = [sys.executable, "-m", "producer_mcp"]
    environment = os.environ | environment_of(settings)
    root = Path(__file__).parents[2]
    async with await anyio.open_process(command, env=environment, cwd=root, stderr=None) as process:
        try:
            client = StdioProcess(process)
            await client.answer(await client.send("initialize", **hello))
            await client.write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')
            yield client
        finally:
            if process.returncode is None:
                process.kill()
