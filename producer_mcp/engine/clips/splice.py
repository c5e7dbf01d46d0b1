"""How a recipe sounds: whole numbers, read a stretch at a time, each stem by itself or all of them mixed.

The mix is the sum of the four stems, as integers. Where a recording is part of it the mix comes first and the stem `other`
is what the three others leave of it, so that the sum holds there too.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..samples import Integers, count
from ..score import STEMS, Stem
from ..source import AudioSource, added
from .recipe import Composed, Only, Recipe, Recording, Spliced, is_recorded, length_of

FADE = count(0.05)


Leaf = Callable[[Composed | Recording], AudioSource]


def sound_of(recipe: Recipe, leaf: Leaf) -> AudioSource:
    """A recipe as something that can be read; `leaf` says how its leaves are."""
    match recipe:
        case Composed() | Recording():
            return leaf(recipe)
        case Spliced(base, start, end, insert):
            stop = length_of(recipe) if end is None else end
            return Splice(
                sound_of(base, leaf), sound_of(insert, leaf), start, stop, length_of(recipe), end is not None, is_recorded(recipe)
            )
        case Only(of, stem):
            return Alone(sound_of(of, leaf), stem, length_of(of))


@dataclass(frozen=True, slots=True)
class Alone:
    """One stem of a sound."""

    of: AudioSource
    only: Stem
    length: int

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        return self.of.stem(stem, start, stop) if stem == self.only else np.zeros((2, stop - start), dtype=np.int16)

    def mix(self, start: int, stop: int) -> Integers:
        return self.of.stem(self.only, start, stop)


@dataclass(frozen=True, slots=True)
class Splice:
    """One sound inside another, with a fade of 50 ms inside the section at each edge."""

    base: AudioSource
    insert: AudioSource
    start: int
    stop: int
    length: int
    returns: bool
    """Whether the base comes back after the section."""
    recorded: bool

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        if self.recorded and stem == "other":
            others = added([self.stem(each, start, stop) for each in STEMS if each != "other"])
            return (self.mix(start, stop).astype(np.int32) - others).clip(-32768, 32767).astype(np.int16)
        return self._spliced(lambda sound, first, last: sound.stem(stem, first, last), start, stop)

    def mix(self, start: int, stop: int) -> Integers:
        if self.recorded:
            return self._spliced(lambda sound, first, last: sound.mix(first, last), start, stop)
        return added([self.stem(stem, start, stop) for stem in STEMS])

    def _spliced(self, read: Callable[[AudioSource, int, int], Integers], start: int, stop: int) -> Integers:
        wave = np.zeros((2, stop - start), dtype=np.int16)

        def lay(sound: AudioSource, first: int, last: int, offset: int) -> None:
            first, last = max(first, start), min(last, stop)
            if first < last:
                wave[:, first - start : last - start] = read(sound, first - offset, last - offset)

        lay(self.base, 0, self.start, 0)
        lay(self.insert, self.start, self.stop, self.start)
        if self.returns:
            lay(self.base, self.stop, self.length, 0)
        fade = min(FADE, (self.stop - self.start) // 2)
        self._faded(wave, read, start, self.start, fade, rising=True)
        if self.returns:
            self._faded(wave, read, start, self.stop - fade, fade, rising=False)
        return wave

    def _faded(
        self, wave: Integers, read: Callable[[AudioSource, int, int], Integers], start: int, edge: int, fade: int, rising: bool
    ) -> None:
        """The base into the insert over `fade` samples from `edge`, or back."""
        first, last = max(start, edge), min(start + wave.shape[1], edge + fade)
        if first >= last:
            return
        share = (np.arange(first - edge, last - edge) + 0.5) / fade
        share = share if rising else 1 - share
        old, new = read(self.base, first, last), wave[:, first - start : last - start]
        wave[:, first - start : last - start] = np.rint(new * share + old * (1 - share)).astype(np.int16)
