"""A passage: a section while it is being composed, and the lines sung in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of lyrics and its place: it may take `beats` beats, from beat `beat` of its passage."""

    text: str
    beat: float
    beats: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of the form on one grid of bars, in one tempo."""

    kind: str
    """`verse`, `chorus`, `solo` …"""
    name: str
    """As it is called in this piece: `Verse 2`."""
    bars: int
    energy: float = 0.5
    """0 … 1, how full it is played."""
    phrases: tuple[Phrase, ...] = ()
    chords: tuple[str, ...] = ()
    """One entry a bar: one chord symbol, or two joined by a space."""
    at: float = 0.0
    """Seconds from the start of the piece."""
    seconds: float = 0.0
    into: float = 0.0
    """How many seconds into its first bar it begins: 0, unless a splice cut that bar."""
    bpm: float = 0.0

    @property
    def origin(self) -> float:
        """The time of its first bar line in seconds; before `at` if a splice cut that bar."""
        return self.at - self.into

    @property
    def until(self) -> float:
        """The time it ends, in seconds."""
        return self.at + self.seconds
