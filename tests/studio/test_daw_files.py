"""Files for a DAW: MIDI, timed lyrics and flac of clips, exact where a score is known, and refused with what to do elsewhere."""

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from producer_mcp.engine.clips.flatten import flattened
from producer_mcp.engine.clips.store import ClipStore
from producer_mcp.engine.score import Score
from producer_mcp.errors import NotFound
from producer_mcp.lrc import lines_of_lrc
from producer_mcp.operations import Call, DownloadMusic

from ..fake_vendor import SUNO_VENDORS, FakeVendor
from ..fake_vendor.sounds import encoded
from ..midi_reader import read_midi
from ..studio_client import call_tool, open_client, settings_for, text_of, tool_error
from .studio_with_clock import SONG

pytestmark = pytest.mark.anyio

SUNG = {
    "sound": "pop, female voice, 112 bpm",
    "lyrics": "[Verse]\nRain on the window pane\nWaiting for the train",
    "seconds": 20,
}


async def exported(client: Any, clip_id: str, form: str) -> dict[str, Any]:
    """The clip as `download_music` answers it."""
    given = await call_tool(client, "download_music", clip_id=clip_id, format=form)
    assert given["status"] == "done", given
    clip: dict[str, Any] = given["clips"][0]
    return clip


def score_of(folder: Path, ticket: str) -> Score:
    """The score that the engine keeps under a ticket."""
    return flattened(ClipStore(folder / "data").recipe(ticket))


@pytest.mark.parametrize("era", ["legacy", "auto"])
async def test_a_sketch_comes_as_midi_and_timed_lyrics_from_its_score(tmp_path: Path, era: str) -> None:
    async with open_client(settings_for(tmp_path), mode=era) as (client, studio):
        made = (await call_tool(client, "create_music", title="Rain", **SUNG))["clips"][0]
        clip = await studio.known_clip("local", made["clip_id"])
        score = score_of(tmp_path, clip.vendor_clip_id)
        midi = await exported(client, clip.clip_id, "midi")
        assert Path(midi["file"]).name == f"Rain - {clip.clip_id}.mid" and "audio_url" not in midi
        file = read_midi(Path(midi["file"]).read_bytes())
        assert {track.name for track in file.tracks} == {part.name for part in score.parts}
        assert file.tempos[0].qpm == pytest.approx(112, rel=1e-5)
        lrc = await exported(client, clip.clip_id, "LRC file")
        text = Path(lrc["file"]).read_text("utf-8")
        assert text.startswith("[ti:Rain]\n[length:00:") and lrc["file"].endswith(".lrc")
        onsets = [note.at for part in score.parts for note in part.notes if note.syllable]
        lines = lines_of_lrc(text)
        assert [line.text for line in lines] == [line.text for line in score.lines]
        starts = [word.start for line in lines for word in line.words] + [line.start for line in lines]
        assert len(starts) >= 10 and all(min(abs(start - onset) for onset in onsets) <= 0.05 for start in starts)
        sidecar = json.loads(Path(midi["file"]).with_suffix(".json").read_text("utf-8"))
        assert sidecar["files"]["midi"]["mime"] == "audio/midi" and sidecar["files"]["lrc"]["mime"] == "text/plain"
        flac = await exported(client, clip.clip_id, "flac")
        assert flac["file"] == made["file"], "what is kept is flac already"


async def test_an_edit_has_midi_of_its_own_under_its_own_title(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        made = (await call_tool(client, "create_music", title="Rain", **SUNG))["clips"][0]
        longer = await call_tool(client, "extend_music", clip_id=made["clip_id"], at=8, seconds=10, sound="waltz", title="More")
        clip = await studio.known_clip("local", longer["clips"][0]["clip_id"])
        midi = await exported(client, clip.clip_id, "midi")
        file = read_midi(Path(midi["file"]).read_bytes())
        score = score_of(tmp_path, clip.vendor_clip_id)
        assert [marker.text for marker in file.markers] == [section.name for section in score.sections]
        assert sum(track.note_num() for track in file.tracks) > 100
        stems = (await call_tool(client, "split_stems", clip_id=made["clip_id"]))["clips"]
        bass = await exported(client, next(stem["clip_id"] for stem in stems if stem["part"] == "bass"), "midi")
        assert len({track.name for track in read_midi(Path(bass["file"]).read_bytes()).tracks}) == 1


async def test_what_nobody_sings_and_what_nobody_wrote_is_refused_with_a_sentence(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = (await call_tool(client, "create_music", sound="lofi", instrumental=True, seconds=8))["clips"][0]
        failed = await call_tool(client, "download_music", clip_id=made["clip_id"], format="lrc")
        assert failed["status"] == "failed" and "nothing is sung" in failed["error"]["message"]
        mine = (await call_tool(client, "upload_music", path=made["file"], title="Mine"))["clips"][0]
        failed = await call_tool(client, "download_music", clip_id=mine["clip_id"], format="midi")
        assert failed["status"] == "failed" and "no notes are known" in failed["error"]["message"] and "next" not in failed


@pytest.mark.parametrize("form", ["midi", "lrc"])
@pytest.mark.parametrize("vendor", ["musicapi", "acedata", "ccapi"])
async def test_a_vendor_without_such_files_is_not_asked_for_them(tmp_path: Path, vendor: str, form: str) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        clip = (await call_tool(client, "create_music", **SONG))["clips"][0]
        before = len(fake.requests)
        code, message = await tool_error(client, "download_music", clip_id=clip["clip_id"], format=form)
        assert code == "unsupported" and message.startswith(f"{vendor} has no {form} of its clips; offline gives one")
        assert ("split_stems" if form == "midi" else "/lyrics") in message and len(fake.requests) == before


@pytest.mark.parametrize(("kept", "depth"), [("wav", "s16"), ("mp3", "s16"), ("m4a", "s16")])
async def test_a_flac_of_a_vendors_song_is_made_here(tmp_path: Path, kept: str, depth: str) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.contents["m4a"] = encoded(kept, 2.0)
        clip = (await call_tool(client, "create_music", **SONG))["clips"][0]
        given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="flac")
        assert given["cost"]["amount"] == 0 and len(fake.charges) == 1
        warnings = given.get("warnings", [])
        assert warnings == [] if kept == "wav" else f"Made here from the kept {kept}: nothing is lost in it" in warnings[0]
        with av.open(given["clips"][0]["file"]) as made, av.open(clip["file"]) as original:
            assert made.streams.audio[0].codec_context.name == "flac"
            assert made.streams.audio[0].codec_context.format.name == depth
            if kept == "wav":
                sounds = [
                    np.concatenate([frame.to_ndarray() for frame in each.decode(audio=0)], axis=1) for each in (made, original)
                ]
                assert (sounds[0].ravel() == sounds[1].ravel()).all()


async def test_a_bought_wav_is_what_a_flac_is_made_of(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        clip = (await call_tool(client, "create_music", **SONG))["clips"][0]
        await call_tool(client, "download_music", clip_id=clip["clip_id"], format="wav")
        given = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="flac")
        assert "warnings" not in given and given["clips"][0]["file"].endswith(".flac") and len(fake.charges) == 2


async def test_another_owners_clip_is_not_given_away(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        made = (await call_tool(client, "create_music", **SUNG))["clips"][0]
        with pytest.raises(NotFound):
            await studio.do(Call(DownloadMusic(clip_id=made["clip_id"], format="midi"), owner="somebody else"))


async def test_the_text_of_the_answer_says_where_the_file_is(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = (await call_tool(client, "create_music", **SUNG))["clips"][0]
        answer = await client.call_tool("download_music", {"clip_id": made["clip_id"], "format": "mid"})
        assert ".mid" in text_of(answer)


@pytest.mark.parametrize("vendor", [*SUNO_VENDORS, "offline"])
@pytest.mark.parametrize("form", ["midi", "lrc"])
async def test_what_could_not_be_kept_is_kept_when_it_is_asked_for_again(vendor: str, form: str, tmp_path: Path) -> None:
    library, aside = tmp_path / "music", tmp_path / "aside"
    async with FakeVendor() as fake:
        fake.generations["acedata-suno"] = "guide"
        hosted = [vendor] if vendor != "offline" else []
        async with open_client(settings_for(tmp_path, fake, *hosted, vendor=vendor)) as (client, studio):
            clip = (await call_tool(client, "create_music", **SUNG))["clips"][0]
            library.rename(aside)
            library.write_text("in the way")
            lost = await call_tool(client, "download_music", clip_id=clip["clip_id"], format=form)
            assert lost["status"] == "done" and "file" not in lost["clips"][0]
            file = await studio.ledger.files.get(clip["clip_id"], form)
            assert file is not None and file.error is not None
            await studio.ledger.files.record_failed(file.model_copy(update={"next_try": None}))
            charged = len(fake.charges)
            library.unlink()
            aside.rename(library)
            found = await call_tool(client, "download_music", clip_id=clip["clip_id"], format=form)
            assert Path(found["clips"][0]["file"]).is_file() and len(fake.charges) == charged
