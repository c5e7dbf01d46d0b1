"""From the letters of a syllable to what the mouth does: consonants, a vowel or two, consonants.

English spelling is read by rule of thumb (a sketch's diction); other alphabets keep their vowels where they are
known, and a character whose sound is not known is sung on a vowel of its own, always the same.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Spoken:
    """A syllable as it is sung; `vowels` has two where it glides."""

    onset: tuple[str, ...]
    vowels: tuple[str, ...]
    coda: tuple[str, ...]


PURE = ("ah", "eh", "ee", "oh", "oo")
LONG = {"a": ("eh", "ee"), "e": ("ee",), "i": ("ah", "ee"), "o": ("oh", "oo"), "u": ("oo",), "y": ("ah", "ee")}
SHORT = {"a": ("ae",), "e": ("eh",), "i": ("ih",), "o": ("ah",), "u": ("uh",), "y": ("ee",)}
VOWELS: dict[str, tuple[str, ...]] = {
    "eigh": ("eh", "ee"), "igh": ("ah", "ee"), "augh": ("aw",), "ough": ("aw",), "eau": ("oh", "oo"), "eye": ("ah", "ee"),
    "ai": ("eh", "ee"), "ay": ("eh", "ee"), "ei": ("eh", "ee"), "ey": ("eh", "ee"), "ee": ("ee",), "ea": ("ee",), "ie": ("ee",),
    "oo": ("oo",), "ou": ("ah", "oo"), "ow": ("oh", "oo"), "oa": ("oh", "oo"), "oe": ("oh", "oo"), "oi": ("aw", "ee"),
    "oy": ("aw", "ee"),
    "au": ("aw",), "aw": ("aw",), "ew": ("oo",), "eu": ("oo",), "ue": ("oo",), "ui": ("oo",), "ia": ("ee", "ah"),
    "io": ("ee", "oh"),
    "ar": ("ah", "er"), "er": ("er",), "ir": ("er",), "ur": ("er",), "or": ("aw", "er"),
}  # fmt: skip
CONSONANTS: dict[str, tuple[str, ...]] = {
    "tch": ("ch",), "dge": ("j",), "sch": ("s", "k"), "th": ("th",), "sh": ("sh",), "ch": ("ch",), "ph": ("f",), "wh": ("w",),
    "ck": ("k",),
    "ng": ("ng",), "nk": ("ng", "k"), "qu": ("k", "w"), "kn": ("n",), "wr": ("r",), "gh": (), "mb": ("m",), "ss": ("s",),
    "ll": ("l",),
    "c": ("k",), "q": ("k",), "x": ("k", "s"), "j": ("j",),
}  # fmt: skip
PLAIN = "bdfghklmnprstvwyz"
IRREGULAR: dict[str, Spoken] = {
    "the": Spoken(("th",), ("uh",), ()), "a": Spoken((), ("uh",), ()), "i": Spoken((), ("ah", "ee"), ()),
    "i'm": Spoken((), ("ah", "ee"), ("m",)),
    "you": Spoken(("y",), ("oo",), ()), "to": Spoken(("t",), ("oo",), ()), "do": Spoken(("d",), ("oo",), ()),
    "of": Spoken((), ("uh",), ("v",)),
    "my": Spoken(("m",), ("ah", "ee"), ()), "by": Spoken(("b",), ("ah", "ee"), ()), "why": Spoken(("w",), ("ah", "ee"), ()),
    "sky": Spoken(("s", "k"), ("ah", "ee"), ()), "one": Spoken(("w",), ("uh",), ("n",)), "love": Spoken(("l",), ("uh",), ("v",)),
    "come": Spoken(("k",), ("uh",), ("m",)), "some": Spoken(("s",), ("uh",), ("m",)), "was": Spoken(("w",), ("uh",), ("z",)),
    "your": Spoken(("y",), ("aw", "er"), ()), "are": Spoken((), ("ah", "er"), ()), "there": Spoken(("th",), ("eh", "er"), ()),
    "heart": Spoken(("h",), ("ah", "er"), ("t",)), "down": Spoken(("d",), ("ah", "oo"), ("n",)),
    "now": Spoken(("n",), ("ah", "oo"), ()),
    "through": Spoken(("th", "r"), ("oo",), ()), "we": Spoken(("w",), ("ee",), ()), "me": Spoken(("m",), ("ee",), ()),
    "he": Spoken(("h",), ("ee",), ()),
    "she": Spoken(("sh",), ("ee",), ()), "be": Spoken(("b",), ("ee",), ()), "no": Spoken(("n",), ("oh", "oo"), ()),
    "go": Spoken(("g",), ("oh", "oo"), ()),
    "so": Spoken(("s",), ("oh", "oo"), ()), "have": Spoken(("h",), ("ae",), ("v",)), "la": Spoken(("l",), ("ah",), ()),
    "na": Spoken(("n",), ("ah",), ()),
}  # fmt: skip
ELSEWHERE = dict(
    zip(
        "аэоуиыеёюяαεηιουω",
        ("ah", "eh", "oh", "oo", "ee", "ih", "eh", "oh", "oo", "ah", "ah", "eh", "ee", "ee", "oh", "oo", "oh"),
        strict=True,
    )
)


@lru_cache(maxsize=4096)
def spoken(syllable: str) -> Spoken:
    """The phonemes of one syllable; anything can be sung, if only on `ah`."""
    told = syllable.strip().lower().replace("’", "'")
    if told.strip('.,;:!?"()-') in IRREGULAR:
        return IRREGULAR[told.strip('.,;:!?"()-')]
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", told) if "a" <= letter <= "z")
    if not plain:
        return elsewhere(told)
    start = next((index for index, letter in enumerate(plain) if letter in "aeiou" or (letter == "y" and index > 0)), None)
    if start is None:
        return Spoken(consonants(plain), ("uh",), ())
    if plain[start - 1 : start + 1] == "qu" and len(plain) > start + 1:
        start += 1
    silent_e = len(plain) > start + 2 and plain.endswith("e") and plain[-2] not in "aeiouy"
    rest = plain[start:-1] if silent_e else plain[start:]
    nucleus = next((size for size in (4, 3, 2) if rest[:size] in VOWELS and not (silent_e and "r" in rest[:size])), 1)
    if nucleus > 1:
        vowels = VOWELS[rest[:nucleus]]
    else:
        vowels = (LONG if silent_e or (len(rest) == 1 and rest in "eio" and len(plain) <= 3) else SHORT)[rest[0]]
    coda = consonants("".join(letter for letter in rest[nucleus:] if letter not in "aeiou"))
    return Spoken(consonants(plain[:start])[-3:], vowels, coda[:3])


def consonants(letters: str) -> tuple[str, ...]:
    found: list[str] = []
    while letters:
        size = next((size for size in (3, 2, 1) if letters[:size] in CONSONANTS), 0)
        found += CONSONANTS[letters[:size]] if size else ([letters[0]] if letters[0] in PLAIN else [])
        letters = letters[max(1, size) :]
    return tuple(sound for index, sound in enumerate(found) if index == 0 or sound != found[index - 1])


def elsewhere(told: str) -> Spoken:
    """Letters outside the Latin alphabet: a known vowel, else one that belongs to the character."""
    known = [ELSEWHERE[letter] for letter in told if letter in ELSEWHERE]
    if known:
        return Spoken((), tuple(known[:2]), ())
    if not told:
        return Spoken((), ("ah",), ())
    number = crc32(told.encode())
    onset = ("", "n", "m", "l", "h", "k", "t", "s", "y")[number % 9]
    return Spoken((onset,) if onset else (), (PURE[number // 9 % 5],), ())
