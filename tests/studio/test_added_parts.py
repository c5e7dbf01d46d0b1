"""A singer or a band that is added to a clip: an uploaded one at once, any other by two paid requests, of which the first
uploads it."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from producer_mcp.studio.steps import UPLOADED_COPY

from ..fake_vendor import SUNO_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SOUND
from .suno import GHOST, each_vendor, have_prices_of, suno
from .test_money import YES, person

pytestmark = pytest.mark.anyio

WORDS = "[Verse]\nRain on the roof"
SINGER: dict[str, Any] = {"part": "vocals", "lyrics": WORDS, "sound": "a low, dry alto"}
BAND: dict[str, Any] = {"part": "band", "sound": "jazz trio"}
ADDED = {"musicapi-suno": ("add_vocals", "add_instrumental"), "acedata-suno": ("overpainting", "underpainting")}
"""What the vendors call adding a singer, and adding a band."""
ADDED_AT = {"musicapi-suno": "/api/v1/sonic/create", "acedata-suno": "/suno/audios"}


@pytest.fixture(autouse=True)
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prices of MusicAPI's second host, at the fake's."""
    have_prices_of(monkeypatch, "api.aimusicapi.ai")


async def a_clip(client: Client, fake: FakeVendor, *, uploaded: bool = False) -> str:
    """The id of a song without words, or of the same uploaded; what it cost is forgotten."""
    made = await call_tool(client, "create_music", sound=SOUND, title="Window", instrumental=True)
    if uploaded:
        made = await call_tool(client, "upload_music", url=made["clips"][0]["audio_url"], title="Mine")
    assert made["status"] == "done", made
    fake.charges.clear()
    return str(made["clips"][0]["clip_id"])


def words_of(fake: FakeVendor) -> list[str]:
    """What was charged for, in the vendors' words."""
    return [
        str(charge.body.get("task_type") or charge.body.get("action") or charge.path.split("/")[-1]) for charge in fake.charges
    ]


@each_vendor
async def test_a_clip_that_is_uploaded_there_gets_a_part_by_one_charge(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, _):
        clip_id = await a_clip(client, fake, uploaded=True)
        for place, part in enumerate((SINGER, BAND)):
            made = await call_tool(client, "add_part", clip_id=clip_id, **part)
            assert (made["status"], made["vendor"], len(made["clips"])) == ("done", vendor, 2) and "step" not in made
            assert words_of(fake)[place:] == [ADDED[vendor][place]] and not fake.undocumented
            assert all(Path(clip["file"]).is_file() and "part" not in clip for clip in made["clips"])
            assert not any("paid requests" in warning for warning in made.get("warnings", ()))
        assert made.get("cost") == ({"amount": 10, "unit": "credits"} if vendor == "musicapi-suno" else None)


@each_vendor
async def test_any_other_clip_is_uploaded_first_and_once_for_all(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, studio):
        clip_id = await a_clip(client, fake)
        made = await call_tool(client, "add_part", clip_id=clip_id, **SINGER)
        assert made["status"] == "done" and words_of(fake) == ["upload", ADDED[vendor][0]], made
        assert any("is one task of 2 paid requests: uploading (" in warning for warning in made["warnings"])
        first, second, copy = made["clips"]
        assert [clip["title"] for clip in made["clips"]] == [
            "Window (new part)",
            "Window (new part) 2",
            f"Window ({UPLOADED_COPY})",
        ]
        assert copy["part"] == UPLOADED_COPY and "part" not in first and "part" not in second
        kept = await studio.known_clip("local", copy["clip_id"])
        assert kept.uploaded and kept.lyrics != WORDS and kept.sound != SINGER["sound"]
        assert (await studio.player.songs.of_clip("local", clip_id)).stems == ()
        again = await call_tool(client, "add_part", clip_id=clip_id, **SINGER)
        assert (again["task_id"], again["existing"], len(fake.charges)) == (made["task_id"], True, 2)
        other = await call_tool(client, "add_part", clip_id=copy["clip_id"], **BAND)
        assert (other["status"], words_of(fake)[2:], fake.undocumented) == ("done", [ADDED[vendor][1]], [])


@each_vendor
async def test_both_prices_are_told_before_a_person_says_yes(vendor: str, tmp_path: Path) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        async with open_client(suno(tmp_path, fake, vendor)) as (client, _):
            clip_id = await a_clip(client, fake)
        settings = suno(tmp_path, fake, vendor, confirm=True)
        async with open_client(settings, mode="legacy", elicitation_callback=person(YES, seen)) as (client, _):
            begun = await call_tool(client, "add_part", clip_id=clip_id, **SINGER)
            [done] = (await call_tool(client, "get_tasks", task_ids=begun["task_id"], wait_seconds=20))["tasks"]
            assert done["status"] == "done"
    prices = ("2 credits", "10 credits") if vendor == "musicapi-suno" else ("a price it does not publish",) * 2
    assert len(seen) == 1 and f"uploading ({prices[0]}), then adding ({prices[1]})" in seen[0]


async def test_each_request_takes_a_place_of_the_day(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(suno(tmp_path, fake, "musicapi-suno", daily_limit=2)) as (client, studio):
            clip_id = await a_clip(client, fake)
            code, message = await tool_error(client, "add_part", clip_id=clip_id, **SINGER)
            assert code == "limit_reached" and "one a step" in message and not fake.charges
        async with open_client(suno(tmp_path, fake, "musicapi-suno", daily_limit=3)) as (client, studio):
            made = await call_tool(client, "add_part", clip_id=clip_id, **SINGER)
            assert made["status"] == "done" and await studio.ledger.spending.paid_today("local") == 3
        async with open_client(suno(tmp_path, fake, "musicapi-suno", daily_limit=4)) as (client, _):
            made = await call_tool(client, "add_part", clip_id=made["clips"][2]["clip_id"], **BAND)
            assert made["status"] == "done"


@each_vendor
async def test_a_process_that_dies_between_uploading_and_adding_leaves_the_adding_to_the_next(
    vendor: str, tmp_path: Path
) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, studio):
        clip_id = await a_clip(client, fake)
        fake.next(Fault("status", 403), on=ADDED_AT[vendor])
        failed = await call_tool(client, "add_part", clip_id=clip_id, **SINGER)
        assert failed["status"] == "failed" and "Adding alone is asked for by the same call again" in failed["error"]["message"]
        assert "Uploading is done and paid" in failed["error"]["message"] and words_of(fake) == ["upload"]
        task = await studio.task("local", failed["task_id"])
        left = await studio.ledger.tasks.resume(task, holder=GHOST, limit=0)
        assert left is not None and left.step == 2
        [seen] = (await call_tool(client, "get_tasks", task_ids=task.task_id, wait_seconds=20))["tasks"]
        assert seen["status"] == "done" and words_of(fake) == ["upload", ADDED[vendor][0]]


@each_vendor
async def test_an_upload_whose_answer_is_lost_is_told_and_not_sent_again(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, _):
        clip_id = await a_clip(client, fake)
        fake.next(Fault("drop_after"), on="submit")
        for _ in range(2):
            lost = await call_tool(client, "add_part", clip_id=clip_id, **SINGER)
            assert (lost["status"], lost["step"]) == ("unknown", "1 of 2: uploading") and words_of(fake) == ["upload"]


@each_vendor
async def test_what_has_no_address_there_is_refused_before_anything_is_paid(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, _):
        code, message = await tool_error(client, "add_part", clip_id=f"{vendor}:theirs", **SINGER)
        assert code == "unsupported" and f"upload_music(url=…, vendor='{vendor}') brings it in" in message
        made = await call_tool(client, "create_music", sound=SOUND, vendor="offline", seconds=8)
        code, message = await tool_error(client, "add_part", clip_id=made["clips"][0]["clip_id"], **BAND)
        assert code == "unsupported" and f"offline adds no band; {vendor} does; bring the clip there" in message
        assert not fake.charges


async def test_a_clip_of_another_family_is_refused_with_who_can(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", *SUNO_VENDORS)) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND, vendor="musicapi")
        fake.charges.clear()
        code, message = await tool_error(client, "add_part", clip_id=made["clips"][0]["clip_id"], **BAND)
        able = "musicapi-suno and acedata-suno do; bring the clip there with upload_music"
        assert code == "unsupported" and able in message and "offline" not in message and not fake.charges
