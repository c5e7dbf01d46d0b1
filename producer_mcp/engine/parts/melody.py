"""Tunes: pitches for notes whose timing is given.

A tune moves mostly in steps, is on a tone of the chord where the beat is strong, follows one contour over the phrase, and rests
on the tonic at the end of a closed phrase. It is the cheapest of all lines, found by dynamic programming.
"""

import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import pi, sin

from ..catalogue import Compass
from ..seeds import dice
from ..theory.chords import Chord
from ..theory.keys import Key
from .phrasing import NoteTiming

LEAP_COSTS = {0: 0.6, 1: 0.15, 2: 0.0, 3: 0.6, 4: 0.8, 5: 1.2, 6: 4.0, 7: 1.6, 8: 3.6, 9: 4.0, 10: 6.0, 11: 8.0, 12: 4.0}
"""What an interval costs, by semitones: steps are free, tritones and sevenths dear."""
LARGER_LEAP_COST = 20.0
"""What an interval of more than an octave costs."""
CHORD_COST_FACTOR = 3.0
"""How much the fit of a note to its chord weighs against the other costs."""
CONTOUR_COST = 0.035
"""Of a note that is one semitone off the contour; it grows with the square of the distance."""
TASTE_COST = 1.1
"""The most that chance adds to a pitch, so that phrases on the same chords differ."""

CONTOURS: tuple[Callable[[float], float], ...] = (
    lambda x: sin(pi * x),
    lambda x: 1.0 - x,
    lambda x: 0.3 + 0.7 * x if x < 0.75 else 2.05 - 1.75 * x,
    lambda x: 0.5 + 0.5 * sin(2 * pi * x),
    lambda x: 1.0 - sin(pi * x) * 0.8,
)
"""The height (0 … 1) of a phrase over its course (0 … 1)."""

TUNES_OF_FOUR_LINES = "ABAC"
"""Which lines of four share a tune."""

Row = dict[int, tuple[float, int]]
"""MIDI pitch -> the cost of the cheapest line that ends on it, and the pitch before it on that line."""


def tune(
    notes: Sequence[NoteTiming],
    chord_at: Callable[[float], Chord],
    key: Key,
    *,
    compass: Compass,
    height: float,
    closed: bool,
    beats_per_bar: int,
    name: tuple[object, ...],
    monotone: float = 0.0,
) -> list[int]:
    """A MIDI pitch for each of these notes. `chord_at` gives the chord on a beat, counted as in `notes`.

    `compass` is the lowest and highest pitch, `height` (0 … 1) is where in it the phrase lies, `closed` says whether it comes to
    rest on the tonic chord. `name` seeds the choices: the same name over the same chords gives the same tune. `monotone` (0 … 1)
    narrows the tune towards speech.
    """
    if not notes:
        return []
    low, high = compass
    wishes = _contour(notes, low, high, height, monotone, dice(*name, "shape"))
    rows: list[Row] = []
    for number, ((beat, held), wish) in enumerate(zip(notes, wishes, strict=True)):
        chord = chord_at(beat)
        is_last = number == len(notes) - 1
        strong = 1.0 if is_last else _strength(beat, held, beats_per_bar)
        taste = dice(*name, "taste", round(beat * 4))
        row: Row = {}
        for pitch, chord_cost in _choices(chord, key, low, high):
            cost = (
                chord_cost * strong * CHORD_COST_FACTOR
                + CONTOUR_COST * (pitch - wish) ** 2
                + taste.random() * TASTE_COST
                + (_ending_cost(pitch, chord, key, closed) if is_last else 0.0)
            )
            before_cost, before = _cheapest_way(pitch, rows[-1], monotone) if rows else (0.0, 0)
            row[pitch] = (before_cost + cost, before)
        rows.append(row)
    return _cheapest_line(rows)


def _contour(
    notes: Sequence[NoteTiming], low: int, high: int, height: float, monotone: float, chance: random.Random
) -> list[float]:
    """The pitch that each note would have if the line followed its contour exactly."""
    contour = chance.choice(CONTOURS)
    reach = (high - low) * (0.42 - 0.3 * monotone) * (0.8 + 0.4 * chance.random())
    floor = low + (high - low - reach) * height
    first, last = notes[0][0], notes[-1][0]
    return [floor + reach * contour((beat - first) / (last - first) if last > first else 0.0) for beat, _ in notes]


def _strength(beat: float, held: float, beats_per_bar: int) -> float:
    """How strong a place in the bar is, 0 … 1; a long note is heard like one on the beat."""
    if beat % beats_per_bar == 0:
        return 1.0
    if beat % (beats_per_bar / 2) == 0:
        return 0.7
    return 0.35 if beat % 1 == 0 or held >= 1 else 0.12


def _cheapest_way(pitch: int, row: Row, monotone: float) -> tuple[float, int]:
    """The cost of the cheapest line to a pitch from any pitch of the note before, and that pitch."""
    return min(
        (cost + LEAP_COSTS.get(abs(pitch - before), LARGER_LEAP_COST) * (1.0 + monotone), before)
        for before, (cost, _) in row.items()
    )


def _cheapest_line(rows: Sequence[Row]) -> list[int]:
    """The pitches of the cheapest line, read back from its last note."""
    line = [min(rows[-1], key=lambda pitch: (rows[-1][pitch][0], pitch))]
    for row in reversed(rows[1:]):
        line.append(row[line[-1]][1])
    return line[::-1]


@lru_cache(maxsize=1024)
def _choices(chord: Chord, key: Key, low: int, high: int) -> tuple[tuple[int, float], ...]:
    """The pitches that go with a chord, and what each costs on the strongest beat.

    The main tones of the chord cost nothing, its colours little, other notes of the scale more; notes of the scale that clash
    with an altered tone of the chord are left out.
    """
    tones = set(chord.tones)
    altered = tones - key.scale
    clashing = {pitch for pitch in key.scale - tones if any((pitch + step) % 12 in altered for step in (-1, 1))}
    steady = {*chord.tones[:3], chord.root}
    choices = []
    for pitch in range(low, high + 1):
        pitch_class = pitch % 12
        if pitch_class in steady:
            choices.append((pitch, 0.0))
        elif pitch_class in tones:
            choices.append((pitch, 0.25))
        elif pitch_class in key.scale and pitch_class not in clashing:
            is_above_chord_tone = (pitch_class - 1) % 12 in tones
            choices.append((pitch, 1.4 if is_above_chord_tone else 1.0))
    return tuple(choices) or tuple((pitch, 0.0) for pitch in range(low, high + 1))


def _ending_cost(pitch: int, chord: Chord, key: Key, closed: bool) -> float:
    """What it costs to end a phrase on a pitch.

    A closed phrase ends on the tonic or its third, an open one on any tone of the chord but the tonic.
    """
    above_tonic = (pitch - key.root) % 12
    off_chord = 0.0 if pitch % 12 in chord.tones else 3.0
    if closed:
        return off_chord + (0.0 if above_tonic == 0 else 0.8 if above_tonic in (3, 4) else 1.6)
    return off_chord + (1.2 if above_tonic == 0 else 0.0)


def thirds(line: Sequence[int], chords: Sequence[Chord], key: Key, *, above: bool) -> list[int]:
    """A second voice to a tune, both in MIDI pitches: a third of the scale above or below, a fourth where that fits the chord."""
    second = []
    for pitch, chord in zip(line, chords, strict=True):
        steps = (3, 4, 5) if above else (-3, -4, -5)
        options = [step for step in steps if (pitch + step) % 12 in key.scale or (pitch + step) % 12 in chord.tones] or [steps[1]]
        second.append(pitch + min(options, key=lambda step: ((pitch + step) % 12 not in chord.tones, abs(step))))
    return second
