"""Cymbals, bells, tambourines and shakers."""

from collections.abc import Sequence

import numpy as np

from ...samples import Samples, samples_in
from ..envelopes import clock, decay, rise
from ..filters import band, noise
from ..oscillators import phase, sine
from .membranes import Blow, ended

PLATE_HERTZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0, 1185.0, 1402.0, 1737.0, 2219.0, 2811.0, 3504.0)
"""The modes of a cymbal; those above them are so dense that noise stands for them."""


def ringing(length: int, tune: float, modes: Sequence[float], above: float, dice: np.random.Generator) -> Samples:
    """Inharmonic partials of these modes in hertz, (length,), from about `above` hertz on; `tune` is a factor on the modes."""
    wave = np.zeros(length, dtype=np.float32)
    for mode in modes:
        multiple = max(1, round(above / (mode * tune)))
        for overtone in (multiple, multiple + 1, multiple + 3):
            frequency = mode * tune * overtone * float(dice.uniform(0.997, 1.003))
            if frequency < 16_000:
                wave += sine(phase(frequency, length, float(dice.random())))
    return wave * np.float32(1 / (1.8 * len(modes)) ** 0.5)


def hat(ring: float, low: float = 6500, high: float = 14_000, metal: float = 0.4, tune: float = 1.0) -> Blow:
    """A hi-hat: noise between two frequencies in hertz, and partials.

    `ring` is its half-life in seconds, `metal` the part of the partials, `tune` a factor on their frequencies.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(1.2, ring * 8 + 0.01))
        hiss = noise(length, band(low, high, 2.5), dice)
        clash = ringing(length, tune, PLATE_HERTZ[:6], low, dice)
        shape = decay(length, ring * (0.6 + 0.6 * velocity)) + decay(length, 0.003) * np.float32(0.6)
        return ended((hiss * np.float32(1 - metal) + clash * np.float32(metal)) * shape * np.float32(0.4))

    return blow


def cymbal(ring: float, low: float, high: float, ping: float, wash: float, opening: float = 0.0) -> Blow:
    """A ride or a crash: the ping of the stick, and noise from `low` to `high` hertz that loses its highs first.

    The noise rises over `opening` seconds; `ring` is its half-life in seconds, `ping` and `wash` are the loudness of both.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(3.0, ring * 6))
        air = noise(length, band(low * 1.6, high, 1.5), dice) * decay(length, ring * 0.5)
        dark = noise(length, band(low, low * 3, 1.5), dice) * decay(length, ring)
        hiss = air * np.float32(0.6) + dark * np.float32(0.4)
        if opening:
            hiss = hiss * rise(length, opening)
        tick = min(length, samples_in(0.5))
        wave = hiss * np.float32(wash * (0.4 + 0.6 * velocity))
        wave[:tick] += ringing(tick, 1.31, PLATE_HERTZ, 3000, dice) * decay(tick, 0.09) * np.float32(ping)
        return ended(wave * np.float32(0.4))

    return blow


def bell(low: float, high: float, ring: float) -> Blow:
    """A cowbell or an agogo: two square waves at these frequencies in hertz; `ring` is their half-life in seconds."""

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(ring * 8)
        wave = np.zeros(length, dtype=np.float32)
        for frequency in (low, high):
            for overtone in (1, 3, 5):
                wave += sine(phase(frequency * overtone, length)) * np.float32(1 / overtone)
        return ended(wave * (decay(length, ring) * np.float32(0.6) + decay(length, 0.008) * np.float32(0.4)) * np.float32(0.5))

    return blow


def shaker(swing: float, low: float = 4500, high: float = 12_000) -> Blow:
    """A shaker: noise from `low` to `high` hertz that swells for `swing` seconds and breaks off."""

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(swing * 3)
        time = clock(length) * np.float32(1 / swing)
        shape = np.where(time < 1, time**2, np.exp2(-(time - 1) * 6)).astype(np.float32)
        return ended(noise(length, band(low, high, 2.0), dice) * shape * np.float32(0.25))

    return blow


def jingles(ring: float) -> Blow:
    """A tambourine: small plates that go on shaking; `ring` is their half-life in seconds."""

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(ring * 7)
        plates = ringing(length, 2.7, PLATE_HERTZ[3:9], 7000, dice) * np.float32(0.5)
        plates = plates + noise(length, band(6000, 13_000, 2), dice) * np.float32(0.6)
        shiver = np.float32(0.7) + np.float32(0.3) * np.sin(clock(length) * np.float32(2 * np.pi * 38))
        return ended(plates * shiver * (decay(length, ring) + decay(length, 0.006)) * np.float32(0.3))

    return blow
