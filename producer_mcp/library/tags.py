"""Tags inside audio files: title, words, picture, and where the clip came from.

Imported at the first file, since mutagen costs time to import.
"""

# mypy: disable-error-code="no-untyped-call"

import base64
import os
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen import MutagenError
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, ID3, TIT2, USLT, ID3NoHeaderError
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from ..models import Clip
from .file_formats import HEAD, JPEG, PNG, recognise

LARGEST_PICTURE = 8 << 20
FRONT_COVER = 3
LANGUAGE = "und"


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written into a file."""

    title: str
    lyrics: str
    comment: str
    picture: bytes = b""
    picture_mime: str = ""


def tags_of(clip: Clip, cover: Path | None) -> Tags:
    """A clip's tags, with the cover when it is kept, and of a format every player shows."""
    title = f"{clip.title or 'Untitled'} ({clip.part})" if clip.part else clip.title or "Untitled"
    told = {"vendor": clip.vendor, "model": clip.model, "seed": clip.seed}
    comment = "; ".join([clip.clip_id, *(f"{word} {value}" for word, value in told.items() if value)])
    picture, mime = _picture(cover) if cover else (b"", "")
    return Tags(_plain(title), _plain(clip.lyrics), _plain(comment), picture, mime)


@contextmanager
def tagged(path: Path, ending: str, tags: Tags) -> Iterator[Path]:
    """A tagged copy of the file for as long as it is needed, beside it; the file itself where no tags can be written."""
    writer = WRITERS.get(ending)
    if writer is None:
        yield path
        return
    copy = path.with_name(f"{path.stem}.tags{path.suffix}")
    try:
        if _is_written(writer, path, copy, tags):
            yield copy
            return
    finally:
        with suppress(OSError):
            copy.unlink()
    yield path


def _is_written(writer: Callable[[Path, Tags], None], path: Path, copy: Path, tags: Tags) -> bool:
    """A copy, because a file whose insides are not what its beginning promised may be spoilt by the writing."""
    try:
        shutil.copyfile(path, copy)
        writer(copy, tags)
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
    except (MutagenError, OSError, ValueError, KeyError, IndexError, struct.error):
        return False
    return True


def _picture(cover: Path) -> tuple[bytes, str]:
    try:
        content = cover.read_bytes() if cover.stat().st_size <= LARGEST_PICTURE else b""
    except OSError:
        return b"", ""
    found = recognise(content)
    return (content, found.mime) if found in (JPEG, PNG) else (b"", "")


def _plain(text: str) -> str:
    """What every tag format can hold."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _frames(id3: ID3, tags: Tags) -> None:
    id3.setall("TIT2", [TIT2(encoding=1, text=tags.title)])
    id3.setall("COMM", [COMM(encoding=1, lang=LANGUAGE, desc="", text=tags.comment)])
    if tags.lyrics:
        id3.setall("USLT", [USLT(encoding=1, lang=LANGUAGE, desc="", text=tags.lyrics)])
    if tags.picture:
        id3.setall("APIC", [APIC(encoding=0, mime=tags.picture_mime, type=FRONT_COVER, desc="", data=tags.picture)])
    id3.update_to_v23()


def _mp3(path: Path, tags: Tags) -> None:
    try:
        id3 = ID3(path)
    except ID3NoHeaderError:
        id3 = ID3()
    _frames(id3, tags)
    id3.save(path, v2_version=3)  # Windows reads no later one


def _wav(path: Path, tags: Tags) -> None:
    wave = WAVE(path)
    if wave.tags is None:
        wave.add_tags()
    id3: Any = wave.tags
    _frames(id3, tags)
    wave.save(v2_version=3)


def _m4a(path: Path, tags: Tags) -> None:
    mp4 = MP4(path)
    if mp4.tags is None:
        mp4.add_tags()
    mp4["\xa9nam"], mp4["\xa9cmt"] = [tags.title], [tags.comment]
    if tags.lyrics:
        mp4["\xa9lyr"] = [tags.lyrics]
    if tags.picture:
        sort = MP4Cover.FORMAT_JPEG if tags.picture_mime == JPEG.mime else MP4Cover.FORMAT_PNG
        mp4["covr"] = [MP4Cover(tags.picture, imageformat=sort)]
    mp4.save()


def _block(tags: Tags) -> Picture:
    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER, tags.picture_mime, tags.picture
    return picture


def _comments(tags: Tags) -> Mapping[str, str]:
    said = {"TITLE": tags.title, "LYRICS": tags.lyrics, "COMMENT": tags.comment}
    return {word: value for word, value in said.items() if value}


def _flac(path: Path, tags: Tags) -> None:
    flac = FLAC(path)
    if flac.tags is None:
        flac.add_tags()
    flac.update(_comments(tags))
    if tags.picture:
        flac.clear_pictures()
        flac.add_picture(_block(tags))
    flac.save()


def _ogg(path: Path, tags: Tags) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD)
    sort = OggOpus if b"OpusHead" in head else OggFLAC if b"\x7fFLAC" in head else OggVorbis
    ogg = sort(path)
    ogg.update(_comments(tags))
    if tags.picture:
        ogg["METADATA_BLOCK_PICTURE"] = [base64.b64encode(_block(tags).write()).decode()]
    ogg.save()


WRITERS: Mapping[str, Callable[[Path, Tags], None]] = {".mp3": _mp3, ".m4a": _m4a, ".wav": _wav, ".flac": _flac, ".ogg": _ogg}
