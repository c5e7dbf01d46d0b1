"""The meter: how loud a piece is and how high it peaks between its samples.

Measured as ITU-R BS.1770-4 says.
"""

from functools import lru_cache

import numpy as np

from ..samples import SAMPLE_RATE, Samples, Spectrum

STEP = SAMPLE_RATE // 10
FFT, OVERLAP = 1 << 15, 1 << 13
HOP = FFT - OVERLAP
AROUND = 64
NEAR_PEAK = 0.75
MOST_LOOKED_AT = 512


@lru_cache(maxsize=1)
def weighting() -> Spectrum:
    """The K-weighting's response: a shelf for the head and a high-pass, from their analogue prototypes."""
    z = np.exp(-2j * np.pi * np.arange(FFT // 2 + 1) / FFT)

    def section(
        b: tuple[float, float, float], a: tuple[float, float, float]
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
        return np.asarray((b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z))

    k, q = np.tan(np.pi * 1681.974450955533 / SAMPLE_RATE), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = section(
        (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
    )
    k, q = np.tan(np.pi * 38.13547087602444 / SAMPLE_RATE), 0.5003270373238773
    norm = 1 + k / q + k * k
    return (shelf * section((1, -2, 1), (1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm))).astype(np.complex64)


class LoudnessMeter:
    """Integrated loudness and true peak of what it is fed, stretch after stretch."""

    def __init__(self) -> None:
        self._before = np.zeros((2, OVERLAP), dtype=np.float32)
        self._waiting = np.zeros((2, 0), dtype=np.float32)
        self._energies: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = []
        self._left = np.zeros(0, dtype=np.float64)
        self._edge = np.zeros((2, 2 * AROUND), dtype=np.float32)
        self.peaks: list[float] = []
        """The true peak of each stretch, as a factor."""

    def feed(self, wave: Samples) -> None:
        """(2, samples) in -1 … 1."""
        longer = np.concatenate([self._edge, wave], axis=1)
        self.peaks.append(true_peak(longer))
        self._edge = longer[:, -2 * AROUND :].copy()
        wave = np.concatenate([self._waiting, wave], axis=1)
        whole = wave.shape[1] // HOP * HOP
        self._waiting = wave[:, whole:].copy()
        if whole:
            self._measure(wave[:, :whole])

    def _measure(self, wave: Samples) -> None:
        line = np.concatenate([self._before, wave], axis=1)
        self._before = line[:, -OVERLAP:].copy()
        frames = np.lib.stride_tricks.sliding_window_view(line, FFT, axis=1)[:, ::HOP]
        heard = np.fft.irfft(np.fft.rfft(frames, axis=2) * weighting(), FFT, axis=2)[:, :, OVERLAP:].reshape(2, -1)
        power = np.concatenate([self._left, np.einsum("cs,cs->s", heard, heard).astype(np.float64)])
        steps = len(power) // STEP
        self._energies.append(power[: steps * STEP].reshape(steps, STEP).mean(axis=1))
        self._left = power[steps * STEP :]

    def loudness(self) -> float:
        """LUFS of all so far, gated; -inf of silence or of less than 0.4 s."""
        if self._waiting.shape[1]:
            length = self._waiting.shape[1]
            self._measure(np.pad(self._waiting, ((0, 0), (0, -length % HOP))))
            self._waiting = self._waiting[:, :0]
            keep = (length - HOP) // STEP if length < HOP else 0
            if keep < 0 and len(self._energies[-1]) > -keep:
                self._energies[-1] = self._energies[-1][:keep]
        steps = np.concatenate(self._energies) if self._energies else np.zeros(0)
        if len(steps) < 4:
            return float("-inf")
        blocks = (steps[:-3] + steps[1:-2] + steps[2:-1] + steps[3:]) / 4
        blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
        if not len(blocks):
            return float("-inf")
        blocks = blocks[blocks > blocks.mean() / 10]
        return float(-0.691 + 10 * np.log10(blocks.mean()))

    def true_peak(self) -> float:
        return max(self.peaks, default=0.0)


def true_peak(wave: Samples) -> float:
    """The highest point between the samples of (2, samples), four times oversampled where it can be the highest.

    The 512 highest stretches with a sample within 2.5 dB of the highest are looked at; music's peaks between
    samples are lower than that.
    """
    height = np.maximum(np.abs(wave[0]), np.abs(wave[1]))
    top = float(height.max(initial=0.0))
    if top == 0.0:
        return 0.0
    block = 2 * AROUND
    heights = np.maximum.reduceat(height, np.arange(0, len(height), block))
    near = np.flatnonzero(heights > top * NEAR_PEAK)
    near = near[np.argsort(-heights[near], kind="stable")[:MOST_LOOKED_AT]]
    padded = np.pad(wave, ((0, 0), (AROUND, block + AROUND)))
    frames = padded[:, near[:, None] * block + np.arange(block + 2 * AROUND)]
    size = frames.shape[2]
    taper = np.ones(size, dtype=np.float32)
    taper[: AROUND // 2] = np.linspace(0, 1, AROUND // 2)
    taper[-AROUND // 2 :] = np.linspace(1, 0, AROUND // 2)
    fine = np.fft.irfft(np.fft.rfft(frames * taper, axis=2), 4 * size, axis=2)[:, :, 4 * AROUND : -4 * AROUND] * 4
    return max(top, float(np.abs(fine).max()))
