"""Processes that die: the music server under running tasks, and ours with tasks at the music server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from producer_mcp.vendors.acestep_fulfilment import FORGOTTEN

from ..fake_acestep import StandIn
from ..studio.studio_with_clock import save_task_of_dead_process
from ..studio_client import call_tool, open_client, over_stdio, settings_for
from .test_acestep import SONG

pytestmark = pytest.mark.anyio


@contextmanager
def server_process(*options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The stand-in in a process of its own, and its address; killed in the end, if it lives."""
    command = [sys.executable, "-m", "tests.fake_acestep", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"], process
        finally:
            process.kill()


async def test_a_music_server_is_killed_under_running_tasks_and_started_again(tmp_path: Path) -> None:
    with server_process("--stuck") as (url, process):
        async with open_client(settings_for(tmp_path, acestep_url=url)) as (client, studio):
            begun = [await call_tool(client, "create_music", **SONG, take=take, wait_seconds=0) for take in (1, 2)]
            ids = [task["task_id"] for task in begun]
            process.kill()
            process.wait()
            [poller] = [each for name, each in studio.pollers.items() if name.startswith("acestep")]
            while poller.trouble is None:
                down = (await call_tool(client, "get_tasks", task_ids=ids, wait_seconds=0.1))["tasks"]
            assert [task["status"] for task in down] == ["running", "running"]
            with server_process("--port", url.rpartition(":")[2]):
                ended = (await call_tool(client, "get_tasks", task_ids=ids, wait_seconds=50))["tasks"]
            assert [task["status"] for task in ended] == ["done", "done"]
            assert [task["warnings"] for task in ended] == [[FORGOTTEN], [FORGOTTEN]]
            assert all(Path(clip["file"]).is_file() for task in ended for clip in task["clips"])


async def test_our_server_ends_with_tasks_at_the_music_server_and_the_next_one_takes_them_up(tmp_path: Path) -> None:
    async with StandIn() as server:
        settings = settings_for(tmp_path, acestep_url=server.url)
        async with open_client(settings) as (client, _):
            song = (await call_tool(client, "create_music", **SONG))["clips"][0]
            server.polls_until_done = None
            edit: dict[str, Any] = {"clip_id": song["clip_id"], "start": 2, "end": 4, "sound": "a flute"}
            begun = await call_tool(client, "replace_section", **edit, wait_seconds=0)
        server.polls_until_done = 1
        async with over_stdio(settings) as client:
            [ended] = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=40))["tasks"]
        assert ended["status"] == "done" and len(server.released) == 2


async def test_what_a_dead_process_had_on_its_way_is_simply_asked_for_again(tmp_path: Path) -> None:
    async with StandIn() as server, open_client(settings_for(tmp_path, acestep_url=server.url)) as (client, studio):
        left = await save_task_of_dead_process(studio, "acestep", "a process that has died")
        assert await studio.ledger.tasks.launch(left.task_id, "a process that has died")
        [made] = (await call_tool(client, "get_tasks", task_ids=left.task_id))["tasks"]
        assert made["status"] == "done" and len(made["clips"]) == 2


async def test_a_request_whose_answer_was_lost_is_no_riddle(tmp_path: Path) -> None:
    async with StandIn() as server:
        server.loses_answers = 1
        async with open_client(settings_for(tmp_path, acestep_url=server.url)) as (client, _):
            lost = await client.call_tool("create_music", SONG)
            assert lost.structured_content is not None and lost.structured_content["error"]["code"] == "vendor_unavailable"
            assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
