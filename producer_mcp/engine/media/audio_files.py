"""Reads the audio files people bring and writes those they take away.

Decoding gives int16 of shape (2, samples) at 44.1 kHz, and encoding takes the same. Encoders run on one thread, so that the same
samples give the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np

from ..errors import BadAudio
from ..samples import SAMPLE_RATE, Integers, Samples, mono_of
from .open_audio import OpenAudio, frames_of, is_cut_off, opened_audio, promised_seconds

MAX_RECORDING_SECONDS = 15 * 60
MIN_RECORDING_SECONDS = 0.5
MAX_MISSING_SECONDS, MAX_MISSING_SHARE = 0.25, 0.02
"""How much shorter than its header says a file may be: the larger of seconds and share of its length."""
ENCODED_SAMPLES = 1 << 16
"""How many samples are given to an encoder at a time."""
BITEXACT_FLAG = 1 << 23
"""FFmpeg's AV_CODEC_FLAG_BITEXACT: the encoder leaves its version out of the file."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How an audio format is written, in FFmpeg's names."""

    container: str
    codec: str
    sample_format: str
    bit_rate: int | None = None
    """Bits a second; None where the format has none to choose."""


FORMATS = {
    "flac": Codec("flac", "flac", "s16"),
    "wav": Codec("wav", "pcm_s16le", "s16"),
    "mp3": Codec("mp3", "libmp3lame", "s16p", 192_000),
    "m4a": Codec("ipod", "aac", "fltp", 192_000),
}


def encode(path: Path, audio_format: str, waves: Iterable[Integers]) -> None:
    """Writes int16 waves (2, samples), one after the other, as a format of FORMATS."""
    codec = FORMATS[audio_format]
    with av.open(str(path), "w", format=codec.container, options={"fflags": "+bitexact"}) as file:
        stream = add_audio_stream(file, codec)
        for packet in packets(stream, waves):
            file.mux(packet)


def add_audio_stream(file: Any, codec: Codec) -> Any:
    """A new stereo stream of an open output file."""
    stream = file.add_stream(codec.codec, rate=SAMPLE_RATE, layout="stereo")
    stream.codec_context.thread_count = 1
    stream.codec_context.format = codec.sample_format
    stream.codec_context.flags |= BITEXACT_FLAG
    if codec.bit_rate:
        stream.bit_rate = codec.bit_rate
    return stream


def packets(stream: Any, waves: Iterable[Integers]) -> Iterator[Any]:
    """All packets of the encoded waves, those that the encoder holds back to the end included."""
    sample_format = stream.codec_context.format.name
    resampler = av.AudioResampler(format=sample_format, layout="stereo", rate=SAMPLE_RATE)
    time = 0
    for wave in waves:
        for begin in range(0, wave.shape[1], ENCODED_SAMPLES):
            piece = np.ascontiguousarray(wave[:, begin : begin + ENCODED_SAMPLES].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, time
            time += piece.shape[1] // 2
            for converted in resampler.resample(frame) if sample_format != "s16" else (frame,):
                yield from stream.encode(converted)
    yield from stream.encode(None)


def decode(path: Path) -> Iterator[Integers]:
    """The sound of a file somebody brings, as int16 (2, samples) at 44.1 kHz, one stretch after the other.

    Raises BadAudio when the file cannot be read, holds no audio, is shorter than its header says, or lasts less than half a
    second or more than fifteen minutes. Some of this is known only at the end.
    """
    if is_cut_off(path):
        raise BadAudio(f"{path.name} is shorter than its header says; it seems cut off")
    with opened_audio(path) as audio:
        yield from _decoded(audio, path.name, promised_seconds(path, audio))


def opening_of(path: Path, samples: int) -> Samples:
    """The beginning of a file as one channel, float32 -1 … 1 at 44.1 kHz, of `samples` at most. Raises BadAudio."""
    pieces: list[Integers] = []
    with opened_audio(path) as audio:
        for wave in waves_of(audio):
            pieces.append(wave)
            if sum(piece.shape[1] for piece in pieces) >= samples:
                break
    if not pieces:
        raise BadAudio(f"{path.name} holds no audio that can be decoded")
    return mono_of(np.concatenate(pieces, axis=1)[:, :samples])


def seconds_of(path: Path) -> float:
    """How long a file plays, decoded to its end, whatever its header says. Raises BadAudio when nothing can be heard."""
    with opened_audio(path) as audio:
        seconds = sum(frame.samples / frame.sample_rate for frame in frames_of(audio))
    if not seconds:
        raise BadAudio(f"{path.name} holds no audio that can be decoded")
    return float(seconds)


def is_silent(path: Path) -> bool:
    """Whether every sample of an audio file is 0."""
    with opened_audio(path) as audio:
        return not any(frame.to_ndarray().any() for frame in frames_of(audio))


def missing_seconds_of(path: Path, seconds: float) -> float:
    """How many seconds are missing of a file of which `seconds` could be decoded: what its header says beyond; 0 for none."""
    with opened_audio(path) as audio:
        promised = promised_seconds(path, audio) or 0.0
    return promised - seconds if is_short(seconds, promised) else 0.0


def is_short(seconds: float, promised: float | None) -> bool:
    """Whether what could be decoded is clearly less than what the header promised."""
    return promised is not None and seconds < promised - max(MAX_MISSING_SECONDS, promised * MAX_MISSING_SHARE)


def waves_of(audio: OpenAudio) -> Iterator[Integers]:
    """All sound of an open file, whatever its length, as int16 (2, samples) at 44.1 kHz, one stretch after the other."""
    resampler, is_begun = av.AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE), False
    for frame in chain(frames_of(audio), (None,)):  # None: what the resampler still holds
        is_begun = is_begun or frame is not None
        for converted in resampler.resample(frame) if is_begun else ():
            yield converted.to_ndarray().reshape(-1, 2).T.astype(np.int16)


def _decoded(audio: OpenAudio, name: str, promised: float | None) -> Iterator[Integers]:
    limit = f"recordings of up to {MAX_RECORDING_SECONDS // 60} minutes are taken"
    if promised and promised > MAX_RECORDING_SECONDS:
        raise BadAudio(f"{name} is {promised / 60:.0f} minutes long; {limit}")
    length = 0
    for wave in waves_of(audio):
        length += wave.shape[1]
        yield wave
        if length > MAX_RECORDING_SECONDS * SAMPLE_RATE:
            raise BadAudio(f"{name} is too long; {limit}")
    _check_length(name, length / SAMPLE_RATE, promised)


def _check_length(name: str, seconds: float, promised: float | None) -> None:
    """Raises BadAudio when fewer seconds could be decoded than were promised or are needed."""
    if is_short(seconds, promised):
        raise BadAudio(f"{name} says it is {promised:.1f} s long, but only {seconds:.1f} s can be read; it seems cut off")
    if seconds < MIN_RECORDING_SECONDS:
        raise BadAudio(f"{name} holds {seconds:.1f} s of audio; at least {MIN_RECORDING_SECONDS} s are needed")
