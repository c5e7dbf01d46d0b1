"""Samples: how sound is counted, and the noise that never changes.

Everything here is float32 at 44,100 samples a second; randomness comes from seeds made of words,
so the same words give the same samples in every process.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAMPLE_RATE = 44_100

Samples = NDArray[np.float32]
"""Shape (samples,) for one channel, (2, samples) for two; -1 … 1."""
Integers = NDArray[np.int16]
"""Shape (2, samples): what is kept and played."""
Curve = NDArray[np.float64]
Spectrum = NDArray[np.complex64]


def count(seconds: float) -> int:
    """Seconds as a whole number of samples."""
    return max(0, round(seconds * SAMPLE_RATE))


def hertz(pitch: float) -> float:
    """The frequency of a MIDI note number."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def decibels(level: float) -> float:
    """Decibels as a factor."""
    return float(10.0 ** (level / 20.0))


def dice(*words: object) -> np.random.Generator:
    """A generator seeded by these words, the same in every process."""
    told = blake2b("\x1f".join(map(str, words)).encode(), digest_size=8).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(told, "little")))


def as_samples(values: ArrayLike) -> Samples:
    """The same values as float32."""
    return np.asarray(values, dtype=np.float32)


def silence(length: int, channels: int = 2) -> Samples:
    return np.zeros((channels, length), dtype=np.float32)


def power_of_two(length: int) -> int:
    """The smallest power of two that holds `length`."""
    return 1 << max(0, int(length) - 1).bit_length()
