"""Nothing is lost when a process ends: the next one takes up what it left, at whatever moment that was."""

import json
from pathlib import Path

import pytest

from producer_mcp.models import Status

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..fake_vendor.documented_examples import CREATE
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG, SOUND, save_task_of_dead_process, studio_with_clock

pytestmark = pytest.mark.anyio

GHOST = "a process that has died"


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_new_process_finishes_what_was_running_and_fetches_it(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        fake.polls_until_done = None
        async with open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
            asked = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        fake.polls_until_done = 1
        async with open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
            [seen] = (await call_tool(client, "get_tasks", task_ids=asked["task_id"]))["tasks"]
            assert seen["status"] == "done" and Path(seen["clips"][0]["file"]).is_file()
        assert len(fake.charges) == 1


async def test_audio_that_was_not_home_yet_is_fetched_by_the_next_process(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        fake.always("file", Fault("slow"))
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            asked = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            await fake.wait_for_requests(1, on="file")
        fake.rules.clear()
        fake.release()
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            [seen] = (await call_tool(client, "get_tasks", task_ids=asked["task_id"]))["tasks"]
            assert Path(seen["clips"][0]["file"]).is_file()


async def test_what_was_saved_and_never_sent_is_sent_once(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        left = await save_task_of_dead_process(studio, "musicapi", GHOST)
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (other, _):
            for asker in (client, other):
                made = await call_tool(asker, "create_music", **SONG)
                assert (made["task_id"], made["status"]) == (left.task_id, "done")
        assert len(fake.charges) == 1


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_what_was_on_its_way_is_told_as_lost_and_not_sent_again(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, studio):
        left = await save_task_of_dead_process(studio, vendor, GHOST)
        assert await studio.ledger.tasks.launch(left.task_id, GHOST)
        lost = await call_tool(client, "create_music", **SONG)
        assert (lost["task_id"], lost["status"]) == (left.task_id, "unknown")
        assert "the server stopped" in lost["error"]["message"] and "take=2" in lost["next"]
        assert not fake.charges


async def test_a_sketch_that_was_on_its_way_is_simply_made(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        idea = {"idea": "a lighthouse in the fog"}
        left = await save_task_of_dead_process(studio, "offline", GHOST, operation="write_lyrics", arguments=idea)
        assert await studio.ledger.tasks.launch(left.task_id, GHOST)
        [made] = (await call_tool(client, "get_tasks", task_ids=left.task_id))["tasks"]
        assert made["status"] == "done" and made["lyrics"]


async def test_what_was_never_sent_for_an_hour_is_not_sent_any_more(tmp_path: Path) -> None:
    async with FakeVendor() as fake, studio_with_clock(settings_for(tmp_path, fake, "musicapi")) as (client, studio, clock):
        left = await save_task_of_dead_process(studio, "musicapi", GHOST, account="musicapi@elsewhere#00000000")
        clock.advance(minutes=61)
        [seen] = (await call_tool(client, "get_tasks", task_ids=left.task_id, wait_seconds=20))["tasks"]
        assert seen["status"] == "failed" and "never sent" in seen["error"]["message"]
        assert not fake.charges and (await call_tool(client, "studio_status"))["paid_today"] == 0


async def test_nothing_is_sent_or_watched_with_another_accounts_key(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        theirs = "musicapi@elsewhere#00000000"
        left = await save_task_of_dead_process(studio, "musicapi", GHOST, account=theirs, key="theirs")
        await call_tool(client, "create_music", **SONG)
        [seen] = (await call_tool(client, "get_tasks", task_ids=left.task_id, wait_seconds=0))["tasks"]
        assert seen["status"] == "queued" and "key it was asked with" in seen["warnings"][0]
        assert len(fake.charges) == 1


async def test_everything_about_a_task_is_kept(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", **SONG)
        edited = await call_tool(client, "extend_music", clip_id=made["clips"][0]["clip_id"], at=1, sound=SOUND)
        task = await studio.ledger.tasks.get("local", made["task_id"])
        events = [(event.status, event.note) for event in await studio.ledger.tasks.events(task.task_id)]
        assert events == [(Status.QUEUED, ""), (Status.QUEUED, "submitted"), (Status.RUNNING, ""), (Status.DONE, "")]
        assert task.arguments == SONG and task.ticket == fake.charges[0].ticket
        assert task.created_at and task.submitted_at and task.finished_at
        raw = json.loads(await studio.ledger.tasks.raw_answer(task.task_id) or "")
        assert raw["data"][0]["clip_id"] == task.clips[0].vendor_clip_id
        clip = await studio.ledger.clips.get("local", edited["clips"][0]["clip_id"])
        assert (clip.parent, clip.operation) == (made["clips"][0]["clip_id"], "extend_music")


async def test_the_answer_that_nobody_could_read_is_kept(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        fake.next(Fault("status", 200, body='{"surprise": true}', charged=True), on="submit")
        lost = await call_tool(client, "create_music", **SONG)
        assert lost["status"] == "unknown" and await studio.ledger.tasks.raw_answer(lost["task_id"]) == '{"surprise": true}'
        fake.next(Fault("status", 400, body='{"error": "no such genre"}'), on=CREATE)
        assert "no such genre" in (await tool_error(client, "create_music", **SONG, take=2))[1]
        refusal = (await studio.ledger.tasks.recent("local", 1))[0]
        assert await studio.ledger.tasks.raw_answer(refusal.task_id) == '{"error": "no such genre"}'


async def test_an_answer_that_comes_after_its_process_was_taken_for_dead_still_counts(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with open_client(settings) as (client, _), studio_with_clock(settings) as (hasty, other, clock):
            clock.advance(minutes=1)  # to this one every other process is long dead
            fake.next(Fault("slow"), on="submit")
            asked = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            while (await other.ledger.tasks.get("local", asked["task_id"])).status is not Status.UNKNOWN:
                await other.ledger.changes.wait(5)
            assert (await call_tool(hasty, "create_music", **SONG))["status"] == "unknown"
            fake.release()
            task = await other.ledger.tasks.get("local", asked["task_id"])
            while task.status is not Status.DONE:
                await other.ledger.changes.wait(5)
                task = await other.ledger.tasks.get("local", asked["task_id"])
            assert task.error is None and len(fake.charges) == 1
