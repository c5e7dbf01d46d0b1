"""What the page hears of a clip: its outline and its preview, by tools and by resources."""

import json
import os
from base64 import b64decode
from collections.abc import Callable, Mapping
from errno import ENOSPC
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError
from mcp.types import BlobResourceContents, TextResourceContents

from producer_mcp.engine import convert_audio, seconds_of_audio
from producer_mcp.library.previews import AudioSurvey, PreviewFolder
from producer_mcp.studio import Studio
from tests.fake_vendor import FakeVendor
from tests.studio_client import call_tool, open_client, settings_for, tool_error

from .pieces import PIECE, made

pytestmark = pytest.mark.anyio


async def blob(client: Client, uri: str) -> bytes:
    [content] = (await client.read_resource(uri)).contents
    assert isinstance(content, BlobResourceContents)
    return b64decode(content.blob)


async def kept_as_mp3(studio: Studio, clip_id: str) -> Path:
    """Where the clip's own file lies from now on: an mp3, as most vendors give."""
    file = (await studio.known_clip("local", clip_id)).files["audio"]
    path = Path(file.path or "").with_suffix(".mp3")
    convert_audio(Path(file.path or ""), path, "mp3")
    changes = {"path": str(path), "mime": "audio/mpeg", "sha256": "of the mp3"}
    await studio.ledger.files.record_fetched(file.model_copy(update=changes))
    return path


async def whole(client: Client, clip_id: str, step: int) -> bytes:
    """The preview, by the piece until one is shorter than asked."""
    pieces: list[bytes] = []
    while not pieces or len(pieces[-1]) == step:
        told = await call_tool(client, "player_preview", clip_id=clip_id, start=sum(map(len, pieces)), bytes=step)
        pieces.append(b64decode(told["base64"]))
    return b"".join(pieces)


async def test_the_outline_is_small_and_comes_before_the_sound(here: tuple[Client, Studio]) -> None:
    client, _ = here
    clip_id = await made(client)
    told = await call_tool(client, "player_peaks", clip_id=clip_id)
    pairs = b64decode(told["peaks"])
    assert told["count"] == 800 and len(pairs) == 1_600 and len(json.dumps(told)) < 5_000
    assert abs(told["seconds"] - 5) < 1 and -30 < told["loudness"] < -5 and told["mime"] == "audio/mpeg"
    lows, highs = [value - 256 * (value > 127) for value in pairs[::2]], [value - 256 * (value > 127) for value in pairs[1::2]]
    assert all(low <= high for low, high in zip(lows, highs, strict=True)) and max(highs) > 30 and min(lows) < -30
    [content] = (await client.read_resource(f"producer://clips/{clip_id}/peaks")).contents
    assert isinstance(content, TextResourceContents)
    assert json.loads(content.text) | {"bytes": 0} == told | {"bytes": 0}


@pytest.mark.parametrize("step", [1_000_000, 20_000])
async def test_the_preview_is_a_small_mp3_whatever_the_pieces(here: tuple[Client, Studio], tmp_path: Path, step: int) -> None:
    client, _ = here
    clip_id = await made(client)
    (tmp_path / "heard.mp3").write_bytes(sound := await whole(client, clip_id, step))
    song = await call_tool(client, "player_song", clip_id=clip_id)
    assert abs(seconds_of_audio(tmp_path / "heard.mp3") - song["clip"]["seconds"]) < 0.1
    assert len(sound) < 13_000 * song["clip"]["seconds"] and song["clip"]["audio"] == {"state": "ready"}
    assert song["clip"]["loudness"] == song["versions"][0]["loudness"]


async def test_pieces_by_address_and_by_tool_are_the_same(here: tuple[Client, Studio]) -> None:
    client, _ = here
    clip_id = await made(client)
    sound = await whole(client, clip_id, 1_000_000)
    address = f"producer://clips/{clip_id}/preview"
    assert await blob(client, address) == sound[:96_000]
    assert await blob(client, f"{address}?start=10&bytes=7") == sound[10:17]
    assert await blob(client, f"{address}?start={len(sound) - 3}") == sound[-3:]
    assert await blob(client, f"{address}?start={len(sound)}") == await blob(client, f"{address}?start=999999999") == b""


@pytest.mark.parametrize("kind", ["preview", "audio"])
@pytest.mark.parametrize("start", [10**7, 2**63 - 1, 10**30])
async def test_behind_the_end_there_is_nothing_however_far(here: tuple[Client, Studio], kind: str, start: int) -> None:
    client, _ = here
    told = await call_tool(client, "player_preview", clip_id=await made(client), kind=kind, start=start)
    assert told["base64"] == "" and told["total"] > 1_000


async def test_the_kept_file_comes_by_the_piece_too(here: tuple[Client, Studio]) -> None:
    client, _ = here
    clip_id = await made(client)
    [download] = (await call_tool(client, "player_song", clip_id=clip_id))["clip"]["downloads"]
    kept = Path(download["file"]).read_bytes()
    told = await call_tool(client, "player_preview", clip_id=clip_id, kind="audio", start=4, bytes=10)
    assert b64decode(told["base64"]) == kept[4:14] and (told["total"], told["mime"]) == (len(kept), "audio/flac")
    assert await blob(client, f"producer://clips/{clip_id}/audio?start=4&bytes=10") == kept[4:14]
    _, message = await tool_error(client, "player_preview", clip_id=clip_id, kind="wav")
    assert "not kept here; download_music makes one" in message


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("bytes=0", "bytes goes from 1 to 1000000"),
        ("bytes=1000001", "bytes goes from 1 to 1000000"),
        ("start=-1", "asks for no piece"),
        ("start=1&path=/etc/passwd", "asks for no piece"),
    ],
)
async def test_what_is_no_piece_is_refused(here: tuple[Client, Studio], query: str, sentence: str) -> None:
    client, _ = here
    clip_id = await made(client)
    with pytest.raises(MCPError, match=sentence):
        await client.read_resource(f"producer://clips/{clip_id}/preview?{query}")
    with pytest.raises(MCPError, match="nothing is at"):
        await client.read_resource(f"producer://clips/{clip_id}/lyrics?{query}")


async def test_a_preview_is_made_once(here: tuple[Client, Studio], tmp_path: Path) -> None:
    client, _ = here
    clip_id = await made(client)
    sound = await whole(client, clip_id, 1_000_000)
    [kept] = (tmp_path / "data" / "previews").glob("*.mp3")
    written = kept.stat()
    assert await whole(client, clip_id, 1_000_000) == sound == kept.read_bytes()
    assert (kept.stat().st_ino, kept.stat().st_size) == (written.st_ino, written.st_size)
    kept.unlink()
    assert await whole(client, clip_id, 1_000_000) == sound


async def test_a_clip_that_is_kept_nowhere_here_is_fetched_to_be_heard_and_not_kept(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", save=False)) as (client, _):
        clip_id = await made(client, seconds=None)
        song = await call_tool(client, "player_song", clip_id=clip_id)
        assert song["clip"]["audio"] == {"state": "ready"} and fake.url not in json.dumps(song)
        assert await whole(client, clip_id, 96_000)
        assert not (tmp_path / "music").exists() or not list((tmp_path / "music").iterdir())


async def test_lines_and_words_come_with_their_times(here: tuple[Client, Studio]) -> None:
    client, _ = here
    sheet = "[Verse]\nRain on the roof tonight\nCounting every drop\n\n[Chorus]\nLet it fall"
    done = await call_tool(client, "create_music", sound="slow folk, female voice", lyrics=sheet, title="Rain")
    told = await call_tool(client, "player_song", task_id=done["task_id"])
    lyrics: Mapping[str, Any] = told["lyrics"]
    assert lyrics["timing"] == "exact" and "Rain on the roof tonight" in lyrics["text"]
    sung = next(row for row in lyrics["lines"] if row["text"] == "Rain on the roof tonight")
    assert [word["text"] for word in sung["words"]] == ["Rain", "on", "the", "roof", "tonight"]
    assert all(sung["start"] <= word["start"] < word["end"] for word in sung["words"])
    assert lyrics["sections"][sung["section"]]["name"].startswith("Verse")
    assert [row["name"].split()[0] for row in lyrics["sections"]][:3] == ["Intro", "Verse", "Chorus"]


async def test_sections_and_bars_are_those_of_the_score_sung_or_not(here: tuple[Client, Studio]) -> None:
    client, _ = here
    clip_id = await made(client, seconds=30)
    told = await call_tool(client, "player_song", clip_id=clip_id)
    bars, grid = told["grid"]["bars"], told["grid"]
    bar = grid["beats_per_bar"] * 60 / grid["bpm"]
    assert bars[0] == 0 and all(abs(after - before - bar) < 0.01 for before, after in pairwise(bars))
    assert [row["start"] for row in told["sections"]] == [0, *(row["end"] for row in told["sections"][:-1])]
    assert abs(told["sections"][-1]["end"] - told["clip"]["seconds"]) < bar and "lyrics" not in told


async def test_of_another_vendors_song_the_times_are_guessed_and_said_so(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        clip_id = await made(client, seconds=None, instrumental=None, lyrics="[Verse]\nRain\n[Chorus]\nSun")
        told = await call_tool(client, "player_song", clip_id=clip_id)
        assert told["lyrics"]["timing"] == "section" and [row["name"] for row in told["sections"]] == ["Verse", "Chorus"]
        assert [(row["text"], row["section"]) for row in told["lyrics"]["lines"]] == [("Rain", 0), ("Sun", 1)]
        assert "grid" not in told and "words" not in told["lyrics"]["lines"][0]


async def test_a_small_mp3_of_a_vendor_is_heard_as_it_is(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        clip_id = await made(client, seconds=None)
        kept = await kept_as_mp3(studio, clip_id)
        assert await whole(client, clip_id, 10_000) == kept.read_bytes()
        assert (await call_tool(client, "player_peaks", clip_id=clip_id))["count"] == 800
        assert not list((tmp_path / "data" / "previews").glob("*.mp3"))


async def test_what_a_page_waits_for_is_ready_when_it_is_done(here: tuple[Client, Studio], tmp_path: Path) -> None:
    client, _ = here
    begun = await call_tool(client, "create_music", **(PIECE | {"wait_seconds": 0}))
    await call_tool(client, "player_song", task_id=begun["task_id"])
    await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=50)
    with anyio.fail_after(30):
        while not list((tmp_path / "data" / "previews").glob("*.json")):
            await anyio.wait_all_tasks_blocked()


async def test_without_the_extra_a_kept_mp3_is_heard_and_nothing_else_is_promised(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        studio.library._preview_makers = None, None
        clip_id = await made(client, seconds=None)
        await kept_as_mp3(studio, clip_id)
        told = await call_tool(client, "player_peaks", clip_id=clip_id)
        assert "peaks" not in told and told["mime"] == "audio/mpeg" and told["bytes"] == len(await whole(client, clip_id, 50_000))
        clip = await studio.known_clip("local", clip_id)
        odd = Path(clip.files["audio"].path or "").with_suffix(".ogg")
        odd.write_bytes(b"OggS")
        await studio.ledger.files.record_fetched(clip.files["audio"].model_copy(update={"path": str(odd)}))
        state = (await call_tool(client, "player_song", clip_id=clip_id))["clip"]["audio"]
        assert state["state"] == "none" and 'needs the extra "studio"' in state["why"] and "downloaded" in state["why"]
        _, message = await tool_error(client, "player_peaks", clip_id=clip_id)
        assert 'needs the extra "studio"' in message


async def test_sound_that_is_nowhere_is_said_in_a_sentence(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        clip_id = await made(client, seconds=None)
        clip = await studio.known_clip("local", clip_id)
        lost = {"path": None, "error": "the vendor's address no longer works", "next_try": None, "tries": 12}
        await studio.ledger.files.record_lost(clip.files["audio"])
        await studio.ledger.files.record_failed(clip.files["audio"].model_copy(update=lost))
        state = (await call_tool(client, "player_song", clip_id=clip_id))["clip"]["audio"]
        assert state == {"state": "none", "why": "Its sound is not kept here: the vendor's address no longer works."}
        _, message = await tool_error(client, "player_peaks", clip_id=clip_id)
        assert "cannot be heard yet" in message and "no longer works" in message


def a_preview_folder(studio: Studio, write: Callable[[Path, Path], None]) -> None:
    """Have previews written by `write`."""
    survey, _ = studio.library._preview_makers
    studio.library._preview_makers = survey, write


async def test_a_preview_that_fails_halfway_is_refused_not_cut_and_leaves_nothing(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        clip_id = await made(client)

        def fill_the_disk(source: Path, target: Path) -> None:
            target.write_bytes(bytes(10_000))
            raise OSError(ENOSPC, "No space left on device")

        a_preview_folder(studio, fill_the_disk)
        for _ in range(2):
            code, message = await tool_error(client, "player_preview", clip_id=clip_id)
            assert code == "storage" and "its disk is full" in message
        assert not list((tmp_path / "data" / "previews").iterdir())


async def test_a_piece_that_is_not_written_in_time_is_asked_for_again_not_taken_for_the_end(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        clip_id, goes_on = await made(client), Event()

        def write_slowly(source: Path, target: Path) -> None:
            with target.open("wb") as file:
                file.write(bytes(5_000))
                file.flush()
                goes_on.wait(30)
                file.write(bytes(6_000))

        a_preview_folder(studio, write_slowly)
        await call_tool(client, "player_peaks", clip_id=clip_id)
        studio.player.previews._making_seconds = 0.2
        try:
            _, message = await tool_error(client, "player_preview", clip_id=clip_id, bytes=10_000)
            assert "ask again" in message
            assert len(b64decode((await call_tool(client, "player_preview", clip_id=clip_id, bytes=5_000))["base64"])) == 5_000
        finally:
            goes_on.set()
        studio.player.previews._making_seconds = 30
        assert len(await whole(client, clip_id, 10_000)) == 11_000


async def test_a_preview_of_a_part_of_a_file_is_not_that_of_the_whole(here: tuple[Client, Studio]) -> None:
    client, studio = here
    clip_id = await made(client)
    kept = Path((await studio.known_clip("local", clip_id)).files["audio"].path or "")
    sound = kept.read_bytes()
    kept.write_bytes(sound[:-60_000])  # a third of what is not its picture
    part = await whole(client, clip_id, 1_000_000)
    kept.write_bytes(sound)
    assert len(part) < len(await whole(client, clip_id, 1_000_000))


async def test_where_nothing_can_be_written_a_kept_mp3_is_heard_all_the_same(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        clip_id = await made(client, seconds=None)
        kept = await kept_as_mp3(studio, clip_id)
        (tmp_path / "data" / "previews").write_text("no folder")
        assert (await call_tool(client, "player_peaks", clip_id=clip_id))["count"] == 800
        assert await whole(client, clip_id, 10_000) == kept.read_bytes()


@pytest.mark.parametrize("spoiled", ["", "[]", "null", "{", "{}", '{"seconds": 1, "loudness": 1, "peaks": 7, "file": 7}'])
def test_a_preview_whose_notes_are_spoiled_is_made_anew(tmp_path: Path, spoiled: str) -> None:
    folder = PreviewFolder(tmp_path)
    (tmp_path / "key.json").write_text(spoiled)
    assert folder.find("key", None) is None


def test_of_many_previews_those_heard_last_stay(tmp_path: Path) -> None:
    folder = PreviewFolder(tmp_path / "previews", None, None, max_bytes=250)
    for number in range(4):
        path = folder.new_path(f"key{number}")
        path.write_bytes(bytes(100))
        os.utime(path, (number, number))
        folder.keep(f"key{number}", AudioSurvey(1.0, None, b""), path)
    assert [number for number in range(4) if folder.find(f"key{number}", None)] == [2, 3] and folder.total_bytes() < 600
