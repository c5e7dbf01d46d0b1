"""Many players of one note: string and brass sections, choirs, and the wide pads of synthesisers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...samples import SAMPLE_RATE, Curve, Samples, hertz, power_of_two, samples_in
from ..envelopes import settle, swell
from ..filters import Frequencies, FrequencyResponse, Resonance, frequencies, resonant_body
from ..oscillators import MAX_HARMONIC_HERTZ, Harmonics, power_law, saw
from .tone import Tone

MAX_LOOP_SAMPLES = 1 << 17
"""The longest loop, 3 s; longer notes repeat it."""
MIN_SMEAR_HERTZ = 0.5
"""Every harmonic is smeared over at least this."""
MIN_AMPLITUDE = 1e-4
"""Harmonics below this are left out."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """A section of players."""

    harmonics: Harmonics
    cents: float
    """How far apart in pitch they play."""
    attack: float
    """Seconds."""
    dark: float
    """Hertz of the low-pass at the dark end of its way."""
    bright: float
    """Hertz of the low-pass at the bright end."""
    body: Sequence[Resonance] = ()
    half_life: float = 0.4
    """Seconds for half of the way from dark to bright."""
    closes: bool = False
    """Whether the way goes from bright to dark instead."""
    rest: float = 0.85
    """The loudness it settles at after the attack, as a factor."""


def lowpass(cutoff: float, body: Sequence[Resonance]) -> FrequencyResponse:
    """A low-pass at a frequency in hertz, falling by 18 dB an octave, with the resonances of a body."""

    def response(at: Frequencies) -> Frequencies:
        return resonant_body(at, body) / (1 + (at / np.float32(cutoff)) ** 3)

    return response


def padsynth(
    frequency: float,
    size: int,
    amplitudes: Harmonics,
    cents: float,
    dice: np.random.Generator,
    responses: Sequence[FrequencyResponse],
) -> Samples:
    """Many players of one note as a loop of `size` samples: every harmonic of a frequency in hertz smeared over `cents`.

    Returns (len(responses), 2, size): the same players through each filter, the last of them at a steady strength. The end of
    a loop goes on into its beginning. Source: PADsynth, by Nasca Octavian Paul.
    """
    step = SAMPLE_RATE / size
    spectrum = np.zeros((2, size // 2 + 1), dtype=np.complex64)
    highest = max(1, int(MAX_HARMONIC_HERTZ / frequency))
    strengths = amplitudes(np.arange(1, highest + 1, dtype=np.float64))
    for number, strength in enumerate(strengths, start=1):
        if abs(strength) < MIN_AMPLITUDE:
            continue
        centre = frequency * number
        width = max(MIN_SMEAR_HERTZ, centre * (2 ** (cents / 1200) - 1)) / step
        first, last = max(1, int(centre / step - 2.5 * width)), min(size // 2, int(centre / step + 2.5 * width) + 2)
        place = (np.arange(first, last) - centre / step) / width
        profile = np.exp(-place * place) * (strength / np.sqrt(width))
        turns = np.exp(2j * np.pi * dice.random((2, last - first)))
        spectrum[:, first:last] += (profile * turns).astype(np.complex64)
    at = frequencies(size)
    waves = np.stack([np.fft.irfft(spectrum * response(at), size) for response in responses])
    return (waves * np.float32(0.25 / max(1e-9, float(waves[-1].std())))).astype(np.float32)


def played(build: Ensemble) -> Tone:
    """The tone of a section, (2, samples)."""

    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency, length = hertz(pitch), samples_in(seconds)
        size = min(MAX_LOOP_SAMPLES, power_of_two(length))
        responses = [
            lowpass(max(cut, frequency * 1.5), build.body) for cut in (build.dark, build.bright * (0.5 + 0.7 * velocity))
        ]
        dark, bright = padsynth(frequency, size, build.harmonics, build.cents, dice, responses)
        times = -(-length // size)
        if times > 1:
            dark, bright = np.tile(dark, times), np.tile(bright, times)
        dark, bright = dark[:, :length], bright[:, :length]
        start, end = (1.0, 0.15) if build.closes else (0.0, 1.0)
        wave = dark + settle(length, start, end, build.half_life) * (bright - dark)
        return np.asarray(wave * swell(length, build.attack, peak=1.0, rest=build.rest, half_life=0.5), dtype=np.float32)

    return tone


def glass(number: Curve) -> Curve:
    """A few harmonics far apart, which sound like glass."""
    return np.where(np.isin(number, (1, 2, 3, 5, 8, 13)), number**-0.7, 0.0)


VIOLINS: tuple[Resonance, ...] = ((300, 120, 0.7), (500, 160, 0.8), (1100, 400, 0.7), (2700, 1000, 1.0))
AH: tuple[Resonance, ...] = ((720, 160, 6.0), (1150, 200, 4.0), (2800, 350, 2.0), (3600, 400, 1.0))

STRINGS = Ensemble(harmonics=saw, cents=16, attack=0.16, dark=1300, bright=5200, body=VIOLINS, half_life=0.25)
BRASS = Ensemble(
    harmonics=power_law(0.7), cents=9, attack=0.06, dark=500, bright=4600, body=((1100, 900, 1.0),), half_life=0.07, rest=0.75
)
WARM = Ensemble(harmonics=saw, cents=18, attack=0.35, dark=350, bright=1500, body=(), half_life=1.0)
GLASS = Ensemble(harmonics=glass, cents=7, attack=0.25, dark=2500, bright=9000, body=(), half_life=0.8)
SUPERSAW = Ensemble(harmonics=saw, cents=28, attack=0.012, dark=2200, bright=11000, body=(), half_life=0.5, closes=True)
CHOIR = Ensemble(harmonics=power_law(1.1), cents=15, attack=0.22, dark=1800, bright=4500, body=AH, half_life=0.4)

TONES: dict[str, Tone] = {
    "strings": played(STRINGS),
    "brass": played(BRASS),
    "warm_pad": played(WARM),
    "glass_pad": played(GLASS),
    "supersaw": played(SUPERSAW),
    "choir_pad": played(CHOIR),
}
