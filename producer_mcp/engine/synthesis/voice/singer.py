"""Singing: a source rich in harmonics through a vocal tract that moves from one phoneme to the next, and breath.

The consonants before the vowel come before the beat, so that the vowel falls on it.
"""

from functools import lru_cache

import numpy as np

from ...catalogue import Voice
from ...samples import SAMPLE_RATE, Curve, Samples, hertz, samples_in
from ..envelopes import clock, decay, drift, late, release, rise
from ..filters import Frequencies, band, noise
from ..oscillators import bent_phase, cycle, sweep, vibrato
from .phonemes import Phonemes, phonemes_of
from .vocal_tract import VOICED_CONSONANT_HERTZ, VOWEL_HERTZ, tract

CONSONANT_NOISE: dict[str, tuple[float, float, float, float]] = {
    "s": (4800, 9500, 0.085, 0.30), "z": (4800, 9500, 0.07, 0.16), "sh": (2300, 6500, 0.09, 0.34),
    "ch": (2300, 6500, 0.07, 0.34), "j": (2300, 6000, 0.05, 0.2),
    "f": (1800, 9000, 0.075, 0.09), "th": (1600, 8000, 0.06, 0.08), "v": (1500, 7000, 0.05, 0.05), "h": (700, 3200, 0.07, 0.13),
    "k": (1300, 3200, 0.03, 0.34), "t": (3000, 8000, 0.028, 0.32), "p": (350, 1800, 0.022, 0.25), "g": (1100, 2800, 0.018, 0.2),
    "d": (2600, 6500, 0.016, 0.2), "b": (250, 1300, 0.014, 0.16),
}  # fmt: skip
"""Noise of a consonant: from hertz, to hertz, seconds, loudness."""
PLOSIVES = frozenset("ktpgdb") | {"j"}
"""Consonants whose noise begins at once; that of the others swells and fades."""
HUM_SECONDS = 0.06
"""How long a consonant without noise takes: m, n, l, r …"""
MAX_CODA_PART = 0.4
"""The consonants after the vowel take at most this part of a note."""
TAIL_SECONDS = 0.07
"""A voice fades after the end of its note."""
LAST_FADE_SAMPLES = 256
CODA_LOUDNESS = 0.7
"""A factor on the noise of consonants after the vowel."""


@lru_cache(maxsize=1024)
def mouth(phoneme: str, voice: Voice, pitch: float) -> Samples:
    """One cycle of a voice at a pitch, with the vocal tract of a phoneme: (CYCLE_SAMPLES + 1,).

    All phonemes have the same power, those that are no vowels less. The first resonance is not below the fundamental, as singers
    open the mouth for high notes.
    """
    frequency = hertz(pitch)
    first, second, third = VOWEL_HERTZ.get(phoneme) or VOICED_CONSONANT_HERTZ.get(phoneme, VOICED_CONSONANT_HERTZ["d"])
    loudness = 1.0 if phoneme in VOWEL_HERTZ else 0.45
    # `tract` scales by the throat once more; kept seeds sound so
    first = max(first * voice.throat, frequency * 1.02)

    def sung(number: Curve) -> Curve:
        return tract((first, second, third), voice, number * frequency) * number ** -(voice.tilt + 0.15)

    audible = sung(np.arange(1.0, 400.0))[: int(16_000 / frequency)]
    level = loudness * 0.5 / max(1e-9, float(np.sqrt((audible**2).sum())))
    spread_phases = -0.018 * np.arange(1, 2048, dtype=np.float64) ** 2  # harmonics in one phase would make a click of each cycle
    return cycle(frequency, lambda number: sung(number) * level, spread_phases)


def path(length: int, moments: list[float]) -> Samples:
    """Where in a bank of cycles the voice is, (length,), 0 … 1: at the n-th moment, in seconds, it is on the n-th cycle."""
    return np.interp(np.arange(length), np.asarray(moments) * SAMPLE_RATE, np.linspace(0.0, 1.0, len(moments))).astype(np.float32)


def consonant(sound: str, voice: Voice, dice: np.random.Generator) -> Samples:
    """The noise of a consonant, (samples,)."""
    low, high, seconds, loudness = CONSONANT_NOISE[sound]
    length = samples_in(seconds)
    hiss = noise(length, band(low * voice.throat**0.5, high * voice.throat**0.3, 2.5), dice)
    swelling = np.sin(np.linspace(0, np.pi, length, dtype=np.float32))
    shape = decay(length, seconds * 0.3) if sound in PLOSIVES else swelling
    return hiss * shape * np.float32(loudness * 0.5)


def breath(length: int, vowel: str, voice: Voice, dice: np.random.Generator) -> Samples:
    """The air of a voice through the vocal tract of a vowel, (length,)."""

    def response(at: Frequencies) -> Frequencies:
        return (tract(VOWEL_HERTZ[vowel], voice, at.astype(np.float64)) * at**2 / (at**2 + 1800**2)).astype(np.float32)

    return noise(length, response, dice) * np.float32(voice.breath * 0.5)


def sung_syllable(voice: Voice, syllable: str, *, pitch: float, seconds: float, dice: np.random.Generator) -> tuple[int, Samples]:
    """One syllable on one note: `pitch` is a MIDI note number, `seconds` how long it is held.

    Returns how many samples come before the beat, and the sound, (2, samples), with its release.
    """
    sounds = phonemes_of(syllable)
    lead = sum(map(_seconds_of, sounds.onset))
    length = samples_in(lead + seconds + TAIL_SECONDS)
    articulation = _Articulation(voice, sounds, lead, seconds, length)
    articulation.onset(dice)
    articulation.vowels()
    articulation.coda(dice)
    times, levels = zip(*articulation.levels, strict=True)
    force = np.interp(np.arange(length), np.asarray(times) * SAMPLE_RATE, levels).astype(np.float32)
    voiced = voices(voice, pitch, length, lead, articulation.moments, articulation.phonemes, dice)
    air = breath(length, sounds.vowels[0], voice, dice) * force
    both = (voiced * (force * np.float32(voice.voiced)) + air + articulation.noise) * rise(length, 0.004)
    both[..., length - LAST_FADE_SAMPLES :] *= release(LAST_FADE_SAMPLES)
    return samples_in(lead), both if both.ndim == 2 else np.stack([both, both])


def _seconds_of(sound: str) -> float:
    return CONSONANT_NOISE[sound][2] if sound in CONSONANT_NOISE else HUM_SECONDS


class _Articulation:
    """What the mouth does over one note: the noise of consonants, which phoneme is sung when, and how loud the voice is."""

    def __init__(self, voice: Voice, sounds: Phonemes, lead: float, seconds: float, length: int) -> None:
        self._voice, self._sounds, self._lead, self._seconds = voice, sounds, lead, seconds
        self._coda_seconds = min(sum(map(_seconds_of, sounds.coda)), seconds * MAX_CODA_PART)
        begins_voiced = bool(sounds.onset) and sounds.onset[0] in VOICED_CONSONANT_HERTZ
        self.noise = np.zeros(length, dtype=np.float32)
        self.moments = [0.0]
        self.phonemes = [sounds.onset[0] if begins_voiced else sounds.vowels[0]]
        """What is sung at each moment, in seconds from the first consonant on."""
        self.levels = [(0.0, 0.0)]
        """The loudness of the voice, as a factor, at moments in seconds."""

    def onset(self, dice: np.random.Generator) -> None:
        """The consonants before the vowel."""
        moment = 0.0
        for sound in self._sounds.onset:
            if sound in CONSONANT_NOISE:
                piece = consonant(sound, self._voice, dice)
                start = samples_in(moment)
                self.noise[start : start + len(piece)] += piece[: len(self.noise) - start]
            voiced = sound in VOICED_CONSONANT_HERTZ
            self.levels.append((moment + 0.01, 0.45 if voiced else 0.0))
            self.moments.append(moment + _seconds_of(sound) * 0.8)
            self.phonemes.append(sound if voiced else self._sounds.vowels[0])
            moment += _seconds_of(sound)

    def vowels(self) -> None:
        """The vowel from the beat on, or the glide from one to the other."""
        lead, attack, held = self._lead, self._voice.attack, self._seconds - self._coda_seconds
        first, last = self._sounds.vowels[0], self._sounds.vowels[-1]
        glides = len(self._sounds.vowels) > 1
        self.moments += [lead + 0.035, lead + held * (0.55 if glides else 0.9)]
        self.phonemes += [first] * 2
        if glides:
            self.moments.append(lead + held * 0.85)
            self.phonemes.append(last)
        after_voiced = bool(self._sounds.onset) and self._sounds.onset[-1] in VOICED_CONSONANT_HERTZ
        self.levels += [
            (lead, 0.5 if after_voiced else 0.05),
            (lead + attack, 1.0),
            (max(lead + attack, self._coda_begins - 0.02), 0.85),
        ]

    def coda(self, dice: np.random.Generator) -> None:
        """The consonants after the vowel, and the end of the note."""
        moment, end = self._coda_begins, self._lead + self._seconds
        for sound in self._sounds.coda:
            if sound in CONSONANT_NOISE and moment < end:
                piece = consonant(sound, self._voice, dice) * np.float32(CODA_LOUDNESS)
                start = min(len(self.noise) - 1, samples_in(moment + 0.02))
                piece = piece[: len(self.noise) - start]
                self.noise[start : start + len(piece)] += piece
            voiced = sound in VOICED_CONSONANT_HERTZ
            self.moments.append(max(self.moments[-1] + 0.01, moment + 0.03))
            self.phonemes.append(sound if voiced else self.phonemes[-1])
            self.levels.append((moment + 0.03, 0.5 if voiced else 0.02))
            moment += _seconds_of(sound)
        level = self.levels[-1][1] if self._sounds.coda else 0.4
        self.levels += [(max(self.levels[-1][0], end), level), (end + TAIL_SECONDS, 0.0)]

    @property
    def _coda_begins(self) -> float:
        return self._lead + self._seconds - self._coda_seconds


def voices(
    voice: Voice, pitch: float, length: int, lead: float, moments: list[float], phonemes: list[str], dice: np.random.Generator
) -> Samples:
    """Every singer of the voice on this note: (length,) for one, (2, length) for several.

    `lead` is the seconds before the beat; `moments`, in seconds, say when each of `phonemes` is reached.
    """
    bank, where = np.stack([mouth(phoneme, voice, round(pitch)) for phoneme in phonemes]), path(length, moments)
    time = clock(length) - np.float32(lead)
    sung = []
    for cents, place in voice.singers:
        onset = late(length, lead + voice.vibrato_wait, 0.35)
        bend = vibrato(length, voice.vibrato, voice.vibrato_hertz * float(dice.uniform(0.95, 1.05)), onset)
        scooped = np.exp2(np.minimum(time * np.float32(-1 / 0.03), 4.0)) * np.float32(-voice.scoop / 1200 / 4)
        wander = drift(length, 5.0, dice) * np.float32(4.0 / 1200) + np.float32(cents / 1200)
        fallen = np.clip(time * np.float32(SAMPLE_RATE / length), 0, 1) * np.float32(-voice.fall / 1200)
        line = sweep(bank, bent_phase(hertz(pitch), bend * np.exp2(scooped + wander + fallen), float(dice.random())), where)
        sung.append((line, place))
    if len(sung) == 1:
        return sung[0][0]
    share = np.float32(1.3 / len(sung))
    left = sum((line * np.float32((1 - place) / 2) for line, place in sung), np.zeros(length, dtype=np.float32))
    right = sum((line * np.float32((1 + place) / 2) for line, place in sung), np.zeros(length, dtype=np.float32))
    return np.stack([left, right]) * share
