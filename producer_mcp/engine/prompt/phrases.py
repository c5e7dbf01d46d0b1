"""Every word and phrase the engine understands, in one table from phrase to meanings."""

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
"""Words for a place in the band rather than an instrument."""

Meaning = tuple[str, str]
"""A kind (`style`, `instrument`, `nearest`, `kit`, `voice`, `role`, `mood`, `pace`, `marking`, `form`) and a name."""


def plain(text: str) -> str:
    """Lower case, hyphens and underscores as spaces, single spaces: `Lo-Fi` and `lo fi` are one."""
    return " ".join(re.sub(r"[-_‐-―]", " ", text.lower().replace("’", "'")).split())


@cache
def meanings() -> dict[str, tuple[Meaning, ...]]:
    """Phrase -> what it means; a few mean two things (`rap` is a style and a voice)."""
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
    for name, (_, phrases) in MOODS.items():
        put("mood", name, phrases)
    for name, (_, phrases) in PACES.items():
        put("pace", name, phrases)
    for name in MARKINGS:
        put("marking", name, name)
    return {phrase: tuple(row) for phrase, row in table.items()}


@cache
def longest() -> int:
    """Words in the longest phrase."""
    return max(len(phrase.split()) for phrase in meanings())


def meaning(phrase: str) -> tuple[Meaning, ...]:
    """What a phrase means, also in the plural; nothing if it means nothing."""
    table = meanings()
    for form in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
        if form in table:
            return table[form]
    return ()
