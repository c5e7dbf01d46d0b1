"""Taking a recording apart, approximately: what is struck, what is low, what stands in the middle, and the rest.

Frames are judged by themselves: a frequency that lasts is played or sung, one that comes with all its neighbours is
struck, and what is the same left and right stands in the middle.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Integers, Samples, as_samples
from ..score import Stem

WINDOW = 4096
HOP = WINDOW // 4
AT_ONCE = 256
MARGIN = 12
"""Frames on either side that are listened to as well."""
LONG, WIDE = 17, 25
"""Frames and frequencies over which lasting and coming together are judged."""
LOW, SUNG_FROM, SUNG_TO = 150.0, 180.0, 9000.0
Plane = NDArray[np.float32]
APART: tuple[Stem, ...] = ("vocals", "drums", "bass")
"""The stems that are judged; `other` is what they leave."""


def taken_apart(read: Callable[[int, int], Integers], length: int) -> Iterator[dict[Stem, Integers]]:
    """Stretch after stretch of the recording's vocals, drums and bass, (2, samples) whole numbers each."""
    span = AT_ONCE * HOP
    for begin in range(0, length, span):
        start = begin - MARGIN * HOP - WINDOW
        wave = read(start, begin + span + MARGIN * HOP + WINDOW).astype(np.float32)
        stop = min(length, begin + span)
        heard = slice(begin - start, stop - start)
        yield kept_whole({stem: part[:, heard] for stem, part in judged(wave).items()}, wave[:, heard])


def kept_whole(parts: dict[Stem, Samples], wave: Samples) -> dict[Stem, Integers]:
    """The parts as whole numbers, such that what they leave of the wave is one too: of what is too much the drums take most."""
    whole = {stem: np.rint(part).clip(-32768, 32767).astype(np.int32) for stem, part in parts.items()}
    rest = np.rint(wave).astype(np.int32) - whole["vocals"] - whole["drums"] - whole["bass"]
    whole["drums"] = whole["drums"] + rest - rest.clip(-32768, 32767)
    too_much = np.abs(whole["drums"]) > 32767
    return {stem: np.where(too_much, 0, part).astype(np.int16) for stem, part in whole.items()}


def judged(wave: Samples) -> dict[Stem, Samples]:
    """(2, samples) as three parts of it, each as long."""
    taper = np.sqrt(np.hanning(WINDOW + 1)[:-1]).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(wave, WINDOW, axis=1)[:, ::HOP] * taper
    spectrum = np.fft.rfft(frames, axis=2).astype(np.complex64)
    parts: dict[Stem, Samples] = {}
    for stem, mask in masks(spectrum).items():
        back = np.fft.irfft(spectrum * mask, WINDOW, axis=2).astype(np.float32) * (taper * np.float32(0.5))
        parts[stem] = overlapped(back, wave.shape[1])
    return parts


def masks(spectrum: NDArray[np.complex64]) -> dict[Stem, Plane]:
    """Of each stem its share of every frame and frequency, 0 … 1."""
    left, right = spectrum
    power = np.abs(left) ** 2 + np.abs(right) ** 2
    size = power**0.25
    lasting, together = averaged(size, LONG, 0) ** 4, averaged(size, WIDE, 1) ** 4
    struck = together**2 / (lasting**2 + together**2 + 1e-9)
    struck = struck * struck * (3 - 2 * struck)
    middle = np.clip((2 * (left * right.conj()).real / (power + 1e-9) - 0.6) / 0.4, 0, 1)
    at = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)
    low = 1 / (1 + (at / LOW) ** 8)
    sung = (1 - 1 / (1 + (at / SUNG_FROM) ** 8)) / (1 + (at / SUNG_TO) ** 8)
    held = 1 - struck
    return {
        "vocals": (held * middle * sung * (1 - low)).astype(np.float32),
        "drums": struck.astype(np.float32),
        "bass": (held * low).astype(np.float32),
    }


def averaged(plane: Plane, width: int, axis: int) -> Plane:
    """The running mean over `width` along an axis."""
    half = width // 2
    edges = [(0, 0), (0, 0)]
    edges[axis] = (half + 1, half)
    sums = np.cumsum(np.pad(plane, edges, mode="edge"), axis=axis, dtype=np.float64)
    count = sums.shape[axis]
    ahead, behind = np.take(sums, range(width, count), axis=axis), np.take(sums, range(count - width), axis=axis)
    return as_samples((ahead - behind) / width)


def overlapped(frames: Samples, length: int) -> Samples:
    """Frames (2, many, WINDOW), a quarter apart, added up."""
    many = frames.shape[1]
    wave = np.zeros((2, length + WINDOW), dtype=np.float32)
    for quarter in range(4):
        part = frames[:, :, quarter * HOP : (quarter + 1) * HOP].reshape(2, many * HOP)
        wave[:, quarter * HOP : quarter * HOP + many * HOP] += part
    return wave[:, :length]
