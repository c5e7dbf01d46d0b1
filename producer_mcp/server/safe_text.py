"""Text that others wrote, made safe to hand to a model: data, never layout."""

import re
import unicodedata

TITLE = 80
MESSAGE = 500
SHEET = 5_000
ADDRESS = 2_000

FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0x180B, 0x1810))))
"""Letters and marks that show nothing."""
JOINERS = frozenset("\u200c\u200d")
"""They show nothing either, but Persian, Hindi and some emoji are misspelt without them."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def line(text: str, most: int = MESSAGE) -> str:
    """One line of at most `most` characters, without control, invisible or direction-changing characters."""
    return _short(" ".join(_seen(text).split()), most)


def lines(text: str, most: int = SHEET) -> str:
    """The same, with its line breaks: never more than one empty line in a row."""
    kept = "\n".join(row.rstrip() for row in _seen(text).splitlines())
    return _short(re.sub(r"\n{3,}", "\n\n", kept).strip(), most)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _seen(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(letter for at, letter in enumerate(text) if _is_seen(letter, text[at - 1 : at], text[at + 1 : at + 2]))


def _is_seen(letter: str, before: str, after: str) -> bool:
    if letter in "\n\t":
        return True
    if letter in JOINERS:  # between two letters that may need one; elsewhere it can only hide something
        return bool(before and after) and not (before.isascii() or after.isascii() or before in JOINERS)
    is_selector = 0xE0100 <= ord(letter) <= 0xE01EF or 0xFE00 <= ord(letter) <= 0xFE0E
    return not is_selector and letter not in FILLERS and unicodedata.category(letter) not in UNSEEN
