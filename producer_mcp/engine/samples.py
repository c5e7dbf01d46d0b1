"""Samples: array types, units and reproducible noise.

Sound is float32 at 44,100 samples a second. Random generators of numpy are seeded by words, as those of Python are in `seeds`,
so that the same words give the same samples in every process.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAMPLE_RATE = 44_100
MIN_INT16, MAX_INT16 = -32_768, 32_767

Samples = NDArray[np.float32]
"""Shape (samples,) for one channel, (2, samples) for two; -1 … 1."""
Integers = NDArray[np.int16]
"""Shape (2, samples): 16-bit sound, as it is kept in stems and written to files."""
Curve = NDArray[np.float64]
"""Values over time or frequency, in double precision."""
Spectrum = NDArray[np.complex64]
"""A Fourier transform of samples."""


def samples_in(seconds: float) -> int:
    """The number of samples in `seconds`, rounded, at least 0."""
    return max(0, round(seconds * SAMPLE_RATE))


def hertz(pitch: float) -> float:
    """The frequency in hertz of a MIDI note number (69 is 440 Hz)."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def amplitude_of(decibels: float) -> float:
    """The factor on amplitude that a level or a gain in decibels stands for (0 dB is 1.0)."""
    return float(10.0 ** (decibels / 20.0))


def numpy_dice(*words: object) -> np.random.Generator:
    """A numpy generator seeded by the words that name what it is for."""
    digest = blake2b("\x1f".join(map(str, words)).encode(), digest_size=8).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))


def as_samples(values: ArrayLike) -> Samples:
    """The same values as a float32 array."""
    return np.asarray(values, dtype=np.float32)


def as_int16(values: NDArray[np.int32]) -> Integers:
    """The same whole numbers as int16, of the same shape; those beyond its range are set to its ends."""
    return values.clip(MIN_INT16, MAX_INT16).astype(np.int16)


def mono_of(wave: Integers) -> Samples:
    """The mean of both channels of (2, samples), as float32 (samples,) in -1 … 1."""
    return as_samples(wave.sum(axis=0, dtype=np.float32) * np.float32(0.5 / 32768))


def silence(length: int, channels: int = 2) -> Samples:
    """Zeros of shape (channels, length)."""
    return np.zeros((channels, length), dtype=np.float32)


def power_of_two(length: int) -> int:
    """The smallest power of two that is not below `length`."""
    return 1 << max(0, int(length) - 1).bit_length()
