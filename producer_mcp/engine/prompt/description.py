"""What was heard in a description of a sound: the words that mean something to us, and those that do not."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Description:
    """Everything understood; nothing in it is guessed, what was not said is empty."""

    style: str = ""
    flavour: str = ""
    """A second style that was named beside the first."""
    beat: str = ""
    """A style whose drums were asked for (`trap drums`)."""
    bpm: float | None = None
    marking: str = ""
    """`allegro`"""
    pace: str = ""
    """`slow`"""
    tonic: str = ""
    mode: str = ""
    moods: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    kit: str = ""
    voice: str = ""
    sung: bool = False
    """A voice was asked for without saying which."""
    asked: frozenset[str] = frozenset()
    """Places in the band (`drums`, `bass` …) that were asked for."""
    without: frozenset[str] = frozenset()
    """Instruments, kits and places in the band (`drums`, `bass`, `vocals` …) that should be silent."""
    forms: frozenset[str] = frozenset()
    nearest: dict[str, str] = field(default_factory=dict)
    """Ours -> the word it stands in for."""
    unknown_words: tuple[str, ...] = ()
    """Words nothing was understood of."""
