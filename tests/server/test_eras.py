"""Every version of the protocol that a client may ask for, as plain messages."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import anyio
import httpx
import pytest
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCNotification, JSONRPCRequest

from producer_mcp.server import INSTRUCTIONS, build_server
from producer_mcp.server.tasks_extension import EXTENSION

from .stub_studio import StubStudio, our_tools, task_of

pytestmark = pytest.mark.anyio

OLD = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
MODERN = "2026-07-28"


@asynccontextmanager
async def speaking(studio: StubStudio) -> AsyncIterator[Any]:
    """Sends a message and gives its answer."""
    server = build_server(cast(Any, studio), version="1.2.3")
    to_server, reads = anyio.create_memory_object_stream[SessionMessage | Exception](5)
    writes, from_server = anyio.create_memory_object_stream[SessionMessage](5)

    async def say(method: str, params: Mapping[str, Any] | None = None, *, answered: bool = True) -> Any:
        body: dict[str, Any] = {"jsonrpc": "2.0", "method": method} | ({"params": dict(params)} if params is not None else {})
        kind = JSONRPCRequest.model_validate(body | {"id": 1}) if answered else JSONRPCNotification.model_validate(body)
        await to_server.send(SessionMessage(kind))
        if answered:
            with anyio.fail_after(5):
                message = (await from_server.receive()).message
            return message.model_dump(mode="json", by_alias=True)
        return None

    async with anyio.create_task_group() as group, to_server, from_server:
        group.start_soon(server.run, reads, writes, server.create_initialization_options())
        yield say
        group.cancel_scope.cancel()


@pytest.mark.parametrize("version", OLD)
async def test_a_client_with_a_handshake_is_spoken_to_in_its_version(studio: StubStudio, version: str) -> None:
    async with speaking(studio) as say:
        hello = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
        told = (await say("initialize", hello))["result"]
        assert told["protocolVersion"] == version and told["instructions"] == INSTRUCTIONS.format(wait_seconds=45)
        assert told["serverInfo"]["name"] == "producer-mcp" and told["serverInfo"]["version"] == "1.2.3"
        await say("notifications/initialized", answered=False)
        tools = (await say("tools/list"))["result"]["tools"]
        assert len(tools) == len(our_tools()) and "inputSchema" in tools[0]
        made = (await say("tools/call", {"name": "create_music", "arguments": {"sound": "x"}}))["result"]
        assert made["structuredContent"]["task_id"] == "task_4kq7hz2m9xwp"


async def test_a_client_without_a_handshake_discovers_what_there_is(studio: StubStudio) -> None:
    async with speaking(studio) as say:
        envelope = {
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": MODERN,
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/clientInfo": {"name": "t", "version": "1"},
            }
        }
        told = (await say("server/discover", envelope))["result"]
        assert MODERN in told["supportedVersions"] and told["instructions"] == INSTRUCTIONS.format(wait_seconds=45)
        assert told["ttlMs"] == 300_000 and EXTENSION in told["capabilities"]["extensions"]
        assert len((await say("tools/list", envelope))["result"]["tools"]) == len(our_tools())


def test_the_instructions_are_short() -> None:
    assert len(INSTRUCTIONS) <= 1_200


@pytest.mark.parametrize(("name", "code"), [("task_4kq7hz2m9xwp", None), ("task_other", -32020), (None, -32020)])
async def test_over_http_a_task_is_named_in_the_header_too(studio: StubStudio, name: str | None, code: int | None) -> None:
    studio.ledger.put(task_of())
    server = build_server(cast(Any, studio), version="1")
    app = server.streamable_http_app(json_response=True)
    meta = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {"extensions": {EXTENSION: {}}},
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": "tasks/get", "params": {"taskId": "task_4kq7hz2m9xwp", "_meta": meta}}
    headers = {
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": MODERN,
        "mcp-method": "tasks/get",
    } | ({"mcp-name": name} if name else {})
    transport = httpx.ASGITransport(app)
    async with server.session_manager.run(), httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8717") as client:
        answer = json.loads((await client.post("/mcp", json=body, headers=headers)).text)
    assert answer.get("error", {}).get("code") == code
    assert code is not None or answer["result"]["status"] == "working"
