"""All that is heard of a recipe, as one score: what edits of the music work on."""

from dataclasses import replace

from ..samples import SAMPLE_RATE
from ..score import Line, Note, Part, Score, Section
from .recipe import Composed, Only, Recipe, Recording, Spliced, length_of

HEARD = 0.05
"""Seconds of a line that must be left for it to count."""


def flattened(recipe: Recipe) -> Score:
    """Of each leaf the notes that are heard of it; a recording is a rest in its tempo and key."""
    match recipe:
        case Composed(score):
            return score
        case Recording():
            return rest(recipe)
        case Only(of, stem):
            score = flattened(of)
            kept = tuple(part for part in score.parts if part.stem == stem)
            return replace(score, parts=kept, lines=score.lines if stem == "vocals" else ())
        case Spliced(base, start, end, insert):
            at, seconds = start / SAMPLE_RATE, length_of(recipe) / SAMPLE_RATE
            return spliced(flattened(base), flattened(insert), at, None if end is None else end / SAMPLE_RATE, seconds)


def rest(recording: Recording) -> Score:
    seconds, bar = recording.length / SAMPLE_RATE, 240.0 / recording.bpm
    into = -recording.first_beat % bar
    section = Section("Recording", 0.0, seconds, max(1, round((into + seconds) / bar)), into=into)
    understood = f"a recording, about {recording.bpm:.0f} bpm, {recording.key}"
    return Score(recording.bpm, recording.key, seconds, "pop", sections=(section,), understood=understood)


def spliced(base: Score, insert: Score, at: float, end: float | None, seconds: float) -> Score:
    """`insert` in `base` from `at` to `end`, or to its own end."""
    until = at + insert.seconds if end is None else end
    tempo = 0.0 if insert.bpm == base.bpm else insert.bpm
    heard = insert.sections_within(0.0, until - at)
    new = tuple(replace(section, at=section.at + at, bpm=section.bpm or tempo) for section in heard)
    lines = tuple(replace(line, at=line.at + at) for line in lines_in(insert.lines, 0.0, until - at))
    return replace(
        base,
        seconds=seconds,
        parts=joined(cut(base.parts, 0.0, at), cut(moved(insert.parts, at), at, until), cut(base.parts, until, seconds)),
        sections=base.sections_within(0.0, at) + new + base.sections_within(until, seconds),
        lines=lines_in(base.lines, 0.0, at) + lines + lines_in(base.lines, until, seconds),
    )


def cut(parts: tuple[Part, ...], start: float, end: float) -> tuple[Part, ...]:
    """Parts with the notes that begin in a stretch of time, none held past its end."""

    def kept(part: Part) -> Part:
        heard = (note for note in part.notes if start <= note.at < end)
        return replace(part, notes=tuple(replace(note, seconds=min(note.seconds, end - note.at)) for note in heard))

    return tuple(kept(part) for part in parts)


def moved(parts: tuple[Part, ...], by: float) -> tuple[Part, ...]:
    return tuple(replace(part, notes=tuple(replace(note, at=note.at + by) for note in part.notes)) for part in parts)


def joined(*many: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts that are the same player become one; another player of the same name gets a number."""
    players: dict[Part, list[Note]] = {}
    for parts in many:
        for part in parts:
            players.setdefault(replace(part, notes=()), []).extend(part.notes)
    named: dict[str, int] = {}
    result = []
    for player, notes in players.items():
        if notes:
            named[player.name] = named.get(player.name, 0) + 1
            name = player.name if named[player.name] == 1 else f"{player.name} {named[player.name]}"
            result.append(replace(player, name=name, notes=tuple(sorted(notes, key=lambda note: note.at))))
    return tuple(result)


def lines_in(lines: tuple[Line, ...], start: float, end: float) -> tuple[Line, ...]:
    heard = (line for line in lines if line.at < end - HEARD and line.at + line.seconds > start + HEARD)
    return tuple(
        replace(line, at=max(start, line.at), seconds=min(end, line.at + line.seconds) - max(start, line.at)) for line in heard
    )
