"""From a score to sound: every part by itself, added up to stems, a chunk at a time.

Chunks keep the memory of a ten-minute piece as small as that of a short one. They begin at the score's beginning, so the
same score is always cut in the same places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..clip import ProgressCallback
from ..samples import SAMPLE_RATE, Samples, samples_in, silence
from ..score import STEMS, Part, Score, Stem
from ..synthesis.envelopes import release
from .channel_strip import ChannelStrip
from .note_player import NotePlayer, PlayedNote, Tones
from .reverb import CHUNK_SAMPLES, ROOM_SHAPES, ConvolutionReverb, Rooms, rooms_of

Chunk = dict[Stem, Samples]
"""Each stem that sounds, (2, samples) before the master."""

END_FADE_SAMPLES = samples_in(0.03)
"""The end of a piece fades, as tones and reverb may still ring there."""
MIN_SEND = 0.02
"""Parts with no more reverb than this send nothing to the room."""


def length_of(score: Score) -> int:
    """A score's length in samples."""
    return samples_in(score.seconds)


def sounding_stems(score: Score) -> tuple[Stem, ...]:
    """The stems in which some part has notes, in the order of `STEMS`."""
    return tuple(stem for stem in STEMS if any(part.stem == stem and part.notes for part in score.parts))


def only(score: Score, *stems: Stem) -> Score:
    """The score with the parts of these stems alone."""
    return replace(score, parts=tuple(part for part in score.parts if part.stem in stems))


def render(score: Score, progress: ProgressCallback | None = None, rooms: Rooms | None = None) -> Iterator[Chunk]:
    """The stems of a score that sound, chunk after chunk, together `length_of(score)` samples long.

    They stand in these rooms, or in those of the score's style. Raises CannotDo if a part's instrument is not in the catalogue.
    """
    tones, length, stems = Tones(), length_of(score), sounding_stems(score)
    parts = {stem: [PartRenderer(part, tones) for part in score.parts if part.stem == stem and part.notes] for stem in stems}
    reverbs = {stem: ConvolutionReverb(ROOM_SHAPES[(rooms or rooms_of(score.style))[stem]]) for stem in stems}
    for begin in range(0, length, CHUNK_SAMPLES):
        chunk: Chunk = {}
        for stem in stems:
            chunk[stem] = stem_chunk(parts[stem], reverbs[stem], begin)[:, : length - begin]
            if begin + CHUNK_SAMPLES >= length:
                fade = min(END_FADE_SAMPLES, chunk[stem].shape[1])
                chunk[stem][:, chunk[stem].shape[1] - fade :] *= release(fade)
        yield chunk
        if progress:
            progress(min(1.0, (begin + CHUNK_SAMPLES) / length))


def stem_chunk(parts: Sequence["PartRenderer"], reverb: ConvolutionReverb, begin: int) -> Samples:
    """One chunk of one stem from the sample `begin`, (2, CHUNK_SAMPLES): its parts and what comes back of their room."""
    total, sent = silence(CHUNK_SAMPLES), None
    for part in parts:
        played = part.play(begin)
        if played is None:
            continue
        total += played
        if part.part.reverb > MIN_SEND:
            send = (played[0] + played[1]) * np.float32(part.part.reverb * 0.5)
            sent = send if sent is None else sent + send
    returned = reverb(sent)
    return total if returned is None else total + returned


class PartRenderer:
    """One part of a score as sound, chunk after chunk; notes that ring on go into the next chunk."""

    def __init__(self, part: Part, tones: Tones) -> None:
        self.part = part
        self._player = NotePlayer(part, tones)
        self._channel_strip = ChannelStrip(self._player.plays, part.level, part.pan)
        self._next = 0
        self._ringing: Samples | None = None

    def play(self, begin: int) -> Samples | None:
        """The next chunk, which begins at the sample `begin`, through the channel strip: (2, CHUNK_SAMPLES); None if silent."""
        notes, sounds = self._player.notes, []
        while self._next < len(notes) and notes[self._next].at * SAMPLE_RATE < begin + CHUNK_SAMPLES:
            sound = self._player.sound(self._next)
            self._next += 1
            if sound:
                sounds.append(sound)
        if not sounds and self._ringing is None:
            return None
        played = self._laid_out(sounds, begin)
        self._ringing = played[:, CHUNK_SAMPLES:].copy() if played.shape[1] > CHUNK_SAMPLES else None
        return self._channel_strip(played[:, :CHUNK_SAMPLES])

    def _laid_out(self, sounds: Sequence[PlayedNote], begin: int) -> Samples:
        """These notes, each at its time, and what still rings of earlier ones: (1 or 2, at least CHUNK_SAMPLES)."""
        panned = any(sound.pan for sound in sounds) or any(sound.wave.ndim == 2 for sound in sounds)
        channels = 2 if panned or (self._ringing is not None and self._ringing.shape[0] == 2) else 1
        longest = max((sound.start - begin + sound.length for sound in sounds), default=0)
        ringing = 0 if self._ringing is None else self._ringing.shape[1]
        played = silence(max(CHUNK_SAMPLES, longest, ringing), channels)
        if self._ringing is not None:
            played[:, :ringing] += self._ringing
        for sound in sounds:
            self._add(played, sound.wave, sound.start - begin, sound)
            if sound.tail is not None:
                self._add(played, sound.tail, sound.start - begin + sound.wave.shape[-1], sound)
        return played

    @staticmethod
    def _add(played: Samples, wave: Samples, start: int, sound: PlayedNote) -> None:
        """Adds a wave at a sample, with the note's gain and pan; what would lie before the chunk is cut off."""
        if start < 0:
            wave, start = wave[..., -start:], 0
        end = start + wave.shape[-1]
        channels = played.shape[0]
        for channel in range(channels):
            side = 1 + sound.pan if channel else 1 - sound.pan
            one = wave if wave.ndim == 1 else wave[channel]
            played[channel, start:end] += one * np.float32(sound.gain * min(1.0, side) if channels == 2 else sound.gain)
