"""An instrument, a kit or a voice is one row of the catalogue; what uses it finds it there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.catalogue import INSTRUMENTS, KITS, VOICES, DrumKit, Instrument, InstrumentRole, Voice, player
from producer_mcp.engine.composer import compose
from producer_mcp.engine.mixing.render import render
from producer_mcp.engine.parts.drum_patterns import GROOVES
from producer_mcp.engine.prompt import enrich_sound, phrases, understand
from producer_mcp.engine.samples import Samples, as_samples, hertz
from producer_mcp.engine.styles import STYLES
from producer_mcp.engine.synthesis.drums import HITS
from producer_mcp.engine.synthesis.instruments import TONES

PLAYERS: Sequence[Instrument | DrumKit | Voice] = (*INSTRUMENTS.values(), *KITS.values(), *VOICES.values())
LYRICS = "[Verse]\nThe morning comes\nOver the hill"


@pytest.fixture
def fresh_words() -> Iterator[None]:
    """The table of words is made again from the catalogue, before and after a test that adds to it."""
    phrases.meanings.cache_clear()
    phrases.max_phrase_words.cache_clear()
    yield
    phrases.meanings.cache_clear()
    phrases.max_phrase_words.cache_clear()


def test_every_instrument_is_whole() -> None:
    assert INSTRUMENTS.keys() == TONES.keys() and KITS.keys() == HITS.keys()
    assert len({*INSTRUMENTS, *KITS, *VOICES}) == len(PLAYERS)
    for row in PLAYERS:
        assert player(row.name) is row
        assert -40 < row.level < 10
        assert row.style in STYLES or not (row.style or isinstance(row, Instrument))
        assert row.name in {name for _, name in phrases.meaning(row.words.split(", ")[0])}
    assert all(kit.groove in GROOVES for kit in KITS.values() if kit.groove)


@pytest.mark.parametrize("name", [*INSTRUMENTS, *VOICES])
def test_a_range_is_wide_enough_for_a_tune(name: str) -> None:
    row = INSTRUMENTS.get(name) or VOICES[name]
    compasses = [row.compass, *([row.bass_compass, row.chord_compass] if isinstance(row, Instrument) else [])]
    assert all(low >= 20 and low + 10 <= high <= 100 for low, high in filter(None, compasses))


def test_no_word_means_two_players() -> None:
    words = [word for row in PLAYERS for word in row.words.split(", ")]
    words += [word for row in INSTRUMENTS.values() if row.stands_in_for for word in row.stands_in_for.split(", ")]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("role", get_args(InstrumentRole))
def test_an_instrument_is_added_with_a_row_and_a_tone(
    role: InstrumentRole, monkeypatch: pytest.MonkeyPatch, fresh_words: None
) -> None:
    def hum(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        return as_samples(np.sin(np.arange(round(seconds * 44_100)) * (2 * np.pi * hertz(pitch) / 44_100)))

    row = Instrument("toy_theorbo", words="theorbo, toy theorbo", compass=(48, 67), level=-6.0, style="baroque", role=role)
    monkeypatch.setitem(INSTRUMENTS, row.name, row)
    monkeypatch.setitem(TONES, row.name, hum)
    assert understand("theorbo").instruments == (row.name,)
    score = compose(Brief(sound="pop with a theorbo", seconds=10, seed="1"))
    assert "toy theorbo" in score.understood
    part = next(part for part in score.parts if part.instrument == row.name)
    assert part.role == ("comp" if role == "chords" else role)
    chunk = next(iter(render(replace(score, parts=(part,)))))
    assert float(np.abs(chunk[part.stem]).max()) > 0.01
    assert compose(Brief(sound="theorbo", seconds=10, seed="1")).style == "baroque"
    assert compose(Brief(sound="only theorbo", seconds=10, seed="1")).parts


def test_a_voice_is_added_with_a_row(monkeypatch: pytest.MonkeyPatch, fresh_words: None) -> None:
    row = replace(
        VOICES["male"], name="toy_bard", words="bard", label="bard's voice", phrase="bard", compass=(50, 64), style="folk"
    )
    monkeypatch.setitem(VOICES, row.name, row)
    score = compose(Brief(sound="bard", lyrics=LYRICS, seconds=10, seed="1"))
    assert score.style == "folk" and "bard's voice" in score.understood
    part = next(part for part in score.parts if part.role == "voice")
    assert part.instrument == row.name and all(50 <= note.pitch <= 64 for note in part.notes)
    assert float(np.abs(next(iter(render(score)))["vocals"]).max()) > 0.01


def test_hand_percussion_is_added_with_a_row_and_its_hits(monkeypatch: pytest.MonkeyPatch, fresh_words: None) -> None:
    row = replace(KITS["tabla"], name="toy_frame_drum", words="frame drum", groove="tabla full", style="raga")
    monkeypatch.setitem(KITS, row.name, row)
    monkeypatch.setitem(HITS, row.name, HITS["tabla"])
    score = compose(Brief(sound="pop with frame drum", seconds=20, seed="1"))
    assert {"percussion", "drums"} <= {part.role for part in score.parts}
    part = next(part for part in score.parts if part.instrument == row.name)
    assert part.notes and float(np.abs(next(iter(render(replace(score, parts=(part,)))))["drums"]).max()) > 0.01
    assert understand(enrich_sound("frame drum", "1")).kit == row.name
