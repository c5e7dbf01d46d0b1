"""Nothing is paid for what is at home: kept files are given, others made here, and a vendor is asked for what it alone has."""

from pathlib import Path
from typing import Any

import mutagen.id3
import pytest

from producer_mcp.engine import seconds_of_audio
from producer_mcp.models import Status
from producer_mcp.operations import Call, DownloadMusic
from producer_mcp.studio.exports import Exports

from ..fake_vendor import FakeVendor, Fault
from ..fake_vendor.sounds import encoded
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG

pytestmark = pytest.mark.anyio


async def song(client: Any, **more: Any) -> dict[str, Any]:
    """The clip of a finished song, with its file."""
    made = await call_tool(client, "create_music", **SONG, **more)
    assert made["status"] == "done" and Path(made["clips"][0]["file"]).is_file()
    clip: dict[str, Any] = made["clips"][0]
    return clip


def requests_to(fake: FakeVendor) -> list[str]:
    return [request.path for request in fake.requests]


@pytest.mark.parametrize(("format_", "ending"), [("mp3", "mp3"), ("wav", "wav")])
@pytest.mark.parametrize("take", [1, 2])
async def test_what_is_kept_in_that_format_is_given_at_once(tmp_path: Path, format_: str, ending: str, take: int) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.contents["m4a"] = encoded(ending, 2.0)
        clip = await song(client)
        before = requests_to(fake)
        given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format=format_, take=take)
        assert given["status"] == "done" and given["clips"][0]["file"] == clip["file"]
        assert given["cost"]["amount"] == 0 and "warnings" not in given and "next" not in given
        assert requests_to(fake) == before and len(fake.charges) == 1


@pytest.mark.parametrize("kept", ["flac", "wav", "m4a"])
@pytest.mark.parametrize("vendor", ["musicapi", "acedata", "ccapi"])
async def test_an_mp3_of_a_kept_song_is_made_here(tmp_path: Path, vendor: str, kept: str) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        content = encoded(kept, 2.0)
        fake.contents |= {"m4a": content, "mp3": content}
        clip = await song(client)
        before = requests_to(fake)
        given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
        made = Path(given["clips"][0]["file"])
        assert given["status"] == "done" and given["cost"]["amount"] == 0 and made.suffix == ".mp3" and made != Path(clip["file"])
        assert seconds_of_audio(made) == pytest.approx(2.0, abs=0.1)
        assert str(mutagen.id3.ID3(made)["TIT2"]) == "Window"  # type: ignore[no-untyped-call]
        assert given.get("warnings", []) == (["Made here from the kept m4a."] if kept == "m4a" else [])
        assert requests_to(fake) == before and len(fake.charges) == 1
        [found] = (await call_tool(client, "find_clips", operation="download_music"))["clips"]
        assert found["file"] == str(made)


async def test_a_wav_of_a_kept_flac_is_made_here(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.contents["m4a"] = encoded("flac", 2.0)
        clip = await song(client)
        given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="wav")
        assert given["clips"][0]["file"].endswith(".wav") and given["cost"]["amount"] == 0 and len(fake.charges) == 1


async def test_a_vendors_own_wav_is_bought_once_with_its_price_told(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        clip = await song(client)
        bought = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="wav")
        assert bought["cost"] == {"amount": 2.0, "unit": "credits"} and len(fake.charges) == 2
        assert bought["warnings"] == ["This is musicapi's own wav, which cannot be made here."]
        again = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="wav")
        assert again["existing"] and again["task_id"] == bought["task_id"]
        later = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="wav", take=2)
        assert later["clips"][0]["file"] == bought["clips"][0]["file"] and later["cost"]["amount"] == 0
        assert len(fake.charges) == 2


async def test_a_person_is_asked_only_for_what_costs(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            clip = await song(client)
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True)
        async with open_client(settings) as (client, _):
            given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
            assert given["status"] == "done"
            code, _message = await tool_error(client, "download_music", clip_id=clip["clip_id"], format="wav")
            assert code == "declined" and len(fake.charges) == 1


async def test_a_file_that_is_still_coming_is_waited_for(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.next(Fault("slow"), on="/files/*.m4a")
        made = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        await fake.wait_until(lambda: any(request.fault for request in fake.requests))
        [task] = (await call_tool(client, "get_tasks", task_ids=[made["task_id"]], wait_seconds=0))["tasks"]
        clip_id = task["clips"][0]["clip_id"]
        waiting = await call_tool(client, "download_music", clip_id=clip_id, format="mp3", wait_seconds=0)
        assert waiting["status"] == "running" and "warnings" not in waiting
        same = await call_tool(client, "download_music", clip_id=clip_id, format="mp3", wait_seconds=0)
        assert same["task_id"] == waiting["task_id"]
        fake.release()
        [given] = (await call_tool(client, "get_tasks", task_ids=[waiting["task_id"]], wait_seconds=20))["tasks"]
        assert given["status"] == "done" and given["clips"][0]["file"].endswith(".mp3") and len(fake.charges) == 1


@pytest.mark.parametrize("kept", ["mp3", "flac"])
async def test_a_file_that_was_deleted_is_fetched_or_made_again(tmp_path: Path, kept: str) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.contents["m4a"] = encoded(kept, 2.0)
        clip = await song(client)
        first = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
        for path in {clip["file"], first["clips"][0]["file"]}:
            Path(path).unlink()
        again = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
        assert again["status"] == "done" and Path(again["clips"][0]["file"]).is_file() and again["cost"]["amount"] == 0
        assert len(fake.charges) == 1


async def test_a_deleted_file_is_not_pretended_and_comes_back_with_get_tasks(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        Path(made["clips"][0]["file"]).unlink()
        [found] = (await call_tool(client, "find_clips"))["clips"]
        assert "file" not in found and found["audio_url"]
        [task] = (await call_tool(client, "get_tasks", task_ids=[made["task_id"]], wait_seconds=20))["tasks"]
        assert Path(task["clips"][0]["file"]).is_file() and len(fake.charges) == 1


async def test_a_deleted_file_that_the_vendor_no_longer_gives_is_said(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        fake.contents["m4a"] = encoded("mp3", 2.0)
        clip = await song(client)
        Path(clip["file"]).unlink()
        fake.always("file", Fault("status", 403))
        gone = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
        assert gone["status"] == "failed" and "gone from this disk" in gone["error"]["message"] and "cost" not in gone
        assert len(fake.charges) == 1 and "take=2 asks musicapi for it anew" in gone["error"]["message"]
        assert [tally.submits for tally in await studio.tallies() if tally.operation == "download_music"] == [0]
        fake.rules.clear()
        bought = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3", take=2)
        assert Path(bought["clips"][0]["file"]).is_file() and len(fake.charges) == 2


async def test_a_film_that_came_with_the_song_is_that_film(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        clip = await song(client)
        film = await call_tool(client, "make_video", clip_id=clip["clip_id"])
        assert film["clips"][0]["file"].endswith(".mp4") and film["cost"]["amount"] == 0 and len(fake.charges) == 1


async def test_what_is_at_home_needs_no_key(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            clip = await song(client)
        async with open_client(settings_for(tmp_path, fake)) as (client, _):
            given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
            assert given["status"] == "done" and given["vendor"] == "musicapi"


async def test_an_export_that_a_dead_process_left_is_made_by_the_next(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
            clip = await song(client)
            exports = Exports(studio.ledger, studio.library, studio._external_ids, studio.process)
            task = await exports.claim(Call(DownloadMusic(clip_id=clip["clip_id"], format="mp3")))
            assert task is not None and task.status is Status.RUNNING
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            [given] = (await call_tool(client, "get_tasks", task_ids=[task.task_id], wait_seconds=20))["tasks"]
            assert given["status"] == "done" and given["clips"][0]["file"].endswith(".mp3") and len(fake.charges) == 1
