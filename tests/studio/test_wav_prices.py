"""A vendor's own wav: what it costs is said before anybody asks for one, and one that the vendor gives with a song is free."""

import wave
from pathlib import Path
from typing import Any

import pytest

from ..fake_vendor import FakeVendor, Fault
from ..fake_vendor.sounds import encoded
from ..studio_client import call_tool, open_client, settings_for, text_of, tool_error
from .studio_with_clock import SONG
from .test_money import MODES, YES, person

pytestmark = pytest.mark.anyio

PRICES = {
    "musicapi": "musicapi: 2 credits",
    "acedata": "acedata: a price it does not publish",
    "ccapi": "ccapi: a price it does not publish",
}


async def finished(client: Any, **more: Any) -> dict[str, Any]:
    """The answer of a song that is done."""
    made = await call_tool(client, "create_music", **SONG, **more)
    assert made["status"] == "done"
    return made


async def description(client: Any) -> str:
    """What `download_music` says of itself."""
    return str(next(tool.description for tool in (await client.list_tools()).tools if tool.name == "download_music"))


@pytest.mark.parametrize("vendor", PRICES)
async def test_a_song_that_is_done_says_what_a_wav_would_cost(tmp_path: Path, vendor: str) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        result = await client.call_tool("create_music", SONG)
        assert result.structured_content["wav_price"] == PRICES[vendor]
        assert f"A wav of it costs, at {PRICES[vendor]}" in text_of(result).splitlines()
        clip = result.structured_content["clips"][0]
        mp3 = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
        assert mp3["wav_price"] == PRICES[vendor] and mp3["cost"]["amount"] == 0 and len(fake.charges) == 1


async def test_once_a_wav_is_here_no_price_is_told(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await finished(client)
        wav = await call_tool(client, "download_music", clip_id=made["clips"][0]["clip_id"], format="wav")
        [again] = (await call_tool(client, "get_tasks", task_ids=[made["task_id"]]))["tasks"]
        assert wav["cost"]["amount"] == 2 and "wav_price" not in wav and "wav_price" not in again


@pytest.mark.parametrize("kept", ["wav", "flac"])
async def test_where_a_wav_can_be_made_here_no_price_is_told(tmp_path: Path, kept: str) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.contents["m4a"] = encoded(kept, 2.0)
        assert "wav_price" not in await finished(client)


async def test_what_is_no_song_of_a_vendors_has_no_price(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", "acedata")) as (client, _):
        fake.contents |= {"mp3": encoded("mp3", 2.0), "m4a": encoded("m4a", 2.0)}
        upload = await call_tool(client, "upload_music", url=f"{fake.url}/files/mine.mp3", vendor="musicapi")
        song = await finished(client, vendor="acedata")
        stems = await call_tool(client, "split_stems", clip_id=song["clips"][0]["clip_id"])
        film = await call_tool(client, "make_video", clip_id=song["clips"][0]["clip_id"])
        lyrics = await call_tool(client, "write_lyrics", idea="a lighthouse", vendor="musicapi")
        for answer in (upload, stems, film, lyrics):
            assert answer["status"] == "done" and "wav_price" not in answer


@pytest.mark.parametrize(
    ("vendors", "said"),
    [
        (("musicapi",), "Price of a wav: musicapi 2 credits."),
        (("acedata",), "Price of a wav: acedata not published."),
        (("musicapi", "acedata", "ccapi"), "Price of a wav: musicapi 2 credits; acedata, ccapi not published."),
        ((), None),
    ],
)
async def test_the_tool_names_the_prices_before_any_call(tmp_path: Path, vendors: tuple[str, ...], said: str | None) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, *vendors)) as (client, _):
        told = await description(client)
        assert told.endswith(said) if said else "Price" not in told
        assert not fake.requests


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("vendor", "price"), [("musicapi", "2 credits"), ("acedata", "a price it does not publish")])
async def test_the_question_before_a_wav_names_song_and_price(tmp_path: Path, vendor: str, price: str, mode: str) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
            clip = (await finished(client))["clips"][0]
        settings = settings_for(tmp_path, fake, vendor, confirm=True)
        async with open_client(settings, mode=mode, elicitation_callback=person(YES, seen)) as (client, _):
            await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
            assert not seen
            await call_tool(client, "download_music", clip_id=clip["clip_id"], format="wav")
            note = f"Note: This is {vendor}'s own wav, which cannot be made here."
            assert seen == [f"download_music at {vendor} costs {price}: “Window” as wav. {note} Go ahead?"]
            assert len(fake.charges) == 2


async def test_a_wav_that_came_with_the_song_is_fetched_from_there_free(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", confirm=False)) as (client, _):
        fake.generations["musicapi"] = "2a"
        made = await finished(client)
        assert "wav_price" not in made
        assert not any(request.path.endswith(".wav") for request in fake.requests)  # large, and nobody asked for it
        given = await call_tool(client, "download_music", clip_id=made["clips"][0]["clip_id"], format="wav")
        assert given["status"] == "done" and given["cost"]["amount"] == 0 and "warnings" not in given
        with wave.open(given["clips"][0]["file"]) as sound:
            assert sound.getnframes() > 0
        submits = [request.path for request in fake.requests if request.method == "POST"]
        assert submits == ["/api/v1/producer/create"] and len(fake.charges) == 1
        fetches = len(fake.requests)
        again = await call_tool(client, "download_music", clip_id=made["clips"][0]["clip_id"], format="wav", take=2)
        assert again["clips"][0]["file"] == given["clips"][0]["file"] and len(fake.requests) == fetches


async def test_without_a_library_its_address_is_given(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", save=False)) as (client, _):
        fake.generations["musicapi"] = "2a"
        made = await finished(client)
        given = await call_tool(client, "download_music", clip_id=made["clips"][0]["clip_id"], format="wav")
        assert given["status"] == "done" and given["clips"][0]["audio_url"].endswith(".wav") and len(fake.charges) == 1


async def test_a_fresh_address_is_asked_for_when_the_wavs_is_over(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.generations["musicapi"] = "2a"
        made = await finished(client)
        fake.next(Fault("status", 403), on="/files/*.wav")
        given = await call_tool(client, "download_music", clip_id=made["clips"][0]["clip_id"], format="wav")
        assert given["status"] == "done" and Path(given["clips"][0]["file"]).suffix == ".wav" and len(fake.charges) == 1


async def test_a_wav_that_is_given_out_no_more_is_bought_only_when_asked_again(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.generations["musicapi"] = "2a"
        clip_id = (await finished(client))["clips"][0]["clip_id"]
        for _again in range(2):
            fake.next(Fault("status", 403), on="/files/*.wav")
        failed = await call_tool(client, "download_music", clip_id=clip_id, format="wav")
        assert failed["status"] == "failed" and "never fetched" in failed["error"]["message"] and len(fake.charges) == 1
        bought = await call_tool(client, "download_music", clip_id=clip_id, format="wav", take=2)
        assert bought["status"] == "done" and bought["cost"]["amount"] == 2 and len(fake.charges) == 2


async def test_a_person_who_says_no_keeps_the_credits(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
            clip = (await finished(client))["clips"][0]
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True)
        async with open_client(settings) as (client, _):
            code, message = await tool_error(client, "download_music", clip_id=clip["clip_id"], format="wav")
            assert code == "declined" and "without PRODUCER_CONFIRM" in message and len(fake.charges) == 1


@pytest.mark.parametrize(
    ("tool", "said", "purpose"),
    [
        ("vary_music", {}, "“Window”"),
        ("cover_music", {"sound": "slow reggae with a warm organ"}, "slow reggae with a warm organ, for “Window”"),
    ],
)
async def test_a_question_about_a_song_names_it(tmp_path: Path, tool: str, said: dict[str, str], purpose: str) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
            clip = (await finished(client))["clips"][0]
        settings = settings_for(tmp_path, fake, "acedata", confirm=True)
        async with open_client(settings, elicitation_callback=person(YES, seen)) as (client, _):
            await call_tool(client, tool, clip_id=clip["clip_id"], **said)
            assert seen == [f"{tool} at acedata costs a price it does not publish: {purpose}. Go ahead?"]
