"""Lyrics as written: markers make stanzas, stanzas have lines."""

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
"""Kind of passage -> what a marker may call it."""

LONGEST_LINE = 16
"""Syllables; longer lines are sung in several breaths."""

_MARKER = re.compile(r"\s*[\[【［]([^\]】］]{1,80})[\]】］]\s*(.*)")
_HEADING = re.compile(r"\s*[(（]?\s*([\w \-]{2,24}?)\s*[)）]?\s*[:：]?\s*")
_TIMES = re.compile(r"[x×]\s*(\d)\b|\b(\d)\s*[x×]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stanza:
    """What stands under a marker. `kind` is a key of `KINDS`, `name` what the marker says: `Verse 1`."""

    kind: str
    name: str
    lines: tuple[str, ...] = ()


def kind_of(name: str) -> str:
    """The kind of passage a name means: `Pre-Chorus` → `prechorus`; nothing if it means none."""
    plain = " ".join(re.sub(r"[^\w\-]+|\d+", " ", name.lower()).split())
    for kind, words in KINDS.items():
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) for word in words):
            return kind
    return ""


def read_sheet(lyrics: str) -> tuple[Stanza, ...]:
    """The stanzas of a text. Without markers a blank line parts them, and what is sung again word for word is the chorus.

    A marker without lines repeats the last stanza of its kind that had some (`[Chorus]`), or is played without voice (`[Solo]`).
    Other words in brackets are directions to the singer, and are not sung.
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
        stanzas += [Stanza(kind, label[:40], lines)] * (min(4, int(times[1] or times[2])) if times else 1)
    return tuple(stanzas) if marked else _named(stanzas)


def _blocks(lyrics: str) -> tuple[bool, list[tuple[str, tuple[str, ...]]]]:
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
    """The marker a line begins with, and what is left to sing of it."""
    if found := _MARKER.fullmatch(raw):
        return (found[1].strip(), found[2]) if kind_of(found[1]) else ("", found[2])
    heading = _HEADING.fullmatch(raw)
    if heading and (raw.strip().endswith((":", "：", ")", "）"))) and len(heading[1].split()) <= 3 and kind_of(heading[1]):
        return heading[1], ""
    return "", raw


def shorter_breaths(stanza: Stanza, most: int) -> Stanza:
    """The stanza with no line of more than so many syllables."""
    return replace(stanza, lines=tuple(breath for line in stanza.lines for breath in _breaths(line, most)))


def _breaths(line: str, most: int = LONGEST_LINE) -> list[str]:
    """A long line in the pieces one breath carries, cut at commas, at words, and where there are no words anywhere."""
    notes = syllable_count(line)
    if notes <= most:
        return [line] if notes else []
    pieces = [piece for piece in re.split(r"(?<=[,;.!?:—、。，！？；،؟])\s*", line) if piece]
    if len(pieces) == 1:
        pieces = line.split()
    if len(pieces) == 1:
        pieces = list(line)
    share = -(-notes // -(-notes // min(most, 12)))
    breaths, current, held = [], "", 0
    for piece in pieces:
        size = syllable_count(piece)
        if current and held + size > share and held:
            breaths.append(current)
            current, held = "", 0
        glue = " " if current and line.count(" ") and not line.isspace() and len(piece) > 1 else ""
        current, held = current + glue + piece, held + size
    found = [*breaths, current]
    return [
        breath
        for whole in found
        for breath in (_breaths(whole, most) if syllable_count(whole) > most and whole != line else [whole.strip()])
        if syllable_count(breath)
    ]


def _named(stanzas: list[Stanza]) -> tuple[Stanza, ...]:
    """Stanzas without markers, numbered; those that return are the chorus."""
    texts = [stanza.lines for stanza in stanzas]
    named: list[Stanza] = []
    for stanza in stanzas:
        returns = len(stanzas) > 2 and texts.count(stanza.lines) > 1
        verses = sum(known.kind == "verse" for known in named)
        named.append(
            Stanza("chorus", "Chorus", stanza.lines) if returns else Stanza("verse", f"Verse {verses + 1}", stanza.lines)
        )
    return tuple(named)
