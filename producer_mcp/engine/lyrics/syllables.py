"""Lines cut into syllables, each sung on one note, in any script.

Latin, Greek and Cyrillic words are cut at their vowels. Chinese, Japanese and Korean are sung by character, a kana together
with the small one after it. Other scripts are cut into clusters of letters. Figures are read out in English. A line of nothing
but emoji is sung on `la`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

MAX_SYLLABLES_OF_SYMBOLS = 16

_UNSTRESSED_WORDS = frozenset(
    """
    a am an and are as at be been but by can could das de der des did die do du e ein el en et for from had has have he her
    his i i'll i'm i've if in is it its la le les los me my not o of on or our she so than that the their them then they this
    to un una und us was we were will with would y you your
    """.split()  # noqa: SIM905
)
"""Words of one syllable that are not stressed."""

_SECOND_SYLLABLE_STRESSED = frozenset(
    """
    about above across again against ago ahead alive alone along among around awake away because become before begin begun
    behind believe belong below beneath beside between beyond compare complete confess control decide delight deny design
    desire enjoy enough escape exist explain express forever forget forgive goodbye hello herself himself illusion inside
    instead into invite itself myself outside perfume perhaps prepare pretend produce promote remain remember repeat reply
    result return surprise surrender survive today tomorrow tonight unknown unless until upon within without yourself
    """.split()  # noqa: SIM905
)
"""Words stressed on their second syllable."""

_HYPHENATED_WORDS = frozenset(
    """
    a-lone be-ing beau-ti-ful busi-ness cha-os choc-late could-n't cre-ate cru-el de-sire di-al dia-mond did-n't do-ing don't
    du-et ev-ery ev-ery-one ev-ery-thing eve-ning eye eyes fire fu-el gi-ant go-ing good-bye ha-lo hea-ven high-er hun-dred
    i-de-a is-n't li-o-ness li-on lone-ly mo-ving na-ked ne-on o-cean peo-ple pi-a-no po-em pri-sm qui-et ra-di-o real rhy-thm
    ri-ot sa-cred sci-ence see-ing to-ge-ther vi-de-o vi-o-lin vio-let was-n't wi-cked wire would-n't you
    """.split()  # noqa: SIM905
)
"""Words that the rules would cut in the wrong places, cut in the right ones."""

_SYLLABLE_SUFFIXES = (
    "less", "ness", "ment", "thing", "times", "time", "where", "body", "selves", "light", "house", "shine", "line",
    "side", "land", "town", "foot", "well", "glass", "some", "teen", "ful", "one", "ly", "ty",
)  # fmt: skip
"""Endings that are syllables of their own; the rest of the word is cut as if it ended before them."""

_SMALL_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
"""Twenty to ninety."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """What is sung on one note."""

    text: str
    stress: float
    """0 … 1, how much it wants a strong beat."""
    ends_word: bool = True
    """Whether it is the last syllable of its word."""

    @property
    def on_note(self) -> str:
        """Its text as a note of a score carries it: with a trailing `-` inside a word."""
        return self.text if self.ends_word else f"{self.text}-"


_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουω")
_CONSONANT_PAIRS = frozenset(
    ["ch", "sh", "th", "ph", "wh", "qu", "br", "cr", "dr", "fr", "gr", "pr", "tr", "bl", "cl", "fl", "gl", "pl", "st", "sp", "ck"]
)
_SMALL_KANA = frozenset("ゃゅょっぁぃぅぇぉゎャュョッァィゥェォヮー")


def syllables(line: str) -> tuple[Syllable, ...]:
    """The syllables of a line, in order. Empty only if there is nothing in it that can be sung."""
    sung = tuple(syllable for word in sung_words_in(line) for syllable in _word(word))
    symbols = [character for character in line if unicodedata.category(character) == "So"]
    return sung or tuple(Syllable("la", 1.0) for _ in symbols[:MAX_SYLLABLES_OF_SYMBOLS])


def syllable_count(line: str) -> int:
    """How many syllables a line has, and so how many notes it needs."""
    return len(syllables(line))


def sung_words_in(line: str) -> list[str]:
    """The words of a line as they are sung: figures in words, without punctuation."""
    text = unicodedata.normalize("NFC", line).replace("’", "'")
    text = re.sub(r"\d+", lambda figures: f" {_spoken(figures[0])} ", text)
    kept = "".join(letter if letter == "'" or unicodedata.category(letter)[0] in "LM" else " " for letter in text)
    return [word.strip("'") for word in kept.split() if word.strip("'")]


def _spoken(digits: str) -> str:
    """A number in English words; one of more than four digits, or with a leading 0, digit by digit."""
    number = int(digits[:6])
    if len(digits) > 4 or (digits[0] == "0" and len(digits) > 1):
        return " ".join(_SMALL_NUMBERS[int(digit)] for digit in digits[:12])
    if number < 20:
        return _SMALL_NUMBERS[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f" {_SMALL_NUMBERS[number % 10]}" if number % 10 else "")
    if 1100 <= number < 2000 or 2010 <= number < 2100:
        century, year = divmod(number, 100)
        return f"{_spoken(str(century))} {_spoken(str(year)) if year >= 10 else 'o ' + _SMALL_NUMBERS[year]}"
    if number < 1000:
        return f"{_SMALL_NUMBERS[number // 100]} hundred" + (f" {_spoken(str(number % 100))}" if number % 100 else "")
    return f"{_SMALL_NUMBERS[number // 1000]} thousand" + (f" {_spoken(str(number % 1000))}" if number % 1000 else "")


def is_sung_by_character(text: str) -> bool:
    """Whether there are characters in it that are each sung by themselves, as in Chinese, Japanese and Korean."""
    return any(_script(character) == "characters" for character in text)


@lru_cache(maxsize=8192)
def _word(word: str) -> tuple[Syllable, ...]:
    """The syllables of a word with their stresses: the main one, and every second one beside it half as strong."""
    pieces: list[str] = []
    for run in _runs(word):
        pieces += _cut(run)
    if len(pieces) == 1:
        return (Syllable(pieces[0], 0.2 if word.lower() in _UNSTRESSED_WORDS else 0.8),)
    main = _stressed(word.lower(), len(pieces))
    last = len(pieces) - 1
    return tuple(
        Syllable(piece, 1.0 if place == main else 0.35 if (place - main) % 2 == 0 else 0.1, place == last)
        for place, piece in enumerate(pieces)
    )


def _stressed(word: str, pieces: int) -> int:
    """The number of the syllable with the main stress, from 0, by English rules."""
    if word in _SECOND_SYLLABLE_STRESSED or (pieces == 2 and word.endswith(("self", "selves"))):
        return 1
    if word.endswith(("tion", "sion", "cian", "ic")) and pieces > 2:
        return pieces - 2
    if pieces > 2 and word.startswith(("be", "re", "de", "un", "for", "con", "com", "dis")):
        return 1
    return 0


def _runs(word: str) -> list[str]:
    """A word split where its script changes, such as `日本pop`."""
    runs: list[str] = []
    before = ""
    for character in word:
        kind = _script(character)
        if runs and (kind == before or not kind):
            runs[-1] += character
        else:
            runs.append(character)
            before = kind
    return runs


def _script(character: str) -> str:
    """How the script of a character is cut: by `vowels`, `characters` or `clusters`; empty for a mark on the letter before."""
    if unicodedata.combining(character) or unicodedata.category(character)[0] == "M" or character == "'":
        return ""
    name = unicodedata.name(character, "")
    if name.startswith(("LATIN", "CYRILLIC", "GREEK")):
        return "vowels"
    if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA", "BOPOMOFO", "YI")):
        return "characters"
    return "clusters"


def _cut(run: str) -> list[str]:
    """The syllables of a run of characters in one script."""
    match _script(run[0]):
        case "characters":
            return _by_character(run)
        case "clusters":
            return _by_cluster(run)
        case _:
            return list(_by_vowel(run))


def _by_character(run: str) -> list[str]:
    """A syllable a character, marks and small kana joined to the one before."""
    pieces: list[str] = []
    for character in run:
        if pieces and (character in _SMALL_KANA or not _script(character)):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _by_cluster(run: str) -> list[str]:
    """For scripts whose vowels are marks or are not written: a letter with its marks is a syllable, or two letters without."""
    letters: list[str] = []
    for character in run:
        if letters and not _script(character):
            letters[-1] += character
        else:
            letters.append(character)
    bare = all(len(letter) == 1 for letter in letters)
    size = 2 if bare else 1
    return ["".join(letters[at : at + size]) for at in range(0, len(letters), size)]


def _by_vowel(word: str) -> tuple[str, ...]:
    """A syllable a sounding vowel; of the consonants between two vowels the last, or a pair such as `tr`, begins the next."""
    lower = word.lower()
    if lower in _hyphenated():
        return _in_capitals_of(word, _hyphenated()[lower])
    for tail in _SYLLABLE_SUFFIXES:
        stem = word[: -len(tail)]
        if lower.endswith(tail) and len(stem) > 1 and any(_is_vowel(letter) for letter in stem[:-1]):
            return (*_by_vowel(stem), word[-len(tail) :])
    nuclei = _nuclei(lower)
    if len(nuclei) <= 1:
        return (word,)
    cuts = [0]
    for (_, end), (start, _) in pairwise(nuclei):
        between = start - end
        if between >= 2 and lower[start - 1 : start + 1] == "le" and start + 1 >= len(lower) - 1:
            cuts.append(start - 2)
            continue
        cuts.append(
            start - (1 if between >= 1 else 0) - (1 if between >= 2 and _begins_syllable(lower[start - 2 : start]) else 0)
        )
    return tuple(word[begin:stop] for begin, stop in zip(cuts, [*cuts[1:], len(word)], strict=True))


@cache
def _hyphenated() -> dict[str, tuple[str, ...]]:
    """Word -> its pieces."""
    return {word.replace("-", ""): tuple(word.split("-")) for word in _HYPHENATED_WORDS}


def _in_capitals_of(word: str, pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The word cut into pieces of the given lengths, in its own capitals."""
    ends = list(accumulate(len(piece) for piece in pieces))
    return tuple(word[end - len(piece) : end] for piece, end in zip(pieces, ends, strict=True))


def _is_vowel(character: str) -> bool:
    """Whether a letter, without its accents, is a vowel."""
    return unicodedata.normalize("NFD", character)[0] in _VOWELS


def _begins_syllable(pair: str) -> bool:
    """Whether two consonants begin a syllable together."""
    return pair in _CONSONANT_PAIRS


def _nuclei(word: str) -> list[tuple[int, int]]:
    """The start and end of every vowel, or group of vowels, that is sounded."""
    nuclei: list[tuple[int, int]] = []
    at = 0
    while at < len(word):
        if not _is_vowel(word[at]) or _is_consonant_y(word, at) or (word[at] == "u" and at and word[at - 1] == "q"):
            at += 1
            continue
        end = at + 1
        while end < len(word) and _is_vowel(word[end]) and not _parted(word[:end], word[end:]) and not _is_consonant_y(word, end):
            end += 1
        nuclei.append((at, end))
        at = end
    if len(nuclei) > 1 and _last_is_silent(word, nuclei[-1]):
        nuclei.pop()
    return nuclei


def _is_consonant_y(word: str, at: int) -> bool:
    """Whether a `y` is a consonant, as in `yes` and `beyond` but not in `crying`."""
    return word[at] == "y" and at + 1 < len(word) and _is_vowel(word[at + 1]) and (at == 0 or _is_vowel(word[at - 1]))


def _parted(before: str, rest: str) -> bool:
    """Whether a syllable ends between two vowels: in `pi-ano` but not in `-tion`, and before an accented vowel."""
    pair = before[-1] + rest[0]
    if pair in ("io", "ia"):
        return before[-2:-1] not in ("t", "s", "c", "g", "x") or not rest.startswith(("on", "an", "ous", "al"))
    return pair in ("uo", "eo", "yi") or pair[1] in "íúéáóï"


def _last_is_silent(word: str, nucleus: tuple[int, int]) -> bool:
    """Whether a last `e` is silent, as in `love`, `loved` and `loves` but not in `little`, `wanted` and `roses`."""
    start, end = nucleus
    before = word[:start]
    if word[start:end] != "e" or not word.isascii():
        return False
    if end == len(word):
        return not (before.endswith("l") and len(before) > 1 and not _is_vowel(before[-2]))
    if before.endswith("l") and len(before) > 1 and not _is_vowel(before[-2]) and word[end:] in ("s", "d"):
        return False
    if word[end:] == "d":
        return before[-1:] not in ("t", "d")
    return word[end:] == "s" and not before.endswith(("s", "x", "z", "ch", "sh", "c", "g"))
