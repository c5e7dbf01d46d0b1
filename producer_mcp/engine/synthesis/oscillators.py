"""Oscillators: phases, and single cycles read along them.

A cycle is made of its harmonics, so it holds nothing above half the sample rate. A bank of cycles from dark to bright, read at
a moving place between them, sounds like a filter that opens and closes.
"""

from collections.abc import Callable

import numpy as np

from ..samples import SAMPLE_RATE, Curve, Samples, as_samples
from .envelopes import clock

CYCLE_SAMPLES = 4096
"""Samples of one period, whatever its pitch."""
MAX_HARMONIC_HERTZ = 17_000.0
"""No harmonic is made above this."""

Harmonics = Callable[[Curve], Curve]
"""Amplitude of each harmonic number 1, 2, 3 …"""


def phase(frequency: float, length: int, start: float = 0.0) -> Curve:
    """Cycles elapsed at each sample, (length,), at a steady frequency in hertz; `start` is that of the first sample."""
    return np.arange(length, dtype=np.float64) * (frequency / SAMPLE_RATE) + start


def bent_phase(frequency: float, bend: Samples, start: float = 0.0) -> Curve:
    """Cycles elapsed at each sample where `bend`, a factor for each, multiplies the frequency in hertz."""
    return np.cumsum(bend, dtype=np.float64) * (frequency / SAMPLE_RATE) + start


def sine(cycles: Curve) -> Samples:
    """A sine along a phase in cycles."""
    wrapped: Samples = (cycles - np.floor(cycles)).astype(np.float32)
    return as_samples(np.sin(wrapped * np.float32(2 * np.pi)))


def vibrato(length: int, cents: float, rate: float, onset: Samples | float = 1.0) -> Samples:
    """A factor on frequency, (length,), that sways by `cents`, `rate` times a second; `onset` is how much of it, 0 … 1."""
    sway = np.sin(clock(length) * np.float32(2 * np.pi * rate))
    return as_samples(np.exp2(sway * onset * np.float32(cents / 1200.0)))


def cycle(frequency: float, amplitudes: Harmonics, phases: float | Curve = 0.0) -> Samples:
    """One period of a tone at a frequency in hertz with these harmonics, (CYCLE_SAMPLES + 1,): the first sample is repeated.

    `phases` is the phase of all harmonics in radians, or of each in turn.
    """
    highest = min(CYCLE_SAMPLES // 2 - 1, max(1, int(MAX_HARMONIC_HERTZ / frequency)))
    number = np.arange(1, highest + 1, dtype=np.float64)
    spectrum = np.zeros(CYCLE_SAMPLES // 2 + 1, dtype=np.complex128)
    turn = phases if isinstance(phases, float) else phases[:highest]
    spectrum[1 : highest + 1] = amplitudes(number) * np.exp(1j * (turn - np.pi / 2)) * (CYCLE_SAMPLES / 2)
    wave = np.fft.irfft(spectrum, CYCLE_SAMPLES)
    return np.append(wave, wave[0]).astype(np.float32)


def read(wave: Samples, cycles: Curve) -> Samples:
    """The value of a cycle, (CYCLE_SAMPLES + 1,), at each moment of a phase in cycles, linear between its samples."""
    place: Curve = (cycles - np.floor(cycles)) * CYCLE_SAMPLES
    index = place.astype(np.int32)
    between = (place - index).astype(np.float32)
    here: Samples = wave.take(index, mode="clip")
    return here + between * (wave.take(index + 1, mode="clip") - here)


def sweep(bank: Samples, cycles: Curve, where: Samples) -> Samples:
    """A bank of cycles, (cycles, CYCLE_SAMPLES + 1), read along a phase while `where` moves between them, 0 … 1.

    The phase and `where` have a value for each sample, as has the result.
    """
    rows = bank.shape[0]
    height = np.clip(where, 0.0, 1.0) * np.float32(rows - 1.0001)
    row = height.astype(np.int32)
    blend = height - row.astype(np.float32)
    index = ((cycles - np.floor(cycles)) * CYCLE_SAMPLES + 0.5).astype(np.int32) + row * np.int32(CYCLE_SAMPLES + 1)
    flat = bank.ravel()
    low: Samples = flat.take(index, mode="clip")
    return low + blend * (flat.take(index + np.int32(CYCLE_SAMPLES + 1), mode="clip") - low)


def filtered(frequency: float, amplitudes: Harmonics, cutoffs: Curve, resonance: float = 0.0) -> Samples:
    """A bank of cycles, (cutoffs, CYCLE_SAMPLES + 1): these harmonics through a low-pass at each cutoff in hertz.

    The low-pass falls by 24 dB an octave; `resonance` is the height of the hump at its cutoff, as a factor.
    """

    def through(cutoff: float) -> Harmonics:
        def shape(number: Curve) -> Curve:
            ratio = number * (frequency / cutoff)
            slope = 1.0 / (1.0 + ratio**4)
            hump = resonance * np.exp(-((np.log2(ratio) * 4.0) ** 2))
            return amplitudes(number) * (slope + hump)

        return shape

    return np.stack([cycle(frequency, through(float(cutoff))) for cutoff in cutoffs])


def power_law(power: float) -> Harmonics:
    """Harmonics that fall with a power of their number: 1 as a sawtooth's do."""
    return lambda number: number**-power


def saw(number: Curve) -> Curve:
    """The harmonics of a sawtooth."""
    return 0.6 / number


def square(number: Curve) -> Curve:
    """The harmonics of a square wave: the odd ones."""
    return np.where(number % 2 == 1, 0.9 / number, 0.0)


def triangle(number: Curve) -> Curve:
    """The harmonics of a triangle wave: the odd ones, falling faster."""
    return np.where(number % 2 == 1, np.where(number % 4 == 1, 0.9, -0.9) / number**2, 0.0)


def pulse(width: float) -> Harmonics:
    """The harmonics of a rectangular wave that is high for `width`, 0 … 1, of its period."""
    return lambda number: np.sin(np.pi * number * width) * 0.9 / number
