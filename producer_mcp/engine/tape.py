"""The tape: a rendering before its master, kept on a temporary file so that long pieces need no more memory than short ones."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import Self

import numpy as np

from .master import PEAK, Fader, Meter
from .render import Chunk
from .samples import Samples, decibels
from .score import Stem

HARDER = (0.85, 0.7, 0.58, 0.48, 0.4, 0.33, 0.27)


class Tape:
    """Stems as float32, written once and played as often as wanted."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._chunks: list[tuple[tuple[Stem, ...], int, int]] = []

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

    @property
    def stems(self) -> tuple[Stem, ...]:
        return self._chunks[0][0] if self._chunks else ()

    def peaks(self) -> dict[Stem, float]:
        highest = dict.fromkeys(self.stems, 0.0)
        for chunk in self.play():
            for stem, wave in chunk.items():
                highest[stem] = max(highest[stem], float(np.abs(wave).max(initial=0.0)))
        return highest

    def mix(self, number: int, faders: Mapping[Stem, Fader]) -> Samples | None:
        """One chunk of the stems added together, those with a fader through it."""
        waves = [faders[stem](wave) if stem in faders else wave for stem, wave in self.chunk(number).items()]
        return sum(waves[1:], waves[0]) if waves else None

    def metered(self, faders: Mapping[Stem, Fader] = {}, which: Callable[[int], bool] = lambda number: True) -> Meter:  # noqa: B006
        """The mix as the meter sees it."""
        meter = Meter()
        for number in range(len(self._chunks)):
            mix = self.mix(number, faders) if which(number) else None
            if mix is not None:
                meter.feed(mix)
        return meter


def mastered(tape: Tape, gain: float, fixed: Collection[Stem] = ()) -> dict[Stem, Fader]:
    """A fader for each stem that is not fixed: this gain, and ceilings only as low as the peak of the mix asks for."""
    bar = decibels(PEAK)
    highest = {stem: peak for stem, peak in tape.peaks().items() if stem not in fixed}
    faders = {stem: Fader(gain) for stem in highest}
    peaks = tape.metered(faders).peaks
    high = [number for number, peak in enumerate(peaks) if peak > bar * 0.99]
    if not high:
        return faders
    for share in HARDER:
        faders = {stem: Fader(gain, min(1.0, max(0.02, peak * gain * share))) for stem, peak in highest.items()}
        if (peak := tape.metered(faders, high.__contains__).true_peak()) <= bar:
            return faders
    return {stem: Fader(fader.gain * bar / peak, fader.ceiling * bar / peak) for stem, fader in faders.items()}
