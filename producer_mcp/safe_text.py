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
VIRAMA_COMBINING_CLASS = 9
"""The combining class of the Indic sign after which a joiner may also end a word."""

BLANK_CHARACTER_PATTERN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0e\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Letters, marks and unassigned characters that show nothing; format and control characters are told by their category."""
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Unicode's categories of control and format characters, surrogates and private use."""
LINE_BREAK_PATTERN = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
CONTEXTUAL_RUN_PATTERN = re.compile(f"([{JOINERS}{EMOJI_SELECTOR}])[{JOINERS}{EMOJI_SELECTOR}]*")
"""A run of joiners and selectors, which may stay or go, depending on the characters around it."""


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
    shown = "".join(char for char in LINE_BREAK_PATTERN.sub("\n", text) if char in JOINERS or _is_visible(char))
    return CONTEXTUAL_RUN_PATTERN.sub(_needed, shown)


def _is_visible(char: str) -> bool:
    """Whether a character shows something, or is a line break or a tab; the context of joiners is not looked at."""
    if char in "\n\t":
        return True
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return (
        not is_noncharacter and unicodedata.category(char) not in INVISIBLE_CATEGORIES and not BLANK_CHARACTER_PATTERN.match(char)
    )


def _needed(run: re.Match[str]) -> str:
    """What of a run of joiners and emoji selectors does something between the characters around it."""
    before = run.string[max(0, run.start() - 1) : run.start()]
    after = run.string[run.end() : run.end() + 1]
    selector = EMOJI_SELECTOR if run[1] == EMOJI_SELECTOR and _may_be_emoji(before, after) else ""
    joiners = run[0].replace(EMOJI_SELECTOR, "")[:1]
    is_joined = _can_join(before) and (_can_join(after) or unicodedata.combining(before) == VIRAMA_COMBINING_CLASS)
    return selector + (joiners if is_joined else "")


def _may_be_emoji(before: str, after: str) -> bool:
    """Whether the character `before` a selector may have a coloured form; a digit has one only if a keycap comes `after`."""
    return bool(before) and (not before.isascii() or after == KEYCAP) and not before.isspace()


def _can_join(char: str) -> bool:
    """Whether this is a letter, mark or symbol of a script that joins, or of an emoji."""
    return bool(char) and not char.isascii() and unicodedata.category(char)[0] in "LMS"


def _cut(text: str, max_chars: int) -> str:
    """`text`, or as much of it as leaves room for a `…` at its end."""
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"
