"""What a file is, told by its first bytes; file names and content types of vendors are not trusted."""

from dataclasses import dataclass
from typing import Literal

from ..errors import NotAudio

HEAD_BYTES = 64
"""How many of the first bytes are needed to recognise every format below."""

Media = Literal["audio", "picture", "film", "archive"]
"""What the bytes are; what a file is for in a clip is its `FileKind`."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format the library keeps, with its file name ending (`.mp3`) and MIME type."""

    ending: str
    mime: str
    media: Media


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

SIGNATURES: tuple[tuple[bytes, FileFormat], ...] = (
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"OggS", OGG),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", ZIP),
)
RIFF_FORMATS = {b"WAVE": WAV, b"WEBP": WEBP}
PICTURE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
"""Brands of the ISO base media format (`ftyp`) that are pictures, not films."""


def recognise(head: bytes) -> FileFormat | None:
    """The format whose files begin with `head`, or None; every MP4 is called a film, since only its insides tell."""
    for signature, format_ in SIGNATURES:
        if head.startswith(signature):
            return format_
    if head[:4] in (b"RIFF", b"RF64"):
        return RIFF_FORMATS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return None if head[8:12] in PICTURE_BRANDS else MP4
    return MP3 if _is_mp3_frame(head) else None


def _is_mp3_frame(head: bytes) -> bool:
    """Whether this is an MPEG audio frame of layer III with a valid bit rate and sampling rate; AAC shares the sync word."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, sampling_rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in (0, 15) and sampling_rate != 3


def require(head: bytes, media: Media) -> FileFormat:
    """The format of a file that begins with `head`; raises `NotAudio`, naming what came instead, when it is other media."""
    recognised = recognise(head)
    if recognised is MP4 and media == "audio":
        return M4A
    if recognised is not None and recognised.media == media:
        return recognised
    came = f"a file of another kind ({recognised.mime})" if recognised else _described(head)
    article = "an" if media[0] in "aeiou" else "a"
    raise NotAudio(f"not {article} {media}{'' if media != 'audio' else ' file'}: {came} came instead")


def _described(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return "nothing"
    return {b"<": "a web page", b"{": "JSON", b"[": "JSON"}.get(text[:1], "bytes of no known format")
