"""Other lyrics: on a tune that is there, or as lines on bars that are there."""

from collections.abc import Sequence
from dataclasses import replace

from ..lyrics.sheet import read_sheet
from ..lyrics.syllables import syllable_count, syllables
from ..passage import Passage, Phrase
from ..score import Line, Note, Part, Score

NOTE_MARGIN_SECONDS = 0.06
"""How much earlier or later than its line a note may begin: hands and swing move it."""


def lines_of(lyrics: str) -> list[str]:
    """All lines of a text that can be sung, in order, without their markers."""
    return [line for stanza in read_sheet(lyrics) for line in stanza.lines if syllable_count(line)]


def rephrased(
    passages: tuple[Passage, ...], lines: Sequence[str], beats_per_bar: int, *, spread: bool = False
) -> tuple[Passage, ...]:
    """The passages with new lines in the places of the old ones, as far as either last.

    Where there were no lines, or with `spread`, the new ones are spread evenly over all bars.
    """
    places = [passage.phrases for passage in passages]
    if spread or not any(places):
        bars = sum(passage.bars for passage in passages)
        share = max(1, bars // max(1, len(lines)))
        places = [_evenly(passage, share, beats_per_bar) for passage in passages]
    left = iter(lines)
    return tuple(
        replace(passage, phrases=tuple(replace(phrase, text=text) for phrase, text in zip(phrases, left, strict=False)))
        for passage, phrases in zip(passages, places, strict=True)
    )


def _evenly(passage: Passage, bars: int, beats_per_bar: int) -> tuple[Phrase, ...]:
    """Places for lines of `bars` bars each; the last one may be shorter."""
    return tuple(
        Phrase("", float(bar * beats_per_bar), float(min(bars, passage.bars - bar) * beats_per_bar))
        for bar in range(0, passage.bars, bars)
    )


def respelled(score: Score, lines: Sequence[str]) -> Score:
    """The score with other lyrics on the same tune, line by line; if there are fewer lines than before, they are repeated.

    Where a new line has more syllables, the longest notes are divided; where it has fewer, notes are held.
    """
    if not lines or not score.lines:
        return score
    texts = [lines[number % len(lines)] for number in range(len(score.lines))]
    parts = tuple(_with_texts(part, score.lines, texts) if part.stem == "vocals" else part for part in score.parts)
    new_lines = tuple(replace(line, text=text) for line, text in zip(score.lines, texts, strict=True))
    return replace(score, parts=parts, lines=new_lines)


def _with_texts(part: Part, lines: tuple[Line, ...], texts: list[str]) -> Part:
    """A sung part with a new text for each line; notes outside all lines are left out."""
    notes: list[Note] = []
    for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
        next_line = lines[number + 1].at if number + 1 < len(lines) else float("inf")
        end = min(next_line - NOTE_MARGIN_SECONDS, line.at + line.seconds + NOTE_MARGIN_SECONDS)
        sung = [note for note in part.notes if line.at - NOTE_MARGIN_SECONDS <= note.at < end]
        if sung:
            notes += _fitted(sung, text)
    return replace(part, notes=tuple(notes))


def _fitted(notes: Sequence[Note], text: str) -> list[Note]:
    """The notes divided or joined until there is one for each syllable of the text."""
    sung = syllables(text)
    fitted = list(notes)
    while len(fitted) < len(sung):
        longest = max(range(len(fitted)), key=lambda place: (fitted[place].seconds, -place))
        note = fitted[longest]
        half = note.seconds / 2
        fitted[longest : longest + 1] = [replace(note, seconds=half), replace(note, at=note.at + half, seconds=half)]
    if len(fitted) > len(sung):
        kept = sorted({round(place * (len(fitted) - 1) / max(1, len(sung) - 1)) for place in range(len(sung))})
        ends = [*kept[1:], len(fitted)]
        fitted = [
            replace(fitted[place], seconds=fitted[end - 1].at + fitted[end - 1].seconds - fitted[place].at)
            for place, end in zip(kept, ends, strict=True)
        ]
    return [replace(note, syllable=syllable.on_note) for note, syllable in zip(fitted, sung, strict=False)]
