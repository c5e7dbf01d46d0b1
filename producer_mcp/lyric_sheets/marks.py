"""The marks of a sheet in one form: `[Chorus]` on a line of its own, and directions in square brackets."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial

from ..safe_text import MAX_SHEET_CHARS
from .chords import chords_of, is_chord, is_surely_chord, is_surely_chord_line
from .findings import Findings
from .names import MAX_NAME_WORDS, REPEAT_PATTERN, folded, is_direction, is_heading_name, is_section_name, kind_of
from .vocabulary import SINGERS, STAND_IN_WORDS, STARTING_SINGERS, TITLE_LABELS, WITHOUT_VOICE

OTHER_BRACKETS = str.maketrans("【】［］〔〕〖〗〘〙⟦⟧", "[][][][][][]")
BRACKET_PATTERN = re.compile(r"\[([^\[\]\n]{1,200})\]")
PAREN_PATTERN = re.compile(r"[(（]([^()（）\[\]\n]{1,200})[)）]")
CURLY_PATTERN = re.compile(r"\{\s*([\w\- ]{1,30})\s*(?::\s*([^{}\n]{0,200}))?\}")
ANGLE_PATTERN = re.compile(r"<\s?(/?)([^<>/\n]{1,60})>")
PLAYED = frozenset("guitars drums strings vocals brass bells violins synths orchestras".split())  # noqa: SIM905
"""Directions that end as those that say what somebody does (`sighs`), and may be words of a line."""
DECORATIONS = "()（） *_=~|•<>«»「」『』〈〉《》-–—"
"""What people put around the name of a section."""
EMPHASIS_PATTERN = re.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])([^*\n]*)(?<=[^\s*])\*{1,3}(?![\w*])")
UNDERSCORE_PATTERN = re.compile(r"(?<![\w_])_{1,3}(?=[^\s_])([^_\n]*)(?<=[^\s_])_{1,3}(?![\w_])")
TIME_PATTERN = re.compile(r"\d{1,2}:\d{2}(?:[.:]\d{1,3})?(?:\s?[-–—]\s?\d{1,2}:\d{2}(?:[.:]\d{1,3})?)?")
CLOSING_PATTERN = re.compile(r"/.*|end(?:\sof)?\s(?:the\s)?(.*)", re.IGNORECASE)
COLON_PATTERN = re.compile(r"\s*([^:：\n\[\]{}]{1,60}?)\s*[:：]\s*(.*)")
LINE_REPEAT_PATTERN = re.compile(
    r"\s*(?:[(\[（]\s?(?:repeat\s)?(?:[x×]\s?([2-9])|([2-9])\s?[x×]|([2-9]) times|(repeat|bis))\s?[)\]）]"
    r"|(?<=[\s\]])[x×]([2-9]))\s*$",
    re.IGNORECASE,
)
CHORDPRO_SECTIONS = {"soc": "Chorus", "sov": "Verse", "sob": "Bridge", "chorus": "Chorus"}
CHORDPRO_COMMENTS = frozenset({"c", "comment", "ci", "comment italic", "cb", "comment box", "highlight"})
CHORDPRO_ABOUT = frozenset(
    "key capo tempo time artist composer subtitle st album year meta define new song ns column break cb eoc eov eob".split()  # noqa: SIM905
) | {"new song", "column break", "page break", "subtitle", "lyricist", "copyright", "duration"}
LRC_ABOUT = frozenset({"ar", "al", "au", "by", "offset", "length", "re", "ve", "la"})
BOLD_START_PATTERN = re.compile(r"(?:\*\*|__)([^*_\n]{1,60})(?:\*\*|__)(.*)")
SUBTITLE_PATTERN = re.compile(r"\s[-–—]\s")
PHRASE_BREAK_PATTERN = re.compile(r"[,;/()（）\[\]—–|.。，、:：]|\s-\s")
ECHO_CHARS = 120
"""How far before words in parentheses they may stand that these echo."""
MAX_REPEATS = 4
"""How often a line marked `x8` is written out at most."""
MAX_BLOCK_LINES = 32
"""A stanza of more lines is not written out again for a line that is only `(x2)`."""
MAX_HEADING_CHARS = 80
MIN_BARE_NAMES = 2
"""Names of sections on lines of their own, without any markup, are marks where there are so many, or where they have numbers."""


def marked(lines: Sequence[str], findings: Findings) -> list[str]:
    """The lines with all marks and directions in square brackets, and without chords."""
    kept = list(lines)
    for rule in RULES:
        kept = rule(kept, findings)
    return kept


def _with_square_brackets(lines: list[str], findings: Findings) -> list[str]:
    """`[…]` for `【…】`, `<Verse>` and the directives of ChordPro, which is how marks are documented everywhere."""
    rows: list[str] = []
    for line in lines:
        line = line.translate(OTHER_BRACKETS)
        if "{" in line:
            line = CURLY_PATTERN.sub(lambda directive: _directive(directive, findings), line)
        rows.append(ANGLE_PATTERN.sub(_angle, line) if "<" in line else line)
    return rows


def _angle(tag: re.Match[str]) -> str:
    """`[Verse]` for `<Verse>`, nothing for `</Verse>`; other words as they stand."""
    name = tag[2].strip()
    return tag[0] if not is_section_name(name) else "" if tag[1] else f"[{name}]"


def _directive(directive: re.Match[str], findings: Findings) -> str:
    """A directive of ChordPro, or another word in braces, in square brackets; empty for what is not about the words."""
    name, value = directive[1].strip().lower().replace("_", " "), (directive[2] or "").strip()
    if name in ("t", "title") and value:
        findings.note_title(value)
        return ""
    if name in CHORDPRO_COMMENTS and value:
        return f"[{value}]"
    if name.startswith("start of ") or name in CHORDPRO_SECTIONS:
        return f"[{value or CHORDPRO_SECTIONS.get(name, name.removeprefix('start of ').title())}]"
    if name.startswith("end of ") or name in CHORDPRO_ABOUT:
        return ""
    whole = directive[0][1:-1].strip()
    return f"[{whole}]" if is_section_name(whole) or is_direction(whole) else directive[0]


def _with_heading_marks(lines: list[str], findings: Findings) -> list[str]:
    """`[Chorus]` for `### Chorus`, `**Chorus**`, `Chorus:`, `(Chorus)` and, where it is clear, `Chorus`."""
    bare = [name for line in lines if is_section_name(name := _without_subtitle(line))]
    bare_is_clear = len(bare) >= MIN_BARE_NAMES or any(char.isdecimal() for name in bare for char in name)
    in_parentheses = sum(is_section_name(line.strip()[1:-1].strip()) for line in lines if _is_in_parentheses(line.strip()))
    rows: list[str] = []
    for line in lines:
        name, sung = _heading(line, bare_is_clear, in_parentheses >= MIN_BARE_NAMES)
        if name and f"[{name}]" != line.strip():
            if not line.strip().strip("*_# ").startswith("["):
                findings.note("mark" if kind_of(name) else "unknown", line if not sung else name)
            rows += [f"[{name}]", sung] if sung else [f"[{name}]"]
        else:
            rows.append(line)
    return rows


def _without_subtitle(line: str) -> str:
    """`Verse 1` of `Verse 1 – The Beginning`."""
    return SUBTITLE_PATTERN.split(line[:MAX_HEADING_CHARS], maxsplit=1)[0].strip()


def _is_in_parentheses(text: str) -> bool:
    return text[:1] in ("(", "（") and text[-1:] in (")", "）")


def _heading(line: str, bare_is_clear: bool, parentheses_are_clear: bool) -> tuple[str, str]:
    """The name of a section that a line says without brackets, and what stands behind it; the name is empty if it says none."""
    text = line.strip()
    is_heading = text.startswith("#") and text.lstrip("#")[:1].isspace()
    is_bold = text[:2] in ("**", "__") and text[-2:] in ("**", "__") and len(text) > 4
    bare = text.strip("#").strip().strip("*_").strip() if is_heading or is_bold else text
    if bracketed := BRACKET_PATTERN.fullmatch(bare):
        return (bracketed[1].strip(" *_:："), "") if bare != text or bracketed[1][:1] in "*_" else ("", "")
    name = _undecorated(bare) if len(bare) <= MAX_HEADING_CHARS else ""
    name += ")" if "(" in name else ""
    if name and len(name.split()) <= MAX_NAME_WORDS and "[" not in name:
        has_colon = bare.rstrip("*_ ").endswith((":", "："))
        is_enclosed = _is_in_parentheses(bare)
        is_decorated = _is_decoration(bare[:1]) and _is_decoration(bare[-1:]) and not is_enclosed
        stands_out = is_heading or is_bold or has_colon or is_decorated or (is_enclosed and parentheses_are_clear)
        if is_heading and not is_chord(name):
            return name, ""
        if (stands_out or is_enclosed or bare_is_clear) and is_heading_name(name, is_marked=stands_out):
            return name, ""
        if (is_bold and has_colon and kind_of(name)) or (bare_is_clear and is_section_name(_without_subtitle(bare))):
            return name, ""
    if (bold := BOLD_START_PATTERN.fullmatch(text)) and is_heading_name(bold[1].rstrip(":： "), is_marked=True):
        times = REPEAT_PATTERN.fullmatch(bold[2].strip("() "))
        return (f"{bold[1].rstrip(':： ')} {times[0]}", "") if times else (bold[1].rstrip(":： "), bold[2].lstrip(":： "))
    parts = COLON_PATTERN.fullmatch(bare)
    label = parts[1].strip("*_ ") if parts else ""
    return (label, parts[2].lstrip("*_ ")) if parts and is_heading_name(label) and not is_bold else ("", "")


def _undecorated(text: str) -> str:
    """A name without what people put around it: signs, emoji, a colon or a full stop behind it."""
    start, end = 0, len(text)
    while start < end and _is_decoration(text[start]):
        start += 1
    while end > start and (_is_decoration(text[end - 1]) or text[end - 1] in ":：."):
        end -= 1
    return text[start:end]


def _is_decoration(char: str) -> bool:
    return char in DECORATIONS or char == "\ufe0f" or (char != "" and unicodedata.category(char) == "So")


def _without_chords(lines: list[str], findings: Findings) -> list[str]:
    """Without lines of chords, tablature and chords between the words."""
    has_chords = any(is_surely_chord_line(line) for line in lines)
    rows: list[str] = []
    for line in lines:
        if is_surely_chord_line(line) or (has_chords and chords_of(line)):
            findings.note("chord", " ".join(line.split()))
            continue
        shown = BRACKET_PATTERN.sub(lambda group: _without_chord(group, findings), line) if "[" in line else line
        if shown != line and not shown.strip():
            continue
        rows.append(shown if shown == line else _closed_up(shown))
    return _without_chords_in_parentheses(rows, findings)


def _without_chord(group: re.Match[str], findings: Findings) -> str:
    """Nothing for a chord in brackets; a single letter on a line of its own may be a section, as in the form A A B A."""
    words = group[1].replace("|", " ").split()
    is_alone = group.string.strip() == group[0]
    if words and all(is_chord(word) for word in words) and not (is_alone and len(group[1].strip()) == 1):
        findings.note("chord", group[0])
        return ""
    return group[0]


def _without_chords_in_parentheses(lines: list[str], findings: Findings) -> list[str]:
    """Without `(Am)`, where a sheet has several different ones."""
    found = {group[1] for line in lines if "(" in line for group in PAREN_PATTERN.finditer(line) if is_chord(group[1])}
    if len(found) < MIN_BARE_NAMES or not any(map(is_surely_chord, found)):
        return lines
    for chord in sorted(found):
        findings.note("chord", f"({chord})")
    return [_closed_up(PAREN_PATTERN.sub(lambda group: "" if is_chord(group[1]) else group[0], line)) for line in lines]


def _closed_up(line: str) -> str:
    """A line without the gaps that were left in it."""
    return re.sub(r"(?<=\S)[ \t]{2,}", " ", line).strip()


def _with_marks_on_their_own_lines(lines: list[str], findings: Findings) -> list[str]:
    """Every section's mark begins a line, and only one stands on it; times and closing marks go."""
    rows: list[str] = []
    for line in lines:
        groups = list(BRACKET_PATTERN.finditer(line)) if "[" in line else []
        rows += _parted(line, groups, findings) if groups else [line]
    return rows


def _parted(line: str, groups: Sequence[re.Match[str]], findings: Findings) -> list[str]:
    """The line cut before every mark of a section, and behind one that stands inside the line."""
    rows, row, at, is_changed = list[str](), "", 0, False
    sections = sum(_is_section(group[1]) for group in groups)
    begins = not line[: groups[0].start()].strip()
    is_in_order = sections == 0 or (sections == 1 and begins and _is_section(groups[0][1]))
    for group in groups:
        row += line[at : group.start()]
        at = group.end()
        if _goes(group[1], findings):
            is_changed = True
        elif _is_section(group[1]) and not is_in_order:
            rows += [row, group[0]]
            row = ""
        else:
            row += group[0]
    rows.append(row + line[at:])
    if is_in_order and not is_changed:
        return [line]
    return [_closed_up(part) for part in rows if part.strip()]


def _is_section(name: str) -> bool:
    return bool(kind_of(name)) and not CLOSING_PATTERN.fullmatch(name.strip())


def _goes(name: str, findings: Findings) -> bool:
    """Whether a group in brackets says nothing that is played or sung: a time, the end of a section, a field of an LRC file."""
    bare = name.strip()
    if TIME_PATTERN.fullmatch(bare):
        findings.note("time", f"[{bare}]")
        return True
    if (closing := CLOSING_PATTERN.fullmatch(bare)) and (bare.startswith("/") or kind_of(closing[1] or "")):
        return True
    label, colon, value = bare.partition(":")
    if not colon or not value.strip():
        return False
    if label.strip().lower() == "ti" or folded(label) in {folded(word) for word in TITLE_LABELS}:
        findings.note_title(value)
        return True
    return label.strip().lower() in LRC_ABOUT


def _with_directions_in_brackets(lines: list[str], findings: Findings) -> list[str]:
    """`[softly]` for `(softly)` and `*softly*`; other words in parentheses are sung by others, and emphasis goes."""
    rows: list[str] = []
    for line in lines:
        for pattern in (EMPHASIS_PATTERN, UNDERSCORE_PATTERN):
            if "*" in line or "_" in line:
                line = pattern.sub(lambda group: _emphasised(group, findings), line)
        line = line.removeprefix("**").removesuffix("**") if line.count("**") == 1 else line
        if "(" in line or "（" in line:
            before = rows[-1][-ECHO_CHARS:] if rows else ""
            told = PAREN_PATTERN.sub(partial(_aside, before=before, findings=findings), line)
            line = line if told == line else told.strip()
        rows.append(_with_singer(line, findings))
    return rows


def _emphasised(group: re.Match[str], findings: Findings) -> str:
    """A direction between asterisks in brackets; other words, and those that go on a line, as they are."""
    words = group[1].strip("() ")
    begins_line = not group.string[: group.start()].strip()
    is_action = len(words.split()) > 1 or (words.endswith("s") and folded(words) not in PLAYED)
    if not is_direction(words) or not (begins_line or is_action):
        return group[1]
    findings.note("mark" if is_section_name(words) else "direction", group[0])
    return f"[{words}]"


def _aside(group: re.Match[str], *, before: str, findings: Findings) -> str:
    """A direction in parentheses in brackets; what echoes its line or the one `before`, and all else, is sung and stays."""
    words = group[1].strip()
    if TIME_PATTERN.fullmatch(words):
        findings.note("time", group[0])
        return ""
    if group.string.rfind("[", 0, group.start()) > group.string.rfind("]", 0, group.start()):
        return group[0]  # part of a mark
    is_told = is_direction(words) or is_section_name(words) or _is_singer_of(words, group)
    if not is_told or LINE_REPEAT_PATTERN.fullmatch(group[0]):
        return group[0]
    around = folded(
        f"{BRACKET_PATTERN.sub('', before)} {group.string[max(0, group.start() - ECHO_CHARS) : group.start()]}"
    ).split()
    if any(word in around for word in folded(words).split()):
        return group[0]
    findings.note("mark" if is_section_name(words) else "direction", group[0])
    return f"[{words.rstrip(':： ')}]"


def _is_singer_of(words: str, group: re.Match[str]) -> bool:
    """Whether words in parentheses before a line say who sings it: `(Female) Hello`."""
    names = folded(words).split()
    known = SINGERS if words.endswith((":", "：")) else STARTING_SINGERS
    begins_line = not group.string[: group.start()].strip() and bool(group.string[group.end() :].strip())
    return begins_line and 0 < len(names) <= 2 and all(name in known for name in names)


def _with_singer(line: str, findings: Findings) -> str:
    """`[Female] words` for `Female: words`, and `[Spoken]` for `Spoken:`."""
    parts = COLON_PATTERN.fullmatch(line) if ":" in line or "：" in line else None
    label = parts[1].strip() if parts else ""
    words = folded(label).split()
    is_singer = 0 < len(words) <= 2 and all(word in SINGERS for word in words)
    if not parts or not (is_singer or is_direction(label)):
        return line
    findings.note("direction", label)
    return f"[{label}] {parts[2]}".rstrip()


def _with_repeats_written_out(lines: list[str], findings: Findings) -> list[str]:
    """A line that is marked `(x2)` twice; of a mark, the number goes into its brackets."""
    rows: list[str] = []
    room = MAX_SHEET_CHARS - sum(len(line) + 1 for line in lines)
    for line in lines:
        repeat = LINE_REPEAT_PATTERN.search(line[-40:]) if line[-1:].strip() else None
        cut = len(line) - len(line[-40:]) + repeat.start() if repeat else 0
        sung = line[:cut].rstrip()
        if repeat is not None and not sung:
            block = _last_block(rows)
            rows += block if sum(map(len, block)) < room else []
            room -= sum(len(row) + 1 for row in block)
            findings.note("repeat", repeat[0])
            continue
        if repeat is None or len(sung) * MAX_REPEATS > room:
            rows.append(line)
            continue
        times = min(MAX_REPEATS, int(next(filter(None, repeat.groups()[:3] + repeat.groups()[4:]), "2")))
        findings.note("repeat", repeat[0])
        if mark := BRACKET_PATTERN.fullmatch(sung):
            rows.append(f"[{mark[1]} x{times}]" if not REPEAT_PATTERN.search(mark[1]) else sung)
            continue
        if is_section_name(sung):
            rows.append(f"[{sung} x{times}]")
            continue
        rows += [sung] * times
        room -= len(sung) * (times - 1)
    return rows


def _last_block(rows: Sequence[str]) -> list[str]:
    """The lines since the last mark or empty line, which a line that is only `(x2)` repeats; none if they are too many."""
    block: list[str] = []
    for row in reversed(rows):
        if len(block) > MAX_BLOCK_LINES:
            return []
        if BRACKET_PATTERN.fullmatch(row.strip()) or (block and not row.strip()):
            break
        if row.strip():
            block.append(row)
    return block[::-1]


def _without_stand_in(lines: list[str], findings: Findings) -> list[str]:
    """`[Instrumental]` for a sheet that only says that nobody sings."""
    filled = [line for line in lines if line.strip()]
    if not filled or len(filled) > 2 or any(line.strip().startswith("[") for line in filled):
        return lines
    phrases = {phrase.strip() for line in filled for phrase in PHRASE_BREAK_PATTERN.split(line)} - {""}
    known = {folded(phrase) or phrase for phrase in WITHOUT_VOICE}
    if phrases and all((folded(phrase) or phrase) in known for phrase in phrases):
        return ["[Instrumental]"]
    words = set(folded(" ".join(filled)).split()) if len(" ".join(filled)) <= MAX_HEADING_CHARS else set()
    says_so = "instrumental" in words or (words & {"no", "without"} and words & {"lyrics", "vocals", "singing", "words", "voice"})
    return ["[Instrumental]"] if says_so and words <= STAND_IN_WORDS else lines


RULES: tuple[Callable[[list[str], Findings], list[str]], ...] = (
    _without_stand_in,
    _with_square_brackets,
    _with_heading_marks,
    _without_chords,
    _with_marks_on_their_own_lines,
    _with_directions_in_brackets,
    _with_repeats_written_out,
)
