"""The ground a passage is played on: its beats in seconds, its chords, its window of time."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from ..passage import Passage
from ..score import Note
from ..theory.chords import Chord, read_chord, split_bar
from .timing import Feel


@dataclass(frozen=True)
class BarGrid:
    """One passage, ready to be played on. Beats count from its first bar line."""

    passage: Passage
    feel: Feel
    beats_per_bar: int
    after: Chord | None = None
    """The chord the next passage begins with."""
    closes: bool = False
    """Whether the piece ends with this passage's last bar, on one long chord."""
    rising: bool = False
    """Whether what follows is fuller, so that a fill and a swell lead into it."""

    @cached_property
    def chords(self) -> tuple[tuple[float, float, Chord], ...]:
        """Every chord with the beat it begins on and the beats it lasts."""
        found = []
        for bar, symbols in enumerate(self.passage.chords):
            each = split_bar(symbols)
            share = self.beats_per_bar / len(each)
            found += [(bar * self.beats_per_bar + part * share, share, read_chord(symbol)) for part, symbol in enumerate(each)]
        return tuple(found) or ((0.0, float(self.beats_per_bar), read_chord("C")),)

    @cached_property
    def _starts(self) -> list[float]:
        return [beat for beat, _, _ in self.chords]

    @property
    def beats(self) -> int:
        return len(self.passage.chords) * self.beats_per_bar

    @property
    def last_bar(self) -> float:
        """The beat the last bar begins on."""
        return float(self.beats - self.beats_per_bar)

    def chord_at(self, beat: float) -> Chord:
        return self.chords[max(0, bisect_right(self._starts, beat + 1e-6) - 1)][2]

    def chord_after(self, beat: float) -> Chord:
        """The next chord that begins after a beat, also beyond the passage."""
        at = bisect_right(self._starts, beat + 1e-6)
        return self.chords[at][2] if at < len(self.chords) else self.after or self.chords[0][2]

    def change_after(self, beat: float) -> float:
        """The beat on which the next chord begins."""
        at = bisect_right(self._starts, beat + 1e-6)
        return self._starts[at] if at < len(self._starts) else float(self.beats)

    def swell(self, beat: float) -> float:
        """Factor on velocity: fuller passages are louder, and what leads up to one grows."""
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
        """A note as a hand plays it; None if it falls outside the passage's window. What is cut by the window's edge is
        shortened.
        """
        passage = self.passage
        start = passage.origin + self.feel.seconds(beat) + self.feel.hand(chance) + late
        end = passage.origin + self.feel.seconds(beat + beats)
        if start < passage.at:
            if end - passage.at < (0.12 if start > passage.at - 0.06 else 0.35):
                return None
            start = passage.at
        start = min(start, end - 0.02)
        end = min(end, passage.until)
        if start >= passage.until - 0.015 or start < passage.at - 1e-9 or end - start < 0.015:
            return None
        loud = max(0.05, min(1.0, velocity * self.swell(beat) * (1.0 + 0.12 * (chance.random() - 0.5) * (self.feel.loose > 0))))
        return Note(round(start, 5), round(end - start, 5), pitch, round(loud, 3), syllable)
