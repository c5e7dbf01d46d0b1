"""From the letters of a syllable to what the mouth does: consonants, a vowel or two, consonants.

English spelling is read by a few rules and exceptions, which is good enough to sing along. Of other alphabets only some vowels
are known; any other character gets a consonant and a vowel that are always the same for it.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Phonemes:
    """The sounds of one syllable; `vowels` has two where it glides from one to the other."""

    onset: tuple[str, ...]
    vowels: tuple[str, ...]
    coda: tuple[str, ...]


PURE_VOWELS = ("ah", "eh", "ee", "oh", "oo")
"""The vowels that characters without a known sound may get."""
LONG_VOWELS = {"a": ("eh", "ee"), "e": ("ee",), "i": ("ah", "ee"), "o": ("oh", "oo"), "u": ("oo",), "y": ("ah", "ee")}
SHORT_VOWELS = {"a": ("ae",), "e": ("eh",), "i": ("ih",), "o": ("ah",), "u": ("uh",), "y": ("ee",)}
"""What a vowel letter sounds like at the end of a short word or before a silent e, and what it sounds like elsewhere."""
VOWEL_SPELLINGS: dict[str, tuple[str, ...]] = {
    "eigh": ("eh", "ee"), "igh": ("ah", "ee"), "augh": ("aw",), "ough": ("aw",), "eau": ("oh", "oo"), "eye": ("ah", "ee"),
    "ai": ("eh", "ee"), "ay": ("eh", "ee"), "ei": ("eh", "ee"), "ey": ("eh", "ee"), "ee": ("ee",), "ea": ("ee",), "ie": ("ee",),
    "oo": ("oo",), "ou": ("ah", "oo"), "ow": ("oh", "oo"), "oa": ("oh", "oo"), "oe": ("oh", "oo"), "oi": ("aw", "ee"),
    "oy": ("aw", "ee"),
    "au": ("aw",), "aw": ("aw",), "ew": ("oo",), "eu": ("oo",), "ue": ("oo",), "ui": ("oo",), "ia": ("ee", "ah"),
    "io": ("ee", "oh"),
    "ar": ("ah", "er"), "er": ("er",), "ir": ("er",), "ur": ("er",), "or": ("aw", "er"),
}  # fmt: skip
CONSONANT_SPELLINGS: dict[str, tuple[str, ...]] = {
    "tch": ("ch",), "dge": ("j",), "sch": ("s", "k"), "th": ("th",), "sh": ("sh",), "ch": ("ch",), "ph": ("f",), "wh": ("w",),
    "ck": ("k",),
    "ng": ("ng",), "nk": ("ng", "k"), "qu": ("k", "w"), "kn": ("n",), "wr": ("r",), "gh": (), "mb": ("m",), "ss": ("s",),
    "ll": ("l",),
    "c": ("k",), "q": ("k",), "x": ("k", "s"), "j": ("j",),
}  # fmt: skip
SINGLE_CONSONANTS = "bdfghklmnprstvwyz"
"""Letters that are their own sound."""
IRREGULAR_WORDS: dict[str, Phonemes] = {
    "the": Phonemes(("th",), ("uh",), ()), "a": Phonemes((), ("uh",), ()), "i": Phonemes((), ("ah", "ee"), ()),
    "i'm": Phonemes((), ("ah", "ee"), ("m",)), "you": Phonemes(("y",), ("oo",), ()), "to": Phonemes(("t",), ("oo",), ()),
    "do": Phonemes(("d",), ("oo",), ()), "of": Phonemes((), ("uh",), ("v",)), "my": Phonemes(("m",), ("ah", "ee"), ()),
    "by": Phonemes(("b",), ("ah", "ee"), ()), "why": Phonemes(("w",), ("ah", "ee"), ()),
    "sky": Phonemes(("s", "k"), ("ah", "ee"), ()), "one": Phonemes(("w",), ("uh",), ("n",)),
    "love": Phonemes(("l",), ("uh",), ("v",)), "come": Phonemes(("k",), ("uh",), ("m",)),
    "some": Phonemes(("s",), ("uh",), ("m",)), "was": Phonemes(("w",), ("uh",), ("z",)),
    "your": Phonemes(("y",), ("aw", "er"), ()), "are": Phonemes((), ("ah", "er"), ()),
    "there": Phonemes(("th",), ("eh", "er"), ()), "heart": Phonemes(("h",), ("ah", "er"), ("t",)),
    "down": Phonemes(("d",), ("ah", "oo"), ("n",)), "now": Phonemes(("n",), ("ah", "oo"), ()),
    "through": Phonemes(("th", "r"), ("oo",), ()), "we": Phonemes(("w",), ("ee",), ()), "me": Phonemes(("m",), ("ee",), ()),
    "he": Phonemes(("h",), ("ee",), ()), "she": Phonemes(("sh",), ("ee",), ()), "be": Phonemes(("b",), ("ee",), ()),
    "no": Phonemes(("n",), ("oh", "oo"), ()), "go": Phonemes(("g",), ("oh", "oo"), ()),
    "so": Phonemes(("s",), ("oh", "oo"), ()), "have": Phonemes(("h",), ("ae",), ("v",)), "la": Phonemes(("l",), ("ah",), ()),
    "na": Phonemes(("n",), ("ah",), ()),
}  # fmt: skip
OTHER_ALPHABETS = dict(
    zip(
        "аэоуиыеёюяαεηιουω",
        ("ah", "eh", "oh", "oo", "ee", "ih", "eh", "oh", "oo", "ah", "ah", "eh", "ee", "ee", "oh", "oo", "oh"),
        strict=True,
    )
)


@lru_cache(maxsize=4096)
def phonemes_of(syllable: str) -> Phonemes:
    """The phonemes of one syllable in any script; `ah` if it is empty."""
    text = syllable.strip().lower().replace("’", "'")
    word = text.strip('.,;:!?"()-')
    if word in IRREGULAR_WORDS:
        return IRREGULAR_WORDS[word]
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if "a" <= letter <= "z")
    if not plain:
        return phonemes_of_other_letters(text)
    start = next((index for index, letter in enumerate(plain) if letter in "aeiou" or (letter == "y" and index > 0)), None)
    if start is None:
        return Phonemes(consonants_of(plain), ("uh",), ())
    if plain[start - 1 : start + 1] == "qu" and len(plain) > start + 1:
        start += 1
    silent_e = len(plain) > start + 2 and plain.endswith("e") and plain[-2] not in "aeiouy"
    rest = plain[start:-1] if silent_e else plain[start:]
    nucleus = next((size for size in (4, 3, 2) if rest[:size] in VOWEL_SPELLINGS and not (silent_e and "r" in rest[:size])), 1)
    if nucleus > 1:
        vowels = VOWEL_SPELLINGS[rest[:nucleus]]
    else:
        vowels = (LONG_VOWELS if silent_e or (len(rest) == 1 and rest in "eio" and len(plain) <= 3) else SHORT_VOWELS)[rest[0]]
    coda = consonants_of("".join(letter for letter in rest[nucleus:] if letter not in "aeiou"))
    return Phonemes(consonants_of(plain[:start])[-3:], vowels, coda[:3])


def consonants_of(letters: str) -> tuple[str, ...]:
    """The sounds of these Latin consonants, none twice in a row."""
    sounds: list[str] = []
    while letters:
        size = next((size for size in (3, 2, 1) if letters[:size] in CONSONANT_SPELLINGS), 0)
        sounds += CONSONANT_SPELLINGS[letters[:size]] if size else ([letters[0]] if letters[0] in SINGLE_CONSONANTS else [])
        letters = letters[max(1, size) :]
    return tuple(sound for index, sound in enumerate(sounds) if index == 0 or sound != sounds[index - 1])


def phonemes_of_other_letters(text: str) -> Phonemes:
    """The phonemes of letters outside the Latin alphabet: their vowels if known, else sounds drawn from the characters."""
    known = [OTHER_ALPHABETS[letter] for letter in text if letter in OTHER_ALPHABETS]
    if known:
        return Phonemes((), tuple(known[:2]), ())
    if not text:
        return Phonemes((), ("ah",), ())
    number = crc32(text.encode())
    onset = ("", "n", "m", "l", "h", "k", "t", "s", "y")[number % 9]
    return Phonemes((onset,) if onset else (), (PURE_VOWELS[number // 9 % 5],), ())
