"""Instruments that sound as long as they are held: winds, bowed strings, reeds and organs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...samples import Curve, Samples, as_samples, hertz, samples_in
from ..envelopes import clock, drift, late, rise, swell
from ..filters import Resonance, band, noise
from ..oscillators import CYCLE_SAMPLES, Harmonics, bent_phase, cycle, filtered, phase, power_law, read, saw, sweep, vibrato
from .tone import Tone

DRAWBAR_HARMONICS = (1, 2, 3, 4, 6, 8, 10, 12, 16)
"""What each drawbar of an organ adds, as harmonics of the lowest one (16')."""


@dataclass(frozen=True, slots=True)
class Blown:
    """A tone that breath or a bow keeps going."""

    harmonics: Harmonics
    attack: float
    """Seconds."""
    dark: float
    """Hertz of the low-pass when soft."""
    bright: float
    """Hertz of the low-pass at full force."""
    formants: Sequence[Resonance] = ()
    vibrato: float = 12.0
    """Cents to either side of the pitch."""
    vibrato_hertz: float = 5.3
    vibrato_wait: float = 0.35
    """Seconds before the vibrato begins."""
    breath: float = 0.02
    """Loudness of the air or the bow, as a factor."""
    breath_band: tuple[float, float] = (1500.0, 6000.0)
    """The lowest and the highest hertz of its noise."""
    scoop: float = 20.0
    """Cents below its pitch, from which it comes up."""
    rest: float = 0.75
    """The loudness it settles at after the attack, as a factor."""


def coloured(harmonics: Harmonics, frequency: float, formants: Sequence[Resonance]) -> Harmonics:
    """These harmonics of a note, through the resonances of a body that stay where they are whatever the note."""

    def shape(number: Curve) -> Curve:
        at, gain = number * frequency, np.ones_like(number)
        for centre, width, height in formants:
            gain += height / (1 + ((at - centre) * 2 / width) ** 2)
        return harmonics(number) * gain

    return shape


def blown(build: Blown) -> Tone:
    """The tone of a wind or a bowed string: it swells, comes up to its pitch and begins to sway."""

    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency, length = hertz(pitch), samples_in(seconds)
        cutoffs = np.geomspace(max(build.dark, frequency * 1.2), max(build.bright, frequency * 3.0), 5)
        bank = filtered(frequency, coloured(build.harmonics, frequency, build.formants), cutoffs)
        unsteady = drift(length, 4.0, dice)
        bend = vibrato(
            length, build.vibrato, build.vibrato_hertz * float(dice.uniform(0.94, 1.06)), late(length, build.vibrato_wait, 0.4)
        )
        bend = bend * np.exp2(unsteady * np.float32(2.5 / 1200))
        rising = np.exp2(clock(length) * np.float32(-1 / 0.025)) * np.float32(-build.scoop / 1200)
        force = swell(length, build.attack, peak=velocity, rest=velocity * build.rest, half_life=0.15)
        force = force * (1 + unsteady * np.float32(0.04))
        wave = sweep(bank, bent_phase(frequency, bend * np.exp2(rising)), force) * force
        air = noise(length, band(*build.breath_band, 1.0), dice) * (force + np.exp2(clock(length) * np.float32(-1 / 0.03)))
        return as_samples((wave + air * np.float32(build.breath)) * rise(length, build.attack * 0.6))

    return tone


def hollow(number: Curve) -> Curve:
    """A clarinet's tube: odd harmonics, the even ones only high up."""
    return np.where(number % 2 == 1, 1.0, np.minimum(0.6, number / 18)) / number**0.9


def flute(number: Curve) -> Curve:
    """A flute: six harmonics that count; those above are faint."""
    strengths: Curve = np.array([1.0, 0.45, 0.22, 0.09, 0.05, 0.025])[np.minimum(number.astype(int), 6) - 1]
    return np.asarray(strengths / np.maximum(1, number - 5) ** 2, dtype=np.float64)


def drawbars(*levels: float) -> Harmonics:
    """The harmonics of an organ's nine drawbars, an octave below the key that is played.

    Levels, 0 … 1, are of 16', 8', 5 1/3', 4', 2 2/3', 2', 1 3/5', 1 1/3' and 1'.
    """

    def shape(number: Curve) -> Curve:
        strength = np.zeros_like(number)
        for harmonic, level in zip(DRAWBAR_HARMONICS, levels, strict=True):
            strength[number == harmonic] = level
        return strength

    return shape


def random_phases(dice: np.random.Generator) -> Curve:
    """A phase for every harmonic that a cycle can have, (CYCLE_SAMPLES,), in radians, anywhere in a turn."""
    return np.asarray(dice.random(CYCLE_SAMPLES) * 6.28)


def organ(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """Tone wheels through a turning loudspeaker, (2, samples): pitch and loudness sway, left against right."""
    frequency, length = hertz(pitch - 12), samples_in(seconds)
    wheel = cycle(frequency, drawbars(0.8, 0.9, 0.75, 0.45, 0.25, 0.2, 0.1, 0.08, 0.12), random_phases(dice))
    turn = np.sin(clock(length) * np.float32(2 * np.pi * 6.1))
    cycles, sway = phase(frequency, length), turn * np.float32(0.0009 * frequency)
    click = noise(length, band(900, 5000), dice) * np.exp2(clock(length) * np.float32(-1 / 0.003))
    left = read(wheel, cycles + sway) * (1 + turn * np.float32(0.2))
    right = read(wheel, cycles - sway) * (1 - turn * np.float32(0.2))
    return np.asarray(np.stack([left, right]) * rise(length, 0.006) * np.float32(0.4) + click * np.float32(0.1), dtype=np.float32)


def accordion(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """Two reeds a little out of tune with each other, (2, samples)."""
    frequency, length = hertz(pitch), samples_in(seconds)
    harmonics = coloured(power_law(0.75), frequency, ((1100, 500, 1.2), (2600, 900, 0.9)))
    reed = cycle(frequency, harmonics, random_phases(dice))
    force = swell(length, 0.05, peak=1.0, rest=0.85, half_life=0.2)
    low = read(reed, phase(frequency * 2 ** (-6 / 1200), length))
    high = read(reed, phase(frequency * 2 ** (7 / 1200), length, 0.3))
    return np.stack([low * 0.8 + high * 0.4, low * 0.4 + high * 0.8]).astype(np.float32) * force * np.float32(0.25)


VIOLIN = Blown(
    harmonics=saw,
    attack=0.07,
    dark=1400,
    bright=7500,
    formants=((290, 80, 0.8), (480, 120, 1.0), (1100, 350, 0.9), (2700, 900, 1.6)),
    vibrato=18,
    vibrato_hertz=5.8,
    vibrato_wait=0.2,
    breath=0.025,
    breath_band=(1800, 9000),
    scoop=25,
    rest=0.85,
)
CELLO = Blown(
    harmonics=saw,
    attack=0.09,
    dark=800,
    bright=4800,
    formants=((110, 50, 0.7), (220, 70, 1.0), (420, 150, 0.8), (1500, 600, 1.0)),
    vibrato=14,
    vibrato_hertz=5.2,
    vibrato_wait=0.25,
    breath=0.025,
    breath_band=(900, 5000),
    scoop=25,
    rest=0.85,
)
TRUMPET = Blown(
    harmonics=power_law(0.7),
    attack=0.035,
    dark=1100,
    bright=6500,
    formants=((1200, 900, 1.3), (2400, 1200, 0.8)),
    vibrato=9,
    vibrato_hertz=5.2,
    vibrato_wait=0.45,
    breath=0.012,
    breath_band=(1500, 6000),
    scoop=45,
    rest=0.75,
)
TROMBONE = Blown(
    harmonics=power_law(0.75),
    attack=0.05,
    dark=600,
    bright=3800,
    formants=((520, 400, 1.2), (1400, 800, 0.6)),
    vibrato=7,
    vibrato_hertz=4.8,
    vibrato_wait=0.5,
    breath=0.012,
    breath_band=(800, 4000),
    scoop=60,
    rest=0.75,
)
HORN = Blown(
    harmonics=power_law(1.0),
    attack=0.07,
    dark=420,
    bright=2300,
    formants=((340, 300, 1.0), (750, 400, 0.5)),
    vibrato=5,
    vibrato_hertz=4.8,
    vibrato_wait=0.6,
    breath=0.01,
    breath_band=(500, 2500),
    scoop=40,
    rest=0.8,
)
SAX = Blown(
    harmonics=power_law(0.85),
    attack=0.04,
    dark=900,
    bright=5200,
    formants=((520, 300, 1.5), (1400, 600, 1.0), (2700, 900, 0.6)),
    vibrato=13,
    vibrato_hertz=5.0,
    vibrato_wait=0.35,
    breath=0.05,
    breath_band=(1500, 7000),
    scoop=70,
    rest=0.8,
)
FLUTE = Blown(
    harmonics=flute,
    attack=0.06,
    dark=1500,
    bright=6000,
    formants=((800, 600, 0.4),),
    vibrato=12,
    vibrato_hertz=5.0,
    vibrato_wait=0.3,
    breath=0.05,
    breath_band=(900, 5000),
    scoop=15,
    rest=0.85,
)
CLARINET = Blown(
    harmonics=hollow,
    attack=0.04,
    dark=900,
    bright=4200,
    formants=((1500, 900, 0.6), (3200, 1200, 0.4)),
    vibrato=5,
    vibrato_hertz=4.8,
    vibrato_wait=0.6,
    breath=0.02,
    breath_band=(1200, 5000),
    scoop=15,
    rest=0.85,
)

TONES: dict[str, Tone] = {
    "violin": blown(VIOLIN),
    "cello": blown(CELLO),
    "trumpet": blown(TRUMPET),
    "trombone": blown(TROMBONE),
    "french_horn": blown(HORN),
    "saxophone": blown(SAX),
    "flute": blown(FLUTE),
    "clarinet": blown(CLARINET),
    "organ": organ,
    "accordion": accordion,
}
