import unicodedata

import pytest
from hypothesis import given, strategies as st

from producer_mcp.library.file_names import MAX_NAME_BYTES, candidate_names, file_stem

from .conftest import clip_of

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Window", "Window"),
        ("", "Clip abcdef"),
        ("  ", "Clip abcdef"),
        ("...", "Clip abcdef"),
        ("\u202e\u200b\ufeff", "Clip abcdef"),
        ("AC/DC: Live?", "AC-DC- Live"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Windows\\win.ini", "C--Windows-win.ini"),
        (".hidden", "hidden"),
        ("Fade out... ", "Fade out"),
        ('<b>"bold"</b>', "(b)'bold'(-b)"),
        ("CON", "_CON"),
        ("con.mp3", "_con.mp3"),
        ("Lpt¹ .x", "_Lpt¹ .x"),
        ("Contra", "Contra"),
        ("line\nbreak\ttab\0nul", "line break tabnul"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (FAMILY, FAMILY),
        ("\ud800half", "half"),
    ],
)
def test_titles_become_names(title: str, named: str) -> None:
    assert file_stem(clip_of(title)) == f"{named} - clip_abcdefghijkl"


def test_a_part_stands_behind_the_title() -> None:
    assert file_stem(clip_of(part="drums")) == "Window (drums) - clip_abcdefghijkl"
    assert file_stem(clip_of(part="../drums")) == "Window (-drums) - clip_abcdefghijkl"


def test_an_id_that_is_not_plain_becomes_so() -> None:
    assert file_stem(clip_of(clip_id="../../x")) != file_stem(clip_of(clip_id="../../y"))
    assert "/" not in file_stem(clip_of(clip_id="../../x"))


@pytest.mark.parametrize("title", ["x" * 200, "\N{GUITAR}" * 200, FAMILY * 70, "e\u0301" * 200, "ß" * 119 + "\N{GUITAR}" * 9])
def test_a_long_title_is_cut_and_says_so(title: str) -> None:
    name = next(candidate_names(file_stem(clip_of(title, part="backing vocals")), ".flac"))
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert name.endswith("… (backing vocals) - clip_abcdefghijkl.flac")
    assert "\u200d…" not in name


@given(st.text(max_size=300), st.none() | st.text(max_size=60))
def test_every_name_can_stand_in_every_file_system(title: str, part: str | None) -> None:
    name = [*candidate_names(file_stem(clip_of(title, part=part)), ".json")][-1]
    assert len(name.encode()) + len(".part") <= MAX_NAME_BYTES
    assert not set(name) & set('<>:"/\\|?*') and not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in name)
    assert not any(char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" for char in name)
    assert name.partition(".")[0].strip().casefold() not in RESERVED
    assert name == name.strip(". ") and name == unicodedata.normalize("NFC", name)
    assert " - clip_abcdefghijkl" in name
