"""LRC, the text format of timed lyrics: written line by line, and word by word where words have times; and read back.

Lines are `[mm:ss.xx]text`; in enhanced LRC each word has its own `<mm:ss.xx>` before it, and the last one its end behind it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from .models import TimedLine, TimedWord

LINE_PATTERN = re.compile(r"\[(\d+):(\d\d(?:\.\d+)?)\]\s*(.*)")
WORD_PATTERN = re.compile(r"<(\d+):(\d\d(?:\.\d+)?)>([^<]*)")
SECTION_PATTERN = re.compile(r"\[([^\[\]\n]{1,80})\]")
BRACKETS = str.maketrans("[]<>", "()()")
"""Square and angle brackets stand around times."""
LAST_LINE_SECONDS = 4.0
"""How long the last line of a file lasts that does not say it."""


def lrc_of(lines: Sequence[TimedLine], title: str = "", seconds: float | None = None) -> str:
    """Timed lyrics as a file: title and length first, then each line with its words. A line without words is plain LRC."""
    head = [f"[ti:{_plain(title)}]"] if title else []
    head += [f"[length:{int(seconds // 60):02d}:{int(seconds % 60):02d}]"] if seconds is not None else []
    return "\n".join([*head, *(f"[{_stamp(line.start)}]{_content(line)}" for line in lines), ""])


def lines_of_lrc(text: str) -> tuple[TimedLine, ...]:
    """The lines of a file with their times, empty ones left out; each lasts until its last word ends, or the next line begins."""
    found = [match for row in text.splitlines() if (match := LINE_PATTERN.match(row.strip()))]
    rows = sorted(((_seconds(match[1], match[2]), match[3]) for match in found), key=lambda row: row[0])
    ends = [at for at, _ in rows[1:]] + [rows[-1][0] + LAST_LINE_SECONDS] if rows else []
    return tuple(line for (at, content), end in zip(rows, ends, strict=True) if (line := _line(at, content, end)).text)


def timed_lines_of_words(words: Iterable[tuple[str, float, float]]) -> tuple[TimedLine, ...]:
    """The lines of words as Suno times them: text, start and end in seconds; line ends and `[Chorus]` marks stand in the text."""
    section, lines, row = "", list[TimedLine](), list[TimedWord]()
    for text, start, end in words:
        pieces = SECTION_PATTERN.sub(lambda mark: f"\n\0{mark[1]}\n", text).split("\n")
        for number, piece in enumerate(pieces):
            if number and row:
                lines.append(_whole(row, section))
                row = []
            if piece.startswith("\0"):
                section = piece[1:].strip()
            elif piece.strip():
                row.append(TimedWord(text=piece.strip(), start=start, end=max(start, end)))
    return (*lines, _whole(row, section)) if row else tuple(lines)


def _content(line: TimedLine) -> str:
    """The text of a line, with a time before each of its words and one behind the last."""
    pieces, at = list[str](), 0
    for word in line.words:
        begin = line.text.find(word.text, at)
        gap = line.text[at:begin] if begin >= 0 else " "
        pieces += [_plain(gap), f"<{_stamp(word.start)}>{_plain(word.text)}"]
        at = begin + len(word.text) if begin >= 0 else at
    rest = _plain(line.text[at:]).rstrip()
    return f"{''.join(pieces).lstrip()}{rest}" + (f" <{_stamp(line.words[-1].end)}>" if line.words else "")


def _whole(words: Sequence[TimedWord], section: str) -> TimedLine:
    text = " ".join(word.text for word in words)
    return TimedLine(text=text, start=words[0].start, end=words[-1].end, section=section, words=tuple(words))


def _line(at: float, content: str, end: float) -> TimedLine:
    stamps = [(_seconds(match[1], match[2]), match[3].strip()) for match in WORD_PATTERN.finditer(content)]
    if not stamps:
        return TimedLine(text=content.strip(), start=at, end=end)
    ends = [start for start, _ in stamps[1:]] + [end]
    words = tuple(_words(stamps, ends))
    text = " ".join(WORD_PATTERN.sub(lambda match: match[3], content).split())
    return TimedLine(text=text, start=at, end=words[-1].end if words else end, words=words)


def _words(stamps: Sequence[tuple[float, str]], ends: Sequence[float]) -> Iterator[TimedWord]:
    for (start, text), end in zip(stamps, ends, strict=True):
        if text:
            yield TimedWord(text=text, start=start, end=max(start, end))


def _stamp(seconds: float) -> str:
    """`01:02.34`."""
    hundredths = round(max(0.0, seconds) * 100)
    return f"{hundredths // 6000:02d}:{hundredths % 6000 / 100:05.2f}"


def _seconds(minutes: str, seconds: str) -> float:
    return int(minutes) * 60 + float(seconds)


def _plain(text: str) -> str:
    """Text without what would be read as a time or the end of a line."""
    return re.sub(r"\s+", " ", text.translate(BRACKETS))
