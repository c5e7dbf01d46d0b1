"""Whatever is in a sheet: cleaning it twice is cleaning it once, no word is lost, nothing is raised, and long ones end."""

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.lyric_sheets import clean

MARKUP = [
    "[Verse 1]", "[Chorus]", "**", "*", "__", "_", "###", "# ", "\n", "\n\n", "\\n", "<br>", "&amp;", "&lt;", "```", "`",
    "(softly)", "(", "[", "]", ")", "{", "}", "Am", "G7", "C", "[Am]", "x2", "(x2)", "Verse 1:", "Title: x", "hello", "rain", " ",
    "Sure! Here are the lyrics:", "- ", "1. ", "2. ", '"', "“", "”", "【副歌】", "（", "）", "> ", "---", "/n", "Instrumental",
    "[0:12]", "{c: ", "Female: ", "Let me know if you want changes", "\\u0041", "&#65;", "|", "[/Verse]", "[x]", "'", "<", ">",
    ":", "\\", "bis", "《",
]  # fmt: skip
FRAGMENTS = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=3)), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(FRAGMENTS, st.text(max_size=300)))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean(text).text
    assert clean(cleaned).text == cleaned


SUNG = ("river", "lantern", "shoulder", "window", "ember", "yellow", "Sunday", "over", "with", "and")
LINES = st.lists(st.sampled_from(SUNG), min_size=2, max_size=6).map(" ".join)
DRESSES = [
    "{}", "**{}**", "*{}*", "({})", "[Am]{} [G7]", "[softly] {}", "(whispered) {}", "<i>{}</i>", "“{}”", "- {}", "`{}`",
    "Chorus: {}", "{} [Verse 2]", "{}:", "1. {}", "> {}", "{} &amp; you", "oh {} (x2)", "_{}_",
]  # fmt: skip
DRESSED = st.tuples(st.sampled_from(DRESSES), LINES).map(lambda pair: pair[0].format(pair[1]))
MARKS = st.sampled_from(["[Verse 1]", "**Chorus:**", "### Bridge", "【副歌】", "Verse 2:", "", "---", "Am  F  C  G"])
BREAKS = st.sampled_from(["\n", "\\n", "<br>", "\r\n", "\n\n"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(MARKS, DRESSED), min_size=1, max_size=8), BREAKS)
def test_no_sung_word_is_lost_or_moved(blocks: list[tuple[str, str]], line_break: str) -> None:
    text = line_break.join(f"{mark}{line_break}{line}" for mark, line in blocks)
    left = iter(_sung_words(clean(text).text))
    assert all(word in left for word in _sung_words(text))


def _sung_words(text: str) -> list[str]:
    letters = "".join(char if char.isalpha() else " " for char in text.replace("\\n", " "))
    return [word for word in letters.split() if word in SUNG]


PATHOLOGICAL = [
    *r"\*_`[({<&#>-:|~'" "\n \t",
    "[a", "(a", "*a ", "_a ", "\\n", "&amp;", "&lt;", "<b", "<!--", "**a", "[Am]", "a: ", "key: a\n", "1. a\n", "- a\n",
    "\\u0041", "{c:", "Verse 1\n", "[Verse]", "(softly)", "a (x2)\n", "1.\n",
    "a\n(x2)\n", "# a\n", "Am C\n", "| ", "“a”\n", "Chorus ", "副歌",
    "softly ", "> ", "/n", "(x2) ", "Let me know the song\n", "Sure!\n", "[0:1", "{t:a}\n", "<verse>", "*[", "F#7(", "x2\n",
    ": ", "Title: a\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", PATHOLOGICAL)
def test_a_long_sheet_of_one_thing_is_cleaned(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    cleaned = clean(text).text
    assert clean(cleaned).text == cleaned
