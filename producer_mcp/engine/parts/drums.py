"""The drummer: grooves by energy, a little different every few bars, fills at the ends of sections."""

import random

from ..score import Note
from ..seeds import dice
from .drum_patterns import FILLS, GROOVES, PIECES, Groove
from .grid import BarGrid

_LENGTHS = {"open": 0.5, "crash": 2.0, "ride": 0.6, "low tom": 0.5, "mid tom": 0.4, "high tom": 0.4, "bell": 0.5}
"""Beats a piece rings; a quarter beat if not named."""
_WALTZ = {"silent": "silent", "heartbeat": "waltz light"}


def drum(grid: BarGrid, grooves: tuple[str, str, str], fill: str, seed: str, without: frozenset[str] = frozenset()) -> list[Note]:
    """The drum part of a passage. `grooves` are for calm, middling and full passages."""
    passage = grid.passage
    groove = GROOVES[_in_time(grooves[0 if passage.energy < 0.42 else 1 if passage.energy < 0.75 else 2], grid.beats_per_bar)]
    chance = dice(seed, "drums", passage.name, round(passage.at, 3))
    notes: list[Note] = []
    bars = len(passage.chords)
    ending = dice(seed, "fill", passage.kind).choice(FILLS[fill]) if grid.beats_per_bar == 4 and groove and bars > 1 else {}
    for bar in range(bars):
        if grid.closes and bar == bars - 1:
            notes += _last_stroke(grid, groove, chance)
            continue
        is_end = bar == bars - 1 and bool(ending) and (grid.rising or bars >= 8)
        notes += _bar(grid, groove, bar, ending if is_end else {}, chance, without)
        if bar % 4 == 3 and not is_end and groove and chance.random() < 0.6:
            notes += _touch(grid, groove, bar, chance, without)
    if passage.kind in ("chorus", "drop", "hook") and passage.energy > 0.6 and "silent" not in grooves[2] and "hat" in groove:
        notes += _strokes(grid, "crash", 0.0, 0.7, chance)
    return sorted((note for note in notes if note), key=lambda note: (note.at, note.pitch))


def _in_time(name: str, beats: int) -> str:
    if beats == 4 or not GROOVES[name]:
        return "brushes" if beats == 4 and "waltz" in name else name
    if "waltz" in name:
        return name
    return "waltz light" if name.endswith("light") else "waltz full" if name.endswith("full") else _WALTZ.get(name, "waltz")


def _bar(grid: BarGrid, groove: Groove, bar: int, fill: Groove, chance: random.Random, without: frozenset[str]) -> list[Note]:
    steps = grid.beats_per_bar * 4
    begins = min((at for row in fill.values() for at, mark in enumerate(row) if mark != "."), default=steps)
    notes: list[Note] = []
    for piece, row in groove.items():
        if piece in without:
            continue
        for step in range(min(begins, steps)):
            mark = row[(bar * steps + step) % len(row)]
            if mark != ".":
                notes += _strokes(grid, piece, bar * grid.beats_per_bar + step / 4, int(mark) / 9, chance)
    for piece, row in fill.items():
        for step, mark in enumerate(row):
            if mark != ".":
                notes += _strokes(grid, piece, bar * grid.beats_per_bar + step / 4, int(mark) / 9, chance)
    return notes


def _touch(grid: BarGrid, groove: Groove, bar: int, chance: random.Random, without: frozenset[str]) -> list[Note]:
    """A small thing at the end of four bars: an open hat, a kick before the one, a ghost on the snare."""
    piece, beat, loud = chance.choice((("open", 3.5, 0.55), ("kick", 3.75, 0.6), ("snare", 3.75, 0.35)))
    known = piece in groove or (piece == "open" and "hat" in groove)
    if not known or piece in without or grid.beats_per_bar != 4:
        return []
    return _strokes(grid, piece, bar * 4 + beat, loud, chance)


def _last_stroke(grid: BarGrid, groove: Groove, chance: random.Random) -> list[Note]:
    found: list[Note] = []
    for piece, loud in (("kick", 0.8), ("crash", 0.6), ("low tom", 0.8), ("low bongo", 0.8)):
        if piece in groove or (piece == "crash" and "hat" in groove):
            found += _strokes(grid, piece, grid.last_bar, loud, chance)
    return found


def _strokes(grid: BarGrid, piece: str, beat: float, velocity: float, chance: random.Random) -> list[Note]:
    late = 0.35 * grid.feel.loose if piece in ("snare", "clap") else 0.0
    note = grid.note(beat, _LENGTHS.get(piece, 0.25), PIECES[piece], velocity, chance, late=late)
    return [note] if note else []
