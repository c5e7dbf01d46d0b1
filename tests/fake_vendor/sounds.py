"""Real audio, made in code and kept for the life of the process: a steady tone, 44.1 kHz stereo, in four containers."""

import io
import struct
import wave
from functools import cache
from math import pi, sin
from typing import Any

RATE = 44_100
PERIODS = (100, 90, 84, 75, 70, 63, 60, 50)  # samples a cycle: eight pitches from 441 Hz up
ENCODINGS = {"m4a": ("ipod", "aac"), "mp3": ("mp3", "libmp3lame"), "flac": ("flac", "flac")}


@cache
def wav(seconds: float, pitch: int = 0) -> bytes:
    """16-bit stereo PCM of exactly `seconds`, at one of the eight pitches."""
    period = PERIODS[pitch % len(PERIODS)]
    samples = [round(9_000 * sin(2 * pi * place / period)) for place in range(period)]
    cycle = b"".join(struct.pack("<hh", sample, sample) for sample in samples)
    frames = round(seconds * RATE)
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((cycle * (frames // period + 1))[: frames * 4])
    return kept.getvalue()


@cache
def encoded(suffix: str, seconds: float, pitch: int = 0) -> bytes:
    """The same tone as m4a, mp3 or flac; the wav itself where `av` is not installed."""
    plain = wav(seconds, pitch)
    if suffix not in ENCODINGS:
        return plain
    try:
        import av
    except ImportError:
        return plain
    container, codec = ENCODINGS[suffix]
    kept = io.BytesIO()
    source: Any
    target: Any
    with av.open(io.BytesIO(plain), format="wav") as source, av.open(kept, "w", format=container) as target:
        stream = target.add_stream(codec, rate=RATE, layout="stereo")
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return kept.getvalue()


def midi() -> bytes:
    """A file of one track, with one note of a second at 120 beats a minute."""
    track = bytes.fromhex("00ff510307a120 00903c50 8740803c00 00ff2f00")
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk" + struct.pack(">I", len(track)) + track
