"""What happens to one part on its way to its stem: level, compression, saturation, width and pan.

Nothing here depends on another part, so changing one part leaves the sound of every other one as it was.
"""

import numpy as np

from ..catalogue import DrumKit, Instrument, Voice
from ..samples import Samples, amplitude_of
from ..synthesis.envelopes import ramped

BLOCK_SAMPLES = 256
"""Gains and offsets are decided once in a block and move in a straight line between: 6 ms."""
THRESHOLD_DECIBELS = -20.0
"""The level above which a part is compressed: that of a usual phrase."""
ATTACK_PER_BLOCK, RELEASE_PER_BLOCK = 0.7, 0.035
"""The part of the way to a new level that the compressor follows in one block, when it rises and when it falls."""
SILENCE_DECIBELS = -80.0
"""The level that the compressor starts from."""
OFFSET_PER_BLOCK = 0.01
"""The part of the way to the mean of a block by which the constant offset is followed: half a second for most of it."""
SATURATION_AMPLITUDE = 0.33
"""Where a part without drive begins to saturate, as a factor of full scale: 10 dB above its usual level."""
SPREAD_DELAYS_SAMPLES = (397, 661)
"""The two delays whose difference is added on the left and taken off on the right, to spread one channel over two."""
SPREAD_GAIN = 0.6
"""The factor on that difference at full width."""


class ChannelStrip:
    """One part's strip; it goes on where the last chunk ended."""

    def __init__(self, plays: Instrument | DrumKit | Voice, level: float, pan: float) -> None:
        """`level` in decibels, `pan` from -1 (left) to 1 (right)."""
        self._saturation = SATURATION_AMPLITUDE * amplitude_of(-plays.drive)
        self._squeeze = plays.squeeze
        self._width = plays.width
        self._trim = np.float32(amplitude_of(plays.level))
        self._level = np.float32(amplitude_of(level))
        angle = (np.clip(pan, -1, 1) + 1) * np.pi / 4
        self._left, self._right = np.float32(np.cos(angle) * 2**0.5), np.float32(np.sin(angle) * 2**0.5)
        self._loudness, self._gain, self._offset = SILENCE_DECIBELS, 1.0, 0.0
        self._before: Samples = np.zeros(max(SPREAD_DELAYS_SAMPLES), dtype=np.float32)

    def __call__(self, played: Samples) -> Samples:
        """The next chunk of the part, (1 or 2, samples) with a whole number of blocks, as (2, samples)."""
        wave = played * self._trim
        if self._squeeze:
            wave = self._compressed(wave)
        wave *= np.float32(1 / self._saturation)
        np.tanh(wave, out=wave)
        wave *= np.float32(self._saturation)
        wave = self._centred(wave)
        if wave.shape[0] == 1:
            wave = self._panned(wave[0])
        else:
            wave[0] *= self._left
            wave[1] *= self._right
        wave *= self._level
        return wave

    def _compressed(self, wave: Samples) -> Samples:
        """The wave with what is louder than the threshold made softer, one gain for all channels."""
        blocks = wave.reshape(wave.shape[0], -1, BLOCK_SAMPLES)
        power = np.einsum("cbs,cbs->b", blocks, blocks) / (BLOCK_SAMPLES * wave.shape[0])
        levels = 10 * np.log10(power + 1e-9)
        gains, loudness = [self._gain], self._loudness
        for level in levels.tolist():
            loudness += (level - loudness) * (ATTACK_PER_BLOCK if level > loudness else RELEASE_PER_BLOCK)
            under = THRESHOLD_DECIBELS - loudness
            gains.append(1.0 if loudness <= THRESHOLD_DECIBELS else 10 ** (under * self._squeeze / 20))
        gains[1:] = [*gains[2:], gains[-1]]  # a block ahead, so that an attack meets the gain it calls for
        self._loudness, self._gain = loudness, gains[-1]
        return (blocks * ramped(gains, BLOCK_SAMPLES)).reshape(wave.shape)

    def _centred(self, wave: Samples) -> Samples:
        """The wave without the constant offset that saturation leaves: it is followed slowly and taken off."""
        blocks = wave.reshape(wave.shape[0], -1, BLOCK_SAMPLES)
        offsets, offset = [self._offset], self._offset
        for mean in blocks.mean(axis=(0, 2)).tolist():
            offset += (mean - offset) * OFFSET_PER_BLOCK
            offsets.append(offset)
        self._offset = offset
        return (blocks - ramped(offsets, BLOCK_SAMPLES)).reshape(wave.shape)

    def _panned(self, wave: Samples) -> Samples:
        """One channel, (samples,), spread and panned: (2, samples)."""
        if not self._width:
            return np.stack([wave * self._left, wave * self._right])
        near, far = SPREAD_DELAYS_SAMPLES
        longer = np.concatenate([self._before, wave])
        side = (longer[far - near : -near] - longer[:-far]) * np.float32(self._width * SPREAD_GAIN)
        self._before = longer[-far:].copy()
        return np.stack([(wave + side) * self._left, (wave - side) * self._right])
