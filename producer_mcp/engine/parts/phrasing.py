"""When syllables are sung: stressed ones on strong beats, the end of a phrase on one of the strongest."""

from collections.abc import Sequence
from itertools import pairwise

from ..lyrics.syllables import Syllable
from ..seeds import fraction

Beat = tuple[float, float]
"""When a note begins and how long it is held, both in beats of the passage or phrase."""


def set_syllables(sung: Sequence[Syllable], beats: float, bar: int, pace: float, offbeat: float, *tune: object) -> list[Beat]:
    """One note for each syllable within `beats`; `bar` beats make a bar, `pace` is the beats a syllable takes at ease.

    `tune` names the dice: the same words give the same taste for certain places, so that lines of one tune go alike.
    """
    notes = len(sung)
    if not notes:
        return []
    unit = _unit(notes, beats, pace)
    if notes == 1:
        return [(0.0, min(2.0, beats * 0.75))]
    start, end = _span(notes, beats, bar, pace, unit, offbeat, *tune)
    steps = round((end - start) / unit)
    places = (
        _best_places(sung, steps, unit, start, bar, offbeat, *tune)
        if steps >= notes - 1
        else [step * steps / (notes - 1) for step in range(notes)]
    )
    onsets = [start + place * unit for place in places]
    held = [min(1.5, (after - at)) * 0.96 for at, after in pairwise(onsets)]
    return list(zip(onsets, [*held, max(0.4 * unit, min(2.0, (beats - end) * 0.8))], strict=True))


def _unit(notes: int, beats: float, pace: float) -> float:
    """The grid in beats: eighths, or as fine as it must be."""
    unit = 0.25 if pace < 0.5 else 0.5
    while (notes - 1) * unit > beats - 2 * unit and unit > 0.03:
        unit /= 2
    return unit


def _span(notes: int, beats: float, bar: int, pace: float, unit: float, offbeat: float, *tune: object) -> tuple[float, float]:
    """Where a phrase begins and where its last syllable falls: on a strong beat."""
    half = bar / 2 if bar % 2 == 0 else float(bar)
    need = (notes - 1) * unit
    start = 0.5 if fraction(*tune, "start") < offbeat * 0.7 and need + 1.0 <= beats - half else 0.0
    strong = [
        half * step for step in range(1, int(beats / half) + 1) if start + need <= half * step <= beats - min(1.0, 2 * unit)
    ]
    if not strong and start + need <= (whole := int(beats - unit)) and whole >= 1:
        strong = [float(whole)]
    if not strong:
        return 0.0, max(need, beats - unit) if need < beats else need
    ease = start + (notes - 1) * max(unit, pace) * 1.1
    return start, min(strong, key=lambda end: (abs(end - ease), end))


def _best_places(
    sung: Sequence[Syllable], steps: int, unit: float, start: float, bar: int, offbeat: float, *tune: object
) -> list[int]:
    """The steps of the grid for the syllables, first on 0, last on `steps`: the best of all ways, by dynamic programming."""
    notes = len(sung)
    weight = [
        _weight(start + step * unit, bar, offbeat) + 0.5 * fraction(*tune, "taste", round((start + step * unit) / unit))
        for step in range(steps + 1)
    ]
    ideal = steps / (notes - 1)
    widest = max(2, int(ideal * 2.5) + 1)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, -1)}]
    for number in range(1, notes):
        row: dict[int, tuple[float, int]] = {}
        gain = 0.35 + sung[number].stress
        split = 0.0 if sung[number - 1].ends_word else 0.35
        left = notes - 1 - number
        for before, (score, _) in best[-1].items():
            for step in range(before + 1, min(before + widest, steps - left) + 1):
                if left == 0 and step != steps:
                    continue
                gap = (step - before) / ideal - 1
                total = (
                    score + gain * weight[step] - 0.45 * gap * gap - (split * (step - before - 1) if step > before + 1 else 0.0)
                )
                if step not in row or total > row[step][0]:
                    row[step] = (total, before)
        if not row:
            return [round(step * steps / (notes - 1)) for step in range(notes)]
        best.append(row)
    places = [steps]
    for row in reversed(best[1:]):
        places.append(row[places[-1]][1])
    return places[::-1]


def _weight(beat: float, bar: int, offbeat: float) -> float:
    """How strong a place in the bar is."""
    if beat % bar == 0:
        return 1.0
    if bar % 2 == 0 and beat % (bar / 2) == 0:
        return 0.85
    if beat % 1 == 0:
        return 0.6
    return offbeat if beat % 0.5 == 0 else offbeat * 0.5
