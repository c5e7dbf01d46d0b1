"""What a mark means, in the languages people write songs in."""

import pytest

from producer_mcp.engine.lyrics.sheet import read_sheet
from producer_mcp.lyric_sheets import clean, is_section_name, kind_of
from producer_mcp.lyric_sheets.section_names import KIND_ORDER, SECTION_NAMES

from .languages import LANGUAGES

FORMS = ["[{}]", "【{}】", "［{}］", "**{}**", "**{}:**", "### {}", "{}:", "{}：", "**[{}]**", "({})", "[{}:]"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_sections_are_read_in_every_language_and_form(language: str, form: str) -> None:
    verse, chorus, bridge, line = LANGUAGES[language]
    sheet = clean("\n\n".join(f"{form.format(name)}\n{line}" for name in (verse, chorus, bridge)))
    stanzas = read_sheet(sheet.text)
    last = "interlude" if bridge == "Mezihra" else "bridge"
    assert [stanza.kind for stanza in stanzas] == ["verse", "chorus", last], sheet.text
    assert ["".join(stanza.lines) for stanza in stanzas] == [line] * 3
    assert not any("known" in remark for remark in sheet.remarks)


def test_the_table_has_many_languages_with_verse_and_chorus_and_only_known_kinds() -> None:
    assert len(SECTION_NAMES) >= 16
    for language, rows in SECTION_NAMES.items():
        assert "chorus" in rows and set(rows) <= set(KIND_ORDER), language


@pytest.mark.parametrize("language", SECTION_NAMES)
def test_every_name_in_the_table_means_some_kind(language: str) -> None:
    for names in SECTION_NAMES[language].values():
        for name in names.split(", "):
            assert kind_of(name) and kind_of(f"{name} 2"), name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Pre-Chorus", "prechorus"),
        ("PRECHORUS", "prechorus"),
        ("Final Chorus", "chorus"),
        ("Chorus x2", "chorus"),
        ("Post-Chorus", "chorus"),
        ("2nd Verse", "verse"),
        ("Verse II", "verse"),
        ("Guitar Solo", "solo"),
        ("Instrumental Break", "interlude"),
        ("Pre-refrão", "prechorus"),
        ("REFRAO", "chorus"),
        ("Второй куплет", "verse"),
        ("第二段主歌", "verse"),
        ("最后副歌", "chorus"),
        ("ラストサビ", "chorus"),
        ("2番", "verse"),
        ("كورس", "chorus"),
        ("Male voice", ""),
        ("softly", ""),
        ("most tender", ""),
    ],
)
def test_what_a_mark_means(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    "name", ["Verse 1", "Last Chorus", "Pre-Chorus", "Verse One", "副歌2", "Part 2", "Second Verse", "Repeat Chorus"]
)
def test_what_is_a_name_and_nothing_else(name: str) -> None:
    assert is_section_name(name)


@pytest.mark.parametrize(
    "name", ["end", "Drop it", "bridge of sighs", "the part", "head", "chorus of birds", "solo tú", "fine", "Most"]
)
def test_what_may_be_sung_is_no_name_by_itself(name: str) -> None:
    assert not is_section_name(name)
