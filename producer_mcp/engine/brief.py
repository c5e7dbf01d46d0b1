"""What is asked of the composer."""

import math
from dataclasses import dataclass

from .errors import CannotDo

MOST_SECONDS = 1800.0
MOST_LYRICS = 20000


@dataclass(frozen=True, slots=True)
class Brief:
    """A wish: how it should sound, what is sung, how long. Everything may be left out."""

    sound: str = ""
    lyrics: str = ""
    instrumental: bool = False
    title: str = ""
    seconds: float | None = None
    """How long, to a bar; for a continuation, how much to add."""
    weirdness: float = 0.5
    """0 … 1, how far from the usual."""
    seed: str = ""
    """The same brief gives the same music; another seed gives other music."""

    def checked(self) -> "Brief":
        """Itself; `CannotDo` if its numbers make no sense."""
        if self.seconds is not None and not (math.isfinite(self.seconds) and 0 < self.seconds <= MOST_SECONDS):
            raise CannotDo(f"a piece lasts more than 0 and at most {MOST_SECONDS:g} seconds, not {self.seconds:g}")
        if not 0.0 <= self.weirdness <= 1.0:
            raise CannotDo(f"weirdness goes from 0 to 1, not {self.weirdness:g}")
        if len(self.lyrics) > MOST_LYRICS:
            raise CannotDo(f"lyrics of {len(self.lyrics)} characters are more than a piece can hold ({MOST_LYRICS})")
        return self
