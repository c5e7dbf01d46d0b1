"""Tags inside audio files: title, lyrics, cover picture, and a comment that says where the clip came from.

Imported with the first file, because mutagen takes time to import.
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
from mutagen.id3 import APIC, COMM, ID3, TBPM, TIT2, TKEY, USLT, ID3NoHeaderError
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from ..models import Clip
from .file_formats import HEAD_BYTES, JPEG, PNG, recognise

MAX_PICTURE_BYTES = 8 << 20
FRONT_COVER_TYPE = 3
"""The picture type `Cover (front)` of ID3 and FLAC."""
UNDETERMINED_LANGUAGE = "und"
"""ISO 639-2, as ID3 frames want it."""


MP4_KEY = "----:com.apple.iTunes:initialkey"
"""Where players of m4a look for the key; the format has no place of its own for it."""
MINOR_MODES, MAJOR_MODES = ("minor", "dorian", "phrygian"), ("major", "lydian", "mixolydian")


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written into a file; what is empty is left out."""

    title: str
    lyrics: str
    comment: str
    picture: bytes = b""
    picture_mime: str = ""
    bpm: int = 0
    """Beats a minute; 0 where it is not known, or only guessed."""
    key: str = ""
    """As ID3 wants it: `Am`, `F#`, `Bbm`; empty where it is not known, or only guessed."""


def tags_of(clip: Clip, cover: Path | None) -> Tags:
    """A clip's tags; the picture in the file `cover` goes with them if it is a JPEG or PNG, which every player shows."""
    origin = {"vendor": clip.vendor, "model": clip.model, "seed": clip.seed}
    comment = "; ".join([clip.clip_id, *(f"{name} {value}" for name, value in origin.items() if value)])
    picture, mime = _picture(cover) if cover else (b"", "")
    name, lyrics = _storable(clip.name), _storable(clip.lyrics)
    return Tags(name, lyrics, _storable(comment), picture, mime, round(clip.sure_bpm or 0), short_key(clip.sure_key))


def short_key(key: str) -> str:
    """`A minor` as `Am`, `F# major` as `F#`; a mode as the one of the two that has its third. Empty for what is no key."""
    tonic, _, mode = key.partition(" ")
    return f"{tonic}m" if mode in MINOR_MODES else tonic if mode in MAJOR_MODES else ""


@contextmanager
def tagged(path: Path, ending: str, tags: Tags) -> Iterator[Path]:
    """A tagged copy beside the file, deleted at the end of the block; the file itself where no tags can be written."""
    writer = WRITERS.get(ending)
    if writer is None:
        yield path
        return
    copy = path.with_name(f"{path.stem}.tags{path.suffix}")
    try:
        if _write_copy(writer, path, copy, tags):
            yield copy
            return
    finally:
        with suppress(OSError):
            copy.unlink()
    yield path


def _write_copy(writer: Callable[[Path, Tags], None], path: Path, copy: Path, tags: Tags) -> bool:
    """Whether a tagged copy could be written. The original is not touched: writing tags may damage a malformed file."""
    try:
        shutil.copyfile(path, copy)
        writer(copy, tags)
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
    except (MutagenError, OSError, ValueError, KeyError, IndexError, struct.error):
        return False
    return True


def _picture(cover: Path) -> tuple[bytes, str]:
    """Content and MIME type of a picture; empty when it is too large or no JPEG or PNG."""
    try:
        content = cover.read_bytes() if cover.stat().st_size <= MAX_PICTURE_BYTES else b""
    except OSError:
        return b"", ""
    recognised = recognise(content)
    return (content, recognised.mime) if recognised in (JPEG, PNG) else (b"", "")


def _storable(text: str) -> str:
    """`text` without null characters and lone surrogates, which some tag formats cannot hold."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _set_id3_frames(id3: ID3, tags: Tags) -> None:
    id3.setall("TIT2", [TIT2(encoding=1, text=tags.title)])
    id3.setall("COMM", [COMM(encoding=1, lang=UNDETERMINED_LANGUAGE, desc="", text=tags.comment)])
    if tags.lyrics:
        id3.setall("USLT", [USLT(encoding=1, lang=UNDETERMINED_LANGUAGE, desc="", text=tags.lyrics)])
    if tags.bpm:
        id3.setall("TBPM", [TBPM(encoding=0, text=str(tags.bpm))])
    if tags.key:
        id3.setall("TKEY", [TKEY(encoding=0, text=tags.key)])
    if tags.picture:
        id3.setall("APIC", [APIC(encoding=0, mime=tags.picture_mime, type=FRONT_COVER_TYPE, desc="", data=tags.picture)])
    id3.update_to_v23()


def _write_mp3(path: Path, tags: Tags) -> None:
    try:
        id3 = ID3(path)
    except ID3NoHeaderError:
        id3 = ID3()
    _set_id3_frames(id3, tags)
    id3.save(path, v2_version=3)  # Windows reads no later version


def _write_wav(path: Path, tags: Tags) -> None:
    with path.open("rb") as file:
        _, riff_size = struct.unpack("<4sI", file.read(8))
    if not riff_size <= path.stat().st_size - 8 <= riff_size + 1:
        raise ValueError("with the wrong size in its header, tags would be written into the sound")
    wave = WAVE(path)
    if wave.tags is None:
        wave.add_tags()
    id3: Any = wave.tags
    _set_id3_frames(id3, tags)
    wave.save(v2_version=3)


def _write_m4a(path: Path, tags: Tags) -> None:
    mp4 = MP4(path)
    if mp4.tags is None:
        mp4.add_tags()
    mp4["\xa9nam"], mp4["\xa9cmt"] = [tags.title], [tags.comment]
    if tags.lyrics:
        mp4["\xa9lyr"] = [tags.lyrics]
    if tags.bpm:
        mp4["tmpo"] = [tags.bpm]
    if tags.key:
        mp4[MP4_KEY] = [MP4FreeForm(tags.key.encode())]
    if tags.picture:
        image_format = MP4Cover.FORMAT_JPEG if tags.picture_mime == JPEG.mime else MP4Cover.FORMAT_PNG
        mp4["covr"] = [MP4Cover(tags.picture, imageformat=image_format)]
    mp4.save()


def _flac_picture(tags: Tags) -> Picture:
    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER_TYPE, tags.picture_mime, tags.picture
    return picture


def _vorbis_comments(tags: Tags) -> Mapping[str, str]:
    comments = {"TITLE": tags.title, "LYRICS": tags.lyrics, "COMMENT": tags.comment}
    comments |= {"BPM": str(tags.bpm or ""), "KEY": tags.key, "INITIALKEY": tags.key}
    return {name: value for name, value in comments.items() if value}


def _write_flac(path: Path, tags: Tags) -> None:
    flac = FLAC(path)
    if flac.tags is None:
        flac.add_tags()
    flac.update(_vorbis_comments(tags))
    if tags.picture:
        flac.clear_pictures()
        flac.add_picture(_flac_picture(tags))
    flac.save()


def _write_ogg(path: Path, tags: Tags) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    codec = OggOpus if b"OpusHead" in head else OggFLAC if b"\x7fFLAC" in head else OggVorbis
    ogg = codec(path)
    ogg.update(_vorbis_comments(tags))
    if tags.picture:
        ogg["METADATA_BLOCK_PICTURE"] = [base64.b64encode(_flac_picture(tags).write()).decode()]
    ogg.save()


WRITERS: Mapping[str, Callable[[Path, Tags], None]] = {
    ".mp3": _write_mp3,
    ".m4a": _write_m4a,
    ".wav": _write_wav,
    ".flac": _write_flac,
    ".ogg": _write_ogg,
}
"""By the file's ending."""
