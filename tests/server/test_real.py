"""The same through the real studio, with a vendor that is fake only behind its wire."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client import advertise
from mcp.types import ElicitRequestParams, ElicitResult

from producer_mcp.server.tasks_extension import EXTENSION
from producer_mcp.settings import Settings

from ..fake_vendor import FakeVendor
from ..fake_vendor.faults import Fault
from ..studio_client import call_tool, environment_of, open_client, settings_for, tool_error
from .conftest import Era
from .test_resources import read
from .test_tasks_extension import ask

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
LYRICS = "[Verse]\nRain on the window again"


async def begun(client: Client, **arguments: Any) -> str:
    handle = await ask(client, "tools/call", name="create_music", arguments={"sound": SOUND} | arguments)
    assert handle["resultType"] == "task" and handle["status"] == "working"
    return str(handle["taskId"])


async def final(client: Client, task_id: str) -> dict[str, Any]:
    with anyio.fail_after(5):
        while (seen := await ask(client, "tasks/get", taskId=task_id))["status"] == "working":
            await anyio.sleep(0.01)
    return seen


def declaring(settings: Settings) -> Any:
    return open_client(settings, extensions=[advertise(EXTENSION)])


async def test_a_handle_outlives_the_process_that_gave_it(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        fake.seconds_until_done = 3_600
        async with declaring(settings) as (client, _):
            task_id, other = await begun(client), await begun(client, take=2)
            await ask(client, "tasks/cancel", taskId=other)
        for ticket in fake.tasks:
            fake.finish(ticket)
        async with declaring(settings) as (client, _):
            seen = await final(client, task_id)
            assert seen["status"] == "completed" and seen["result"]["isError"] is False
            assert seen["result"]["structuredContent"]["clips"][0]["clip_id"]
            assert (await ask(client, "tasks/get", taskId=other))["status"] == "cancelled"
            [left] = (await call_tool(client, "get_tasks", task_ids=other, wait_seconds=5))["tasks"]
            assert left["status"] == "done" and left["clips"]
        assert len(fake.charges) == 2


async def test_what_a_vendor_refuses_at_once_is_no_task(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        fake.next(Fault("status", 402), on="submit")
        async with declaring(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            refusal = await ask(client, "tools/call", name="create_music", arguments={"sound": SOUND})
            assert refusal["isError"] is True
            assert refusal["structuredContent"]["error"]["code"] == "insufficient_credits"


async def test_what_was_made_can_be_read_and_found_by_its_title(tmp_path: Path, era: Era) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi"), mode=era) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND, lyrics=LYRICS, title="Window Seat")
        clip_id = made["clips"][0]["clip_id"]
        assert json.loads(await read(client, f"producer://clips/{clip_id}"))["clip_id"] == clip_id
        assert await read(client, f"producer://clips/{clip_id}/lyrics") == LYRICS
        [audio] = (await client.read_resource(f"producer://clips/{clip_id}/audio")).contents
        assert audio.mime_type is not None and audio.mime_type.startswith("audio/")
        assert json.loads(await read(client, f"producer://tasks/{made['task_id']}"))["arguments"]["sound"] == SOUND
        assert json.loads(await read(client, "producer://vendors"))["default_vendor"] == "ccapi"
        found = await call_tool(client, "find_clips", query="window")
        assert clip_id in [clip["clip_id"] for clip in found["clips"]]


async def test_a_stream_hears_that_a_song_is_done(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        fake.seconds_until_done = 3_600
        task = await call_tool(client, "create_music", sound=SOUND, wait_seconds=0)
        async with client.listen(resource_subscriptions=[f"producer://tasks/{task['task_id']}"]) as stream:
            fake.finish(next(iter(fake.tasks)))
            with anyio.fail_after(5):
                assert f"tasks/{task['task_id']}" in str(await anext(stream))


async def test_status_is_small_and_complete(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", "acedata", "ccapi")) as (client, _):
        result = await client.call_tool("studio_status", {})
        text = result.content[0].text if result.content[0].type == "text" else ""
        assert fake.key not in text and str(tmp_path) in text
        for vendor in ("musicapi", "acedata", "ccapi"):
            assert f"name: {vendor}" in text


@pytest.mark.parametrize(("action", "charges"), [("accept", 1), ("decline", 0), ("cancel", 0)])
async def test_nothing_is_spent_before_the_person_says_yes(tmp_path: Path, era: Era, action: Any, charges: int) -> None:
    asked = []

    async def answer(context: Any, params: ElicitRequestParams) -> ElicitResult:
        asked.append(params.message)
        assert not fake.charges
        return ElicitResult(action=action, content={} if action == "accept" else None)

    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True, daily_limit=1)
        async with open_client(settings, mode=era, elicitation_callback=answer) as (client, _):
            result = await client.call_tool("create_music", {"sound": SOUND, "title": "Window Seat"})
            assert len(asked) == 1 and "create_music at musicapi costs" in asked[0] and "Window Seat" in asked[0]
            assert len(fake.charges) == charges
            if action == "accept":
                [task] = (await call_tool(client, "get_tasks", task_ids=result.structured_content["task_id"]))["tasks"]
                assert task["status"] == "done"
            else:
                assert result.structured_content["error"]["code"] == "declined"


async def test_who_cannot_be_asked_is_told_how_to_go_on(tmp_path: Path, era: Era) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", confirm=True), mode=era) as (client, _):
        code, message = await tool_error(client, "create_music", sound=SOUND)
        assert code == "declined" and "PRODUCER_CONFIRM" in message and not fake.charges


def test_a_handle_outlives_a_process_that_is_killed(tmp_path: Path) -> None:
    with FakeVendor.in_a_thread() as fake:
        environment = environment_of(settings_for(tmp_path, fake, "musicapi"))
        with serving(environment) as process:
            made = exchange(process, "tools/call", name="create_music", arguments={"sound": SOUND})
            assert made["resultType"] == "task"
            process.kill()
        with serving(environment) as process:
            exchange(process, "tools/call", name="get_tasks", arguments={"task_ids": [made["taskId"]], "wait_seconds": 20})
            seen = exchange(process, "tasks/get", taskId=made["taskId"])
            process.kill()
        assert seen["status"] == "completed" and seen["result"]["structuredContent"]["clips"]
        assert len(fake.charges) == 1


def serving(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "producer_mcp"]
    return subprocess.Popen(
        command,
        text=True,
        env=os.environ | environment,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def exchange(process: "subprocess.Popen[str]", method: str, **params: Any) -> dict[str, Any]:
    """One request in the protocol without a handshake, and its result."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"extensions": {EXTENSION: {}}},
    }
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params | {"_meta": meta}}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert "result" in answer, answer
    result: dict[str, Any] = answer["result"]
    return result
