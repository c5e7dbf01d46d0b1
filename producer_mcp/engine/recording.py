"""Recordings: what can honestly be said and done of sound whose notes nobody wrote down."""

from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import numpy as np

from .audio import decode
from .recipe import Recording
from .samples import Integers
from .score import Stem
from .shelf import FRAME_BYTES, Shelf, StemFile


def uploaded(path: Path, title: str, shelf: Shelf) -> Recording:
    """A file as a recording on the shelf. Raises BadAudio."""
    digest, length = sha256(), 0
    waiting = shelf.place("recordings", "waiting")
    with shelf.writing(waiting) as other:
        with other.open("wb") as file:
            for wave in decode(path):
                told = np.ascontiguousarray(wave.T).tobytes()
                digest.update(told)
                file.write(told)
                length += len(told) // FRAME_BYTES
        name = digest.hexdigest()
        other.replace(shelf.place("recordings", name))
        other.touch()
    return Recording(name, length, title)


class Recorded:
    """A recording that can be read: as it is, or taken apart."""

    def __init__(self, recording: Recording, shelf: Shelf, open_files: ExitStack) -> None:
        self.length = recording.length
        self._file = StemFile(shelf.place("recordings", recording.sha256), recording.length)
        open_files.callback(self._file.close)

    def mix(self, start: int, stop: int) -> Integers:
        return self._file.read(start, stop)

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """The parts add up to the recording."""
        if stem == "other":
            return self.mix(start, stop)
        return np.zeros((2, stop - start), dtype=np.int16)
