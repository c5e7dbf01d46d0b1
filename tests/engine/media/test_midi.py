"""MIDI files of scores, read back by another library (symusic) than wrote them, and compared note by note with the score."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.catalogue import INSTRUMENTS, KITS, VOICES, player
from producer_mcp.engine.clips.flatten import spliced
from producer_mcp.engine.composer import compose
from producer_mcp.engine.edits.cover import cover
from producer_mcp.engine.edits.rewrite import continue_score, rewrite_section
from producer_mcp.engine.errors import CannotDo
from producer_mcp.engine.media.bars import bars_of
from producer_mcp.engine.media.midi import TICKS_PER_BEAT, midi_of_notes, midi_of_score
from producer_mcp.engine.score import Note, Part, Score, Section
from producer_mcp.engine.styles import STYLES

from ...midi_reader import read_midi

LYRICS = "[Verse]\nRain on the window pane\nWaiting for the morning train\n[Chorus]\nTake me home, 東京"
CHANGED = "changed tempo"


def read(content: bytes) -> Any:
    """The file, with its times in seconds by its own tempo map."""
    return read_midi(content).to("second")


def heard(part: Part) -> list[tuple[float, float, int, int]]:
    """Start, end, key and velocity of the notes of a part, as a MIDI file can hold them."""
    rows: list[tuple[float, float, int, int]] = []
    again: dict[int, float] = {}
    for note in sorted(part.notes, key=lambda note: note.at, reverse=True):
        key = round(note.pitch)
        end = min(note.at + note.seconds, again.get(key, float("inf")))
        if end > note.at:
            rows.append((note.at, end, key, max(1, min(127, round(note.velocity * 127)))))
            again[key] = note.at
    return sorted(rows)


def agrees(score: Score, content: bytes) -> bool:
    """Whether every note, name, program, tempo, marker and sung syllable of a score stands in the file, within a tick."""
    file = read(content)
    ticks = read_midi(content)
    tick_seconds = max(60 / tempo.qpm for tempo in file.tempos) / TICKS_PER_BEAT
    assert ticks.ticks_per_quarter == TICKS_PER_BEAT
    parts = [part for part in score.parts if part.notes]
    played = [track for track in file.tracks if track.notes]
    sung = {track.name: track.lyrics for track in file.tracks if track.lyrics}  # symusic parts lyrics from notes
    assert [track.name for track in played] == [part.name for part in parts]
    for part, track in zip(parts, played, strict=True):
        row = player(part.instrument)
        assert track.is_drum == (part.stem == "drums") and row is not None and track.program == row.program - 1
        notes = sorted((note.start, note.end, note.pitch, note.velocity) for note in track.notes)
        expected = heard(part)
        assert len(notes) == len(expected)
        by_key = zip(sorted(notes, key=by_place), sorted(expected, key=by_place), strict=True)
        for (start, end, key, velocity), (at, until, pitch, strength) in by_key:
            assert (key, velocity) == (pitch, strength)
            assert start == pytest.approx(at, abs=tick_seconds) and end == pytest.approx(max(until, at), abs=2 * tick_seconds)
        lyrics = list(sung.get(part.name, ()))
        assert [text.text for text in lyrics] == [note.syllable for note in ordered(part.notes) if note.syllable]
        starts = [note.at for note in ordered(part.notes) if note.syllable]
        assert [text.time for text in lyrics] == pytest.approx(starts, abs=tick_seconds)
    assert [marker.text for marker in file.markers] == [section.name for section in score.sections]
    assert [marker.time for marker in file.markers] == pytest.approx([section.at for section in score.sections], abs=0.003)
    return True


def by_place(row: tuple[float, float, int, int]) -> tuple[int, float]:
    return row[2], row[0]


def ordered(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: note.at)


@pytest.mark.parametrize("style", STYLES)
def test_a_midi_file_has_every_note_of_a_score_of_any_style(style: str) -> None:
    score = compose(Brief(sound=f"{style}, female voice", lyrics=LYRICS, seconds=30, seed="1"))
    content = midi_of_score(score, "Rain")
    assert agrees(score, content)
    file = read(content)
    [tempo] = file.tempos
    assert tempo.qpm == pytest.approx(score.bpm, rel=1e-5)
    [signature] = file.time_signatures
    assert (signature.numerator, signature.denominator) == (score.beats_per_bar, 4)
    assert len(file.key_signatures) == 1


def test_every_player_of_the_catalogue_has_a_program_of_general_midi() -> None:
    programs = [row.program for rows in (INSTRUMENTS, KITS, VOICES) for row in rows.values()]
    assert all(1 <= program <= 128 for program in programs)
    assert {row.name for row in INSTRUMENTS.values() if row.program == 1} == {"piano"}, "the default is the piano's own"


@pytest.mark.parametrize(
    ("key", "sharps", "is_minor"),
    [("C major", 0, 0), ("F# major", 6, 0), ("Bb minor", -5, 1), ("G# minor", 5, 1), ("D dorian", 0, 0), ("E phrygian", 0, 0)],
)
def test_the_key_signature_is_that_of_the_key(key: str, sharps: int, is_minor: int) -> None:
    score = replace(compose(Brief(sound="pop", seconds=8, seed="1")), key=key)
    [signature] = read(midi_of_score(score)).key_signatures
    assert (signature.key, signature.tonality) == (sharps, is_minor)


def edited(song: Score, kind: str) -> Score:
    """A song after an edit of that kind."""
    if kind == "cover":
        return cover(song, Brief(sound="slow waltz, 80 bpm", seed="5"), 0.7)
    at = song.sections[1].at + (0.7 if kind == "cut inside a bar" else 0.0)
    if kind == CHANGED:
        insert = continue_score(song, at, Brief(sound="fast punk, 175 bpm", seconds=12, seed="6"))
        return spliced(song, insert, at, None, at + insert.seconds)
    insert = rewrite_section(song, at, at + 5.3, Brief(sound="metal, 150 bpm", seed="7"))
    return spliced(song, insert, at, at + 5.3, song.seconds)


@pytest.mark.parametrize("kind", ["cover", CHANGED, "cut inside a bar", "replaced"])
def test_edits_have_every_note_too_and_bars_that_begin_where_sections_do(kind: str) -> None:
    song = compose(Brief(sound="pop, female voice, 117 bpm", lyrics=LYRICS, seconds=40, seed="4"))
    score = edited(song, kind)
    content = midi_of_score(score, kind)
    assert agrees(score, content)
    if kind == CHANGED:
        assert len(read(content).tempos) >= 2
    lines = [bar.at for bar in bars_of(score)]
    assert all(min(abs(line - section.at) for line in lines) < 0.003 for section in score.sections if section.into < 0.002)


@settings(max_examples=40)
@given(
    bpm=st.floats(40, 220),
    beats_per_bar=st.sampled_from([3, 4, 5, 7]),
    cuts=st.lists(st.tuples(st.floats(0.01, 20), st.floats(40, 220), st.floats(0, 1)), max_size=5),
    ats=st.lists(st.floats(0, 60), min_size=1, max_size=30, unique=True),
)
def test_notes_are_in_time_in_any_tempo_and_after_any_cuts(
    bpm: float, beats_per_bar: int, cuts: list[tuple[float, float, float]], ats: list[float]
) -> None:
    sections, at = [Section("A", 0.0, 5.0, 1)], 5.0
    for seconds, tempo, share in cuts:
        sections.append(Section("B", at, seconds, 1, into=share * beats_per_bar * 60 / tempo, bpm=tempo))
        at += seconds
    notes = tuple(Note(at, 0.05, 60 + place) for place, at in enumerate(sorted(ats)))
    score = Score(
        bpm, "C major", max(at, 61), "pop", (Part("piano", "other", "piano", notes),), tuple(sections), (), beats_per_bar
    )
    content = midi_of_score(score)
    [track] = read(content).tracks
    slowest = max(60 / tempo.qpm for tempo in read(content).tempos) / TICKS_PER_BEAT
    assert [note.start for note in track.notes] == pytest.approx([note.at for note in notes], abs=slowest)
    bars = bars_of(score)
    assert bars[0].at == 0 and bars[-1].at + bars[-1].seconds >= score.seconds - 0.003
    assert all(bar.at + bar.seconds == pytest.approx(after.at, abs=1e-6) for bar, after in pairwise(bars))


def test_without_notes_there_is_no_file() -> None:
    with pytest.raises(CannotDo, match="no notes are known"):
        midi_of_score(replace(compose(Brief(sound="pop", seconds=8, seed="1")), parts=()))


def test_notes_that_a_vendor_heard_become_a_track_an_instrument() -> None:
    content = midi_of_notes({"Drums": [(36, 0.0, 0.1, 1.0)], "Bass": [(40, 0.5, 1.25, 0.5), (43, 1.25, 2.0, 0.5)]}, "Theirs")
    drums, bass = read(content).tracks
    assert (drums.name, drums.is_drum, bass.name, bass.is_drum) == ("Drums", True, "Bass", False)
    assert [(note.pitch, note.start, note.end) for note in bass.notes] == [(40, 0.5, 1.25), (43, 1.25, 2.0)]
