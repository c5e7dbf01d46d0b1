"""What a file is, by its first bytes; names and content types are not believed."""

from dataclasses import dataclass
from typing import Literal

from ..errors import NotAudio

HEAD = 64
"""As many first bytes as it takes to tell."""

Sort = Literal["audio", "picture", "film", "archive"]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format we keep."""

    ending: str
    mime: str
    sort: Sort


MP3 = FileFormat(".mp3", "audio/mpeg", "audio")
M4A = FileFormat(".m4a", "audio/mp4", "audio")
WAV = FileFormat(".wav", "audio/wav", "audio")
FLAC = FileFormat(".flac", "audio/flac", "audio")
OGG = FileFormat(".ogg", "audio/ogg", "audio")
JPEG = FileFormat(".jpg", "image/jpeg", "picture")
PNG = FileFormat(".png", "image/png", "picture")
WEBP = FileFormat(".webp", "image/webp", "picture")
MP4 = FileFormat(".mp4", "video/mp4", "film")
ZIP = FileFormat(".zip", "application/zip", "archive")
FORMATS = (MP3, M4A, WAV, FLAC, OGG, JPEG, PNG, WEBP, MP4, ZIP)

STARTS: tuple[tuple[bytes, FileFormat], ...] = (
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"OggS", OGG),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", ZIP),
)
RIFFS = {b"WAVE": WAV, b"WEBP": WEBP}
PICTURE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
"""Pictures that come in the same boxes as films do."""


def recognise(head: bytes) -> FileFormat | None:
    """The format that begins like this; an MP4 box is called a film, whether or not it has pictures in it."""
    for start, format_ in STARTS:
        if head.startswith(start):
            return format_
    if head[:4] in (b"RIFF", b"RF64"):
        return RIFFS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return None if head[8:12] in PICTURE_BRANDS else MP4
    return MP3 if _is_mp3_frame(head) else None


def _is_mp3_frame(head: bytes) -> bool:
    """Frame sync, a version and layer III, and a bit rate and sampling rate that exist (AAC has the same sync and layer 0)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, sampling = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in (0, 15) and sampling != 3


def demand(head: bytes, sort: Sort) -> FileFormat:
    """The format these bytes have, when it is of the sort wanted; raises `NotAudio`, saying what came instead."""
    found = recognise(head)
    if found is MP4 and sort == "audio":
        return M4A
    if found is not None and found.sort == sort:
        return found
    came = f"a file of another kind ({found.mime})" if found else _described(head)
    article = "an" if sort[0] in "aeiou" else "a"
    raise NotAudio(f"not {article} {sort}{'' if sort != 'audio' else ' file'}: {came} came instead")


def _described(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return "nothing"
    return {b"<": "a web page", b"{": "JSON", b"[": "JSON"}.get(text[:1], "bytes of no known format")
