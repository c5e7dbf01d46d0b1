"""Opens audio files that others made: regular files only, and only formats that hold their own sound.

Playlists, lists of files and session descriptions are not among them, since they make FFmpeg open what they name.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import av
from av.error import FFmpegError

from ..errors import BadAudio
from .bounded_file import UNKNOWN_RIFF_SIZE, BoundedFile

DEMUXERS: Final = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,ircam,loas,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,nut,ogg,rm,tak,"
    "tta,voc,w64,wav,wtv,wv"
)
"""FFmpeg's names of the formats that are read."""
KERNEL_FOLDERS: Final = (Path("/proc"), Path("/sys"), Path("/dev"))
"""Files in these are made up by the system while they are read, and may never end; /dev/shm is memory like any other."""
MEMORY_FOLDER: Final = Path("/dev/shm")
MAX_RECORDING_BYTES: Final = 4 << 30
"""Of any file that is opened: fifteen minutes take no more in any format, nor do the longest songs that vendors make."""
MAX_MISSING_WAV_BYTES: Final = 44_100
"""How much shorter than its header says a wav file may be: a quarter of a second of 16-bit stereo."""
GUESSED_LENGTHS: Final = frozenset({"aac", "ac3", "amr", "dts", "eac3", "flv", "loas", "mpeg", "mpegts", "nut"})
"""Formats whose length FFmpeg only guesses, from the bytes and a bit rate."""
FRAME_COUNTS: Final = re.compile(rb"(?:Xing|Info)\0\0\0[\x01\x03\x05\x07\x09\x0b\x0d\x0f](.{4})|VBRI.{10}(.{4})", re.DOTALL)
"""In the first frame of an mp3: how many frames follow; without it the length of an mp3 is a guess."""
MARK_SEARCH_BYTES: Final = 4096
"""How far behind the tags of an mp3 the first frame is looked for."""
MAX_BROKEN_PACKETS: Final = 10_000
"""After so many packets in a row that cannot be decoded, what is left of a file is no audio."""


@dataclass(frozen=True, slots=True)
class OpenAudio:
    """An audio file that is open: PyAV's container, its first audio stream, and the file it reads."""

    container: Any
    file: BoundedFile

    @property
    def stream(self) -> Any:
        """The first audio stream."""
        return self.container.streams.audio[0]


@contextmanager
def opened_audio(path: Path) -> Iterator[OpenAudio]:
    """An audio file, open. Raises BadAudio for what is no regular file, no known format, or has no audio."""
    with _opened_regular(path) as regular:
        file = BoundedFile(regular)
        try:
            container: Any = av.open(file, "r", metadata_errors="ignore", options={"format_whitelist": DEMUXERS})
        except (FFmpegError, OSError, ValueError) as problem:
            raise BadAudio(f"{path.name} cannot be read as audio") from problem
        with container:
            if not container.streams.audio:
                raise BadAudio(f"{path.name} holds no audio")
            file.renew()
            yield OpenAudio(container, file)


def frames_of(audio: OpenAudio) -> Iterator[Any]:
    """The frames of the first audio stream; packets that cannot be decoded are left out."""
    packets, broken = audio.container.demux(audio.stream), 0
    while broken < MAX_BROKEN_PACKETS:
        try:
            packet = next(packets, None)
        except FFmpegError:
            return
        if packet is None:
            return
        try:
            for frame in packet.decode():
                audio.file.renew()
                yield frame
            broken = 0
        except FFmpegError:
            broken += 1


def promised_seconds(path: Path, audio: OpenAudio) -> float | None:
    """How long the file says it is; None when it does not say, and where FFmpeg only guesses."""
    container, stream = audio.container, audio.stream
    if container.format.name == "mp3":
        count = _frame_count(path)
        return None if count is None else count * (1152 if stream.rate >= 32_000 else 576) / float(stream.rate)
    if container.format.name in GUESSED_LENGTHS:
        return None
    if (riff_bytes := _bytes_of_cut_wav(path)) is not None and stream.bit_rate:
        return riff_bytes * 8 / float(stream.bit_rate)  # FFmpeg counts what is there
    with suppress(TypeError):
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def is_cut_off(path: Path) -> bool:
    """Whether a wav file is shorter than its header says; other formats are checked while they are read."""
    return _bytes_of_cut_wav(path) is not None


@contextmanager
def _opened_regular(path: Path) -> Iterator[IO[bytes]]:
    """A regular file, opened without waiting for anybody at its other end. Raises BadAudio for anything else."""
    real = Path(os.path.realpath(path))
    if any(map(real.is_relative_to, KERNEL_FOLDERS)) and not real.is_relative_to(MEMORY_FOLDER):
        raise BadAudio(f"{path.name} is a file of the system, not an audio file")
    try:
        _check_regular(path, os.stat(real))  # before it is opened, since to open a device may set it going
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(real, flags), "rb")
    except BadAudio:
        raise
    except (OSError, ValueError) as problem:
        raise BadAudio(f"{path.name} cannot be read as audio") from problem
    with file:
        _check_regular(path, os.fstat(file.fileno()))  # another file may have been put there meanwhile
        yield file


def _check_regular(path: Path, status: os.stat_result) -> None:
    """Raises BadAudio for what is no regular file, or is empty or too large to be sound."""
    if not stat.S_ISREG(status.st_mode):
        raise BadAudio(f"{path.name} is not an audio file but a folder, a pipe or a device")
    if not 0 < status.st_size <= MAX_RECORDING_BYTES:
        raise BadAudio(f"{path.name} cannot be read as audio: it {'is too large' if status.st_size else 'is empty'}")


def _bytes_of_cut_wav(path: Path) -> int | None:
    """How many bytes the header of a wav file promises, where there are fewer; None for any other file."""
    with suppress(OSError, BadAudio), _opened_regular(path) as file:
        header = file.read(8)
        size = int.from_bytes(header[4:8], "little")
        is_known = header[:4] == b"RIFF" and 0 < size < UNKNOWN_RIFF_SIZE
        is_short = size + 8 > os.fstat(file.fileno()).st_size + MAX_MISSING_WAV_BYTES
        return size if is_known and is_short else None
    return None


def _frame_count(path: Path) -> int | None:
    """How many frames an mp3 says it has; None when it does not say."""
    with _opened_regular(path) as file:
        header = file.read(10)
        tags = 0
        if header[:3] == b"ID3":
            for byte in header[6:10]:
                tags = tags << 7 | byte & 0x7F
            tags += 10
        file.seek(tags)
        found = FRAME_COUNTS.search(file.read(MARK_SEARCH_BYTES))
    return int.from_bytes(found[1] or found[2], "big") if found else None
