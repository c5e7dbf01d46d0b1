"""What stands around the words of a sheet: talk, titles, remarks on the song, code fences, rules, bullets, quotation marks."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from .findings import Findings
from .names import folded, is_section_name, kind_of
from .vocabulary import (
    ABOUT_LABELS,
    AFFIRMATIONS,
    CLOSERS,
    CLOSING_NOUNS,
    LYRIC_NOUNS,
    LYRIC_WORDS,
    OPENERS,
    SHEET_LABELS,
    TITLE_LABELS,
)

FENCE_PATTERN = re.compile(r"\s*(?:`{3,}|~{3,})[\w+-]*\s*")
RULE_PATTERN = re.compile(r"\s*(?:(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}|={3,}|(?:~\s?){3,}|[—―─━]{2,})\s*")
CAPO_PATTERN = re.compile(r"\s*capo\s.{1,20}", re.IGNORECASE)
LABEL_PATTERN = re.compile(r"[\s*_#>\-]{0,12}([^:：\n\[\]{}<>]{1,40}?)[\s*_]{0,6}[:：][*_]{0,4}(.*)")
NUMBER_PATTERN = re.compile(r"\s{0,8}(\d{1,3})[.)、．]\s+(?=\S)")
LONE_NUMBER_PATTERN = re.compile(r"\s{0,8}\(?(\d{1,2})[.):]\s{0,8}")
TIME_PATTERN = re.compile(r"\s{0,8}\d{1,2}:\d{2}(?:[.:,]\d{1,3})?\s+(?=\S)")
BULLET_PATTERN = re.compile(r"\s{0,8}[•‣◦▪●∙·]\s*(?=\S)|\s{0,8}[*+]\s+(?=\S)")
DASH_PATTERN = re.compile(r"\s{0,8}[-–—]\s+(?=\S)")
QUOTE_BLOCK_PATTERN = re.compile(r"\s{0,8}(?:>\s?)+")
QUOTES = (
    ('"', '"'),
    ("“", "”"),
    ("„", "“"),
    ("”", "”"),
    ("«", "»"),
    ("‘", "’"),
    ("'", "'"),
    ("「", "」"),
    ("『", "』"),
    ("《", "》"),
)
"""Pairs of quotation marks."""
MAX_TALK_CHARS = 300
MAX_TITLE_LINE_CHARS = 100
MIN_LISTED_LINES = 2
"""So many lines with bullets, or numbers, make a list."""


def words_only(lines: Sequence[str], findings: Findings) -> list[str]:
    """The lines without what stands around them."""
    kept = list(lines)
    for rule in RULES:
        kept = rule(kept, findings)
    return kept


def begins_section(line: str) -> bool:
    """Whether a line is, or begins with, the mark of a section in whatever markup, or is a code fence or a rule."""
    bare = line.strip().strip("*_#>`~ ").strip()
    if bare[:1] in ("[", "【", "［", "{", "<"):
        return True
    return bool(FENCE_PATTERN.fullmatch(line) or RULE_PATTERN.fullmatch(line)) or is_section_name(bare.strip("()（）:： "))


def _without_what_is_outside_a_fence(lines: list[str], findings: Findings) -> list[str]:
    """Where one code fence holds a sheet with marks, what stands behind it, and before it but for labels, is talk."""
    fences = [at for at, line in enumerate(lines) if FENCE_PATTERN.fullmatch(line)]
    if len(fences) != 2 or not any(begins_section(line) for line in lines[fences[0] + 1 : fences[1]]):
        return lines
    outside = {at for at, line in enumerate(lines) if not fences[0] <= at <= fences[1] and not _belongs_to_sheet(line)}
    for at in sorted(outside):
        findings.note("talk", lines[at])
    return [line for at, line in enumerate(lines) if at not in outside]


def _belongs_to_sheet(line: str) -> bool:
    """Whether a line outside a sheet's code fence is empty, a mark, a heading or a label, such as its title."""
    return not line.strip() or begins_section(line) or line.lstrip()[:1] in ("#", "*") or bool(_label(line)[0])


def _without_talk(lines: list[str], findings: Findings) -> list[str]:
    """Without what an assistant says before and after the lyrics."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    dropped: set[int] = set()
    for place, at in enumerate(filled[:4]):
        is_apart = at + 1 >= len(lines) or not lines[at + 1].strip() or begins_section(lines[at + 1]) or place + 1 in dropped
        if not (is_apart and _is_preamble(lines[at])):
            break
        dropped.add(at)
    is_answer = bool(dropped)
    for place in range(len(filled) - 1, 0, -1):
        at = filled[place]
        is_apart = at - 1 != filled[place - 1] or begins_section(lines[at - 1]) or _is_closing(lines[at - 1], is_answer)
        if at in dropped or not (is_apart and _is_closing(lines[at], is_answer)):
            break
        dropped.add(at)
    if len(dropped) == len(filled):
        return lines
    for at in sorted(dropped):
        findings.note("talk", lines[at])
    return [line for at, line in enumerate(lines) if at not in dropped]


def _is_preamble(line: str) -> bool:
    """Whether a first line says that lyrics follow: `Sure! Here are your lyrics:`."""
    said = line.strip().strip("*_#>` ").casefold()
    if not said or len(said) > MAX_TALK_CHARS:
        return False
    if not said.startswith(OPENERS):
        return any(word in said for word in LYRIC_WORDS) and said.rstrip("*_ ").endswith((":", "："))
    if said.startswith(AFFIRMATIONS) and len(said.split()) <= 2 and said[-1] in ",!.！。，":
        return True
    ends = (":", "：", "!", "！", ".", "。") if said.startswith(AFFIRMATIONS) else (":", "：")
    return any(noun in said for noun in LYRIC_NOUNS) and said.rstrip("*_ ").endswith(ends)


def _is_closing(line: str, is_answer: bool) -> bool:
    """Whether a last line offers changes: `Let me know if you would like another verse!`.

    Below a first line that was talk (`is_answer`), a wish such as `Enjoy!` is talk too.
    """
    said = line.strip().strip("*_#>`() ").casefold()
    if not said or len(said) > MAX_TALK_CHARS or not said.startswith(CLOSERS):
        return False
    return is_answer or any(noun in said for noun in CLOSING_NOUNS)


def _without_labels(lines: list[str], findings: Findings) -> list[str]:
    """Without a title and remarks on the song above its first line, such as `Title: Rain` and `Tempo: 90 bpm`."""
    labels: list[tuple[str, str, str]] = []
    kept: list[str] = []
    for at, line in enumerate(lines):
        is_blank = _is_blank(line)
        kind, value = ("", "") if is_blank else _label(line)
        if kind:
            labels.append((kind, value, line))
        elif is_blank:
            kept.append(line)
        else:
            _note_labels(labels, findings)
            return kept + lines[at:]
    return lines


def _note_labels(labels: list[tuple[str, str, str]], findings: Findings) -> None:
    """Remember what was said of the song: its title, and the rest in whole lines."""
    for kind, value, line in labels:
        if kind == "title":
            findings.note_title(value)
        elif kind == "about":
            findings.note("about", line)


def _label(line: str) -> tuple[str, str]:
    """What a labelled line is about (`title`, `about`, `sheet`; empty for another line), and what it says of it."""
    label = LABEL_PATTERN.fullmatch(line) if len(line) <= MAX_TALK_CHARS else None
    if label is None:
        if CAPO_PATTERN.fullmatch(line):
            return "about", line
        heading = folded(line) if line.lstrip().startswith(("#", "*")) and len(line) <= MAX_TITLE_LINE_CHARS else ""
        return ("sheet", "") if heading in _labels(SHEET_LABELS) else ("", "")
    name, value = folded(label[1]), label[2].strip().strip("*_ ")
    for kind, labels in (("title", TITLE_LABELS), ("about", ABOUT_LABELS)):
        if name in _labels(labels) and value and not is_section_name(label[1].strip("*_ ")):
            return kind, value
    return ("sheet", "") if name in _labels(SHEET_LABELS) and not value else ("", "")


@cache
def _labels(labels: frozenset[str]) -> frozenset[str]:
    return frozenset(map(folded, labels))


def _is_blank(line: str) -> bool:
    """Whether there is nothing in a line but perhaps a rule or a code fence."""
    return not line.strip() or bool(FENCE_PATTERN.fullmatch(line) or RULE_PATTERN.fullmatch(line))


def _without_heading(lines: list[str], findings: Findings) -> list[str]:
    """Without a Markdown heading, bold line or quoted line on top that names no section: the title."""
    at = next((at for at, line in enumerate(lines) if not _is_blank(line)), None)
    if at is None or len(lines[at]) > MAX_TITLE_LINE_CHARS or not any(line.strip() for line in lines[at + 1 :]):
        return lines
    line = lines[at].strip()
    name = line.strip("#*_ ").strip()
    is_apart = not lines[at + 1].strip() or begins_section(lines[at + 1])
    is_heading = line.startswith("#") and line.lstrip("#")[:1] == " "
    is_bold = line.startswith("**") and line.endswith("**") and "**" not in line.strip("*")
    is_named = _is_quoted(line) and begins_section(next((line for line in lines[at + 1 :] if line.strip()), ""))
    if not (name and is_apart and (is_heading or is_bold or is_named)) or kind_of(name) or name[:1] in "[【［({<":
        return lines
    if name.endswith((":", "：")):
        return lines
    findings.note_title(name)
    return lines[:at] + lines[at + 1 :]


def _without_fences(lines: list[str], findings: Findings) -> list[str]:
    """Without the lines of code fences; rules become empty lines; paired backticks go."""
    kept = ["" if RULE_PATTERN.fullmatch(line) else line for line in lines if not FENCE_PATTERN.fullmatch(line)]
    return [line.replace("```", "") if "```" in line else _without_backticks(line) for line in kept]


def _without_backticks(line: str) -> str:
    return line.replace("`", "") if line.count("`") > 1 and line.count("`") % 2 == 0 else line


def _without_list_marks(lines: list[str], findings: Findings) -> list[str]:
    """Without bullets, the numbers of numbered lines, and the `>` of quoted ones."""
    lines = [QUOTE_BLOCK_PATTERN.sub("", line, count=1) if line.lstrip().startswith(">") else line for line in lines]
    sung = [line for line in lines if line.strip() and not begins_section(line)]
    numbers = [int(number[1]) for line in sung if (number := NUMBER_PATTERN.match(line))]
    is_numbered = len(numbers) >= MIN_LISTED_LINES and 2 * len(numbers) >= len(sung)
    is_numbered = is_numbered and all(number in (1, before + 1) for before, number in zip([0, *numbers], numbers, strict=False))
    dashed = sum(bool(DASH_PATTERN.match(line)) for line in sung)
    patterns = [BULLET_PATTERN] if any(BULLET_PATTERN.match(line) for line in lines) else []
    patterns += [NUMBER_PATTERN] if is_numbered else []
    timed = sum(bool(TIME_PATTERN.match(line)) for line in sung)
    patterns += [TIME_PATTERN] if timed >= MIN_LISTED_LINES and 2 * timed >= len(sung) else []
    patterns += [DASH_PATTERN] if dashed >= MIN_LISTED_LINES and 2 * dashed >= len(sung) else []
    if not patterns:
        return lines
    findings.note("list")
    for pattern in patterns:
        lines = [line if RULE_PATTERN.fullmatch(line) else pattern.sub("", line, count=1) for line in lines]
    return lines


def _with_numbers_as_marks(lines: list[str], findings: Findings) -> list[str]:
    """`[Verse 2]` for `2.` on a line of its own, in a sheet with several of these or with other marks."""
    numbers = [line for line in lines if LONE_NUMBER_PATTERN.fullmatch(line)]
    if len(numbers) < MIN_LISTED_LINES and not (numbers and any(begins_section(line) for line in lines)):
        return lines
    for line in numbers:
        findings.note("mark", line)
    return [f"[Verse {number[1]}]" if (number := LONE_NUMBER_PATTERN.fullmatch(line)) else line for line in lines]


def _without_quotes(lines: list[str], findings: Findings) -> list[str]:
    """Without quotation marks around the whole sheet, or around each of its sung lines."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return lines
    first, last = lines[filled[0]].strip(), lines[filled[-1]].strip()
    text = "\n".join(lines)
    for opening, closing in QUOTES:
        ends_are_quoted = first.startswith(opening) and last.endswith(closing) and len(first) > 1
        uses = text.count(opening) + (text.count(closing) if closing != opening else 0)
        if ends_are_quoted and uses == 2:
            lines[filled[0]] = lines[filled[0]].replace(opening, "", 1)
            head, _, tail = lines[filled[-1]].rpartition(closing)
            lines[filled[-1]] = head + tail
            return lines
    sung = [at for at in filled if not begins_section(lines[at])]
    if len(sung) >= MIN_LISTED_LINES and all(_is_quoted(lines[at]) for at in sung):
        for at in sung:
            lines[at] = lines[at].strip().rstrip(",")[1:-1]
    return lines


def _is_quoted(line: str) -> bool:
    """Whether a line stands in one pair of quotation marks, as in a list of strings."""
    bare = line.strip().rstrip(",")
    return len(bare) > 2 and (bare[0], bare[-1]) in QUOTES and bare[0] not in bare[1:-1] and bare[-1] not in bare[1:-1]


RULES: tuple[Callable[[list[str], Findings], list[str]], ...] = (
    _without_what_is_outside_a_fence,
    _without_talk,
    _without_labels,
    _without_heading,
    _without_fences,
    _without_list_marks,
    _with_numbers_as_marks,
    _without_quotes,
)
