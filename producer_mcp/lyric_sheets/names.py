"""What a mark means: the kind of section it names, or that it is a direction."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from .section_names import (
    AMBIGUOUS_ALONE,
    COUNTING_CHARACTERS,
    KIND_ORDER,
    QUALIFIERS,
    SECTION_NAMES,
    WHOLE_MARKS_ONLY,
)
from .vocabulary import DIRECTION_HELPERS, DIRECTION_PHRASES, DIRECTIONS, SINGERS, WITHOUT_VOICE

MAX_NAME_CHARS = 80
"""Longer words in brackets name nothing."""
MAX_NAME_WORDS = 6
"""A line of more words is no name of a section, whatever stands around it."""
REPEAT_PATTERN = re.compile(r"(?:[x×]\s?[2-9]|[2-9]\s?[x×]|[2-9] times)", re.IGNORECASE)
SPACELESS_PATTERN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words stand without spaces, or, in Korean, with other syllables joined to them."""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The words of a text in small letters without accents, hyphens, digits or punctuation, for comparing."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not _is_accent(char))
    letters = "".join(char if unicodedata.category(char)[0] in "LM" else " " for char in unicodedata.normalize("NFC", bare))
    return " ".join(letters.split())


def _is_accent(char: str) -> bool:
    """Whether it is a mark on a Latin, Greek or Cyrillic letter, or a vowel sign that Arabic and Hebrew may leave out."""
    return "\u0300" <= char <= "\u036f" or "\u0591" <= char <= "\u05c7" or "\u064b" <= char <= "\u065f" or char in "ˈ'’"


@cache
def _kinds() -> dict[str, str]:
    """Folded name -> kind; a name that several languages give to different kinds means the first of them."""
    kinds: dict[str, str] = {}
    for rows in SECTION_NAMES.values():
        for kind, names in rows.items():
            for name in names.split(", "):
                kinds.setdefault(_folded_name(name), kind)
    return kinds


def _folded_name(name: str) -> str:
    """A name as it is looked up: `middle 8` keeps its figure."""
    return folded(name) or name


@cache
def _folded_set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each kind the pattern of its names in a longer mark, in the order of `KIND_ORDER`."""
    exact_only = _folded_set(WHOLE_MARKS_ONLY)
    rows = []
    for wanted in KIND_ORDER:
        of_kind = [name for name, kind in _kinds().items() if kind == wanted and name not in exact_only]
        names = sorted(of_kind, key=len, reverse=True)
        spaced = "|".join(re.escape(name) for name in names if not SPACELESS_PATTERN.search(name))
        joined = "".join(f"|{re.escape(name)}" for name in names if SPACELESS_PATTERN.search(name))
        rows.append((wanted, re.compile(rf"(?<!\w)(?:{spaced})(?!\w){joined}")))
    return tuple(rows)


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str:
    """The kind of passage that a name means: `prechorus` for `Pre-Chorus`; empty if it means none."""
    plain = folded(name[:MAX_NAME_CHARS])
    if whole := _kinds().get(plain) or _kinds().get(_without_qualifiers(plain)):
        return whole
    return next((kind for kind, pattern in _patterns() if pattern.search(plain)), "") if plain else ""


def _without_qualifiers(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in _folded_set(QUALIFIERS))


@lru_cache(maxsize=4096)
def is_section_name(name: str, *, is_marked: bool = False) -> bool:
    """Whether a text is nothing but the name of a section, with what may stand beside it: `Verse 2`, `Last Chorus`, `副歌`.

    Names that are common words too need a number beside them, unless the text `is_marked`: stands out as a heading does.
    """
    if not name or len(name) > MAX_NAME_CHARS or not all(_may_be_in_name(char) for char in name):
        return False
    without_repeats = REPEAT_PATTERN.sub(" ", name)
    plain = folded(without_repeats)
    is_clear = is_marked or any(char.isdecimal() for char in without_repeats)
    names = [plain] if plain in _kinds() else _used_names(plain)
    return any(is_clear or name not in _folded_set(AMBIGUOUS_ALONE) for name in names)


def is_heading_name(text: str, *, is_marked: bool = False) -> bool:
    """Whether a text is the name of a section, perhaps with a direction in parentheses behind it: `Verse 2 (Female)`."""
    name, _, inside = text.rstrip().removesuffix(")").partition("(")
    if not inside:
        return is_section_name(text, is_marked=is_marked)
    return is_section_name(name.strip(), is_marked=is_marked) and (
        is_known_direction(inside) or is_section_name(inside) or folded(inside) in _folded_set(QUALIFIERS)
    )


def _may_be_in_name(char: str) -> bool:
    return char.isalnum() or char in " -'’./#&×\t" or unicodedata.category(char)[0] == "M"


def _used_names(plain: str) -> list[str]:
    """The names of sections that a folded text consists of, apart from qualifiers; empty if there is anything else in it."""
    words, used, at = plain.split(), list[str](), 0
    if len(words) > MAX_NAME_WORDS:
        return []
    while at < len(words):
        size = next((size for size in (4, 3, 2, 1) if " ".join(words[at : at + size]) in _kinds()), 0)
        if size:
            used.append(" ".join(words[at : at + size]))
        elif SPACELESS_PATTERN.search(words[at]):
            name = next((name for name in _spaceless_names() if name in words[at]), "")
            if not name or set(words[at].replace(name, "")) - COUNTING_CHARACTERS:
                return []
            used.append(name)
        elif words[at] not in _folded_set(QUALIFIERS):
            return []
        at += max(1, size)
    return used


@cache
def _spaceless_names() -> tuple[str, ...]:
    return tuple(sorted((name for name in _kinds() if SPACELESS_PATTERN.search(name)), key=len, reverse=True))


@lru_cache(maxsize=4096)
def is_direction(text: str) -> bool:
    """Whether the text in brackets tells a singer or a player how, and is not sung: `softly`, `guitar solo`, `x2`."""
    if len(text) > MAX_NAME_CHARS or "!" in text:
        return False
    plain = folded(text)
    words = plain.split()
    if plain in _folded_set(DIRECTION_PHRASES):
        return True
    directions, helpers = _folded_set(DIRECTIONS), _folded_set(DIRECTION_HELPERS)
    return any(word in directions for word in words) and all(word in directions or word in helpers for word in words)


@lru_cache(maxsize=4096)
def is_known_direction(text: str) -> bool:
    """Whether the text in square brackets, where nothing is sung, is a direction that is known: also `Female`, `Choir voices`."""
    words = folded(text[:MAX_NAME_CHARS]).split()
    helpers = _folded_set(DIRECTION_HELPERS) | _folded_set(SINGERS)
    is_singer = bool(words) and all(word in helpers for word in words)
    is_stand_in = " ".join(words) in _folded_set(WITHOUT_VOICE)
    return is_singer or is_stand_in or is_direction(text) or bool(REPEAT_PATTERN.fullmatch(text.strip()))
