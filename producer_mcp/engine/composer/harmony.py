"""The chords of a passage: a progression of its style, led to a cadence."""

import random

from ..seeds import dice
from ..styles.style import Style
from ..theory.chords import write_chord
from ..theory.keys import Key
from ..theory.progressions import BORROWED, FALLBACK_KINDS, MODAL, POOLS, Rows

_HARMONY_KINDS = {
    "hook": "chorus",
    "drop": "chorus",
    "theme": "verse",
    "intro": "verse",
    "solo": "verse",
    "outro": "verse",
    "interlude": "verse",
}
"""Kinds of passage that get the chords of another kind."""
BORROWS_FROM_WEIRDNESS = 0.6
"""The weirdness from which on a progression may borrow a chord, the likelier the higher it is."""


def harmonise(
    kind: str, bars: int, style: Style, key: Key, seed: str, weirdness: float = 0.5, final: bool = False
) -> tuple[str, ...]:
    """The chords of a passage: for each bar one symbol, or two joined by a space.

    The same kind of passage gets the same chords under the same seed. A passage that leads on (`prechorus`, `build`, `bridge`)
    ends on the dominant; the last passage of a piece (`final`) ends on the tonic.
    """
    chance = dice(seed, "harmony", _HARMONY_KINDS.get(kind, kind))
    numerals = _progression(kind, style, key, chance, weirdness).split()
    bar_numerals = [numerals[bar % len(numerals)] for bar in range(bars)]
    if final:
        bar_numerals[-1] = "I" if key.is_major else "i"
    elif kind in ("prechorus", "build", "bridge") and bars >= 2 and style.harmony not in ("techno", "drone"):
        bar_numerals[-1] = "V" if key.mode in ("major", "minor") else bar_numerals[-1]
    return tuple(
        " ".join(write_chord(numeral, key, _colour(style, numeral, final and bar == bars - 1)) for numeral in written.split(","))
        for bar, written in enumerate(bar_numerals)
    )


def _colour(style: Style, numeral: str, is_last: bool) -> str:
    """The colour of the style; a piece with rich chords still ends on a plain triad."""
    return "triads" if is_last and style.colour in ("dominant", "ninths") and numeral in ("I", "i") else style.colour


def _progression(kind: str, style: Style, key: Key, chance: random.Random, weirdness: float) -> str:
    """A progression in roman numerals: usual ones are likelier, and `weirdness` may swap one chord for a borrowed one."""
    choices = _choices(style.harmony, key, kind)
    weights = [(1.0 + 2.0 * (1.0 - weirdness)) / (1 + rank * (1.2 - weirdness)) for rank in range(len(choices))]
    progression = chance.choices(choices, weights)[0]
    if chance.random() >= weirdness - BORROWS_FROM_WEIRDNESS:
        return progression
    swaps = BORROWED["major" if key.is_major else "minor"]
    usual, borrowed = swaps[chance.randrange(len(swaps))]
    bars = progression.split()
    places = [place for place, bar in enumerate(bars) if bar == usual and place > 0]
    if places:
        bars[chance.choice(places)] = borrowed
    return " ".join(bars)


def _choices(pool: str, key: Key, kind: str) -> tuple[str, ...]:
    """The progressions of a pool for a kind of passage in the mode of the key; pop ones if the pool has none in that mode."""
    rows: Rows
    if key.mode in MODAL:
        rows = MODAL[key.mode]
    else:
        mode = "major" if key.is_major else "minor"
        rows = POOLS[pool].get(mode) or POOLS["pop"][mode]
    while kind not in rows:
        kind = FALLBACK_KINDS.get(kind, "verse")
    return rows[kind]
