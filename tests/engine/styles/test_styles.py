"""A style is one row; what uses it finds there all that belongs to it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.catalogue import INSTRUMENTS, KITS, VOICES
from producer_mcp.engine.composer import compose
from producer_mcp.engine.media.palettes import PALETTES, colour, palette_of
from producer_mcp.engine.mixing.render import render
from producer_mcp.engine.mixing.reverb import ROOM_SHAPES, ROOMS, rooms_of
from producer_mcp.engine.parts.drum_patterns import FILLS, GROOVES
from producer_mcp.engine.parts.patterns import BASS_FIGURES, CHORD_FIGURES
from producer_mcp.engine.prompt import enrich_sound, phrases, understand
from producer_mcp.engine.score import STEMS
from producer_mcp.engine.styles import STYLES
from producer_mcp.engine.styles.families import Family
from producer_mcp.engine.theory.chords import COLOURS
from producer_mcp.engine.theory.progressions import POOLS


@pytest.fixture
def fresh_words() -> Iterator[None]:
    """The table of words is made again from the styles, before and after a test that adds one."""
    phrases.meanings.cache_clear()
    phrases.max_phrase_words.cache_clear()
    yield
    phrases.meanings.cache_clear()
    phrases.max_phrase_words.cache_clear()


def test_no_word_means_two_styles() -> None:
    styles_by_word: dict[str, set[str]] = {}
    for style in STYLES.values():
        for word in (style.name, *style.words):
            styles_by_word.setdefault(phrases.plain(word), set()).add(style.name)
    shared = {word: names for word, names in styles_by_word.items() if len(names) > 1}
    assert not shared, f"only the first style would be found by such a word; take it from the other: {shared}"


@pytest.mark.parametrize("name", STYLES)
def test_every_style_is_whole(name: str) -> None:
    style = STYLES[name]
    assert style.harmony in POOLS and style.colour in COLOURS and style.fill in FILLS
    assert {*style.grooves} <= GROOVES.keys() and {*style.bass_figures} <= BASS_FIGURES.keys()
    assert {style.bass, style.lead, style.family.guitar, *(seat.instrument for seat in style.seats)} <= INSTRUMENTS.keys()
    assert {figure for seat in style.seats for figure in seat.figures} <= CHORD_FIGURES.keys()
    assert style.kit in KITS or not style.kit
    assert style.voice in VOICES and style.palette in PALETTES and style.rooms in ROOMS
    assert all(understand(mood).moods or understand(mood).pace for mood in style.family.moods)


def test_every_set_of_rooms_has_one_for_each_stem() -> None:
    assert all({*STEMS} == rooms.keys() and {*rooms.values()} <= ROOM_SHAPES.keys() for rooms in ROOMS.values())
    assert rooms_of("a style of another day") == ROOMS["usual"]


def test_a_style_is_added_with_a_row(monkeypatch: pytest.MonkeyPatch, fresh_words: None) -> None:
    family = Family("toys", moods=("happy",), guitar="steel_guitar", silent_breaks=True)
    row = replace(
        STYLES["techno"], name="toy polka", words=("toybox",), family=family, bpm=(131, 131), rooms="vast", palette="iron"
    )
    monkeypatch.setitem(STYLES, row.name, row)
    score = compose(Brief(sound="toybox with guitar", seconds=10, seed="1"))
    assert score.style == row.name and score.bpm == 131 and row.name in score.understood
    assert "steel_guitar" in {part.instrument for part in score.parts}
    assert rooms_of(score.style)["vocals"] == "cathedral"
    assert enrich_sound("toybox", "1").startswith("toybox, happy, 131 bpm")
    assert palette_of(row.name, "1")[0] == colour(PALETTES["iron"][0])
    dry = np.concatenate([sum(chunk.values()) for chunk in render(score, rooms=ROOMS["dry"])], axis=1)
    wet = np.concatenate([sum(chunk.values()) for chunk in render(score)], axis=1)
    assert np.abs(dry).max() > 0.01 and np.abs(wet - dry).max() > 0.01
