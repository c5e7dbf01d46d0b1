"""Tunes: mostly in steps, on the chord where the beat is strong, rising and falling as one line, at home at the end."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import pi, sin

from ..seeds import dice
from ..theory.chords import Chord
from ..theory.keys import Key
from .phrasing import Beat

LEAP = {0: 0.6, 1: 0.15, 2: 0.0, 3: 0.6, 4: 0.8, 5: 1.2, 6: 4.0, 7: 1.6, 8: 3.6, 9: 4.0, 10: 6.0, 11: 8.0, 12: 4.0}
"""What an interval costs, by semitones."""

SHAPES: tuple[Callable[[float], float], ...] = (
    lambda x: sin(pi * x),
    lambda x: 1.0 - x,
    lambda x: 0.3 + 0.7 * x if x < 0.75 else 2.05 - 1.75 * x,
    lambda x: 0.5 + 0.5 * sin(2 * pi * x),
    lambda x: 1.0 - sin(pi * x) * 0.8,
)
"""Height (0 … 1) of a phrase over its course (0 … 1)."""

LETTERS = "ABAC"
"""Which lines of four share a tune."""


def tune(
    notes: Sequence[Beat],
    chord_at: Callable[[float], Chord],
    key: Key,
    compass: tuple[int, int],
    height: float,
    closed: bool,
    bar: int,
    *name: object,
    flat: float = 0.0,
) -> list[int]:
    """MIDI pitches for notes in time.

    `compass` is the range, `height` (0 … 1) where in it the phrase lies, `closed` whether it comes to rest on the tonic chord.
    `name` names the dice: the same name over the same chords is the same tune. `flat` (0 … 1) is how near it stays to speech.
    """
    if not notes:
        return []
    chance = dice(*name, "shape")
    shape = chance.choice(SHAPES)
    low, high = compass
    reach = (high - low) * (0.42 - 0.3 * flat) * (0.8 + 0.4 * chance.random())
    floor = low + (high - low - reach) * height
    first, last = notes[0][0], notes[-1][0]
    rows: list[dict[int, tuple[float, int]]] = []
    for number, (beat, held) in enumerate(notes):
        chord = chord_at(beat)
        wish = floor + reach * shape((beat - first) / (last - first) if last > first else 0.0)
        is_last = number == len(notes) - 1
        strong = (
            1.0 if beat % bar == 0 or is_last else 0.7 if beat % (bar / 2) == 0 else 0.35 if beat % 1 == 0 or held >= 1 else 0.12
        )
        taste = dice(*name, "taste", round(beat * 4))
        row: dict[int, tuple[float, int]] = {}
        for pitch, cost in _choices(chord, key, low, high):
            here = (
                cost * strong * 3.0
                + 0.035 * (pitch - wish) ** 2
                + taste.random() * 1.1
                + (_ending(pitch, chord, key, closed) if is_last else 0.0)
            )
            if not rows:
                row[pitch] = (here, 0)
                continue
            score, before = min((rows[-1][then][0] + LEAP.get(abs(pitch - then), 20.0) * (1.0 + flat), then) for then in rows[-1])
            row[pitch] = (score + here, before)
        rows.append(row)
    line = [min(rows[-1], key=lambda pitch: (rows[-1][pitch][0], pitch))]
    for row in reversed(rows[1:]):
        line.append(row[line[-1]][1])
    return line[::-1]


@lru_cache(maxsize=1024)
def _choices(chord: Chord, key: Key, low: int, high: int) -> tuple[tuple[int, float], ...]:
    """The pitches that go with a chord, and what each costs on the strongest beat: tones of the chord nothing, others of the
    scale something.
    """
    tones = set(chord.tones)
    clash = {
        pitch for pitch in key.scale if pitch not in tones and any((pitch + step) % 12 in tones - key.scale for step in (-1, 1))
    }
    steady = set(chord.tones[:3]) | {chord.root}
    found = []
    for pitch in range(low, high + 1):
        name = pitch % 12
        if name in steady:
            found.append((pitch, 0.0))
        elif name in tones:
            found.append((pitch, 0.25))
        elif name in key.scale and name not in clash:
            found.append((pitch, 1.0 if (name - 1) % 12 not in tones else 1.4))
    return tuple(found) or tuple((pitch, 0.0) for pitch in range(low, high + 1))


def _ending(pitch: int, chord: Chord, key: Key, closed: bool) -> float:
    """A closed phrase rests on the tonic or its third, an open one hangs on anything else of the chord."""
    home = (pitch - key.root) % 12
    on_chord = 0.0 if pitch % 12 in chord.tones else 3.0
    if closed:
        return on_chord + (0.0 if home == 0 else 0.8 if home in (3, 4) else 1.6)
    return on_chord + (1.2 if home == 0 else 0.0)


def thirds(line: Sequence[int], chords: Sequence[Chord], key: Key, above: bool) -> list[int]:
    """A second voice beside a tune: a diatonic third away, a fourth where that fits the chord better."""
    second = []
    for pitch, chord in zip(line, chords, strict=True):
        steps = (3, 4, 5) if above else (-3, -4, -5)
        options = [step for step in steps if (pitch + step) % 12 in key.scale or (pitch + step) % 12 in chord.tones] or [steps[1]]
        second.append(pitch + min(options, key=lambda step: ((pitch + step) % 12 not in chord.tones, abs(step))))
    return second
