"""The master: faders that bring a tape to the wanted loudness with its peaks where they belong.

One gain for all stems; where the peaks of the mix stand too high, every stem gets a ceiling of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from math import isfinite

import numpy as np

from ..samples import Samples, decibels
from ..score import Stem
from .limiter import Channel, Fader
from .multitrack import Multitrack, added
from .render import Chunk

TARGET = -14.3
"""LUFS."""
PEAK = -1.25
"""dBTP that the master stays below; -1 is what is promised."""
HIGHEST_PEAK, TRIES = -1.05, 12
STANDS: dict[Stem, float] = {"vocals": 1.1, "drums": 1.0, "bass": 0.9, "other": 1.0}
"""How high a stem may stand over its own strength, against the others: the ear forgives a voice least."""
LOUDEST, MOMENTS = 4, 3
"""Chunks, and peaks in each of them, that are tried while looking for ceilings."""
LOWEST, HIGHEST = 1.6, 8.0
"""Between these the crests of stems are looked for."""
HALVINGS = 6
ROUNDS = 3
SOFTER = 0.4
"""Loudness units that ceilings may cost before the gain makes up for it."""


def wanted_gain(loudness: float) -> float:
    """The gain that brings this loudness to the target."""
    return decibels(TARGET - loudness) if isfinite(loudness) else 1.0


def mastered(tape: Multitrack, gain: float, fixed: Collection[Stem] = (), aim: bool = True) -> dict[Stem, Fader]:
    """A fader for each stem that is not fixed: this gain, and ceilings only as low as the peak of the mix asks for.

    With `aim` the gain makes up for what the ceilings took of the target loudness.
    """
    bar = decibels(PEAK)
    heights = {stem: height for stem, height in tape.heights().items() if stem not in fixed and height[0]}
    faders = {stem: Fader(gain) for stem in heights}
    meter = tape.metered(faders) if fixed else tape.meter
    scale = 1.0 if fixed else gain
    if meter.true_peak() * scale <= bar:
        return faders
    loudest = sorted(range(len(tape)), key=lambda number: -meter.peaks[number])[:LOUDEST]
    moments = [moment for number in loudest for moment in tape.moments(number, MOMENTS)]
    for turn in range(ROUNDS):
        faders = lowered(moments, gain, heights, bar)
        meter = tape.metered(faders)
        peak, short = meter.true_peak(), TARGET - meter.loudness()
        if peak > bar:
            faders = {stem: Fader(fader.gain, fader.ceiling * bar / peak * 0.995) for stem, fader in faders.items()}
        if not aim or short < SOFTER or turn == ROUNDS - 1:
            break
        gain *= decibels(min(1.2, short * 1.3))
    for _ in range(TRIES):
        peak = tape.metered(faders).true_peak()
        if peak <= decibels(HIGHEST_PEAK):
            break
        softer = 0.85 if fixed else bar / peak
        faders = {stem: Fader(fader.gain * softer, fader.ceiling * softer) for stem, fader in faders.items()}
    return faders


def lowered(moments: Sequence[Chunk], gain: float, heights: Mapping[Stem, tuple[float, float]], bar: float) -> dict[Stem, Fader]:
    """The highest ceilings under which these moments stay below the bar, all as high over their stems' strength."""

    def under(crest: float) -> dict[Stem, Fader]:
        return {
            stem: Fader(gain, min(1.0, peak * gain * 1.02, max(0.02, strength * gain * crest * STANDS[stem])))
            for stem, (peak, strength) in heights.items()
        }

    low, high = LOWEST, HIGHEST
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        faders = under(middle)
        peak = max(loudest_of(added(moment, {stem: Channel(fader) for stem, fader in faders.items()})) for moment in moments)
        if peak <= bar * 0.98:
            low = middle
        else:
            high = middle
    return under(low)


def loudest_of(wave: Samples) -> float:
    """The highest sample of a moment, past the quarter in which its channels find their ways down."""
    return float(np.abs(wave[:, wave.shape[1] // 4 :]).max())
