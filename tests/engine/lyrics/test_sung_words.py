"""The words of a line, as they are written, share its syllables among them."""

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.lyrics.sung_words import written_words
from producer_mcp.engine.lyrics.syllables import sung_words_in, syllables


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Lonely, lighthouse — keeper!", "Lonely,/2 lighthouse/2 —/0 keeper!/2"),
        ("in 1999 (again)", "in/1 1999/5 (again)/2"),
        ("hey 🎉", "hey/1 🎉/0"),
        ("🎉🎉", "🎉🎉/2"),
        ("「東京の夜」 pop", "「東/1 京/1 の/1 夜」/1 pop/1"),
        ("きゃっと", "きゃっ/1 と/1"),
        ("第3夜", "第3夜/3"),
    ],
)
def test_every_word_knows_how_many_syllables_it_is_sung_on(line: str, words: str) -> None:
    assert " ".join(f"{word.text}/{len(word.sung)}" for word in written_words(line)) == words


@settings(max_examples=100)
@given(st.text(max_size=120))
def test_the_words_of_any_line_have_its_text_and_its_syllables(line: str) -> None:
    words = written_words(line)
    assert "".join(word.text for word in words) == "".join(line.split())
    if sung_words_in(line):
        assert [syllable.text for word in words for syllable in word.sung] == [syllable.text for syllable in syllables(line)]
