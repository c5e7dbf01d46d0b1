"""Who sings: the size of the throat, the light in the voice, the breath in it, and how it sways."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

VOWEL: dict[str, tuple[float, float, float]] = {
    "ah": (730, 1120, 2500), "ae": (680, 1680, 2450), "aw": (590, 880, 2540), "eh": (550, 1770, 2490), "ee": (290, 2250, 2960),
    "ih": (400, 1960, 2550), "oh": (480, 860, 2400), "oo": (320, 820, 2240), "uh": (620, 1200, 2500), "er": (480, 1340, 1720),
}  # fmt: skip
"""First three resonances of a grown man, in hertz. Source: Peterson & Barney 1952, opened a little for singing."""

HUMMED: dict[str, tuple[float, float, float]] = {
    "m": (250, 1000, 2200), "n": (260, 1500, 2400), "ng": (260, 1900, 2300), "l": (340, 1150, 2700), "r": (380, 1180, 1550),
    "w": (300, 650, 2200),
    "y": (270, 2200, 2900), "v": (260, 1200, 2400), "z": (260, 1600, 2500), "j": (260, 1900, 2500), "b": (200, 900, 2200),
    "d": (220, 1700, 2500), "g": (220, 1900, 2300),
}  # fmt: skip
"""The same for consonants with voice in them."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One singer, or several."""

    throat: float = 1.0
    """How much higher its resonances lie than a man's."""
    tilt: float = 1.0
    """How fast its overtones fall: 0.8 bright … 1.4 soft."""
    breath: float = 0.03
    vibrato: float = 28.0
    """Cents."""
    rate: float = 5.4
    wait: float = 0.28
    """Seconds before it begins to sway."""
    ring: float = 0.0
    """The singer's formant: how much the third to fifth resonances crowd together."""
    attack: float = 0.035
    scoop: float = 60.0
    """Cents below, from which it comes up."""
    fall: float = 0.0
    """Cents it falls by the end, as speech does."""
    singers: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """Of each one: cents beside the pitch, place left to right."""
    voiced: float = 1.0
    reach: tuple[int, int] = (40, 84)


VOICES: dict[str, Voice] = {
    "female": Voice(1.17, 1.05, 0.035, 26, 5.6, reach=(55, 79)),
    "male": Voice(1.0, 1.0, 0.03, 24, 5.2, reach=(45, 69)),
    "soprano": Voice(1.2, 1.15, 0.02, 45, 5.9, 0.15, 0.6, 0.06, 35, reach=(60, 84)),
    "baritone": Voice(0.92, 0.95, 0.02, 38, 5.0, 0.2, 0.9, 0.06, 45, reach=(40, 65)),
    "choir": Voice(
        1.1,
        1.2,
        0.05,
        18,
        5.1,
        0.1,
        0.1,
        0.09,
        20,
        singers=((-11, -0.8), (-5, 0.45), (2, -0.3), (7, 0.8), (12, 0.1)),
        reach=(48, 79),
    ),
    "rap": Voice(1.0, 0.85, 0.05, 0, 5.0, 1.0, 0.0, 0.012, 90, 160, reach=(40, 64)),
    "whisper": Voice(1.08, 1.3, 0.55, 0, 5.0, 1.0, 0.0, 0.05, 20, voiced=0.06, reach=(45, 76)),
}


def tract(resonances: tuple[float, float, float], voice: Voice, at: Numbers) -> Numbers:
    """How loud each frequency comes out of a mouth with these resonances: a cascade, so their levels follow from their places."""
    first, second, third = (place * voice.throat for place in resonances)
    fourth, fifth = 3500 * voice.throat, 4500 * voice.throat
    if voice.ring:
        third, fourth, fifth = third + (2750 * voice.throat - third) * voice.ring * 0.6, 3050 * voice.throat, 3500 * voice.throat
    gain = np.ones_like(at)
    for place, width in ((first, 75), (second, 95), (third, 130), (fourth, 220), (fifth, 300)):
        ratio = at / place
        gain /= np.sqrt((1 - ratio**2) ** 2 + (ratio * width / place) ** 2)
    return gain * (1 + (at / (3800 * voice.throat)) ** 2) / (1 + (at / (6500 * voice.throat)) ** 4)
