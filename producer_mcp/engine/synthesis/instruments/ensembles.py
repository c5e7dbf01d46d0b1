"""Many players of one note: string sections, brass, choirs and the wide pads of synthesisers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...samples import Samples, count, hertz, power_of_two
from ..envelopes import settle, swell
from ..oscillators import Harmonics, saw
from ..spectrum import Bump, Frequencies, Shape, bumps, ensemble
from .tone import Tone

Numbers = NDArray[np.float64]
LOOP = 1 << 17


@dataclass(frozen=True, slots=True)
class Ensemble:
    """A section of players."""

    harmonics: Harmonics
    cents: float
    """How far apart they play."""
    attack: float
    dark: float
    """Hertz of the low-pass when soft …"""
    bright: float
    """… and when it has swelled."""
    body: Sequence[Bump] = ()
    swell: float = 0.4
    """Half-life of the way from dark to bright, in seconds (negative: from bright to dark)."""
    rest: float = 0.85


def lowpass(cutoff: float, body: Sequence[Bump]) -> Shape:
    def shape(at: Frequencies) -> Frequencies:
        return bumps(at, body) / (1 + (at / np.float32(cutoff)) ** 3)

    return shape


def played(build: Ensemble) -> Tone:
    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency, length = hertz(pitch), count(seconds)
        size = min(LOOP, power_of_two(length))
        shapes = [lowpass(max(cut, frequency * 1.5), build.body) for cut in (build.dark, build.bright * (0.5 + 0.7 * velocity))]
        dark, bright = ensemble(frequency, size, build.harmonics, build.cents, dice, shapes)
        times = -(-length // size)
        if times > 1:
            dark, bright = np.tile(dark, times), np.tile(bright, times)
        dark, bright = dark[:, :length], bright[:, :length]
        towards = settle(length, 0.0, 1.0, build.swell) if build.swell > 0 else settle(length, 1.0, 0.15, -build.swell)
        wave = dark + towards * (bright - dark)
        return np.asarray(wave * swell(length, build.attack, 1.0, build.rest, 0.5), dtype=np.float32)

    return tone


def singers(number: Numbers) -> Numbers:
    return number**-1.1


def glass(number: Numbers) -> Numbers:
    return np.where(np.isin(number, (1, 2, 3, 5, 8, 13)), number**-0.7, 0.0)


VIOLINS: tuple[Bump, ...] = ((300, 120, 0.7), (500, 160, 0.8), (1100, 400, 0.7), (2700, 1000, 1.0))
AH: tuple[Bump, ...] = ((720, 160, 6.0), (1150, 200, 4.0), (2800, 350, 2.0), (3600, 400, 1.0))

STRINGS = Ensemble(saw, 16, 0.16, 1300, 5200, VIOLINS, 0.25)
BRASS = Ensemble(lambda n: n**-0.7, 9, 0.06, 500, 4600, ((1100, 900, 1.0),), 0.07, 0.75)
WARM = Ensemble(saw, 18, 0.35, 350, 1500, (), 1.0)
GLASS = Ensemble(glass, 7, 0.25, 2500, 9000, (), 0.8)
SUPERSAW = Ensemble(saw, 28, 0.012, 2200, 11000, (), -0.5)
CHOIR = Ensemble(singers, 15, 0.22, 1800, 4500, AH, 0.4)

TONES: dict[str, Tone] = {
    "strings": played(STRINGS),
    "brass": played(BRASS),
    "warm_pad": played(WARM),
    "glass_pad": played(GLASS),
    "supersaw": played(SUPERSAW),
    "choir_pad": played(CHOIR),
}
