"""Words are cut into what is sung on one note, whatever they are written in."""

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.lyrics.syllables import syllable_count, syllables


@pytest.mark.parametrize(
    ("line", "sung"),
    [
        ("Lonely lighthouse keeper", "Lone-ly light-house kee-per"),
        ("someone loved the little roses", "some-one loved the lit-tle ro-ses"),
        ("every evening alone", "ev-ery eve-ning a-lone"),
        ("crying beyond imagination", "cry-ing be-yond i-ma-gi-na-tion"),
        ("Привет, мой друг", "При-вет мой друг"),
        ("déjà vu", "dé-jà vu"),
        ("東京の夜", "東-京-の-夜"),
        ("きゃっと", "きゃっ-と"),
        ("안녕 세계", "안-녕 세-계"),
        ("in 1999", "in nine-teen nine-ty nine"),
        ("🎉🎉", "la la"),
        ("hey 🎉", "hey"),
        ("... !", ""),
    ],
)
def test_cuts(line: str, sung: str) -> None:
    assert "".join(syllable.text + (" " if syllable.ends_word else "-") for syllable in syllables(line)).strip() == sung


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_never_stumbles_over_a_text(line: str) -> None:
    assert syllable_count(line) == len(syllables(line))
    assert all(syllable.text for syllable in syllables(line))
