"""Unpacks a vendor's zip of stems: audio only, under names of our own, within limits of size and number."""

import io
import lzma
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import AddressRefused, FetchFailed, NotAudio, NothingToHear, TooLarge
from .atomic_files import COPY_BLOCK_BYTES, PartialFile
from .file_formats import HEAD_BYTES, format_of, is_other
from .file_names import MAX_PART_CHARS_IN_NAME, readable

MAX_MEMBERS = 200
"""How many files an archive may hold."""
MAX_UNPACKED_BYTES = 2 << 30
"""Of all members together."""
MAX_READ_BYTES = 4 << 20
"""Of the archive, in one read: only a central directory of some hundred thousand names is larger."""
PART_NAMES = (
    "backing vocals",
    "lead vocals",
    "instrumental",
    "percussion",
    "synthesizer",
    "woodwinds",
    "keyboard",
    "strings",
    "effects",
    "vocals",
    "guitar",
    "drums",
    "brass",
    "piano",
    "synth",
    "other",
    "bass",
    "fx",
)
"""The parts of music that are known by name."""
PART_SPELLINGS = {
    "vocal": "vocals",
    "voice": "vocals",
    "drum": "drums",
    "instrumentals": "instrumental",
    "instruments": "instrumental",
}
"""Other words for them."""
ESCAPING_NAME = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
"""A name that leads out of the folder it is unpacked into: absolute, with a drive letter, or with `..`."""


CENTRAL_ENTRY_SIGNATURE = b"PK\x01\x02"
CENTRAL_ENTRY = struct.Struct("<4s4xH18xHHH12x")
"""An entry of a zip's table of contents: its signature, its flags, and the lengths of its name, extra fields and comment."""
LOCAL_ENTRY_SIGNATURE = b"PK\x03\x04"
LOCAL_ENTRY = struct.Struct("<4s2xH18xH2x")
"""What stands before a file in a zip: its signature, its flags, and the length of its name."""
UTF8_FLAG = 0x800
"""The flag that says that a name is UTF-8."""


BROKEN_ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)
"""What zipfile raises over archives that are broken or locked, or hold values that nobody foresaw."""


class CappedReader(io.BufferedReader):
    """A zip that refuses to be read in blocks of more than `MAX_READ_BYTES`, and whose broken names can be read all the same."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        """As `BufferedReader.read`; raises `TooLarge`."""
        if size is not None and size > MAX_READ_BYTES:
            raise TooLarge("the archive's table of contents is far too long")
        block = super().read(size)
        if block.startswith(CENTRAL_ENTRY_SIGNATURE):
            return _with_readable_names(block)
        if block.startswith(LOCAL_ENTRY_SIGNATURE) and len(block) == LOCAL_ENTRY.size:
            _, flags, name_bytes = LOCAL_ENTRY.unpack(block)
            name = super().read(name_bytes)
            self.seek(-len(name), io.SEEK_CUR)
            return block if _is_utf8(name) else block[:6] + struct.pack("<H", flags & ~UTF8_FLAG) + block[8:]
        return block


def _with_readable_names(table: bytes) -> bytes:
    """A zip's table of contents, without the flag for UTF-8 on names that are no UTF-8: zipfile would read none of it."""
    readable_table, start = bytearray(table), 0
    while start + CENTRAL_ENTRY.size <= len(table) and table.startswith(CENTRAL_ENTRY_SIGNATURE, start):
        _, flags, name_bytes, extra_bytes, comment_bytes = CENTRAL_ENTRY.unpack_from(table, start)
        name_start = start + CENTRAL_ENTRY.size
        if not _is_utf8(table[name_start : name_start + name_bytes]):
            struct.pack_into("<H", readable_table, start + 8, flags & ~UTF8_FLAG)
        start = name_start + name_bytes + extra_bytes + comment_bytes
    return bytes(readable_table)


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def unpack(archive: Path, folder: Path, title: str, max_bytes: int) -> list[tuple[str, Path]]:
    """Unpack the audio in `archive` into the new folder `folder`; its parts and their files, in the archive's order.

    `title` is the clip's, which members' names often repeat; `max_bytes` is the limit of one file. Raises `AddressRefused` for
    names that lead out of the folder, `TooLarge`, `NotAudio` for a zip without audio, `FetchFailed` for a broken one, and
    OSError; nothing is left on disk then.
    """
    temporary = folder.with_name(f".{folder.name}.{archive.name}")
    temporary.mkdir(parents=True, mode=0o700)
    try:
        with CappedReader(archive) as file, zipfile.ZipFile(file) as opened:
            _extract(opened, temporary, title, max_bytes)
    except BROKEN_ARCHIVE_ERRORS as error:
        raise FetchFailed(f"the archive is broken or locked ({type(error).__name__})") from error
    else:
        with suppress(OSError):  # another process has just unpacked the same archive
            temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return parts_in(folder)


def parts_in(folder: Path) -> list[tuple[str, Path]]:
    """The parts, with their files, that were unpacked into `folder` before; none when it does not exist."""
    return [(path.stem.split(" ", 1)[1], path) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def _extract(opened: zipfile.ZipFile, folder: Path, title: str, max_bytes: int) -> None:
    """Write the audio in an archive into `folder`, each file named by its number and its part."""
    parts: list[str] = []
    remaining = MAX_UNPACKED_BYTES
    for member in _members(opened):
        with opened.open(member) as content:
            head = content.read(HEAD_BYTES)
            if is_other(head, "audio"):  # a read-me, a cover
                continue
            part = _numbered(parts, part_of(member.filename, title))
            target = folder / f"{len(parts):02d} {part}"
            remaining -= _write_member(content, head, target, min(max_bytes, remaining))
            if _with_ending(target, head):
                parts.append(part)
    if not parts:
        raise NothingToHear("the archive holds no audio")


def _with_ending(written: Path, head: bytes) -> bool:
    """Give an unpacked file the ending of its format; False, and the file is deleted, for what is no audio."""
    try:
        ending = format_of(written, head, "audio").ending
    except NotAudio:
        written.unlink()
        return False
    written.rename(written.with_name(f"{written.name}{ending}"))
    return True


def _members(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files inside; refuses the whole archive when any member is a link or its name leads out of the folder."""
    members = opened.infolist()
    if len(members) > MAX_MEMBERS:
        raise TooLarge(f"the archive holds {len(members)} files; {MAX_MEMBERS} are taken at most")
    for member in members:
        name = member.filename.replace("\\", "/")
        if ESCAPING_NAME.search(name) or stat.S_ISLNK(member.external_attr >> 16):
            raise AddressRefused("the archive holds names that lead out of its folder, and was not unpacked")
    for member in members:
        path = PurePosixPath(member.filename)
        if not (member.filename.endswith("/") or path.name.startswith(".") or "__MACOSX" in path.parts):
            yield member


def _write_member(content: IO[bytes], head: bytes, target: Path, max_bytes: int) -> int:
    """Write one member, `head` first, and return its size: bytes are counted, since the sizes in the archive may lie."""
    partial = PartialFile(target.parent)
    try:
        block = head
        while block:
            if partial.size + len(block) > max_bytes:
                raise TooLarge(f"a file in the archive unpacks to more than {max_bytes:,} bytes")
            partial.write(block)
            block = content.read(COPY_BLOCK_BYTES)
        partial.close()
        partial.path.rename(target)
    finally:
        partial.discard()
    return partial.size


def part_of(name: str, title: str) -> str:
    """Which part of the music a member's name says, ignoring the clip's title; the readable name where it says none we know.

    Of several parts the one named last counts, and the longest of those: `song_backing_vocals` is `backing vocals`.
    """
    stem = PurePosixPath(name.replace("\\", "/")).stem
    untitled = stem.casefold().replace(title.casefold(), " ") if title else stem.casefold()
    words = re.sub(r"[\W_]+", " ", untitled).split()
    spelled = f" {' '.join(PART_SPELLINGS.get(word, word) for word in words)} "
    named = [(spelled.rfind(f" {part} ") + len(part), len(part), part) for part in PART_NAMES if f" {part} " in spelled]
    if named:
        return max(named)[2]
    return readable(stem, MAX_PART_CHARS_IN_NAME) or "part"


def _numbered(parts: list[str], part: str) -> str:
    """`vocals`, or `vocals 2` when there are vocals already, and so on."""
    number = 2
    fresh = part
    while fresh in parts:
        fresh, number = f"{part} {number}", number + 1
    return fresh
