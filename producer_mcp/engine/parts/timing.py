"""Time as players feel it: swing, and the small irregularities of hands."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feel:
    """How beats fall. `swing` is the share of a pair of `unit`s the first one takes: 0.5 straight, 0.667 triplets."""

    bpm: float
    swing: float = 0.5
    unit: float = 0.5
    """Beats: 0.5 swings eighths, 0.25 sixteenths."""
    loose: float = 0.006
    """Seconds, the spread of a hand's timing."""

    @property
    def beat(self) -> float:
        """Seconds a beat lasts."""
        return 60.0 / self.bpm

    def place(self, beat: float) -> float:
        """Where a written beat falls, in beats."""
        pair, inside = divmod(beat, 2 * self.unit)
        if inside < self.unit:
            swung = inside * 2 * self.swing
        else:
            swung = 2 * self.unit * self.swing + (inside - self.unit) * 2 * (1 - self.swing)
        return pair * 2 * self.unit + swung

    def straighten(self, beat: float) -> float:
        """The written beat of a played one: `place` the other way round."""
        pair, inside = divmod(beat, 2 * self.unit)
        first = 2 * self.unit * self.swing
        written = inside / (2 * self.swing) if inside < first else self.unit + (inside - first) / (2 * (1 - self.swing))
        return pair * 2 * self.unit + written

    def seconds(self, beat: float) -> float:
        """Seconds from the written beat 0 to a written beat, swung."""
        return self.place(beat) * self.beat

    def hand(self, chance: random.Random) -> float:
        """Seconds a note comes early or late; never more than twice the spread."""
        return max(-2.0, min(2.0, chance.gauss(0.0, 1.0))) * self.loose
