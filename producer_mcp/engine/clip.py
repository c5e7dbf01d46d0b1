"""What the engine answers with: a clip, the names of file formats, and the callback for progress."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .score import Line, Stem

AudioFormatName = Literal["mp3", "wav", "m4a", "flac"]
"""The audio formats a clip can be exported to."""
ProgressCallback = Callable[[float], None]
"""Called with the share of the work that is done, 0 … 1."""
NoteRow = tuple[float, float, float, float]
"""A note: pitch, start and end in seconds, velocity 0 … 1."""


@dataclass(frozen=True, slots=True)
class KnownTempo:
    """A tempo and a key, and how they are known."""

    bpm: float | None
    """Beats a minute, of the beginning where it changes; None where none could be told."""
    key: str
    """`D minor`; empty where none could be told."""
    source: str
    """`score`, `score, and the tempo changes`, or `measured: bpm sure, key a guess`."""


@dataclass(frozen=True, slots=True)
class SungWord:
    """A word as it is written, and the seconds between which it is sung."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SungLine:
    """A line of the lyrics, the seconds between which it is sung, and the name of its section."""

    text: str
    start: float
    end: float
    section: str
    words: tuple[SungWord, ...]
    """Those that are heard, in order."""


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of a clip, sung or not, and the seconds between which it lies."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ClipForm:
    """The sections of a clip in order, its tempo, and the seconds at which its bars begin."""

    sections: tuple[FormSection, ...]
    bpm: float
    beats_per_bar: int
    bars: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A clip as the engine keeps it."""

    ticket: str
    """The name the clip is found by: the hash of its recipe, 32 hexadecimal digits."""
    seconds: float
    file: Path
    """FLAC, 44.1 kHz, stereo."""
    understood: str
    """What the engine understood of the sound that was asked for, in words."""
    lyrics: str
    """What is sung, under `[Verse 1]`-like headings; empty when nobody sings."""
    bpm: float | None
    key: str
    """`D minor`."""
    part: Stem | None = None
    """The stem, when the clip is one stem of another clip."""
    certainty: str = ""
    """Of a recording: how sure its estimated tempo and key are, in words."""
    lines: tuple[Line, ...] = ()
    """The lines that are sung, with their times."""
    sections: tuple[tuple[str, float], ...] = ()
    """Name and start (seconds) of each section; empty for a recording."""
    tempo: "KnownTempo | None" = None
    """Its tempo and key, and how they are known."""
    unknown_words: tuple[str, ...] = ()
    """The words of the latest request's sound that the engine does not know, at most four."""
    is_silent: bool = False
    """Whether nothing sounds in it: a stem that the song has nobody for."""
