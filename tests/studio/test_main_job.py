"""The main job on each hosted vendor: create, wait, go on working on the clip."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from producer_mcp.operations import OPERATIONS, OPERATIONS_BY_NAME, UploadMusic
from producer_mcp.vendors.registry import VENDORS

from ..fake_vendor import FAKED_VENDORS, SUNO_VENDORS, FakeVendor
from ..studio_client import call_tool, open_client, over_stdio, settings_for

pytestmark = pytest.mark.anyio

OFFERS = {spec.name: spec.load().routes for spec in VENDORS}
SOUND = "warm lofi with rhodes and brushed drums"
EVERY_VENDOR = (*FAKED_VENDORS, *SUNO_VENDORS)
EDITS: dict[str, dict[str, Any]] = {
    "extend_music": {"at": 2, "sound": SOUND},
    "cover_music": {"sound": SOUND},
    "vary_music": {},
    "replace_section": {"start": 0.5, "end": 1, "sound": SOUND},
    "swap_vocals": {"sound": SOUND},
    "swap_sound": {"sound": SOUND},
    "add_part": {"part": "vocals", "lyrics": "[Verse]\nRain on the roof"},
    "split_stems": {},
    "download_music": {"format": "wav"},
    "make_video": {},
}


async def work_on_a_song(client: Client, vendor: str, fake: FakeVendor) -> None:
    made = await call_tool(client, "create_music", sound=SOUND, title="Window")
    assert made["status"] == "done" and made["vendor"] == vendor
    clip = made["clips"][0]
    assert clip["clip_id"].startswith("clip_") and len(clip["clip_id"]) == 17
    assert [song["title"] for song in made["clips"]] == ["Window", "Window 2"][: 1 + (vendor in SUNO_VENDORS)]
    assert all(Path(song["file"]).is_file() for song in made["clips"])
    done = [made["task_id"]]
    for tool, arguments in EDITS.items():
        if OPERATIONS_BY_NAME[tool] in OFFERS[vendor]:
            edited = await call_tool(client, tool, clip_id=clip["clip_id"], **arguments)
            assert edited["status"] == "done" and edited["clips"], (tool, edited)
            done.append(edited["task_id"])
    if UploadMusic in OFFERS[vendor]:
        uploaded = await call_tool(client, "upload_music", url=clip["audio_url"], title="Mine")
        assert uploaded["status"] == "done" and uploaded["clips"][0]["clip_id"]
        done.append(uploaded["task_id"])
    fetched = await call_tool(client, "get_tasks", task_ids=[*done, "task_nobody"])
    *known, nobody = fetched["tasks"]
    assert [task["status"] for task in known] == ["done"] * len(done)
    assert nobody["error"]["code"] == "not_found" and "status" not in nobody
    assert not fake.undocumented
    assert len(fake.charges) == len({charge.ticket for charge in fake.charges})


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("vendor", EVERY_VENDOR)
async def test_a_song_is_made_and_worked_on(vendor: str, mode: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, vendor=vendor), mode=mode) as (client, _):
        await work_on_a_song(client, vendor, fake)


@pytest.mark.parametrize(
    ("vendor", "mode"), [*((vendor, "auto") for vendor in EVERY_VENDOR), *((vendor, "legacy") for vendor in SUNO_VENDORS)]
)
async def test_a_song_is_made_and_worked_on_over_stdio(vendor: str, mode: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, over_stdio(settings_for(tmp_path, fake, vendor, vendor=vendor), mode=mode) as client:
        await work_on_a_song(client, vendor, fake)
        fake.polls_until_done = 3
        submitted = await call_tool(client, "create_music", sound=SOUND, take=2, wait_seconds=0)
        assert submitted["status"] == "running" and "get_tasks" in submitted["next"]
        seen = await call_tool(client, "get_tasks", task_ids=[submitted["task_id"]], wait_seconds=20)
        assert seen["tasks"][0]["status"] == "done"


@pytest.mark.parametrize("vendor", EVERY_VENDOR)
async def test_a_call_that_does_not_wait_is_followed_by_looking(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, vendor=vendor)) as (client, _):
        fake.polls_until_done = 3
        submitted = await call_tool(client, "create_music", sound=SOUND, wait_seconds=0)
        assert submitted["status"] == "running" and "get_tasks" in submitted["next"]
        seen = await call_tool(client, "get_tasks", task_ids=submitted["task_id"], wait_seconds=20)
        assert seen["tasks"][0]["status"] == "done"


def test_every_edit_is_in_the_table() -> None:
    edits = {kind.name for kind in OPERATIONS if kind.clip_fields()}
    assert set(EDITS) == edits, "give EDITS the arguments of each operation on a clip, without its clip_id"


async def test_a_length_the_vendor_did_not_tell_is_measured(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi")) as (client, _):
        [clip] = (await call_tool(client, "create_music", sound=SOUND))["clips"]
        assert clip["seconds"] > 0
        longer = await call_tool(client, "extend_music", clip_id=clip["clip_id"], sound=SOUND)
        assert longer["status"] == "done"


async def test_films_and_exports_are_found_by_what_made_them(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        [clip] = (await call_tool(client, "create_music", sound=SOUND))["clips"]
        await call_tool(client, "create_music", sound=SOUND, take=2)
        for tool, arguments, ending in (("make_video", {}, ".mp4"), ("download_music", {"format": "mp3"}, ".mp3")):
            await call_tool(client, tool, clip_id=clip["clip_id"], **arguments)
            [found] = (await call_tool(client, "find_clips", operation=tool))["clips"]
            assert found["clip_id"] == clip["clip_id"] and found["file"].endswith(ending)
