"""Recordings: stored, analysed, and read whole or as four approximate stems."""

from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..clip import KnownTempo
from ..errors import UnknownTicket
from ..media import decode, opening_of
from ..samples import SAMPLE_RATE, Integers, as_int16, mono_of
from ..score import Stem
from .analysis import MIN_TEMPO_SECONDS, analyse
from .recipe import Recording
from .separation import SEPARATED_STEMS, separated
from .store import ClipStore, StemFile

ANALYSED_SAMPLES = 180 * SAMPLE_RATE
"""How much of a recording, from its beginning, tempo and key are estimated from."""
SEPARATION_VERSION = 1
"""Raised when the same recording gives other stems, so that stored ones are made again."""


def uploaded(path: Path, title: str, store: ClipStore) -> Recording:
    """A file stored as a recording, with its tempo and key estimated. Raises BadAudio."""
    name, length = store.keep_recording(decode(path))
    recording = Recording(name, length, title)
    with ExitStack() as open_files:
        wave = RecordedSource(recording, store, open_files).mix(0, min(length, ANALYSED_SAMPLES))
    analysis = analyse(mono_of(wave))
    return replace(
        recording,
        bpm=round(analysis.bpm, 2),
        first_beat=round(analysis.first_beat, 4),
        key=analysis.key,
        certainty=analysis.certainty,
    )


def tempo_of_file(path: Path) -> KnownTempo | None:
    """The tempo and key of an audio file of any length, estimated from its beginning; None where it is too short to tell.

    Raises BadAudio.
    """
    mono = opening_of(path, ANALYSED_SAMPLES)
    return analyse(mono).tempo if len(mono) >= MIN_TEMPO_SECONDS * SAMPLE_RATE else None


class RecordedSource:
    """A recording as a source; its four stems add up to it. Raises UnknownTicket when its file is gone."""

    def __init__(self, recording: Recording, store: ClipStore, open_files: ExitStack) -> None:
        """`open_files` closes every file this source opens."""
        self.length = recording.length
        self._name, self._store, self._open_files = recording.sha256, store, open_files
        path = store.path("recordings", recording.sha256)
        if not path.exists():
            raise UnknownTicket("the recording this clip was made from is no longer on the shelf; upload it again")
        self._file = StemFile(path, recording.length)
        open_files.callback(self._file.close)
        self._stems: dict[Stem, StemFile] = {}

    def mix(self, start: int, stop: int) -> Integers:
        """The recording itself, int16 (2, stop - start)."""
        return self._file.read(start, stop)

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """One stem, int16 (2, stop - start); `other` is what the three separated stems leave.

        The recording is separated when the first stem is read.
        """
        if not self._stems:
            self._separate()
        if stem != "other":
            return self._stems[stem].read(start, stop)
        rest = self.mix(start, stop).astype(np.int32)
        for separated_stem in self._stems.values():
            rest -= separated_stem.read(start, stop)
        return as_int16(rest)

    def _separate(self) -> None:
        """Opens the stored stems; makes them first where one is missing."""
        keys: dict[Stem, str] = {
            stem: sha256(f"{SEPARATION_VERSION} {self._name} {stem}".encode()).hexdigest()[:40] for stem in SEPARATED_STEMS
        }
        if any(not self._store.has_stem(key) for key in keys.values()):
            with self._store.stems_written(keys) as append:
                for stems in separated(self.mix, self.length):
                    for stem, wave in stems.items():
                        append(stem, wave)
        for stem, key in keys.items():
            file = self._store.stem(key)
            assert file is not None
            self._open_files.callback(file.close)
            self._stems[stem] = file
