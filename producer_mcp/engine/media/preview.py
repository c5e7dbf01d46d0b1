"""What a player needs of an audio file before it is heard, and a small mp3 of it to hear it by."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from ..errors import BadAudio
from ..mixing.loudness import LoudnessMeter
from ..samples import SAMPLE_RATE, Integers, as_samples
from .audio_files import Codec, add_audio_stream, packets, waves_of
from .open_audio import opened_audio

PEAK_PAIRS = 800
"""How many pairs of a lowest and a highest sample draw a whole song."""
PEAK_BLOCK_SAMPLES = 64
"""Samples of which the lowest and the highest are kept while a file is read; pairs are made of these."""
METER_SAMPLES = 1 << 18
"""How much is measured at a time."""
PREVIEW_CODEC = Codec("mp3", "libmp3lame", "s16p", 96_000)
PREVIEW_OPTIONS = {"compression_level": "7"}
"""LAME's quick search, which takes half the time of its usual one."""
MP3_OPTIONS = {"fflags": "+bitexact", "write_xing": "0"}
"""Without the frame of counts that is written at the end into the beginning: the file can be read while it grows."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How long a file plays, how loud it is (LUFS; None of silence), and its outline."""

    seconds: float
    loudness: float | None
    peaks: bytes
    """Of both channels together: a lowest and a highest sample in turn, as int8 (127 is full scale), at most 800 pairs."""


def survey(path: Path) -> Survey:
    """Reads a whole audio file. Raises BadAudio where nothing in it can be heard."""
    meter, outline, length = LoudnessMeter(), Outline(), 0
    with opened_audio(path) as audio:
        for wave in _gathered(waves_of(audio)):
            length += wave.shape[1]
            meter.feed(as_samples(wave) / np.float32(32_768))
            outline.feed(wave)
    if not length:
        raise BadAudio(f"{path.name} holds no audio that can be decoded")
    loudness = meter.loudness()
    return Survey(length / SAMPLE_RATE, round(loudness, 2) if isfinite(loudness) else None, outline.peaks())


def write_preview(source: Path, target: Path) -> None:
    """Writes an audio file as an mp3 of 96 kbit/s in joint stereo, from the beginning on and never back. Raises BadAudio."""
    with opened_audio(source) as audio, av.open(str(target), "w", format="mp3", options=MP3_OPTIONS) as file:
        stream = add_audio_stream(file, PREVIEW_CODEC)
        stream.codec_context.options = PREVIEW_OPTIONS
        for packet in packets(stream, waves_of(audio)):
            file.mux(packet)


def _gathered(waves: Iterator[Integers]) -> Iterator[Integers]:
    """The same sound in longer stretches."""
    waiting: list[Integers] = []
    for wave in waves:
        waiting.append(wave)
        if sum(one.shape[1] for one in waiting) >= METER_SAMPLES:
            yield np.concatenate(waiting, axis=1)
            waiting = []
    if waiting:
        yield np.concatenate(waiting, axis=1)


class Outline:
    """The lowest and highest samples of what it is fed, stretch after stretch."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, dtype=np.int16)
        self._blocks: list[NDArray[np.int16]] = []

    def feed(self, wave: Integers) -> None:
        """The next (2, samples), of any length."""
        mono = np.concatenate([self._rest, ((wave[0].astype(np.int32) + wave[1]) // 2).astype(np.int16)])
        whole = len(mono) // PEAK_BLOCK_SAMPLES * PEAK_BLOCK_SAMPLES
        self._rest = mono[whole:]
        if whole:
            rows = mono[:whole].reshape(-1, PEAK_BLOCK_SAMPLES)
            self._blocks.append(np.stack([rows.min(axis=1), rows.max(axis=1)]))

    def peaks(self) -> bytes:
        """What was fed so far, as pairs of int8."""
        ends = [np.array([[self._rest.min()], [self._rest.max()]], dtype=np.int16)] if len(self._rest) else []
        blocks = np.concatenate([*self._blocks, *ends], axis=1)
        pairs = min(PEAK_PAIRS, blocks.shape[1])
        borders = np.arange(pairs) * blocks.shape[1] // pairs
        lows, highs = np.minimum.reduceat(blocks[0], borders), np.maximum.reduceat(blocks[1], borders)
        scaled = np.stack([lows, highs], axis=1).astype(np.float32) * np.float32(127 / 32_768)
        return np.round(scaled).astype(np.int8).tobytes()
