"""Singing: a source rich in overtones through a vocal tract that moves from one phoneme to the next, and breath.

The consonants before the vowel come before the beat, so that the vowel falls on it.
"""

from functools import lru_cache

import numpy as np

from ...catalogue import Voice
from ...samples import SAMPLE_RATE, Curve, Samples, count, hertz
from ..envelopes import clock, decay, drift, late, release, rise
from ..oscillators import bent_phase, cycle, sweep, vibrato
from ..spectrum import Frequencies, band, noise
from .phonemes import spoken
from .vocal_tract import HUMMED, VOWEL, tract

HISS: dict[str, tuple[float, float, float, float]] = {
    "s": (4800, 9500, 0.085, 0.30), "z": (4800, 9500, 0.07, 0.16), "sh": (2300, 6500, 0.09, 0.34),
    "ch": (2300, 6500, 0.07, 0.34), "j": (2300, 6000, 0.05, 0.2),
    "f": (1800, 9000, 0.075, 0.09), "th": (1600, 8000, 0.06, 0.08), "v": (1500, 7000, 0.05, 0.05), "h": (700, 3200, 0.07, 0.13),
    "k": (1300, 3200, 0.03, 0.34), "t": (3000, 8000, 0.028, 0.32), "p": (350, 1800, 0.022, 0.25), "g": (1100, 2800, 0.018, 0.2),
    "d": (2600, 6500, 0.016, 0.2), "b": (250, 1300, 0.014, 0.16),
}  # fmt: skip
"""Noise of a consonant: from hertz, to hertz, seconds, loudness."""

STOPPED = frozenset("ktpgdb") | {"ch", "j"}
HUM_SECONDS = 0.06


@lru_cache(maxsize=1024)
def mouth(phoneme: str, voice: Voice, pitch: float) -> Samples:
    """One cycle of the voice through the mouth of a phoneme at a pitch."""
    frequency = hertz(pitch)
    resonances = VOWEL.get(phoneme) or HUMMED.get(phoneme, HUMMED["d"])
    loud = 1.0 if phoneme in VOWEL else 0.45
    number = np.arange(1, 2048, dtype=np.float64)
    first = max(resonances[0] * voice.throat, frequency * 1.02)
    shape = tract((first, resonances[1], resonances[2]), voice, np.arange(1.0, 400.0) * frequency)
    force = shape * np.arange(1, 400) ** -(voice.tilt + 0.15)
    level = loud * 0.5 / max(1e-9, float(np.sqrt((force[: int(16_000 / frequency)] ** 2).sum())))

    def harmonics(which: Curve) -> Curve:
        return tract((first, resonances[1], resonances[2]), voice, which * frequency) * which ** -(voice.tilt + 0.15) * level

    return cycle(frequency, harmonics, -0.018 * number**2)


def path(length: int, moments: list[float]) -> Samples:
    """Which row of the bank sounds: it reaches row n at the n-th moment (seconds)."""
    return np.interp(np.arange(length), np.asarray(moments) * SAMPLE_RATE, np.linspace(0.0, 1.0, len(moments))).astype(np.float32)


def consonant(sound: str, voice: Voice, dice: np.random.Generator) -> Samples:
    low, high, seconds, loudness = HISS[sound]
    length = count(seconds)
    hiss = noise(length, band(low * voice.throat**0.5, high * voice.throat**0.3, 2.5), dice)
    shape = (
        decay(length, seconds * 0.3)
        if sound in STOPPED and sound != "ch"
        else np.sin(np.linspace(0, np.pi, length, dtype=np.float32))
    )
    return hiss * shape * np.float32(loudness * 0.5)


def breath(length: int, vowel: str, voice: Voice, dice: np.random.Generator) -> Samples:
    """Air through the same mouth."""

    def shape(at: Frequencies) -> Frequencies:
        return (tract(VOWEL[vowel], voice, at.astype(np.float64)) * at**2 / (at**2 + 1800**2)).astype(np.float32)

    return noise(length, shape, dice) * np.float32(voice.breath * 0.5)


def sing(
    voice: Voice, pitch: float, seconds: float, velocity: float, syllable: str, dice: np.random.Generator
) -> tuple[int, Samples]:
    """One syllable on one note.

    Returns (samples that come before the beat, sound of shape (2, samples)); the release is in it.
    """
    said = spoken(syllable)
    before = [HISS[sound][2] if sound in HISS else HUM_SECONDS for sound in said.onset]
    after = [HISS[sound][2] if sound in HISS else HUM_SECONDS for sound in said.coda]
    lead, tail = sum(before), 0.07
    ending = min(sum(after), seconds * 0.4)
    length = count(lead + seconds + tail)
    wave = np.zeros(length, dtype=np.float32)
    moments, phonemes, moment = [0.0], [said.onset[0] if said.onset and said.onset[0] in HUMMED else said.vowels[0]], 0.0
    hum = [(0.0, 0.0)]
    for sound, long in zip(said.onset, before, strict=True):
        if sound in HISS:
            piece = consonant(sound, voice, dice)
            start = count(moment)
            wave[start : start + len(piece)] += piece[: length - start]
        hum.append((moment + 0.01, 0.45 if sound in HUMMED else 0.0))
        moments.append(moment + long * 0.8)
        phonemes.append(sound if sound in HUMMED else said.vowels[0])
        moment += long
    turning = lead + seconds - ending
    moments += [lead + 0.035, lead + (seconds - ending) * (0.55 if len(said.vowels) > 1 else 0.9)]
    phonemes += [said.vowels[0]] * 2
    if len(said.vowels) > 1:
        moments.append(lead + (seconds - ending) * 0.85)
        phonemes.append(said.vowels[-1])
    hum += [
        (lead, 0.5 if said.onset and said.onset[-1] in HUMMED else 0.05),
        (lead + voice.attack, 1.0),
        (max(lead + voice.attack, turning - 0.02), 0.85),
    ]
    moment = turning
    for sound, long in zip(said.coda, after, strict=True):
        if sound in HISS and moment < lead + seconds:
            piece = consonant(sound, voice, dice) * np.float32(0.7)
            start = min(length - 1, count(moment + 0.02))
            piece = piece[: length - start]
            wave[start : start + len(piece)] += piece
        moments.append(max(moments[-1] + 0.01, moment + 0.03))
        phonemes.append(sound if sound in HUMMED else phonemes[-1])
        hum.append((moment + 0.03, 0.5 if sound in HUMMED else 0.02))
        moment += long
    hum += [(max(hum[-1][0], lead + seconds), 0.4 if not said.coda else hum[-1][1]), (lead + seconds + tail, 0.0)]
    times, levels = zip(*hum, strict=True)
    force = np.interp(np.arange(length), np.asarray(times) * SAMPLE_RATE, levels).astype(np.float32)
    voiced = voices(voice, pitch, length, lead, moments, phonemes, dice)
    air = breath(length, said.vowels[0], voice, dice) * force
    both = (voiced * (force * np.float32(voice.voiced)) + air + wave) * rise(length, 0.004)
    both[..., length - 256 :] *= release(256)
    return count(lead), both if both.ndim == 2 else np.stack([both, both])


def voices(
    voice: Voice, pitch: float, length: int, lead: float, moments: list[float], phonemes: list[str], dice: np.random.Generator
) -> Samples:
    """Every singer of the voice on this note: (samples,) for one, (2, samples) for several."""
    bank, where = np.stack([mouth(phoneme, voice, round(pitch)) for phoneme in phonemes]), path(length, moments)
    time = clock(length) - np.float32(lead)
    sung = []
    for cents, place in voice.singers:
        onset = late(length, lead + voice.wait, 0.35)
        bend = vibrato(length, voice.vibrato, voice.rate * float(dice.uniform(0.95, 1.05)), onset)
        scooped = np.exp2(np.minimum(time * np.float32(-1 / 0.03), 4.0)) * np.float32(-voice.scoop / 1200 / 4)
        wander = drift(length, 5.0, dice) * np.float32(4.0 / 1200) + np.float32(cents / 1200)
        fallen = np.clip(time * np.float32(length and SAMPLE_RATE / length), 0, 1) * np.float32(-voice.fall / 1200)
        line = sweep(bank, bent_phase(hertz(pitch), bend * np.exp2(scooped + wander + fallen), float(dice.random())), where)
        sung.append((line, place))
    if len(sung) == 1:
        return sung[0][0]
    share = np.float32(1.3 / len(sung))
    left = sum((line * np.float32((1 - place) / 2) for line, place in sung), np.zeros(length, dtype=np.float32))
    right = sum((line * np.float32((1 + place) / 2) for line, place in sung), np.zeros(length, dtype=np.float32))
    return np.stack([left, right]) * share
