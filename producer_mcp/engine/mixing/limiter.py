"""Faders: what the master does to one stem, a gain and a ceiling, both constant and kept in the recipe.

A stem that would pass its ceiling is turned down for as long as it takes, by itself alone, so no stem ever moves another.
"""

from dataclasses import dataclass

import numpy as np

from ..samples import Integers, Samples

BLOCK = 128
BACK = 0.04
"""Part of the way back to full that is gone in one block: about 50 ms."""
KNEE = 0.94


@dataclass(frozen=True, slots=True)
class Fader:
    """The master's setting for one stem."""

    gain: float
    ceiling: float = 1.0
    """1 is full scale."""
    room: str = ""
    """The room it was played in, which stays its own when other stems are swapped."""


class Channel:
    """A fader at work; it remembers how far the last stretch was turned down."""

    def __init__(self, fader: Fader) -> None:
        self._gain, self._ceiling = np.float32(fader.gain), float(fader.ceiling)
        self._down = 1.0

    def __call__(self, wave: Samples) -> Samples:
        """(2, samples), as loud as it shall be."""
        louder: Samples = wave * self._gain
        length = louder.shape[1]
        height = np.maximum(np.abs(louder[0]), np.abs(louder[1]))
        if self._down > 0.999 and float(height.max(initial=0.0)) <= self._ceiling * KNEE:
            self._down = 1.0
            return louder
        blocks = -(-length // BLOCK)
        padded = np.pad(height, (0, blocks * BLOCK - length)).reshape(blocks, BLOCK)
        curve = self._curve((np.float32(self._ceiling) / np.maximum(padded.max(axis=1), np.float32(self._ceiling))).tolist())
        ramp = np.arange(1, BLOCK + 1, dtype=np.float32) / np.float32(BLOCK)
        down = (curve[:-1, None] + (curve[1:] - curve[:-1])[:, None] * ramp).ravel()[:length]
        louder *= down
        height *= down
        return self._bent(louder, height)

    def _curve(self, needed: list[float]) -> Samples:
        """How far down at the end of each block: there before a peak, and slowly back after it."""
        down, curve = self._down, [self._down]
        for here, ahead in zip(needed, [*needed[1:], 1.0], strict=True):
            down = min(here, ahead, down + (1.0 - down) * BACK)
            curve.append(down)
        self._down = down
        return np.array(curve, dtype=np.float32)

    def _bent(self, wave: Samples, height: Samples) -> Samples:
        """What is still near the ceiling bends below it."""
        knee = np.float32(self._ceiling * KNEE)
        over = np.flatnonzero(height > knee)
        if len(over):
            high, room = wave[:, over], np.float32(self._ceiling) - knee
            size = np.abs(high)
            wave[:, over] = np.where(size > knee, np.copysign(knee + room * np.tanh((size - knee) / room), high), high)
        return wave


def whole(wave: Samples) -> Integers:
    """A stem as it is kept: whole numbers of 16 bits."""
    scaled = wave * np.float32(32767)
    np.rint(scaled, out=scaled)
    numbers = np.empty((wave.shape[1], 2), dtype=np.int16)
    numbers[:, 0], numbers[:, 1] = scaled[0], scaled[1]
    return numbers.T
