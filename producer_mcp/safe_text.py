"""Text that others wrote, without the characters nobody can see: for a model, for a ledger and for file names.

Invisible characters can hide instructions from the person who reads along, and direction changes can disguise a file's name.
What counts as invisible follows Unicode's `Default_Ignorable_Code_Point`, with control characters, private use, surrogates,
non-characters and the blank Braille pattern added.
"""

import re
import unicodedata

MAX_TITLE_CHARS = 80
MAX_MESSAGE_CHARS = 500
MAX_SHEET_CHARS = 5_000
MAX_ADDRESS_CHARS = 2_000

JOINERS = "\u200c\u200d"
"""Zero width non-joiner and joiner: Persian and Indic words are misspelt, and some emoji fall apart, without them."""
EMOJI_SELECTOR, KEYCAP = "\ufe0f", "\u20e3"
"""The selector asks for the coloured form of the character before it; the keycap encloses a digit."""
VIRAMA = 9
"""The combining class of the Indic sign after which a joiner may also end a word."""

BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0e\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Letters, marks and unassigned characters that show nothing; format and control characters are told by their category."""
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
CONTEXTUAL = re.compile(f"([{JOINERS}{EMOJI_SELECTOR}])[{JOINERS}{EMOJI_SELECTOR}]*")


def line(text: str, max_chars: int = MAX_MESSAGE_CHARS) -> str:
    """The visible text in one line of at most `max_chars` characters; a cut is shown by `…`."""
    return _cut(" ".join(visible(text).split()), max_chars)


def lines(text: str, max_chars: int = MAX_SHEET_CHARS) -> str:
    """The visible text with its line breaks, but never more than one empty line in a row."""
    rows = "\n".join(row.rstrip() for row in visible(text).splitlines())
    return _cut(re.sub(r"\n{3,}", "\n\n", rows).strip(), max_chars)


def visible(text: str) -> str:
    """`text` without invisible characters; every kind of line break becomes `\\n`, tabs and spaces stay.

    Joiners and the emoji selector stay where a script or an emoji needs them.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(char for char in LINE_BREAKS.sub("\n", text) if char in JOINERS or _is_visible(char))
    return CONTEXTUAL.sub(_needed, shown)


def _is_visible(char: str) -> bool:
    if char in "\n\t":
        return True
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return not is_noncharacter and unicodedata.category(char) not in UNSEEN_CATEGORIES and not BLANK.match(char)


def _needed(run: re.Match[str]) -> str:
    """What of a run of joiners and emoji selectors does something between the characters around it."""
    before = run.string[max(0, run.start() - 1) : run.start()]
    after = run.string[run.end() : run.end() + 1]
    selector = EMOJI_SELECTOR if run[1] == EMOJI_SELECTOR and _may_be_emoji(before, after) else ""
    joiners = run[0].replace(EMOJI_SELECTOR, "")[:1]
    is_joined = _can_join(before) and (_can_join(after) or unicodedata.combining(before) == VIRAMA)
    return selector + (joiners if is_joined else "")


def _may_be_emoji(before: str, after: str) -> bool:
    return bool(before) and (not before.isascii() or after == KEYCAP) and not before.isspace()


def _can_join(char: str) -> bool:
    """Whether this is a letter, mark or symbol of a script that joins, or of an emoji."""
    return bool(char) and not char.isascii() and unicodedata.category(char)[0] in "LMS"


def _cut(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"
