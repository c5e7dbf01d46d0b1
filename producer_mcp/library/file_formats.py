"""What a file is, told by its bytes; file names and content types of vendors are not trusted."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from ..errors import NotAudio

HEAD_BYTES: Final = 1024
"""How many of the first bytes are needed to recognise every format below."""
MAX_JUNK_BYTES: Final = 1 << 20
"""How far from its beginning the first frame of an mp3 is looked for."""

Media = Literal["audio", "picture", "film", "archive", "score", "timed text"]
"""What the bytes are; what a file is for in a clip is its `FileKind`."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format the library keeps, with its file name ending (`.mp3`) and MIME type."""

    ending: str
    mime: str
    media: Media
    is_lossless: bool = False


MP3 = FileFormat(".mp3", "audio/mpeg", "audio")
MP2 = FileFormat(".mp2", "audio/mpeg", "audio")
AAC = FileFormat(".aac", "audio/aac", "audio")
M4A = FileFormat(".m4a", "audio/mp4", "audio")
WAV = FileFormat(".wav", "audio/wav", "audio", is_lossless=True)
AIFF = FileFormat(".aiff", "audio/aiff", "audio", is_lossless=True)
FLAC = FileFormat(".flac", "audio/flac", "audio", is_lossless=True)
OGG = FileFormat(".ogg", "audio/ogg", "audio")
WEBM_AUDIO = FileFormat(".webm", "audio/webm", "audio")
MKA = FileFormat(".mka", "audio/x-matroska", "audio")
OTHER_AUDIO = FileFormat(".audio", "application/octet-stream", "audio")
"""Of no format below, but a decoder hears it."""
JPEG = FileFormat(".jpg", "image/jpeg", "picture")
PNG = FileFormat(".png", "image/png", "picture")
WEBP = FileFormat(".webp", "image/webp", "picture")
AVIF = FileFormat(".avif", "image/avif", "picture")
HEIC = FileFormat(".heic", "image/heic", "picture")
BMP = FileFormat(".bmp", "image/bmp", "picture")
SVG = FileFormat(".svg", "image/svg+xml", "picture")
MP4 = FileFormat(".mp4", "video/mp4", "film")
MOV = FileFormat(".mov", "video/quicktime", "film")
WEBM = FileFormat(".webm", "video/webm", "film")
MKV = FileFormat(".mkv", "video/x-matroska", "film")
AVI = FileFormat(".avi", "video/x-msvideo", "film")
FLV = FileFormat(".flv", "video/x-flv", "film")
MPG = FileFormat(".mpg", "video/mpeg", "film")
ZIP = FileFormat(".zip", "application/zip", "archive")
MIDI = FileFormat(".mid", "audio/midi", "score")
LRC = FileFormat(".lrc", "text/plain", "timed text")

SIGNATURES: tuple[tuple[bytes, FileFormat], ...] = (
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"OggS", OGG),
    (b"caff", FileFormat(".caf", "audio/x-caf", "audio")),
    (b".snd", FileFormat(".au", "audio/basic", "audio")),
    (b"#!AMR", FileFormat(".amr", "audio/amr", "audio")),
    (b"\x0b\x77", FileFormat(".ac3", "audio/ac3", "audio")),
    (b"riff\x2e\x91\xcf\x11", FileFormat(".w64", "audio/x-w64", "audio", is_lossless=True)),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", FileFormat(".wma", "audio/x-ms-wma", "audio")),
    (b"wvpk", FileFormat(".wv", "audio/x-wavpack", "audio", is_lossless=True)),
    (b"TTA1", FileFormat(".tta", "audio/x-tta", "audio", is_lossless=True)),
    (b"Creative Voice File\x1a", FileFormat(".voc", "audio/x-voc", "audio")),
    (b".RMF", FileFormat(".rm", "application/vnd.rn-realmedia", "audio")),
    (b"nut/multimedia container", FileFormat(".nut", "application/octet-stream", "audio")),
    (b"FLV\1", FLV),
    (b"\0\0\1\xba", MPG),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", FileFormat(".gif", "image/gif", "picture")),
    (b"GIF89a", FileFormat(".gif", "image/gif", "picture")),
    (b"II*\0", FileFormat(".tif", "image/tiff", "picture")),
    (b"MM\0*", FileFormat(".tif", "image/tiff", "picture")),
    (b"\0\0\0\x0cJXL ", FileFormat(".jxl", "image/jxl", "picture")),
    (b"\xff\x0a", FileFormat(".jxl", "image/jxl", "picture")),
    (b"PK\x03\x04", ZIP),
    (b"MThd", MIDI),
)
LOSSLESS_ENDINGS = frozenset(known.ending for known in (WAV, AIFF, *(known for _, known in SIGNATURES)) if known.is_lossless)
RIFF_FORMATS = {b"WAVE": WAV, b"WEBP": WEBP, b"AVI ": AVI}
BRANDS = {
    b"qt  ": MOV,
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), HEIC),
}
"""Brands of the ISO base media format (`ftyp`) that are no MP4."""
AUDIO_OF_FILM = {MP4: M4A, MOV: M4A, WEBM: WEBM_AUDIO, MKV: MKA} | {
    film: replace(film, media="audio") for film in (AVI, FLV, MPG)
}
"""What a container of films is called where there is only sound in it; only its insides tell."""
LRC_PATTERN = re.compile(rb"(\xef\xbb\xbf)?\s*\[(\d+:\d\d|(ti|ar|al|au|by|length|offset|re|ve):)")
"""How a file of timed lyrics begins."""
TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")
"""Control characters that stand in texts."""


def recognise(head: bytes) -> FileFormat | None:
    """The format whose files begin with `head`, or None; a container of films is called a film, since only its insides tell."""
    for signature, format_ in SIGNATURES:
        if head.startswith(signature):
            return format_
    if head[:4] in (b"RIFF", b"RF64"):
        return RIFF_FORMATS.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], MP4)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MKV
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return BMP
    if _is_svg(head):
        return SVG
    if LRC_PATTERN.match(head):
        return LRC
    return _mpeg_audio(head)


def format_of(path: Path, head: bytes, media: Media, *, is_heard: bool = False) -> FileFormat:
    """The format of a whole file that begins with `head`; raises `NotAudio` when it is other media.

    Audio of no known beginning is an mp3 with something before its first frame, or what a decoder hears (`is_heard`).
    """
    if is_other(head, media):
        require(head, media)
    recognised = recognise(head)
    if recognised is not None:
        return AUDIO_OF_FILM.get(recognised, recognised) if media == "audio" else recognised
    with path.open("rb") as file:
        if _has_mp3_frames(file.read(MAX_JUNK_BYTES)):
            return MP3
    return OTHER_AUDIO if is_heard else require(head, media)


def is_other(head: bytes, media: Media) -> bool:
    """Whether a file that begins with `head` cannot be of that media; bytes of no known format may be audio."""
    recognised = recognise(head)
    if recognised is None:
        return media != "audio" or is_text(head)
    return recognised.media != media and not (media == "audio" and recognised in AUDIO_OF_FILM)


def require(head: bytes, media: Media) -> FileFormat:
    """The format of a file that begins with `head`; raises `NotAudio`, naming what came instead, when it is other media."""
    recognised = recognise(head)
    if media == "audio" and recognised in AUDIO_OF_FILM:
        return AUDIO_OF_FILM[recognised]
    if recognised is not None and recognised.media == media:
        return recognised
    came = f"a file of another kind ({recognised.mime})" if recognised else _described(head)
    article = "an" if media[0] in "aeiou" else "a"
    raise NotAudio(f"not {article} {media}{'' if media != 'audio' else ' file'}: {came} came instead")


def is_text(head: bytes) -> bool:
    """Whether bytes are a text, such as a web page, JSON or a list of files; no bytes are one too."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # the last character may be cut in two
            return False
    return all(byte >= 0x20 or byte in TEXT_CONTROLS for byte in head)


def _described(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return "nothing"
    unknown = "a text" if is_text(head) else "bytes of no known format"
    return {b"<": "a web page", b"{": "JSON", b"[": "JSON"}.get(text[:1], unknown)


def _is_svg(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in text and b"<html" not in text


def _mpeg_audio(head: bytes) -> FileFormat | None:
    """The format of an MPEG audio frame: layer III or II with a valid bit rate and sampling rate, or AAC."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return AAC
    return {1: MP3, 2: MP2}.get(head[1] >> 1 & 3) if _has_valid_rates(head) else None


def _has_valid_rates(head: bytes) -> bool:
    version, bit_rate, sampling_rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and bit_rate not in (0, 15) and sampling_rate != 3


BIT_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BIT_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Thousand bits a second of layer III, by the number in a frame's header, in MPEG 1 and in MPEG 2 and 2.5."""
SAMPLING_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the version in a frame's header, and by the number there."""
FRAMES_IN_A_ROW = 4
"""So many frames of the right lengths one behind the other are no chance."""


def _has_mp3_frames(content: bytes) -> bool:
    """Whether frames of an mp3 stand one behind the other somewhere in `content`."""
    place = content.find(b"\xff")
    while place >= 0:
        following = place
        for _ in range(FRAMES_IN_A_ROW):
            if not (length := _mp3_frame_bytes(content[following : following + 4])):
                break
            following += length
        else:
            return True
        place = content.find(b"\xff", place + 1)
    return False


def _mp3_frame_bytes(header: bytes) -> int:
    """The length of the layer III frame with that header; 0 where it is none."""
    if _mpeg_audio(header) is not MP3:
        return 0
    version, padding = header[1] >> 3 & 3, header[2] >> 1 & 1
    bit_rate = (BIT_RATES_1 if version == 3 else BIT_RATES_2)[header[2] >> 4] * 1000
    return (144 if version == 3 else 72) * bit_rate // SAMPLING_RATES[version][header[2] >> 2 & 3] + padding
