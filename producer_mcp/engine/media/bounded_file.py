"""A file as a demuxer reads it: it ends where its sound ends, and soon where reading on brings no sound.

FFmpeg looks for whatever might still come, through gigabytes if need be, and it asks for a file's size by seeking.
"""

import os
from typing import IO, Final

MAX_CALLS: Final = 1_000_000
MAX_READ_BYTES: Final = 64 << 20
"""How often the file is sought or read, and how much is read, from one frame to the next and before the first, about a second's
work: an mp4 is sought twelve times for each of its fragments, and a cover before the sound can have tens of megabytes."""
UNKNOWN_RIFF_SIZE: Final = 0x7FFFF000
"""From this size on, and at 0, a wav header says that the size was not known when it was written."""
MAX_RIFF_CHUNKS: Final = 1_000
"""Of a wav file, how many are looked through for the one that holds the sound."""


class BoundedFile:
    """An open file, up to `end`; once too much was read or sought without a frame, every further read is at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file` is at its beginning."""
        self._file = file
        self._end = _end_of_sound(file)
        self._calls = self._read_bytes = 0

    def renew(self) -> None:
        """A frame came, or the header is read: as much again may be read."""
        self._calls = self._read_bytes = 0

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end."""
        self._calls += 1
        if self._calls > MAX_CALLS or self._read_bytes > MAX_READ_BYTES:
            return b""
        content = self._file.read(max(0, min(size, self._end - self._file.tell())))
        self._read_bytes += len(content)
        return content

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, which may be behind the end."""
        self._calls += 1
        return self._file.seek(offset + self._end) if whence == os.SEEK_END else self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where the next read begins."""
        return self._file.tell()


def _end_of_sound(file: IO[bytes]) -> int:
    """Where the sound of a wav file of known size ends; where any other file ends."""
    size = os.fstat(file.fileno()).st_size
    try:
        return min(_end_of_wav_sound(file) or size, size)
    finally:
        file.seek(0)


def _end_of_wav_sound(file: IO[bytes]) -> int | None:
    """Where the chunk of sound ends by its own size, whatever the file's header says; None when that cannot be told."""
    header, place, long_size = file.read(12), 12, 0
    if header[:4] not in (b"RIFF", b"RF64", b"BW64") or header[8:] != b"WAVE":
        return None
    for _ in range(MAX_RIFF_CHUNKS):
        file.seek(place)
        name, size = file.read(4), int.from_bytes(file.read(4), "little")
        if name == b"ds64":
            long_size = int.from_bytes(file.read(16)[8:], "little")
        if name == b"data":
            is_known = long_size > 0 or 0 < size < UNKNOWN_RIFF_SIZE
            return place + 8 + (long_size or size) if is_known else None
        place += 8 + size + size % 2
    return None
