"""What is to be kept out of a piece, in the words that descriptions have for that."""

import re

from .parser import understand

BETWEEN = re.compile(r"[,;/\n]+|\b(?:and|or|nor)\b", re.IGNORECASE)
LEAD_IN = re.compile(r"^(?:(?:please|no|not|never|without|avoid|any|the|a|an)\s+)+", re.IGNORECASE)


def avoided(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a list such as `drums, electric guitar and sadness`: what a piece can go without, as `no drums`, and what it cannot.

    A piece can go without instruments, drums, bass and singing; of a mood or a style only its opposite can be asked for.
    """
    things = [thing for piece in BETWEEN.split(text) if (thing := LEAD_IN.sub("", piece.strip(" .!")))]
    possible = [thing for thing in things if _can_go_without(thing)]
    return tuple(f"no {thing}" for thing in possible), tuple(thing for thing in things if thing not in possible)


def _can_go_without(thing: str) -> bool:
    description = understand(f"no {thing}")
    return bool(description.without or "instrumental" in description.forms) and not description.unknown_words
