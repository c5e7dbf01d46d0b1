"""Keys and scales: a tonic, a mode, and the pitch classes that belong to them."""

import re
from dataclasses import dataclass

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
"""Semitones above the tonic."""

_SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_TONICS = {
    True: ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"),
    False: ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"),
}


def pitch_class(name: str) -> int:
    """0 … 11 of `F#`, `Bb`, `C`."""
    return (LETTERS[name[0]] + name.count("#") - name[1:].count("b")) % 12


@dataclass(frozen=True, slots=True)
class Key:
    """`Key("D", "minor")`: written `D minor`."""

    tonic: str
    mode: str

    @property
    def root(self) -> int:
        return pitch_class(self.tonic)

    @property
    def is_major(self) -> bool:
        return SCALES[self.mode][2] == 4

    @property
    def scale(self) -> frozenset[int]:
        """The pitch classes of the key."""
        return frozenset((self.root + step) % 12 for step in SCALES[self.mode])

    def spell(self, pitch: int) -> str:
        """The name of a pitch class as this key writes it: A# in B major, Bb in F."""
        flat = "b" in self.tonic or (self.tonic, self.is_major) in _FLAT_WITHOUT_SIGN
        return (_FLATS if flat else _SHARPS)[pitch % 12]

    def __str__(self) -> str:
        return f"{self.tonic} {self.mode}"


_FLAT_WITHOUT_SIGN = {("F", True), ("C", True), ("D", False), ("G", False), ("C", False), ("F", False)}


def key_on(root: int, mode: str) -> Key:
    """The usual name of the key on a pitch class: 10, major is `Bb major`."""
    return Key(_TONICS[SCALES[mode][2] == 4][root % 12], mode)


def read_key(written: str) -> Key:
    """`D minor` as a Key; anything unreadable is C major, so that an old score still plays."""
    found = re.fullmatch(r"([A-G][#b]?) (\w+)", written)
    if not found or found[2] not in SCALES:
        return Key("C", "major")
    return Key(found[1], found[2])
