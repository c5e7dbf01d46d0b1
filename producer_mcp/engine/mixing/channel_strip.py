"""How a part is treated by itself: warmth, compression and its place between the loudspeakers.

Nothing here hears another part, so that changing one part moves no other.
"""

import numpy as np

from ..catalogue import DrumKit, Instrument, Voice
from ..samples import Samples, as_samples, decibels

BLOCK = 256
USUAL = -20.0
"""The level in decibels above which a part is squeezed."""
ATTACK, RELEASE = 0.7, 0.035
"""Parts of the way that the squeeze follows in one block, up and down."""
SLOWLY = 0.01
"""The same for the offset: half a second."""
HEADROOM = 0.33
"""Where an undriven part bends: 10 dB above what is usual."""
SPREAD = (397, 661)
"""Samples of delay that spread one channel over two."""


class Treatment:
    """One part's strip on the desk; it remembers where the last stretch ended."""

    def __init__(self, plays: Instrument | DrumKit | Voice, level: float, pan: float) -> None:
        self._headroom = HEADROOM * decibels(-plays.drive)
        self._squeeze = plays.squeeze
        self._width = plays.width
        self._trim = np.float32(decibels(plays.level))
        self._level = np.float32(decibels(level))
        angle = (np.clip(pan, -1, 1) + 1) * np.pi / 4
        self._left, self._right = np.float32(np.cos(angle) * 2**0.5), np.float32(np.sin(angle) * 2**0.5)
        self._loud, self._gain, self._offset = -80.0, 1.0, 0.0
        self._before: Samples = np.zeros(max(SPREAD), dtype=np.float32)

    def __call__(self, heard: Samples) -> Samples:
        """A stretch of the part, (channels, samples) with a whole number of blocks, as (2, samples)."""
        wave = heard * self._trim
        if self._squeeze:
            wave = self._squeezed(wave)
        wave *= np.float32(1 / self._headroom)
        np.tanh(wave, out=wave)
        wave *= np.float32(self._headroom)
        wave = self._levelled(wave)
        if wave.shape[0] == 1:
            wave = self._placed(wave[0])
        else:
            wave[0] *= self._left
            wave[1] *= self._right
        wave *= self._level
        return wave

    def _squeezed(self, wave: Samples) -> Samples:
        blocks = wave.reshape(wave.shape[0], -1, BLOCK)
        power = np.einsum("cbs,cbs->b", blocks, blocks) / (BLOCK * wave.shape[0])
        levels = 10 * np.log10(power + 1e-9)
        gains, loud = [self._gain], self._loud
        for level in levels.tolist():
            loud += (level - loud) * (ATTACK if level > loud else RELEASE)
            gains.append(1.0 if loud <= USUAL else 10 ** ((USUAL - loud) * self._squeeze / 20))
        gains[1:] = [*gains[2:], gains[-1]]
        self._loud, self._gain = loud, gains[-1]
        return (blocks * ramped(gains)).reshape(wave.shape)

    def _levelled(self, wave: Samples) -> Samples:
        """Without the offset that bending leaves behind: it is followed slowly and taken off."""
        blocks = wave.reshape(wave.shape[0], -1, BLOCK)
        offsets, offset = [self._offset], self._offset
        for mean in blocks.mean(axis=(0, 2)).tolist():
            offset += (mean - offset) * SLOWLY
            offsets.append(offset)
        self._offset = offset
        return (blocks - ramped(offsets)).reshape(wave.shape)

    def _placed(self, wave: Samples) -> Samples:
        if not self._width:
            return np.stack([wave * self._left, wave * self._right])
        near, far = SPREAD
        longer = np.concatenate([self._before, wave])
        side = (longer[far - near : -near] - longer[:-far]) * np.float32(self._width * 0.6)
        self._before = longer[-far:].copy()
        return np.stack([(wave + side) * self._left, (wave - side) * self._right])


def ramped(values: list[float]) -> Samples:
    """From each value to the next over a block: (blocks, BLOCK)."""
    curve = as_samples(values)
    ramp = np.arange(1, BLOCK + 1, dtype=np.float32) / np.float32(BLOCK)
    return as_samples(curve[:-1, None] + (curve[1:] - curve[:-1])[:, None] * ramp)
