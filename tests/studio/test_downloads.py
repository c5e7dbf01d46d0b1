"""Files are downloaded once, tried again when that fails, and unpacked where they are archives."""

from pathlib import Path
from typing import Any

import pytest

from producer_mcp.models import MAX_FILE_TRIES

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault, Request
from ..odd_audio import GOOD_AUDIO
from ..studio_client import call_tool, open_client, settings_for
from .studio_with_clock import SONG

pytestmark = pytest.mark.anyio


async def seen(client: Any, task_id: str, wait_seconds: float = 20) -> dict[str, Any]:
    [task] = (await call_tool(client, "get_tasks", task_ids=[task_id], wait_seconds=wait_seconds))["tasks"]
    assert isinstance(task, dict)
    return task


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_an_expired_address_is_told_and_renewed_by_looking_at_the_task(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.always("/files/*.m4a", Fault("status", 403))
        fake.always("/files/*.mp3", Fault("status", 403))
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and "file" not in made["clips"][0]
        assert any("get_tasks" in warning and "no longer gives" in warning for warning in made["warnings"])
        fake.rules.clear()
        again = await seen(client, made["task_id"])
        assert Path(again["clips"][0]["file"]).is_file() and "warnings" not in again
        assert len(fake.charges) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_midway", "status", "html", "not_audio"])
async def test_a_file_that_did_not_come_is_fetched_again(kind: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        for _ in range(2):
            fake.next(Fault(kind, 503 if kind == "status" else None), on="/files/*.m4a")
        made = await call_tool(client, "create_music", **SONG)
        while "file" not in (task := await seen(client, made["task_id"], 0))["clips"][0]:
            await studio.ledger.changes.wait(5)
        assert Path(task["clips"][0]["file"]).stat().st_size > 1000


@pytest.mark.parametrize("fault", [Fault("status", 503), Fault("html"), Fault("status", 403)], ids=lambda fault: fault.kind)
async def test_stems_arrive_unpacked_even_when_the_vendor_has_a_bad_minute(fault: Fault, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        for _ in range(8):  # more than one fetch tries
            fake.next(fault, on="/files/*.zip")
        split = await call_tool(client, "split_stems", clip_id=made["clips"][0]["clip_id"])
        assert {clip["part"] for clip in split["clips"]} == {"vocals", "drums", "bass", "other"}
        assert all(Path(clip["file"]).is_file() for clip in split["clips"])
        family = await call_tool(client, "find_clips", clip_id=made["clips"][0]["clip_id"])
        assert len(family["clips"]) == 5


@pytest.mark.parametrize("kind", ["zip_bomb", "zip_slip"])
async def test_an_evil_zip_is_kept_out_and_said(kind: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        fake.always("/files/*.zip", Fault(kind))
        split = await call_tool(client, "split_stems", clip_id=made["clips"][0]["clip_id"])
        assert split["status"] == "done" and any("could not be unpacked" in warning for warning in split["warnings"])
        assert not list(tmp_path.parent.glob("evil*")) and len(fake.charges) == 2


async def test_a_file_that_takes_long_keeps_no_other_waiting(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.next(Fault("slow"), on="/files/*.m4a")
        slow = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        await fake.wait_until(lambda: any(request.fault for request in fake.requests))
        for take in range(2, 6):
            assert "file" in (await call_tool(client, "create_music", **SONG, take=take))["clips"][0]
        fake.release()
        assert "file" in (await seen(client, slow["task_id"]))["clips"][0]


async def test_each_file_is_fetched_once(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        await call_tool(client, "get_tasks", task_ids=[made["task_id"]])
        fetched = [request.path for request in fake.requests if is_file(request)]
        assert len(fetched) == len(set(fetched)) and any(path.endswith(".m4a") for path in fetched)


def is_file(request: Request) -> bool:
    return request.purpose == "file"


async def until_settled(client: Any, studio: Any, task_id: str) -> dict[str, Any]:
    """The task once none of its files is tried again by itself."""
    while True:
        changes = studio.ledger.changes.count
        task = await studio.task("local", task_id)
        if all(file.next_try is None for clip in task.clips for file in clip.files.values()):
            return await seen(client, task_id, 0)
        await studio.ledger.changes.wait(5, since=changes)


@pytest.mark.parametrize("kind", ["html", "not_audio", "empty"])
async def test_what_is_never_audio_is_not_fetched_over_and_over(kind: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        fake.always("/files/*.m4a", Fault(kind))
        made = await call_tool(client, "create_music", **SONG)
        await until_settled(client, studio, made["task_id"])
        for _ in range(30):
            task = await until_settled(client, studio, made["task_id"])
        audio = [request for request in fake.requests if request.path.endswith(".m4a")]
        assert len(audio) == MAX_FILE_TRIES
        polls = len([request for request in fake.requests if request.purpose == "poll"])
        [warning] = task["warnings"]
        assert "it is not fetched again" in warning and "your musicapi account" in warning and "get_tasks" not in warning
        await seen(client, made["task_id"])
        assert len([request for request in fake.requests if request.purpose == "poll"]) == polls and len(fake.charges) == 1


async def test_an_archive_that_is_none_is_not_fetched_over_and_over(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        fake.always("/files/*.zip", Fault("html"))
        split = await call_tool(client, "split_stems", clip_id=made["clips"][0]["clip_id"])
        assert split["status"] == "done" and any("could not be unpacked" in warning for warning in split["warnings"])
        assert len([request for request in fake.requests if request.path.endswith(".zip")]) == MAX_FILE_TRIES


@pytest.mark.parametrize("name", ["vbr.mp3", "size ffffffff.wav", "telephone.wav", "matroska.webm"])
async def test_paid_audio_that_can_be_heard_is_kept(name: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.contents["m4a"] = GOOD_AUDIO[name]()
        made = await call_tool(client, "create_music", **SONG)
        assert Path(made["clips"][0]["file"]).suffix == Path(name).suffix
        assert len([request for request in fake.requests if request.path.endswith(".m4a")]) == 1


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_audio_without_an_address_is_told_and_asked_for_again_for_nothing(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.always("poll", Fault("no_address"))
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and not {"file", "audio_url"} & made["clips"][0].keys()
        [warning] = [warning for warning in made["warnings"] if "no address for the audio" in warning]
        assert "get_tasks" in warning and f"{vendor} account" in warning
        assert made["next"] == f'get_tasks(task_ids=["{made["task_id"]}"])'
        fake.rules.clear()
        again = await seen(client, made["task_id"])
        assert Path(again["clips"][0]["file"]).is_file() and again["clips"][0]["audio_url"]
        assert not any("no address" in warning for warning in again.get("warnings", ()))
        assert len(fake.charges) == 1


async def test_a_film_without_an_address_is_told(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.generations["musicapi"] = "2a"  # its songs have no film yet
        made = await call_tool(client, "create_music", **SONG)
        fake.always("poll", Fault("no_address"))
        film = await call_tool(client, "make_video", clip_id=made["clips"][0]["clip_id"])
        assert film["status"] == "done" and film["next"] == f'get_tasks(task_ids=["{film["task_id"]}"])'
        assert any("no address for the video" in warning for warning in film["warnings"])


MAKING = ("create_music", "extend_music", "cover_music", "vary_music", "replace_section", "swap_vocals", "swap_sound")


@pytest.mark.parametrize("tool", MAKING)
async def test_what_follows_finished_music_is_to_hear_it(tool: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        if tool != "create_music":
            start = {"start": 0.2} if tool == "replace_section" else {}
            made = await call_tool(client, tool, clip_id=made["clips"][0]["clip_id"], sound=SONG["sound"], **start)
        assert made["next"] == f"let the user hear it: {made['clips'][0]['file']}"
