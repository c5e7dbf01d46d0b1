"""A vendor's zip of parts, unpacked: into names of ours, within limits, audio only."""

import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import AddressRefused, FetchFailed, NothingToHear, TooLarge
from .atomic_files import BLOCK, Draft
from .file_formats import HEAD, demand, recognise
from .file_names import PART, readable

MOST_MEMBERS = 200
MOST_BYTES = 2 << 30
"""Of all members together, unpacked."""
MOST_AT_ONCE = 4 << 20
"""Of the archive, in one read: more is only asked for by a table of contents of a hundred thousand names."""
PARTS = (
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
SPELLED = {"vocal": "vocals", "voice": "vocals", "drum": "drums", "instrumentals": "instrumental", "instruments": "instrumental"}
LINK = 0o120000
LEADS_OUT = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")


class CappedReader(io.BufferedReader):
    """A file that is not read in draughts."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_AT_ONCE:
            raise TooLarge("the archive's table of contents is far too long")
        return super().read(size)


def unpack(archive: Path, into: Path, title: str, largest: int) -> list[tuple[str, Path]]:
    """The parts in `archive` and their files in the new folder `into`, in the archive's order; `largest` bytes each.

    Raises `AddressRefused` for names that lead out of the folder, `TooLarge`, `NotAudio` for a zip without audio, `FetchFailed`
    for a broken one, and OSError. Nothing is left of it then.
    """
    fresh = into.with_name(f".{into.name}.{archive.name}")
    fresh.mkdir(parents=True, mode=0o700)
    try:
        with CappedReader(archive) as file, zipfile.ZipFile(file) as packed:
            _take_out(packed, fresh, title, largest)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FetchFailed(f"the archive is broken or locked ({type(error).__name__})") from error
    else:
        with suppress(OSError):  # another process has just unpacked the same
            fresh.rename(into)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return unpacked(into)


def unpacked(into: Path) -> list[tuple[str, Path]]:
    """The parts unpacked there before."""
    return [(path.stem.split(" ", 1)[1], path) for path in sorted(into.iterdir())] if into.is_dir() else []


def _take_out(packed: zipfile.ZipFile, fresh: Path, title: str, largest: int) -> None:
    seen: list[str] = []
    room = MOST_BYTES
    for member in _members(packed):
        with packed.open(member) as content:
            first = content.read(HEAD)
            found = recognise(first)
            if found is None or found.sort == "picture":  # a read-me, a cover
                continue
            ending = demand(first, "audio").ending
            part = _unlike(seen, part_of(member.filename, title))
            room -= _copy(content, first, fresh / f"{len(seen):02d} {part}{ending}", min(largest, room))
            seen.append(part)
    if not seen:
        raise NothingToHear("the archive holds no audio")


def _members(packed: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files inside; refuses the whole archive when any name in it is a trick."""
    members = packed.infolist()
    if len(members) > MOST_MEMBERS:
        raise TooLarge(f"the archive holds {len(members)} files; {MOST_MEMBERS} are taken at most")
    for member in members:
        name = member.filename.replace("\\", "/")
        if LEADS_OUT.search(name) or member.external_attr >> 16 & 0o170000 == LINK:
            raise AddressRefused("the archive holds names that lead out of its folder, and was not unpacked")
    for member in members:
        path = PurePosixPath(member.filename)
        if not (member.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts):
            yield member


def _copy(content: IO[bytes], first: bytes, target: Path, most: int) -> int:
    """Written as it unpacks, and counted: what the archive says of its sizes is not believed."""
    draft = Draft(target.parent)
    try:
        block = first
        while block:
            if draft.size + len(block) > most:
                raise TooLarge(f"a file in the archive unpacks to more than {most:,} bytes")
            draft.write(block)
            block = content.read(BLOCK)
        draft.close()
        draft.path.rename(target)
    finally:
        draft.discard()
    return draft.size


def part_of(name: str, title: str) -> str:
    """Which part of the music a file's name means; the name itself, made readable, when it says none we know."""
    plain = PurePosixPath(name.replace("\\", "/")).stem
    words = re.sub(r"[\W_]+", " ", plain.casefold().replace(title.casefold(), " ") if title else plain.casefold()).split()
    said = f" {' '.join(SPELLED.get(word, word) for word in words)} "
    found = [(said.rfind(f" {part} ") + len(part), len(part), part) for part in PARTS if f" {part} " in said]
    if found:
        return max(found)[2]
    return readable(plain, PART) or "part"


def _unlike(seen: list[str], part: str) -> str:
    """`vocals`, then `vocals 2`."""
    number = 2
    fresh = part
    while fresh in seen:
        fresh, number = f"{part} {number}", number + 1
    return fresh
