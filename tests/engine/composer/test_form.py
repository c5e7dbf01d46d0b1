"""Form follows the lyrics, and a length asked for is kept to a bar."""

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.composer import compose
from producer_mcp.engine.errors import CannotDo
from producer_mcp.engine.lyrics.sheet import read_sheet
from producer_mcp.engine.styles import STYLES

SONG = """[Intro]
[Verse 1]
The lighthouse keeper counts the waves at night
He writes your name on every grain of sand
[Pre-Chorus]
And the tide comes in
[Chorus]
Oh carry me home over silver water
Carry me home till the morning light
[Verse 2]
The harbour bells are ringing for the lost
And someone left a lantern in the rain
[Chorus]
[Bridge]
Hold on, hold on
[Solo]
[Chorus]
[Outro]
"""


def test_markers_make_sections_in_their_order() -> None:
    names = [section.name for section in compose(Brief(sound="pop", lyrics=SONG, seed="1")).sections]
    assert names == ["Intro", "Verse 1", "Pre-Chorus", "Chorus", "Verse 2", "Chorus", "Bridge", "Solo", "Chorus", "Outro"]


def test_an_empty_chorus_marker_sings_the_chorus_again() -> None:
    assert [stanza.lines for stanza in read_sheet("[Chorus]\nla la\n[Verse]\nno\n[Chorus]")] == [("la la",), ("no",), ("la la",)]


@pytest.mark.parametrize(
    ("lyrics", "kinds"),
    [
        ("a\n\nb\n\nc\n\nb", ["verse", "chorus", "verse", "chorus"]),
        ("Verse 1:\nhello\nChorus:\nhey", ["verse", "chorus"]),
        ("[主歌]\n夜\n[副歌]\n海", ["verse", "chorus"]),
        ("[Chorus x2]\nhey", ["chorus", "chorus"]),
        ("[softly]\nhey\n(whispered)\nyou", ["verse"]),
        ("", []),
    ],
)
def test_reads_a_sheet(lyrics: str, kinds: list[str]) -> None:
    assert [stanza.kind for stanza in read_sheet(lyrics)] == kinds


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_piece_lasts_one_to_three_minutes_when_nothing_is_said(style: str) -> None:
    for lyrics in ("", SONG):
        assert 60 <= compose(Brief(sound=style, lyrics=lyrics, seed="1")).seconds <= 180


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(STYLES)), st.floats(5, 600), st.sampled_from(["", "Hello", SONG]), st.text(max_size=4))
def test_a_length_asked_for_is_kept_to_a_bar(style: str, seconds: float, lyrics: str, seed: str) -> None:
    score = compose(Brief(sound=style, seconds=seconds, lyrics=lyrics, seed=seed))
    bar = score.beats_per_bar * 60 / score.bpm
    assert abs(score.seconds - seconds) <= max(bar / 2, bar - seconds) + 0.01
    assert score.sections[-1].at + score.sections[-1].seconds == pytest.approx(score.seconds, abs=0.001)


def test_every_line_is_sung_once_where_there_is_room() -> None:
    score = compose(Brief(sound="pop", lyrics=SONG, seed="1"))
    sung = [line.text for line in score.lines]
    assert sung.count("Hold on, hold on") == 1
    assert sung.count("Carry me home till the morning light") == 3


def test_lines_without_room_are_owned_up_to() -> None:
    score = compose(
        Brief(sound="pop", lyrics="\n".join(f"this is line number {n} of the song" for n in range(60)), seconds=20, seed="1")
    )
    assert "lines had no room" in score.understood
    assert score.lines


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 1e6])
def test_refuses_a_length_that_makes_no_sense(seconds: float) -> None:
    with pytest.raises(CannotDo, match="seconds"):
        compose(Brief(sound="pop", seconds=seconds))
