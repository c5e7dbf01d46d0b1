"""Keys and scales: a tonic, a mode, and the pitch classes that belong to them."""

import re
from dataclasses import dataclass

_NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
"""The seven notes of each mode, in semitones above the tonic."""

_SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_MAJOR_TONICS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
"""The usual spelling of the tonic by pitch class."""


def pitch_class(name: str) -> int:
    """The pitch class, 0 (C) … 11 (B), of a note name such as `F#` or `Bb`."""
    return (_NATURALS[name[0]] + name.count("#") - name[1:].count("b")) % 12


def is_major_mode(mode: str) -> bool:
    """Whether the third above the tonic is major, as in major, lydian and mixolydian."""
    return SCALES[mode][2] == 4


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode of `SCALES`: `Key("D", "minor")` is written `D minor`."""

    tonic: str
    mode: str

    @property
    def root(self) -> int:
        """The pitch class of the tonic."""
        return pitch_class(self.tonic)

    @property
    def is_major(self) -> bool:
        """Whether the third above its tonic is major."""
        return is_major_mode(self.mode)

    @property
    def scale(self) -> frozenset[int]:
        """The pitch classes of the key."""
        return frozenset((self.root + step) % 12 for step in SCALES[self.mode])

    def spell(self, pitch: int) -> str:
        """The name of a pitch class as it is written in this key: A# in B major, Bb in F major."""
        flat = "b" in self.tonic or (self.tonic, self.is_major) in _FLAT_KEYS_ON_NATURALS
        return (_FLATS if flat else _SHARPS)[pitch % 12]

    def __str__(self) -> str:
        return f"{self.tonic} {self.mode}"


_FLAT_KEYS_ON_NATURALS = {("F", True), ("C", True), ("D", False), ("G", False), ("C", False), ("F", False)}
"""Keys (tonic, is major) that are written with flats although their tonic has none."""


def key_on(root: int, mode: str) -> Key:
    """The key on a pitch class under its usual name: 10 and major give `Bb major`."""
    return Key((_MAJOR_TONICS if is_major_mode(mode) else _MINOR_TONICS)[root % 12], mode)


def read_key(written: str) -> Key:
    """A key from its written form, `D minor`. Anything else gives C major, so that a score with an unknown key still plays."""
    match = re.fullmatch(r"([A-G][#b]?) (\w+)", written)
    if not match or match[2] not in SCALES:
        return Key("C", "major")
    return Key(match[1], match[2])
