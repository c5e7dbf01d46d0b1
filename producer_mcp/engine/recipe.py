"""Recipes: how a clip came to be, as a tree of values.

A leaf is a score with its faders, or a recording; an edit is a splice or the choice of one stem. A recipe goes to JSON
and its ticket is the hash of that, so the same recipe is the same clip everywhere.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, TypeVar

from .errors import CannotDo
from .fader import Fader
from .samples import SAMPLE_RATE, count
from .score import STEMS, Line, Part, Score, Section, Stem


@dataclass(frozen=True, slots=True)
class Composed:
    """A score, and the faders that its stems were mastered with."""

    score: Score
    faders: tuple[tuple[Stem, Fader], ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """Somebody's recording, kept on the shelf under the hash of its samples; tempo and key are estimates."""

    sha256: str
    length: int
    """Samples."""
    title: str = ""
    bpm: float = 120.0
    first_beat: float = 0.0
    """Seconds."""
    key: str = "C major"
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Spliced:
    """`base` outside start … end, `insert` inside; with no `end` the insert goes on to its own end. In samples."""

    base: "Recipe"
    start: int
    end: int | None
    insert: "Recipe"


@dataclass(frozen=True, slots=True)
class Only:
    """One stem of another recipe."""

    of: "Recipe"
    stem: Stem


Recipe = Composed | Recording | Spliced | Only
Timed = TypeVar("Timed", Section, Line)


def length_of(recipe: Recipe) -> int:
    """Samples."""
    match recipe:
        case Composed(score):
            return count(score.seconds)
        case Recording(length=length):
            return length
        case Spliced(base, start, None, insert):
            return start + length_of(insert)
        case Spliced(base):
            return length_of(base)
        case Only(of):
            return length_of(of)


def is_recorded(recipe: Recipe) -> bool:
    """Whether any of it is a recording."""
    match recipe:
        case Composed():
            return False
        case Recording():
            return True
        case Spliced(base, _, _, insert):
            return is_recorded(base) or is_recorded(insert)
        case Only(of):
            return is_recorded(of)


def each_leaf(recipe: Recipe, change: Callable[[Composed], Composed]) -> Recipe:
    """The tree with every composed leaf changed."""
    match recipe:
        case Composed():
            return change(recipe)
        case Recording():
            raise CannotDo("this clip is a recording: its notes are not known, so they cannot be played or sung by others")
        case Spliced(base, _, _, insert):
            return replace(recipe, base=each_leaf(base, change), insert=each_leaf(insert, change))
        case Only(of):
            return replace(recipe, of=each_leaf(of, change))


def recording_of(recipe: Recipe) -> Recording | None:
    """The first recording in it, whose tempo and key stand for the whole."""
    match recipe:
        case Recording():
            return recipe
        case Spliced(base, _, _, insert):
            return recording_of(base) or recording_of(insert)
        case Only(of):
            return recording_of(of)
    return None


def flattened(recipe: Recipe) -> Score:
    """All its notes as one score: of each leaf what is heard of it. A recording is a rest."""
    match recipe:
        case Composed(score):
            return score
        case Recording(length=length, bpm=bpm, key=key):
            seconds = length / SAMPLE_RATE
            whole = Section("Recording", 0.0, seconds, max(1, round(seconds * bpm / 240)))
            return Score(bpm, key, seconds, "pop", sections=(whole,), understood=f"a recording, about {bpm:.0f} bpm, {key}")
        case Only(of, stem):
            score = flattened(of)
            kept = tuple(part for part in score.parts if part.stem == stem)
            return replace(score, parts=kept, lines=score.lines if stem == "vocals" else ())
        case Spliced(base, start, end, insert):
            old, new = flattened(base), flattened(insert)
            at, seconds = start / SAMPLE_RATE, length_of(recipe) / SAMPLE_RATE
            until = at + new.seconds if end is None else end / SAMPLE_RATE
            parts = joined(cut(old, 0.0, at), moved(new, at, until), cut(old, until, seconds) if end is not None else ())
            sections = within(old.sections, 0.0, at) + shifted(new.sections, at) + (within(old.sections, until, seconds) if end is not None else ())
            lines = within(old.lines, 0.0, at) + shifted(new.lines, at) + (within(old.lines, until, seconds) if end is not None else ())
            return replace(old, seconds=seconds, parts=parts, sections=sections, lines=lines)


def cut(score: Score, start: float, end: float) -> tuple[Part, ...]:
    """Its parts with the notes that begin in a stretch of time, none held past its end."""

    def kept(part: Part) -> Part:
        heard = (note for note in part.notes if start <= note.at < end)
        return replace(part, notes=tuple(replace(note, seconds=min(note.seconds, end - note.at)) for note in heard))

    return tuple(kept(part) for part in score.parts)


def moved(score: Score, by: float, end: float) -> tuple[Part, ...]:
    later = replace(score, parts=tuple(replace(part, notes=tuple(replace(note, at=note.at + by) for note in part.notes)) for part in score.parts))
    return cut(later, by, end)


def joined(*many: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts that are the same player become one; another player of the same name gets a number."""
    players: dict[Part, list[Any]] = {}
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


def within(rows: tuple[Timed, ...], start: float, end: float) -> tuple[Timed, ...]:
    """Rows that are heard in a stretch of time, cut to it."""
    heard = (row for row in rows if row.at < end - 0.05 and row.at + row.seconds > start + 0.05)
    return tuple(replace(row, at=max(start, row.at), seconds=min(end, row.at + row.seconds) - max(start, row.at)) for row in heard)


def shifted(rows: tuple[Timed, ...], by: float) -> tuple[Timed, ...]:
    return tuple(replace(row, at=row.at + by) for row in rows)


def to_json(recipe: Recipe) -> dict[str, Any]:
    match recipe:
        case Composed(score, faders):
            return {"composed": score.to_json(), "faders": {stem: [fader.gain, fader.ceiling] for stem, fader in faders}}
        case Recording():
            return {"recording": asdict(recipe)}
        case Spliced(base, start, end, insert):
            return {"spliced": to_json(base), "start": start, "end": end, "insert": to_json(insert)}
        case Only(of, stem):
            return {"only": stem, "of": to_json(of)}


def from_json(told: Mapping[str, Any]) -> Recipe:
    if "composed" in told:
        faders = told["faders"]
        return Composed(Score.from_json(told["composed"]), tuple((stem, Fader(*faders[stem])) for stem in STEMS if stem in faders))
    if "recording" in told:
        return Recording(**told["recording"])
    if "spliced" in told:
        return Spliced(from_json(told["spliced"]), told["start"], told["end"], from_json(told["insert"]))
    return Only(from_json(told["of"]), told["only"])


def written(recipe: Recipe) -> str:
    """The recipe as text, the same for the same recipe."""
    return json.dumps(to_json(recipe), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def ticket_of(recipe: Recipe) -> str:
    """The hash of its content: 32 characters."""
    return sha256(written(recipe).encode()).hexdigest()[:32]
