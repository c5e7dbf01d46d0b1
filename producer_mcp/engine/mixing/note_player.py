"""A player: turns the notes of one part into sound, keeping the tones it has made.

A tone depends on the note's pitch, force and length and on the part's seed, never on what is around it; so a note
sounds the same wherever an edit puts it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..catalogue import DrumKit, Instrument, Voice, player
from ..errors import CannotDo
from ..samples import SAMPLE_RATE, Samples, count, decibels, dice
from ..score import Note, Part
from ..synthesis.drums import HITS, hit_of
from ..synthesis.envelopes import release
from ..synthesis.instruments import TONES
from ..synthesis.voice import sing

SHORTEST = 1 << 14
LONGEST = 1 << 20
FORCES = 6
GRID = 441
"""Sung notes are as long as a whole number of these, so that a chorus that comes back costs nothing."""


class Tones:
    """Tones made so far, the least lately used of them forgotten."""

    def __init__(self, most_bytes: int = 96 << 20) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[int, Samples]] = OrderedDict()
        self._room = most_bytes

    def get(self, key: tuple[object, ...]) -> tuple[int, Samples] | None:
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: tuple[object, ...], lead: int, wave: Samples) -> tuple[int, Samples]:
        self._kept[key] = lead, wave
        self._room -= wave.nbytes
        while self._room < 0 and len(self._kept) > 1:
            self._room += self._kept.popitem(last=False)[1][1].nbytes
        return lead, wave


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """A note as sound."""

    start: int
    """The sample it begins at; may lie before the score's."""
    wave: Samples
    """(samples,) or (2, samples)."""
    gain: float
    pan: float = 0.0
    tail: Samples | None = None
    """What follows while it is let go."""

    @property
    def length(self) -> int:
        return int(self.wave.shape[-1]) + (0 if self.tail is None else int(self.tail.shape[-1]))


def force_of(velocity: float) -> float:
    """A velocity as one of a few forces, so that tones can be shared."""
    return (min(FORCES - 1, int(np.clip(velocity, 0, 1) * FORCES)) + 0.5) / FORCES


def loudness_of(velocity: float, dynamics: float) -> float:
    """Velocity as a factor: 0.8 is 1, and every halving is 6 to 12 dB, by the instrument's dynamics."""
    return float((max(0.05, min(1.0, velocity)) / 0.8) ** (1.5 * dynamics))


def crushed(wave: Samples, how: float) -> Samples:
    """A sound as an old sampler kept it: every few samples held, in few steps."""
    if not how:
        return wave
    hold, steps = 1 + int(how * 4), np.float32(2 ** (11 - how * 6))
    kept: Samples = np.repeat(np.rint(wave[::hold] * steps) / steps, hold)[: len(wave)]
    return kept


class NotePlayer:
    """One part and what plays it."""

    def __init__(self, part: Part, tones: Tones) -> None:
        self.part = part
        self._tones = tones
        plays = player(part.instrument)
        if plays is None:
            raise CannotDo(f"no instrument is called {part.instrument!r}")
        self.plays: Instrument | DrumKit | Voice = plays

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        return tuple(sorted(self.part.notes, key=lambda note: (note.at, note.pitch)))

    def sound(self, index: int) -> PlayedNote | None:
        """The note at a place in the order of time; nothing where the kit has no such drum."""
        note = self.notes[index]
        match self.plays:
            case DrumKit() as kit:
                return self._struck(kit, note, index)
            case Voice() as voice:
                return self._sung(voice, note)
            case Instrument() as instrument:
                return self._held(instrument, note)

    def _variant(self, note: Note, variants: int) -> int:
        return int(note.at * 997.0 + note.pitch * 31.0) % variants if variants > 1 else 0

    def _held(self, instrument: Instrument, note: Note) -> PlayedNote:
        held, letting_go = count(max(0.02, note.seconds)), count(instrument.release)
        size = min(LONGEST, max(SHORTEST, 1 << (held + letting_go - 1).bit_length()))
        force, variant = force_of(note.velocity), self._variant(note, instrument.variants)
        key = (self.part.instrument, self.part.seed, note.pitch, force, size, variant)
        made = self._tones.get(key)
        if made is None:
            wave = TONES[instrument.name](note.pitch, size / SAMPLE_RATE, force, dice(*key))
            made = self._tones.keep(key, 0, wave)
        whole = made[1]
        end = min(whole.shape[-1], held + letting_go)
        gone = max(0, end - letting_go)
        return PlayedNote(
            count(note.at),
            whole[..., :gone],
            loudness_of(note.velocity, instrument.dynamics),
            tail=whole[..., gone:end] * release(end - gone),
        )

    def _struck(self, kit: DrumKit, note: Note, index: int) -> PlayedNote | None:
        key_number = round(note.pitch)
        hit = hit_of(HITS[kit.name], key_number)
        if hit is None:
            return None
        force, variant = force_of(note.velocity), self._variant(note, kit.variants)
        key = (self.part.instrument, self.part.seed, key_number, force, variant)
        made = self._tones.get(key) or self._tones.keep(key, 0, crushed(hit.blow(force, dice(*key)), kit.crush))
        wave = made[1]
        choked = next(
            (later for later in self.notes[index + 1 : index + 12] if round(later.pitch) in hit.chokes and later.at > note.at),
            None,
        )
        if choked and count(choked.at - note.at) < wave.shape[-1]:
            wave = wave[: count(choked.at - note.at) + 400].copy()
            tail = min(800, len(wave))
            wave[len(wave) - tail :] *= release(tail)
        return PlayedNote(count(note.at), wave, decibels(hit.level) * loudness_of(note.velocity, 1.0), hit.pan)

    def _sung(self, voice: Voice, note: Note) -> PlayedNote:
        held = max(GRID * 4, round(count(note.seconds) / GRID) * GRID)
        force = force_of(note.velocity)
        key = (self.part.instrument, self.part.seed, round(note.pitch, 2), force, held, note.syllable)
        made = self._tones.get(key)
        if made is None:
            lead, wave = sing(voice, note.pitch, held / SAMPLE_RATE, force, note.syllable, dice(*key))
            made = self._tones.keep(key, lead, wave)
        return PlayedNote(count(note.at) - made[0], made[1], loudness_of(note.velocity, 0.8))
