"""Audio as vendors and people really have it: good to hear, and odd in its headers."""

import io
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import av
import numpy as np

from .fake_vendor.sounds import encoded, wav

RATE = 44_100


def without_length(content: bytes) -> bytes:
    """An mp3 whose first frame does not tell its length."""
    for mark in (b"Xing", b"Info"):
        content = content.replace(mark, b"\0\0\0\0", 1)
    return content


@cache
def vbr_mp3(seconds: float) -> bytes:
    """An mp3 that begins loud and ends silent, at a variable bit rate, without its length, which FFmpeg guesses far off."""
    noise = np.random.default_rng(1).integers(-20_000, 20_000, 2 * RATE).astype(np.int16)
    wave = np.concatenate([noise, np.zeros(round((seconds - 2) * RATE), dtype=np.int16)])
    return without_length(written("mp3", "libmp3lame", wave, quality=2))


def written(
    container: str,
    codec: str,
    wave: Any,
    *,
    rate: int = RATE,
    quality: int | None = None,
    options: Mapping[str, str] | None = None,
) -> bytes:
    """One channel of int16 in any container and codec."""
    kept = io.BytesIO()
    file: Any
    with av.open(kept, "w", format=container, options=dict(options or {})) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        if quality is not None:
            stream.codec_context.global_quality = quality * 118
            stream.codec_context.flags |= 2  # AV_CODEC_FLAG_QSCALE
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        stream.codec_context.open()
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=rate, frame_size=stream.codec_context.frame_size or 1024
        )
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return kept.getvalue()


def tone(seconds: float, rate: int = RATE) -> Any:
    """A steady tone, int16."""
    return (np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * 440 / rate) * 9_000).astype(np.int16)


def wav_of_size(size: int) -> bytes:
    """A wav whose header says `size` for the sizes of the file and of the sound."""
    content = bytearray(wav(2.0))
    place = content.index(b"data")
    content[4:8] = content[place + 4 : place + 8] = size.to_bytes(4, "little")
    return bytes(content)


PLACEHOLDER_SIZES = (0, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
GOOD_AUDIO: Mapping[str, Callable[[], bytes]] = {
    "vbr.mp3": partial(vbr_mp3, 12.0),
    "no length.mp3": lambda: without_length(encoded("mp3", 2.0)),
    "zeros before.mp3": lambda: bytes(5_000) + encoded("mp3", 2.0),
    "junk after.mp3": lambda: encoded("mp3", 2.0) + b"TAG" + bytes(125) + b"junk " * 2_000,
    "long tag.mp3": lambda: b"ID3\4\0\0\0\0\x10\0" + b"x" * 5_000 + encoded("mp3", 2.0),
    "short.mp3": lambda: encoded("mp3", 0.2),
    **{f"size {size:x}.wav": partial(wav_of_size, size) for size in PLACEHOLDER_SIZES},
    "zeros after.wav": lambda: wav(2.0) + bytes(8 << 20),
    "zeros after.flac": lambda: encoded("flac", 2.0) + bytes(1 << 20),
    "telephone.wav": lambda: written("wav", "pcm_s16le", tone(2.0, 8_000), rate=8_000),
    "opus.ogg": lambda: written("ogg", "libopus", tone(2.0, 48_000), rate=48_000),
    "matroska.webm": lambda: written("webm", "libopus", tone(2.0, 48_000), rate=48_000),
    "apple.aiff": lambda: written("aiff", "pcm_s16be", tone(2.0)),
    "adts.aac": lambda: written("adts", "aac", tone(2.0)),
    "apple.caf": lambda: written("caf", "pcm_s16be", tone(2.0)),
    "layer two.mp2": lambda: written("mp2", "mp2", tone(2.0)),
    "only sound.avi": lambda: written("avi", "libmp3lame", tone(2.0)),
    "only sound.flv": lambda: written("flv", "aac", tone(2.0)),
    "only sound.mpg": lambda: written("mpeg", "mp2", tone(2.0)),
    "creative.voc": lambda: written("voc", "pcm_s16le", tone(2.0)),
    "real.rm": lambda: written("rm", "aac", tone(2.0)),
    "any.nut": lambda: written("nut", "libmp3lame", tone(2.0)),
    "whole.flac": lambda: encoded("flac", 2.0),
    "whole.m4a": lambda: encoded("m4a", 2.0),
}
"""By a name with the ending that the file is kept under."""
SECONDS = {"vbr.mp3": 12.0, "short.mp3": 0.2}
"""How long those last that do not last 2 s."""
