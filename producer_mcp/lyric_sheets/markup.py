"""A sheet as text: out of JSON, HTML and escapes, into lines."""

import html
import json
import re
from collections.abc import Callable

from .file_forms import out_of_latex, out_of_subtitles, out_of_yaml, sheet_of
from .findings import Findings

ESCAPED_BREAK_PATTERN = re.compile(r"(?<!\\)\\++(?:r\\++)?n|(?<!\\)\\++r(?![A-Za-z])")
HARD_BREAK_PATTERN = re.compile(r"(?<!\\)\\++(?=[ \t]?(?:\n|$))")
"""Markdown's backslash at the end of a line."""
ESCAPED_CHARACTER_PATTERN = re.compile(r"(?<!\\)\\++u([0-9a-fA-F]{4})")
ESCAPED_MARK_PATTERN = re.compile(r"(?<!\\)\\++([\"'\[\](){}*_#>`~.!\-])")
SLASHED_BREAK_PATTERN = re.compile(r"(?<![\w</])\s?/n(?![a-z])|(?<=[\w,.!?\]])/n(?=[A-Z\[(]|/n|$)")
ENTITY_PATTERN = re.compile(r"&(?:amp;)*+(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&(?:amp;)++")
TIME_TAG_PATTERN = re.compile(r"<\d{1,2}:\d{2}(?:[.:]\d{1,3})?>[ \t]?")
"""The time of a word, in LRC."""
BREAK_TAG_PATTERN = re.compile(
    r"</?(?:br|hr)\b[^<>]{0,40}>|</(?:p|div|h[1-6]|li|tr|section|article|blockquote)\s?>", re.IGNORECASE
)
TAG_PATTERN = re.compile(
    r"</?(?:p|div|span|b|i|u|s|em|strong|h[1-6]|ul|ol|li|pre|code|font|center|section|article|body|html|head|blockquote|small|big"
    r"|sup|sub|mark|a|table|tr|td|lyrics|song)(?:\s[^<>]{0,200})?/?>|<!--[^<>]*+-->",
    re.IGNORECASE,
)


def plain_text(text: str, findings: Findings) -> str:
    """The text out of what it was packed in; the same text where it was packed in nothing."""
    for unpack in UNPACKERS:
        text = unpack(text, findings)
    return text


def _out_of_json(text: str, findings: Findings) -> str:
    """The sheet in a JSON object, the lines in a JSON list, or the text of a JSON string."""
    stripped = text.strip()
    if not (stripped[:1] + stripped[-1:] in ('""', "[]", "{}") and '"' in stripped):
        return text
    try:
        value = json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        return text
    match value:
        case str() if value.strip() and "\n" in value:
            return value
        case list() if len(value) > 1 or not isinstance(value[0], str):
            return sheet_of(value, findings) or text
        case dict():
            return sheet_of(value, findings) or text
        case _:
            return text


def _without_escapes(text: str, findings: Findings) -> str:
    r"""With a line break for a `\n` that is written out, and the character for `\u00e9` and `\"`."""
    if "\\" not in text:
        return text
    broken = ESCAPED_BREAK_PATTERN.sub("\n", text).replace("\\t", " ")
    spelled = ESCAPED_CHARACTER_PATTERN.sub(lambda code: _character(code[0], int(code[1], 16)), broken)
    if spelled != text:
        findings.note("escapes")
    return ESCAPED_MARK_PATTERN.sub(r"\1", HARD_BREAK_PATTERN.sub("", spelled))


def _character(escape: str, code: int) -> str:
    """The character of a code; the escape as it stands for half of one."""
    return escape if 0xD800 <= code <= 0xDFFF or code < 0x20 else chr(code)


def _without_slashed_breaks(text: str, findings: Findings) -> str:
    """With line breaks for `/n`, in a text that has no others and several of these."""
    if "\n" in text or text.count("/n") < 2:
        return text
    broken = SLASHED_BREAK_PATTERN.sub("\n", text)
    if broken != text:
        findings.note("escapes")
    return broken


def _without_html(text: str, findings: Findings) -> str:
    """Without tags and entities; a `<3` stays."""
    if "&" in text:
        text = ENTITY_PATTERN.sub(_character_named, text)
    if "<" in text:
        text = TIME_TAG_PATTERN.sub("", text)
        text = TAG_PATTERN.sub("", BREAK_TAG_PATTERN.sub("\n", text))
    return text


def _character_named(entity: re.Match[str]) -> str:
    return html.unescape(f"&{entity[1] or 'amp'};").replace("\xa0", " ")


UNPACKERS: tuple[Callable[[str, Findings], str], ...] = (
    _out_of_json,
    out_of_subtitles,
    out_of_yaml,
    out_of_latex,
    _without_escapes,
    _without_slashed_breaks,
    _without_html,
)
