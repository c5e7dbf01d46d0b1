"""What can be measured of a rendered piece: the ear's proxies."""

from dataclasses import dataclass

import numpy as np

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.clips.analysis import analyse, onset_strength
from producer_mcp.engine.composer import compose
from producer_mcp.engine.mixing.limiter import Limiter
from producer_mcp.engine.mixing.loudness import LoudnessMeter
from producer_mcp.engine.mixing.mastering import mastered, wanted_gain
from producer_mcp.engine.mixing.multitrack import Multitrack, mixed
from producer_mcp.engine.mixing.render import render
from producer_mcp.engine.samples import SAMPLE_RATE, Samples

SEEDS = ("1", "2", "3")
SECONDS = 17.0


@dataclass(frozen=True, slots=True)
class Measured:
    style: str
    seed: str
    bpm: float
    found_bpm: float
    key: str
    found_key: str
    loudness: float
    peak: float
    """dBTP."""
    offset: float
    """The mean, of full scale."""
    silence: float
    """The longest inside, in seconds."""
    features: tuple[float, ...]


def measure(asked: tuple[str, str]) -> Measured:
    """A style's piece for a seed, rendered and mastered."""
    style, seed = asked
    score = compose(Brief(sound=style, seconds=SECONDS, seed=seed, instrumental=True))
    with Multitrack() as tape:
        faders = mastered(tape, wanted_gain(tape.record(render(score)).meter.loudness()))
        channels = {stem: Limiter(fader) for stem, fader in faders.items()}
        wave = np.concatenate([mixed(chunk, channels) for chunk in tape.play()], axis=1)
    heard, after = LoudnessMeter(), wave.mean(axis=0)
    heard.feed(wave)
    found = analyse(after)
    return Measured(
        style, seed, score.bpm, found.bpm, score.key, found.key, heard.loudness(), 20 * float(np.log10(heard.true_peak())),
        float(np.abs(wave.mean(axis=1)).max()), longest_silence(after), features(after),
    )  # fmt: skip


def longest_silence(mono: Samples) -> float:
    """Seconds below -60 dB, the ends not counted."""
    block = SAMPLE_RATE // 20
    loud = np.square(mono[: len(mono) // block * block]).reshape(-1, block).mean(axis=1) > 1e-6
    inside = np.flatnonzero(loud)
    return float(np.diff(inside).max(initial=1) - 1) / 20 if len(inside) else len(mono) / SAMPLE_RATE


def features(mono: Samples) -> tuple[float, ...]:
    """Where the sound lies, how much it moves, how it is struck."""
    frames = mono[: len(mono) // 4096 * 4096].reshape(-1, 4096) * np.hanning(4096).astype(np.float32)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    at = np.fft.rfftfreq(4096, 1 / SAMPLE_RATE)
    mean = power.mean(axis=0)
    total = mean.sum()
    bands = [np.log10(mean[(at >= low) & (at < high)].sum() / total + 1e-6) for low, high in BANDS]
    centroid = np.log2((mean * at).sum() / total)
    level = np.log10(power.sum(axis=1) + 1e-6)
    flatness = np.exp(np.log(power[:, 40:1500] + 1e-9).mean(axis=1)) / power[:, 40:1500].mean(axis=1)
    curve = onset_strength(mono)
    strikes = (curve[1:-1] > curve[:-2]) & (curve[1:-1] > curve[2:]) & (curve[1:-1] > curve.mean() + curve.std())
    density = strikes.sum() / (len(mono) / SAMPLE_RATE)
    return (
        *bands,
        centroid,
        float(level.std()),
        float(np.log10(flatness.mean() + 1e-6)),
        density,
        float(np.log10(curve.mean() + 1e-6)),
    )


BANDS = ((20, 60), (60, 150), (150, 400), (400, 1000), (1000, 2500), (2500, 6000), (6000, 16_000))
