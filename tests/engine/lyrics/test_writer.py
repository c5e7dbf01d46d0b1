"""Lyrics rhyme, scan, stay with the idea and are never the same twice."""

from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.lyrics.rhymes import families
from producer_mcp.engine.lyrics.sheet import read_sheet
from producer_mcp.engine.lyrics.syllables import syllable_count
from producer_mcp.engine.lyrics.writer import write_lyrics

IDEAS = (
    "a lighthouse keeper in love with the sea",
    "breakup in the rain",
    "robots learning to dance",
    "my grandmother's kitchen",
    "coffee on a Monday",
    "freedom",
    "夜",
    "una canción sobre el mar",
)


def sound_of(word: str) -> str:
    """The sound that a word ends on; empty for a word that is not in the rhyming dictionary."""
    plain = word.lower().strip(".,;:!?'\"")
    return next((sound for sound, words in families().items() if any(plain == known for known, _ in words)), "")


def verses(text: str) -> list[tuple[str, ...]]:
    return [stanza.lines for stanza in read_sheet(text) if stanza.kind == "verse"]


@pytest.mark.parametrize("idea", IDEAS)
@pytest.mark.parametrize("seed", ["", "1", "2"])
def test_rhymes_and_scans(idea: str, seed: str) -> None:
    title, text = write_lyrics(idea, seed)
    assert title and len(title) <= 80
    assert [stanza.kind for stanza in read_sheet(text)] == ["verse", "chorus", "verse", "chorus", "bridge", "chorus"]
    for verse in verses(text):
        sounds = [sound_of(line.split()[-1]) for line in verse]
        assert all(sounds), verse
        assert (sounds[0] == sounds[1] and sounds[2] == sounds[3]) or (sounds[0] == sounds[2] and sounds[1] == sounds[3])
        assert len({line.split()[-1] for line in verse}) == 4
        lengths = [syllable_count(line) for line in verse]
        assert max(lengths) - min(lengths) <= 4
        assert sum(abs(length - sorted(lengths)[1]) <= 1 for length in lengths) >= 3


@pytest.mark.parametrize(
    ("idea", "words"),
    [
        ("a lighthouse keeper in love with the sea", ("lighthouse", "sea")),
        ("robots learning to dance", ("robots",)),
        ("my grandmother's kitchen", ("kitchen", "grandmother")),
    ],
)
def test_stays_with_the_idea(idea: str, words: tuple[str, ...]) -> None:
    for seed in "123":
        _, text = write_lyrics(idea, seed)
        for stanza in read_sheet(text):
            if stanza.kind in ("verse", "chorus"):
                assert any(word in " ".join(stanza.lines).lower() for word in words), stanza.lines


def test_never_writes_the_same_song_twice() -> None:
    songs = [
        frozenset(line for verse in verses(write_lyrics(idea, seed)[1]) for line in verse) for idea in IDEAS for seed in "1234"
    ]
    assert all(len(one & other) <= 1 for one, other in combinations(songs, 2))


def test_the_same_idea_and_seed_are_the_same_song() -> None:
    assert write_lyrics("the sea", "7") == write_lyrics("the sea", "7") != write_lyrics("the sea", "8")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=5))
def test_writes_something_for_any_idea(idea: str, seed: str) -> None:
    title, text = write_lyrics(idea, seed)
    assert title and len(read_sheet(text)) == 6
