"""When the words of a score are sung: on the notes that sing them, after every edit too."""

import pytest

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.clip import SungLine
from producer_mcp.engine.clips.flatten import spliced
from producer_mcp.engine.clips.sung_lines import sung_lines
from producer_mcp.engine.composer import compose
from producer_mcp.engine.edits.cover import cover
from producer_mcp.engine.edits.new_words import respelled
from producer_mcp.engine.edits.rewrite import continue_score, rewrite_section
from producer_mcp.engine.score import Score

LYRICS = """[Verse 1]
Rain on the window pane, and 3 more
Waiting — for the morning train
[Chorus]
Take me home, take me home
東京の夜"""
SINGING = Brief(sound="pop, female voice, 110 bpm", lyrics=LYRICS, seed="1")


def onsets_of(score: Score) -> list[float]:
    """When the notes of all voices that carry words begin."""
    return sorted({note.at for part in score.parts if part.stem == "vocals" for note in part.notes if note.syllable})


def is_on_notes(lines: tuple[SungLine, ...], score: Score) -> bool:
    """Whether every line and word begins within a millisecond of a sung note, and words follow one another."""
    onsets = onsets_of(score)
    starts = [word.start for line in lines for word in line.words]
    ends = [word.end for line in lines for word in line.words]
    on_notes = all(min(abs(start - onset) for onset in onsets) <= 0.001 for start in starts)
    return on_notes and all(end <= start + 0.001 for end, start in zip(ends, starts[1:], strict=False))


def test_every_word_is_sung_on_its_first_syllable() -> None:
    score = compose(SINGING)
    lines = sung_lines(score)
    rows = [row for row in LYRICS.splitlines() if not row.startswith("[")]
    assert [line.text for line in lines[:4]] == rows and len(lines) == len(score.lines)
    assert [line.section for line in lines[:4]] == ["Verse 1"] * 2 + ["Chorus"] * 2
    assert [word.text for word in lines[0].words] == ["Rain", "on", "the", "window", "pane,", "and", "3", "more"]
    assert [word.text for word in lines[1].words] == ["Waiting", "for", "the", "morning", "train"]
    assert [word.text for word in lines[3].words] == ["東", "京", "の", "夜"]
    assert all(line.words[0].start == line.start for line in lines)
    assert is_on_notes(lines, score)
    first = {note.syllable: note.at for part in reversed(score.parts) for note in reversed(part.notes)}
    assert lines[0].words[3].start == pytest.approx(first["win-"], abs=0.001)


@pytest.mark.parametrize("style", ["rap, hip hop", "waltz, male voice", "gospel choir", "punk", "trap"])
def test_words_are_on_their_notes_in_every_kind_of_singing(style: str) -> None:
    score = compose(Brief(sound=style, lyrics=LYRICS, seed="2"))
    lines = sung_lines(score)
    assert len(lines) == len(score.lines) and is_on_notes(lines, score)
    assert sum(len(line.words) for line in lines) >= 20


def test_words_follow_their_notes_through_edits() -> None:
    score = compose(SINGING)
    middle = (score.lines[1].at + score.lines[1].seconds / 2, score.lines[2].at + 1)
    insert = rewrite_section(score, *middle, Brief(sound="metal", lyrics="Fire in the sky", seed="3"))
    longer = continue_score(score, score.seconds, Brief(sound="pop, 90 bpm", lyrics="[Outro]\nGoodbye, my friend", seed="4"))
    edited = [
        spliced(score, insert, *middle, score.seconds),
        spliced(score, longer, score.seconds, None, score.seconds + longer.seconds),
        cover(score, Brief(sound="slow reggae, 80 bpm", seed="5"), 0.7),
        respelled(score, ["Other words for every line"]),
    ]
    for changed in edited:
        lines = sung_lines(changed)
        assert len(lines) == len(changed.lines) and is_on_notes(lines, changed)
        assert sum(len(line.words) for line in lines) >= 15
    assert "Goodbye," in [word.text for line in sung_lines(edited[1]) for word in line.words]
    assert [word.text for word in sung_lines(edited[3])[0].words] == ["Other", "words", "for", "every", "line"]


def test_music_without_words_has_no_lines() -> None:
    assert sung_lines(compose(Brief(sound="choir sings ah", instrumental=True, seed="1", seconds=10))) == ()
