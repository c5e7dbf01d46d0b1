"""When syllables are sung: stressed ones on strong beats, the last one of a phrase on one of the strongest."""

from collections.abc import Sequence
from itertools import pairwise

from ..lyrics.syllables import Syllable
from ..seeds import fraction

NoteTiming = tuple[float, float]
"""The beat on which a note begins, from the beginning of its phrase, and how many beats it is held."""

MAX_HELD_BEATS = 1.5
"""How long a syllable is held if the next one comes later than that."""
MAX_LAST_HELD_BEATS = 2.0
LEGATO = 0.96
"""The share of the time to the next syllable for which a syllable is held."""
MIN_UNIT_BEATS = 0.03
"""The grid for syllables is halved no further than this."""


def set_syllables(
    sung: Sequence[Syllable], beats: float, *, beats_per_bar: int, pace: float, offbeat: float, name: tuple[object, ...]
) -> list[NoteTiming]:
    """One note for each syllable, within `beats` beats.

    `pace` is the number of beats a syllable takes at ease, `offbeat` (0 … 1) how welcome the places between the beats are. `name`
    seeds the choices: lines under the same name prefer the same places, so that they go to one tune.
    """
    notes = len(sung)
    if not notes:
        return []
    if notes == 1:
        return [(0.0, min(MAX_LAST_HELD_BEATS, beats * 0.75))]
    unit = _unit(notes, beats, pace)
    start, end = _span(notes, beats, beats_per_bar, pace, unit, offbeat, name)
    steps = round((end - start) / unit)
    places: Sequence[float]
    if steps >= notes - 1:
        places = _best_places(sung, _weights(steps, unit, start, beats_per_bar, offbeat, name))
    else:
        places = [step * steps / (notes - 1) for step in range(notes)]
    onsets = [start + place * unit for place in places]
    held = [min(MAX_HELD_BEATS, after - at) * LEGATO for at, after in pairwise(onsets)]
    last = max(0.4 * unit, min(MAX_LAST_HELD_BEATS, (beats - end) * 0.8))
    return list(zip(onsets, [*held, last], strict=True))


def _unit(notes: int, beats: float, pace: float) -> float:
    """The step of the grid in beats: eighths, sixteenths for quick words, or finer if the syllables need it."""
    unit = 0.25 if pace < 0.5 else 0.5
    while (notes - 1) * unit > beats - 2 * unit and unit > MIN_UNIT_BEATS:
        unit /= 2
    return unit


def _span(
    notes: int, beats: float, beats_per_bar: int, pace: float, unit: float, offbeat: float, name: tuple[object, ...]
) -> tuple[float, float]:
    """The beats on which the first and the last syllable begin; the last one on a strong beat if there is one."""
    half_bar = beats_per_bar / 2 if beats_per_bar % 2 == 0 else float(beats_per_bar)
    need = (notes - 1) * unit
    start = 0.5 if fraction(*name, "start") < offbeat * 0.7 and need + 1.0 <= beats - half_bar else 0.0
    latest = beats - min(1.0, 2 * unit)
    halves = [half_bar * number for number in range(1, int(beats / half_bar) + 1)]
    strong = [beat for beat in halves if start + need <= beat <= latest]
    if not strong and start + need <= (whole := int(beats - unit)) and whole >= 1:
        strong = [float(whole)]
    if not strong:
        return 0.0, max(need, beats - unit) if need < beats else need
    at_ease = start + (notes - 1) * max(unit, pace) * 1.1
    return start, min(strong, key=lambda end: (abs(end - at_ease), end))


def _weights(steps: int, unit: float, start: float, beats_per_bar: int, offbeat: float, name: tuple[object, ...]) -> list[float]:
    """How much each step of the grid is liked: by its place in the bar, and by chance."""
    return [
        _strength(beat, beats_per_bar, offbeat) + 0.5 * fraction(*name, "taste", round(beat / unit))
        for beat in (start + step * unit for step in range(steps + 1))
    ]


def _best_places(sung: Sequence[Syllable], weights: Sequence[float]) -> list[int]:
    """The steps on which the syllables are sung, the first on step 0 and the last on the last one.

    The best of all ways, by dynamic programming: stressed syllables like liked steps, gaps should be even, and a word should not
    be torn apart.
    """
    notes, steps = len(sung), len(weights) - 1
    even_gap = steps / (notes - 1)
    widest_gap = max(2, int(even_gap * 2.5) + 1)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, -1)}]
    for number in range(1, notes):
        row: dict[int, tuple[float, int]] = {}
        gain = 0.35 + sung[number].stress
        tearing = 0.0 if sung[number - 1].ends_word else 0.35
        left = notes - 1 - number
        for before, (score, _) in best[-1].items():
            for step in range(before + 1, min(before + widest_gap, steps - left) + 1):
                if left == 0 and step != steps:
                    continue
                unevenness = (step - before) / even_gap - 1
                torn = tearing * (step - before - 1) if step > before + 1 else 0.0
                total = score + gain * weights[step] - 0.45 * unevenness * unevenness - torn
                if step not in row or total > row[step][0]:
                    row[step] = (total, before)
        if not row:
            return [round(step * steps / (notes - 1)) for step in range(notes)]
        best.append(row)
    places = [steps]
    for row in reversed(best[1:]):
        places.append(row[places[-1]][1])
    return places[::-1]


def _strength(beat: float, beats_per_bar: int, offbeat: float) -> float:
    """How strong a place in the bar is, 0 … 1."""
    if beat % beats_per_bar == 0:
        return 1.0
    if beats_per_bar % 2 == 0 and beat % (beats_per_bar / 2) == 0:
        return 0.85
    if beat % 1 == 0:
        return 0.6
    return offbeat if beat % 0.5 == 0 else offbeat * 0.5
