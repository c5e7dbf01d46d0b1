"""Listening: the tempo, the beat and the key of sound whose notes nobody wrote down, and how sure they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Samples

HOP = 512
WINDOW = 2048
RATE = SAMPLE_RATE / HOP
SLOWEST, FASTEST = 55.0, 200.0
USUAL_TEMPO, TEMPO_WIDTH = 120.0, 1.0
"""The tempo that is taken when several fit, and how many octaves around it."""
METRE = (1.5, 0.5, 1.0, 0.5)
"""How much it tells that the music is like itself 4, 1, 2 or 3 beats later."""
KEY_WINDOW = 8192
LEANING = 0.4
"""How much low notes count for more."""
HARMONICS, FAINTER = 6, 0.7
"""A peak may be the first to sixth harmonic of what is played, each less likely than the one before."""
NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MAJOR = (0.2, 0.02, 0.11, 0.03, 0.14, 0.11, 0.02, 0.17, 0.03, 0.1, 0.03, 0.08)
MINOR = (0.2, 0.02, 0.11, 0.14, 0.03, 0.11, 0.02, 0.17, 0.1, 0.03, 0.08, 0.03)
"""How much each step above the tonic sounds in its key: the scale's, the tonic's triad most."""
SURE = ((0.55, "sure"), (0.3, "fairly sure"), (0.0, "a guess"))
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was heard, each with 0 … 1 how sure it is."""

    bpm: float
    first_beat: float
    """Seconds."""
    tempo_sureness: float
    key: str
    key_sureness: float

    @property
    def certainty(self) -> str:
        tempo = f"tempo {self.bpm:.0f} bpm ({word(self.tempo_sureness)})"
        return f"{tempo}, key {self.key} ({word(self.key_sureness)}); both are estimates"


def word(sureness: float) -> str:
    return next(told for least, told in SURE if sureness >= least)


def listen(mono: Samples) -> Analysis:
    """One channel, (samples,), of a recording or of its first minutes."""
    bpm, first, sure = tempo_of(onsets(mono))
    key, key_sure = key_of(mono)
    return Analysis(bpm, first, sure, key, key_sure)


def onsets(mono: Samples) -> Numbers:
    """How much newly sounds, RATE times a second."""
    padded = np.pad(mono, (WINDOW // 2, WINDOW))
    total = max(2, len(mono) // HOP)
    taper = np.hanning(WINDOW).astype(np.float32)
    flux, before = [], None
    for begin in range(0, total, 1024):
        starts = np.arange(begin, min(total, begin + 1024)) * HOP
        frames = np.stack([padded[start : start + WINDOW] for start in starts]) * taper
        loud = np.log1p(100 * np.abs(np.fft.rfft(frames, axis=1))[:, : WINDOW // 3])
        rows = np.concatenate([loud[:1] if before is None else before, loud])
        flux.append(np.maximum(rows[1:] - rows[:-1], 0).mean(axis=1))
        before = loud[-1:]
    curve: Numbers = np.concatenate(flux).astype(np.float64)
    local = np.convolve(curve, np.ones(43) / 43, "same")
    return np.maximum(curve - local, 0)


def tempo_of(curve: Numbers) -> tuple[float, float, float]:
    """(beats a minute, seconds of the first beat, 0 … 1 how sure)."""
    if len(curve) < 4 * RATE or not curve.any():
        return 120.0, 0.0, 0.0
    size = 1 << (2 * len(curve) - 1).bit_length()
    alike = np.fft.irfft(np.abs(np.fft.rfft(curve - curve.mean(), size)) ** 2)[: len(curve)]
    alike = alike / np.maximum(len(curve) - np.arange(len(curve)), 1)
    alike /= max(alike[0], 1e-12)
    tempos = np.exp2(np.arange(np.log2(SLOWEST), np.log2(FASTEST), 0.002))
    lags = 60.0 * RATE / tempos
    most = max(1, min(12, int(len(curve) * 0.6 / lags.max())))
    weights = {beats: METRE[beats % 4] for beats in range(1, most + 1)}
    scores = np.zeros(len(tempos))
    for beats, weight in weights.items():
        scores += np.interp(lags * beats, np.arange(len(alike)), alike) * (weight / sum(weights.values()))
    likely = scores * np.exp(-0.5 * (np.log2(tempos / USUAL_TEMPO) / TEMPO_WIDTH) ** 2)
    best = int(np.argmax(likely))
    bpm = float(tempos[best])
    lag = 60.0 * RATE / bpm
    folded = np.zeros(64)
    np.add.at(folded, ((np.arange(len(curve)) / lag % 1) * 64).astype(int), curve)
    smooth = np.convolve(np.tile(folded, 3), np.hanning(7), "same")[64:128]
    first = float((np.argmax(smooth) + 0.5) / 64 * lag / RATE)
    return bpm, first, float(np.clip(scores[best] * 1.6, 0, 1))


def chroma_of(mono: Samples) -> Numbers:
    """How strongly each pitch class sounds, twelve numbers that sum to one."""
    total = max(1, (len(mono) - KEY_WINDOW) // (KEY_WINDOW // 2))
    at = np.fft.rfftfreq(KEY_WINDOW, 1 / SAMPLE_RATE)
    used = np.flatnonzero((at > 55) & (at < 2000))
    pitch = 69 + 12 * np.log2(at[used] / 440)
    lower = (at[used] / 200) ** -LEANING
    taper = np.hanning(KEY_WINDOW).astype(np.float32)
    padded, strength = np.pad(mono, (0, KEY_WINDOW)), np.zeros(len(used))
    for begin in range(0, total, 256):
        starts = np.arange(begin, min(total, begin + 256)) * (KEY_WINDOW // 2)
        frames = np.stack([padded[start : start + KEY_WINDOW] for start in starts]) * taper
        loud = np.abs(np.fft.rfft(frames, axis=1))[:, used]
        peaks = loud * (loud >= np.roll(loud, 1, axis=1)) * (loud >= np.roll(loud, -1, axis=1))
        strength += np.sqrt(peaks / max(1e-9, float(peaks.max()))).sum(axis=0)
    chroma, strength = np.zeros(12), strength * lower
    for harmonic in range(1, HARMONICS + 1):
        root = pitch - 12 * np.log2(harmonic)
        near = np.exp(-0.5 * ((root - np.rint(root)) / 0.2) ** 2)
        chroma += np.bincount(np.rint(root).astype(int) % 12, weights=strength * near, minlength=12) * FAINTER ** (harmonic - 1)
    return chroma / max(1e-12, float(chroma.sum()))


def key_of(mono: Samples) -> tuple[str, float]:
    """(`D minor`, 0 … 1 how sure)."""
    chroma = chroma_of(mono)
    fits = {}
    for mode, profile in (("major", MAJOR), ("minor", MINOR)):
        for tonic in range(12):
            fits[f"{NAMES[tonic]} {mode}"] = float(np.corrcoef(np.roll(profile, tonic), chroma)[0, 1]) if chroma.any() else 0.0
    ranked = sorted(fits.items(), key=lambda row: -row[1])
    return ranked[0][0], float(np.clip((ranked[0][1] - ranked[1][1]) * 6 * max(0.0, ranked[0][1]), 0, 1))
