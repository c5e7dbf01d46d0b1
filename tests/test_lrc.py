"""LRC files: timed lyrics as text, word by word, and back."""

from hypothesis import given, settings, strategies as st

from producer_mcp.lrc import lines_of_lrc, lrc_of, timed_lines_of_words
from producer_mcp.models import TimedLine, TimedWord


def line(text: str, start: float, *words: tuple[str, float, float]) -> TimedLine:
    """A line, with its words as (text, start, end)."""
    rows = tuple(TimedWord(text=word, start=at, end=end) for word, at, end in words)
    return TimedLine(text=text, start=start, end=rows[-1].end if rows else start + 2, words=rows)


def test_a_file_has_title_length_and_a_time_before_each_word() -> None:
    lines = [
        line("Waiting — for you", 61.5, ("Waiting", 61.5, 62), ("for", 62.25, 62.5), ("you", 62.5, 63.125)),
        line("東京", 65, ("東", 65, 65.5), ("京", 65.5, 66)),
        line("only a line", 70.004),
    ]
    assert lrc_of(lines, "Rain [live]", 75.4) == (
        "[ti:Rain (live)]\n[length:01:15]\n"
        "[01:01.50]<01:01.50>Waiting — <01:02.25>for <01:02.50>you <01:03.12>\n"
        "[01:05.00]<01:05.00>東<01:05.50>京 <01:06.00>\n"
        "[01:10.00]only a line\n"
    )


def test_a_file_is_read_back_as_it_was_written() -> None:
    lines = [line("Waiting — for you", 1.5, ("Waiting", 1.5, 2), ("for", 2.25, 2.5), ("you", 2.5, 3.25)), line("plain", 5)]
    read = lines_of_lrc(lrc_of(lines, "Rain", 9))
    assert [row.text for row in read] == ["Waiting — for you", "plain"]
    assert [(row.start, row.end) for row in read] == [(1.5, 3.25), (5.0, 9.0)]
    assert [word.start for word in read[0].words] == [1.5, 2.25, 2.5] and read[0].words[-1].end == 3.25
    assert lines_of_lrc("[ti:x]\n[00:01.00]\nno time\n") == ()


@settings(max_examples=50)
@given(st.lists(st.tuples(st.text(max_size=30), st.floats(0, 600)), max_size=8))
def test_any_text_gives_a_line_of_the_file_and_no_more(rows: list[tuple[str, float]]) -> None:
    written = lrc_of([line(text, start) for text, start in rows])
    assert len(written.splitlines()) <= max(1, len(rows))
    lines_of_lrc(written)


def test_suno_words_become_lines_under_their_sections() -> None:
    words = [("[Verse 1]\nRain ", 1.0, 1.4), ("on ", 1.5, 1.8), ("me\n\n[Chorus]\nTake ", 2.0, 2.5), ("it\n", 3.0, 3.5)]
    first, second = timed_lines_of_words(words)
    assert (first.text, first.section, first.start, first.end) == ("Rain on me", "Verse 1", 1.0, 2.5)
    assert (second.text, second.section, [word.text for word in second.words]) == ("Take it", "Chorus", ["Take", "it"])
