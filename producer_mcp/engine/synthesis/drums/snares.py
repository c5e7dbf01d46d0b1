"""Snares, claps, brushes, and what is made of wood: rims, claves and blocks."""

import numpy as np

from ...samples import Samples, samples_in
from ..envelopes import clock, decay, rise
from ..filters import band, noise
from ..oscillators import phase, sine
from .membranes import Blow, ended, falling


def snare(frequency: float, ring: float, wires: float, low: float, high: float, body: float = 0.7, push: float = 1.2) -> Blow:
    """A snare at a frequency in hertz: a skin, and wires that rattle between `low` and `high` hertz.

    `ring` and `wires` are the half-lives of both in seconds, `body` the loudness of the skin, `push` the gain into saturation.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(1.0, max(wires, ring) * 8 + 0.03))
        skin = falling(frequency * 1.35, frequency, 0.01, length) * decay(length, ring)
        skin += falling(frequency * 2.0, frequency * 1.72, 0.008, length) * decay(length, ring * 0.6) * np.float32(0.5)
        rattle = noise(length, band(low, high, 2.0), dice) * (decay(length, wires) * np.float32(0.8) + decay(length, 0.006))
        wave = skin * np.float32(body) + rattle * np.float32(0.28 * (0.5 + 0.5 * velocity))
        return ended(np.tanh(wave * np.float32(push)) * np.float32(0.85))

    return blow


def brush(sweep: float) -> Blow:
    """Wire brushes: a tap, or a stroke across the skin that takes `sweep` seconds."""

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(0.16 + sweep * 1.4)
        swish = noise(length, band(1200, 9000, 1.0), dice)
        shape = rise(length, 0.004 + sweep * 0.5) * decay(length, 0.03 + sweep * 0.4)
        skin = falling(230, 190, 0.01, length) * decay(length, 0.03)
        return ended(swish * shape * np.float32(0.3) + skin * np.float32(0.25 * (1 - min(1.0, sweep * 6)) * velocity))

    return blow


def clap(room: float = 0.05, low: float = 700, high: float = 4200) -> Blow:
    """Several hands not quite together, noise from `low` to `high` hertz, and a room whose half-life is `room` seconds."""

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(0.12 + room * 6)
        hiss, time = noise(length, band(low, high, 2.0), dice), clock(length)
        shape = decay(length, room) * np.float32(0.45)
        for wait in (0.0, 0.011, 0.021, 0.033):
            since = time - np.float32(wait + float(dice.uniform(-0.002, 0.002)))
            shape += np.where(since >= 0, np.exp2(-np.maximum(since, 0) * np.float32(1 / 0.004)), 0).astype(np.float32)
        return ended(hiss * shape * np.float32(0.42))

    return blow


def knock(frequency: float, ring: float, noisy: float = 0.2, second: float = 1.47) -> Blow:
    """Struck wood at a frequency in hertz: a rim, claves, a temple block.

    `ring` is its half-life in seconds, `noisy` the loudness of the blow, `second` the ratio of its second mode to the first.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(0.5, ring * 10 + 0.02))
        wood = sine(phase(frequency, length)) * decay(length, ring)
        wood += sine(phase(frequency * second, length)) * decay(length, ring * 0.6) * np.float32(0.5)
        tick = noise(length, band(1500, 8000), dice) * decay(length, 0.002)
        return ended(wood * np.float32(0.6) + tick * np.float32(noisy))

    return blow


def chip_noise(ring: float, step: int) -> Blow:
    """Noise of an old sound chip: random bits, each held for `step` samples, their loudness in fifteen steps.

    `ring` is its half-life in seconds.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(ring * 6)
        bits = np.where(dice.random(length // step + 1) < 0.5, -1.0, 1.0).astype(np.float32)
        return ended(np.repeat(bits, step)[:length] * np.floor(decay(length, ring) * 15) / np.float32(15) * np.float32(0.55))

    return blow
