"""Separates a recording into approximate stems: drums, bass, vocals, and the rest.

Each frame of a short-time Fourier transform is judged by itself. A frequency that lasts is played or sung; one that sounds
together with its neighbours is struck (median-filter separation after Fitzgerald, 2010, with means in place of medians); what
is equal left and right stands in the middle, where voices are.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..samples import MAX_INT16, MIN_INT16, SAMPLE_RATE, Integers, Samples, as_samples
from ..score import Stem

FRAME_SAMPLES = 4096
HOP_SAMPLES = FRAME_SAMPLES // 4
FRAMES_AT_ONCE = 256
"""How many frames are separated at a time; it bounds the memory."""
CONTEXT_FRAMES = 12
"""How many frames before and after are looked at as well."""
SUSTAIN_FRAMES, BROADBAND_BINS = 17, 25
"""Over how many frames a frequency is compared with itself, and over how many frequencies with its neighbours."""
BASS_HZ, LOWEST_VOICE_HZ, HIGHEST_VOICE_HZ = 150.0, 180.0, 9000.0
"""Below the first what is held is bass; between the two others it may be a voice."""
TINY = 1e-9
"""Keeps divisions by a silent frame finite."""
Spectrogram = NDArray[np.float32]
"""A value for every frame and frequency, (frames, frequencies)."""
SEPARATED_STEMS: tuple[Stem, ...] = ("vocals", "drums", "bass")
"""The stems that are estimated; `other` is what they leave of the recording."""


def separated(read: Callable[[int, int], Integers], length: int) -> Iterator[dict[Stem, Integers]]:
    """Vocals, drums and bass of a recording of `length` samples, int16 (2, samples) each, one stretch after the other.

    `read(start, stop)` gives the recording as int16 (2, stop - start), zero beyond its ends.
    """
    stretch = FRAMES_AT_ONCE * HOP_SAMPLES
    context = CONTEXT_FRAMES * HOP_SAMPLES + FRAME_SAMPLES
    for begin in range(0, length, stretch):
        start, stop = begin - context, min(length, begin + stretch)
        wave = read(start, begin + stretch + context).astype(np.float32)
        inside = slice(begin - start, stop - start)
        yield rounded({stem: part[:, inside] for stem, part in separated_wave(wave).items()}, wave[:, inside])


def rounded(parts: dict[Stem, Samples], wave: Samples) -> dict[Stem, Integers]:
    """The parts, (2, samples), as int16, such that what they leave of the wave fits into int16 too.

    The drums take over what does not fit; at a sample where they cannot hold it either, every part is 0.
    """
    whole = {stem: np.rint(part).clip(MIN_INT16, MAX_INT16).astype(np.int32) for stem, part in parts.items()}
    rest = np.rint(wave).astype(np.int32) - whole["vocals"] - whole["drums"] - whole["bass"]
    whole["drums"] = whole["drums"] + rest - rest.clip(MIN_INT16, MAX_INT16)
    too_much = np.abs(whole["drums"]) > MAX_INT16
    return {stem: np.where(too_much, 0, part).astype(np.int16) for stem, part in whole.items()}


def separated_wave(wave: Samples) -> dict[Stem, Samples]:
    """float32 (2, samples), of int16 size, as three parts of the same shape."""
    taper = np.sqrt(np.hanning(FRAME_SAMPLES + 1)[:-1]).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(wave, FRAME_SAMPLES, axis=1)[:, ::HOP_SAMPLES] * taper
    spectrum = np.fft.rfft(frames, axis=2).astype(np.complex64)
    parts: dict[Stem, Samples] = {}
    for stem, mask in masks(spectrum).items():
        back = np.fft.irfft(spectrum * mask, FRAME_SAMPLES, axis=2).astype(np.float32) * (taper * np.float32(0.5))
        parts[stem] = overlap_added(back, wave.shape[1])
    return parts


def masks(spectrum: NDArray[np.complex64]) -> dict[Stem, Spectrogram]:
    """The share of each stem in every frame and frequency, 0 … 1; `spectrum` is (2, frames, frequencies)."""
    left, right = spectrum
    power = np.abs(left) ** 2 + np.abs(right) ** 2
    size = power**0.25
    sustained = running_mean(size, SUSTAIN_FRAMES, 0) ** 4
    broadband = running_mean(size, BROADBAND_BINS, 1) ** 4
    struck = broadband**2 / (sustained**2 + broadband**2 + TINY)
    struck = struck * struck * (3 - 2 * struck)
    middle = np.clip((2 * (left * right.conj()).real / (power + TINY) - 0.6) / 0.4, 0, 1)
    hertz = np.fft.rfftfreq(FRAME_SAMPLES, 1 / SAMPLE_RATE)
    low = 1 / (1 + (hertz / BASS_HZ) ** 8)
    sung = (1 - 1 / (1 + (hertz / LOWEST_VOICE_HZ) ** 8)) / (1 + (hertz / HIGHEST_VOICE_HZ) ** 8)
    held = 1 - struck
    return {
        "vocals": (held * middle * sung * (1 - low)).astype(np.float32),
        "drums": struck.astype(np.float32),
        "bass": (held * low).astype(np.float32),
    }


def running_mean(values: Spectrogram, width: int, axis: int) -> Spectrogram:
    """The mean over `width` neighbours along an axis, of the same shape; the edges are repeated."""
    half = width // 2
    edges = [(0, 0), (0, 0)]
    edges[axis] = (half + 1, half)
    sums = np.cumsum(np.pad(values, edges, mode="edge"), axis=axis, dtype=np.float64)
    length = sums.shape[axis]
    ahead, behind = np.take(sums, range(width, length), axis=axis), np.take(sums, range(length - width), axis=axis)
    return as_samples((ahead - behind) / width)


def overlap_added(frames: Samples, length: int) -> Samples:
    """Frames (2, frames, FRAME_SAMPLES), HOP_SAMPLES apart, added up to (2, length)."""
    hops = frames.shape[1] * HOP_SAMPLES
    wave = np.zeros((2, length + FRAME_SAMPLES), dtype=np.float32)
    for start in range(0, FRAME_SAMPLES, HOP_SAMPLES):
        wave[:, start : start + hops] += frames[:, :, start : start + HOP_SAMPLES].reshape(2, hops)
    return wave[:, :length]
