"""Rooms: what the walls answer, by convolution with a drawn room.

A room is noise that dies away, its highs first, after a few early reflections; one FFT for what goes in
and one for each ear.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..samples import SAMPLE_RATE, Samples, Spectrum, count, dice, silence
from ..score import Stem
from ..styles import STYLES
from ..synthesis.envelopes import decay, rise
from ..synthesis.spectrum import Shape, band, noise

FFT = 1 << 18
ANSWER = 1 << 16
"""Both at half the sample rate: walls answer darkly."""
CHUNK = 2 * (FFT - ANSWER)
"""Samples that are worked on at once, everywhere in the renderer: 8.9 s."""
TAPS = tuple(float(0.5 * np.sinc(place / 2) * np.kaiser(17, 5.0)[8 + place]) for place in (1, 3, 5, 7))
"""The odd taps of the half-band filter that halves and doubles the rate; the middle one is a half, the even ones nothing."""
EDGE = 16


@dataclass(frozen=True, slots=True)
class RoomShape:
    """What a room is like."""

    seconds: float
    """Until it is 60 dB down."""
    before: float
    """Seconds until the first answer."""
    dark: float
    """Hertz above which the walls swallow."""
    near: float
    """How much of the first reflections."""


ROOM_SHAPES: dict[str, RoomShape] = {
    "plate": RoomShape(1.7, 0.022, 6500, 0.2),
    "club": RoomShape(0.8, 0.006, 7500, 0.7),
    "chamber": RoomShape(1.3, 0.012, 5500, 0.5),
    "hall": RoomShape(2.6, 0.028, 4800, 0.4),
    "cathedral": RoomShape(3.6, 0.04, 4000, 0.2),
    "box": RoomShape(0.35, 0.003, 5000, 0.8),
}

Rooms = dict[Stem, str]
ROOMS: dict[str, Rooms] = {
    "usual": {"vocals": "plate", "drums": "club", "bass": "box", "other": "chamber"},
    "wide": {"vocals": "hall", "drums": "hall", "bass": "chamber", "other": "hall"},
    "vast": {"vocals": "cathedral", "drums": "hall", "bass": "hall", "other": "cathedral"},
    "dry": {"vocals": "chamber", "drums": "box", "bass": "box", "other": "club"},
}
"""Sets of rooms that a style may name."""


def rooms_of(style: str) -> Rooms:
    """The rooms that the stems of a style stand in; the usual ones if the style is not known."""
    return ROOMS[STYLES[style].rooms if style in STYLES else "usual"]


@lru_cache(maxsize=8)
def answer(walls: RoomShape) -> tuple[Spectrum, Spectrum]:
    """The spectra of what the left and the right ear hear of one clap, at half the sample rate."""
    spectra = []
    wait, half_life = count(walls.before / 2), walls.seconds / 20

    def within(low: float, high: float, slope: float) -> Shape:
        return lambda at: band(low, high, slope)(at * np.float32(0.5))

    for ear in ("left", "right"):
        chance = dice("room", walls.seconds, walls.before, ear)
        high = noise(ANSWER, within(walls.dark * 0.5, walls.dark * 1.6, 2), chance) * decay(ANSWER, half_life * 0.45)
        low = noise(ANSWER, within(180, walls.dark * 0.5, 1.5), chance) * decay(ANSWER, half_life)
        late = (low + high * np.float32(0.6)) * rise(ANSWER, 0.006)
        wave = np.zeros(ANSWER, dtype=np.float32)
        wave[wait:] = late[: ANSWER - wait]
        wave /= np.float32(np.sqrt(float(np.square(wave).sum())))
        for reflection in range(9):
            at = wait // 2 + int(SAMPLE_RATE * 0.002 * (reflection + float(chance.random())) * (1 + walls.before * 20))
            wave[at] += np.float32(walls.near * 0.35 * 0.82**reflection * (1 if chance.random() < 0.5 else -1))
        fade = ANSWER // 8
        wave[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        spectra.append(np.fft.rfft(wave, FFT).astype(np.complex64))
    return spectra[0], spectra[1]


class ConvolutionReverb:
    """One stem's room; it goes on answering into the next chunk."""

    def __init__(self, walls: RoomShape) -> None:
        self._answers = answer(walls)
        self._ringing = silence(ANSWER)
        self._before = np.zeros(EDGE, dtype=np.float32)
        self._heard = silence(EDGE)
        self._rings = False

    def __call__(self, sent: Samples | None) -> Samples | None:
        """What comes back, (2, CHUNK), of what was sent, (CHUNK,); nothing of nothing."""
        if sent is None and not self._rings:
            return None
        heard = silence(EDGE + CHUNK // 2)
        heard[:, :EDGE] = self._heard
        heard[:, EDGE : EDGE + ANSWER] += self._ringing
        self._rings = sent is not None
        self._ringing[:] = 0
        if sent is not None:
            longer = np.concatenate([self._before, sent])
            self._before = sent[-EDGE:].copy()
            spectrum = np.fft.rfft(halved(longer), FFT)
            for ear, walls in enumerate(self._answers):
                wave = np.fft.irfft(spectrum * walls, FFT)
                heard[ear, EDGE:] += wave[: CHUNK // 2]
                self._ringing[ear] = wave[CHUNK // 2 :]
        else:
            self._before[:] = 0
        self._heard = heard[:, -EDGE:].copy()
        return doubled(heard)


def halved(longer: Samples) -> Samples:
    """EDGE + 2n samples to n at half the rate, 8 samples late."""
    even, odd = longer[0::2], longer[1::2]
    length, middle = (len(longer) - EDGE) // 2, EDGE // 2 - 4
    wave: Samples = odd[middle : middle + length] * np.float32(0.5)
    for step, tap in enumerate(TAPS):
        early, after = middle - step, middle + 1 + step
        wave += (even[early : early + length] + even[after : after + length]) * np.float32(tap)
    return wave


def doubled(longer: Samples) -> Samples:
    """(2, EDGE + n) samples at half the rate to (2, 2n), 8 late."""
    length, middle = longer.shape[1] - EDGE, EDGE - 5
    wave = np.empty((2, 2 * length), dtype=np.float32)
    wave[:, 0::2] = longer[:, middle : middle + length]
    between = np.zeros((2, length), dtype=np.float32)
    for step, tap in enumerate(TAPS):
        early, after = middle - step, middle + 1 + step
        between += (longer[:, early : early + length] + longer[:, after : after + length]) * np.float32(2 * tap)
    wave[:, 1::2] = between
    return wave
