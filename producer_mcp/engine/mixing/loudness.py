"""How loud a piece is, and how high it peaks between its samples, as ITU-R BS.1770-4 measures them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Curve, Samples, Spectrum

STEP_SAMPLES = SAMPLE_RATE // 10
STEPS_PER_BLOCK = 4
"""Gating blocks of 400 ms that overlap by three quarters: four steps of 100 ms."""
ABSOLUTE_GATE_LUFS = -70
RELATIVE_GATE_POWER_RATIO = 10
"""Blocks with less than the mean power divided by this (10 LU less) do not count."""
LOUDNESS_OFFSET_DECIBELS = -0.691
"""Decibels that the standard adds, so that a full-scale sine of 1 kHz on one channel reads -3.01."""
FFT_SAMPLES, OVERLAP_SAMPLES = 1 << 15, 1 << 13
"""Samples in a frame of the weighting filter, and how many of them are of the frame before: they hold the filter's decay."""
HOP_SAMPLES = FFT_SAMPLES - OVERLAP_SAMPLES
"""New samples in each frame."""
PEAK_MARGIN_SAMPLES = 64
"""Samples on either side of a block in which its true peak is looked for."""
NEAR_PEAK_SHARE = 0.75
"""Blocks whose highest sample is below this part of the highest of all are not looked at: 2.5 dB."""
MAX_PEAK_BLOCKS = 512
"""At most so many blocks are looked at, those with the highest samples."""


@lru_cache(maxsize=1)
def weighting() -> Spectrum:
    """The response of the K-weighting, (FFT_SAMPLES / 2 + 1,): a shelf for the head and a high-pass.

    Two biquads of ITU-R BS.1770-4, from the frequency, quality and gain of their analogue prototypes, at any sample rate.
    """
    z = np.exp(-2j * np.pi * np.arange(FFT_SAMPLES // 2 + 1) / FFT_SAMPLES)  # what delays by one sample, at each frequency

    def biquad(b: tuple[float, float, float], a: tuple[float, float, float]) -> NDArray[np.complex128]:
        return np.asarray((b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z))

    k, q = np.tan(np.pi * 1681.974450955533 / SAMPLE_RATE), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = biquad(
        (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
    )
    k, q = np.tan(np.pi * 38.13547087602444 / SAMPLE_RATE), 0.5003270373238773
    norm = 1 + k / q + k * k
    return (shelf * biquad((1, -2, 1), (1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm))).astype(np.complex64)


class LoudnessMeter:
    """Integrated loudness and true peak of what it is fed, chunk after chunk."""

    def __init__(self) -> None:
        self._before = np.zeros((2, OVERLAP_SAMPLES), dtype=np.float32)
        self._waiting = np.zeros((2, 0), dtype=np.float32)
        self._energies: list[Curve] = []
        self._left_over = np.zeros(0, dtype=np.float64)
        self._edge = np.zeros((2, 2 * PEAK_MARGIN_SAMPLES), dtype=np.float32)
        self.peaks: list[float] = []
        """The true peak of each chunk, as a factor of full scale."""

    def feed(self, wave: Samples) -> None:
        """Measures the next chunk: (2, samples) in -1 … 1, of any length."""
        longer = np.concatenate([self._edge, wave], axis=1)
        self.peaks.append(true_peak(longer))
        self._edge = longer[:, -2 * PEAK_MARGIN_SAMPLES :].copy()
        wave = np.concatenate([self._waiting, wave], axis=1)
        whole = wave.shape[1] // HOP_SAMPLES * HOP_SAMPLES
        self._waiting = wave[:, whole:].copy()
        if whole:
            energies, self._left_over = self._energies_of(wave[:, :whole])
            self._energies.append(energies)
            self._before = np.concatenate([self._before, wave[:, :whole]], axis=1)[:, -OVERLAP_SAMPLES:].copy()

    def loudness(self) -> float:
        """LUFS of all that was fed so far, gated; -inf of silence and of less than 0.4 s. Asking changes nothing."""
        steps = np.concatenate([*self._energies, self._rest()])
        if len(steps) < STEPS_PER_BLOCK:
            return float("-inf")
        blocks = (steps[:-3] + steps[1:-2] + steps[2:-1] + steps[3:]) / STEPS_PER_BLOCK
        blocks = blocks[blocks > 10 ** ((ABSOLUTE_GATE_LUFS - LOUDNESS_OFFSET_DECIBELS) / 10)]
        if not len(blocks):
            return float("-inf")
        blocks = blocks[blocks > blocks.mean() / RELATIVE_GATE_POWER_RATIO]
        return float(LOUDNESS_OFFSET_DECIBELS + 10 * np.log10(blocks.mean()))

    def true_peak(self) -> float:
        """The highest true peak so far, as a factor of full scale; 0 of silence."""
        return max(self.peaks, default=0.0)

    def _energies_of(self, wave: Samples) -> tuple[Curve, Curve]:
        """Mean power of each whole step of a wave whose length is a multiple of the hop, and the power of the samples left over.

        The wave follows what was measured before: its filter's past and its first step begin there.
        """
        line = np.concatenate([self._before, wave], axis=1)
        frames = np.lib.stride_tricks.sliding_window_view(line, FFT_SAMPLES, axis=1)[:, ::HOP_SAMPLES]
        spectra = np.fft.rfft(frames, axis=2) * weighting()
        weighted = np.fft.irfft(spectra, FFT_SAMPLES, axis=2)[:, :, OVERLAP_SAMPLES:].reshape(2, -1)
        power = np.concatenate([self._left_over, np.einsum("cs,cs->s", weighted, weighted).astype(np.float64)])
        steps = len(power) // STEP_SAMPLES
        return power[: steps * STEP_SAMPLES].reshape(steps, STEP_SAMPLES).mean(axis=1), power[steps * STEP_SAMPLES :]

    def _rest(self) -> Curve:
        """Mean power of the steps in the samples that still wait for a whole hop, without those steps that are padding.

        A rest so short that all its steps hold padding keeps them, as silence: the gains in kept recipes were found so.
        """
        length = self._waiting.shape[1]
        if not length:
            return np.zeros(0)
        missing = HOP_SAMPLES - length
        energies, _ = self._energies_of(np.pad(self._waiting, ((0, 0), (0, missing))))
        padding = -(-missing // STEP_SAMPLES)
        return energies[:-padding] if padding < len(energies) else energies


def true_peak(wave: Samples) -> float:
    """The true peak of (2, samples), as a factor of full scale: the highest point on or between the samples.

    The signal is oversampled four times, but only around blocks with a sample within 2.5 dB of the highest, as music rises
    less than that between its samples; 0 of silence.
    """
    height = np.maximum(np.abs(wave[0]), np.abs(wave[1]))
    top = float(height.max(initial=0.0))
    if top == 0.0:
        return 0.0
    block = 2 * PEAK_MARGIN_SAMPLES
    heights = np.maximum.reduceat(height, np.arange(0, len(height), block))
    near = np.flatnonzero(heights > top * NEAR_PEAK_SHARE)
    near = near[np.argsort(-heights[near], kind="stable")[:MAX_PEAK_BLOCKS]]
    padded = np.pad(wave, ((0, 0), (PEAK_MARGIN_SAMPLES, block + PEAK_MARGIN_SAMPLES)))
    frames = padded[:, near[:, None] * block + np.arange(block + 2 * PEAK_MARGIN_SAMPLES)]
    size = frames.shape[2]
    taper = np.ones(size, dtype=np.float32)
    taper[: PEAK_MARGIN_SAMPLES // 2] = np.linspace(0, 1, PEAK_MARGIN_SAMPLES // 2)
    taper[-PEAK_MARGIN_SAMPLES // 2 :] = np.linspace(1, 0, PEAK_MARGIN_SAMPLES // 2)
    oversampled = np.fft.irfft(np.fft.rfft(frames * taper, axis=2), 4 * size, axis=2)
    between = oversampled[:, :, 4 * PEAK_MARGIN_SAMPLES : -4 * PEAK_MARGIN_SAMPLES] * 4
    return max(top, float(np.abs(between).max()))
