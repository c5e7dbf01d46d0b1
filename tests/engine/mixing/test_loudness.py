"""The meter says what the standard says: the signals of EBU Tech 3341, and peaks between samples."""

from itertools import pairwise

import numpy as np
import pytest

from producer_mcp.engine.mixing.loudness import LoudnessMeter, true_peak
from producer_mcp.engine.samples import SAMPLE_RATE, Samples, as_samples


def sine(frequency: float, level: float, seconds: float, turn: float = 0.0) -> Samples:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = (10 ** (level / 20) * np.sin(2 * np.pi * frequency * time + turn)).astype(np.float32)
    return np.stack([wave, wave])


def loudness(*waves: Samples) -> float:
    meter = LoudnessMeter()
    for wave in waves:
        meter.feed(wave)
    return meter.loudness()


@pytest.mark.parametrize(("level", "told"), [(-23.0, -23.0), (-33.0, -33.0), (-14.0, -14.0)])
def test_a_thousand_hertz_measure_as_their_level(level: float, told: float) -> None:
    assert loudness(sine(1000, level, 20)) == pytest.approx(told, abs=0.1)


def test_soft_stretches_are_gated_out() -> None:
    assert loudness(sine(1000, -36, 10), sine(1000, -23, 60), sine(1000, -36, 10)) == pytest.approx(-23, abs=0.1)
    assert loudness(sine(1000, -72, 10), sine(1000, -36, 10), sine(1000, -23, 60), sine(1000, -36, 10)) == pytest.approx(
        -23, abs=0.1
    )


def test_highs_count_more_and_lows_less() -> None:
    middle = loudness(sine(1000, -20, 5))
    assert loudness(sine(4000, -20, 5)) == pytest.approx(middle + 3.3, abs=0.4)
    assert loudness(sine(40, -20, 5)) < middle - 4


def test_it_does_not_matter_how_it_is_cut() -> None:
    wave = sine(440, -18, 11.3)
    cuts = [0, 100, 44_100, 44_101, 300_000, wave.shape[1]]
    pieces = [wave[:, start:stop] for start, stop in pairwise(cuts)]
    assert loudness(*pieces) == pytest.approx(loudness(wave), abs=1e-3)


@pytest.mark.parametrize(
    ("frequency", "turn"), [(SAMPLE_RATE / 4, np.pi / 4), (SAMPLE_RATE / 6, np.pi / 6), (SAMPLE_RATE / 4, 0.0)]
)
def test_a_peak_between_samples_is_found(frequency: float, turn: float) -> None:
    assert 20 * np.log10(true_peak(sine(frequency, -6, 0.5, turn))) == pytest.approx(-6, abs=0.3)


def test_its_short_cut_agrees_with_looking_everywhere() -> None:
    wave = np.random.default_rng(1).standard_normal((2, 40_000)).astype(np.float32)
    wave = np.tanh(wave * 2) * np.float32(0.8)
    everywhere = np.fft.irfft(np.fft.rfft(wave, axis=1), 4 * wave.shape[1], axis=1) * 4
    assert true_peak(wave) == pytest.approx(float(np.abs(everywhere).max()), rel=0.03)


@pytest.mark.parametrize("length", [3_000, 24_576, 30_000, 100_000])
def test_asking_for_the_loudness_changes_nothing(length: int) -> None:
    wave = as_samples(np.random.default_rng(1).standard_normal((2, 2 * length)) * 0.1)
    asked, unasked = LoudnessMeter(), LoudnessMeter()
    for start in (0, length):
        asked.feed(wave[:, start : start + length])
        assert asked.loudness() == asked.loudness()
        unasked.feed(wave[:, start : start + length])
    assert asked.loudness() == unasked.loudness()
