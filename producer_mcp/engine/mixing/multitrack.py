"""A rendering before its master, kept in a temporary file so that long pieces need no more memory than short ones."""

from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import Self

import numpy as np

from ..samples import Curve, Samples
from ..score import Stem
from .limiter import Limiter, StemMaster
from .loudness import LoudnessMeter
from .render import Chunk

RMS_WINDOW_SAMPLES = 8192
"""Samples over which a stem's strength is taken: 0.19 s."""
LOUD_QUANTILE = 0.99
"""A stem's strength is that of all but the loudest hundredth of its windows."""
EXCERPT_SIDE_SAMPLES = 12_288
"""Samples of an excerpt on either side of its peak: 0.28 s."""


class Multitrack:
    """Stems as float32, written once and played as often as wanted. A context manager: the file goes when it is left."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._chunks: list[tuple[tuple[Stem, ...], int, int]] = []
        self._peaks: dict[Stem, float] = {}
        self._strengths: dict[Stem, list[Curve]] = {}
        self.meter = LoudnessMeter()
        """The mix as it was recorded, without gain or ceilings."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        """How many chunks were recorded."""
        return len(self._chunks)

    def record(self, chunks: Iterable[Chunk]) -> Self:
        """Writes and measures these chunks; returns the multitrack itself."""
        for chunk in chunks:
            stems = tuple(chunk)
            length = next((wave.shape[1] for wave in chunk.values()), 0)
            self._chunks.append((stems, length, self._file.tell()))
            for stem in stems:
                self._file.write(np.ascontiguousarray(chunk[stem]).data)
                self._measure(stem, chunk[stem])
            if chunk:
                self.meter.feed(mixed(chunk, {}))
        return self

    def chunk(self, number: int) -> Chunk:
        """A recorded chunk, counted from 0: its stems, (2, samples) each."""
        stems, length, place = self._chunks[number]
        self._file.seek(place)
        played: Chunk = {}
        for stem in stems:
            played[stem] = np.fromfile(self._file, dtype=np.float32, count=2 * length).reshape(2, length)
        return played

    def play(self) -> Iterator[Chunk]:
        """All chunks, in order."""
        return (self.chunk(number) for number in range(len(self._chunks)))

    def levels(self) -> dict[Stem, tuple[float, float]]:
        """Of each stem its highest sample, and the root mean square of its loud moments."""
        return {
            stem: (peak, float(np.quantile(np.concatenate(self._strengths[stem]), LOUD_QUANTILE)))
            for stem, peak in self._peaks.items()
        }

    def metered(self, masters: Mapping[Stem, StemMaster] | None = None) -> LoudnessMeter:
        """A meter that has been fed the mix: stems that have a master through it, others as they are."""
        meter, limiters = LoudnessMeter(), {stem: Limiter(master) for stem, master in (masters or {}).items()}
        for chunk in self.play():
            if chunk:
                meter.feed(mixed(chunk, limiters))
        return meter

    def excerpts(self, number: int, peaks: int) -> list[Chunk]:
        """The stems around so many of the highest peaks of a chunk's mix, one excerpt a peak."""
        chunk = self.chunk(number)
        height = np.abs(mixed(chunk, {})).max(axis=0)
        excerpts = []
        for _ in range(peaks):
            top = int(np.argmax(height))
            start, stop = max(0, top - EXCERPT_SIDE_SAMPLES), min(len(height), top + EXCERPT_SIDE_SAMPLES)
            excerpts.append({stem: wave[:, start:stop].copy() for stem, wave in chunk.items()})
            height[start:stop] = 0
        return excerpts

    def _measure(self, stem: Stem, wave: Samples) -> None:
        """Adds a chunk of a stem, (2, samples), to what is known of its highest sample and its strength."""
        self._peaks[stem] = max(self._peaks.get(stem, 0.0), float(wave.max(initial=0.0)), -float(wave.min(initial=0.0)))
        windows = wave[:, : wave.shape[1] // RMS_WINDOW_SAMPLES * RMS_WINDOW_SAMPLES].reshape(2, -1, RMS_WINDOW_SAMPLES)
        power = np.einsum("cbs,cbs->b", windows, windows) / (2 * RMS_WINDOW_SAMPLES)
        self._strengths.setdefault(stem, [np.zeros(1)]).append(np.sqrt(power))


def mixed(chunk: Chunk, limiters: Mapping[Stem, Limiter]) -> Samples:
    """The sum of a chunk's stems, (2, samples), those that have a limiter through it. The chunk has at least one stem."""
    total: Samples | None = None
    for stem, wave in chunk.items():
        limited = limiters[stem](wave) if stem in limiters else wave
        total = limited.copy() if total is None else np.add(total, limited, out=total)
    assert total is not None
    return total
