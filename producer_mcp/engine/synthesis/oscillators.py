"""Oscillators: phases, and single cycles read along them.

A cycle is made of its harmonics, so it holds nothing above half the sample rate. A bank of cycles from dark to bright, read at
a moving place between them, sounds like a filter that opens and closes.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Curve, Samples, as_samples
from .envelopes import clock

CYCLE_SAMPLES = 4096
"""Of one period, whatever its pitch."""
MAX_HERTZ = 17_000.0
"""No harmonic is made above this."""

Harmonics = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Amplitude of each harmonic number 1, 2, 3 …"""


def phase(frequency: float, length: int, start: float = 0.0) -> Curve:
    """Cycles elapsed at each sample at a steady frequency."""
    return np.arange(length, dtype=np.float64) * (frequency / SAMPLE_RATE) + start


def bent_phase(frequency: float, bend: Samples, start: float = 0.0) -> Curve:
    """Cycles elapsed at each sample where `bend` multiplies the frequency."""
    return np.cumsum(bend, dtype=np.float64) * (frequency / SAMPLE_RATE) + start


def sine(cycles: Curve) -> Samples:
    """A sine along a phase in cycles."""
    wrapped: Samples = (cycles - np.floor(cycles)).astype(np.float32)
    return as_samples(np.sin(wrapped * np.float32(2 * np.pi)))


def vibrato(length: int, cents: float, rate: float, onset: Samples | float = 1.0) -> Samples:
    """A factor on frequency that sways by `cents`, `rate` times a second."""
    sway = np.sin(clock(length) * np.float32(2 * np.pi * rate))
    return as_samples(np.exp2(sway * onset * np.float32(cents / 1200.0)))


def cycle(frequency: float, amplitudes: Harmonics, phases: float | NDArray[np.float64] = 0.0) -> Samples:
    """One period with these harmonics, CYCLE_SAMPLES + 1 samples (the first is repeated for reading between)."""
    highest = min(CYCLE_SAMPLES // 2 - 1, max(1, int(MAX_HERTZ / frequency)))
    number = np.arange(1, highest + 1, dtype=np.float64)
    spectrum = np.zeros(CYCLE_SAMPLES // 2 + 1, dtype=np.complex128)
    turn = phases if isinstance(phases, float) else phases[:highest]
    spectrum[1 : highest + 1] = amplitudes(number) * np.exp(1j * (turn - np.pi / 2)) * (CYCLE_SAMPLES / 2)
    wave = np.fft.irfft(spectrum, CYCLE_SAMPLES)
    return np.append(wave, wave[0]).astype(np.float32)


def read(wave: Samples, cycles: Curve) -> Samples:
    """The cycle's value along a phase, linear between its samples."""
    place: Curve = (cycles - np.floor(cycles)) * CYCLE_SAMPLES
    index = place.astype(np.int32)
    between = (place - index).astype(np.float32)
    here: Samples = wave.take(index, mode="clip")
    return here + between * (wave.take(index + 1, mode="clip") - here)


def sweep(bank: Samples, cycles: Curve, where: Samples) -> Samples:
    """A bank of cycles (rows) read along a phase while `where` moves between the rows, 0 … 1."""
    rows = bank.shape[0]
    height = np.clip(where, 0.0, 1.0) * np.float32(rows - 1.0001)
    row = height.astype(np.int32)
    blend = height - row.astype(np.float32)
    index = ((cycles - np.floor(cycles)) * CYCLE_SAMPLES + 0.5).astype(np.int32) + row * np.int32(CYCLE_SAMPLES + 1)
    flat = bank.ravel()
    low: Samples = flat.take(index, mode="clip")
    return low + blend * (flat.take(index + np.int32(CYCLE_SAMPLES + 1), mode="clip") - low)


def filtered(frequency: float, amplitudes: Harmonics, cutoffs: NDArray[np.float64], resonance: float = 0.0) -> Samples:
    """A bank of cycles: these harmonics through a low-pass at each cutoff (hertz), 24 dB an octave, with a resonant hump."""

    def through(cutoff: float) -> Harmonics:
        def shape(number: NDArray[np.float64]) -> NDArray[np.float64]:
            ratio = number * (frequency / cutoff)
            slope = 1.0 / (1.0 + ratio**4)
            hump = resonance * np.exp(-((np.log2(ratio) * 4.0) ** 2))
            return amplitudes(number) * (slope + hump)

        return shape

    return np.stack([cycle(frequency, through(float(cutoff))) for cutoff in cutoffs])


def saw(number: NDArray[np.float64]) -> NDArray[np.float64]:
    """The harmonics of a sawtooth."""
    return 0.6 / number


def square(number: NDArray[np.float64]) -> NDArray[np.float64]:
    """The harmonics of a square wave: the odd ones."""
    return np.where(number % 2 == 1, 0.9 / number, 0.0)


def triangle(number: NDArray[np.float64]) -> NDArray[np.float64]:
    """The harmonics of a triangle wave: the odd ones, falling faster."""
    return np.where(number % 2 == 1, np.where(number % 4 == 1, 0.9, -0.9) / number**2, 0.0)


def pulse(width: float) -> Harmonics:
    """The harmonics of a rectangular wave that is high for `width`, 0 … 1, of its period."""
    return lambda number: np.sin(np.pi * number * width) * 0.9 / number
