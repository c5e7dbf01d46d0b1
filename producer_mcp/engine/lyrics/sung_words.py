"""The words of a line as they are written, each with the syllables it is sung on."""

from dataclasses import dataclass

from .syllables import Syllable, is_sung_by_character, sung_words_in, syllables


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word with the punctuation around it, and the syllables it is sung on; none for what is only written, such as a dash."""

    text: str
    sung: tuple[Syllable, ...]


def written_words(line: str) -> tuple[WrittenWord, ...]:
    """The words of a line in order; of scripts without blanks between words, such as Chinese, each character is one.

    All their syllables together are those of the line.
    """
    has_words = bool(sung_words_in(line))
    words: list[WrittenWord] = []
    for text in line.split():
        sung = syllables(text) if not has_words or sung_words_in(text) else ()
        words += _characters(text, sung) if is_sung_by_character(text) else [WrittenWord(text, sung)]
    return tuple(words)


def _characters(text: str, sung: tuple[Syllable, ...]) -> list[WrittenWord]:
    """A piece of the text for each syllable; what stands between two belongs to the first."""
    pieces: list[WrittenWord] = []
    begin = 0
    for number, syllable in enumerate(sung):
        following = sung[number + 1].text if number + 1 < len(sung) else None
        end = text.find(following, begin + 1) if following else len(text)
        if end < 0:  # figures are sung in other characters than they are written in
            return [WrittenWord(text, sung)]
        pieces.append(WrittenWord(text[begin:end], (syllable,)))
        begin = end
    return pieces
