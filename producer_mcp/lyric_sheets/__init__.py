"""Lyric sheets as people and models write them, cleaned before anybody sings them.

A clean sheet has words, section marks such as `[Chorus]`, each at the beginning of a line, and directions in square brackets.
Words in parentheses are sung. A sheet that is clean stays as it is, character for character.
"""

import unicodedata
from dataclasses import dataclass

from ..safe_text import MAX_SHEET_CHARS, visible
from .findings import Findings
from .marks import BRACKET_PATTERN, marked
from .markup import plain_text
from .names import is_known_direction, is_section_name, kind_of
from .surroundings import words_only

__all__ = ["BRACKET_PATTERN", "CleanSheet", "clean", "has_words", "is_known_direction", "is_section_name", "kind_of"]

MAX_PASSES = 16
"""How often a sheet is gone over, since one layer of markup may hide another."""


@dataclass(frozen=True, slots=True)
class CleanSheet:
    """A sheet as it is sung, and what had to be guessed."""

    text: str
    """What is sung, with its marks; empty if nothing is left."""
    title: str
    """The title that stood in the sheet; usually empty."""
    remarks: tuple[str, ...]
    """A sentence for each kind of guess."""
    sings: bool
    """Whether there are words in it; a sheet of marks only is music without a voice."""


def clean(text: str) -> CleanSheet:
    """The sheet without anything that is not sung and no mark. It raises nothing, and a clean sheet is returned as it is."""
    findings, asked = Findings(), text
    for _ in range(MAX_PASSES):
        before, text = text, _gone_over(text, findings)
        if text == before:
            break
    if len(text) > max(len(asked), MAX_SHEET_CHARS):
        return CleanSheet(asked, "", (), has_words(asked))
    for name in _unknown_marks(text):
        findings.note("unknown", f"[{name}]")
    return CleanSheet(text, findings.title, findings.remarks(), has_words(text))


def _gone_over(text: str, findings: Findings) -> str:
    """The text after one pass of all rules."""
    unpacked = plain_text(visible(text), findings)
    lines = unpacked.split("\n")
    kept = marked(words_only(lines, findings), findings)
    if kept == lines and unpacked == text:
        return text
    rows = [row.rstrip() for row in kept]
    return "\n".join(row for at, row in enumerate(rows) if row or (at and rows[at - 1])).strip()


def has_words(text: str) -> bool:
    """Whether there is anything to sing outside the brackets; a line of nothing but emoji is sung too."""
    return any(char.isalnum() or unicodedata.category(char) == "So" for char in BRACKET_PATTERN.sub("", text))


def _unknown_marks(text: str) -> list[str]:
    """The words in brackets that are neither a section's name nor a direction."""
    names = (group[1].strip() for group in BRACKET_PATTERN.finditer(text))
    return [name for name in names if name and not kind_of(name) and not is_known_direction(name) and any(map(str.isalpha, name))]
