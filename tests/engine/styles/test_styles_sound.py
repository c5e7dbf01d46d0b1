"""Every style, three seeds each, judged by the ear's proxies. Rendered once, on two cores."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from producer_mcp.engine.clips.analysis import TONIC_NAMES
from producer_mcp.engine.styles import STYLES
from producer_mcp.engine.theory.keys import is_major_mode

from .sound_measures import SEEDS, Measured, measure

pytestmark = pytest.mark.slow

FLATS = {"Db": "C#", "D#": "Eb", "Gb": "F#", "G#": "Ab", "A#": "Bb"}
OTHER_LEVELS = (0.5, 1.0, 2.0)
"""A tempo at half or double speed is wrong, and yet the beat is the same; any other is an error of another kind."""


@pytest.fixture(scope="module")
def heard() -> Sequence[Measured]:
    asked = [(style, seed) for style in STYLES for seed in SEEDS]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(measure, asked, chunksize=6))


def major_or_minor(key: str) -> tuple[int, bool]:
    """A key as its tonic and whether it is major; a mode counts as the one of the two that has its third."""
    tonic, mode = key.split()[:2]
    return TONIC_NAMES.index(FLATS.get(tonic, tonic)), is_major_mode(mode)


def test_the_measured_tempo_is_the_scores_in_nine_of_ten(heard: Sequence[Measured]) -> None:
    off = [
        (one.style, one.bpm, one.found_bpm)
        for one in heard
        if min(abs(one.found_bpm / (one.bpm * level) - 1) for level in OTHER_LEVELS) > 0.02
    ]
    assert len(off) <= 0.02 * len(heard), off
    wrong = [(one.style, one.bpm, one.found_bpm) for one in heard if abs(one.found_bpm / one.bpm - 1) > 0.02]
    assert len(wrong) <= 0.1 * len(heard), wrong  # half and double are wrong


def test_the_measured_key_is_the_scores_in_four_of_five(heard: Sequence[Measured]) -> None:
    wrong = [(one.style, one.key, one.found_key) for one in heard if major_or_minor(one.key) != major_or_minor(one.found_key)]
    assert len(wrong) <= 0.2 * len(heard), wrong  # the relative key is wrong


def test_loudness_and_peak(heard: Sequence[Measured]) -> None:
    assert [(one.style, one.seed, one.loudness) for one in heard if abs(one.loudness + 14) > 1] == []
    assert [(one.style, one.seed, one.peak) for one in heard if one.peak > -1] == []


def test_no_offset_and_no_holes(heard: Sequence[Measured]) -> None:
    assert max(one.offset for one in heard) < 0.001
    assert [(one.style, one.silence) for one in heard if one.silence > 2] == []


def test_styles_tell_apart(heard: Sequence[Measured]) -> None:
    """Each piece against the centroids of all styles, itself left out: the nearest is of its family."""
    table = np.array([one.features for one in heard])
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    styles = np.array([one.style for one in heard])
    right = 0
    for number, one in enumerate(heard):
        others = np.arange(len(heard)) != number
        gaps = {style: float(np.square(table[number] - table[others & (styles == style)].mean(axis=0)).sum()) for style in STYLES}
        right += STYLES[min(gaps, key=lambda style: gaps[style])].family == STYLES[one.style].family
    assert right >= 0.8 * len(heard)
