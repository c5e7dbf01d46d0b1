"""Drums with a skin: kicks, toms and hand drums, whose pitch falls as the skin comes to rest."""

from collections.abc import Callable

import numpy as np

from ...samples import Samples, samples_in
from ..envelopes import decay, release, rise
from ..filters import band, noise
from ..oscillators import bent_phase, sine

Blow = Callable[[float, np.random.Generator], Samples]
"""(velocity 0 … 1, dice) -> (samples,), its peak 1 whatever the velocity; the renderer applies loudness."""


def ended(wave: Samples) -> Samples:
    """A drum's sound made fit for use: its last 10 ms fade out, its mean is 0, its peak is 1. `wave` is changed too."""
    tail = min(len(wave), samples_in(0.01))
    wave[len(wave) - tail :] *= release(tail)
    lobe = release(len(wave)) * rise(len(wave), 0.01)
    wave = wave - lobe * np.float32(wave.sum(dtype=np.float64) / lobe.sum(dtype=np.float64))
    scaled: Samples = wave * np.float32(1 / max(1e-6, float(np.abs(wave).max())))
    return scaled


def falling(start: float, end: float, drop: float, length: int) -> Samples:
    """A sine, (length,), that falls from `start` to `end` hertz, half of what is left of the way every `drop` seconds."""
    bend = 1 + np.float32(start / end - 1) * decay(length, drop)
    return sine(bent_phase(end, bend))


def kick(
    start: float,
    end: float,
    drop: float,
    ring: float,
    click: float,
    click_band: tuple[float, float] = (1500, 6000),
    push: float = 1.5,
) -> Blow:
    """A bass drum: a falling sine and the click of the beater, saturated.

    `start` and `end` are hertz, `drop` and `ring` the half-lives of pitch and loudness in seconds, `click` the loudness of the
    beater, `push` the gain into the saturation.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(2.5, ring * 8 + 0.05))
        body = falling(start * (0.8 + 0.3 * velocity), end, drop, length) * decay(length, ring)
        body = np.tanh(body * np.float32(push)) * np.float32(1 / np.tanh(push))
        body[:24] *= np.linspace(0, 1, 24, dtype=np.float32)
        tick = min(length, samples_in(0.03))
        body[:tick] += noise(tick, band(*click_band), dice) * decay(tick, 0.0025) * np.float32(click * (0.2 + velocity) * 0.5)
        return ended(body * np.float32(0.9))

    return blow


def tom(frequency: float, ring: float = 0.13, skin: float = 0.25) -> Blow:
    """A tom at a frequency in hertz: two modes of the skin and the noise of the stick.

    `ring` is its half-life in seconds, `skin` the loudness of the stick on the skin.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(2.0, ring * 7))
        low = falling(frequency * (1.25 + 0.25 * velocity), frequency, 0.03, length) * decay(length, ring)
        high = falling(frequency * 1.9, frequency * 1.59, 0.02, length) * decay(length, ring * 0.5)
        stick = noise(length, band(400, 5000), dice) * decay(length, 0.012)
        return ended(low * np.float32(0.75) + high * np.float32(0.25) + stick * np.float32(skin * (0.2 + velocity) * 0.4))

    return blow


def hand(frequency: float, ring: float, slap: float, bend: float = 1.12) -> Blow:
    """A hand drum, such as a bongo, a conga or a tabla's right drum: two modes of the skin and the slap of the palm.

    `frequency` is hertz, `ring` its half-life in seconds, `slap` the loudness of the palm, and `bend` how far above its
    frequency it begins, as a factor.
    """

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(min(1.2, ring * 8 + 0.03))
        low = falling(frequency * bend, frequency, 0.02, length) * decay(length, ring)
        high = falling(frequency * 2.35, frequency * 2.3, 0.02, length) * decay(length, ring * 0.45)
        palm = noise(length, band(700, 5500), dice) * decay(length, 0.007)
        return ended(low * np.float32(0.8) + high * np.float32(0.3) + palm * np.float32(slap * (0.3 + velocity) * 0.4))

    return blow


def bayan(velocity: float, dice: np.random.Generator) -> Samples:
    """A tabla's left drum: the heel of the hand slides over the skin, so the pitch rises and falls again."""
    length = samples_in(0.6)
    course = np.arange(length, dtype=np.float32) / np.float32(length)
    bend = 1 + np.float32(0.35) * np.sin(course * np.float32(np.pi)) * np.float32(0.5 + velocity)
    wave = sine(bent_phase(84.0, bend)) * decay(length, 0.11)
    palm = noise(length, band(200, 1500), dice) * decay(length, 0.01)
    return ended(np.tanh(wave * np.float32(1.5)) + palm * np.float32(0.2))


def timpani(frequency: float) -> Blow:
    """A kettledrum at a frequency in hertz: modes that are nearly in tune with each other."""

    def blow(velocity: float, dice: np.random.Generator) -> Samples:
        length = samples_in(2.2)
        wave = np.zeros(length, dtype=np.float32)
        for ratio, level, ring in ((1.0, 0.8, 0.4), (1.5, 0.4, 0.3), (1.98, 0.25, 0.22), (2.44, 0.15, 0.15)):
            wave += falling(frequency * ratio * 1.02, frequency * ratio, 0.05, length) * decay(length, ring) * np.float32(level)
        mallet = noise(length, band(120, 900), dice) * decay(length, 0.02)
        return ended(wave * np.float32(0.8) + mallet * np.float32(0.25 * velocity))

    return blow
