"""The grid a passage is played on: beats in seconds, chords by beat, and the span of time in which notes may sound."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from ..passage import Passage
from ..score import Note
from ..theory.chords import Chord, read_chord, split_bar
from .timing import Feel

STEPS_PER_BEAT = 4
"""Patterns are written in sixteenth notes."""

CALM_BELOW_ENERGY, FULL_FROM_ENERGY = 0.42, 0.75
"""Energies at which a player changes from the calm to the middling pattern, and from that to the full one."""

MIN_NOTE_SECONDS = 0.02
"""A shorter note would be a click."""
MIN_AUDIBLE_SECONDS = 0.015
"""What the end of the passage leaves of a note is dropped if it is shorter than this."""
ON_TIME_SECONDS = 0.06
"""A note that begins at most so early before the passage belongs to its first beat: only a hand played it early."""
MIN_REST_OF_ON_TIME_NOTE_SECONDS = 0.12
MIN_REST_OF_EARLIER_NOTE_SECONDS = 0.35
"""How much of a note must reach into the passage to be played from its start on: more if the note began in the bar before."""

VELOCITY_SPREAD = 0.12
"""How far, as a fraction of itself, a hand's velocity wanders from softest to loudest."""
MIN_VELOCITY = 0.05


@dataclass(frozen=True)
class BarGrid:
    """One passage, ready to be played on. Beats are counted from its first bar line, which is beat 0."""

    passage: Passage
    feel: Feel
    beats_per_bar: int
    after: Chord | None = None
    """The chord that the next passage begins with."""
    closes: bool = False
    """Whether the piece ends with the last bar of this passage, on one long chord."""
    rising: bool = False
    """Whether the next passage is fuller, so that a fill and a swell lead into it."""

    @cached_property
    def chords(self) -> tuple[tuple[float, float, Chord], ...]:
        """Each chord with the beat it begins on and the number of beats it lasts."""
        spans: list[tuple[float, float, Chord]] = []
        for bar, written in enumerate(self.passage.chords):
            symbols = split_bar(written)
            beats = self.beats_per_bar / len(symbols)
            for place, symbol in enumerate(symbols):
                spans.append((bar * self.beats_per_bar + place * beats, beats, read_chord(symbol)))
        return tuple(spans) or ((0.0, float(self.beats_per_bar), read_chord("C")),)

    @cached_property
    def _starts(self) -> list[float]:
        return [beat for beat, _, _ in self.chords]

    @property
    def beats(self) -> int:
        """The number of beats in all bars."""
        return len(self.passage.chords) * self.beats_per_bar

    @property
    def last_bar(self) -> float:
        """The beat that the last bar begins on."""
        return float(self.beats - self.beats_per_bar)

    @property
    def fullness(self) -> int:
        """Which of three patterns fits the energy of the passage: 0 calm, 1 middling, 2 full."""
        return 0 if self.passage.energy < CALM_BELOW_ENERGY else 1 if self.passage.energy < FULL_FROM_ENERGY else 2

    def chord_at(self, beat: float) -> Chord:
        """The chord that sounds on a beat."""
        return self.chords[max(0, bisect_right(self._starts, beat + 1e-6) - 1)][2]

    def chord_after(self, beat: float) -> Chord:
        """The next chord that begins after a beat; after the last one, the chord that the next passage begins with."""
        number = bisect_right(self._starts, beat + 1e-6)
        return self.chords[number][2] if number < len(self.chords) else self.after or self.chords[0][2]

    def change_after(self, beat: float) -> float:
        """The beat on which the next chord begins, or the passage ends."""
        number = bisect_right(self._starts, beat + 1e-6)
        return self._starts[number] if number < len(self._starts) else float(self.beats)

    def swell(self, beat: float) -> float:
        """The factor on the velocity of a note: full passages are louder, and those that lead up to one grow louder."""
        level = 0.62 + 0.38 * self.passage.energy
        if self.passage.kind in ("prechorus", "build"):
            level *= 0.82 + 0.22 * beat / max(1, self.beats)
        elif self.rising and beat >= self.last_bar:
            level *= 1.0 + 0.1 * (beat - self.last_bar) / self.beats_per_bar
        return level

    def note(
        self,
        beat: float,
        beats: float,
        pitch: float,
        velocity: float,
        chance: random.Random,
        syllable: str = "",
        late: float = 0.0,
    ) -> Note | None:
        """A note as a hand plays it, swung, a little early or late and a little softer or louder than written.

        `beat` and `beats` are written beats, `late` is a delay in seconds. A note that the edge of the passage cuts is shortened;
        None if it lies outside, or too little of it is left.
        """
        passage = self.passage
        start = passage.origin + self.feel.seconds(beat) + self.feel.timing_error(chance) + late
        end = passage.origin + self.feel.seconds(beat + beats)
        if start < passage.at:
            is_on_time = start > passage.at - ON_TIME_SECONDS
            rest = MIN_REST_OF_ON_TIME_NOTE_SECONDS if is_on_time else MIN_REST_OF_EARLIER_NOTE_SECONDS
            if end - passage.at < rest:
                return None
            start = passage.at
        start = min(start, end - MIN_NOTE_SECONDS)
        end = min(end, passage.until)
        is_outside = start >= passage.until - MIN_AUDIBLE_SECONDS or start < passage.at - 1e-9
        if is_outside or end - start < MIN_AUDIBLE_SECONDS:
            return None
        wander = VELOCITY_SPREAD * (chance.random() - 0.5) * (self.feel.loose > 0)
        velocity = max(MIN_VELOCITY, min(1.0, velocity * self.swell(beat) * (1.0 + wander)))
        return Note(round(start, 5), round(end - start, 5), pitch, round(velocity, 3), syllable)
