"""Two people at once on one server: each has their own songs, and their own day's limit."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError
from mcp.types import ResourceTemplateReference

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, tool_error
from .running_server import ALICE, BOB, running_server

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
MODES = ("auto", "legacy")


@pytest.mark.parametrize("mode", MODES)
async def test_two_owners_work_at_once_and_see_only_their_own(mode: str, tmp_path: Path) -> None:
    made: dict[str, dict[str, Any]] = {}
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server:

        async def work(name: str) -> None:
            async with server.client(name, mode=mode) as client:
                made[name] = await call_tool(client, "create_music", sound=SOUND, title=f"{name}'s window")
                found = await call_tool(client, "find_clips")
                assert [clip["title"] for clip in found["clips"]] == [f"{name}'s window"]

        async with anyio.create_task_group() as both:
            both.start_soon(work, ALICE)
            both.start_soon(work, BOB)
        assert made[ALICE]["task_id"] != made[BOB]["task_id"]
        assert len(fake.charges) == 2


async def test_the_same_request_of_two_owners_is_two_tasks(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server, server.client(ALICE) as alice:
        first, again = [await call_tool(alice, "create_music", sound=SOUND) for _ in range(2)]
        async with server.client(BOB) as bob:
            second = await call_tool(bob, "create_music", sound=SOUND)
        assert first["task_id"] == again["task_id"] != second["task_id"]
        assert len(fake.charges) == 2


async def test_daily_limits_are_independent(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", daily_limit=1) as server:
        async with server.client(ALICE) as alice:
            await call_tool(alice, "create_music", sound=SOUND)
            assert (await tool_error(alice, "create_music", sound=SOUND, take=2))[0] == "limit_reached"
        async with server.client(BOB) as bob:
            await call_tool(bob, "create_music", sound=SOUND)
            status = await call_tool(bob, "studio_status")
        assert (status["paid_today"], status["tasks"], status["clips"]) == (1, 1, 1)


async def test_a_callers_token_goes_no_further(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server:
        async with server.client(ALICE) as alice:
            await call_tool(alice, "create_music", sound=SOUND)
        assert fake.requests and not any(server.tokens[ALICE] in str(heard) for heard in fake.requests)
        kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        assert not any(server.tokens[ALICE].encode() in content for content in kept)
        assert server.tokens[ALICE] not in str(server.logs)


async def test_anothers_session_is_not_there(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server, server.browser() as browser:
        hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
        both = {"accept": "application/json, text/event-stream"}
        said = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
        begun = await browser.post("/mcp", json=said, headers=both | server.headers(ALICE))
        session = {"mcp-session-id": begun.headers["mcp-session-id"], "mcp-protocol-version": "2025-11-25"}
        asked = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
        stolen = await browser.post("/mcp", json=asked, headers=both | session | server.headers(BOB))
        assert stolen.status_code == 404
        assert (await browser.post("/mcp", json=asked, headers=both | session)).status_code == 401
        assert (await browser.delete("/mcp", headers=session | server.headers(BOB))).status_code == 404


async def test_nothing_of_anothers_can_be_reached_by_its_id(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server:
        async with server.client(ALICE) as alice:
            made = await call_tool(alice, "create_music", sound=SOUND, title="Alice's window")
        clip_id, task_id = made["clips"][0]["clip_id"], made["task_id"]
        [work] = fake.tasks.values()
        async with server.client(BOB) as bob:
            before = len(fake.charges)
            for said in (clip_id, f"musicapi:{work.clip.clip_id}"):
                await _reaches_nothing(bob, said)
            for said in (task_id, f"musicapi:{work.ticket}"):
                tasks = (await call_tool(bob, "get_tasks", task_ids=[said], wait_seconds=0))["tasks"]
                assert [task["error"]["code"] for task in tasks] == ["not_found"]
            for uri in (f"clips/{clip_id}", f"clips/{clip_id}/lyrics", f"clips/{clip_id}/audio", f"tasks/{task_id}"):
                with pytest.raises(MCPError) as error:
                    await bob.read_resource(f"producer://{uri}")
                assert error.value.error.code == -32602 and "Alice" not in str(error.value)
            template = ResourceTemplateReference(uri="producer://clips/{clip_id}")
            for begun in ("", "Al", clip_id[:8]):
                assert (await bob.complete(template, {"name": "clip_id", "value": begun})).completion.values == []
            listed = {str(one.uri) for one in (await bob.list_resources()).resources}
            assert not any(clip_id in uri or task_id in uri for uri in listed)
            assert len(fake.charges) == before
        assert {line["owner"] for line in server.logged("call refused")} == {BOB}


async def _reaches_nothing(bob: Client, clip_id: str) -> None:
    """In every tool that takes a clip."""
    more: dict[str, dict[str, Any]] = {
        "replace_section": {"start": 0.5, "end": 1, "sound": SOUND},
        "swap_vocals": {"sound": SOUND},
        "swap_sound": {"sound": SOUND},
        "cover_music": {"sound": SOUND},
        "extend_music": {"sound": SOUND},
        "add_part": {"part": "band", "sound": SOUND},
    }
    tools = [tool for tool in (await bob.list_tools()).tools if "clip_id" in tool.input_schema["properties"]]
    assert len(tools) >= 8
    for tool in tools:
        code, message = await tool_error(bob, tool.name, clip_id=clip_id, **more.get(tool.name, {}))
        assert code == "not_found" and "Alice" not in message
