"""The brief: what the composer is asked for."""

import math
from dataclasses import dataclass

from .errors import CannotDo

MAX_PIECE_SECONDS = 1800.0
MAX_LYRICS_CHARS = 20000


@dataclass(frozen=True, slots=True)
class Brief:
    """How a piece should sound, what is sung in it and how long it lasts. Every field may be left empty."""

    sound: str = ""
    """A description in words: `92 bpm lofi in D minor with nylon guitar, no drums`."""
    lyrics: str = ""
    """What is sung, with or without markers such as `[Chorus]`."""
    instrumental: bool = False
    """Nobody sings, whatever the other fields say."""
    title: str = ""
    seconds: float | None = None
    """Length of the piece, rounded to whole bars; of a continuation, the length that is added. None: the composer chooses."""
    weirdness: float = 0.5
    """0 … 1, how unusual the chords and the instruments may be."""
    seed: str = ""
    """The same brief gives the same music. A brief that differs only in its seed gives other music."""

    def checked(self) -> "Brief":
        """The brief itself; raises CannotDo if its length, weirdness or lyrics are out of range."""
        if self.seconds is not None and not (math.isfinite(self.seconds) and 0 < self.seconds <= MAX_PIECE_SECONDS):
            raise CannotDo(f"a piece lasts more than 0 and at most {MAX_PIECE_SECONDS:g} seconds, not {self.seconds:g}")
        if not 0.0 <= self.weirdness <= 1.0:
            raise CannotDo(f"weirdness goes from 0 to 1, not {self.weirdness:g}")
        if len(self.lyrics) > MAX_LYRICS_CHARS:
            raise CannotDo(f"lyrics of {len(self.lyrics)} characters are more than a piece can hold ({MAX_LYRICS_CHARS})")
        return self
