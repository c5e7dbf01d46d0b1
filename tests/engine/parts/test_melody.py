"""Tunes can be sung: in steps, in range, on the beat, and the chorus comes back."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.catalogue import VOICES
from producer_mcp.engine.composer import compose
from producer_mcp.engine.lyrics.syllables import syllables
from producer_mcp.engine.parts.phrasing import set_syllables
from producer_mcp.engine.score import Note, Score
from producer_mcp.engine.styles import STYLES
from producer_mcp.engine.theory.keys import read_key

from ..composer.test_form import SONG


def voice(score: Score) -> Sequence[Note]:
    return next(part.notes for part in score.parts if part.role == "voice")


def chosen(style: str, singer: str = "female", seed: str = "1") -> Score:
    return compose(Brief(sound=f"{style}, {singer} voice" if singer != "choir" else f"{style}, choir", lyrics=SONG, seed=seed))


@pytest.mark.parametrize("style", sorted(STYLES))
def test_moves_mostly_in_steps(style: str) -> None:
    notes = voice(chosen(style))
    moves = [abs(after.pitch - note.pitch) for note, after in pairwise(notes) if after.at - note.at - note.seconds < 0.4]
    assert sum(move <= 2 for move in moves) >= 0.55 * len(moves)
    assert max(moves) <= 12


@pytest.mark.parametrize("singer", [name for name, row in VOICES.items() if row.covers])
def test_stays_in_the_range_of_the_singer(singer: str) -> None:
    low, high = VOICES[singer].compass
    for seed in "123":
        assert all(low <= note.pitch <= high for note in voice(chosen("pop", singer, seed)))


@pytest.mark.parametrize("style", ["pop", "waltz", "punk", "jazz", "trap"])
def test_sings_one_syllable_a_note(style: str) -> None:
    score = chosen(style)
    written = [syllable.text for line in score.lines for syllable in syllables(line.text)]
    assert [note.syllable.rstrip("-") for note in voice(score)] == written


@pytest.mark.parametrize("style", ["pop", "jazz", "lofi", "waltz", "metal"])
def test_the_chorus_returns_with_its_tune(style: str) -> None:
    score = chosen(style)
    beat = 60 / score.bpm
    choruses = [
        [
            (round((note.at - section.at) / beat * 2) / 2, note.pitch)
            for note in voice(score)
            if section.at - 0.05 <= note.at < section.at + section.seconds - 0.05
        ]
        for section in score.sections
        if section.name == "Chorus"
    ]
    assert len(choruses) == 3
    assert choruses[0] == choruses[1] == choruses[2]


def test_the_second_verse_is_sung_much_like_the_first() -> None:
    score = chosen("pop")
    first, second = (
        [(note.at - section.at, note.pitch) for note in voice(score) if section.at <= note.at < section.at + section.seconds]
        for section in score.sections
        if "Verse" in section.name
    )
    apart = [min(abs(pitch - known) + abs(at - then) for then, known in first) for at, pitch in second]
    assert sum(apart) / len(apart) < 1.5


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 24),
    st.sampled_from([(4, 8.0), (4, 16.0), (3, 6.0), (3, 12.0)]),
    st.sampled_from([0.25, 0.5, 1.0]),
    st.floats(0, 0.7),
    st.text(max_size=3),
)
def test_phrases_end_on_strong_beats_and_keep_their_room(
    notes: int, room: tuple[int, float], pace: float, offbeat: float, name: str
) -> None:
    bar, beats = room
    line = syllables(" ".join(["la"] * notes))
    set_ = set_syllables(line, beats, beats_per_bar=bar, pace=pace, offbeat=offbeat, name=(name,))
    assert len(set_) == notes
    assert all(at < after for (at, _), (after, _) in pairwise(set_))
    assert set_[0][0] >= 0 and set_[-1][0] + set_[-1][1] <= beats + 1e-6
    if notes <= beats:
        assert set_[-1][0] % (bar / 2 if bar == 4 else bar) == 0


def test_ends_at_home() -> None:
    for style in ("pop", "folk", "jazz"):
        score = compose(Brief(sound=f"{style}, instrumental", seed="2"))
        lead = next(part for part in score.parts if part.role == "lead")
        assert lead.notes[-1].pitch % 12 == read_key(score.key).root
