"""Tempos and keys in the words of a query: `120 bpm`, `A minor`, `F#m`."""

import re
from collections.abc import Mapping
from typing import Any

TEMPO_PATTERN = re.compile(r"(?<![\w.,])(\d{2,3}(?:[.,]\d{1,2})?)\s?bpm\b", re.IGNORECASE)
KEY_PATTERN = re.compile(
    r"(?<!\w)([A-G])[ -]?(#|♯|sharp|b|♭|flat)?[ -]?(major|minor|maj|min|dur|moll|dorian|phrygian|lydian|mixolydian)\b",
    re.IGNORECASE,
)
SHORT_KEY_PATTERN = re.compile(r"(?<!\w)([A-G])(#|♯|b|♭)?(m)(?!\w)")
"""`Am`, `F#m`: in capitals only, since `am` is a word."""
MODES = {"maj": "major", "dur": "major", "min": "minor", "moll": "minor", "m": "minor"}
NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SIGNS = {"#": 1, "♯": 1, "sharp": 1, "b": -1, "♭": -1, "flat": -1, "": 0}


def musical_facts(query: str) -> tuple[Mapping[str, Mapping[str, Any]], str]:
    """The tempos and keys that a query names, by how they are written, and the rest of its words.

    Each is an object with `words`, the same as a query of the full-text index, and either `bpm` or `keys`, all its spellings.
    """
    facts: dict[str, Mapping[str, Any]] = {}

    def tempo(match: re.Match[str]) -> str:
        facts[match[0]] = {"bpm": float(match[1].replace(",", ".")), "words": f'"{match[1]} bpm"'}
        return " "

    def key(match: re.Match[str]) -> str:
        facts[match[0]] = {"keys": spellings_of(match[1].upper(), match[2] or "", match[3]), "words": f'"{match[0]}"'}
        return " "

    rest = TEMPO_PATTERN.sub(tempo, query)
    rest = SHORT_KEY_PATTERN.sub(key, KEY_PATTERN.sub(key, rest))
    return facts, rest


def spellings_of(letter: str, sign: str, mode: str) -> list[str]:
    """Every way to write a key, with the mode in full: `Bb minor`, `A# minor`."""
    sought = (NATURALS[letter] + SIGNS[sign.casefold()]) % 12
    names = [name + mark for name in NATURALS for mark in ("", "#", "b") if (NATURALS[name] + SIGNS[mark]) % 12 == sought]
    return [f"{name} {MODES.get(mode.casefold(), mode.casefold())}" for name in names]
