"""A wait can end in any way; a task ends only when its vendor says so."""

from pathlib import Path

import anyio
import pytest
from mcp import MCPError

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for
from .studio_with_clock import SONG, another_client

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("on", ["submit", "poll", "file"])
async def test_a_cancelled_call_leaves_its_task_alone(on: str, mode: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi"), mode=mode) as (client, _):
        fake.next(Fault("slow"), on=on)
        async with anyio.create_task_group() as asking:

            async def ask() -> None:
                await call_tool(client, "create_music", **SONG)

            asking.start_soon(ask)
            await fake.wait_until(lambda: any(request.fault for request in fake.requests))
            asking.cancel_scope.cancel()
        fake.release()
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and made["existing"] and "file" in made["clips"][0]
        assert len(fake.charges) == 1


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_that_gives_up_finds_its_song_when_it_asks_again(mode: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata"), mode=mode) as (client, _):
        fake.polls_until_done = None
        with pytest.raises(MCPError, match=r"(?i)timed out|timeout"):
            await client.call_tool("create_music", SONG, read_timeout_seconds=0.3)
        fake.polls_until_done = 1
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and made["existing"] and len(fake.charges) == 1


async def test_a_client_that_goes_away_in_the_middle_leaves_the_song_to_the_next_one(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi")) as (client, studio):
        fake.next(Fault("slow"), on="submit")
        async with anyio.create_task_group() as asking:

            async def come_and_go() -> None:
                async with another_client(studio) as passing:
                    await call_tool(passing, "create_music", **SONG)

            asking.start_soon(come_and_go)
            await fake.wait_for_requests(1, on="submit")
            asking.cancel_scope.cancel()
        fake.release()
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
        assert len(fake.charges) == 1


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_call_waits_no_longer_than_it_says_and_names_what_to_call_next(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.polls_until_done = None
        with anyio.fail_after(5):
            running = await call_tool(client, "create_music", **SONG, wait_seconds=0.1)
        assert running["status"] == "running" and running["next"].startswith(f'get_tasks(task_ids=["{running["task_id"]}"]')
        assert running["eta_seconds"] > 0
        with anyio.fail_after(5):
            [seen] = (await call_tool(client, "get_tasks", task_ids=[running["task_id"]], wait_seconds=0))["tasks"]
        assert seen["status"] == "running"
        fake.finish(fake.charges[0].ticket)
        [seen] = (await call_tool(client, "get_tasks", task_ids=[running["task_id"]]))["tasks"]
        assert seen["status"] == "done"


async def test_progress_is_told_ever_further_and_names_the_task(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi", pace=100)) as (client, _):
        fake.next(Fault("late", polls=4), on="submit")
        heard: list[tuple[float, str]] = []

        async def hear(progress: float, total: float | None, message: str | None) -> None:
            heard.append((progress, message or ""))

        result = await client.call_tool("create_music", SONG, progress_callback=hear)
        assert isinstance(result.structured_content, dict)
        task_id = result.structured_content["task_id"]
    steps = [progress for progress, _ in heard]
    assert len(steps) > 3 and steps == sorted(set(steps)) and steps[0] > 0 and steps[-1] < 1
    assert all(task_id in message and len(message) <= 200 for _, message in heard)


async def test_a_waiting_caller_is_woken_by_what_another_process_writes(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=1)
        async with open_client(settings) as (first, one), open_client(settings) as (second, other):
            asked = await call_tool(first, "create_music", **SONG, wait_seconds=0)
            task = await one.ledger.tasks.get("local", asked["task_id"])
            async with anyio.create_task_group() as waiting:

                async def wait() -> None:
                    answer = await call_tool(second, "get_tasks", task_ids=[asked["task_id"]], wait_seconds=20)
                    assert answer["tasks"][0]["status"] == "done"
                    woken.append(anyio.current_time())

                woken: list[float] = []
                waiting.start_soon(wait)
                while await one.ledger.leases.holder_of(task.account) is None:
                    await one.ledger.changes.wait(1)
                assert await one.ledger.leases.holder_of(task.account) == one.process.holder
                one.nudge(task)
                while (await one.ledger.tasks.get("local", asked["task_id"])).status != "done":
                    await one.ledger.changes.wait(5)
                done = anyio.current_time()
            assert woken[0] - done < 2.5  # it looks by itself every 3 s only
            assert other.ledger is not one.ledger and len(fake.charges) == 1
