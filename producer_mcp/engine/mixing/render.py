"""From a score to sound: every part by itself, gathered into stems, a chunk at a time.

Chunks keep a ten-minute piece as small in memory as a short one; they begin at the score's
beginning, so the same score is always cut in the same places.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..clip import ProgressCallback
from ..samples import SAMPLE_RATE, Samples, count, silence
from ..score import STEMS, Part, Score, Stem
from ..synthesis.envelopes import release
from .channel_strip import Treatment
from .note_player import NotePlayer, PlayedNote, Tones
from .reverb import CHUNK, ROOM_SHAPES, ConvolutionReverb, Rooms, rooms_of

Chunk = dict[Stem, Samples]
"""Of each stem that sounds, (2, samples) before the master."""

ENDING = count(0.03)
DRY = 0.02


def length_of(score: Score) -> int:
    """A score's length in samples."""
    return count(score.seconds)


def sounding_stems(score: Score) -> tuple[Stem, ...]:
    return tuple(stem for stem in STEMS if any(part.stem == stem and part.notes for part in score.parts))


def only(score: Score, *stems: Stem) -> Score:
    """The score with the parts of these stems alone."""
    return replace(score, parts=tuple(part for part in score.parts if part.stem in stems))


def render(score: Score, progress: ProgressCallback | None = None, rooms: Rooms | None = None) -> Iterator[Chunk]:
    """Its stems, chunk after chunk, together `length_of(score)` samples long, in the style's rooms or in these."""
    tones, length, stems = Tones(), length_of(score), sounding_stems(score)
    strips = {stem: [Strip(part, tones) for part in score.parts if part.stem == stem and part.notes] for stem in stems}
    walls = {stem: ConvolutionReverb(ROOM_SHAPES[(rooms or rooms_of(score.style))[stem]]) for stem in stems}
    for begin in range(0, length, CHUNK):
        chunk: Chunk = {}
        for stem in stems:
            chunk[stem] = gathered(strips[stem], walls[stem], begin)[:, : length - begin]
            if begin + CHUNK >= length:
                fade = min(ENDING, chunk[stem].shape[1])
                chunk[stem][:, chunk[stem].shape[1] - fade :] *= release(fade)
        yield chunk
        if progress:
            progress(min(1.0, (begin + CHUNK) / length))


def gathered(strips: list["Strip"], room: ConvolutionReverb, begin: int) -> Samples:
    """One chunk of one stem: its parts and their room."""
    total, sent = silence(CHUNK), None
    for strip in strips:
        heard = strip.play(begin)
        if heard is None:
            continue
        total += heard
        if strip.part.reverb > DRY:
            send = (heard[0] + heard[1]) * np.float32(strip.part.reverb * 0.5)
            sent = send if sent is None else sent + send
    answered = room(sent)
    return total if answered is None else total + answered


class Strip:
    """One part on its way to the stem: what has been played of it, and what rings on."""

    def __init__(self, part: Part, tones: Tones) -> None:
        self.part = part
        self._player = NotePlayer(part, tones)
        self._treatment = Treatment(self._player.plays, part.level, part.pan)
        self._next = 0
        self._ringing: Samples | None = None

    def play(self, begin: int) -> Samples | None:
        """The part from `begin` to `begin + CHUNK`, treated, (2, CHUNK); nothing while it rests."""
        notes, sounds = self._player.notes, []
        while self._next < len(notes) and notes[self._next].at * SAMPLE_RATE < begin + CHUNK:
            sound = self._player.sound(self._next)
            self._next += 1
            if sound:
                sounds.append(sound)
        if not sounds and self._ringing is None:
            return None
        played = self._laid(sounds, begin)
        self._ringing = played[:, CHUNK:].copy() if played.shape[1] > CHUNK else None
        return self._treatment(played[:, :CHUNK])

    def _laid(self, sounds: list[PlayedNote], begin: int) -> Samples:
        """The notes, each at its time, after what still rang: (channels, at least CHUNK)."""
        panned = any(sound.pan for sound in sounds) or any(sound.wave.ndim == 2 for sound in sounds)
        channels = 2 if panned or (self._ringing is not None and self._ringing.shape[0] == 2) else 1
        longest = max((sound.start - begin + sound.length for sound in sounds), default=0)
        ringing = 0 if self._ringing is None else self._ringing.shape[1]
        played = silence(max(CHUNK, longest, ringing), channels)
        if self._ringing is not None:
            played[:, :ringing] += self._ringing
        for sound in sounds:
            self._lay(played, sound.wave, sound.start - begin, sound)
            if sound.tail is not None:
                self._lay(played, sound.tail, sound.start - begin + sound.wave.shape[-1], sound)
        return played

    @staticmethod
    def _lay(played: Samples, wave: Samples, start: int, sound: PlayedNote) -> None:
        """A stretch of sound added at a sample, from the left or the right as it is panned; what lies before 0 is lost."""
        if start < 0:
            wave, start = wave[..., -start:], 0
        end = start + wave.shape[-1]
        channels = played.shape[0]
        for channel in range(channels):
            side = 1 + sound.pan if channel else 1 - sound.pan
            one = wave if wave.ndim == 1 else wave[channel]
            played[channel, start:end] += one * np.float32(sound.gain * min(1.0, side) if channels == 2 else sound.gain)
