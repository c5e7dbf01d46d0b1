"""Lyrics read as stanzas: a marker such as `[Chorus]` begins a stanza, a stanza has lines."""

import re
from dataclasses import dataclass, replace

from ...lyric_sheets import is_known_direction, is_section_name, kind_of
from .syllables import syllable_count

MAX_LINE_SYLLABLES = 16
"""A longer line is cut into several, each sung in one breath."""
USUAL_BREATH_SYLLABLES = 12
MAX_NAME_CHARS = 40
UNNAMED = "Verse"
"""The name of lines that stand under no marker."""
MAX_REPEATS = 4
"""How often a stanza marked `x8` is sung at most."""

_MARKER = re.compile(r"\s*[\[【［]([^\]】］]{1,80})[\]】］]\s*(.*)")
_DIRECTION = re.compile(r"[\[【［][^\[\]【】［］]{1,200}[\]】］]")
_TIMES = re.compile(r"[x×]\s*(\d)\b|\b(\d)\s*[x×]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stanza:
    """The lines under one marker."""

    kind: str
    """A kind of passage, such as `chorus`."""
    name: str
    """What the marker says: `Verse 1`."""
    lines: tuple[str, ...] = ()


def read_sheet(lyrics: str) -> tuple[Stanza, ...]:
    """The stanzas of a text.

    Without markers, blank lines separate stanzas, and one that comes again word for word is the chorus. A marker without lines
    repeats the last stanza of its kind that had some (`[Chorus]`), or stands for a passage without voice (`[Solo]`). Other words
    in brackets are directions to the singer and are not sung; where they stand alone above lines, apart from what is before, they
    name a verse, unless they are a known direction.
    """
    marked, blocks = _blocks(lyrics)
    stanzas: list[Stanza] = []
    sung: dict[str, tuple[str, ...]] = {}
    for name, lines in blocks:
        if not lines and name != UNNAMED and not kind_of(name):
            continue
        kind = kind_of(name) or "verse"
        times = _TIMES.search(name)
        if not lines and kind in ("chorus", "hook", "prechorus") and kind in sung:
            lines = sung[kind]
        if lines:
            sung[kind] = lines
        label = _TIMES.sub("", name).replace("()", "").split(":")[0].split("|")[0].strip(" -,") or UNNAMED
        stanzas += [Stanza(kind, label[:MAX_NAME_CHARS], lines)] * (min(MAX_REPEATS, int(times[1] or times[2])) if times else 1)
    return tuple(stanzas) if marked else _named(stanzas)


def _blocks(lyrics: str) -> tuple[bool, list[tuple[str, tuple[str, ...]]]]:
    """Whether the text has markers, and its blocks of lines, each with the name it stands under."""
    blocks: list[tuple[str, list[str]]] = []
    marked = False
    gap = True
    for raw in re.split(r"\r\n|[\n\r\v\f\u2028\u2029]", lyrics):
        name, line = _marker(raw)
        name = name or (_unknown_marker(raw) if gap else "")
        if name:
            marked = True
            blocks.append((name, []))
        if not line.strip():
            gap = True
            continue
        if not blocks or (gap and not marked):
            blocks.append((UNNAMED, []))
        gap = False
        blocks[-1][1].extend(_breaths(line.strip()))
    return marked, [(name, tuple(lines)) for name, lines in blocks]


def _marker(raw: str) -> tuple[str, str]:
    """The marker that a line begins with (empty if none), and what of it is sung: nothing in square brackets."""
    if marker := _MARKER.fullmatch(raw):
        return marker[1].strip() if kind_of(marker[1]) else "", _DIRECTION.sub("", marker[2])
    name = raw.strip().strip("()（）:： ")
    if raw.strip() != name and is_section_name(name):
        return name, ""
    return "", _DIRECTION.sub("", raw)


def _unknown_marker(raw: str) -> str:
    """The words in brackets that are all of a line, if they name no direction that is known; else nothing."""
    marker = _MARKER.fullmatch(raw)
    name = marker[1].strip() if marker and not marker[2].strip() else ""
    return name if any(map(str.isalpha, name)) and not is_known_direction(name) else ""


def shorter_breaths(stanza: Stanza, most: int) -> Stanza:
    """The stanza with every line of more than `most` syllables cut into shorter ones."""
    return replace(stanza, lines=tuple(breath for line in stanza.lines for breath in _breaths(line, most)))


def _breaths(line: str, most: int = MAX_LINE_SYLLABLES) -> list[str]:
    """A line in pieces of at most `most` syllables: cut at punctuation, else between words, else between characters."""
    syllables = syllable_count(line)
    if syllables <= most:
        return [line] if syllables else []
    pieces = [piece for piece in re.split(r"(?<=[,;.!?:—、。，！？；،؟])\s*", line) if piece]
    if len(pieces) == 1:
        pieces = line.split()
    if len(pieces) == 1:
        pieces = list(line)
    share = -(-syllables // -(-syllables // min(most, USUAL_BREATH_SYLLABLES)))
    breaths, current, held = [], "", 0
    for piece in pieces:
        size = syllable_count(piece)
        if current and held + size > share and held:
            breaths.append(current)
            current, held = "", 0
        glue = " " if current and line.count(" ") and not line.isspace() and len(piece) > 1 else ""
        current, held = current + glue + piece, held + size
    return [
        breath
        for whole in (*breaths, current)
        for breath in (_breaths(whole, most) if syllable_count(whole) > most and whole != line else [whole.strip()])
        if syllable_count(breath)
    ]


def _named(stanzas: list[Stanza]) -> tuple[Stanza, ...]:
    """Stanzas of a text without markers: one that returns is the chorus, the others are numbered verses."""
    texts = [stanza.lines for stanza in stanzas]
    named: list[Stanza] = []
    for stanza in stanzas:
        returns = len(stanzas) > 2 and texts.count(stanza.lines) > 1
        verses = sum(known.kind == "verse" for known in named)
        named.append(
            Stanza("chorus", "Chorus", stanza.lines) if returns else Stanza("verse", f"Verse {verses + 1}", stanza.lines)
        )
    return tuple(named)
