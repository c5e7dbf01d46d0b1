"""Draws lines of words with strokes, for films. Characters that STROKES does not have are left out.

In STROKES a letter is a list of strokes separated by `|`. A stroke is a row of points, each an x and a y on a grid with the
baseline at 0 and the top of capitals at 7; `a` and `b` are 1 and 2 below the baseline. A stroke that begins with `~` has rounded
corners; one that begins with `@` has them too and is closed.
"""

import unicodedata
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.float32]
"""(height, width), 0 … 1."""
Points = NDArray[np.float64]
"""(points, 2): x and y."""

STROKES: dict[str, str] = {
    "a": "@00 40 45 05|45 40", "b": "@00 40 45 05|07 00", "c": "~44 45 05 00 40 41", "d": "@00 40 45 05|47 40",
    "e": "03 43|~43 45 05 00 40 41",
    "f": "~37 17 15|15 10|05 35", "g": "@00 40 45 05|45 40|~40 4b 0b 0a", "h": "07 00|~03 05 45 43|43 40", "i": "05 00|07 07",
    "j": "15 10|~10 1b 0b|17 17", "k": "07 00|35 02|13 30", "l": "07 00", "m": "05 00|~03 05 35 33|33 30|~33 35 65 63|63 60",
    "n": "05 00|~03 05 45 43|43 40", "o": "@00 40 45 05", "p": "@00 40 45 05|05 0b", "q": "@00 40 45 05|45 4b",
    "r": "05 00|~03 05 35",
    "s": "~34 35 05 03 32 30 00 01", "t": "~17 10 30|05 35", "u": "~05 00 40 42|45 40", "v": "05 20 45", "w": "05 20 34 40 65",
    "x": "05 40|00 45",
    "y": "05 20|45 1b", "z": "05 45 00 40", "A": "00 37 60|12 52", "B": "00 07|~07 47 44 04|~04 54 50 00",
    "C": "~56 57 07 00 50 51",
    "D": "00 07|~07 57 50 00", "E": "47 07 00 40|04 34", "F": "47 07 00|04 34", "G": "~56 57 07 00 50 53|53 33",
    "H": "07 00|57 50|04 54", "I": "07 00",
    "J": "~47 40 00 02", "K": "07 00|57 02|24 50", "L": "07 00 40", "M": "00 07 33 67 60", "N": "00 07 50 57",
    "O": "@00 60 67 07",
    "P": "00 07|~07 57 53 03", "Q": "@00 60 67 07|42 60", "R": "00 07|~07 57 53 03|33 50", "S": "~56 57 07 04 53 50 00 01",
    "T": "07 67|37 30",
    "U": "07 02|~02 00 50 52|52 57", "V": "07 30 67", "W": "07 20 45 60 87", "X": "07 50|00 57", "Y": "07 34 67|34 30",
    "Z": "07 57 00 50",
    "0": "@00 40 47 07", "1": "05 27 20", "2": "~05 07 47 44 00|00 40", "3": "~06 07 47 44 14|~14 54 50 00 01",
    "4": "30 37 02 42",
    "5": "47 07 04|~04 55 50 00 01", "6": "~46 47 07 00 40 44 04 02", "7": "07 47 10", "8": "@04 44 47 07|@00 40 44 04",
    "9": "~01 00 40 47 07 03 43 45",
    ".": "00 00", ",": "10 0b", "'": "07 05", "!": "07 02|00 00", "?": "~05 07 47 44 23 22|20 20", "-": "03 33", "–": "03 43",
    "—": "03 63",
    ":": "04 04|00 00", ";": "14 14|10 0b", '"': "07 05|27 25", "(": "~27 05 02 2a", ")": "~07 25 22 0a", "/": "0a 37",
    "&": "~50 06 27 46 02 00 30 53",
    "+": "01 01|22 26|04 44", "ß": "00 06|~06 07 37 34 24|~24 44 40 20",
}  # fmt: skip
LOOKALIKES = str.maketrans("’‘“”…øØłŁđæœı", "''\"\".oOlLdaoi")
"""Characters that are drawn as another one."""
DESCENTS = {"a": -1, "b": -2}
"""What the letters in a point's code stand for, in units of the grid."""
WORD_SPACE, LETTER_SPACE = 3.0, 2.0
"""Widths, in units of the grid."""
ASCENT, DESCENT = 8.5, 3.5
"""How far a line of text reaches above and below its baseline, in units of the grid."""


def _point(code: str) -> tuple[float, float]:
    """`3b` as (3, -2)."""
    return float(code[0]), float(DESCENTS[code[1]] if code[1] in DESCENTS else code[1])


def smoothed(corners: Points, closed: bool) -> Points:
    """A line through corners with the corners cut three times over (Chaikin's algorithm)."""
    for _ in range(3):
        first, second = (corners, np.roll(corners, -1, axis=0)) if closed else (corners[:-1], corners[1:])
        cut = np.stack([first * 0.75 + second * 0.25, first * 0.25 + second * 0.75], axis=1).reshape(-1, 2)
        corners = cut if closed else np.concatenate([corners[:1], cut, corners[-1:]])
    return np.concatenate([corners, corners[:1]]) if closed else corners


@lru_cache(maxsize=256)
def strokes_of(letter: str) -> tuple[tuple[Points, ...], float]:
    """A letter's strokes and its width, in units of the grid."""
    strokes, width = [], 0.0
    for code in STROKES[letter].split("|"):
        shape = code[0] if code[0] in "~@" else ""
        corners = np.array([_point(point) for point in code.lstrip("~@").split()])
        width = max(width, float(corners[:, 0].max()))
        strokes.append(smoothed(corners, shape == "@") if shape else corners)
    return tuple(strokes), width


def drawable(text: str) -> str:
    """The text without accents and without the characters that STROKES does not have."""
    decomposed = unicodedata.normalize("NFKD", text.translate(LOOKALIKES))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(letter for letter in plain if letter in STROKES or letter == " ").split())


def width_of(text: str) -> float:
    """The width of a drawable text, in units of the grid."""
    return sum(WORD_SPACE if letter == " " else strokes_of(letter)[1] + LETTER_SPACE for letter in text)


def wrapped(text: str, width: float) -> list[str]:
    """The drawable text in lines no wider than `width` units of the grid; a word that is wider has a line of its own."""
    lines: list[str] = []
    for word in drawable(text).split():
        if lines and width_of(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def drawn(text: str, unit: float, thickness: float) -> Mask:
    """One line of text; a unit of the grid is `unit` pixels, strokes are `thickness` pixels thick."""
    text = drawable(text)
    height, width = int((ASCENT + DESCENT) * unit), int(width_of(text) * unit + 2 * thickness) + 2
    mask = np.zeros((height, width), dtype=np.float32)
    left = thickness + 1
    for letter in text:
        if letter == " ":
            left += WORD_SPACE * unit
            continue
        strokes, letter_width = strokes_of(letter)
        for points in strokes:
            pixels = np.stack([points[:, 0] * unit + left, (ASCENT - points[:, 1]) * unit], axis=1)
            for start, end in pairwise(pixels):
                draw_stroke(mask, start, end, thickness / 2)
        left += (letter_width + LETTER_SPACE) * unit
    return mask


def draw_stroke(mask: Mask, start: Points, end: Points, radius: float) -> None:
    """Draws a straight stroke with round ends into the mask; `start` and `end` are (x, y) in pixels, as is `radius`."""
    low = np.maximum(np.floor(np.minimum(start, end) - radius - 1).astype(int), 0)
    high = np.ceil(np.maximum(start, end) + radius + 2).astype(int)
    area = mask[low[1] : high[1], low[0] : high[0]]
    if not area.size:
        return
    down, across = np.mgrid[low[1] : low[1] + area.shape[0], low[0] : low[0] + area.shape[1]]
    way = end - start
    squared_length = float(way @ way)
    along = np.zeros(area.shape)
    if squared_length:
        along = np.clip(((across - start[0]) * way[0] + (down - start[1]) * way[1]) / squared_length, 0, 1)
    distance = np.hypot(across - start[0] - along * way[0], down - start[1] - along * way[1])
    np.maximum(area, np.clip(radius + 0.5 - distance, 0, 1), out=area)
