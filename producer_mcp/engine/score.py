"""What is played: a score of parts, each a list of notes in seconds.

A score is a value. Everything the renderer needs is in it, so the same score gives
the same samples on every machine; it goes to JSON and back unchanged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

Stem = Literal["vocals", "drums", "bass", "other"]
STEMS: tuple[Stem, ...] = ("vocals", "drums", "bass", "other")


@dataclass(frozen=True, slots=True)
class Note:
    """One sounding event. `pitch` is a MIDI note number (for drums a General MIDI percussion key)."""

    at: float
    """Seconds from the start of the score."""
    seconds: float
    """How long it is held; a tail may ring on after."""
    pitch: float
    velocity: float = 0.8
    """0 … 1."""
    syllable: str = ""
    """What is sung on it; only a voice has one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One player: an instrument, where it stands, and what it plays."""

    name: str
    """Unique in its score, e.g. `rhodes`."""
    stem: Stem
    instrument: str
    """A name in the renderer's table of instruments."""
    notes: tuple[Note, ...] = ()
    level: float = 0.0
    """Decibels."""
    pan: float = 0.0
    """-1 (left) … 1 (right)."""
    reverb: float = 0.15
    """0 … 1, how much of it is room."""
    seed: int = 0
    """Of the small irregularities of its sound."""
    role: str = ""
    """What it does in the piece: `voice`, `backing`, `lead`, `comp`, `pad`, `bass`, `drums`, `percussion`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the form: `Verse 1` from `at`, `seconds` long, in `bars` bars."""

    name: str
    at: float
    seconds: float
    bars: int
    chords: tuple[str, ...] = ()
    """One symbol a bar, or two a bar joined by a space (`Dm7`, `G7 C`)."""
    into: float = 0.0
    """Seconds into its first bar at which it begins; not 0 where a splice cut that bar."""
    bpm: float = 0.0
    """Its own tempo where a splice brought another one; 0 is the score's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line being sung, from `at` for `seconds`."""

    at: float
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """A piece of music before it sounds."""

    bpm: float
    key: str
    """`D minor`, `F# major`; `D dorian` only where a mode was asked for by name."""
    seconds: float
    style: str
    """A name in the vocabulary of styles."""
    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()
    lines: tuple[Line, ...] = ()
    beats_per_bar: int = 4
    understood: str = ""
    """What was understood of the sound asked for: `92 bpm, D minor, lofi: rhodes, upright bass, brushed kit`."""
    seed: str = ""

    def sections_within(self, start: float, end: float) -> tuple[Section, ...]:
        """The sections heard from `start` to `end`, cut to it, each with the chords of the bars that are left and how far into
        its first one it begins.
        """
        found = []
        for section in self.sections:
            at, until = max(start, section.at), min(end, section.at + section.seconds)
            if until - at < 0.001:
                continue
            bar = self.beats_per_bar * 60.0 / (section.bpm or self.bpm)
            first = int((at - section.at + section.into) / bar + 1e-6)
            last = -int(-((until - section.at + section.into) / bar - 1e-6) // 1)
            into = max(0.0, at - section.at + section.into - first * bar)
            found.append(
                replace(
                    section, at=at, seconds=until - at, bars=last - first, chords=section.chords[first:last], into=round(into, 6)
                )
            )
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        parts = [_fields(part) | {"notes": [_fields(note) for note in part.notes]} for part in self.parts]
        rows = {"sections": [_fields(section) for section in self.sections], "lines": [_fields(line) for line in self.lines]}
        return _fields(self) | {"parts": parts} | rows

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        def each(kind: Any, rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
            return tuple(
                kind(**{word: tuple(value) if isinstance(value, list) else value for word, value in row.items()}) for row in rows
            )

        parts = tuple(Part(**{**part, "notes": each(Note, part["notes"])}) for part in told["parts"])
        return cls(**{**told, "parts": parts, "sections": each(Section, told["sections"]), "lines": each(Line, told["lines"])})


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}
