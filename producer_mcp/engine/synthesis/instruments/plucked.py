"""Plucked and struck strings: guitars, harps, the piano, plucked basses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...samples import SAMPLE_RATE, Samples, as_samples, hertz, power_of_two, samples_in
from ..envelopes import decay
from ..filters import Frequencies, Resonance, band, frequencies, noise, resonant_body, shaped
from ..oscillators import MAX_HARMONIC_HERTZ
from .tone import Tone

HIGH_HERTZ = 5000
"""Where `Pluck.high` is given."""
ONSET_SECONDS = 0.002
"""Before the blow: filters ring a little before it."""
WRAP_DECAY = 2.0
"""Powers of ten by which a tone is made to die away sooner within one FFT, undone afterwards, so that what rings on beyond
its end does not wrap to its beginning."""
DISPERSION_RADIANS, DISPERSION_HERTZ = 20.0, 800
"""How far a phase is turned back, times ln(1 + f / 800 Hz): a string's low modes answer some milliseconds after its high ones."""


@dataclass(frozen=True, slots=True)
class Pluck:
    """A plucked or struck string and the body it is strung on."""

    low: float
    """Seconds until the fundamental of A3 is 60 dB down; the tone of a lower note rings longer."""
    high: float
    """Seconds until what sounds at 5 kHz is 60 dB down, at A3."""
    bright: float
    """Hertz above which the blow is soft, at medium force."""
    place: float
    """Where it is plucked, as a part of the string."""
    stiff: float = 0.0
    """Inharmonicity: how much sharper than a multiple its high modes are."""
    body: Sequence[Resonance] = ()
    detune: Sequence[float] = (0.0,)
    """Cents of each string that sounds together."""
    knock: float = 0.0
    """How much of the finger, hammer or pick is heard."""
    knock_band: tuple[float, float] = (800.0, 4000.0)
    """The lowest and the highest hertz of that noise."""


GUITAR_BODY: tuple[Resonance, ...] = ((102, 25, 1.6), (204, 40, 1.3), (390, 90, 0.7), (620, 150, 0.5), (2600, 900, 0.5))
BASS_BODY: tuple[Resonance, ...] = ((62, 20, 1.0), (110, 35, 1.2), (230, 80, 0.8), (700, 250, 0.4))
CASE: tuple[Resonance, ...] = ((110, 60, 0.5), (280, 120, 0.4), (1900, 1400, 0.5))


def string(frequency: float, seconds: float, build: Pluck) -> Samples:
    """A string of a frequency in hertz, struck or plucked once, (samples,), its highest sample 1.

    It rings as long as `build` says, whatever its pitch.
    """
    length = round(seconds * SAMPLE_RATE)
    size = power_of_two(length + round(ONSET_SECONDS * SAMPLE_RATE))
    at = frequencies(size)[1:]
    loss = 1 / build.low + (1 / build.high - 1 / build.low) * (at / np.float32(HIGH_HERTZ)) ** np.float32(1.5)
    decades = 3 * loss + np.float32(WRAP_DECAY / (size / SAMPLE_RATE))
    blow = 1 / (1 + (at / np.float32(build.bright)) ** 2) * resonant_body(at, build.body) * (at < MAX_HARMONIC_HERTZ)
    total = np.zeros(len(at), dtype=np.complex64)
    for cents in build.detune:
        total += _modes(at, frequency * 2 ** (cents / 1200), decades, build.place, build.stiff)
    delay = np.float32(2 * np.pi * ONSET_SECONDS) * at + np.float32(DISPERSION_RADIANS) * np.log1p(
        at / np.float32(DISPERSION_HERTZ)
    )
    spectrum = np.zeros(size // 2 + 1, dtype=np.complex64)
    spectrum[1:] = total * blow * (np.cos(delay) - 1j * np.sin(delay))
    wave = np.fft.irfft(spectrum, size)[:length]
    undone = np.exp2(np.arange(length, dtype=np.float32) * np.float32(WRAP_DECAY * np.log2(10) / size))
    wave *= undone
    return (wave / np.float32(max(1e-9, float(np.abs(wave).max())))).astype(np.float32)


def _modes(at: Frequencies, frequency: float, decades: Frequencies, place: float, stiff: float) -> NDArray[np.complex64]:
    """The spectrum of one string at these frequencies in hertz, struck by an ideal blow.

    `decades` is how many powers of ten each frequency loses in a second. The comb 1 / (1 - g e^-iφ) has its poles where the
    string has its modes.
    """
    ratio = at / np.float32(frequency)
    mode = ratio * np.sqrt(2 / (1 + np.sqrt(1 + 4 * stiff * ratio * ratio)))
    turn = np.float32(2 * np.pi) * (mode - np.floor(mode))
    gain = np.power(np.float32(10), -(mode / at) * decades)
    comb = 1 / (1 - gain * (np.cos(turn) - 1j * np.sin(turn)))
    struck = np.float32(2 * np.pi * place) * mode
    spectrum: NDArray[np.complex64] = comb * (1 - np.cos(struck) + 1j * np.sin(struck)) * (1 - 1 / (1 + ratio**4))
    return spectrum


def plucked(build: Pluck) -> Tone:
    """The tone of a string: higher notes ring shorter, harder ones are brighter."""

    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency = hertz(pitch)
        long = (220.0 / frequency) ** 0.45
        played = replace(
            build,
            low=build.low * long,
            high=build.high * long**0.5,
            bright=build.bright * (0.35 + 0.9 * velocity),
            place=build.place * float(dice.uniform(0.92, 1.08)),
            stiff=build.stiff * max(1.0, frequency / 220.0),
        )
        wave = string(frequency, seconds, played)
        if build.knock:
            length = min(len(wave), samples_in(0.06))
            hit = noise(length, band(*build.knock_band), dice) * decay(length, 0.006)
            wave[:length] += hit * np.float32(build.knock * (0.3 + velocity) * 0.25)
        return wave

    return tone


def through(tone: Tone, treat: Callable[[Samples, float], Samples]) -> Tone:
    """A tone through an effect that is given the tone's samples and its velocity."""
    return lambda pitch, seconds, velocity, dice: treat(tone(pitch, seconds, velocity, dice), velocity)


def cabinet(gain: float, high: float) -> Callable[[Samples, float], Samples]:
    """A valve amplifier pushed by `gain`, and its loudspeaker, which passes nothing above `high` hertz."""

    def treat(wave: Samples, velocity: float) -> Samples:
        bent = np.tanh(wave * np.float32(gain * (0.5 + velocity)) + np.float32(0.12)) - np.float32(np.tanh(0.12))
        return shaped(bent, lambda at: band(90, high, 3)(at) * resonant_body(at, ((120, 60, 0.5), (2400, 1200, 1.2))))

    return treat


def buzz(wave: Samples, velocity: float) -> Samples:
    """The flat bridge of a sitar: the string hits it, which excites the high modes again."""
    slap = np.tanh(wave * np.float32(5.0)) * np.abs(wave) ** np.float32(0.3)
    return shaped(
        wave * np.float32(0.5) + slap * np.float32(0.5), lambda at: resonant_body(at, ((1300, 600, 1.0), (3300, 1500, 1.8)))
    )


def slapped(wave: Samples, velocity: float) -> Samples:
    """A string slapped with the thumb: it hits the frets."""
    return as_samples(np.tanh(wave * np.float32(1.0 + 2.0 * velocity)) * np.float32(0.8))


PIANO = Pluck(
    low=9.0, high=1.1, bright=1500, place=0.12, stiff=0.00035, body=CASE, detune=(-0.7, 0.6), knock=0.25, knock_band=(150, 1500)
)
NYLON = Pluck(
    low=3.6, high=0.5, bright=1300, place=0.24, stiff=0.00003, body=GUITAR_BODY, detune=(0.0,), knock=0.2, knock_band=(400, 2500)
)
STEEL = Pluck(
    low=5.0,
    high=1.1,
    bright=3000,
    place=0.16,
    stiff=0.00006,
    body=GUITAR_BODY,
    detune=(0.0, 1.2),
    knock=0.3,
    knock_band=(1500, 7000),
)
ELECTRIC = Pluck(
    low=6.0,
    high=1.0,
    bright=2200,
    place=0.13,
    stiff=0.00005,
    body=((1900, 1200, 1.0),),
    detune=(0.0,),
    knock=0.12,
    knock_band=(1500, 5000),
)
MUTED = Pluck(
    low=0.5,
    high=0.12,
    bright=1500,
    place=0.12,
    stiff=0.00005,
    body=((400, 300, 0.6), (1700, 900, 0.8)),
    detune=(0.0,),
    knock=0.3,
    knock_band=(900, 4000),
)
BANJO = Pluck(
    low=1.5,
    high=0.45,
    bright=4500,
    place=0.11,
    stiff=0.00004,
    body=((450, 150, 2.0), (900, 300, 1.6), (2200, 700, 1.0)),
    detune=(0.0,),
    knock=0.3,
    knock_band=(2000, 8000),
)
HARP = Pluck(
    low=4.5,
    high=0.8,
    bright=1700,
    place=0.33,
    stiff=0.00002,
    body=((180, 80, 0.7), (420, 150, 0.5)),
    detune=(0.0,),
    knock=0.08,
    knock_band=(400, 2000),
)
HARPSICHORD = Pluck(
    low=3.2,
    high=1.6,
    bright=7000,
    place=0.09,
    stiff=0.00008,
    body=((350, 150, 0.6), (1200, 500, 0.6)),
    detune=(0.0, 0.8),
    knock=0.3,
    knock_band=(2500, 9000),
)
SITAR = Pluck(
    low=4.5,
    high=2.0,
    bright=3500,
    place=0.08,
    stiff=0.00003,
    body=((300, 120, 0.8),),
    detune=(0.0, 3.0),
    knock=0.25,
    knock_band=(2000, 7000),
)
PIZZICATO = Pluck(
    low=0.9,
    high=0.16,
    bright=1600,
    place=0.2,
    stiff=0.0,
    body=((280, 60, 1.6), (460, 90, 1.2), (1100, 400, 0.7)),
    detune=(-4.0, 3.0),
    knock=0.2,
    knock_band=(300, 2000),
)
UPRIGHT = Pluck(
    low=2.0, high=0.25, bright=650, place=0.25, stiff=0.0001, body=BASS_BODY, detune=(0.0,), knock=0.22, knock_band=(300, 1800)
)
FINGERED = Pluck(
    low=4.0,
    high=0.5,
    bright=900,
    place=0.2,
    stiff=0.00008,
    body=((90, 60, 0.5), (700, 400, 0.5)),
    detune=(0.0,),
    knock=0.12,
    knock_band=(500, 2500),
)
SLAP = Pluck(
    low=3.5,
    high=1.0,
    bright=3800,
    place=0.1,
    stiff=0.00008,
    body=((90, 50, 0.6), (2400, 1500, 1.2)),
    detune=(0.0,),
    knock=0.4,
    knock_band=(1500, 6000),
)

TONES: dict[str, Tone] = {
    "piano": plucked(PIANO),
    "harpsichord": plucked(HARPSICHORD),
    "nylon_guitar": plucked(NYLON),
    "steel_guitar": plucked(STEEL),
    "electric_guitar": through(plucked(ELECTRIC), cabinet(1.4, 5200)),
    "muted_guitar": through(plucked(MUTED), cabinet(1.8, 4800)),
    "distorted_guitar": through(plucked(ELECTRIC), cabinet(22.0, 4200)),
    "banjo": plucked(BANJO),
    "harp": plucked(HARP),
    "sitar": through(plucked(SITAR), buzz),
    "pizzicato": plucked(PIZZICATO),
    "upright_bass": plucked(UPRIGHT),
    "electric_bass": plucked(FINGERED),
    "slap_bass": through(plucked(SLAP), slapped),
}
