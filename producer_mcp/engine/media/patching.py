"""Puts a stretch of one recording into another, whose samples stay as they are everywhere else; and lengthens one with silence.

Files are read and written a stretch at a time, with the rate, the channels and the depth of the recording that stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

from ..errors import BadAudio
from .audio_files import seconds_of
from .conversion import is_deep
from .open_audio import frames_of, opened_audio

STRETCH_SAMPLES: Final = 1 << 16
"""How many samples are read at a time."""
FADE_SECONDS: Final = 0.02
"""How long one recording fades into the other, inside the stretch that is put in: shorter would click, longer would be heard."""
MAX_MISSING_SECONDS: Final = 0.25
"""By how much the recording that is put in may end early; models round their lengths."""
DEEP, USUAL = "s32", "s16"
"""FFmpeg's names for samples of 24 bits, as FLAC has them, and of 16."""

Waves = npt.NDArray[np.int32]
"""Samples of shape (samples, channels), within the range of their depth."""


class Form:
    """Rate, channels and depth of a recording, in FFmpeg's words."""

    def __init__(self, stream: Any) -> None:
        self.rate = int(stream.rate)
        self.layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        self.samples = DEEP if is_deep(stream) else USUAL

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.layout == "mono" else 2


class Reader:
    """A recording that is read a stretch at a time, in the form that is wanted."""

    def __init__(self, frames: Iterator[Any], form: Form) -> None:
        self._frames = frames
        self._form = form
        self._resampler = av.AudioResampler(format=form.samples, layout=form.layout, rate=form.rate)
        self._held: Waves = np.zeros((0, form.channels), np.int32)
        self._is_over = False

    def read(self, count: int) -> Waves:
        """The next samples, `count` of them; fewer at the end."""
        parts, size = [self._held], len(self._held)
        while size < count and not self._is_over:
            frame = next(self._frames, None)
            self._is_over = frame is None
            for converted in self._resampler.resample(frame):
                part = converted.to_ndarray().reshape(-1, self._form.channels).astype(np.int32)
                parts.append(part)
                size += len(part)
        whole = np.concatenate(parts)
        self._held = whole[count:]
        return whole[:count]


def patch(original: Path, other: Path, target: Path, start: float, end: float | None = None, *, ends: bool = False) -> float:
    """Write `original` as FLAC to `target`, with what `other` has from `start` to `end` (seconds; None: to its end) in its place.

    All samples of the original before `start` and after `end` stay as they are. `ends`: where the other ends before, so does
    the result. Returns the result's length in seconds. Raises BadAudio for what cannot be read, and for an `other` that is too
    short.
    """
    length, there = seconds_of(original), seconds_of(other)
    stop = length if end is None else min(end, length)
    if there < (start if ends else stop - MAX_MISSING_SECONDS):
        raise BadAudio(f"it came {there:.1f} s long, and was to reach to {stop:.1f} s")
    stop = min(stop, there)
    with opened_audio(original) as kept, opened_audio(other) as put_in:
        form = Form(kept.stream)
        fade = max(1, round(FADE_SECONDS * form.rate))
        first, last = round(start * form.rate), round(stop * form.rate)
        fades_out = not ends and last < round(length * form.rate)
        ours, theirs, written = Reader(frames_of(kept), form), Reader(frames_of(put_in), form), 0
        with _flac(target, form) as write:
            while len(wave := ours.read(STRETCH_SAMPLES)):
                share = _share(np.arange(written, written + len(wave)), first, last, fade, fades_out=fades_out)
                mixed = _mixed(wave, theirs.read(len(wave)), share)
                mixed = mixed[: last - written] if ends else mixed
                write(mixed)
                written += len(mixed)
                if ends and written >= last:
                    break
    return written / form.rate


def lengthen(source: Path, target: Path, at: float, seconds: float) -> None:
    """Write the first `at` seconds of a recording, and `seconds` of silence after them, as FLAC to `target`. Raises BadAudio."""
    with opened_audio(source) as audio:
        form = Form(audio.stream)
        reader = Reader(frames_of(audio), form)
        left, silent = round(at * form.rate), round(seconds * form.rate)
        with _flac(target, form) as write:
            while left and len(wave := reader.read(min(left, STRETCH_SAMPLES))):
                write(wave)
                left -= len(wave)
            while silent:
                count = min(silent, STRETCH_SAMPLES)
                write(np.zeros((count, form.channels), np.int32))
                silent -= count


def _share(places: npt.NDArray[np.int64], first: int, last: int, fade: int, *, fades_out: bool) -> npt.NDArray[np.float64]:
    """How much of the other recording is heard at each place: 0 outside `first` … `last`, 1 inside, between at the borders."""
    rise = (places - first + 1) / fade if first else np.ones(len(places))
    fall = (last - places) / fade if fades_out else np.ones(len(places))
    share = np.clip(np.minimum(rise, fall), 0.0, 1.0)
    share[(places < first) | (places >= last)] = 0.0
    return share


def _mixed(ours: Waves, theirs: Waves, share: npt.NDArray[np.float64]) -> Waves:
    """The two recordings in these shares; where nothing of the other is heard, exactly our samples."""
    heard = np.flatnonzero(share[: len(theirs)])
    mixed = ours.copy()
    part = share[heard, None]
    mixed[heard] = np.rint(ours[heard] * (1 - part) + theirs[heard] * part).astype(np.int32)
    return mixed


@contextmanager
def _flac(path: Path, form: Form) -> Iterator[Any]:
    """A FLAC file that is being written: a function that takes its waves, one after the other."""
    with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as file:
        stream: Any = file.add_stream("flac", rate=form.rate, layout=form.layout)
        stream.codec_context.thread_count = 1
        stream.codec_context.format = form.samples
        time = 0

        def write(wave: Waves) -> None:
            nonlocal time
            if not len(wave):
                return
            kind = np.int32 if form.samples == DEEP else np.int16
            piece = np.ascontiguousarray(wave.astype(kind)).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format=form.samples, layout=form.layout)
            frame.sample_rate, frame.pts, frame.time_base = form.rate, time, Fraction(1, form.rate)
            time += len(wave)
            file.mux(stream.encode(frame))

        yield write
        file.mux(stream.encode(None))
