"""A clock that ran ahead or behind, and was then set right: nothing is stranded, and nothing is paid for twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from mcp import Client

from producer_mcp.app import open_studio
from producer_mcp.ledger.sqlite import open_ledger
from producer_mcp.settings import Settings
from producer_mcp.studio import Studio

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for
from .studio_with_clock import SONG, another_client, save_task_of_dead_process, studio_with_clock

pytestmark = pytest.mark.anyio

GHOST = "a process that was killed"


@asynccontextmanager
async def killed_while_the_clock_was_ahead(settings: Settings, **ahead: float) -> AsyncIterator[tuple[Client, Studio]]:
    """A studio whose clock runs ahead; at its end its process leaves all it holds, as after kill -9."""
    async with studio_with_clock(settings) as (client, studio, clock):
        clock.advance(**ahead)
        yield client, studio
        accounts = list(studio.pollers)
    async with open_ledger(settings.ledger, clock) as ledger:
        for name in (f"process:{GHOST}", *accounts):
            assert await ledger.leases.acquire(name, GHOST, 12)


@pytest.mark.parametrize("ahead", [{"days": 1}, {"minutes": 10}, {"days": 4000}])
@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_after_a_restart_at_the_right_time_songs_are_looked_at_and_sent(
    vendor: str, ahead: dict[str, float], tmp_path: Path
) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, vendor)
        fake.polls_until_done = None
        async with killed_while_the_clock_was_ahead(settings, **ahead) as (client, studio):
            running = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            unsent = await save_task_of_dead_process(studio, vendor, GHOST, key="unsent", arguments=SONG | {"title": "unsent"})
        fake.polls_until_done = 1
        async with open_client(settings) as (client, _):
            with anyio.fail_after(20):
                fresh = await call_tool(client, "create_music", **SONG, take=2)
                seen = (await call_tool(client, "get_tasks", task_ids=[running["task_id"], unsent.task_id]))["tasks"]
        assert {task["status"] for task in (fresh, *seen)} == {"done"} and len(fake.charges) == 3


async def test_a_file_that_was_to_be_tried_in_the_future_is_fetched_now(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        fake.always("file", Fault("status", 500))
        async with killed_while_the_clock_was_ahead(settings, days=1) as (client, _):
            made = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            await fake.wait_for_requests(1, on="file")
        fake.rules.clear()
        async with open_client(settings) as (client, _):
            with anyio.fail_after(20):
                [seen] = (await call_tool(client, "get_tasks", task_ids=made["task_id"]))["tasks"]
        assert Path(seen["clips"][0]["file"]).is_file()


async def test_the_clock_is_set_back_under_a_running_server(tmp_path: Path) -> None:
    async with FakeVendor() as fake, studio_with_clock(settings_for(tmp_path, fake, "musicapi")) as (client, _, clock):
        clock.advance(days=1)
        fake.polls_until_done = None
        running = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        clock.advance(days=-1)
        [seen] = (await call_tool(client, "get_tasks", task_ids=running["task_id"], wait_seconds=0))["tasks"]
        assert seen["status"] == "running" and seen["eta_seconds"] <= 45
        fake.polls_until_done = 1
        for asked in (SONG, SONG | {"title": "another"}):
            with anyio.fail_after(20):
                made = await call_tool(client, "create_music", **asked)
            assert made["status"] == "done" and Path(made["clips"][0]["file"]).is_file()
        assert len(fake.charges) == 2


async def test_a_song_whose_submit_seems_a_day_old_is_not_given_up_at_once(tmp_path: Path) -> None:
    async with FakeVendor() as fake, studio_with_clock(settings_for(tmp_path, fake, "musicapi", pace=100)) as (client, _, clock):
        fake.polls_until_done = 4
        clock.advance(days=-2)
        running = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        clock.advance(days=2)
        [seen] = (await call_tool(client, "get_tasks", task_ids=running["task_id"]))["tasks"]
        assert seen["status"] == "done"


async def test_how_long_a_song_usually_takes_is_not_learned_from_a_clock_that_was_set(tmp_path: Path) -> None:
    async with FakeVendor() as fake, studio_with_clock(settings_for(tmp_path, fake, "musicapi")) as (client, studio, clock):
        for ahead in (timedelta(days=1), timedelta(days=-1)):
            fake.polls_until_done = None
            running = await call_tool(client, "create_music", **SONG, take=1 + len(fake.charges), wait_seconds=0)
            clock.ahead += ahead
            fake.polls_until_done = 1
            [seen] = (await call_tool(client, "get_tasks", task_ids=running["task_id"]))["tasks"]
            assert seen["status"] == "done"
        assert await studio.pollers[studio.roster["musicapi"].account].usual_seconds("create_music") == 45


async def test_the_same_request_is_the_same_task_when_the_clock_is_set_right(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "acedata")
        async with killed_while_the_clock_was_ahead(settings, days=1) as (client, _):
            made = await call_tool(client, "create_music", **SONG)
        async with open_client(settings) as (client, _):
            again = await call_tool(client, "create_music", **SONG)
        assert again["existing"] and again["task_id"] == made["task_id"] and len(fake.charges) == 1


@pytest.mark.parametrize("jump", [{"minutes": 10}, {"minutes": -10}, {"days": 2}], ids=str)
@pytest.mark.parametrize("accepted", [True, False])
async def test_what_a_living_process_has_at_its_vendor_is_not_lost_when_the_clock_jumps(
    accepted: bool, jump: dict[str, float], tmp_path: Path
) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=100)
        async with studio_with_clock(settings) as (client, studio, clock), open_studio(settings, now=clock) as other:
            fake.next(Fault("slow", charged=accepted), on="submit")
            made = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            await fake.wait_until(lambda: bool(fake.injected))
            clock.advance(**jump)  # its lease is over until it is renewed
            assert await other._dispatch.recover() == []
            assert (await other.task("local", made["task_id"])).status == "queued"
            fake.release()
            with anyio.fail_after(20):
                [seen] = (await call_tool(client, "get_tasks", task_ids=made["task_id"]))["tasks"]
            assert seen["status"] == "done" and len(fake.charges) == 1
            assert "unknown" not in {event.status for event in await studio.ledger.tasks.events(made["task_id"])}


async def test_a_process_that_starts_after_the_clock_jumped_ahead_leaves_the_living_their_submits(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", pace=100)
        async with studio_with_clock(settings) as (client, studio, clock):
            fake.next(Fault("slow"), on="submit")
            made = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            await fake.wait_until(lambda: bool(fake.injected))
            clock.advance(hours=3)
            async with open_studio(settings, now=clock) as other, another_client(other) as later:
                again = await call_tool(later, "create_music", **SONG, wait_seconds=0)
                fake.release()
                with anyio.fail_after(20):
                    [seen] = (await call_tool(later, "get_tasks", task_ids=made["task_id"]))["tasks"]
            assert seen["status"] == "done" and again["task_id"] == made["task_id"]
            assert "unknown" not in {event.status for event in await studio.ledger.tasks.events(made["task_id"])}
        assert len(fake.charges) == 1
