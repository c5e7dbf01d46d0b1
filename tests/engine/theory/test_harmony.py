"""Chords are written, voiced and led by the book."""

import pytest

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.composer import compose
from producer_mcp.engine.composer.harmony import harmonise
from producer_mcp.engine.parts.comping import comp
from producer_mcp.engine.parts.grid import BarGrid
from producer_mcp.engine.parts.timing import Feel
from producer_mcp.engine.passage import Passage
from producer_mcp.engine.styles import STYLES
from producer_mcp.engine.styles.style import Seat
from producer_mcp.engine.theory.chords import read_chord, write_chord
from producer_mcp.engine.theory.keys import Key, key_on, read_key
from producer_mcp.engine.theory.voice_leading import MAX_LEAP_SEMITONES, next_voicing


@pytest.mark.parametrize(
    ("numeral", "key", "colour", "symbol"),
    [
        ("V", Key("C", "major"), "triads", "G"),
        ("ii", Key("Bb", "major"), "sevenths", "Cm7"),
        ("V", Key("D", "minor"), "sevenths", "A7"),
        ("bVI", Key("A", "minor"), "ninths", "Fmaj9"),
        ("iiø", Key("A", "minor"), "sevenths", "Bm7b5"),
        ("I", Key("E", "major"), "power", "E5"),
    ],
)
def test_writes_numerals_in_a_key(numeral: str, key: Key, colour: str, symbol: str) -> None:
    assert write_chord(numeral, key, colour) == symbol
    assert read_chord(symbol).root == read_chord(symbol).bass


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("mode", ["major", "minor", "dorian"])
def test_every_style_has_chords_for_every_passage_and_ends_at_home(style: str, mode: str) -> None:
    key = Key("E", mode)
    for kind in ("intro", "verse", "prechorus", "chorus", "bridge", "drop", "outro"):
        chords = harmonise(kind, 8, STYLES[style], key, "seed", final=True)
        assert len(chords) == 8
        assert read_chord(chords[-1].split()[-1]).root == key.root


def test_jazz_knows_two_five_one_and_blues_twelve_bars() -> None:
    verses = [harmonise("verse", 16, STYLES["jazz"], Key("C", "major"), str(seed)) for seed in range(20)]
    assert all("Dm7" in " ".join(chords) and "G7" in " ".join(chords) for chords in verses)
    blues = harmonise("verse", 12, STYLES["blues"], Key("A", "major"), "1")
    assert (len(blues), blues[0], blues[4]) == (12, "A7", "D7")


@pytest.mark.parametrize("voices", [3, 4])
def test_no_voice_jumps_further_than_a_fifth(voices: int) -> None:
    voicing: tuple[int, ...] = ()
    for symbol in ("C", "F#m7b5", "Ebmaj9", "A7", "Dm9", "G13", "Bdim", "E5", "Ab", "C#m7", "F") * 3:
        after = next_voicing(read_chord(symbol).tones, voicing, 50, 72, voices)
        if len(after) == len(voicing):
            assert max(abs(now - then) for now, then in zip(after, voicing, strict=True)) <= MAX_LEAP_SEMITONES
        assert {pitch % 12 for pitch in after} <= set(read_chord(symbol).tones)
        voicing = after


@pytest.mark.parametrize("style", ["pop", "jazz", "gospel", "house", "classical piano"])
def test_hands_move_little_through_a_whole_piece(style: str) -> None:
    """Held chords of every comping player, one after another."""
    score = compose(Brief(sound=style, seed="3"))
    before: tuple[int, ...] = ()
    for section in score.sections:
        grid = BarGrid(
            Passage("verse", section.name, section.bars, 0.5, chords=section.chords, seconds=section.seconds),
            Feel(score.bpm, loose=0.0),
            4,
        )
        notes, _ = comp(grid, Seat("organ", ("hold",), low=50, high=72), "1", before)
        for at in sorted({note.at for note in notes}):
            now = tuple(int(note.pitch) for note in notes if note.at == at)
            if len(now) == len(before):
                assert max(abs(a - b) for a, b in zip(now, before, strict=True)) <= MAX_LEAP_SEMITONES
            before = now


@pytest.mark.parametrize("root", range(12))
def test_keys_are_read_as_they_are_written(root: int) -> None:
    for mode in ("major", "minor", "dorian"):
        key = key_on(root, mode)
        assert read_key(str(key)) == key
        assert key.root == root
