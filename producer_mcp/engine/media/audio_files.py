"""Audio files: what people hand in, and what they take away.

Decoding gives 44.1 kHz stereo whole numbers; encoding takes them. Encoders run on one thread, so that the same
samples give the same bytes.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

from ..errors import BadAudio
from ..samples import SAMPLE_RATE, Integers

LONGEST = 15 * 60
"""Seconds of a recording that are taken."""
SHORTEST = 0.5
MISSING = 0.25
"""Seconds by which a file may be shorter than it says."""
FRAME = 1 << 16
BITEXACT = 1 << 23
"""The encoders' flag that leaves their version out of the file."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How a kind of file is written."""

    container: str
    codec: str
    sample_format: str
    bit_rate: int | None = None


FORMATS = {
    "flac": Codec("flac", "flac", "s16"),
    "wav": Codec("wav", "pcm_s16le", "s16"),
    "mp3": Codec("mp3", "libmp3lame", "s16p", 192_000),
    "m4a": Codec("ipod", "aac", "fltp", 192_000),
}


def encode(path: Path, form: str, waves: Iterable[Integers]) -> None:
    """Writes (2, samples) whole numbers, stretch after stretch, as `flac`, `wav`, `mp3` or `m4a`."""
    written = FORMATS[form]
    with av.open(str(path), "w", format=written.container, options={"fflags": "+bitexact"}) as file:
        stream = audio_stream(file, written)
        for packet in packets(stream, waves):
            file.mux(packet)


def audio_stream(file: Any, written: Codec) -> Any:
    stream = file.add_stream(written.codec, rate=SAMPLE_RATE, layout="stereo")
    stream.codec_context.thread_count = 1
    stream.codec_context.format = written.sample_format
    stream.codec_context.flags |= BITEXACT
    if written.bit_rate:
        stream.bit_rate = written.bit_rate
    return stream


def packets(stream: Any, waves: Iterable[Integers]) -> Iterator[Any]:
    """The stream's packets, its last ones included."""
    resampler = av.AudioResampler(format=stream.codec_context.format.name, layout="stereo", rate=SAMPLE_RATE)
    time = 0
    for wave in waves:
        for begin in range(0, wave.shape[1], FRAME):
            piece = np.ascontiguousarray(wave[:, begin : begin + FRAME].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, time
            time += piece.shape[1] // 2
            for ready in resampler.resample(frame) if stream.codec_context.format.name != "s16" else (frame,):
                yield from stream.encode(ready)
    yield from stream.encode(None)


def decode(path: Path) -> Iterator[Integers]:
    """A file's sound as (2, samples) whole numbers at 44.1 kHz, stretch after stretch.

    Raises BadAudio: it cannot be read, holds no audio, is shorter than it says, or is longer than fifteen minutes.
    """
    if is_cut_off(path):
        raise BadAudio(f"{path.name} is shorter than its header says; it seems cut off")
    try:
        file = av.open(str(path), "r", metadata_errors="ignore")
    except (FFmpegError, OSError, ValueError) as problem:
        raise BadAudio(f"{path.name} cannot be read as audio") from problem
    with file:
        yield from decoded(file, path.name)


def seconds_of(path: Path) -> float:
    """How long a file plays, decoded to its end. Raises BadAudio as `decode` does."""
    return float(sum(wave.shape[1] for wave in decode(path)) / SAMPLE_RATE)


def is_cut_off(path: Path) -> bool:
    """Whether a wav file lacks some of what its header promises; other kinds are found out when they are read."""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(8)
        promised = int.from_bytes(head[4:8], "little")
        return head[:4] == b"RIFF" and promised < 0xFFFFFF00 and promised + 8 > path.stat().st_size + SAMPLE_RATE
    return False


def decoded(file: Any, name: str) -> Iterator[Integers]:
    if not file.streams.audio:
        raise BadAudio(f"{name} holds no audio")
    stream = file.streams.audio[0]
    promised = promised_seconds(file, stream)
    if promised and promised > LONGEST:
        raise BadAudio(f"{name} is {promised / 60:.0f} minutes long; recordings of up to {LONGEST // 60} minutes are taken")
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE)
    length, broken = 0, None
    frames = file.decode(stream)
    while True:
        try:
            frame = next(frames, None)
        except FFmpegError as problem:
            broken = problem
            frame = None
        for ready in resampler.resample(frame) if frame or length else ():
            wave: Integers = ready.to_ndarray().reshape(-1, 2).T.astype(np.int16)
            length += wave.shape[1]
            yield wave
        if length > LONGEST * SAMPLE_RATE:
            raise BadAudio(f"{name} is too long; recordings of up to {LONGEST // 60} minutes are taken")
        if frame is None:
            break
    seconds = length / SAMPLE_RATE
    if promised and seconds < promised - max(MISSING, promised * 0.02):
        raise BadAudio(
            f"{name} says it is {promised:.1f} s long, but only {seconds:.1f} s can be read; it seems cut off"
        ) from broken
    if seconds < SHORTEST:
        raise BadAudio(f"{name} holds {seconds:.1f} s of audio; at least {SHORTEST} s are needed") from broken


def promised_seconds(file: Any, stream: Any) -> float | None:
    """How long the file says it is."""
    with suppress(TypeError):
        return float(stream.duration * stream.time_base)
    return file.duration / 1_000_000 if file.duration else None
