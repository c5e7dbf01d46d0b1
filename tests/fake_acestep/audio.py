"""What the stand-in makes: tones at 48 kHz, and recordings of which a stretch is another tone and all else has moved a little."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

RATE = 48_000
DRIFT = 0.015
"""How far a repaint moves what it was to leave alone, of full scale: between 0.010 and 0.018 on average, as it was measured."""
Waves = npt.NDArray[np.float64]
"""Shape (samples, 2), -1 … 1."""


def tone(seconds: float, pitch: int) -> Waves:
    """A steady tone, quieter on the right."""
    times = np.arange(round(seconds * RATE)) / RATE
    wave = 0.3 * np.sin(2 * np.pi * (220 + 20 * (pitch % 40)) * times)
    return np.stack([wave, wave * 0.7], 1)


def repainted(source: bytes, start: float, end: float, pitch: int) -> Waves:
    """The source with another tone from `start` to `end` (seconds; -1: its end), and everything else moved a little.

    Past its end the source is taken for silence.
    """
    wave = decoded(source)
    first, last = round(start * RATE), len(wave) if end < 0 else round(end * RATE)
    wave = np.pad(wave, ((0, max(0, last - len(wave))), (0, 0)))
    wave = wave + np.random.default_rng(pitch).uniform(-2 * DRIFT, 2 * DRIFT, wave.shape)
    wave[first:last] = tone((last - first) / RATE, pitch)[: last - first]
    return wave


def decoded(content: bytes) -> Waves:
    """An audio file's samples, at 48 kHz in stereo."""
    resampler, parts = av.AudioResampler(format="flt", layout="stereo", rate=RATE), []
    container: Any
    with av.open(io.BytesIO(content)) as container:
        for frame in (*container.decode(audio=0), None):
            parts += [part.to_ndarray().reshape(-1, 2) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float64)


def encoded(wave: Waves, form: str) -> bytes:
    """Samples as flac, wav or mp3."""
    codec, samples = {"flac": ("flac", "s16"), "wav": ("pcm_s16le", "s16"), "mp3": ("libmp3lame", "s16p")}[form]
    kept = io.BytesIO()
    container: Any
    with av.open(kept, "w", format=form) as container:
        stream = container.add_stream(codec, rate=RATE, layout="stereo")
        stream.codec_context.format = samples
        resampler = av.AudioResampler(format=samples, layout="stereo", rate=RATE)
        piece = np.rint(np.clip(wave, -1, 1) * 32_767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        for part in (*resampler.resample(frame), None):
            container.mux(stream.encode(part))
    return kept.getvalue()
