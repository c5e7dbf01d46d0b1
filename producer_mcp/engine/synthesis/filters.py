"""Filters as gains at each frequency, and noise and short sounds shaped by them.

One inverse FFT makes a whole sound, so no filter has to be run sample by sample.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Samples, power_of_two

Frequencies = NDArray[np.float32]
"""Hertz, or gains at each of them: (size / 2 + 1,)."""
FrequencyResponse = Callable[[Frequencies], Frequencies]
"""The gain at each frequency in hertz."""
Resonance = tuple[float, float, float]
"""Centre in hertz, width in hertz, gain over one at the centre."""
SHAPED_PADDING_SAMPLES = 2048
"""Silence after a sound while it is filtered, so that its end does not wrap to its beginning."""


def frequencies(size: int) -> Frequencies:
    """The frequencies in hertz of the spectrum of `size` samples: (size / 2 + 1,)."""
    return np.arange(size // 2 + 1, dtype=np.float32) * np.float32(SAMPLE_RATE / size)


def resonant_body(at: Frequencies, resonances: Sequence[Resonance]) -> Frequencies:
    """The gain of a resonating body at these frequencies: one, and more around each resonance."""
    gain = np.ones_like(at)
    for centre, width, height in resonances:
        gain += np.float32(height) / (1 + ((at - np.float32(centre)) * np.float32(2 / width)) ** 2)
    return gain


def band(low: float, high: float, slope: float = 2.0) -> FrequencyResponse:
    """A band-pass between two frequencies in hertz, falling with the given power outside."""

    def response(at: Frequencies) -> Frequencies:
        safe = np.maximum(at, np.float32(1.0))
        gain = (
            1 / (1 + (np.float32(low) / safe) ** np.float32(2 * slope)) / (1 + (safe / np.float32(high)) ** np.float32(2 * slope))
        )
        return np.sqrt(gain)

    return response


def noise(length: int, response: FrequencyResponse, dice: np.random.Generator) -> Samples:
    """Noise through a filter, (length,), of about unit power whatever the filter lets through."""
    size = power_of_two(length)
    at = frequencies(size)
    gain = response(at)
    spectrum = np.empty(len(at), dtype=np.complex64)
    spectrum.real = (dice.random(len(at), dtype=np.float32) - np.float32(0.5)) * gain
    spectrum.imag = (dice.random(len(at), dtype=np.float32) - np.float32(0.5)) * gain
    spectrum[0] = 0
    wave = np.fft.irfft(spectrum, size)[:length]
    power = float(np.sqrt(np.mean(gain * gain) / 12)) * size**-0.5
    return (wave / np.float32(max(power, 1e-9))).astype(np.float32)


def shaped(wave: Samples, response: FrequencyResponse) -> Samples:
    """A short sound, (…, samples), through a filter, without delay and of the same shape."""
    length = wave.shape[-1]
    size = power_of_two(length + SHAPED_PADDING_SAMPLES)
    spectrum = np.fft.rfft(wave, size) * response(frequencies(size))
    return np.fft.irfft(spectrum, size)[..., :length].astype(np.float32)
