"""Chords: what sounds in a chord symbol (`Dm7`), and roman numerals written out as symbols in a key."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .keys import SCALES, Key, pitch_class

QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "9": (0, 4, 10, 2),
    "13": (0, 4, 10, 9),
    "maj9": (0, 4, 11, 2),
    "m9": (0, 3, 10, 2),
    "add9": (0, 4, 7, 2),
    "madd9": (0, 3, 7, 2),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "m7b5": (0, 3, 6, 10),
    "aug": (0, 4, 8),
    "7b9": (0, 4, 10, 1),
}
"""The notes of each quality, in semitones above the root, the most important first."""

_SYMBOL = re.compile(r"([A-G][#b]?)([^/]*)(?:/([A-G][#b]?))?")
_NUMERAL = re.compile(r"([b#]?)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(.*)")
_DEGREES = ("i", "ii", "iii", "iv", "v", "vi", "vii")


@dataclass(frozen=True, slots=True)
class Chord:
    """The pitch classes (0 … 11) of a chord: its root, its bass note and its tones, the most important tone first."""

    root: int
    bass: int
    tones: tuple[int, ...]

    @property
    def fifth(self) -> int:
        """The pitch class that a bass may play beside the root: the fifth of the chord, else the root."""
        for step in (7, 6, 8):
            if (self.root + step) % 12 in self.tones:
                return (self.root + step) % 12
        return self.root


@lru_cache(maxsize=2048)
def read_chord(symbol: str) -> Chord:
    """A chord from its symbol. An unknown quality is read as a plain major or minor triad, an unreadable symbol as C major."""
    match = _SYMBOL.fullmatch(symbol.strip())
    if match is None:
        return Chord(root=0, bass=0, tones=(0, 4, 7))
    name, quality, bass = match.groups()
    root = pitch_class(name)
    triad = "m" if quality.startswith("m") and not quality.startswith("maj") else ""
    tones = tuple((root + step) % 12 for step in QUALITIES.get(quality, QUALITIES[triad]))
    return Chord(root, pitch_class(bass) if bass else root, tones)


COLOURS: dict[str, dict[str, str]] = {
    "triads": {},
    "power": {"": "5", "m": "5"},
    "sevenths": {"I": "maj7", "IV": "maj7", "bIII": "maj7", "bVI": "maj7", "bII": "maj7", "V": "7", "": "7", "m": "m7"},
    "ninths": {"I": "maj9", "IV": "maj9", "bIII": "maj7", "bVI": "maj9", "bII": "maj7", "V": "9", "": "9", "m": "m9"},
    "open": {"I": "add9", "IV": "add9", "bVI": "add9", "bIII": "add9", "i": "madd9"},
    "dominant": {"": "7", "m": "m7"},
}
"""The quality that a style gives to a plain numeral: looked up by the numeral, else by its triad (empty major, `m` minor)."""


def write_chord(numeral: str, key: Key, colour: str = "triads") -> str:
    """The chord symbol of a roman numeral in a key.

    Numerals count from the major scale on the tonic: bVI in C is Ab, and with the colour `sevenths` Abmaj7. Raises ValueError
    if `numeral` is not a roman numeral.
    """
    match = _NUMERAL.fullmatch(numeral)
    if match is None:
        raise ValueError(f"{numeral} is not a roman numeral")
    sign, degree, suffix = match.groups()
    step = SCALES["major"][_DEGREES.index(degree.lower())] + {"b": -1, "#": 1, "": 0}[sign]
    triad = "m" if degree.islower() else ""
    if suffix:
        quality = {"o": "dim", "o7": "dim7", "ø": "m7b5", "+": "aug"}.get(suffix, triad + suffix)
    else:
        table = COLOURS[colour]
        quality = table.get(sign + degree, table.get(triad, triad))
    return key.spell(key.root + step) + quality


def split_bar(bar: str) -> tuple[str, ...]:
    """The chord symbols of one bar: `Dm7` is one, `G7 C` two."""
    return tuple(bar.split()) or ("C",)
