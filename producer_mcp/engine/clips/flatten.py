"""A recipe as one score: the notes, sections and lines that are heard of it. Edits of the music work on this score."""

from dataclasses import replace

from ..samples import SAMPLE_RATE
from ..score import Line, Note, Part, Score, Section
from .recipe import Composed, Only, Recipe, Recording, Spliced, length_of

MIN_LINE_SECONDS = 0.05
"""A line of which less than this is heard is left out."""
BEATS_PER_BAR = 4
"""The metre a recording is taken to have."""


def flattened(recipe: Recipe) -> Score:
    """The score of what is heard. A recording has no notes: it is one section in its estimated tempo and key."""
    match recipe:
        case Composed(score):
            return score
        case Recording():
            return _recorded_score(recipe)
        case Only(of, stem):
            score = flattened(of)
            parts = tuple(part for part in score.parts if part.stem == stem)
            return replace(score, parts=parts, lines=score.lines if stem == "vocals" else ())
        case Spliced(base, start, end, insert):
            at, seconds = start / SAMPLE_RATE, length_of(recipe) / SAMPLE_RATE
            return spliced(flattened(base), flattened(insert), at, None if end is None else end / SAMPLE_RATE, seconds)


def _recorded_score(recording: Recording) -> Score:
    """One section, without notes, on bars that begin with the recording's first beat."""
    seconds, bar = recording.length / SAMPLE_RATE, BEATS_PER_BAR * 60.0 / recording.bpm
    into = -recording.first_beat % bar
    section = Section("Recording", at=0.0, seconds=seconds, bars=max(1, round((into + seconds) / bar)), into=into)
    understood = f"a recording, about {recording.bpm:.0f} bpm, {recording.key}"
    return Score(bpm=recording.bpm, key=recording.key, seconds=seconds, style="pop", sections=(section,), understood=understood)


def spliced(base: Score, insert: Score, at: float, end: float | None, seconds: float) -> Score:
    """`insert` in `base` from `at` to `end` (None: as long as the insert), both in seconds; the result lasts `seconds`.

    Tempo and key are those of the base; sections of an insert in another tempo carry theirs.
    """
    until = at + insert.seconds if end is None else end
    bpm = 0.0 if insert.bpm == base.bpm else insert.bpm
    sections = insert.sections_within(0.0, until - at)
    inserted_sections = tuple(replace(section, at=section.at + at, bpm=section.bpm or bpm) for section in sections)
    inserted_lines = tuple(replace(line, at=line.at + at) for line in lines_within(insert.lines, 0.0, until - at))
    return replace(
        base,
        seconds=seconds,
        parts=joined(
            parts_within(base.parts, 0.0, at),
            parts_within(shifted(insert.parts, at), at, until),
            parts_within(base.parts, until, seconds),
        ),
        sections=base.sections_within(0.0, at) + inserted_sections + base.sections_within(until, seconds),
        lines=lines_within(base.lines, 0.0, at) + inserted_lines + lines_within(base.lines, until, seconds),
    )


def parts_within(parts: tuple[Part, ...], start: float, end: float) -> tuple[Part, ...]:
    """The parts with only the notes that begin from `start` to `end` (seconds), none held past `end`."""

    def within(part: Part) -> Part:
        notes = (note for note in part.notes if start <= note.at < end)
        return replace(part, notes=tuple(replace(note, seconds=min(note.seconds, end - note.at)) for note in notes))

    return tuple(within(part) for part in parts)


def shifted(parts: tuple[Part, ...], seconds: float) -> tuple[Part, ...]:
    """The parts with every note later by `seconds`."""
    return tuple(replace(part, notes=tuple(replace(note, at=note.at + seconds) for note in part.notes)) for part in parts)


def joined(*groups: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of all groups in one band.

    Parts that differ only in their notes become one; a different part of the same name gets a number after its name; parts
    without notes are left out.
    """
    notes_of: dict[Part, list[Note]] = {}
    for parts in groups:
        for part in parts:
            notes_of.setdefault(replace(part, notes=()), []).extend(part.notes)
    used: dict[str, int] = {}
    result = []
    for part, notes in notes_of.items():
        if notes:
            used[part.name] = used.get(part.name, 0) + 1
            name = part.name if used[part.name] == 1 else f"{part.name} {used[part.name]}"
            result.append(replace(part, name=name, notes=tuple(sorted(notes, key=lambda note: note.at))))
    return tuple(result)


def lines_within(lines: tuple[Line, ...], start: float, end: float) -> tuple[Line, ...]:
    """The lines that are heard from `start` to `end` (seconds), cut to it."""
    audible = (line for line in lines if line.at < end - MIN_LINE_SECONDS and line.at + line.seconds > start + MIN_LINE_SECONDS)
    return tuple(
        replace(line, at=max(start, line.at), seconds=min(end, line.at + line.seconds) - max(start, line.at)) for line in audible
    )
