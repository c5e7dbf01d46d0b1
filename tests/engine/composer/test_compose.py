"""A score is whole: deterministic, in bounds, in time, and everybody plays their part."""

import time

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.composer import compose
from producer_mcp.engine.score import Score
from producer_mcp.engine.styles import STYLES
from producer_mcp.engine.theory.keys import read_key

from .test_form import SONG

TEXTS = (
    "",
    "Hello",
    SONG,
    "🎉🎉\n❤️ love ❤️",
    "[Verse]\nمرحبا بالعالم\n[Chorus]\nשלום עולם",
    "东京的夜晚很长，我在等你回来。" * 40,
    "[[[]]\n[Chorus\n()\n\x00\u200b",
    "[Verse 1]\n" * 30,
    "a" * 900,
)


def whole(score: Score) -> None:
    """Asserts what is true of every score."""
    assert score.parts
    assert len({part.name for part in score.parts}) == len(score.parts)
    for part in score.parts:
        assert part.notes and part.role
        for note in part.notes:
            assert 0 <= note.at < score.seconds and 0 < note.seconds <= score.seconds - note.at + 0.01
            assert 0 < note.velocity <= 1 and 20 <= note.pitch <= 110
    end = 0.0
    for section in score.sections:
        assert section.at == pytest.approx(end, abs=0.001)
        end = section.at + section.seconds
    assert end == pytest.approx(score.seconds, abs=0.001)
    assert all(0 <= line.at < score.seconds and line.seconds > 0 for line in score.lines)
    assert Score.from_json(score.to_json()) == score


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_makes_a_whole_score(style: str) -> None:
    for lyrics in ("", SONG):
        score = compose(Brief(sound=style, lyrics=lyrics, seed="1"))
        whole(score)
        assert score.style == style
        low, high = STYLES[style].bpm
        assert low <= score.bpm <= high
        assert any(part.stem == "vocals" for part in score.parts) == bool(lyrics)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *sorted(STYLES),
                "no drums",
                "only",
                "piano",
                "harp",
                "choir",
                "fast",
                "sad",
                "fade out",
                "builds",
                "3/4",
                "kazoo",
                "sparse",
                "a cappella",
            ]
        ),
        max_size=4,
    ),
    st.sampled_from(TEXTS),
    st.floats(0, 1),
    st.booleans(),
    st.text(max_size=4),
)
def test_any_brief_makes_a_whole_score_and_always_the_same(
    words: list[str], lyrics: str, weirdness: float, instrumental: bool, seed: str
) -> None:
    brief = Brief(sound=", ".join(words), lyrics=lyrics, weirdness=weirdness, instrumental=instrumental, seed=seed)
    score = compose(brief)
    whole(score)
    assert compose(brief) == score


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(sorted(STYLES)),
    st.integers(50, 200),
    st.sampled_from(["C", "F#", "Bb", "E"]),
    st.sampled_from(["major", "minor", "dorian"]),
)
def test_a_tempo_and_a_key_asked_for_are_kept(style: str, bpm: int, tonic: str, mode: str) -> None:
    score = compose(Brief(sound=f"{style}, {bpm} bpm, {tonic} {mode}", seed="1", seconds=30))
    assert (score.bpm, score.key) == (bpm, f"{tonic} {mode}")
    pitches = [int(note.pitch) % 12 for part in score.parts if part.stem != "drums" for note in part.notes]
    # the blue notes of funk, jazz and blues are a quarter of theirs; a wrong key would leave little over half
    assert sum(pitch in read_key(score.key).scale for pitch in pitches) >= 0.68 * len(pitches)


def test_other_seeds_are_other_pieces() -> None:
    assert len({compose(Brief(sound="pop", seed=str(seed))).parts for seed in range(6)}) == 6


def test_choruses_are_fuller_than_verses() -> None:
    for style in ("pop", "rock", "soul", "folk"):
        score = compose(Brief(sound=style, lyrics=SONG, seed="1"))

        def weight(name: str, score: Score = score) -> float:
            section = next(section for section in score.sections if section.name == name)
            notes = [note for part in score.parts for note in part.notes if section.at <= note.at < section.at + section.seconds]
            return sum(note.velocity for note in notes) / section.seconds

        assert weight("Chorus") > weight("Verse 1") * 1.1


def test_a_fade_out_fades_and_a_quiet_start_is_quiet() -> None:
    score = compose(Brief(sound="pop, fade out, starts quiet", seed="1"))
    loud = [
        max(note.velocity for part in score.parts for note in part.notes if at <= note.at < at + 4)
        for at in (0, score.seconds / 2, score.seconds - 4)
    ]
    assert loud[2] < 0.35 * loud[1] and loud[0] < loud[1]


def test_swing_is_felt_in_jazz_and_not_in_house() -> None:
    for style, swung in (("jazz", True), ("punk", False)):
        score = compose(Brief(sound=style, seed="1"))
        drums = next(part for part in score.parts if part.role == "drums")
        off = [phase for note in drums.notes if 0.35 < (phase := note.at * score.bpm / 60 % 1) < 0.8]
        assert (sum(off) / len(off) > 0.58) == swung


def test_a_three_minute_song_is_written_in_no_time() -> None:
    compose(Brief(sound="jazz", seed="0"))
    begin = time.process_time()
    compose(Brief(sound="jazz", lyrics=SONG, seconds=180, seed="1"))
    assert time.process_time() - begin < 1.0
