"""One meaning of "invisible", for what a model reads, for what the ledger keeps and for file names."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from producer_mcp.library.file_names import readable
from producer_mcp.safe_text import line, lines, visible
from producer_mcp.vendors.parsing import clean

HIDDEN = {
    "bidi overrides and embeddings": "\u202a\u202b\u202c\u202d\u202e",
    "bidi isolates": "\u2066\u2067\u2068\u2069",
    "bidi marks": "\u200e\u200f\u061c",
    "zero width space, word joiner, byte order mark": "\u200b\u2060\ufeff",
    "soft hyphen": "\u00ad",
    "invisible operators": "\u2061\u2062\u2063\u2064",
    "combining grapheme joiner": "\u034f",
    "variation selectors": "\ufe00\ufe01\ufe0e",
    "variation selectors that carry text": "\U000e0100\U000e0141\U000e01ef",
    "tag characters": "\U000e0001\U000e0041\U000e007f",
    "unassigned and ignorable": "\u2065\ufff0\U000e0000\U000e0fff",
    "mongolian selectors": "\u180b\u180e\u180f",
    "khmer inherent vowels": "\u17b4\u17b5",
    "hangul fillers": "\u115f\u1160\u3164\uffa0",
    "blank braille": "\u2800",
    "musical format controls": "\U0001d173\U0001d17a",
    "shorthand format controls": "\U0001bca0\U0001bca3",
    "interlinear annotation": "\ufff9\ufffa\ufffb",
    "control characters": "\x00\x01\x07\x08\x1b\x7f\x80\x9f",
    "surrogates": "\ud800\udfff",
    "private use": "\ue000\uf8ff\U000f0000\U0010fffd",
    "non-characters": "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff",
    "joiners between ascii letters": "\u200c\u200d\u200c",
    "an emoji selector behind an ascii letter": "\ufe0f\ufe0f",
}
KEPT = {
    "persian": "می\u200cخواهم",
    "hindi": "क्\u200dष and क्\u200cष",
    "a malayalam word that ends in a joiner": "അവന\u0d4d\u200d വന്നു",
    "family": "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}",
    "singer with a skin tone": "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}\u200d\N{MICROPHONE}",
    "heart on fire": "\u2764\ufe0f\u200d\N{FIRE}",
    "head shaking": "\N{SLIGHTLY SMILING FACE}\u200d\u2194\ufe0f",
    "rainbow flag": "\U0001f3f3\ufe0f\u200d\N{RAINBOW}",
    "keycap": "1\ufe0f\u20e3",
    "flag": "\U0001f1ee\U0001f1f7",
    "accents": "Café Ångström naïve",
    "hebrew points": "שָׁלוֹם",
    "thai": "น้ำ",
    "hangul": "음악",
    "an emoji newer than this Python": "\U0001faea",
}
USERS: dict[str, Callable[[str], str]] = {
    "server": line,
    "server, with lines": lines,
    "vendors": clean,
    "vendors, with lines": lambda text: clean(text, lines=True),
    "file names": lambda text: readable(text, 200),
}


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("what", HIDDEN)
def test_what_cannot_be_seen_is_left_out_everywhere(user: str, what: str) -> None:
    assert USERS[user](f"a{HIDDEN[what]}b") == "ab"
    assert [USERS[user](f"a{char}b") for char in HIDDEN[what]] == ["ab"] * len(HIDDEN[what])


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("what", KEPT)
def test_what_a_script_or_an_emoji_needs_stays_everywhere(user: str, what: str) -> None:
    assert USERS[user](f"x {KEPT[what]} y") == f"x {KEPT[what]} y"


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("می\u200c\u200d\u200cخواهم", "می\u200cخواهم"),
        ("می\u200c\u200b\u200cخواهم", "می\u200cخواهم"),
        ("\u2764\ufe0f\ufe0f\ufe0f", "\u2764\ufe0f"),
        ("—\u200d\u200c—", "——"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
    ],
)
def test_joiners_and_selectors_cannot_carry_a_message(user: str, text: str, shown: str) -> None:
    assert USERS[user](text) == shown


@pytest.mark.parametrize(
    "mark", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029", "\t", "\u3000"]
)
@pytest.mark.parametrize("user", ["server", "vendors", "file names"])
def test_every_line_break_parts_words(user: str, mark: str) -> None:
    assert USERS[user](f"a{mark}b") == "a b"


@given(st.text(max_size=80))
def test_what_is_visible_stays_so(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert len(line(text, 20)) <= 20
