"""A whole server on a real socket, in this loop, with the fake vendor behind it; callers with tokens, and raw ones."""

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
from ..opening import settings_for

ALICE, BOB = "alice", "bob"


@dataclass
class Stage:
    """A server that serves, its callers' tokens, and what it logged."""

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
        """An MCP client of somebody's."""
        async with httpx2.AsyncClient(headers=self.headers(name), timeout=60, trust_env=False) as http:
            transport = streamable_http_client(f"{self.url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                yield client

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        """Plain HTTP."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=30) as browser:
            yield browser

    async def raw(self, *pieces: bytes) -> bytes:
        """What comes back for bytes sent as they are, until the other side hangs up or has answered whole."""
        async with await anyio.connect_tcp("127.0.0.1", self.port) as stream:
            for piece in pieces:
                await stream.send(piece)
            return await answer(stream)

    def noted(self, event: str = "refused") -> list[dict[str, Any]]:
        return [line for line in self.logs if line["event"] == event]


async def answer(stream: anyio.abc.SocketStream) -> bytes:
    heard = b""
    try:
        while not _is_whole(heard):
            heard += await stream.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError):
        pass
    return heard


def _is_whole(heard: bytes) -> bool:
    head, found, body = heard.partition(b"\r\n\r\n")
    length = next((line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), None)
    return bool(found) and length is not None and len(body) >= int(length)


@asynccontextmanager
async def a_server(
    folder: Path, fake: FakeVendor | None = None, *vendors: str, guarded: bool = True, calls_back: bool = False, **more: Any
) -> AsyncIterator[Stage]:
    """`guarded`: with tokens for two. `calls_back`: vendors are told where to call."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = {name: mint(name, folder / "tokens") for name in (ALICE, BOB)} if guarded else {}
    port = await free_port()
    told: dict[str, Any] = {"tokens": folder / "tokens"} if guarded else {}
    if calls_back and "public_url" not in more:
        told["public_url"] = f"http://127.0.0.1:{port}"
    settings = settings_for(folder, fake, *vendors, **(told | more))
    with capture_logs() as logs:
        async with open_server(settings, "127.0.0.1", port) as serving, anyio.create_task_group() as group:
            group.start_soon(serving.run)
            while not serving.service.started:
                await anyio.sleep(0.005)
            yield Stage(serving, port, tokens, settings, logs)  # type: ignore[arg-type]
            serving.stop()


async def free_port() -> int:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        return int(listener.extra(anyio.abc.SocketAttribute.local_port))


def call(tool: str, arguments: Mapping[str, Any], **headers: str) -> bytes:
    """A tool call of the modern era, as bytes."""
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    params = {"name": tool, "arguments": dict(arguments), "_meta": meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()
    told = {
        "host": "127.0.0.1",
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": tool,
        "content-length": str(len(body)),
        **headers,
    }
    return request("POST", "/mcp", told) + body


def request(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode()
