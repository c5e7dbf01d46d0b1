"""A recipe as a source: int16 sound that is read a stretch at a time, each stem by itself or all of them mixed.

The mix is the sum of the four stems. In a splice with a recording in it the mix is spliced first, and the stem `other` is what
the three other stems leave of it, so that the sum holds there too.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..samples import Integers, as_int16, samples_in
from ..score import STEMS, Stem
from ..source import AudioSource, added
from .recipe import Composed, Only, Recipe, Recording, Spliced, is_recorded, length_of

FADE_SAMPLES = samples_in(0.05)
"""The length of the fade at each edge of an insert; half of the insert when that is shorter."""

LeafSource = Callable[[Composed | Recording], AudioSource]
Read = Callable[[AudioSource, int, int], Integers]
"""Reads a stretch of a source, from a sample to a sample: its mix or one of its stems."""


def source_of(recipe: Recipe, leaf_source: LeafSource) -> AudioSource:
    """A recipe as a source; `leaf_source` opens its leaves."""
    match recipe:
        case Composed() | Recording():
            return leaf_source(recipe)
        case Spliced(base, start, end, insert):
            length = length_of(recipe)
            return SplicedSource(
                base=source_of(base, leaf_source),
                insert=source_of(insert, leaf_source),
                start=start,
                stop=length if end is None else end,
                length=length,
                returns=end is not None,
                recorded=is_recorded(recipe),
            )
        case Only(of, stem):
            return StemSource(source_of(of, leaf_source), stem, length_of(of))


@dataclass(frozen=True, slots=True)
class StemSource:
    """One stem of another source; its other stems are silent."""

    of: AudioSource
    only: Stem
    length: int
    """Samples."""

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """One stem, int16 (2, stop - start)."""
        return self.of.stem(stem, start, stop) if stem == self.only else np.zeros((2, stop - start), dtype=np.int16)

    def mix(self, start: int, stop: int) -> Integers:
        """The stem that sounds, int16 (2, stop - start)."""
        return self.of.stem(self.only, start, stop)


@dataclass(frozen=True, slots=True)
class SplicedSource:
    """One source inside another, with a fade inside the insert at each edge. Times are in samples."""

    base: AudioSource
    insert: AudioSource
    start: int
    """Where the insert begins."""
    stop: int
    """Where the insert ends."""
    length: int
    returns: bool
    """Whether the base goes on after the insert."""
    recorded: bool
    """Whether any of it is a recording."""

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """One stem, int16 (2, stop - start)."""
        if self.recorded and stem == "other":
            separated = added([self.stem(each, start, stop) for each in STEMS if each != "other"])
            return as_int16(self.mix(start, stop).astype(np.int32) - separated)
        return self._spliced(lambda source, first, last: source.stem(stem, first, last), start, stop)

    def mix(self, start: int, stop: int) -> Integers:
        """All stems, int16 (2, stop - start)."""
        if self.recorded:
            return self._spliced(lambda source, first, last: source.mix(first, last), start, stop)
        return added([self.stem(stem, start, stop) for stem in STEMS])

    def _spliced(self, read: Read, start: int, stop: int) -> Integers:
        wave = np.zeros((2, stop - start), dtype=np.int16)

        def copy(source: AudioSource, first: int, last: int, offset: int) -> None:
            """Copies what `source`, which begins at `offset`, has between `first` and `last`, as far as it was asked for."""
            first, last = max(first, start), min(last, stop)
            if first < last:
                wave[:, first - start : last - start] = read(source, first - offset, last - offset)

        copy(self.base, 0, self.start, 0)
        copy(self.insert, self.start, self.stop, self.start)
        if self.returns:
            copy(self.base, self.stop, self.length, 0)
        fade = min(FADE_SAMPLES, (self.stop - self.start) // 2)
        self._fade(wave, read, start, self.start, fade, rising=True)
        if self.returns:
            self._fade(wave, read, start, self.stop - fade, fade, rising=False)
        return wave

    def _fade(self, wave: Integers, read: Read, start: int, edge: int, fade: int, rising: bool) -> None:
        """Changes `wave`, which begins at `start`: over `fade` samples from `edge` on, the base fades into the insert.

        If not `rising`, the insert fades back into the base.
        """
        first, last = max(start, edge), min(start + wave.shape[1], edge + fade)
        if first >= last:
            return
        share = (np.arange(first - edge, last - edge) + 0.5) / fade
        share = share if rising else 1 - share
        base, insert = read(self.base, first, last), wave[:, first - start : last - start]
        wave[:, first - start : last - start] = np.rint(insert * share + base * (1 - share)).astype(np.int16)
