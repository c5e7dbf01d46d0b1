"""Passages: stretches of music on one grid of bars, and the lines sung in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of text and the room it has: `beats` from `beat` of its passage."""

    text: str
    beat: float
    beats: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of music on one grid of bars."""

    kind: str
    """`verse`, `chorus`, `solo` …"""
    name: str
    bars: int
    energy: float = 0.5
    phrases: tuple[Phrase, ...] = ()
    chords: tuple[str, ...] = ()
    """A bar's symbols each."""
    at: float = 0.0
    """Seconds from the start of the piece."""
    seconds: float = 0.0
    into: float = 0.0
    """Seconds into its first bar at which it begins."""
    bpm: float = 0.0

    @property
    def origin(self) -> float:
        """Where its first bar line falls, in seconds; before `at` if a splice cut that bar."""
        return self.at - self.into

    @property
    def until(self) -> float:
        return self.at + self.seconds
