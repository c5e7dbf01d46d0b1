"""The HTTP server on a real socket in the test's own event loop, with the fake vendor behind it, and clients of it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import anyio.abc
import httpx
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from structlog.testing import capture_logs

from producer_mcp.server.http import Serving, open_server
from producer_mcp.server.http.token_file import mint
from producer_mcp.settings import Settings

from ..fake_vendor import FakeVendor
from ..studio_client import settings_for

ALICE, BOB = "alice", "bob"


@dataclass
class RunningServer:
    """A server that accepts connections, the tokens of its two callers, and the events it logged."""

    serving: Serving
    port: int
    tokens: Mapping[str, str]
    settings: Settings
    logs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def headers(self, name: str | None) -> dict[str, str]:
        return {} if name is None else {"authorization": f"Bearer {self.tokens[name]}"}

    @asynccontextmanager
    async def client(self, name: str | None = ALICE, *, mode: Any = "auto") -> AsyncIterator[Client]:
        """An MCP client that sends the token of `name`, or none."""
        async with httpx2.AsyncClient(headers=self.headers(name), timeout=60, trust_env=False) as http:
            transport = streamable_http_client(f"{self.url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                yield client

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        """A plain HTTP client, without a token."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=30) as browser:
            yield browser

    async def send_raw(self, *pieces: bytes) -> bytes:
        """The bytes received for `pieces`, sent unchanged; reads until the answer is complete or the server hangs up."""
        async with await anyio.connect_tcp("127.0.0.1", self.port) as stream:
            for piece in pieces:
                await stream.send(piece)
            return await read_response(stream)

    def logged(self, event: str = "refused") -> list[dict[str, Any]]:
        """The log lines of one event."""
        return [line for line in self.logs if line["event"] == event]


async def read_response(stream: anyio.abc.SocketStream) -> bytes:
    """One HTTP response as bytes, up to its `content-length` or to the end of the connection."""
    received = b""
    try:
        while not _is_whole(received):
            received += await stream.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError):
        pass
    return received


def _is_whole(received: bytes) -> bool:
    head, found, body = received.partition(b"\r\n\r\n")
    length = next((line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), None)
    return bool(found) and length is not None and len(body) >= int(length)


@asynccontextmanager
async def running_server(
    folder: Path,
    fake: FakeVendor | None = None,
    *vendors: str,
    with_tokens: bool = True,
    with_callbacks: bool = False,
    **more: Any,
) -> AsyncIterator[RunningServer]:
    """`with_tokens`: Alice and Bob have one each. `with_callbacks`: vendors are sent the address of our webhooks."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = {name: mint(name, folder / "tokens") for name in (ALICE, BOB)} if with_tokens else {}
    port = await free_port()
    access: dict[str, Any] = {"tokens": folder / "tokens"} if with_tokens else {}
    if with_callbacks and "public_url" not in more:
        access["public_url"] = f"http://127.0.0.1:{port}"
    settings = settings_for(folder, fake, *vendors, **(access | more))
    with capture_logs() as logs:
        async with open_server(settings, "127.0.0.1", port) as serving, anyio.create_task_group() as group:
            group.start_soon(serving.run)
            while not serving.service.started:
                await anyio.sleep(0.005)
            yield RunningServer(serving, port, tokens, settings, logs)  # type: ignore[arg-type]
            serving.stop()


async def free_port() -> int:
    """A port of this machine that nothing listens on at the moment."""
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        return int(listener.extra(anyio.abc.SocketAttribute.local_port))


def tool_call_bytes(tool: str, arguments: Mapping[str, Any], **headers: str) -> bytes:
    """An HTTP request that calls a tool in the protocol of 2026-07-28, as bytes."""
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    params = {"name": tool, "arguments": dict(arguments), "_meta": meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()
    headers_sent = {
        "host": "127.0.0.1",
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": tool,
        "content-length": str(len(body)),
        **headers,
    }
    return request_bytes("POST", "/mcp", headers_sent) + body


def request_bytes(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    """The head of an HTTP/1.1 request, as bytes."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode()
