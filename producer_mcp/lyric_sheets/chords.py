"""Chords above and between the words of a sheet."""

import re

CHORD_PATTERN = re.compile(
    r"[A-H](?:#|b|♯|♭)?(?:maj|min|dim|aug|sus|add|mi|ma|M|m|°|ø|\+|-)?\d{0,2}(?:(?:maj|sus|add|no|b|#|♭|♯|M)\d{1,2}){0,3}"
    r"(?:\((?:[#b♯♭+-]?\d{1,2}|sus|maj7)\))?(?:/[A-H](?:#|b|♯|♭)?)?\*?"
)
FILLERS = frozenset("| || / // % - – — N.C. NC x2 x3 x4 : |: :| . , → ~".split())  # noqa: SIM905
"""What stands between chords on a line of them."""
TAB_PATTERN = re.compile(r"\s*[A-Ga-g][#b]?\s?\|[-–0-9hpbrxs/\\|~^().\s]{4,}")


def is_chord(text: str) -> bool:
    """Whether this is the symbol of a chord: `C`, `F#m7`, `Bb/D`."""
    return bool(CHORD_PATTERN.fullmatch(text)) or text in ("N.C.", "NC")


def is_surely_chord(text: str) -> bool:
    """Whether it can be nothing else: more than a single letter."""
    return len(text) > 1 and is_chord(text)


def chords_of(line: str) -> list[str]:
    """The chords of a line that consists of nothing but chords and bar lines; empty for any other line."""
    words = line.replace("|", " | ").split()
    chords = [word for word in words if word not in FILLERS]
    return chords if all(is_chord(word.strip("()[]")) for word in chords) else []


def is_surely_chord_line(line: str) -> bool:
    """Whether a line of letters can only be chords: two different ones, told by a sign such as `m` or `7`, bars or wide gaps."""
    if TAB_PATTERN.fullmatch(line):
        return True
    chords = chords_of(line)
    shows = any(is_surely_chord(chord.strip("()[]")) for chord in chords) or "|" in line or "   " in line.strip()
    return len(set(chords)) > 1 and shows
