"""Every phrase that the engine understands, in one table from phrase to meanings."""

import re
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

    def put(kind: str, name: str, phrases: str) -> None:
        for phrase in phrases.split(", "):
            row = table.setdefault(plain(phrase), [])
            if (kind, name) not in row and not any(known == kind for known, _ in row):
                row.append((kind, name))

    for style in STYLES.values():
        put("style", style.name, style.name)
    for style in STYLES.values():
        put("style", style.name, ", ".join(style.words))
    for instrument in INSTRUMENTS.values():
        put("instrument", instrument.name, instrument.words)
    for instrument in INSTRUMENTS.values():
        if instrument.stands_in_for:
            put("nearest", instrument.name, instrument.stands_in_for)
    for kit in KITS.values():
        put("kit", kit.name, kit.words)
    for voice in VOICES.values():
        put("voice", voice.name, voice.words)
    for name, phrases in ROLES.items():
        put("role", name, phrases)
    for name, phrases in FORMS.items():
        put("form", name, phrases)
    for name, mood in MOODS.items():
        put("mood", name, mood.words)
    for name, pace in PACES.items():
        put("pace", name, pace.words)
    for name in MARKINGS:
        put("marking", name, name)
    return {phrase: tuple(row) for phrase, row in table.items()}


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
