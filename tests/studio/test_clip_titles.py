"""What clips are called in the ledger, in the answer, in the file's name and in its tag."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mutagen import File as AudioFile

from producer_mcp.operations import OPERATIONS, OPERATIONS_BY_NAME

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for
from .test_main_job import EDITS, OFFERS, SOUND

pytestmark = pytest.mark.anyio


async def made(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    answer = await call_tool(client, tool, **arguments)
    assert answer["status"] == "done", answer
    clip: dict[str, Any] = answer["clips"][0]
    return clip


def tag_of(path: str) -> str:
    tags = AudioFile(path).tags
    return str(next(tags[name] for name in ("TIT2", "\xa9nam", "TITLE") if name in tags)).strip("[]'")


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_every_operation_that_makes_a_clip_takes_a_title_and_it_is_kept(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        song = await made(client, "create_music", sound=SOUND, title="Window")
        for kind in OPERATIONS:
            if kind not in OFFERS[vendor] or kind.gives != "clips" or kind.adds_a_file() or kind.name == "create_music":
                continue
            source = {"clip_id": song["clip_id"], **EDITS[kind.name]} if kind.clip_fields() else {"url": song["audio_url"]}
            clip = await made(client, kind.name, title=f"My {kind.name}", **source)
            named = f"My {kind.name} ({clip['part']})" if "part" in clip else f"My {kind.name}"
            assert clip["title"] == named and Path(clip["file"]).name.startswith(f"{named} - clip_")
            assert tag_of(clip["file"]) == named
            found = await call_tool(client, "find_clips", query=f"my {kind.name}")
            assert clip["clip_id"] in [one["clip_id"] for one in found["clips"]]
        assert not fake.undocumented


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_without_a_title_a_clip_is_called_after_what_it_is(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        song = await made(client, "create_music", sound="a sad piano ballad, slow, female voice")
        again = await made(client, "create_music", sound="a sad piano ballad, slow, female voice", take=2)
        assert (song["title"], again["title"]) == ("Sad piano ballad", "Sad piano ballad 2")
        cover = await made(client, "cover_music", clip_id=song["clip_id"], sound="reggae")
        longer = await made(client, "extend_music", clip_id=cover["clip_id"], at=2, sound=SOUND)
        assert (cover["title"], longer["title"]) == ("Sad piano ballad (reggae)", "Sad piano ballad (reggae, extended)")
        upload = await made(client, "upload_music", url=song["audio_url"])
        assert upload["title"] and "untitled" not in upload["title"].lower()
        found = await call_tool(client, "find_clips", query="reggae extended")
        assert [clip["clip_id"] for clip in found["clips"]] == [longer["clip_id"]]
        titles = [clip["title"] for clip in (await call_tool(client, "find_clips"))["clips"]]
        assert len(titles) == len(set(titles)) == 5


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_title_that_no_vendor_is_told_makes_no_second_charge(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        song = await made(client, "create_music", sound=SOUND, title="Window")
        first = await call_tool(client, "vary_music", clip_id=song["clip_id"])
        charges = len(fake.charges)
        for title in ("Morning", "Evening"):
            again = await call_tool(client, "vary_music", clip_id=song["clip_id"], title=title)
            assert again["existing"] and again["task_id"] == first["task_id"] and len(fake.charges) == charges
            [clip] = again["clips"]
            assert clip["title"] == title and clip["clip_id"] == first["clips"][0]["clip_id"]
            assert Path(clip["file"]).name.startswith(f"{title} - clip_") and tag_of(clip["file"]) == title
        assert [path.name for path in (tmp_path / "music").glob("Morning*")] == []
        unsaid = await call_tool(client, "vary_music", clip_id=song["clip_id"])
        assert unsaid["clips"][0]["title"] == "Evening"


async def test_a_title_that_gives_files_the_same_name_loses_none_of_them(tmp_path: Path) -> None:
    music = tmp_path / "music"
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        song = await made(client, "create_music", sound=SOUND, title="Window")
        await call_tool(client, "vary_music", clip_id=song["clip_id"], title="Morning")
        before = sorted(path.suffix for path in music.glob("Morning*"))
        again = await call_tool(client, "vary_music", clip_id=song["clip_id"], title="Morning?")
        assert again["clips"][0]["title"] == tag_of(again["clips"][0]["file"]) == "Morning?"
        assert sorted(path.suffix for path in music.glob("Morning*")) == before == [".jpg", ".json", ".m4a", ".mp4"]


async def test_a_title_asked_for_while_the_task_runs_is_kept(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        song = await made(client, "create_music", sound=SOUND, title="Window")
        fake.polls_until_done = None
        first = await call_tool(client, "vary_music", clip_id=song["clip_id"], wait_seconds=0)
        again = await call_tool(client, "vary_music", clip_id=song["clip_id"], title="Morning", wait_seconds=0)
        assert again["task_id"] == first["task_id"]
        fake.polls_until_done = 1
        done = (await call_tool(client, "get_tasks", task_ids=[first["task_id"]], wait_seconds=20))["tasks"][0]
        assert done["clips"][0]["title"] == "Morning"


async def test_a_title_asked_for_while_the_file_is_on_its_way_is_kept(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi")) as (client, _):  # it tells no length
        song = await made(client, "create_music", sound=SOUND, title="Window")
        fake.always("/files/*.m*", Fault("slow"))
        first = await call_tool(client, "vary_music", clip_id=song["clip_id"], wait_seconds=0)
        await fake.wait_until(lambda: any(request.fault for request in fake.requests))
        await call_tool(client, "vary_music", clip_id=song["clip_id"], title="Morning", wait_seconds=0)
        fake.rules.clear()
        fake.release()
        done = (await call_tool(client, "get_tasks", task_ids=[first["task_id"]], wait_seconds=20))["tasks"][0]
        assert Path(done["clips"][0]["file"]).is_file() and done["clips"][0]["seconds"] > 0
        assert done["clips"][0]["title"] == "Morning"


def test_every_operation_that_makes_a_clip_takes_a_title() -> None:
    makers = {kind.name for kind in OPERATIONS if kind.gives == "clips" and not kind.adds_a_file()}
    assert {name for name, kind in OPERATIONS_BY_NAME.items() if "title" in kind.model_fields} == makers
