"""Other words on a tune that is there, and lines on bars that are there."""

from collections.abc import Sequence
from dataclasses import replace

from ..lyrics.sheet import read_sheet
from ..lyrics.syllables import count, syllables
from ..passage import Passage, Phrase
from ..score import Line, Note, Part, Score


def lines_of(lyrics: str) -> list[str]:
    """All lines of a text that can be sung, in order."""
    return [line for stanza in read_sheet(lyrics) for line in stanza.lines if count(line)]


def rephrased(passages: tuple[Passage, ...], words: Sequence[str], beats: int, spread: bool = False) -> tuple[Passage, ...]:
    """The lines in the room of the old ones, one by one; where there were none, or with `spread`, over the bars in equal
    shares.
    """
    left = list(words)
    rooms = [passage.phrases for passage in passages]
    if spread or not any(rooms):
        bars = sum(passage.bars for passage in passages)
        share = max(1, bars // max(1, len(left)))
        rooms = [
            tuple(
                Phrase("", float(bar * beats), float(min(share, passage.bars - bar) * beats))
                for bar in range(0, passage.bars, share)
            )
            for passage in passages
        ]
    filled = []
    for passage, room in zip(passages, rooms, strict=True):
        phrases = tuple(replace(phrase, text=left.pop(0)) for phrase in room if left)
        filled.append(replace(passage, phrases=phrases))
    return tuple(filled)


def respelled(score: Score, words: Sequence[str]) -> Score:
    """The sung parts with other words on the same tune, line by line; if they are fewer lines than before, they come round again.

    Where a new line has more syllables, long notes are sung as two; where it has fewer, notes are held.
    """
    if not words or not score.lines:
        return score
    texts = [words[number % len(words)] for number in range(len(score.lines))]
    parts = tuple(_respelled(part, score.lines, texts) if part.stem == "vocals" else part for part in score.parts)
    return replace(
        score, parts=parts, lines=tuple(replace(line, text=text) for line, text in zip(score.lines, texts, strict=True))
    )


def _respelled(part: Part, lines: tuple[Line, ...], texts: list[str]) -> Part:
    notes: list[Note] = []
    for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
        until = lines[number + 1].at if number + 1 < len(lines) else float("inf")
        sung = [
            note for note in part.notes if line.at - 0.06 <= note.at < until - 0.06 and note.at < line.at + line.seconds + 0.06
        ]
        if sung:
            notes += _set(sung, text)
    return replace(part, notes=tuple(notes))


def _set(notes: Sequence[Note], text: str) -> list[Note]:
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
