"""When the words of a score are sung: each line and word by the notes of the voice that sing it."""

from collections.abc import Iterable, Sequence

from ..clip import SungLine, SungWord
from ..lyrics.sung_words import WrittenWord, written_words
from ..score import Line, Note, Score

EARLY_LINE_SECONDS = 0.25
"""How long before its section a line may begin and still belong to it."""
NOTE_MARGIN_SECONDS = 0.001
"""How far outside its line a note may begin: what rounding does."""


def sung_lines(score: Score) -> tuple[SungLine, ...]:
    """The lines of a score in order; times are seconds from its start, as exact as the score's own."""
    lines = sorted(score.lines, key=lambda line: line.at)
    notes = _sung_notes(score)
    followers = [line.at for line in lines[1:]] + [float("inf")] * bool(lines)
    return tuple(_sung_line(line, _section_at(score, line.at), notes, at) for line, at in zip(lines, followers, strict=True))


def _section_at(score: Score, at: float) -> str:
    """The name of the section to which a line that begins at that second belongs."""
    begun = [section.name for section in score.sections if section.at - EARLY_LINE_SECONDS <= at]
    return begun[-1] if begun else ""


def _sung_notes(score: Score) -> list[Note]:
    """The notes that carry words, in order; of several voices at the same moment one."""
    sung = {note.at: note for part in score.parts if part.stem == "vocals" for note in part.notes if note.syllable}
    return [sung[at] for at in sorted(sung)]


def _sung_line(line: Line, section: str, notes: Sequence[Note], next_at: float) -> SungLine:
    end = min(line.at + line.seconds, next_at) - NOTE_MARGIN_SECONDS
    heard = [note for note in notes if line.at - NOTE_MARGIN_SECONDS <= note.at < end]
    words = _sung_words(written_words(line.text), heard)
    return SungLine(line.text, round(line.at, 3), round(line.at + line.seconds, 3), section, tuple(words))


def _sung_words(words: Sequence[WrittenWord], notes: Sequence[Note]) -> Iterable[SungWord]:
    """The words that some of the notes sing, in order."""
    owners = [(number, syllable.on_note) for number, word in enumerate(words) for syllable in word.sung]
    places = _places([text.casefold() for _, text in owners], [note.syllable.casefold() for note in notes])
    notes_of: dict[int, list[Note]] = {}
    for place, note in zip(places, notes, strict=False):
        notes_of.setdefault(owners[place][0], []).append(note)
    for number, sung in sorted(notes_of.items()):
        following = min((notes[0].at for other, notes in notes_of.items() if other > number), default=float("inf"))
        end = min(sung[-1].at + sung[-1].seconds, following)
        yield SungWord(words[number].text, round(sung[0].at, 3), round(end, 3))


def _places(syllables: Sequence[str], heard: Sequence[str]) -> list[int]:
    """Which of a line's syllables are heard, one after the other: its beginning or its end where a cut left these."""
    count = len(heard)
    for first in (0, len(syllables) - count):
        if first >= 0 and list(heard) == list(syllables[first : first + count]):
            return list(range(first, first + count))
    places, at = [], 0
    for text in heard:
        if text not in syllables[at:]:
            break
        at = syllables.index(text, at) + 1
        places.append(at - 1)
    return places
