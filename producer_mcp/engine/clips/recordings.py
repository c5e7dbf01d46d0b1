"""Recordings: taken in, listened to, and read as they are or taken apart."""

from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..errors import UnknownTicket
from ..media.audio_files import decode
from ..samples import SAMPLE_RATE, Integers
from ..score import Stem
from .analysis import listen
from .recipe import Recording
from .separation import APART, taken_apart
from .store import ClipStore, StemFile

LISTENED = 180 * SAMPLE_RATE
"""Samples of a recording from which its tempo and key are judged."""
SEPARATION = 1
"""Counts up whenever the same recording would be taken apart otherwise than before."""


def uploaded(path: Path, title: str, shelf: ClipStore) -> Recording:
    """A file as a recording on the shelf, its tempo and key estimated. Raises BadAudio."""
    name, length = shelf.record(decode(path))
    recording = Recording(name, length, title)
    with ExitStack() as open_files:
        wave = Recorded(recording, shelf, open_files).mix(0, min(length, LISTENED))
    heard = listen(wave.sum(axis=0, dtype=np.float32) * np.float32(0.5 / 32768))
    return replace(
        recording, bpm=round(heard.bpm, 2), first_beat=round(heard.first_beat, 4), key=heard.key, certainty=heard.certainty
    )


class Recorded:
    """A recording that can be read; its parts add up to it."""

    def __init__(self, recording: Recording, shelf: ClipStore, open_files: ExitStack) -> None:
        self.length = recording.length
        self._name, self._shelf, self._open_files = recording.sha256, shelf, open_files
        path = shelf.place("recordings", recording.sha256)
        if not path.exists():
            raise UnknownTicket("the recording this clip was made from is no longer on the shelf; upload it again")
        self._file = StemFile(path, recording.length)
        open_files.callback(self._file.close)
        self._parts: dict[Stem, StemFile] = {}

    def mix(self, start: int, stop: int) -> Integers:
        return self._file.read(start, stop)

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """One of its parts, judged at first need and kept."""
        if not self._parts:
            self._take_apart()
        if stem != "other":
            return self._parts[stem].read(start, stop)
        rest = self.mix(start, stop).astype(np.int32)
        for part in self._parts.values():
            rest -= part.read(start, stop)
        return rest.clip(-32768, 32767).astype(np.int16)

    def _take_apart(self) -> None:
        keys: dict[Stem, str] = {stem: sha256(f"{SEPARATION} {self._name} {stem}".encode()).hexdigest()[:40] for stem in APART}
        if any(not self._shelf.has_stem(key) for key in keys.values()):
            with self._shelf.stems_written(keys) as write:
                for parts in taken_apart(self.mix, self.length):
                    for stem, wave in parts.items():
                        write(stem, wave)
        for stem, key in keys.items():
            file = self._shelf.stem(key)
            assert file is not None
            self._open_files.callback(file.close)
            self._parts[stem] = file
