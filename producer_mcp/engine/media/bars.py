"""The bars of a score, one after the other, also across the cuts of edits: what a tempo map is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..score import Score, Section

SAME_PLACE_SECONDS = 0.002
"""Bar lines that are no further apart are the same one."""
MIN_PIECE_BEATS = 0.25
"""A piece of a bar shorter than this is counted to the bar beside it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: when it begins, how long it lasts (seconds), and its beats. A cut leaves bars of fewer beats or another tempo."""

    at: float
    seconds: float
    beats: int

    @property
    def bpm(self) -> float:
        """Beats a minute."""
        return self.beats * 60.0 / self.seconds


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch on one grid of bars, from `at` to the next span; `origin` is the time of one of its bar lines."""

    at: float
    origin: float
    bpm: float


def bars_of(score: Score) -> tuple[Bar, ...]:
    """The bars from 0 to the end of the score, the last one whole. Where a cut begins a new grid, a bar line falls on the cut."""
    spans = list(_spans(score))
    ends = [span.at for span in spans[1:]]
    bars: list[Bar] = []
    for span, end in zip(spans, [*ends, score.seconds], strict=True):
        bars += _bars_in(span, end, score.beats_per_bar, is_last=span is spans[-1])
    return tuple(bars)


def _spans(score: Score) -> Iterator[_Span]:
    """The stretches of the score that have one grid each; the first begins at 0."""
    first = next(iter(score.sections), Section("", 0.0, score.seconds, 1))
    span = _Span(0.0, first.at - first.into, first.bpm or score.bpm)
    yield span
    for section in score.sections[1:]:
        origin, bpm = section.at - section.into, section.bpm or score.bpm
        bar = score.beats_per_bar * 60.0 / bpm
        bars_apart = (origin - span.origin) / bar
        if bpm == span.bpm and abs(bars_apart - round(bars_apart)) * bar < SAME_PLACE_SECONDS:
            continue
        if section.at - span.at > SAME_PLACE_SECONDS:
            span = _Span(section.at, origin, bpm)
            yield span


def _bars_in(span: _Span, end: float, beats_per_bar: int, *, is_last: bool) -> list[Bar]:
    """The bars of one span, with pieces of bars where it begins or ends inside one."""
    beat = 60.0 / span.bpm
    bar = beats_per_bar * beat
    first = int((span.at - span.origin + SAME_PLACE_SECONDS) // bar) + 1
    lines, number = [span.at], first
    while (line := span.origin + number * bar) < end - SAME_PLACE_SECONDS:
        lines.append(line)
        number += 1
    lines.append(span.origin + number * bar if is_last else end)
    pieces = [(at, until - at) for at, until in pairwise(_joined(lines, MIN_PIECE_BEATS * beat))]
    return [Bar(at, seconds, _beats(seconds / beat, beats_per_bar)) for at, seconds in pieces]


def _joined(lines: Sequence[float], least: float) -> list[float]:
    """The lines without those that would part a piece shorter than `least` from the bar beside it."""
    kept = list(lines)
    if len(kept) > 2 and kept[-1] - kept[-2] < least:
        del kept[-2]
    if len(kept) > 2 and kept[1] - kept[0] < least:
        del kept[1]
    return kept


def _beats(beats: float, beats_per_bar: int) -> int:
    """A bar's beats: a piece of one has whole beats too, and so perhaps a tempo of its own."""
    return min(beats_per_bar, max(1, round(beats)))
