"""What mastering does to one stem: a gain and a limiter, both constant over the piece and kept in the recipe.

The limiter follows one stem alone, so no stem ever changes another.
"""

from dataclasses import dataclass

import numpy as np

from ..samples import MAX_INT16, Integers, Samples
from ..synthesis.envelopes import ramped

BLOCK_SAMPLES = 128
"""The limiter's gain is decided once in a block and moves in a straight line between: 3 ms."""
RECOVERY_PER_BLOCK = 0.04
"""The part of the way back to full gain that is covered in one block: about 50 ms for most of it."""
RECOVERED_GAIN = 0.999
"""The gain from which on the limiter counts as out of work."""
KNEE_SHARE = 0.94
"""The part of the ceiling above which peaks are bent instead of passed on."""


@dataclass(frozen=True, slots=True)
class StemMaster:
    """How one stem is mastered."""

    gain: float
    """A factor on its samples."""
    ceiling: float = 1.0
    """The highest sample it may have; 1 is full scale."""
    room: str = ""
    """The room it was played in, a name in `reverb.ROOM_SHAPES`; it stays when other stems are swapped."""


class Limiter:
    """Applies a stem's gain and holds it under its ceiling, one chunk after another."""

    def __init__(self, master: StemMaster) -> None:
        self._gain, self._ceiling = np.float32(master.gain), float(master.ceiling)
        self._reduction = 1.0

    def __call__(self, wave: Samples) -> Samples:
        """The next chunk, (2, samples) before the master, with gain and ceiling applied; the input is left as it was."""
        louder: Samples = wave * self._gain
        length = louder.shape[1]
        height = np.maximum(np.abs(louder[0]), np.abs(louder[1]))
        if self._reduction > RECOVERED_GAIN and float(height.max(initial=0.0)) <= self._ceiling * KNEE_SHARE:
            self._reduction = 1.0
            return louder
        blocks = -(-length // BLOCK_SAMPLES)
        padded = np.pad(height, (0, blocks * BLOCK_SAMPLES - length)).reshape(blocks, BLOCK_SAMPLES)
        needed = np.float32(self._ceiling) / np.maximum(padded.max(axis=1), np.float32(self._ceiling))
        reduction = ramped(self._gains(needed.tolist()), BLOCK_SAMPLES).ravel()[:length]
        louder *= reduction
        height *= reduction
        return self._bent(louder, height)

    def _gains(self, needed: list[float]) -> list[float]:
        """The gain before the first block and at the end of each: down before a block that needs it, then slowly back."""
        reduction, gains = self._reduction, [self._reduction]
        for here, ahead in zip(needed, [*needed[1:], 1.0], strict=True):
            reduction = min(here, ahead, reduction + (1.0 - reduction) * RECOVERY_PER_BLOCK)
            gains.append(reduction)
        self._reduction = reduction
        return gains

    def _bent(self, wave: Samples, height: Samples) -> Samples:
        """The wave with whatever still stands above the knee bent to stay under the ceiling; changed in place."""
        knee = np.float32(self._ceiling * KNEE_SHARE)
        over = np.flatnonzero(height > knee)
        if len(over):
            high, room = wave[:, over], np.float32(self._ceiling) - knee
            size = np.abs(high)
            wave[:, over] = np.where(size > knee, np.copysign(knee + room * np.tanh((size - knee) / room), high), high)
        return wave


def as_integers(wave: Samples) -> Integers:
    """A stem, (2, samples) in -1 … 1, as it is kept: 16-bit integers of the same shape."""
    scaled = wave * np.float32(MAX_INT16)
    np.rint(scaled, out=scaled)
    numbers = np.empty((wave.shape[1], 2), dtype=np.int16)
    numbers[:, 0], numbers[:, 1] = scaled[0], scaled[1]
    return numbers.T
