"""Turns the notes of one part into sound, and keeps the tones it has made.

A tone depends on the note's pitch, velocity and length and on the part's seed, never on what is around it; so a note sounds
the same wherever an edit puts it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..catalogue import DrumKit, Instrument, Voice, player
from ..errors import CannotDo
from ..samples import SAMPLE_RATE, Samples, amplitude_of, numpy_dice, samples_in
from ..score import Note, Part
from ..synthesis.drums import HITS, hit_of
from ..synthesis.envelopes import release
from ..synthesis.instruments import TONES
from ..synthesis.voice import sung_syllable

MIN_TONE_SAMPLES, MAX_TONE_SAMPLES = 1 << 14, 1 << 20
"""Tones are made in lengths that are powers of two between these, 0.37 s and 24 s, so that notes can share them."""
MIN_HELD_SECONDS = 0.02
"""A shorter note is played as if it were held so long."""
VELOCITY_LAYERS = 6
"""Velocities are taken together in this many layers, so that notes can share tones; loudness follows velocity exactly."""
REFERENCE_VELOCITY = 0.8
"""The velocity that sounds at an instrument's own level."""
VOICE_DYNAMICS = 0.8
"""How much velocity is loudness in a voice, as `Instrument.dynamics` says it of instruments."""
SUNG_GRID_SAMPLES = 441
"""Sung notes are made as long as a whole number of these, 10 ms, so that a chorus that comes back is not sung again."""
MAX_TONES_BYTES = 96 << 20
"""How much memory kept tones may take."""
CHOKE_SAMPLES, CHOKE_FADE_SAMPLES = 400, 800
"""How long a choked drum sounds on, and over how much of its end it fades."""
CHOKE_LOOKAHEAD_NOTES = 12
"""The note that chokes a drum is looked for among so many notes, its own included."""


class Tones:
    """Tones made so far, those that were used least lately forgotten when they take too much memory."""

    def __init__(self, max_bytes: int = MAX_TONES_BYTES) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[int, Samples]] = OrderedDict()
        self._free_bytes = max_bytes

    def get(self, key: tuple[object, ...]) -> tuple[int, Samples] | None:
        """What was kept under a key; None if it was never made or is forgotten."""
        tone = self._kept.get(key)
        if tone:
            self._kept.move_to_end(key)
        return tone

    def keep(self, key: tuple[object, ...], lead: int, wave: Samples) -> tuple[int, Samples]:
        """Keeps a tone and how many of its samples come before the beat; returns both."""
        self._kept[key] = lead, wave
        self._free_bytes -= wave.nbytes
        while self._free_bytes < 0 and len(self._kept) > 1:
            self._free_bytes += self._kept.popitem(last=False)[1][1].nbytes
        return lead, wave


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """A note as sound."""

    start: int
    """The sample it begins at; may lie before the score's."""
    wave: Samples
    """(samples,) or (2, samples)."""
    gain: float
    """A factor on `wave` and `tail`."""
    pan: float = 0.0
    """-1 (left) … 1 (right)."""
    tail: Samples | None = None
    """What follows while it is let go, shaped as `wave`."""

    @property
    def length(self) -> int:
        """Samples of wave and tail."""
        return int(self.wave.shape[-1]) + (0 if self.tail is None else int(self.tail.shape[-1]))


def layer_of(velocity: float) -> float:
    """The middle of the layer that a velocity, 0 … 1, falls in."""
    return (min(VELOCITY_LAYERS - 1, int(np.clip(velocity, 0, 1) * VELOCITY_LAYERS)) + 0.5) / VELOCITY_LAYERS


def gain_of(velocity: float, dynamics: float) -> float:
    """The factor on amplitude for a velocity, 0 … 1: 1 at the reference, and 9 dB less for each halving at `dynamics` 1."""
    return float((max(0.05, min(1.0, velocity)) / REFERENCE_VELOCITY) ** (1.5 * dynamics))


def variant_of(note: Note, variants: int) -> int:
    """Which of so many differently seeded tones a note gets, from 0: by its time and pitch, so that they take turns."""
    return int(note.at * 997.0 + note.pitch * 31.0) % variants if variants > 1 else 0


def crushed(wave: Samples, crush: float) -> Samples:
    """A sound, (samples,), as an old sampler kept it: as `crush` goes from 0 to 1, each sample is held for one to five.

    Full scale then has 2048 to 32 steps.
    """
    if not crush:
        return wave
    hold, steps = 1 + int(crush * 4), np.float32(2 ** (11 - crush * 6))
    kept: Samples = np.repeat(np.rint(wave[::hold] * steps) / steps, hold)[: len(wave)]
    return kept


class NotePlayer:
    """One part, and the row of the catalogue that plays it.

    Raises CannotDo if no row is called as the part's instrument.
    """

    def __init__(self, part: Part, tones: Tones) -> None:
        self.part = part
        self._tones = tones
        plays = player(part.instrument)
        if plays is None:
            raise CannotDo(f"no instrument is called {part.instrument!r}")
        self.plays: Instrument | DrumKit | Voice = plays

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The part's notes in the order of time, those of one time from low to high."""
        return tuple(sorted(self.part.notes, key=lambda note: (note.at, note.pitch)))

    def sound(self, index: int) -> PlayedNote | None:
        """The note at a place in `notes`; None where the kit has no such drum."""
        note = self.notes[index]
        match self.plays:
            case DrumKit() as kit:
                return self._struck(kit, note, index)
            case Voice() as voice:
                return self._sung(voice, note)
            case Instrument() as instrument:
                return self._held(instrument, note)

    def _held(self, instrument: Instrument, note: Note) -> PlayedNote:
        held, letting_go = samples_in(max(MIN_HELD_SECONDS, note.seconds)), samples_in(instrument.release)
        size = min(MAX_TONE_SAMPLES, max(MIN_TONE_SAMPLES, 1 << (held + letting_go - 1).bit_length()))
        layer, variant = layer_of(note.velocity), variant_of(note, instrument.variants)
        key = (self.part.instrument, self.part.seed, note.pitch, layer, size, variant)
        kept = self._tones.get(key)
        if kept is None:
            wave = TONES[instrument.name](note.pitch, size / SAMPLE_RATE, layer, numpy_dice(*key))
            kept = self._tones.keep(key, 0, wave)
        _, tone = kept
        end = min(tone.shape[-1], held + letting_go)
        let_go = max(0, end - letting_go)
        return PlayedNote(
            samples_in(note.at),
            tone[..., :let_go],
            gain_of(note.velocity, instrument.dynamics),
            tail=tone[..., let_go:end] * release(end - let_go),
        )

    def _struck(self, kit: DrumKit, note: Note, index: int) -> PlayedNote | None:
        drum_key = round(note.pitch)
        hit = hit_of(HITS[kit.name], drum_key)
        if hit is None:
            return None
        layer, variant = layer_of(note.velocity), variant_of(note, kit.variants)
        key = (self.part.instrument, self.part.seed, drum_key, layer, variant)
        kept = self._tones.get(key) or self._tones.keep(key, 0, crushed(hit.blow(layer, numpy_dice(*key)), kit.crush))
        _, wave = kept
        later_notes = self.notes[index + 1 : index + CHOKE_LOOKAHEAD_NOTES]
        choked = next((later for later in later_notes if round(later.pitch) in hit.chokes and later.at > note.at), None)
        if choked and samples_in(choked.at - note.at) < wave.shape[-1]:
            wave = wave[: samples_in(choked.at - note.at) + CHOKE_SAMPLES].copy()
            tail = min(CHOKE_FADE_SAMPLES, len(wave))
            wave[len(wave) - tail :] *= release(tail)
        return PlayedNote(samples_in(note.at), wave, amplitude_of(hit.level) * gain_of(note.velocity, 1.0), hit.pan)

    def _sung(self, voice: Voice, note: Note) -> PlayedNote:
        held = max(SUNG_GRID_SAMPLES * 4, round(samples_in(note.seconds) / SUNG_GRID_SAMPLES) * SUNG_GRID_SAMPLES)
        layer = layer_of(note.velocity)
        key = (self.part.instrument, self.part.seed, round(note.pitch, 2), layer, held, note.syllable)
        kept = self._tones.get(key)
        if kept is None:
            sung = sung_syllable(voice, note.syllable, pitch=note.pitch, seconds=held / SAMPLE_RATE, dice=numpy_dice(*key))
            kept = self._tones.keep(key, *sung)
        lead, wave = kept
        return PlayedNote(samples_in(note.at) - lead, wave, gain_of(note.velocity, VOICE_DYNAMICS))
