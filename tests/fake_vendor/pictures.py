"""Pictures, a film, and archives, made in code: covers, videos, stems, and the two archives nobody should unpack."""

import io
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from .sounds import wav

SIDE = 64
PARTS = ("vocals", "drums", "bass", "other")
BOMB_BYTES = 256 * 1024 * 1024


@cache
def png() -> bytes:
    """A plain square, 64 by 64."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    row = b"\0" + b"\x30\x60\x90" * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    ending = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * SIDE)) + ending


def _film(container: str, codec: str, pixels: str, frames: int) -> bytes:
    import av

    kept = io.BytesIO()
    target: Any
    with av.open(kept, "w", format=container) as target:
        stream = target.add_stream(codec, rate=10)
        stream.width = stream.height = SIDE
        stream.pix_fmt = pixels
        if codec == "libx264":
            stream.codec_context.thread_count = 1
        for _ in range(frames):
            frame: Any = av.VideoFrame(SIDE, SIDE, pixels)
            for place, plane in enumerate(frame.planes):
                plane.update(bytes([90 + 20 * place]) * plane.buffer_size)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return kept.getvalue()


@cache
def jpeg() -> bytes:
    """A plain square; the PNG's bytes where `av` is not installed."""
    try:
        return _film("mjpeg", "mjpeg", "yuvj420p", 1)
    except ImportError:
        return png()


@cache
def mp4() -> bytes:
    """One second of film; only an MP4's first box where `av` is not installed."""
    try:
        return _film("mp4", "libx264", "yuv420p", 10)
    except ImportError:
        return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp42")


def archive(members: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


@cache
def stems(seconds: float) -> bytes:
    """Four wav files, each with its own pitch, all as long as the clip."""
    return archive({f"{part}.wav": wav(seconds, place) for place, part in enumerate(PARTS)})


@cache
def zip_slip() -> bytes:
    return archive({"../../escaped.wav": wav(0.1), "/absolute.wav": wav(0.1), "vocals.wav": wav(0.1)})


@cache
def zip_bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("vocals.wav", "w", force_zip64=True) as member:
        for _ in range(BOMB_BYTES // (1 << 20)):
            member.write(bytes(1 << 20))
    return kept.getvalue()


@cache
def gzip_bomb() -> bytes:
    packer = zlib.compressobj(6, wbits=31)
    packed = [packer.compress(bytes(1 << 20)) for _ in range(BOMB_BYTES // (1 << 20))]
    return b"".join(packed) + packer.flush()
