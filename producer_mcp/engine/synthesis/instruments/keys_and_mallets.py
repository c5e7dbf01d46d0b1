"""Electric pianos by frequency modulation, and mallets and bells by their partials."""

from collections.abc import Sequence

import numpy as np

from ...samples import Samples, hertz, samples_in
from ..envelopes import clock, decay
from ..filters import band, noise
from ..oscillators import phase, sine
from .tone import Tone

Partial = tuple[float, float, float]
"""Times the fundamental, amplitude, half-life in seconds at A4."""

VIBRAPHONE: tuple[Partial, ...] = ((1.0, 1.0, 0.9), (4.0, 0.28, 0.22), (9.2, 0.07, 0.08), (17.5, 0.02, 0.03))
MARIMBA: tuple[Partial, ...] = ((1.0, 1.0, 0.16), (3.93, 0.3, 0.05), (9.3, 0.1, 0.02), (16.0, 0.04, 0.012))
CELESTA: tuple[Partial, ...] = ((1.0, 1.0, 0.45), (2.0, 0.12, 0.3), (3.02, 0.18, 0.16), (5.1, 0.12, 0.09), (8.2, 0.04, 0.05))
BELL: tuple[Partial, ...] = (
    (0.5, 0.35, 1.6), (1.0, 0.9, 1.1), (1.19, 0.4, 0.8), (1.5, 0.25, 0.6), (2.0, 0.7, 0.7),
    (2.51, 0.25, 0.4), (3.01, 0.3, 0.3), (4.17, 0.22, 0.2), (5.43, 0.14, 0.13), (6.8, 0.08, 0.09),
)  # fmt: skip


def modes(partials: Sequence[Partial], mallet: float = 0.0, tremolo: float = 0.0) -> Tone:
    """The sum of these partials as they die away; high ones are heard only when it is struck hard.

    `mallet` is the loudness of the blow, `tremolo` how far the loudness sways, both 0 … 1.
    """

    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency, length = hertz(pitch), samples_in(seconds)
        shorter = (440.0 / frequency) ** 0.5
        wave = np.zeros(length, dtype=np.float32)
        for ratio, amplitude, half_life in partials:
            if frequency * ratio > 16_000:
                continue
            strength = amplitude * velocity ** (0.35 * max(0.0, ratio - 1) ** 0.5)
            ring = decay(length, half_life * shorter) * np.float32(strength)
            wave += sine(phase(frequency * ratio, length, float(dice.random()) * 0.1)) * ring
        if mallet:
            hit = min(length, samples_in(0.04))
            wave[:hit] += noise(hit, band(300, 3500), dice) * decay(hit, 0.004) * np.float32(mallet * velocity * 0.2)
        if tremolo:
            wave *= np.float32(1 - tremolo / 2) + np.float32(tremolo / 2) * np.cos(clock(length) * np.float32(2 * np.pi * 5.2))
        wave[:32] *= np.linspace(0, 1, 32, dtype=np.float32)
        return wave * np.float32(0.7)

    return tone


def rhodes(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """A Rhodes piano by frequency modulation: the modulator dies away, and is stronger the harder a key is struck."""
    frequency, length = hertz(pitch), samples_in(seconds)
    long = min(2.2, (330.0 / frequency) ** 0.5)
    index = np.float32(0.4 + 2.2 * velocity**2) * decay(length, 0.35 * long) + np.float32(0.3)
    carrier = phase(frequency, length)
    body = sine(carrier + sine(carrier) * index * np.float32(1 / (2 * np.pi)))
    tine = sine(phase(frequency * 14.02 if frequency < 700 else frequency * 7.01, length)) * decay(length, 0.05 * long)
    wave = body * decay(length, 0.75 * long) + tine * np.float32(0.05 + 0.16 * velocity**2)
    sway = np.float32(0.16) * np.sin(clock(length) * np.float32(2 * np.pi * 4.6))
    wave[:40] *= np.linspace(0, 1, 40, dtype=np.float32)
    return np.stack([wave * (1 + sway), wave * (1 - sway)]) * np.float32(0.7)


def wurlitzer(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """A reed: more odd harmonics, a shorter ring, and a growl under a hard touch."""
    frequency, length = hertz(pitch), samples_in(seconds)
    long = min(2.0, (330.0 / frequency) ** 0.5)
    carrier = phase(frequency, length)
    index = np.float32(0.5 + 2.0 * velocity**2) * decay(length, 0.22 * long) + np.float32(0.45)
    wave = sine(carrier + sine(carrier * 2) * index * np.float32(1 / (2 * np.pi))) * decay(length, 0.5 * long)
    wave = np.tanh(wave * np.float32(1.0 + velocity)) * (
        1 + np.float32(0.12) * np.sin(clock(length) * np.float32(2 * np.pi * 5.6))
    )
    wave[:30] *= np.linspace(0, 1, 30, dtype=np.float32)
    return np.asarray(wave * np.float32(0.7), dtype=np.float32)


TONES: dict[str, Tone] = {
    "rhodes": rhodes,
    "wurlitzer": wurlitzer,
    "vibraphone": modes(VIBRAPHONE, 0.2, 0.4),
    "marimba": modes(MARIMBA, 0.8),
    "celesta": modes(CELESTA, 0.3),
    "bell": modes(BELL, 0.1),
}
