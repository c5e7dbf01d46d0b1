"""The tape: a rendering before its master, kept on a temporary file so that long pieces need no more memory than short ones."""

from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..samples import Samples
from ..score import Stem
from .limiter import Channel, Fader
from .loudness import LoudnessMeter
from .render import Chunk

Strengths = NDArray[np.float64]
MOMENT = 8192
"""Samples over which a stem's strength is taken."""
AROUND = 12_288
"""Samples on either side of a peak that is looked at."""


class Multitrack:
    """Stems as float32, written once and played as often as wanted."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._chunks: list[tuple[tuple[Stem, ...], int, int]] = []
        self._peaks: dict[Stem, float] = {}
        self._strengths: dict[Stem, list[Strengths]] = {}
        self.meter = LoudnessMeter()
        """The mix at full gain, as it was recorded."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def record(self, chunks: Iterable[Chunk]) -> Self:
        for chunk in chunks:
            stems = tuple(chunk)
            length = next((wave.shape[1] for wave in chunk.values()), 0)
            self._chunks.append((stems, length, self._file.tell()))
            for stem in stems:
                self._file.write(np.ascontiguousarray(chunk[stem]).data)
                self._note(stem, chunk[stem])
            if chunk:
                self.meter.feed(added(chunk, {}))
        return self

    def chunk(self, number: int) -> Chunk:
        stems, length, place = self._chunks[number]
        self._file.seek(place)
        played: Chunk = {}
        for stem in stems:
            played[stem] = np.fromfile(self._file, dtype=np.float32, count=2 * length).reshape(2, length)
        return played

    def play(self) -> Iterator[Chunk]:
        return (self.chunk(number) for number in range(len(self._chunks)))

    def __len__(self) -> int:
        return len(self._chunks)

    def _note(self, stem: Stem, wave: Samples) -> None:
        self._peaks[stem] = max(self._peaks.get(stem, 0.0), float(wave.max(initial=0.0)), -float(wave.min(initial=0.0)))
        moments = wave[:, : wave.shape[1] // MOMENT * MOMENT].reshape(2, -1, MOMENT)
        self._strengths.setdefault(stem, [np.zeros(1)]).append(np.sqrt(np.einsum("cbs,cbs->b", moments, moments) / (2 * MOMENT)))

    def heights(self) -> dict[Stem, tuple[float, float]]:
        """Of each stem its peak, and how strong (root mean square) its loud moments are."""
        return {
            stem: (peak, float(np.quantile(np.concatenate(self._strengths[stem]), 0.99))) for stem, peak in self._peaks.items()
        }

    def metered(self, faders: Mapping[Stem, Fader] | None = None) -> LoudnessMeter:
        """The mix as the meter sees it: stems with a fader through it, others as they are."""
        meter, channels = LoudnessMeter(), {stem: Channel(fader) for stem, fader in (faders or {}).items()}
        for chunk in self.play():
            if chunk:
                meter.feed(added(chunk, channels))
        return meter

    def moments(self, number: int, many: int) -> list[Chunk]:
        """The stems around the highest peaks of a chunk's mix."""
        chunk = self.chunk(number)
        mix = np.abs(added(chunk, {})).max(axis=0)
        found = []
        for _ in range(many):
            top = int(np.argmax(mix))
            start, stop = max(0, top - AROUND), min(len(mix), top + AROUND)
            found.append({stem: wave[:, start:stop].copy() for stem, wave in chunk.items()})
            mix[start:stop] = 0
        return found


def added(chunk: Chunk, channels: Mapping[Stem, Channel]) -> Samples:
    """The stems of a chunk mixed, those with a channel through it."""
    total: Samples | None = None
    for stem, wave in chunk.items():
        heard = channels[stem](wave) if stem in channels else wave
        total = heard.copy() if total is None else np.add(total, heard, out=total)
    assert total is not None
    return total
