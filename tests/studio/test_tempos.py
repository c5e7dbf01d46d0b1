"""Tempo and key of every clip on this machine: from its score, or measured once, in answers, files, sidecars and searches."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
import pytest
from mutagen._file import File as open_tags

from producer_mcp.engine import Engine
from producer_mcp.engine.brief import Brief
from producer_mcp.models import File, Tempo
from producer_mcp.studio import Studio

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for, text_of
from .studio_with_clock import SONG

pytestmark = pytest.mark.anyio

TAGS = {
    "mp3": {"TBPM": "124", "TKEY": "Am"},
    "wav": {"TBPM": "124", "TKEY": "Am"},
    "flac": {"bpm": "124", "key": "Am", "initialkey": "Am"},
    "m4a": {"tmpo": "124", "----:com.apple.iTunes:initialkey": "Am"},
}
HOUSE = Brief(sound="house, 124 bpm, A minor", seconds=12, seed="1", instrumental=True)


def tags_in(path: str, names: list[str]) -> dict[str, str]:
    """Those of a file's tags, as another program reads them."""
    tags = open_tags(path).tags
    values = {name: tags.get(name) for name in names}
    firsts = {name: value[0] if isinstance(value, list) else value for name, value in values.items()}
    return {name: value.decode() if isinstance(value, bytes) else str(value) for name, value in firsts.items()}


async def measured(studio: Studio, clip_id: str) -> dict[str, Any]:
    """The clip's tempo once somebody has looked."""
    with anyio.fail_after(30):
        while not (clip := await studio.known_clip("local", clip_id)).tempo_source:
            await studio.changes.wait(0.2, since=studio.changes.count)
    return {} if clip.tempo is None else clip.tempo.model_dump()


async def tagged(studio: Studio, clip: dict[str, Any], expected: dict[str, str]) -> File:
    """The clip's audio in the ledger, once its file has those tags: it is written first, then its page, then the ledger."""
    with anyio.fail_after(30):
        while True:
            seen, kept = studio.changes.count, await studio.file(clip["clip_id"], "audio")
            is_recorded = kept is not None and kept.sha256 == sha256(Path(clip["file"]).read_bytes()).hexdigest()
            is_told = "key" in json.loads(Path(clip["file"]).with_suffix(".json").read_text("utf-8"))
            if kept is not None and is_recorded and is_told and tags_in(clip["file"], list(expected)) == expected:
                return kept
            await studio.changes.wait(1, since=seen)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Twelve seconds of house in each format, without tags."""
    engine = Engine(tmp_path_factory.mktemp("engine"))
    ticket = engine.compose(HOUSE).ticket
    return {form: engine.export(ticket, form).read_bytes() for form in ("mp3", "wav", "flac", "m4a")}


@pytest.mark.parametrize("era", ["legacy", "auto"])
async def test_a_sketch_has_the_tempo_and_key_of_its_score(tmp_path: Path, era: str) -> None:
    async with open_client(settings_for(tmp_path), mode=era) as (client, _):
        answer = await client.call_tool("create_music", {"sound": HOUSE.sound, "seconds": 8, "instrumental": True})
        assert answer.structured_content is not None
        [clip] = answer.structured_content["clips"]
        assert clip["tempo"] == {"bpm": 124, "key": "A minor", "from": "score"}
        assert "124 bpm, A minor (score): " in text_of(answer)
        assert tags_in(clip["file"], list(TAGS["flac"])) == TAGS["flac"]
        sidecar = json.loads(Path(clip["file"]).with_suffix(".json").read_text("utf-8"))
        assert (sidecar["bpm"], sidecar["key"], sidecar["tempo_source"]) == (124, "A minor", "score")
        mixed = await call_tool(client, "extend_music", clip_id=clip["clip_id"], at=4, seconds=6, sound="punk, 170 bpm")
        assert mixed["clips"][0]["tempo"]["from"] == "score, and the tempo changes"
        mine = (await call_tool(client, "upload_music", path=clip["file"], title="Mine"))["clips"][0]
        assert mine["tempo"]["from"].startswith("measured: bpm ") and ", key " in mine["tempo"]["from"]


@pytest.mark.parametrize("form", TAGS)
async def test_a_vendors_song_is_measured_after_it_is_kept_and_tagged(
    tmp_path: Path, form: str, sounds: dict[str, bytes]
) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        fake.contents["m4a"] = sounds[form]
        made = (await call_tool(client, "create_music", **SONG))["clips"][0]
        tempo = await measured(studio, made["clip_id"])
        assert tempo["bpm"] == pytest.approx(124, abs=1) and tempo["key"] == "A minor"
        [clip] = (await call_tool(client, "find_clips", query="124 bpm"))["clips"]
        assert clip["tempo"]["from"] == tempo["source"] and tempo["source"].startswith("measured: bpm sure, key ")
        expected = TAGS[form] if "key a guess" not in tempo["source"] else {}
        kept = await tagged(studio, clip, expected)
        assert kept.size == Path(clip["file"]).stat().st_size
        sidecar = json.loads(Path(clip["file"]).with_suffix(".json").read_text("utf-8"))
        assert sidecar["key"] == "A minor" and sidecar["files"]["audio"]["sha256"] == kept.sha256
        exported = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="mp3")
        assert tags_in(exported["clips"][0]["file"], list(TAGS["mp3"])) == (TAGS["mp3"] if expected else {})


async def test_what_is_too_short_is_looked_at_once_and_nothing_is_said(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = (await call_tool(client, "create_music", **SONG))["clips"][0]
        assert await measured(studio, made["clip_id"]) == {}
        [clip] = (await call_tool(client, "find_clips"))["clips"]
        assert "tempo" not in clip and await studio.ledger.clips.without_tempo(9) == []
        assert await studio.ledger.clips.set_tempo(made["clip_id"], Tempo(bpm=99, source="vendor")) is None


async def test_clips_of_an_earlier_run_are_looked_at_when_the_server_starts(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        made = (await call_tool(client, "create_music", sound=HOUSE.sound, seconds=8, instrumental=True))["clips"][0]
        await forget_tempos(studio)
    async with open_client(settings_for(tmp_path)) as (client, studio):
        assert (await measured(studio, made["clip_id"]))["source"] == "score"


async def forget_tempos(studio: Studio) -> None:
    """A ledger as it was before anybody looked for tempos."""
    import sqlite3

    status = await studio.status("local")
    with sqlite3.connect(str(status.ledger)) as connection:
        connection.execute("UPDATE clip SET bpm = NULL, key = '', tempo_source = ''")


async def test_clips_are_found_by_tempo_and_key_among_other_words(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        titles = {
            "First": "house, 124 bpm, A minor",
            "Second": "house, 124 bpm, F# minor",
            "Third": "techno, 131 bpm, A minor",
        }
        for title, sound in titles.items():
            await call_tool(client, "create_music", title=title, sound=sound, seconds=6, instrumental=True)

        async def found(query: str) -> set[str]:
            return {clip["title"] for clip in (await call_tool(client, "find_clips", query=query))["clips"]}

        assert await found("124 bpm") == {"First", "Second"}
        assert await found("A minor") == {"First", "Third"}
        assert await found("Gb minor") == {"Second"} and await found("F minor") == set()
        assert await found("techno A minor 131bpm") == {"Third"} and await found("house Am") == {"First"}
        assert await found("first A minor 131 bpm") == set()
        text = text_of(await client.call_tool("find_clips", {"query": "first 131 bpm"}))
        assert "'first' in 1" in text and "'131 bpm' in 1" in text
