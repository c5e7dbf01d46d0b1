"""Chords under hands: struck, strummed, broken, held."""

import random

from ..score import Note
from ..seeds import dice
from ..styles.style import Seat
from ..theory.voice_leading import next_voicing
from .grid import BarGrid
from .patterns import CHORDS

Voicing = tuple[int, ...]
_LOUD = {"x": 0.72, "X": 0.9, "o": 0.5, "d": 0.72, "D": 0.88, "u": 0.58}
_WALTZ = {"hold": "hold", "drone": "hold"}


def comp(grid: BarGrid, seat: Seat, seed: str, before: Voicing = ()) -> tuple[list[Note], Voicing]:
    """What a seat plays in a passage, and its last voicing, from which the next passage leads on."""
    passage = grid.passage
    calm = min(len(seat.figures) - 1, int(passage.energy * len(seat.figures) * 0.999)) if passage.energy >= 0.42 else 0
    name = seat.figures[calm]
    if grid.beats_per_bar == 3 and "waltz" not in name:
        name = _WALTZ.get(name, "waltz pick" if _is_broken(CHORDS[name][0]) else "waltz")
    elif grid.beats_per_bar == 4 and "waltz" in name:
        name = "broken" if "pick" in name else "halves"
    row = dice(seed, "figure", seat.instrument, seat.figures, passage.kind).choice(CHORDS[name])
    chance = dice(seed, "comp", seat.instrument, seat.pan, passage.name, round(passage.at, 3))
    steps = grid.beats_per_bar * 4
    row = row if len(row) % steps == 0 else (row * 3)[:steps]
    notes: list[Note] = []
    voicing = before
    length = max(1, len(row) // steps)
    for bar in range(0, len(passage.chords), length):
        span = min(length, len(passage.chords) - bar)
        if grid.closes and bar + span == len(passage.chords):
            for early in range(bar, bar + span - 1):
                voicing = _play(grid, seat, row[:steps], early, 1, voicing, notes, chance)
            voicing = _play(grid, seat, "x" + "-" * (steps - 1), len(passage.chords) - 1, 1, voicing, notes, chance)
        else:
            voicing = _play(grid, seat, row[: span * steps], bar, span, voicing, notes, chance)
    return notes, voicing


def _is_broken(row: str) -> bool:
    return any(mark.isdigit() for mark in row)


def _play(
    grid: BarGrid, seat: Seat, row: str, bar: int, bars: int, voicing: Voicing, notes: list[Note], chance: random.Random
) -> Voicing:
    """One turn of a figure; adds to `notes`, answers the voicing it ends on."""
    begin = bar * grid.beats_per_bar
    changes = [round((beat - begin) * 4) for beat, _, _ in grid.chords if begin < beat < begin + bars * grid.beats_per_bar]
    hits = [(step, mark) for step, mark in enumerate(row) if mark not in ".-"]
    struck = {step for step, _ in hits}
    for change in changes:
        if change not in struck and row[change] == "-":
            hits.append((change, "1" if _is_broken(row) else "x"))
    hits.sort()
    seen = -1.0
    for place, (step, mark) in enumerate(hits):
        beat = begin + step / 4
        if grid.chords and (here := grid.change_after(beat)) != seen:
            voicing, seen = next_voicing(grid.chord_at(beat).tones, voicing, seat.low, seat.high, seat.voices), here
        following = hits[place + 1][0] if place + 1 < len(hits) else len(row)
        stop = next((at for at in range(step + 1, following) if row[at] == "."), following)
        _strike(grid, voicing, mark, beat, (stop - step) / 4, notes, chance)
    if seen < 0:
        voicing = next_voicing(grid.chord_at(begin).tones, voicing, seat.low, seat.high, seat.voices)
    return voicing


def _strike(
    grid: BarGrid, voicing: Voicing, mark: str, beat: float, beats: float, notes: list[Note], chance: random.Random
) -> None:
    if mark.isdigit():
        place = int(mark) - 1
        pitch = voicing[place % len(voicing)] + 12 * min(1, place // len(voicing))
        loud = 0.82 if beat % 1 == 0 else 0.58
        note = grid.note(beat, max(beats, 0.5) * 1.4 if beats <= 1 else beats, pitch, loud, chance)
        notes += [note] if note else []
        return
    played = voicing[::-1][:3] if mark == "u" else voicing
    spread = 0.011 if mark in "dDu" else 0.0
    for order, pitch in enumerate(played):
        loud = _LOUD[mark] * (1.0 - 0.05 * order)
        note = grid.note(beat, beats * (0.98 if beats > 1 else 0.92), pitch, loud, chance, late=order * spread)
        notes += [note] if note else []
