"""Synthesisers: oscillators through filters that open and close, sub-basses, and the sound chips of old game consoles."""

from dataclasses import dataclass

import numpy as np

from ...samples import Samples, as_samples, hertz, samples_in
from ..envelopes import decay, late, rise, swell
from ..oscillators import Harmonics, bent_phase, cycle, filtered, phase, pulse, read, saw, sine, square, sweep, triangle, vibrato
from .tone import Tone


@dataclass(frozen=True, slots=True)
class Patch:
    """A subtractive synthesiser's settings."""

    harmonics: Harmonics
    attack: float = 0.005
    """Seconds of the amplifier's rise."""
    half_life: float = 0.6
    """Seconds in which loudness falls half of the way to `rest`."""
    rest: float = 0.7
    """The loudness it settles at, as a factor."""
    filter_low: float = 250.0
    """Hertz of the filter's cutoff when it is closed."""
    filter_high: float = 5000.0
    """Hertz it opens to at full velocity."""
    filter_opens: float = 0.004
    """Seconds until it is open."""
    filter_half_life: float = 0.15
    """Seconds in which the filter closes half of the way."""
    filter_rest: float = 0.2
    """Where the filter stays while the note is held, 0 … 1 between its low and its high."""
    resonance: float = 0.3
    """0 … 3, how far frequencies near the cutoff stand out."""
    detune: float = 0.0
    """Cents between two oscillators."""
    vibrato: float = 0.0
    """Cents."""
    octave_below: float = 0.0
    """Loudness of a sine an octave below, as a factor."""
    glide: float = 0.0
    """Cents below its pitch, from which a note slides in."""


def patched(patch: Patch) -> Tone:
    """The tone of these settings; harder notes open the filter further."""

    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency, length = hertz(pitch), samples_in(seconds)
        cutoffs = np.geomspace(max(patch.filter_low, frequency * 0.8), max(patch.filter_high, frequency * 2.5), 8)
        bank = filtered(frequency, patch.harmonics, cutoffs, patch.resonance * 3)
        where = swell(
            length, patch.filter_opens, peak=0.35 + 0.65 * velocity, rest=patch.filter_rest, half_life=patch.filter_half_life
        )
        bend = (
            vibrato(length, patch.vibrato, 5.4, late(length, 0.25, 0.4)) if patch.vibrato else np.ones(length, dtype=np.float32)
        )
        if patch.glide:
            bend = bend * np.exp2(decay(length, 0.02) * np.float32(-patch.glide / 1200))
        cycles = bent_phase(frequency, bend, float(dice.random()))
        wave = sweep(bank, cycles, where)
        if patch.detune:
            wave = wave + sweep(bank, cycles * 2 ** (patch.detune / 1200) + 0.37, where) * np.float32(0.7)
            wave *= np.float32(0.65)
        if patch.octave_below:
            wave = wave + sine(cycles * 0.5) * np.float32(patch.octave_below)
        loudness = swell(length, patch.attack, peak=1.0, rest=patch.rest, half_life=patch.half_life)
        return as_samples(wave * loudness * np.float32(0.6))

    return tone


def sub(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """The long bass of a TR-808: a sine that drops to its pitch, saturated so that small loudspeakers play its harmonics."""
    frequency, length = hertz(pitch), samples_in(seconds)
    bend = np.exp2(decay(length, 0.012) * np.float32(1.2))
    wave = sine(bent_phase(frequency, bend)) * swell(length, 0.003, peak=1.0, rest=0.35, half_life=0.7)
    return as_samples(np.tanh(wave * np.float32(1.9)) * np.float32(0.75))


def acid(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """A saw through a resonant filter that closes fast, as in a TB-303; hard notes open it further."""
    frequency, length = hertz(pitch), samples_in(seconds)
    bank = filtered(frequency, saw, np.geomspace(140, 700 + 4200 * velocity, 14), 9.0)
    where = swell(length, 0.003, peak=1.0, rest=0.05, half_life=0.05 + 0.09 * velocity)
    wave = sweep(bank, phase(frequency, length), where) * swell(length, 0.002, peak=1.0, rest=0.5, half_life=0.25)
    return as_samples(np.tanh(wave * np.float32(1.6)) * np.float32(0.7))


def chip(width: float) -> Tone:
    """A pulse wave as old game consoles made it, high for `width` of its period: its loudness falls in fifteen steps."""

    def tone(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
        frequency, length = hertz(pitch), samples_in(seconds)
        wave = read(cycle(frequency, pulse(width)), bent_phase(frequency, vibrato(length, 10, 6.5, late(length, 0.2, 0.1))))
        steps = np.floor(swell(length, 0.001, peak=1.0, rest=0.45, half_life=0.25) * 15 + np.float32(0.5)) / np.float32(15)
        return np.asarray(wave * steps * np.float32(0.5), dtype=np.float32)

    return tone


def chip_triangle(pitch: float, seconds: float, velocity: float, dice: np.random.Generator) -> Samples:
    """A triangle wave in sixteen steps, as old game consoles made it."""
    frequency, length = hertz(pitch), samples_in(seconds)
    stepped = cycle(frequency, triangle) * 8
    wave = (np.floor(stepped) + np.float32(0.5)) / np.float32(8) * np.float32(0.3) + stepped * np.float32(0.7 / 8)
    return np.asarray(read(wave, phase(frequency, length)) * rise(length, 0.002) * np.float32(0.8), dtype=np.float32)


SYNTH_BASS = Patch(
    harmonics=saw,
    attack=0.004,
    half_life=0.8,
    rest=0.6,
    filter_low=90,
    filter_high=1900,
    filter_opens=0.003,
    filter_half_life=0.12,
    filter_rest=0.12,
    resonance=0.5,
    detune=7,
    octave_below=0.5,
)
SAW_LEAD = Patch(
    harmonics=saw,
    attack=0.008,
    half_life=1.0,
    rest=0.8,
    filter_low=700,
    filter_high=8500,
    filter_opens=0.01,
    filter_half_life=0.4,
    filter_rest=0.55,
    resonance=0.25,
    detune=11,
    vibrato=14,
    glide=60,
)
SQUARE_LEAD = Patch(
    harmonics=square,
    attack=0.006,
    half_life=1.0,
    rest=0.8,
    filter_low=600,
    filter_high=6500,
    filter_opens=0.01,
    filter_half_life=0.3,
    filter_rest=0.5,
    resonance=0.2,
    detune=5,
    vibrato=12,
    glide=40,
)
SOFT_LEAD = Patch(
    harmonics=triangle,
    attack=0.03,
    half_life=1.5,
    rest=0.85,
    filter_low=500,
    filter_high=3500,
    filter_opens=0.03,
    filter_half_life=0.5,
    filter_rest=0.6,
    resonance=0.0,
    detune=4,
    vibrato=16,
    glide=50,
)
PLUCKED = Patch(
    harmonics=saw,
    attack=0.002,
    half_life=0.11,
    rest=0.0,
    filter_low=250,
    filter_high=7000,
    filter_opens=0.002,
    filter_half_life=0.05,
    filter_rest=0.0,
    resonance=0.6,
    detune=9,
)

TONES: dict[str, Tone] = {
    "synth_bass": patched(SYNTH_BASS),
    "sub_bass": sub,
    "acid_bass": acid,
    "saw_lead": patched(SAW_LEAD),
    "square_lead": patched(SQUARE_LEAD),
    "soft_lead": patched(SOFT_LEAD),
    "pluck": patched(PLUCKED),
    "chip_pulse": chip(0.25),
    "chip_triangle": chip_triangle,
}
