"""Arguments in other spellings, through a studio with a real ledger: the same request, whoever sends it and however."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from producer_mcp.operations import OPERATIONS

from .fake_vendor import FAKED_VENDORS, FakeVendor
from .studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
LYRICS = "[Verse]\nThe morning comes\nOver the hill"


@pytest.fixture
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as fake:
        yield fake


EVERYTHING_EMPTY: dict[str, Any] = {
    name: ""
    for operation in OPERATIONS
    for name, field in operation.model_fields.items()
    if operation.name == "create_music" and not field.is_required()
}

SPELLINGS: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    (
        "create_music",
        {"sound": SOUND, "title": "Window", "seed": "7", "weirdness": 0.7},
        [
            {"seed": 7, "weirdness": "70%"},
            {"seed": "'7'", "weirdness": "0.7", "title": ["Window"]},
            {"sound": [SOUND], "lyrics": None, "instrumental": "", "model": "null", "cover_art_url": "None"},
            {"lyrics": [], "vendor": "", "take": 0, "sound_strength": 0, "wait_seconds": "45s"},
            {"vendor": "MusicAPI", "take": "1", "wait_seconds": 600},
        ],
    ),
    (
        "create_music",
        {"sound": SOUND, "lyrics": LYRICS},
        [
            {"lyrics": LYRICS.replace("\n", "\r\n")},
            {"lyrics": LYRICS.split("\n"), "sound": f"  {SOUND}\n"},
            {"title": "undefined", "seed": "", "model": {}, "weirdness": "null"},
        ],
    ),
    (
        "extend_music",
        {"at": 1.5, "sound": SOUND},
        [
            {"at": "1.5"},
            {"at": "0:01.5"},
            {"at": "1500ms", "seconds": 0, "lyrics": "", "title": ""},
            {"at": "1,5 s", "model": "default", "seed": None},
        ],
    ),
    ("download_music", {"format": "wav"}, [{"format": "WAV"}, {"format": ".wav"}, {"format": "audio/wav"}]),
]


@pytest.mark.parametrize(("tool", "plain", "others"), SPELLINGS, ids=lambda value: value if isinstance(value, str) else "")
async def test_another_spelling_is_the_same_request(
    tool: str, plain: dict[str, Any], others: list[dict[str, Any]], fake: FakeVendor, tmp_path: Path
) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        clip = {}
        if tool != "create_music":
            song = await call_tool(client, "create_music", sound=SOUND, title="Song")
            clip = {"clip_id": song["clips"][0]["clip_id"]}
        first = await call_tool(client, tool, **clip, **plain)
        paid = len(fake.charges)
        for other in others:
            again = await call_tool(client, tool, **clip, **(plain | other))
            assert again["task_id"] == first["task_id"] and again["existing"], other
        assert len(fake.charges) == paid


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_all_arguments_empty_is_a_plain_request_at_every_vendor(vendor: str, fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        plain = await call_tool(client, "create_music", sound=SOUND, vendor=vendor)
        filled = await call_tool(client, "create_music", **(EVERYTHING_EMPTY | {"sound": SOUND, "vendor": vendor}))
        assert filled["task_id"] == plain["task_id"] and len(fake.charges) == 1
        sung = await call_tool(client, "create_music", sound=SOUND, lyrics=LYRICS, instrumental=False, vendor=vendor)
        unsung = await call_tool(client, "create_music", sound=SOUND, lyrics="", instrumental=True, vendor=vendor)
        assert sung["status"] == unsung["status"] == "done"


@pytest.mark.parametrize("vendor", [*FAKED_VENDORS, "offline"])
async def test_an_extension_at_zero_costs_nothing_at_any_vendor(vendor: str, fake: FakeVendor, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, fake, *([] if vendor == "offline" else [vendor]))
    async with open_client(settings) as (client, studio):
        for zero in (0, "0", "0:00"):
            code, message = await tool_error(client, "extend_music", clip_id=f"{vendor}:abc", sound=SOUND, at=zero)
            assert code == "invalid_arguments" and "leave it out to go on from the clip's end" in message
        assert not fake.charges and not await studio.recent("local", 5)


async def test_a_clip_is_found_by_its_task_its_address_and_its_file(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND)
        [clip] = made["clips"]
        clip_id = clip["clip_id"]
        first = await call_tool(client, "vary_music", clip_id=clip_id)
        names = [made["task_id"], clip["audio_url"], f"{clip['audio_url']}?token=renewed", clip["file"], clip["image_file"]]
        names += [f'"{clip_id}"', [clip_id], f"producer://clips/{clip_id}", f"[{made['task_id']}]."]
        for name in names:
            again = await call_tool(client, "vary_music", clip_id=name)
            assert again["task_id"] == first["task_id"], name
            family = await call_tool(client, "find_clips", clip_id=name)
            assert clip_id in [row["clip_id"] for row in family["clips"]], name
        assert len(fake.charges) == 2


async def test_a_task_of_several_clips_names_them_and_one_without_says_what_to_do(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "acedata", "musicapi", vendor="acedata")) as (client, _):
        song = await call_tool(client, "create_music", sound=SOUND)
        stems = await call_tool(client, "split_stems", clip_id=song["clips"][0]["clip_id"])
        code, message = await tool_error(client, "vary_music", clip_id=stems["task_id"])
        assert code == "invalid_arguments" and len(stems["clips"]) > 1
        assert all(f"{clip['clip_id']} ({clip['part']})" in message for clip in stems["clips"])
        fake.polls_until_done = None
        running = await call_tool(client, "create_music", sound=SOUND, take=2, wait_seconds=0, vendor="musicapi")
        code, message = await tool_error(client, "vary_music", clip_id=running["task_id"])
        assert f'is running and has no clip; get_tasks(task_ids=["{running["task_id"]}"]) waits for it.' in message
        fake.finish(fake.charges[-1].ticket)


async def test_what_names_no_clip_is_answered_with_the_next_call(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        for name, remedy in {
            "Rainy Day": 'find_clips(query="Rainy Day")',
            "https://elsewhere.example/a.mp3": "upload_music(url=…)",
            "clip_x7k2m9q4w8ab": "find_clips",
            "task_x7k2m9q4w8ab": "find_clips",
        }.items():
            code, message = await tool_error(client, "vary_music", clip_id=name)
            assert code == "not_found" and remedy in message, message


async def test_the_task_of_a_clip_is_shown_where_a_task_is_asked_for(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND)
        [task] = (await call_tool(client, "get_tasks", task_ids=made["clips"][0]["clip_id"]))["tasks"]
        assert task["task_id"] == made["task_id"] and task["clips"] == made["clips"]


async def test_another_owners_clip_is_not_found_by_its_address(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", sound=SOUND)
        address = made["clips"][0]["audio_url"]
        assert await studio.ledger.clips.at_address("local", address) is not None
        assert await studio.ledger.clips.at_address("somebody", address) is None


async def test_an_id_of_ours_behind_a_vendors_name_is_ours(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi", "acedata")) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND, vendor="musicapi")
        clip_id = made["clips"][0]["clip_id"]
        first = await call_tool(client, "cover_music", clip_id=clip_id, sound="reggae")
        for vendor in ("musicapi", "acedata", "offline"):
            again = await call_tool(client, "cover_music", clip_id=f"{vendor}:{clip_id}", sound="reggae")
            assert again["task_id"] == first["task_id"] and len(fake.charges) == 2


async def test_what_can_be_no_id_of_a_vendor_is_never_sent_to_it(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        for theirs in ("a, musicapi:b", "clip_…", "<their-id>", "{id}", "the last one", "[id]"):
            code, message = await tool_error(client, "cover_music", clip_id=f"musicapi:{theirs}", sound="reggae")
            assert code == "not_found" and "find_clips()" in message
        assert not fake.charges


async def test_lyrics_in_objects_are_sung_as_sections(fake: FakeVendor, tmp_path: Path) -> None:
    objects = [{"section": "Verse 1", "lines": ["Hello", "you"]}, {"section": "Chorus", "lyrics": "Sing"}]
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        await call_tool(client, "create_music", sound=SOUND, lyrics=objects)
        await call_tool(client, "create_music", sound=SOUND, lyrics=json.dumps(objects))
        assert [charge.body["lyrics"] for charge in fake.charges] == ["[Verse 1]\nHello\nyou\n\n[Chorus]\nSing"]
        assert (await tool_error(client, "create_music", sound=SOUND, lyrics={"mood": 7}))[0] == "invalid_arguments"
        assert len(fake.charges) == 1
