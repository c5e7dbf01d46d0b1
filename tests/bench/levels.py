"""Measures how loud every player is on its own phrase, and prints the levels that make them equally loud."""

import math
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from producer_mcp.engine.catalogue import INSTRUMENTS, KITS, VOICES
from producer_mcp.engine.mixing.loudness import LoudnessMeter
from producer_mcp.engine.mixing.render import render
from producer_mcp.engine.score import Note, Part, Score, Stem

TARGET = -20.0
LOW = {
    "upright_bass": 38, "electric_bass": 38, "slap_bass": 38, "synth_bass": 38, "sub_bass": 33, "acid_bass": 40, "cello": 48,
    "trombone": 52,
    "french_horn": 53, "distorted_guitar": 45, "celesta": 74, "bell": 70, "flute": 72, "violin": 69, "banjo": 62,
}  # fmt: skip
WORDS = ("shine", "on", "me", "all", "the", "long", "day", "through")


def phrase(name: str) -> tuple[Stem, tuple[Note, ...]]:
    """What it would usually play: a beat, a tune, or chords in half notes; twelve seconds at 100 bpm."""
    beat = 0.6
    if name in KITS:
        beats = [
            Note(bar * 4 * beat + at * beat, 0.1, key, 0.8)
            for bar in range(5)
            for at, key in ((0, 36), (1, 38), (2, 36), (2.5, 36), (3, 38))
        ]
        return "drums", tuple(beats + [Note(step * beat / 2, 0.1, 42, 0.7) for step in range(40)])
    if name in VOICES:
        low, high = VOICES[name].compass
        return "vocals", tuple(
            Note(0.2 + i * beat, beat * 0.9, (low + high) / 2 + (0, 2, 4, 5, 4, 2, 0, -3)[i % 8], 0.8, WORDS[i % 8])
            for i in range(19)
        )
    low = LOW.get(name, 57)
    if INSTRUMENTS[name].role in ("lead", "bass"):
        stem: Stem = "bass" if low < 45 and "bass" in name else "other"
        return stem, tuple(Note(i * beat, beat * 0.9, low + (0, 2, 4, 7, 5, 4, 2, 0)[i % 8], 0.8) for i in range(19))
    chords = ((0, 4, 7), (5, 9, 12), (7, 11, 14), (4, 7, 12))
    return "other", tuple(Note(i * beat * 2, beat * 1.9, low + step, 0.8) for i in range(10) for step in chords[i % 4])


def loudness(name: str, level: float | None = None) -> float:
    """LUFS of its phrase, at the level it has in the catalogue or at this one, in decibels."""
    stem, notes = phrase(name)
    score = Score(100, "C major", 12.0, "pop", (Part(name, stem, name, notes, reverb=0.0),))
    meter = LoudnessMeter()
    kind: dict[str, Any] = next(kind for kind in (INSTRUMENTS, KITS, VOICES) if name in kind)
    with patch.dict(kind, {name: kind[name] if level is None else replace(kind[name], level=level)}):
        for chunk in render(score):
            meter.feed(chunk[stem])
    return meter.loudness()


def level(name: str) -> float:
    """The level, in decibels, at which it is as loud as the target; saturation is not linear, so it is looked for."""
    trim = 0.0
    for _ in range(6):
        off = TARGET - loudness(name, trim)
        trim += off if math.isfinite(off) else 0.0
        if abs(off) < 0.1:
            break
    return round(trim, 1)


if __name__ == "__main__":
    for name in (*INSTRUMENTS, *KITS, *VOICES):
        print(f"{name}: level={level(name)}", flush=True)
