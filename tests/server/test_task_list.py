"""A caller who holds no task id, as after a time-out of its client, finds what is running, and learns how long calls wait."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from producer_mcp import __version__
from producer_mcp.app import open_studio
from producer_mcp.server import build_server
from producer_mcp.studio import Studio

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for, text_of

pytestmark = pytest.mark.anyio

SONG = {"sound": "warm lofi with rhodes and brushed drums", "title": "Window Seat"}
YEAR = 31_536_000


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["task_id"] for row in rows]


@pytest.mark.parametrize("no_ids", [{}, {"task_ids": []}, {"task_ids": None}, {"task_ids": ""}])
async def test_without_ids_running_and_latest_tasks_are_listed_a_line_each(tmp_path: Path, no_ids: dict[str, Any]) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        done = await call_tool(client, "create_music", **SONG)
        fake.seconds_until_done = YEAR
        running = await call_tool(client, "create_music", **SONG, take=2, wait_seconds=0)
        result = await client.call_tool("get_tasks", no_ids)
        rows = result.structured_content["tasks"]
        assert ids(rows) == [running["task_id"], done["task_id"]]
        assert [row["status"] for row in rows] == ["running", "done"] and rows[0]["title"] == "Window Seat"
        assert rows[1]["clip_ids"] == [clip["clip_id"] for clip in done["clips"]]
        assert result.structured_content["next"] == f'get_tasks(task_ids=["{running["task_id"]}"], wait_seconds=45)'
        first, second, last = text_of(result).splitlines()
        assert running["task_id"] in first and "running" in first and done["clips"][0]["clip_id"] in second
        assert last == f"Next: {result.structured_content['next']}"


async def test_at_most_ten_are_listed_and_the_running_ones_among_them(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.seconds_until_done = YEAR
        started = [(await call_tool(client, "create_music", **SONG, take=take, wait_seconds=0)) for take in range(1, 13)]
        running, *done = ids(started)
        for ticket in list(fake.tasks)[1:]:
            fake.finish(ticket)
        await call_tool(client, "get_tasks", task_ids=done, wait_seconds=50)
        rows = (await call_tool(client, "get_tasks"))["tasks"]
        assert ids(rows) == [*reversed(done[2:]), running]


async def test_who_has_no_tasks_is_told_so(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        result = await client.call_tool("get_tasks", {})
        assert result.structured_content == {"tasks": []} and "no tasks yet" in text_of(result)
        empty = await client.call_tool("find_clips", {})
        assert "find_clips()" not in text_of(empty) and "running" not in empty.structured_content


async def test_a_wait_that_is_said_lasts_until_the_running_ones_are_done(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.seconds_until_done = 20  # at the tests' pace soon
        made = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        [row] = (await call_tool(client, "get_tasks", wait_seconds=50))["tasks"]
        assert row["task_id"] == made["task_id"] and row["status"] == "done"


@pytest.mark.parametrize(("tool", "arguments"), [("find_clips", {}), ("find_clips", {"query": "nothing"}), ("studio_status", {})])
async def test_other_look_ups_name_running_tasks_and_the_call_that_lists_them(
    tmp_path: Path, tool: str, arguments: dict[str, Any]
) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.seconds_until_done = YEAR
        task = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        result = await client.call_tool(tool, arguments)
        told, text = result.structured_content, text_of(result)
        assert ids(told["running"]) == [task["task_id"]] and told["next"] == "get_tasks()"
        assert task["task_id"] in text and "get_tasks()" in text


async def test_an_owner_is_shown_no_others_tasks(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        fake.seconds_until_done = YEAR
        await call_tool(client, "create_music", **SONG, wait_seconds=0)
        assert await studio.latest_tasks("somebody else") == [] == await studio.running_tasks("somebody else")


async def test_a_wrong_task_id_is_answered_with_the_call_that_lists_tasks(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        [row] = (await call_tool(client, "get_tasks", task_ids=["task_nobody"]))["tasks"]
        assert "get_tasks()" in row["error"]["message"]


@pytest.mark.parametrize("wait_seconds", [4, 0, 12.5])
async def test_the_setting_governs_everything_that_speaks_of_waiting(tmp_path: Path, wait_seconds: float) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", wait_seconds=wait_seconds)
        async with open_studio(settings) as studio, Client(server_of(studio, wait_seconds)) as client:
            assert client.instructions is not None and f"A call waits up to {wait_seconds:g} s." in client.instructions
            for tool in (await client.list_tools()).tools:
                if "wait_seconds" in tool.input_schema["properties"]:
                    assert f"{wait_seconds:g} if unsaid" in tool.input_schema["properties"]["wait_seconds"]["description"]
            fake.seconds_until_done = YEAR
            task, other = [await call_tool(client, "create_music", **SONG, take=take, wait_seconds=0) for take in (1, 2)]
            assert task["next"] == f'get_tasks(task_ids=["{task["task_id"]}"], wait_seconds={int(wait_seconds)})'
            both = await client.call_tool("get_tasks", {"task_ids": ids([task, other]), "wait_seconds": 0})
            assert text_of(both).endswith(f"wait_seconds={int(wait_seconds)})") and "wait_seconds=45" not in text_of(both)


def server_of(studio: Studio, wait_seconds: float) -> Any:
    return build_server(studio, version=__version__, wait_seconds=wait_seconds)
