"""Several families of models behind one key: who is asked, where a clip stays, and what they share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mcp import Client

from producer_mcp.vendors import payer_of
from producer_mcp.vendors.musicapi import MusicAPI
from producer_mcp.vendors.musicapi_suno import MusicAPISuno
from tests.fake_vendor import SUNO_VENDORS, FakeVendor
from tests.studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = pytest.mark.anyio

SOUND = "warm lo-fi piano with rain outside"
FAMILIES = ("musicapi", "acedata", "musicapi-suno", "acedata-suno")


@pytest.fixture
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as fake:
        yield fake


@pytest.fixture
async def client(fake: FakeVendor, tmp_path: Path) -> AsyncIterator[Client]:
    async with open_client(settings_for(tmp_path, fake, *FAMILIES)) as (client, _):
        yield client


async def test_a_key_makes_its_own_vendor_the_default_and_not_the_other_family(fake: FakeVendor, client: Client) -> None:
    assert (await call_tool(client, "studio_status"))["default_vendor"] == "musicapi"
    assert (await call_tool(client, "create_music", sound=SOUND))["vendor"] == "musicapi"
    assert [charge.vendor for charge in fake.charges] == ["musicapi"]


@pytest.mark.parametrize("vendor", sorted(SUNO_VENDORS))
async def test_a_song_of_suno_is_two_clips_and_stays_with_its_family(fake: FakeVendor, client: Client, vendor: str) -> None:
    song = await call_tool(client, "create_music", sound=SOUND, vendor=vendor)
    assert (song["status"], song["vendor"], len(song["clips"])) == ("done", vendor, 2)
    assert all(Path(clip["file"]).is_file() for clip in song["clips"])
    clip_id = song["clips"][0]["clip_id"]
    varied = await call_tool(client, "vary_music", clip_id=clip_id, strength="subtle")
    assert (varied["vendor"], len(varied["clips"])) == (vendor, 2)
    for swap in ("swap_vocals", "swap_sound"):
        code, sentence = await tool_error(client, swap, clip_id=clip_id, sound="a low male voice, close and dry")
        assert code == "unsupported"
        assert f"{vendor} has no {swap}; acedata does; bring the clip there with upload_music" in sentence
    assert [charge.vendor for charge in fake.charges] == [vendor] * 2


async def test_stems_of_a_song_of_suno_are_called_by_their_parts(client: Client) -> None:
    song = await call_tool(client, "create_music", sound=SOUND, title="Rain", vendor="acedata-suno")
    stems = await call_tool(client, "split_stems", clip_id=song["clips"][0]["clip_id"], detail="twelve")
    parts = [clip["part"] for clip in stems["clips"]]
    assert len(parts) == len(set(parts)) and (parts[0], parts[12]) == ("vocals", "vocals 2")


async def test_one_balance_is_asked_for_once(fake: FakeVendor, client: Client) -> None:
    seen = {vendor["name"]: vendor for vendor in (await call_tool(client, "studio_status"))["vendors"]}
    assert seen["musicapi"]["balance"] == seen["musicapi-suno"]["balance"] == "1000 credits"
    assert len([request for request in fake.requests if request.path.endswith("/get-credits")]) == 1


async def test_what_a_vendor_only_lists_is_shown_and_not_offered(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "ccapi", "ccapi-suno")) as (client, _):
        seen = {vendor["name"]: vendor for vendor in (await call_tool(client, "studio_status"))["vendors"]}
    assert len(seen["ccapi-suno"]["listed"]) == 22 and "Extend Music" in seen["ccapi-suno"]["listed"]
    assert seen["ccapi-suno"]["offers"] == ["create_music", "write_lyrics", "enrich_sound"]
    assert seen["ccapi-suno"]["undocumented"] == ["create_music", "write_lyrics"]


def test_an_account_keeps_its_form_and_families_have_one_payer() -> None:
    producer, suno = (kind("https://api.musicapi.ai", "key-for-tests") for kind in (MusicAPI, MusicAPISuno))
    fingerprint = producer.account.partition("#")[2]
    assert producer.account == f"musicapi@api.musicapi.ai#{fingerprint}"
    assert suno.account == f"musicapi-suno@api.musicapi.ai#{fingerprint}"
    assert payer_of(producer.account) == payer_of(suno.account) == f"api.musicapi.ai#{fingerprint}"
    assert payer_of(MusicAPISuno("https://api.aimusicapi.ai", "key-for-tests").account) != payer_of(producer.account)


@pytest.mark.parametrize("vendor", SUNO_VENDORS)
async def test_what_is_the_vendors_own_default_is_the_same_request_said_and_unsaid(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, vendor=vendor)) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND)
        again = await call_tool(client, "create_music", sound=SOUND, model="v6")
        stems = await call_tool(client, "split_stems", clip_id=made["clips"][0]["clip_id"], detail="two")
        same = await call_tool(client, "split_stems", clip_id=made["clips"][0]["clip_id"])
        assert (again["task_id"], same["task_id"]) == (made["task_id"], stems["task_id"])
        assert again["existing"] and same["existing"] and len(fake.charges) == 2
