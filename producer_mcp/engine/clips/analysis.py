"""Estimates the tempo, the first beat and the key of recorded sound, and how sure each estimate is."""

from dataclasses import dataclass

import numpy as np

from ..clip import KnownTempo
from ..samples import SAMPLE_RATE, Curve, Samples

ONSET_HOP_SAMPLES = 512
ONSET_FRAME_SAMPLES = 2048
ONSETS_PER_SECOND = SAMPLE_RATE / ONSET_HOP_SAMPLES
ONSET_FRAMES_AT_ONCE = 1024
"""How many frames are transformed at a time; it bounds the memory."""
LOCAL_MEAN_FRAMES = 43
"""About half a second: an onset counts by how far it stands out of the mean around it."""
MIN_TEMPO_SECONDS = 4
"""Sound shorter than this has no tempo that can be estimated."""
MIN_BPM, MAX_BPM = 55.0, 200.0
DEFAULT_BPM = 120.0
USUAL_BPM, USUAL_BPM_WIDTH_OCTAVES = 120.0, 1.0
"""When several tempos fit, those near this one are preferred, with a bell curve this many octaves wide."""
OCTAVE_WIDTH_OCTAVES, USUAL_NOTES_A_BEAT, USUAL_NOTES_WIDTH_OCTAVES = 0.7, 2.0, 1.0
"""Between a tempo, its half and its double, the usual one counts for more, and the one with so many notes to a beat: that tells
slow music in eighths from fast music in quarters."""
NEAR_STEPS = 8
"""How many steps to either side of a tempo its best fit is looked for."""
LEAST_ONSET, ONSET_REST_FRAMES = 0.1, 4
"""An onset is a peak of at least this share of the strongest ones, and so many frames after the one before."""
BEAT_WEIGHTS = (1.5, 0.5, 1.0, 0.5)
"""How much it counts that the music resembles itself 4, 1, 2 or 3 beats later (the index is the beats modulo 4)."""
MAX_LAG_BEATS = 12
"""How many beats later the music is compared with itself at most."""
BEAT_PHASES = 64
"""Into how many parts a beat is divided to find where it begins."""
KEY_FRAME_SAMPLES = 8192
KEY_FRAMES_AT_ONCE = 256
MIN_KEY_HZ, MAX_KEY_HZ = 55, 2000
LOW_NOTE_EXPONENT = 0.4
"""Partials count by (frequency / 200 Hz) to the power of minus this, so that low notes count for more."""
HARMONICS, HARMONIC_WEIGHT = 6, 0.7
"""A spectral peak may be the first to sixth harmonic of a note, each this much less likely than the one before."""
TONIC_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MAJOR_PROFILE = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR_PROFILE = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
"""How well each semitone above the tonic fits a key, as listeners told Krumhansl and Kessler (1982)."""
TRIADS = {"major": {0: 1.0, 4: 0.4, 7: 0.5}, "minor": {0: 1.0, 3: 0.4, 7: 0.5}}
"""The chord of the tonic, by semitones above it, and how much each of its notes counts."""
OPENING_SHARE, CLOSING_SHARE, EDGE_WEIGHT = 1 / 8, 1 / 5, 0.2
"""Music tends to begin and to end on the tonic's chord: how long these parts are, and how much each counts beside the whole."""
MINOR_BONUS = 0.06
"""The notes of a minor key vary more, so that they fit their profile less well than those of its relative major fit theirs."""
SURENESS_WORDS = ((0.55, "sure"), (0.3, "fairly sure"), (0.0, "a guess"))
"""The word for a sureness of at least this much."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The estimates; a sureness is 0 … 1."""

    bpm: float
    first_beat: float
    """Seconds from the beginning."""
    tempo_sureness: float
    key: str
    """`D minor`."""
    key_sureness: float

    @property
    def certainty(self) -> str:
        """`tempo 92 bpm (sure), key D minor (a guess); both are estimates`."""
        tempo = f"tempo {self.bpm:.0f} bpm ({sureness_word(self.tempo_sureness)})"
        return f"{tempo}, key {self.key} ({sureness_word(self.key_sureness)}); both are estimates"

    @property
    def tempo(self) -> KnownTempo:
        """What could be told, and how sure it is; no tempo where nothing was like a beat, and no key where nothing stood out."""
        bpm = round(self.bpm, 1) if self.tempo_sureness > 0 else None
        key = self.key if self.key_sureness > 0 else ""
        sure = {"bpm": bpm and sureness_word(self.tempo_sureness), "key": key and sureness_word(self.key_sureness)}
        return KnownTempo(bpm, key, "measured: " + ", ".join(f"{name} {word}" for name, word in sure.items() if word))


def sureness_word(sureness: float) -> str:
    """A sureness, 0 … 1, in words."""
    return next(word for least, word in SURENESS_WORDS if sureness >= least)


def analyse(mono: Samples) -> Analysis:
    """The tempo and key of one channel, float32 (samples,), -1 … 1."""
    bpm, first_beat, tempo_sureness = tempo_of(onset_strength(mono))
    key, key_sureness = key_of(mono)
    return Analysis(bpm=bpm, first_beat=first_beat, tempo_sureness=tempo_sureness, key=key, key_sureness=key_sureness)


def onset_strength(mono: Samples) -> Curve:
    """How much louder the spectrum gets, ONSETS_PER_SECOND times a second: (frames,), at least 0.

    This is the spectral flux of the logarithmic spectrum below 14.7 kHz, less its local mean.
    """
    padded = np.pad(mono, (ONSET_FRAME_SAMPLES // 2, ONSET_FRAME_SAMPLES))
    total = max(2, len(mono) // ONSET_HOP_SAMPLES)
    taper = np.hanning(ONSET_FRAME_SAMPLES).astype(np.float32)
    flux, last_row = [], None
    for begin in range(0, total, ONSET_FRAMES_AT_ONCE):
        starts = np.arange(begin, min(total, begin + ONSET_FRAMES_AT_ONCE)) * ONSET_HOP_SAMPLES
        frames = np.stack([padded[start : start + ONSET_FRAME_SAMPLES] for start in starts]) * taper
        loudness = np.log1p(100 * np.abs(np.fft.rfft(frames, axis=1))[:, : ONSET_FRAME_SAMPLES // 3])
        rows = np.concatenate([loudness[:1] if last_row is None else last_row, loudness])
        flux.append(np.maximum(rows[1:] - rows[:-1], 0).mean(axis=1))
        last_row = loudness[-1:]
    curve: Curve = np.concatenate(flux).astype(np.float64)
    local_mean = np.convolve(curve, np.ones(LOCAL_MEAN_FRAMES) / LOCAL_MEAN_FRAMES, "same")
    return np.maximum(curve - local_mean, 0)


def tempo_of(onsets: Curve) -> tuple[float, float, float]:
    """Beats a minute, seconds to the first beat, and sureness 0 … 1, from an onset strength curve (frames,)."""
    if len(onsets) < MIN_TEMPO_SECONDS * ONSETS_PER_SECOND or not onsets.any():
        return DEFAULT_BPM, 0.0, 0.0
    similarity = autocorrelation(onsets)
    tempos = np.exp2(np.arange(np.log2(MIN_BPM), np.log2(MAX_BPM), 0.002))
    lags = 60.0 * ONSETS_PER_SECOND / tempos
    most_beats = max(1, min(MAX_LAG_BEATS, int(len(onsets) * 0.6 / lags.max())))
    weights = {beats: BEAT_WEIGHTS[beats % 4] for beats in range(1, most_beats + 1)}
    scores = np.zeros(len(tempos))
    for beats, weight in weights.items():
        scores += np.interp(lags * beats, np.arange(len(similarity)), similarity) * (weight / sum(weights.values()))
    usual = _bell(np.log2(tempos / USUAL_BPM), USUAL_BPM_WIDTH_OCTAVES)
    best = _in_octave(int(np.argmax(scores * usual)), scores, tempos, onsets_a_second(onsets))
    bpm = float(tempos[best])
    return bpm, first_beat_of(onsets, 60.0 * ONSETS_PER_SECOND / bpm), float(np.clip(scores[best] * 1.6, 0, 1))


def _in_octave(place: int, scores: Curve, tempos: Curve, notes_a_second: float) -> int:
    """The place among the tempos of that one, its half or its double, whichever fits music with so many notes best."""
    octave = round(1 / np.log2(tempos[1] / tempos[0]))
    places = [at for at in (place - octave, place, place + octave) if 0 <= at < len(tempos)]
    notes_a_beat = max(LEAST_ONSET, notes_a_second) * 60 / tempos
    usual = _bell(np.log2(tempos / USUAL_BPM), OCTAVE_WIDTH_OCTAVES)
    usual *= _bell(np.log2(notes_a_beat / USUAL_NOTES_A_BEAT), USUAL_NOTES_WIDTH_OCTAVES)
    near = [range(max(0, at - NEAR_STEPS), min(len(tempos), at + NEAR_STEPS + 1)) for at in places]
    fits = [max(around, key=lambda at: float(scores[at])) for around in near]
    return max(fits, key=lambda at: float(scores[at] * usual[at]))


def _bell(distances: Curve, width: float) -> Curve:
    """1 at no distance, 0.6 a width away."""
    curve: Curve = np.exp(-0.5 * (distances / width) ** 2)
    return curve


def onsets_a_second(onsets: Curve) -> float:
    """How many notes or strokes begin in a second, by an onset strength curve (frames,)."""
    is_peak = (onsets >= np.roll(onsets, 1)) & (onsets >= np.roll(onsets, -1))
    is_peak &= onsets > LEAST_ONSET * np.percentile(onsets, 98)
    count, last = 0, -ONSET_REST_FRAMES
    for frame in np.flatnonzero(is_peak):
        if frame - last >= ONSET_REST_FRAMES:
            count, last = count + 1, int(frame)
    return count * ONSETS_PER_SECOND / len(onsets)


def autocorrelation(curve: Curve) -> Curve:
    """How much a curve (frames,) resembles itself so many frames later: (frames,), 1 at no lag."""
    size = 1 << (2 * len(curve) - 1).bit_length()
    result: Curve = np.fft.irfft(np.abs(np.fft.rfft(curve - curve.mean(), size)) ** 2)[: len(curve)]
    result = result / np.maximum(len(curve) - np.arange(len(curve)), 1)
    result /= max(result[0], 1e-12)
    return result


def first_beat_of(onsets: Curve, beat_frames: float) -> float:
    """Seconds to the first beat, where beats are `beat_frames` apart: the phase at which most onsets fall."""
    phases = np.zeros(BEAT_PHASES)
    np.add.at(phases, ((np.arange(len(onsets)) / beat_frames % 1) * BEAT_PHASES).astype(int), onsets)
    smooth = np.convolve(np.tile(phases, 3), np.hanning(7), "same")[BEAT_PHASES : 2 * BEAT_PHASES]
    return float((np.argmax(smooth) + 0.5) / BEAT_PHASES * beat_frames / ONSETS_PER_SECOND)


def chroma_of(mono: Samples) -> Curve:
    """How strongly each pitch class sounds in one channel (samples,): (12,) from C on, with a sum of 1, or all 0 in silence."""
    hop = KEY_FRAME_SAMPLES // 2
    total = max(1, (len(mono) - KEY_FRAME_SAMPLES) // hop)
    hertz = np.fft.rfftfreq(KEY_FRAME_SAMPLES, 1 / SAMPLE_RATE)
    used = np.flatnonzero((hertz > MIN_KEY_HZ) & (hertz < MAX_KEY_HZ))
    pitches = 69 + 12 * np.log2(hertz[used] / 440)
    taper = np.hanning(KEY_FRAME_SAMPLES).astype(np.float32)
    padded, strength = np.pad(mono, (0, KEY_FRAME_SAMPLES)), np.zeros(len(used))
    for begin in range(0, total, KEY_FRAMES_AT_ONCE):
        starts = np.arange(begin, min(total, begin + KEY_FRAMES_AT_ONCE)) * hop
        frames = np.stack([padded[start : start + KEY_FRAME_SAMPLES] for start in starts]) * taper
        loudness = np.abs(np.fft.rfft(frames, axis=1))[:, used]
        peaks = loudness * (loudness >= np.roll(loudness, 1, axis=1)) * (loudness >= np.roll(loudness, -1, axis=1))
        strength += np.sqrt(peaks / max(1e-9, float(peaks.max()))).sum(axis=0)
    strength = strength * (hertz[used] / 200) ** -LOW_NOTE_EXPONENT
    chroma = np.zeros(12)
    for harmonic in range(1, HARMONICS + 1):
        roots = pitches - 12 * np.log2(harmonic)
        in_tune = np.exp(-0.5 * ((roots - np.rint(roots)) / 0.2) ** 2)
        classes = np.rint(roots).astype(int) % 12
        chroma += np.bincount(classes, weights=strength * in_tune, minlength=12) * HARMONIC_WEIGHT ** (harmonic - 1)
    return chroma / max(1e-12, float(chroma.sum()))


def key_of(mono: Samples) -> tuple[str, float]:
    """The key (`D minor`) of one channel (samples,), and its sureness 0 … 1: how far the best key is before the next."""
    chroma = chroma_of(mono)
    edges = (chroma_of(mono[: int(len(mono) * OPENING_SHARE)]), chroma_of(mono[-int(len(mono) * CLOSING_SHARE) or None :]))
    fits = {}
    for mode, profile in (("major", MAJOR_PROFILE), ("minor", MINOR_PROFILE)):
        triad = [TRIADS[mode].get(semitone, 0.0) for semitone in range(12)]
        for tonic in range(12):
            fit = _likeness(np.roll(profile, tonic), chroma) + (MINOR_BONUS if mode == "minor" and chroma.any() else 0.0)
            fit += sum(EDGE_WEIGHT * _likeness(np.roll(triad, tonic), edge) for edge in edges)
            fits[f"{TONIC_NAMES[tonic]} {mode}"] = fit
    (best, fit), (_, next_fit) = sorted(fits.items(), key=lambda row: -row[1])[:2]
    return best, float(np.clip((fit - next_fit) * 6 * max(0.0, fit), 0, 1))


def _likeness(expected: Curve, chroma: Curve) -> float:
    """How alike two curves (12,) are, -1 … 1; 0 in silence."""
    return float(np.corrcoef(expected, chroma)[0, 1]) if chroma.any() else 0.0
