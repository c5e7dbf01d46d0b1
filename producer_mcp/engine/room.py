"""Rooms: what the walls answer, by convolution with a drawn room.

A room is noise that dies away, its highs first, after a few early reflections; one FFT for what goes in
and one for each ear.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .envelopes import decay, rise
from .samples import SAMPLE_RATE, Samples, Spectrum, count, dice
from .score import Stem
from .spectrum import band, noise

FFT = 1 << 19
ANSWER = 1 << 17
CHUNK = FFT - ANSWER
"""Samples that are worked on at once, everywhere in the renderer: 8.9 s."""


@dataclass(frozen=True, slots=True)
class Walls:
    """What a room is like."""

    seconds: float
    """Until it is 60 dB down."""
    before: float
    """Seconds until the first answer."""
    dark: float
    """Hertz above which the walls swallow."""
    near: float
    """How much of the first reflections."""


PLATE = Walls(1.7, 0.022, 6500, 0.2)
CLUB = Walls(0.8, 0.006, 7500, 0.7)
CHAMBER = Walls(1.3, 0.012, 5500, 0.5)
HALL = Walls(2.6, 0.028, 4800, 0.4)
CATHEDRAL = Walls(3.6, 0.04, 4000, 0.2)
BOX = Walls(0.35, 0.003, 5000, 0.8)

WIDE = {"vocals": HALL, "drums": HALL, "bass": CHAMBER, "other": HALL}
VAST = {"vocals": CATHEDRAL, "drums": HALL, "bass": HALL, "other": CATHEDRAL}
DRY = {"vocals": CHAMBER, "drums": BOX, "bass": BOX, "other": CLUB}
USUAL = {"vocals": PLATE, "drums": CLUB, "bass": BOX, "other": CHAMBER}
STYLES: dict[str, dict[str, Walls]] = {
    "ambient": VAST, "cinematic": WIDE, "orchestral": WIDE, "classical": WIDE, "synthwave": WIDE, "shoegaze": VAST, "choral": VAST,
    "funk": DRY, "punk": DRY, "hip hop": DRY, "trap": DRY, "chiptune": DRY, "reggae": USUAL,
}  # fmt: skip


def walls_of(style: str, stem: Stem) -> Walls:
    """The room a stem of this style stands in."""
    return STYLES.get(style, USUAL)[stem]


@lru_cache(maxsize=8)
def answer(walls: Walls) -> tuple[Spectrum, Spectrum]:
    """The spectra of what the left and the right ear hear of one clap."""
    length, spectra = ANSWER, []
    wait = count(walls.before)
    for ear in ("left", "right"):
        chance = dice("room", walls.seconds, walls.before, ear)
        high = noise(length, band(walls.dark * 0.5, walls.dark * 1.6, 2), chance) * decay(length, walls.seconds / 10 * 0.45)
        low = noise(length, band(180, walls.dark * 0.5, 1.5), chance) * decay(length, walls.seconds / 10)
        late = (low + high * np.float32(0.6)) * rise(length, 0.012)
        wave = np.zeros(length, dtype=np.float32)
        wave[wait:] = late[: length - wait]
        wave /= np.float32(np.sqrt(float(np.square(wave).sum())))
        for reflection in range(9):
            at = wait // 2 + int(SAMPLE_RATE * 0.004 * (reflection + float(chance.random())) * (1 + walls.before * 20))
            wave[at] += np.float32(walls.near * 0.35 * 0.82**reflection * (1 if chance.random() < 0.5 else -1))
        fade = length // 8
        wave[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        spectra.append(np.fft.rfft(wave, FFT).astype(np.complex64))
    return spectra[0], spectra[1]


class Room:
    """One stem's room; it goes on answering into the next chunk."""

    def __init__(self, walls: Walls) -> None:
        self._answers = answer(walls)
        self._ringing: Samples | None = None

    def __call__(self, sent: Samples | None) -> Samples | None:
        """What comes back, (2, CHUNK), of what was sent, (CHUNK,); nothing of nothing."""
        ringing, self._ringing = self._ringing, None
        if sent is None or not sent.any():
            return None if ringing is None else np.pad(ringing, ((0, 0), (0, CHUNK - ANSWER)))
        spectrum = np.fft.rfft(sent, FFT)
        heard = np.empty((2, FFT), dtype=np.float32)
        for ear, walls in enumerate(self._answers):
            heard[ear] = np.fft.irfft(spectrum * walls, FFT)
        if ringing is not None:
            heard[:, :ANSWER] += ringing
        self._ringing = heard[:, CHUNK:].copy()
        return heard[:, :CHUNK]
