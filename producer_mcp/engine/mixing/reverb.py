"""Reverb: what a room sends back, by convolution with an impulse response made of noise.

The response is a few early reflections and noise that dies away, its highs first. It is computed at half the sample rate,
since rooms return little above 10 kHz: one FFT for what goes in, and one back for each ear.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..samples import SAMPLE_RATE, Samples, Spectrum, numpy_dice, samples_in, silence
from ..score import Stem
from ..styles import STYLES
from ..synthesis.envelopes import decay, rise
from ..synthesis.filters import FrequencyResponse, band, noise

FFT_SAMPLES, RESPONSE_SAMPLES = 1 << 18, 1 << 16
"""Both at half the sample rate; a response lasts 3 s."""
CHUNK_SAMPLES = 2 * (FFT_SAMPLES - RESPONSE_SAMPLES)
"""Samples that are worked on at once, everywhere in the renderer: 8.9 s."""
HALF_BAND_TAPS = tuple(float(0.5 * np.sinc(place / 2) * np.kaiser(17, 5.0)[8 + place]) for place in (1, 3, 5, 7))
"""The odd taps of the half-band filter that halves and doubles the rate; its middle tap is a half, its even ones are 0."""
EDGE_SAMPLES = 16
"""Samples of the chunk before that the filter needs."""
EARLY_REFLECTIONS = 9
"""How many single echoes come before the noise."""


@dataclass(frozen=True, slots=True)
class RoomShape:
    """What a room is like."""

    seconds: float
    """Until it is 60 dB down."""
    before: float
    """Seconds until the first reflection."""
    dark: float
    """Hertz above which the walls swallow."""
    near: float
    """How loud the early reflections are."""


ROOM_SHAPES: dict[str, RoomShape] = {
    "plate": RoomShape(seconds=1.7, before=0.022, dark=6500, near=0.2),
    "club": RoomShape(seconds=0.8, before=0.006, dark=7500, near=0.7),
    "chamber": RoomShape(seconds=1.3, before=0.012, dark=5500, near=0.5),
    "hall": RoomShape(seconds=2.6, before=0.028, dark=4800, near=0.4),
    "cathedral": RoomShape(seconds=3.6, before=0.04, dark=4000, near=0.2),
    "box": RoomShape(seconds=0.35, before=0.003, dark=5000, near=0.8),
}

Rooms = dict[Stem, str]
"""The room of each stem: a name in `ROOM_SHAPES`."""
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
def impulse_response(shape: RoomShape) -> tuple[Spectrum, Spectrum]:
    """The spectra, (FFT_SAMPLES / 2 + 1,), of what the left and the right ear hear of one clap, at half the sample rate."""
    spectra = []
    wait = samples_in(shape.before / 2)
    half_life = shape.seconds / 20  # 60 dB are ten halvings, in half as many samples

    def within(low: float, high: float, slope: float) -> FrequencyResponse:
        """A band-pass in hertz for noise that will be read at half the sample rate, where every frequency is half as high."""
        return lambda at: band(low, high, slope)(at * np.float32(0.5))

    for ear in ("left", "right"):
        chance = numpy_dice("room", shape.seconds, shape.before, ear)
        high = noise(RESPONSE_SAMPLES, within(shape.dark * 0.5, shape.dark * 1.6, 2), chance)
        low = noise(RESPONSE_SAMPLES, within(180, shape.dark * 0.5, 1.5), chance)
        high, low = high * decay(RESPONSE_SAMPLES, half_life * 0.45), low * decay(RESPONSE_SAMPLES, half_life)
        late = (low + high * np.float32(0.6)) * rise(RESPONSE_SAMPLES, 0.006)
        wave = np.zeros(RESPONSE_SAMPLES, dtype=np.float32)
        wave[wait:] = late[: RESPONSE_SAMPLES - wait]
        wave /= np.float32(np.sqrt(float(np.square(wave).sum())))
        for reflection in range(EARLY_REFLECTIONS):
            at = wait // 2 + int(SAMPLE_RATE * 0.002 * (reflection + float(chance.random())) * (1 + shape.before * 20))
            wave[at] += np.float32(shape.near * 0.35 * 0.82**reflection * (1 if chance.random() < 0.5 else -1))
        fade = RESPONSE_SAMPLES // 8
        wave[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        spectra.append(np.fft.rfft(wave, FFT_SAMPLES).astype(np.complex64))
    return spectra[0], spectra[1]


class ConvolutionReverb:
    """The room of one stem; it rings on into the next chunk."""

    def __init__(self, shape: RoomShape) -> None:
        self._responses = impulse_response(shape)
        self._ringing = silence(RESPONSE_SAMPLES)
        self._before = np.zeros(EDGE_SAMPLES, dtype=np.float32)
        self._returned = silence(EDGE_SAMPLES)
        self._rings = False

    def __call__(self, sent: Samples | None) -> Samples | None:
        """What comes back, (2, CHUNK_SAMPLES), of the next chunk sent, (CHUNK_SAMPLES,) or None of silence.

        None once nothing is sent and nothing rings any more.
        """
        if sent is None and not self._rings:
            return None
        returned = silence(EDGE_SAMPLES + CHUNK_SAMPLES // 2)
        returned[:, :EDGE_SAMPLES] = self._returned
        returned[:, EDGE_SAMPLES : EDGE_SAMPLES + RESPONSE_SAMPLES] += self._ringing
        self._rings = sent is not None
        self._ringing[:] = 0
        if sent is not None:
            longer = np.concatenate([self._before, sent])
            self._before = sent[-EDGE_SAMPLES:].copy()
            spectrum = np.fft.rfft(halved(longer), FFT_SAMPLES)
            for ear, response in enumerate(self._responses):
                wave = np.fft.irfft(spectrum * response, FFT_SAMPLES)
                returned[ear, EDGE_SAMPLES:] += wave[: CHUNK_SAMPLES // 2]
                self._ringing[ear] = wave[CHUNK_SAMPLES // 2 :]
        else:
            self._before[:] = 0
        self._returned = returned[:, -EDGE_SAMPLES:].copy()
        return doubled(returned)


def halved(longer: Samples) -> Samples:
    """(EDGE_SAMPLES + 2n,) samples as (n,) samples at half the rate, 8 samples late: every second sample of what is filtered."""
    even, odd = longer[0::2], longer[1::2]
    length, middle = (len(longer) - EDGE_SAMPLES) // 2, EDGE_SAMPLES // 2 - 4
    wave: Samples = odd[middle : middle + length] * np.float32(0.5)
    for step, tap in enumerate(HALF_BAND_TAPS):
        early, after = middle - step, middle + 1 + step
        wave += (even[early : early + length] + even[after : after + length]) * np.float32(tap)
    return wave


def doubled(longer: Samples) -> Samples:
    """(2, EDGE_SAMPLES + n) samples at half the rate as (2, 2n) samples, 8 samples late: the half-band filter between them."""
    length, middle = longer.shape[1] - EDGE_SAMPLES, EDGE_SAMPLES - 5
    wave = np.empty((2, 2 * length), dtype=np.float32)
    wave[:, 0::2] = longer[:, middle : middle + length]
    between = np.zeros((2, length), dtype=np.float32)
    for step, tap in enumerate(HALF_BAND_TAPS):
        early, after = middle - step, middle + 1 + step
        between += (longer[:, early : early + length] + longer[:, after : after + length]) * np.float32(2 * tap)
    wave[:, 1::2] = between
    return wave
