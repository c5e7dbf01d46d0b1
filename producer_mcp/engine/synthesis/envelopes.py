"""Envelopes: how a sound rises, falls and moves, as float32 curves of shape (length,): a value for each sample."""

from collections.abc import Sequence

import numpy as np

from ..samples import SAMPLE_RATE, Samples, as_samples, samples_in


def clock(length: int) -> Samples:
    """The time of each sample in seconds, the first at 0."""
    return np.arange(length, dtype=np.float32) * np.float32(1.0 / SAMPLE_RATE)


def decay(length: int, half_life: float) -> Samples:
    """From 1 on, falling by half every `half_life` seconds."""
    return as_samples(np.exp2(clock(length) * np.float32(-1.0 / half_life)))


def rise(length: int, seconds: float) -> Samples:
    """From 0 to 1 in `seconds` along a quarter of a sine, then 1."""
    curve = np.ones(length, dtype=np.float32)
    ramp = min(length, samples_in(seconds))
    if ramp:
        curve[:ramp] = np.sin(np.arange(ramp, dtype=np.float32) * np.float32(np.pi / 2 / ramp))
    return curve


def settle(length: int, start: float, end: float, half_life: float) -> Samples:
    """From `start` to `end`, half of what is left of the way every `half_life` seconds."""
    return np.float32(end) + np.float32(start - end) * decay(length, half_life)


def swell(length: int, seconds: float, *, peak: float, rest: float, half_life: float) -> Samples:
    """From 0 up to `peak` in `seconds`, then towards `rest`, half of what is left of the way every `half_life` seconds."""
    curve = settle(length, peak, rest, half_life)
    ramp = min(length, samples_in(seconds))
    if ramp:
        curve[ramp:] = curve[: length - ramp].copy()
        curve[:ramp] = np.float32(peak) * np.sin(np.arange(ramp, dtype=np.float32) * np.float32(np.pi / 2 / ramp))
    return curve


def late(length: int, wait: float, grow: float) -> Samples:
    """0 for `wait` seconds, then in a straight line to 1 over `grow` seconds, as a vibrato begins."""
    return as_samples(np.clip((clock(length) - np.float32(wait)) * np.float32(1.0 / grow), 0.0, 1.0))


def drift(length: int, rate: float, dice: np.random.Generator) -> Samples:
    """A slow wander about 0, of a size of about 1, towards a new random value `rate` times a second."""
    knots = dice.standard_normal(int(length * rate / SAMPLE_RATE) + 3)
    return as_samples(np.interp(np.arange(length) * (rate / SAMPLE_RATE), np.arange(len(knots)), knots).astype(np.float32))


def release(length: int) -> Samples:
    """From 1 to 0 over the whole length, along half a cosine."""
    turn = np.arange(1, length + 1, dtype=np.float32) * np.float32(np.pi / max(1, length))
    return as_samples(np.float32(0.5) + np.float32(0.5) * np.cos(turn))


def ramped(values: Sequence[float], block_samples: int) -> Samples:
    """From each value to the next in a straight line, (len(values) - 1, block_samples); a block ends on the value it leads to."""
    curve = as_samples(values)
    ramp = np.arange(1, block_samples + 1, dtype=np.float32) / np.float32(block_samples)
    return as_samples(curve[:-1, None] + (curve[1:] - curve[:-1])[:, None] * ramp)
