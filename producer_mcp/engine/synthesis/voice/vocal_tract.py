"""The vocal tract: where vowels and voiced consonants resonate, and how loud that makes each frequency."""

import numpy as np

from ...catalogue import Voice
from ...samples import Curve

VOWEL_HERTZ: dict[str, tuple[float, float, float]] = {
    "ah": (730, 1120, 2500), "ae": (680, 1680, 2450), "aw": (590, 880, 2540), "eh": (550, 1770, 2490), "ee": (290, 2250, 2960),
    "ih": (400, 1960, 2550), "oh": (480, 860, 2400), "oo": (320, 820, 2240), "uh": (620, 1200, 2500), "er": (480, 1340, 1720),
}  # fmt: skip
"""First three resonances of a grown man, in hertz. Source: Peterson & Barney 1952, opened a little for singing."""

VOICED_CONSONANT_HERTZ: dict[str, tuple[float, float, float]] = {
    "m": (250, 1000, 2200), "n": (260, 1500, 2400), "ng": (260, 1900, 2300), "l": (340, 1150, 2700), "r": (380, 1180, 1550),
    "w": (300, 650, 2200),
    "y": (270, 2200, 2900), "v": (260, 1200, 2400), "z": (260, 1600, 2500), "j": (260, 1900, 2500), "b": (200, 900, 2200),
    "d": (220, 1700, 2500), "g": (220, 1900, 2300),
}  # fmt: skip
"""The same for voiced consonants."""


def tract(resonances: tuple[float, float, float], voice: Voice, at: Curve) -> Curve:
    """The gain of a vocal tract with these first three resonances, in hertz for a man, at each frequency of `at` in hertz.

    The resonances stand in a cascade, so their levels follow from their places.
    """
    first, second, third = (place * voice.throat for place in resonances)
    fourth, fifth = 3500 * voice.throat, 4500 * voice.throat
    if voice.ring:
        third, fourth, fifth = third + (2750 * voice.throat - third) * voice.ring * 0.6, 3050 * voice.throat, 3500 * voice.throat
    gain = np.ones_like(at)
    for place, width in ((first, 75), (second, 95), (third, 130), (fourth, 220), (fifth, 300)):
        ratio = at / place
        gain /= np.sqrt((1 - ratio**2) ** 2 + (ratio * width / place) ** 2)
    return gain * (1 + (at / (3800 * voice.throat)) ** 2) / (1 + (at / (6500 * voice.throat)) ** 4)
