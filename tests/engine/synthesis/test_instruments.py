"""Every instrument, drum and voice sounds, and no two alike."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from producer_mcp.engine.catalogue import INSTRUMENTS, KITS, VOICES, compass_of
from producer_mcp.engine.errors import CannotDo
from producer_mcp.engine.mixing.loudness import LoudnessMeter
from producer_mcp.engine.mixing.note_player import NotePlayer, Tones
from producer_mcp.engine.mixing.render import render
from producer_mcp.engine.samples import Samples, hertz, numpy_dice
from producer_mcp.engine.score import Note, Part, Score
from producer_mcp.engine.synthesis.drums import HITS, hit_of
from producer_mcp.engine.synthesis.instruments import TONES
from producer_mcp.engine.synthesis.voice import sung_syllable
from tests.bench.levels import loudness


def tone(name: str, pitch: float = 57.0, velocity: float = 0.75) -> Samples:
    wave = TONES[name](pitch, 65_536 / 44_100, velocity, numpy_dice(name))
    return wave if wave.ndim == 1 else np.asarray(wave.mean(axis=0), dtype=np.float32)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_sounds_at_its_pitch_and_stays_in_bounds(name: str) -> None:
    wave = tone(name)
    assert wave.dtype == np.float32
    assert np.isfinite(wave).all()
    assert 0.2 < np.abs(wave).max() < 4
    assert abs(float(wave.mean())) < 0.005
    power = np.abs(np.fft.rfft(wave[4096 : 4096 + 32_768] * np.hanning(32_768))) ** 2
    at = np.fft.rfftfreq(32_768, 1 / 44_100)
    near = sum(power[np.abs(at - hertz(57) * part) < 4 * part].sum() for part in (0.5, 1.19, 1.5, 2.5, *range(1, 20)))
    assert near / power.sum() > 0.6, name


def test_no_two_instruments_sound_alike() -> None:
    def print_of(name: str) -> NDArray[np.float64]:
        wave = tone(name)
        bands = np.geomspace(80, 12_000, 25) / 44_100 * 8192
        rows = []
        for start in (0, 8192, 32_768):
            power = np.abs(np.fft.rfft(wave[start : start + 8192] * np.hanning(8192))) ** 2
            rows += [np.log10(power[int(low) : int(high) + 1].sum() + 1e-4) for low, high in pairwise(bands)]
        return np.array(rows, dtype=np.float64) - float(np.mean(rows))

    prints = {name: print_of(name) for name in INSTRUMENTS}
    names = list(prints)
    distances = {(a, b): float(np.abs(prints[a] - prints[b]).mean()) for i, a in enumerate(names) for b in names[i + 1 :]}
    assert min(distances.values()) > 0.08, min(distances, key=lambda pair: distances[pair])


@pytest.mark.parametrize("name", KITS)
def test_a_kit_answers_every_percussion_key(name: str) -> None:
    for key in range(35, 83):
        hit = hit_of(HITS[name], key)
        assert hit is not None
        wave = hit.blow(0.8, numpy_dice(name, key))
        assert np.isfinite(wave).all() and abs(float(np.abs(wave).max()) - 1) < 0.01


def test_drums_lie_where_drums_lie() -> None:
    def centre(key: int) -> float:
        hit = hit_of(HITS["acoustic_kit"], key)
        assert hit is not None
        wave = hit.blow(0.8, numpy_dice(key))
        power = np.abs(np.fft.rfft(wave)) ** 2
        return float((power * np.fft.rfftfreq(len(wave), 1 / 44_100)).sum() / power.sum())

    assert centre(36) < 300 < centre(38) < centre(42)


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_sings_anything(name: str) -> None:
    low, high = compass_of(name)
    for syllable in ("shine", "", "la", "ß", "夜", "🎵", "ночь", "مرحبا", "strengths", "'", "xyz", "rhythm"):
        lead, wave = sung_syllable(VOICES[name], syllable, pitch=(low + high) / 2, seconds=0.4, dice=numpy_dice(syllable))
        assert wave.shape[0] == 2 and np.isfinite(wave).all() and np.abs(wave).max() > 0.05
        assert 0 <= lead < 15_000


def test_vowels_differ_and_voices_differ() -> None:
    def formants(name: str, syllable: str) -> float:
        _, wave = sung_syllable(VOICES[name], syllable, pitch=57, seconds=0.6, dice=numpy_dice("same"))
        power = np.abs(np.fft.rfft(wave[0])) ** 2
        at = np.fft.rfftfreq(wave.shape[1], 1 / 44_100)
        return float(power[(at > 1500) & (at < 3500)].sum() / power.sum())

    assert formants("male", "bee") > 1.5 * formants("male", "boo")
    shares = [formants(name, "ah") for name in ("female", "male", "soprano", "baritone")]
    assert len({round(share, 4) for share in shares}) == 4


@pytest.mark.parametrize(
    "name", ["piano", "violin", "acoustic_kit", "female", "sub_bass", "distorted_guitar", "warm_pad", "tabla"]
)
def test_players_are_level_with_each_other(name: str) -> None:
    assert abs(loudness(name) + 20) < 1


def test_an_unknown_instrument_is_refused() -> None:
    with pytest.raises(CannotDo, match="kazoo"):
        NotePlayer(Part("x", "other", "kazoo"), Tones())


def test_a_note_sounds_the_same_wherever_it_stands() -> None:
    later_by = 512 * 256
    notes = tuple(Note(at, 0.4, 60, 0.8) for at in (0.0, later_by / 44_100))
    (chunk,) = render(Score(100, "C major", 5, "pop", (Part("a", "other", "soft_lead", notes[:1], reverb=0, seed=4),)))
    (later,) = render(Score(100, "C major", 5, "pop", (Part("a", "other", "soft_lead", notes[1:], reverb=0, seed=4),)))
    assert np.abs(chunk["other"][:, :44_100] - later["other"][:, later_by : later_by + 44_100]).max() < 1e-3


def test_silence_measures_as_silence() -> None:
    meter = LoudnessMeter()
    meter.feed(np.zeros((2, 88_200), dtype=np.float32))
    assert meter.loudness() == float("-inf") and meter.true_peak() == 0
