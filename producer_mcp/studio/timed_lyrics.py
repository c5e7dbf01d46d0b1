"""When the lyrics of a clip are sung: as its vendor or its kept file of timed lyrics says, else a guess over its length."""

from collections.abc import Iterator
from pathlib import Path

from anyio.to_thread import run_sync

from ..lrc import lines_of_lrc
from ..models import Clip, TimedLine, TimedLyrics
from ..vendors.registry import OFFLINE
from .roster import Roster

GAP_LINES = 2.0
"""How many lines' time an instrumental section takes in the guess, and the beginning and the end of a song."""
REST_LINES = 0.5
"""How many lines' time passes between two sections in the guess."""


async def timed_lyrics(roster: Roster, clip: Clip) -> TimedLyrics:
    """The lines of a clip with their times, and where these are from; no lines where nothing is sung, or known."""
    vendor = roster.vendors.get(clip.vendor)
    if vendor is not None and (lines := await vendor.timed_lines(clip)):
        return TimedLyrics(source="score" if clip.vendor == OFFLINE else "vendor", lines=tuple(lines))
    if lines := await run_sync(_kept_lines, clip):
        return TimedLyrics(source="vendor", lines=lines)
    return TimedLyrics(source="estimate", lines=tuple(_spread(clip.lyrics, clip.seconds or 0.0)))


def _kept_lines(clip: Clip) -> tuple[TimedLine, ...]:
    """The lines in the clip's file of timed lyrics; none where none is kept, or it cannot be read."""
    file = clip.files.get("lrc")
    if file is None or file.path is None:
        return ()
    try:
        return lines_of_lrc(Path(file.path).read_text("utf-8-sig", errors="replace"))
    except OSError:
        return ()


def _spread(lyrics: str, seconds: float) -> Iterator[TimedLine]:
    """Every line of a sheet for the same time, with rests between its sections and at both ends."""
    from ..lyric_sheets import BRACKET_PATTERN, has_words  # imported with the first sheet, so that the server starts faster

    rows: list[tuple[str, str]] = []
    begun: list[float] = []
    section, units = "", 0.0
    for row in map(str.strip, lyrics.splitlines()):
        mark = BRACKET_PATTERN.fullmatch(row)
        if mark is not None:
            units += REST_LINES if begun and begun[-1] == units - 1 else GAP_LINES
            section = mark[1].strip()
        elif has_words(row):
            units += 0.0 if begun else max(0.0, GAP_LINES - units)
            rows.append((row, section))
            begun.append(units)
            units += 1
    each = seconds / (units + GAP_LINES)
    for (text, name), unit in zip(rows, begun, strict=True):
        if each > 0:
            yield TimedLine(text=text, start=round(unit * each, 2), end=round((unit + 1) * each, 2), section=name)
