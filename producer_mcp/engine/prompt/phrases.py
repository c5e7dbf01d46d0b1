"""Every phrase that the engine understands, in one table from phrase to meanings."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ..catalogue import INSTRUMENTS, KITS, VOICES
from ..styles import STYLES
from .mood_words import FORMS, MARKINGS, MOODS, PACES

ROLES: dict[str, str] = {
    "drums": "drums, drum, percussion, beat, beats, drumming",
    "bass": "bass, bassline, bass line, low end",
    "vocals": "vocals, vocal, voice, singer, singing, sung, lyrics, vocalist, words",
    "guitar": "guitar, guitars",
    "chords": "chords, harmony",
    "melody": "melody, lead, melodies, topline",
}
"""Place in the band -> words for it that name no instrument."""

Meaning = tuple[str, str]
"""A kind (`style`, `instrument`, `nearest`, `kit`, `voice`, `role`, `mood`, `pace`, `marking`, `form`) and a name."""


def plain(text: str) -> str:
    """The text in lower case with single spaces, hyphens and underscores as spaces: `Lo-Fi` and `lo fi` are the same."""
    return " ".join(re.sub(r"[-_‐-―]", " ", text.lower().replace("’", "'")).split())


@cache
def meanings() -> dict[str, tuple[Meaning, ...]]:
    """Phrase -> its meanings; a few have two (`rap` is a style and a voice), at most one of each kind."""
    table: dict[str, list[Meaning]] = {}
    for kind, name, phrases in _rows():
        for phrase in phrases:
            row = table.setdefault(plain(phrase), [])
            if not any(known == kind for known, _ in row):
                row.append((kind, name))
    return {phrase: tuple(row) for phrase, row in table.items()}


def _rows() -> Iterator[tuple[str, str, Iterable[str]]]:
    """Kind, name and phrases of everything that can be asked for; of two names of a kind for one phrase the first one counts."""
    yield from (("style", style.name, (style.name,)) for style in STYLES.values())
    yield from (("style", style.name, style.words) for style in STYLES.values())
    yield from (("instrument", row.name, row.words.split(", ")) for row in INSTRUMENTS.values())
    yield from (("nearest", row.name, row.stands_in_for.split(", ")) for row in INSTRUMENTS.values() if row.stands_in_for)
    yield from (("kit", kit.name, kit.words.split(", ")) for kit in KITS.values())
    yield from (("voice", voice.name, voice.words.split(", ")) for voice in VOICES.values())
    yield from (("role", name, words.split(", ")) for name, words in ROLES.items())
    yield from (("form", name, words.split(", ")) for name, words in FORMS.items())
    yield from (("mood", name, mood.words.split(", ")) for name, mood in MOODS.items())
    yield from (("pace", name, pace.words.split(", ")) for name, pace in PACES.items())
    yield from (("marking", name, (name,)) for name in MARKINGS)


@cache
def max_phrase_words() -> int:
    """The number of words in the longest phrase."""
    return max(len(phrase.split()) for phrase in meanings())


def meaning(phrase: str) -> tuple[Meaning, ...]:
    """The meanings of a phrase, also of its plural; empty if it has none."""
    table = meanings()
    for form in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
        if form in table:
            return table[form]
    return ()
