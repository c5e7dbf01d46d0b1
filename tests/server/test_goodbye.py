"""However the server is ended, a call that waits is answered with its task as it stands, and the next start goes on."""

import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from producer_mcp.vendors.offline import Order

from ..fake_vendor import FakeVendor
from ..fake_vendor.faults import Fault
from ..studio_client import settings_for
from .stdio_process import StdioProcess, stdio_process

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SONG = {"sound": "warm lofi with rhodes and brushed drums", "title": "Window Seat"}
LONG_SONG = {"sound": "orchestral film score, choir, full band", "lyrics": "\n\n".join(["[Verse]\nRain on the window\n" * 4] * 6)}
PACE = 20
"""Vendors are polled and leases end so much sooner; what the end of the server waits for is not scaled."""
END_OF_INPUT = "the end of input"
GOODBYES = [
    END_OF_INPUT,
    *([] if sys.platform == "win32" else [pytest.param(signal.SIGTERM, id="SIGTERM"), pytest.param(signal.SIGINT, id="SIGINT")]),
]


async def say_goodbye(client: StdioProcess, how: Any) -> None:
    if how == END_OF_INPUT:
        await client.hang_up()
    else:
        client.process.send_signal(how)


@pytest.mark.parametrize("how", GOODBYES)
async def test_a_waiting_call_is_answered_with_its_task_as_it_stands(tmp_path: Path, how: Any) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=PACE)
        fake.polls_until_done = None
        async with stdio_process(settings) as client:
            made = await client.send("tools/call", name="create_music", arguments=SONG | {"wait_seconds": 50})
            await fake.wait_for_requests(1, on="submit")
            begun = (await client.call("get_tasks"))["tasks"][0]["task_id"]
            looked = await client.send("tools/call", name="get_tasks", arguments={"task_ids": [begun], "wait_seconds": 50})
            await client.call("get_tasks")  # answered after the other has begun to wait
            await say_goodbye(client, how)
            told = await client.structured(made)
            assert told["task_id"] == begun and told["status"] in ("queued", "running") and "get_tasks" in told["next"]
            [seen] = (await client.structured(looked))["tasks"]
            assert seen["task_id"] == begun and seen["status"] in ("queued", "running")
            assert await client.ended() == 0
        for ticket in fake.tasks:
            fake.finish(ticket)
        async with stdio_process(settings) as client:
            [after] = (await client.call("get_tasks", task_ids=[begun], wait_seconds=50))["tasks"]
            assert after["status"] == "done" and len(fake.charges) == 1


@pytest.mark.parametrize("how", GOODBYES)
async def test_music_that_was_being_rendered_is_there_after_the_next_start(tmp_path: Path, how: Any) -> None:
    settings = settings_for(tmp_path, pace=PACE)
    async with stdio_process(settings) as client:
        made = await client.send("tools/call", name="create_music", arguments=LONG_SONG | {"wait_seconds": 50})
        while not list((tmp_path / "data").glob("**/orders/*.json")):
            await client.call("get_tasks")
        await say_goodbye(client, how)
        told = await client.structured(made)
        assert told["status"] in ("queued", "running") and "error" not in told
        assert await client.ended() == 0
    [order] = (tmp_path / "data").glob("**/orders/*.json")
    assert Order.from_json(order.read_text("utf-8")).operation == "create_music"
    async with stdio_process(settings) as client:
        [after] = (await client.call("get_tasks", task_ids=[told["task_id"]], wait_seconds=50))["tasks"]
        assert after["status"] == "done" and Path(after["clips"][0]["file"]).is_file()


@pytest.mark.parametrize("how", GOODBYES)
async def test_the_answer_to_a_paid_request_is_waited_for(tmp_path: Path, how: Any) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=PACE)
        fake.next(Fault("slow", seconds=1.0), on="submit")
        async with stdio_process(settings) as client:
            made = await client.send("tools/call", name="create_music", arguments=SONG | {"wait_seconds": 50})
            await fake.wait_for_requests(1, on="submit")
            await say_goodbye(client, how)
            told = await client.structured(made)
            assert told["status"] == "queued"
            assert await client.ended() == 0
        async with stdio_process(settings) as client:
            [after] = (await client.call("get_tasks", task_ids=[told["task_id"]], wait_seconds=50))["tasks"]
            assert after["status"] == "done" and len(fake.charges) == 1


async def test_a_paid_request_that_is_never_answered_is_told_as_unknown(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=PACE)
        fake.next(Fault("slow"), on="submit")
        async with stdio_process(settings) as client:
            told = await client.call("create_music", **SONG, wait_seconds=0)
            await client.hang_up()
            assert await client.ended() == 0
        async with stdio_process(settings) as client:
            [after] = (await client.call("get_tasks", task_ids=[told["task_id"]], wait_seconds=0))["tasks"]
            assert after["status"] == "unknown" and "the server stopped" in after["error"]["message"]
            assert len(fake.charges) == 1


async def test_a_request_that_was_refused_and_waits_to_be_sent_again_is_sent_by_the_next_start(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        fake.next(Fault("status", 429, headers={"Retry-After": "6"}), on="submit")
        async with stdio_process(settings_for(tmp_path, fake, "musicapi", pace=1)) as client:
            made = await client.send("tools/call", name="create_music", arguments=SONG | {"wait_seconds": 50})
            await fake.wait_for_requests(1, on="submit")
            await client.hang_up()
            told = await client.structured(made)
            assert told["status"] == "queued"
            assert await client.ended() == 0
        assert not fake.charges
        async with stdio_process(settings_for(tmp_path, fake, "musicapi", pace=PACE)) as client:
            [after] = (await client.call("get_tasks", task_ids=[told["task_id"]], wait_seconds=50))["tasks"]
            assert after["status"] == "done" and len(fake.charges) == 1


@pytest.mark.parametrize("how", GOODBYES)
async def test_a_download_under_way_is_begun_again(tmp_path: Path, how: Any) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=PACE)
        fake.next(Fault("endless"), on="file")
        async with stdio_process(settings) as client:
            made = await client.send("tools/call", name="create_music", arguments=SONG | {"wait_seconds": 50})
            await fake.wait_for_requests(1, on="file")
            await say_goodbye(client, how)
            told = await client.structured(made)
            assert told["status"] == "done"
            assert await client.ended() == 0
        async with stdio_process(settings) as client:
            [after] = (await client.call("get_tasks", task_ids=[told["task_id"]], wait_seconds=50))["tasks"]
            assert Path(after["clips"][0]["file"]).is_file() and "warnings" not in after


async def test_what_cannot_be_answered_in_time_is_told_that_the_server_stopped(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        fake.always("poll", Fault("slow"))
        async with stdio_process(settings_for(tmp_path, fake, "musicapi", pace=PACE)) as client:
            asked = await client.send("tools/call", name="get_tasks", arguments={"task_ids": ["musicapi:made-elsewhere"]})
            await fake.wait_for_requests(1)
            await client.hang_up()
            message = (await client.answer(asked))["error"]["message"]
            assert "stopped" in message and "the same task" in message
            assert await client.ended() == 0
