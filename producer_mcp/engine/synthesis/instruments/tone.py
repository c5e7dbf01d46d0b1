"""What a tone is."""

from collections.abc import Callable

import numpy as np

from ...samples import Samples

Tone = Callable[[float, float, float, np.random.Generator], Samples]
"""(pitch as MIDI number, seconds, velocity 0 … 1, dice) -> (samples,) or (2, samples), at a steady loudness.

A tone goes on as if its note were never let go; the renderer fades it out where the note ends.
"""
