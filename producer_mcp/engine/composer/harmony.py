"""Which chords a passage has: a progression of its style, led to a cadence."""

import random

from ..seeds import dice
from ..styles.style import Style
from ..theory.chords import write_chord
from ..theory.keys import Key
from ..theory.progressions import BORROWED, FALLBACK_KINDS, MODAL, POOLS, Rows


def harmonise(
    kind: str, bars: int, style: Style, key: Key, seed: str, weirdness: float = 0.5, final: bool = False
) -> tuple[str, ...]:
    """The chords of a passage, a symbol or two for each bar.

    The same kind of passage gets the same chords throughout a piece (`seed`). A passage that leads on ends open, on the dominant;
    the last one (`final`) ends on the tonic.
    """
    chance = dice(seed, "harmony", _family(kind))
    numerals = _progression(kind, style, key, chance, weirdness).split()
    around = [numerals[bar % len(numerals)] for bar in range(bars)]
    if final:
        around[-1] = "I" if key.is_major else "i"
    elif kind in ("prechorus", "build", "bridge") and bars >= 2 and style.harmony not in ("techno", "drone"):
        around[-1] = "V" if key.mode in ("major", "minor") else around[-1]
    return tuple(
        " ".join(write_chord(numeral, key, _colour(style, numeral, final and bar == bars - 1)) for numeral in word.split(","))
        for bar, word in enumerate(around)
    )


def _family(kind: str) -> str:
    return {
        "hook": "chorus",
        "drop": "chorus",
        "theme": "verse",
        "intro": "verse",
        "solo": "verse",
        "outro": "verse",
        "interlude": "verse",
    }.get(kind, kind)


def _colour(style: Style, numeral: str, is_last: bool) -> str:
    return "triads" if is_last and style.colour in ("dominant", "ninths") and numeral in ("I", "i") else style.colour


def _progression(kind: str, style: Style, key: Key, chance: random.Random, weirdness: float) -> str:
    choices = _row(_rows(style.harmony, key), kind)
    weights = [(1.0 + 2.0 * (1.0 - weirdness)) / (1 + rank * (1.2 - weirdness)) for rank in range(len(choices))]
    chosen = chance.choices(choices, weights)[0]
    odd = chance.random()
    if odd < weirdness - 0.6:
        common = BORROWED["major" if key.is_major else "minor"]
        swap, instead = common[chance.randrange(len(common))]
        words = chosen.split()
        places = [place for place, word in enumerate(words) if word == swap and place > 0]
        if places:
            words[chance.choice(places)] = instead
        chosen = " ".join(words)
    return chosen


def _rows(pool: str, key: Key) -> Rows:
    if key.mode in MODAL:
        return MODAL[key.mode]
    modes = POOLS[pool]
    wanted = "major" if key.is_major else "minor"
    return modes.get(wanted) or POOLS["pop"][wanted]


def _row(rows: Rows, kind: str) -> tuple[str, ...]:
    while kind not in rows:
        kind = FALLBACK_KINDS.get(kind, "verse")
    return rows[kind]
