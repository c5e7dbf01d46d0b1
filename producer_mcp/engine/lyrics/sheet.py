"""Lyrics read as stanzas: a marker such as `[Chorus]` begins a stanza, a stanza has lines."""

import re
from dataclasses import dataclass, replace

from .syllables import syllable_count

KINDS: dict[str, tuple[str, ...]] = {
    "prechorus": ("pre chorus", "prechorus", "pre-chorus", "build up", "lift", "precoro", "pré-refrain"),
    "chorus": (
        "chorus",
        "refrain",
        "post chorus",
        "post-chorus",
        "coro",
        "estribillo",
        "refrão",
        "副歌",
        "サビ",
        "후렴",
        "припев",
        "ritornello",
    ),
    "verse": (
        "verse",
        "strophe",
        "couplet",
        "verso",
        "estrofa",
        "rap",
        "主歌",
        "aメロ",
        "bメロ",
        "벌스",
        "куплет",
        "strofa",
        "vers",
        "part",
    ),
    "bridge": (
        "bridge",
        "middle eight",
        "middle 8",
        "puente",
        "pont",
        "brücke",
        "ponte",
        "桥段",
        "ブリッジ",
        "бридж",
        "breakdown",
    ),
    "hook": ("hook",),
    "intro": ("intro", "introduction", "opening", "前奏", "イントロ", "вступление"),
    "outro": ("outro", "ending", "coda", "end", "finale", "尾奏", "アウトロ", "final"),
    "solo": ("solo",),
    "interlude": ("interlude", "instrumental", "间奏", "間奏", "проигрыш"),
    "break": ("break",),
    "drop": ("drop",),
    "build": ("build",),
    "theme": ("theme", "head"),
}
"""Kind of passage -> what a marker may call it, in several languages."""

MAX_LINE_SYLLABLES = 16
"""A longer line is cut into several, each sung in one breath."""
USUAL_BREATH_SYLLABLES = 12
MAX_NAME_CHARS = 40
MAX_REPEATS = 4
"""How often a stanza marked `x8` is sung at most."""

_MARKER = re.compile(r"\s*[\[【［]([^\]】］]{1,80})[\]】］]\s*(.*)")
_HEADING = re.compile(r"\s*[(（]?\s*([\w \-]{2,24}?)\s*[)）]?\s*[:：]?\s*")
_TIMES = re.compile(r"[x×]\s*(\d)\b|\b(\d)\s*[x×]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stanza:
    """The lines under one marker."""

    kind: str
    """A key of `KINDS`."""
    name: str
    """What the marker says: `Verse 1`."""
    lines: tuple[str, ...] = ()


def kind_of(name: str) -> str:
    """The kind of passage that a name means: `prechorus` for `Pre-Chorus`; empty if it means none."""
    plain = " ".join(re.sub(r"[^\w\-]+|\d+", " ", name.lower()).split())
    for kind, words in KINDS.items():
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) for word in words):
            return kind
    return ""


def read_sheet(lyrics: str) -> tuple[Stanza, ...]:
    """The stanzas of a text.

    Without markers, blank lines separate stanzas, and one that comes again word for word is the chorus. A marker without lines
    repeats the last stanza of its kind that had some (`[Chorus]`), or stands for a passage without voice (`[Solo]`). Other words
    in brackets are directions to the singer and are not sung.
    """
    marked, blocks = _blocks(lyrics)
    stanzas: list[Stanza] = []
    sung: dict[str, tuple[str, ...]] = {}
    for name, lines in blocks:
        kind = kind_of(name) or "verse"
        times = _TIMES.search(name)
        if not lines and kind in ("chorus", "hook", "prechorus") and kind in sung:
            lines = sung[kind]
        if lines:
            sung[kind] = lines
        label = _TIMES.sub("", name).split(":")[0].split("|")[0].strip(" -,") or "Verse"
        stanzas += [Stanza(kind, label[:MAX_NAME_CHARS], lines)] * (min(MAX_REPEATS, int(times[1] or times[2])) if times else 1)
    return tuple(stanzas) if marked else _named(stanzas)


def _blocks(lyrics: str) -> tuple[bool, list[tuple[str, tuple[str, ...]]]]:
    """Whether the text has markers, and its blocks of lines, each with the name it stands under."""
    blocks: list[tuple[str, list[str]]] = []
    marked = False
    gap = True
    for raw in re.split(r"\r\n|[\n\r\v\f\u2028\u2029]", lyrics):
        name, line = _marker(raw)
        if name:
            marked = True
            blocks.append((name, []))
        if not line.strip():
            gap = True
            continue
        if not blocks or (gap and not marked):
            blocks.append(("Verse", []))
        gap = False
        blocks[-1][1].extend(_breaths(line.strip()))
    return marked, [(name, tuple(lines)) for name, lines in blocks]


def _marker(raw: str) -> tuple[str, str]:
    """The marker that a line begins with (empty if none), and what of it is sung."""
    if marker := _MARKER.fullmatch(raw):
        return (marker[1].strip(), marker[2]) if kind_of(marker[1]) else ("", marker[2])
    heading = _HEADING.fullmatch(raw)
    if heading and (raw.strip().endswith((":", "：", ")", "）"))) and len(heading[1].split()) <= 3 and kind_of(heading[1]):
        return heading[1], ""
    return "", raw


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
