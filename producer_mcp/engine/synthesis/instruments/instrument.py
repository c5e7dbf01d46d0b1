"""What an instrument is: how it makes a tone, and how that tone is treated on its way to the stem."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...samples import Samples

Tone = Callable[[float, float, float, np.random.Generator], Samples]
"""(pitch as MIDI number, seconds, velocity 0 … 1, dice) -> (samples,) or (2, samples), at a steady loudness.

The tone goes on as if the note were never let go; letting go is the renderer's."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One row of the renderer's table."""

    tone: Tone
    release: float = 0.1
    """Seconds to fade after the note is let go."""
    variants: int = 1
    """How many differently seeded tones of one note take turns."""
    drive: float = 0.0
    """Decibels into the part's own saturation."""
    squeeze: float = 0.4
    """0 … 1, how much of what is louder than usual is taken back."""
    width: float = 0.0
    """0 … 1, how far a one-channel tone is spread to the sides."""
    dynamics: float = 1.0
    """How much velocity is loudness: decibels of level for each decibel of velocity."""
