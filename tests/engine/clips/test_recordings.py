"""Recordings are analysed, edited and separated; what needs their notes is refused."""

from pathlib import Path

import numpy as np
import pytest

from producer_mcp.engine import BadAudio, CannotDo, Engine, RenderedClip
from producer_mcp.engine.brief import Brief
from producer_mcp.engine.clips.renderer import ClipRenderer
from producer_mcp.engine.clips.separation import rounded
from producer_mcp.engine.clips.store import ClipStore
from producer_mcp.engine.samples import Integers, samples_in
from producer_mcp.engine.score import STEMS


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def song(engine: Engine) -> RenderedClip:
    return engine.compose(Brief(sound="house in A minor, 124 bpm, female voice", seconds=16, seed="5"))


@pytest.fixture(scope="module")
def recording(engine: Engine, song: RenderedClip) -> RenderedClip:
    return engine.upload(engine.export(song.ticket, "mp3"), "From a tape")


def mix_of(engine: Engine, ticket: str) -> Integers:
    store = ClipStore(engine.folder)
    with ClipRenderer(store).opened(store.recipe(ticket)) as sound:
        return sound.mix(0, sound.length)


def test_tempo_and_key_are_heard_and_said_to_be_estimates(recording: RenderedClip, song: RenderedClip) -> None:
    assert recording.bpm == pytest.approx(song.bpm, rel=0.02)
    assert recording.key in (song.key, "C major") or "(a guess)" in recording.certainty
    assert "124 bpm" in recording.certainty and "estimates" in recording.certainty
    assert recording.understood.startswith("a recording")


def test_it_is_extended_in_its_tempo_and_stays_as_it_was(engine: Engine, recording: RenderedClip) -> None:
    longer = engine.extend(recording.ticket, recording.seconds, Brief(sound="house", seconds=4, seed="1"))
    old, new = mix_of(engine, recording.ticket), mix_of(engine, longer.ticket)
    assert new.shape[1] > old.shape[1] and (new[:, : old.shape[1]] == old).all()
    assert longer.bpm == recording.bpm


def test_a_section_is_replaced_and_the_rest_stays(engine: Engine, recording: RenderedClip) -> None:
    new = engine.replace(recording.ticket, 4.0, 8.0, Brief(sound="house", seed="1"))
    before, after = mix_of(engine, recording.ticket), mix_of(engine, new.ticket)
    first, last = samples_in(4), samples_in(8)
    assert (before[:, :first] == after[:, :first]).all() and (before[:, last:] == after[:, last:]).all()
    assert (before[:, first:last] != after[:, first:last]).any()


def test_its_parts_add_up_and_resemble_what_they_are_called(engine: Engine, recording: RenderedClip, song: RenderedClip) -> None:
    parts = {part.part: mix_of(engine, part.ticket).astype(np.int64) for part in engine.split(recording.ticket)}
    whole = mix_of(engine, recording.ticket)
    assert (sum(parts.values(), np.zeros_like(whole, dtype=np.int64)) == whole).all()
    assert "approximate" in engine.split(recording.ticket)[0].understood
    true = {part.part: mix_of(engine, part.ticket).astype(np.float64) for part in engine.split(song.ticket)}
    length = min(whole.shape[1], true["drums"].shape[1])
    alike = {
        name: abs(np.corrcoef(parts["drums"][0, :length], wave[0, :length])[0, 1]) for name, wave in true.items() if wave.any()
    }
    assert max(alike, key=lambda name: alike[name]) == "drums", alike
    power = np.abs(np.fft.rfft(parts["bass"][0])) ** 2
    at = np.fft.rfftfreq(whole.shape[1], 1 / 44_100)
    assert power[at < 200].sum() > 0.9 * power.sum()


def test_parts_of_an_edited_recording_add_up(engine: Engine, recording: RenderedClip) -> None:
    new = engine.replace(recording.ticket, 4.0, 8.0, Brief(sound="house", seed="1"))
    store = ClipStore(engine.folder)
    with ClipRenderer(store).opened(store.recipe(new.ticket)) as sound:
        total = sum(
            (sound.stem(stem, 0, sound.length).astype(np.int64) for stem in STEMS), np.zeros((2, sound.length), dtype=np.int64)
        )
        assert (total == sound.mix(0, sound.length)).all()


def test_the_loudest_recording_still_adds_up() -> None:
    wave = np.full((2, 4), 32_767, dtype=np.float32)
    parts = {"vocals": -wave / 2, "drums": -wave, "bass": wave * 0}
    whole = rounded(parts, wave)  # type: ignore[arg-type]
    rest = 32_767 - sum(part.astype(int) for part in whole.values())
    assert np.abs(rest).max() <= 32_767


@pytest.mark.parametrize("edit", ["vary", "cover", "swap_vocals", "swap_sound"])
def test_what_is_not_honest_on_a_recording_is_refused_with_the_reason(engine: Engine, recording: RenderedClip, edit: str) -> None:
    arguments = (recording.ticket, Brief(sound="jazz")) if edit == "vary" else (recording.ticket, Brief(sound="jazz"), 0.5)
    with pytest.raises(CannotDo, match="recording"):
        getattr(engine, edit)(*arguments)


def test_the_same_recording_is_the_same_clip(engine: Engine, recording: RenderedClip, song: RenderedClip, tmp_path: Path) -> None:
    copy = tmp_path / "another name.mp3"
    copy.write_bytes(engine.export(song.ticket, "mp3").read_bytes())
    assert engine.upload(copy, "From a tape").ticket == recording.ticket


def test_nothing_is_left_behind_by_a_refusal(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "bad.mp3").write_bytes(b"nothing" * 1000)
    before = set((engine.folder / "recordings").iterdir()) if (engine.folder / "recordings").exists() else set()
    with pytest.raises(BadAudio):
        engine.upload(tmp_path / "bad.mp3")
    assert set((engine.folder / "recordings").iterdir()) == before


def test_noise_has_no_sure_tempo_or_key(engine: Engine, tmp_path: Path) -> None:
    from producer_mcp.engine.media.audio_files import encode

    noise = (np.random.default_rng(1).standard_normal((2, 5 * 44_100)) * 3000).astype(np.int16)
    encode(tmp_path / "noise.wav", "wav", [noise])
    assert engine.upload(tmp_path / "noise.wav").certainty.count("a guess") == 2
