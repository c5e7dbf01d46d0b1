"""Sounds drawn as spectra: strings as closed-form combs, ensembles as smeared harmonics, shaped noise.

One inverse FFT makes a whole tone, so nothing here needs a filter run sample by sample.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Samples, power_of_two
from .oscillators import HIGHEST, Harmonics

Frequencies = NDArray[np.float32]
Shape = Callable[[Frequencies], Frequencies]
"""Gain at each frequency in hertz."""
Bump = tuple[float, float, float]
"""A resonance: hertz, width in hertz, gain over one."""

ONSET = 0.002
ALIAS = 2.0
SPREAD = 20.0
"""Radians: the low modes of a string answer some milliseconds after the high ones."""


def frequencies(size: int) -> Frequencies:
    return np.arange(size // 2 + 1, dtype=np.float32) * np.float32(SAMPLE_RATE / size)


def bumps(at: Frequencies, table: Sequence[Bump]) -> Frequencies:
    """One plus the resonances of a body."""
    gain = np.ones_like(at)
    for centre, width, height in table:
        gain += np.float32(height) / (1 + ((at - np.float32(centre)) * np.float32(2 / width)) ** 2)
    return gain


def band(low: float, high: float, slope: float = 2.0) -> Shape:
    """A band-pass between two frequencies, falling with the given power outside."""

    def shape(at: Frequencies) -> Frequencies:
        safe = np.maximum(at, np.float32(1.0))
        gain = (
            1 / (1 + (np.float32(low) / safe) ** np.float32(2 * slope)) / (1 + (safe / np.float32(high)) ** np.float32(2 * slope))
        )
        return np.sqrt(gain)

    return shape


def noise(length: int, shape: Shape, dice: np.random.Generator) -> Samples:
    """Noise with this spectrum, about unit power."""
    size = power_of_two(length)
    at = frequencies(size)
    gain = shape(at)
    spectrum = np.empty(len(at), dtype=np.complex64)
    spectrum.real = (dice.random(len(at), dtype=np.float32) - np.float32(0.5)) * gain
    spectrum.imag = (dice.random(len(at), dtype=np.float32) - np.float32(0.5)) * gain
    spectrum[0] = 0
    wave = np.fft.irfft(spectrum, size)[:length]
    power = float(np.sqrt(np.mean(gain * gain) / 12)) * size**-0.5
    return (wave / np.float32(max(power, 1e-9))).astype(np.float32)


def shaped(wave: Samples, shape: Shape) -> Samples:
    """A short sound through a fixed spectrum (no delay, wrapped ends kept out by padding)."""
    length = wave.shape[-1]
    size = power_of_two(length + 2048)
    spectrum = np.fft.rfft(wave, size) * shape(frequencies(size))
    return np.fft.irfft(spectrum, size)[..., :length].astype(np.float32)


def string(
    frequency: float,
    seconds: float,
    *,
    low: float,
    high: float,
    bright: float,
    place: float,
    stiff: float = 0.0,
    body: Sequence[Bump] = (),
    detune: Sequence[float] = (0.0,),
) -> Samples:
    """A string set going once.

    `low` and `high`: seconds until 60 dB down at the fundamental and at 5 kHz; `bright`: hertz where the blow
    softens; `place`: where it is struck, as a part of the string; `stiff`: inharmonicity; `detune`: cents of each
    string that sounds together. The comb 1 / (1 - g e^-iφ) has its poles where the string has its modes.
    """  # fmt: skip
    length = round(seconds * SAMPLE_RATE)
    size = power_of_two(length + round(ONSET * SAMPLE_RATE))
    at = frequencies(size)[1:]
    whole = size / SAMPLE_RATE
    loss = 1 / low + (1 / high - 1 / low) * (at / np.float32(5000)) ** np.float32(1.5)
    blow = 1 / (1 + (at / np.float32(bright)) ** 2) * bumps(at, body) * (at < HIGHEST)
    total = np.zeros(len(at), dtype=np.complex64)
    for cents in detune:
        ratio = at / np.float32(frequency * 2 ** (cents / 1200))
        mode = ratio * np.sqrt(2 / (1 + np.sqrt(1 + 4 * stiff * ratio * ratio)))
        turn = np.float32(2 * np.pi) * (mode - np.floor(mode))
        gain = np.power(np.float32(10), -(mode / at) * (3 * loss + np.float32(ALIAS / whole)))
        comb = 1 / (1 - gain * (np.cos(turn) - 1j * np.sin(turn)))
        struck = np.float32(2 * np.pi * place) * mode
        total += comb * (1 - np.cos(struck) + 1j * np.sin(struck)) * (1 - 1 / (1 + ratio**4))
    delay = np.float32(2 * np.pi * ONSET) * at + np.float32(SPREAD) * np.log1p(at / np.float32(800))
    spectrum = np.zeros(size // 2 + 1, dtype=np.complex64)
    spectrum[1:] = total * blow * (np.cos(delay) - 1j * np.sin(delay))
    wave = np.fft.irfft(spectrum, size)[:length]
    undone = np.exp2(np.arange(length, dtype=np.float32) * np.float32(ALIAS * np.log2(10) / size))
    wave *= undone
    return (wave / np.float32(max(1e-9, float(np.abs(wave).max())))).astype(np.float32)


def ensemble(
    frequency: float,
    size: int,
    amplitudes: Harmonics,
    cents: float,
    dice: np.random.Generator,
    shapes: Sequence[Shape],
    floor: float = 0.5,
    channels: int = 2,
) -> Samples:
    """Many players of one note: every harmonic smeared over `cents`, as a loop of `size` samples.

    Shape (len(shapes), channels, size), the same players heard through each shape; it joins its own beginning.
    Source: the smeared-harmonic synthesis of Nasca Octavian Paul (PADsynth).
    """  # fmt: skip
    step = SAMPLE_RATE / size
    spectrum = np.zeros((channels, size // 2 + 1), dtype=np.complex64)
    highest = max(1, int(HIGHEST / frequency))
    strengths = amplitudes(np.arange(1, highest + 1, dtype=np.float64))
    for number, strength in enumerate(strengths, start=1):
        if abs(strength) < 1e-4:
            continue
        centre = frequency * number
        width = max(floor, centre * (2 ** (cents / 1200) - 1)) / step
        first, last = max(1, int(centre / step - 2.5 * width)), min(size // 2, int(centre / step + 2.5 * width) + 2)
        place = (np.arange(first, last) - centre / step) / width
        profile = np.exp(-place * place) * (strength / np.sqrt(width))
        turns = np.exp(2j * np.pi * dice.random((channels, last - first)))
        spectrum[:, first:last] += (profile * turns).astype(np.complex64)
    at = frequencies(size)
    waves = np.stack([np.fft.irfft(spectrum * shape(at), size) for shape in shapes])
    return (waves * np.float32(0.25 / max(1e-9, float(waves[-1].std())))).astype(np.float32)
