"""Sound that can be read a stretch at a time, as 44.1 kHz stereo int16."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from .samples import Integers
from .score import Stem

SAMPLES_AT_ONCE = 393_216
"""How many samples `chunks` reads at a time, about 9 seconds."""


class AudioSource(Protocol):
    """A sound with four stems whose sum is its mix.

    Both readers return int16 of shape (2, stop - start), zero before the beginning and after the end.
    """

    @property
    def length(self) -> int:
        """Samples."""

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """One stem from sample `start` to sample `stop`."""

    def mix(self, start: int, stop: int) -> Integers:
        """The sum of all stems from sample `start` to sample `stop`."""


def chunks(source: AudioSource) -> Iterator[Integers]:
    """The whole mix in order, SAMPLES_AT_ONCE at a time."""
    return (source.mix(begin, min(source.length, begin + SAMPLES_AT_ONCE)) for begin in range(0, source.length, SAMPLES_AT_ONCE))


def added(stems: Sequence[Integers]) -> Integers:
    """The sum of at least one int16 array of one shape; the sum must fit into int16."""
    total = stems[0].astype(np.int32)
    for wave in stems[1:]:
        total += wave
    return total.astype(np.int16)
