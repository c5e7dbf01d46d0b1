"""Sheets in the forms of files: sections in JSON or YAML, subtitles, LaTeX."""

import re
from collections.abc import Iterator
from typing import Any

from .findings import Findings
from .names import is_section_name

SHEET_KEYS = ("lyrics", "lyric", "text", "content", "lines", "words", "line")
"""Where words stand in an object."""
NAME_KEYS = ("section", "name", "type", "part", "label", "heading")
"""Where an object has the name of its section."""
LIST_KEYS = ("sections", "parts", "song", "verses", "structure", "stanzas")
"""Where the sections of a song stand."""
MAX_DEPTH = 8
CUE_PATTERN = re.compile(r"\s{0,8}(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s{0,8}-->.{1,200}")
YAML_BLOCK_PATTERN = re.compile(r"(?m)^([ \t]{0,12}(?:- )?[^\s:|>\[\]][^:\n|>\[\]]{0,40}:)[ \t]{0,4}[|>][+-]?[ \t]{0,4}$")
YAML_NAME_PATTERN = re.compile(rf"\s{{0,12}}(?:-\s)?(?:{'|'.join(NAME_KEYS)})\s?:\s(.{{1,60}})", re.IGNORECASE)
YAML_WORDS_PATTERN = re.compile(rf"\s{{0,12}}(?:-\s)?(?:{'|'.join((*SHEET_KEYS, *LIST_KEYS))})\s?:\s{{0,4}}", re.IGNORECASE)
LATEX_HEADING_PATTERN = re.compile(r"\\(?:sub){0,2}section\*?\{([^{}\n]{1,60})\}")
LATEX_BLOCK_PATTERN = re.compile(r"\\(?:begin|end)\{[^{}\n]{1,40}\}")
LATEX_WORDS_PATTERN = re.compile(r"\\(?:text[a-z]{2}|emph|underline)\{([^{}\n]{0,200})\}")


def sheet_of(value: Any, findings: Findings, depth: int = 0) -> str:
    """The sheet in a value of JSON, with a mark for each of its sections; empty where nothing in it is known for words."""
    match value:
        case str():
            return value.strip()
        case list() if depth < MAX_DEPTH:
            parts = [part for each in value if (part := sheet_of(each, findings, depth + 1))]
            return ("\n" if all(isinstance(each, str) for each in value) else "\n\n").join(parts)
        case dict() if depth < MAX_DEPTH:
            return "\n\n".join(_parts(value, findings, depth))
        case _:
            return ""


def _parts(value: dict[str, Any], findings: Findings, depth: int) -> Iterator[str]:
    name = next((said for key in NAME_KEYS if isinstance(said := value.get(key), str) and said.strip()), "")
    for key, held in value.items():
        heading = key.replace("_", " ").strip()
        if key == "title" and isinstance(held, str) and held.strip() and depth == 0:
            findings.note_title(held)
        elif key in SHEET_KEYS or key in LIST_KEYS:
            words = sheet_of(held, findings, depth + 1)
            yield from (f"[{name}]\n{words}" if name and key in SHEET_KEYS else words,) if words else ()
        elif is_section_name(heading, is_marked=True):
            words = sheet_of(held, findings, depth + 1)
            yield f"[{heading[:1].upper()}{heading[1:]}]\n{words}".strip()


def out_of_yaml(text: str, findings: Findings) -> str:
    """Without the keys of YAML: `section: Verse 1` is a mark, `lines:` nothing, and `chorus: |` a heading."""
    text = YAML_BLOCK_PATTERN.sub(r"\1", text)
    lines = text.split("\n")
    named = [match for line in lines if (match := YAML_NAME_PATTERN.fullmatch(line)) and is_section_name(_bare(match[1]))]
    if not named:
        return text
    rows = [line for line in lines if not YAML_WORDS_PATTERN.fullmatch(line)]
    marks = {match[0]: f"[{_bare(match[1])}]" for match in named}
    return "\n".join(marks.get(row, row) for row in rows)


def _bare(name: str) -> str:
    return name.strip(" \"'")


def out_of_subtitles(text: str, findings: Findings) -> str:
    """The words of SRT and WebVTT, without the number and the time of each."""
    if "-->" not in text:
        return text
    rows: list[str] = []
    for line in text.split("\n"):
        if not CUE_PATTERN.fullmatch(line):
            rows.append(line)
            continue
        findings.note("time", line)
        if rows and rows[-1].strip().isdecimal():
            rows.pop()
        while rows and not rows[-1].strip():
            rows.pop()
        if [row.strip() for row in rows] == ["WEBVTT"]:
            rows.clear()
    return "\n".join(rows)


def out_of_latex(text: str, findings: Findings) -> str:
    """Without the commands that people put around words in LaTeX; a heading is a mark."""
    if "\\" not in text or "{" not in text:
        return text
    text = LATEX_BLOCK_PATTERN.sub("", LATEX_HEADING_PATTERN.sub(r"[\1]", text))
    return LATEX_WORDS_PATTERN.sub(r"\1", text)
