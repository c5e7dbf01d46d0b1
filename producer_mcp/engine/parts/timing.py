"""The timing of players: swing, and the small irregularities of hands."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feel:
    """How written beats are played."""

    bpm: float
    swing: float = 0.5
    """The share that the first of two notes takes of their common length: 0.5 is straight, 0.667 a triplet feel."""
    swing_unit: float = 0.5
    """The length of the swung notes in beats: 0.5 swings eighths, 0.25 sixteenths."""
    loose: float = 0.006
    """The standard deviation of a hand's timing in seconds; 0 plays exactly on the grid."""

    @property
    def beat(self) -> float:
        """The length of a beat in seconds."""
        return 60.0 / self.bpm

    def place(self, beat: float) -> float:
        """The played beat of a written beat: swing moves what lies between the beats."""
        pair, inside = divmod(beat, 2 * self.swing_unit)
        if inside < self.swing_unit:
            swung = inside * 2 * self.swing
        else:
            swung = 2 * self.swing_unit * self.swing + (inside - self.swing_unit) * 2 * (1 - self.swing)
        return pair * 2 * self.swing_unit + swung

    def straighten(self, beat: float) -> float:
        """The written beat of a played beat, the inverse of `place`."""
        pair, inside = divmod(beat, 2 * self.swing_unit)
        first = 2 * self.swing_unit * self.swing
        written = inside / (2 * self.swing) if inside < first else self.swing_unit + (inside - first) / (2 * (1 - self.swing))
        return pair * 2 * self.swing_unit + written

    def seconds(self, beat: float) -> float:
        """The time of a written beat after beat 0 in seconds, swung."""
        return self.place(beat) * self.beat

    def timing_error(self, chance: random.Random) -> float:
        """How early (negative) or late a note is played, in seconds; at most twice the standard deviation."""
        return max(-2.0, min(2.0, chance.gauss(0.0, 1.0))) * self.loose
