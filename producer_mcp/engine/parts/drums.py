"""Drums: a groove by the energy of the passage, small variations every four bars, a fill at the end."""

import random

from ..score import Note
from ..seeds import dice
from .drum_patterns import FILLS, GROOVES, PIECES, Groove
from .grid import STEPS_PER_BEAT, BarGrid

_RING_BEATS = {"open": 0.5, "crash": 2.0, "ride": 0.6, "low tom": 0.5, "mid tom": 0.4, "high tom": 0.4, "bell": 0.5}
"""How many beats a piece rings; a quarter beat if it is not named here."""
_WALTZ_GROOVES = {"silent": "silent", "heartbeat": "waltz light"}
"""The counterparts in 3/4 of grooves whose name ends neither in `light` nor in `full`."""
_LATE_BACKBEAT_SHARE = 0.35
"""How late snare and clap are, as a share of the drummer's timing spread: a late backbeat is relaxed."""
_VARIATION_CHANCE = 0.6
"""How often the last bar of four is varied."""
_VARIATIONS = (("open", 3.5, 0.55), ("kick", 3.75, 0.6), ("snare", 3.75, 0.35))
"""Piece, beat of the bar and velocity of a small variation: an open hat, a kick before the one, a ghost note on the snare."""
_LAST_STROKES = (("kick", 0.8), ("crash", 0.6), ("low tom", 0.8), ("low bongo", 0.8))
"""Pieces, with velocities, that are struck together on the last chord of a piece."""


def drum(grid: BarGrid, grooves: tuple[str, str, str], fill: str, seed: str) -> list[Note]:
    """The drum part of a passage.

    `grooves` are names in `drum_patterns.GROOVES` for calm, middling and full passages, `fill` is a name in `FILLS`. The notes
    have General MIDI percussion keys as pitches and are sorted by time.
    """
    passage = grid.passage
    groove = GROOVES[_in_metre(grooves[grid.fullness], grid.beats_per_bar)]
    chance = dice(seed, "drums", passage.name, round(passage.at, 3))
    notes: list[Note] = []
    bars = len(passage.chords)
    ending = dice(seed, "fill", passage.kind).choice(FILLS[fill]) if grid.beats_per_bar == 4 and groove and bars > 1 else {}
    for bar in range(bars):
        if grid.closes and bar == bars - 1:
            notes += _last_stroke(grid, groove, chance)
            continue
        is_end = bar == bars - 1 and bool(ending) and (grid.rising or bars >= 8)
        notes += _bar(grid, groove, bar, ending if is_end else {}, chance)
        if bar % 4 == 3 and not is_end and groove and chance.random() < _VARIATION_CHANCE:
            notes += _variation(grid, groove, bar, chance)
    if passage.kind in ("chorus", "drop", "hook") and passage.energy > 0.6 and "silent" not in grooves[2] and "hat" in groove:
        notes += _stroke(grid, "crash", 0.0, 0.7, chance)
    return sorted(notes, key=lambda note: (note.at, note.pitch))


def _in_metre(groove: str, beats_per_bar: int) -> str:
    """The groove itself, or its counterpart in the other metre."""
    if beats_per_bar == 4 or not GROOVES[groove]:
        return "brushes" if beats_per_bar == 4 and "waltz" in groove else groove
    if "waltz" in groove:
        return groove
    if groove.endswith("light"):
        return "waltz light"
    return "waltz full" if groove.endswith("full") else _WALTZ_GROOVES.get(groove, "waltz")


def _bar(grid: BarGrid, groove: Groove, bar: int, fill: Groove, chance: random.Random) -> list[Note]:
    """One bar of the groove, up to where the fill begins, and the fill."""
    steps = grid.beats_per_bar * STEPS_PER_BEAT
    fill_begins = min((step for row in fill.values() for step, mark in enumerate(row) if mark != "."), default=steps)
    notes: list[Note] = []
    for piece, row in groove.items():
        for step in range(min(fill_begins, steps)):
            notes += _mark(grid, piece, bar, step, row[(bar * steps + step) % len(row)], chance)
    for piece, row in fill.items():
        for step, mark in enumerate(row):
            notes += _mark(grid, piece, bar, step, mark, chance)
    return notes


def _mark(grid: BarGrid, piece: str, bar: int, step: int, mark: str, chance: random.Random) -> list[Note]:
    """The stroke that a mark (`1` … `9`, `.` for none) stands for."""
    if mark == ".":
        return []
    return _stroke(grid, piece, bar * grid.beats_per_bar + step / STEPS_PER_BEAT, int(mark) / 9, chance)


def _variation(grid: BarGrid, groove: Groove, bar: int, chance: random.Random) -> list[Note]:
    """A small addition at the end of four bars, on a piece that the groove uses."""
    piece, beat, velocity = chance.choice(_VARIATIONS)
    is_used = piece in groove or (piece == "open" and "hat" in groove)
    if not is_used or grid.beats_per_bar != 4:
        return []
    return _stroke(grid, piece, bar * 4 + beat, velocity, chance)


def _last_stroke(grid: BarGrid, groove: Groove, chance: random.Random) -> list[Note]:
    """What is struck on the last chord of a piece, of the pieces that the groove uses."""
    notes: list[Note] = []
    for piece, velocity in _LAST_STROKES:
        if piece in groove or (piece == "crash" and "hat" in groove):
            notes += _stroke(grid, piece, grid.last_bar, velocity, chance)
    return notes


def _stroke(grid: BarGrid, piece: str, beat: float, velocity: float, chance: random.Random) -> list[Note]:
    """One stroke on a piece of the kit, or none if it lies outside the passage."""
    late = _LATE_BACKBEAT_SHARE * grid.feel.loose if piece in ("snare", "clap") else 0.0
    note = grid.note(beat, _RING_BEATS.get(piece, 0.25), PIECES[piece], velocity, chance, late=late)
    return [note] if note else []
