"""The score: parts, each a list of notes timed in seconds, with the sections and lines of the piece.

A score is a value. Everything the renderer needs is in it, so the same score gives the same samples on every machine. It goes
to JSON and back unchanged: the field names are the keys of recipes on disk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Literal, Self

Stem = Literal["vocals", "drums", "bass", "other"]
"""The four groups of parts that a mix can be split into."""
STEMS: tuple[Stem, ...] = ("vocals", "drums", "bass", "other")
MIN_SECTION_SECONDS = 0.001
"""A section shorter than this is what rounding left of a neighbour."""


@dataclass(frozen=True, slots=True)
class Note:
    """One sounding event. `pitch` is a MIDI note number (for drums a General MIDI percussion key)."""

    at: float
    """Seconds from the start of the score."""
    seconds: float
    """How long the key is held; the sound may ring on after that."""
    pitch: float
    velocity: float = 0.8
    """0 … 1."""
    syllable: str = ""
    """What a voice sings on this note, with a trailing `-` inside a word. Empty for instruments."""


@dataclass(frozen=True, slots=True)
class Part:
    """One player: an instrument, its place in the mix, and its notes."""

    name: str
    """Unique in its score, e.g. `rhodes`."""
    stem: Stem
    instrument: str
    """A name in the catalogue of instruments, kits and voices."""
    notes: tuple[Note, ...] = ()
    level: float = 0.0
    """Decibels of gain in the mix."""
    pan: float = 0.0
    """-1 (left) … 1 (right)."""
    reverb: float = 0.15
    """0 … 1, how much of the sound goes to the reverb."""
    seed: int = 0
    """Seed of the small irregularities of its sound."""
    role: str = ""
    """What the part does: `voice`, `backing`, `lead`, `comp`, `pad`, `bass`, `drums` or `percussion`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form, such as `Verse 1`: begins `at` seconds, is `seconds` long and touches `bars` bars."""

    name: str
    at: float
    seconds: float
    bars: int
    chords: tuple[str, ...] = ()
    """One entry a bar: one chord symbol, or two joined by a space (`Dm7`, `G7 C`)."""
    into: float = 0.0
    """How many seconds into its first bar the section begins: 0, unless a splice cut that bar."""
    bpm: float = 0.0
    """The tempo of this section where a splice brought another one; 0 means the tempo of the score."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the lyrics, sung from `at` for `seconds`, both in seconds."""

    at: float
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece of music, not yet rendered."""

    bpm: float
    key: str
    """`D minor`, `F# major`; another mode (`D dorian`) only where it was asked for by name."""
    seconds: float
    style: str
    """A name in `styles.STYLES`."""
    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()
    lines: tuple[Line, ...] = ()
    beats_per_bar: int = 4
    understood: str = ""
    """What was understood of the sound asked for: `92 bpm, D minor, lofi: rhodes, upright bass, brushed kit`."""
    seed: str = ""

    def sections_within(self, start: float, end: float) -> tuple[Section, ...]:
        """The sections that sound between `start` and `end` (seconds), cut to that range.

        A cut section keeps the chords of the bars that are left and says how far into its first bar it begins.
        """
        cut = []
        for section in self.sections:
            at, until = max(start, section.at), min(end, section.at + section.seconds)
            if until - at < MIN_SECTION_SECONDS:
                continue
            bar = self.beats_per_bar * 60.0 / (section.bpm or self.bpm)
            first = int((at - section.at + section.into) / bar + 1e-6)
            last = ceil((until - section.at + section.into) / bar - 1e-6)
            into = max(0.0, at - section.at + section.into - first * bar)
            cut.append(
                replace(
                    section, at=at, seconds=until - at, bars=last - first, chords=section.chords[first:last], into=round(into, 6)
                )
            )
        return tuple(cut)

    def to_json(self) -> dict[str, Any]:
        """The score as JSON values."""
        parts = [_fields(part) | {"notes": [_fields(note) for note in part.notes]} for part in self.parts]
        rows = {"sections": [_fields(section) for section in self.sections], "lines": [_fields(line) for line in self.lines]}
        return _fields(self) | {"parts": parts} | rows

    @classmethod
    def from_json(cls, payload: Mapping[str, Any]) -> Self:
        """A score from what `to_json` gave; fields that are absent, as in older scores, take their defaults."""

        def each(kind: Any, rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
            return tuple(
                kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}) for row in rows
            )

        parts = tuple(Part(**{**part, "notes": each(Note, part["notes"])}) for part in payload["parts"])
        sections, lines = each(Section, payload["sections"]), each(Line, payload["lines"])
        return cls(**{**payload, "parts": parts, "sections": sections, "lines": lines})


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}
