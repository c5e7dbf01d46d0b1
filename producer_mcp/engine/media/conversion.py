"""Converts an audio file to another format, with its own sampling rate and channels, a stretch at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av

from ..errors import BadAudio
from .open_audio import OpenAudio, frames_of, opened_audio

MP3_RATES: Final = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""The sampling rates that an mp3 can have."""
MP3_BIT_RATE: Final = 320_000
"""The highest there is, since a person who is handed a song of theirs wants it as it is."""
MP3_BIT_RATE_BELOW_32_KHZ: Final = 160_000
"""The highest at the lower sampling rates."""
LOSSLESS_CODECS: Final = ("pcm", "flac", "alac", "wavpack", "tta", "ape")
"""How the names begin of FFmpeg's decoders whose samples may be deeper than 16 bits; more than that no lossy file holds."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is written: FFmpeg's names of the container, the codec and the samples, with the rate and the bits a second."""

    container: str
    codec: str
    samples: str
    rate: int
    bit_rate: int | None = None


def is_deep(stream: Any) -> bool:
    """Whether a stream holds samples deeper than 16 bits; those of lossy files are decoded to more, and hold no more."""
    return bool(stream.codec_context.format.bytes > 2 and stream.codec_context.name.startswith(LOSSLESS_CODECS))


def convert(source: Path, target: Path, audio_format: str) -> None:
    """Write `source` as mp3, wav or flac to `target`. A wav is sample for sample what was decoded. Raises BadAudio."""
    with opened_audio(source) as audio:
        form = TARGETS[audio_format](audio.stream)
        layout = "mono" if audio.stream.codec_context.channels == 1 else "stereo"
        with av.open(str(target), "w", format=form.container, options={"fflags": "+bitexact"}) as file:
            written: Any = file.add_stream(form.codec, rate=form.rate, layout=layout)
            written.codec_context.thread_count = 1
            written.codec_context.format = form.samples
            if form.bit_rate:
                written.bit_rate = form.bit_rate
            resampler = av.AudioResampler(format=form.samples, layout=layout, rate=form.rate)
            length = 0
            for frame in _resampled(audio, resampler):
                length += frame.samples
                file.mux(written.encode(frame))
            file.mux(written.encode(None))
    if not length:
        raise BadAudio(f"{source.name} holds no audio that can be decoded")


def _resampled(audio: OpenAudio, resampler: Any) -> Iterator[Any]:
    """The frames as the encoder wants them, timed from 0 without gaps."""
    samples = 0
    for frame in chain(frames_of(audio), (None,)):  # None: what the resampler still holds
        if frame is None and not samples:
            return
        for converted in resampler.resample(frame):
            converted.pts, converted.time_base = samples, Fraction(1, converted.sample_rate)
            samples += converted.samples
            yield converted


def _mp3(stream: Any) -> Target:
    rate = stream.rate if stream.rate in MP3_RATES else 44_100
    return Target("mp3", "libmp3lame", "s16p", rate, MP3_BIT_RATE if rate >= 32_000 else MP3_BIT_RATE_BELOW_32_KHZ)


def _wav(stream: Any) -> Target:
    is_deep = stream.codec_context.format.bytes > 2
    return Target("wav", "pcm_s24le" if is_deep else "pcm_s16le", "s32" if is_deep else "s16", stream.rate)


def _flac(stream: Any) -> Target:
    return Target("flac", "flac", "s32" if is_deep(stream) else "s16", stream.rate)


TARGETS: Final[Mapping[str, Any]] = {"mp3": _mp3, "wav": _wav, "flac": _flac}
"""What is written for each format, by the stream that is read."""
