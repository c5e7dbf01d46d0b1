"""The bass: roots and fifths, and a step that leads to the next root."""

import random

from ..score import Note
from ..seeds import dice
from ..theory.chords import Chord
from ..theory.keys import Key
from .grid import BarGrid
from .patterns import BASS

_TIMES = {"waltz": ("r-------....",)}


def bass(
    grid: BarGrid, lines: tuple[str, str, str], key: Key, compass: tuple[int, int], seed: str, before: int | None = None
) -> tuple[list[Note], int | None]:
    """The bass of a passage, and the pitch of its last root, from which the next passage goes on."""
    passage = grid.passage
    name = lines[0 if passage.energy < 0.42 else 1 if passage.energy < 0.75 else 2]
    rows = BASS[name if (name == "waltz") == (grid.beats_per_bar == 3) else "waltz" if grid.beats_per_bar == 3 else "halves"]
    row = dice(seed, "bass", passage.kind).choice(rows)
    chance = dice(seed, "bass", passage.name, round(passage.at, 3))
    steps = grid.beats_per_bar * 4
    notes: list[Note] = []
    root = before
    last = before
    for bar in range(len(passage.chords)):
        begin = bar * grid.beats_per_bar
        if grid.closes and bar == len(passage.chords) - 1:
            root = _near(grid.chord_at(begin).bass, root, compass)
            notes += _one(grid, begin, grid.beats_per_bar * 0.9, root, 0.8, chance)
            break
        for step, length, mark in _strokes(row, bar, steps, _cuts(grid, begin)):
            beat = begin + step / 4
            chord = grid.chord_at(beat)
            root = _near(chord.bass, root, compass)
            pitch = _pitch(mark, chord, grid.chord_after(beat), root, last, key, compass, grid.change_after(beat) - beat, chance)
            last = pitch
            notes += _one(grid, beat, length / 4 * 0.97, pitch, 0.85 if mark == "r" else 0.72, chance)
    return notes, root


def _cuts(grid: BarGrid, begin: float) -> list[int]:
    """Steps within a bar on which a new chord begins."""
    return [round((beat - begin) * 4) for beat, _, _ in grid.chords if begin < beat < begin + grid.beats_per_bar]


def _strokes(row: str, bar: int, steps: int, cuts: list[int]) -> list[tuple[int, int, str]]:
    """Step, length in steps and mark of every note of a bar; a held note is struck anew where the chord changes."""
    part = "".join(row[(bar * steps + step) % len(row)] for step in range(steps))
    marks = [(step, mark) for step, mark in enumerate(part) if mark not in ".-"]
    if part[0] == "-":
        marks.insert(0, (0, "r"))
    for cut in cuts:
        if not any(abs(step - cut) < 2 for step, _ in marks) and part[cut] == "-":
            marks.append((cut, "r"))
    marks.sort()
    found = []
    for place, (step, mark) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else steps
        stop = next((at for at in range(step + 1, end) if part[at] == "."), end)
        found.append((step, stop - step, mark if (step not in cuts and step) or mark == "r" else "r"))
    return found


def _pitch(
    mark: str,
    chord: Chord,
    after: Chord,
    root: int,
    last: int | None,
    key: Key,
    compass: tuple[int, int],
    left: float,
    chance: random.Random,
) -> int:
    match mark:
        case "5":
            return _above(root, chord.fifth, compass)
        case "8":
            return root + 12 if root + 12 <= compass[1] + 5 else root
        case "3":
            return _above(root, chord.tones[1] if len(chord.tones) > 1 else chord.root, compass)
        case "7":
            return _above(root, chord.tones[-1], compass)
        case "a":
            return (
                _approach(after, root, last if last is not None else root, key, compass, chance)
                if left <= 1.0
                else _above(root, chord.fifth, compass)
            )
        case "w":
            return _walk(chord, after, root if last is None else last, key, compass, left, chance)
        case _:
            return root


def _near(name: int, before: int | None, compass: tuple[int, int]) -> int:
    """The pitch of a name nearest to the note before; low in the range at first."""
    low, high = compass
    options = [pitch for pitch in range(low, high + 1) if pitch % 12 == name]
    goal = low + 6 if before is None else before * 0.7 + (low + 6) * 0.3
    return min(options, key=lambda pitch: (abs(pitch - goal), pitch)) if options else low + (name - low) % 12


def _above(root: int, name: int, compass: tuple[int, int]) -> int:
    pitch = root + (name - root) % 12
    return pitch if pitch <= compass[1] + 4 else pitch - 12


def _approach(after: Chord, root: int, last: int, key: Key, compass: tuple[int, int], chance: random.Random) -> int:
    """A half step or a step of the scale from the next root, on the side the line comes from."""
    goal = _near(after.bass, root, compass)
    if goal == root:
        return _above(root, (root + 7) % 12, compass)
    side = -1 if last < goal else 1
    step = goal + side * (1 if chance.random() < 0.5 or (goal + 2 * side) % 12 not in key.scale else 2)
    return step if step >= compass[0] - 2 else goal - side


def _walk(chord: Chord, after: Chord, last: int, key: Key, compass: tuple[int, int], left: float, chance: random.Random) -> int:
    """A quarter of a walking line: towards the next root, on chord tones and steps."""
    goal = _near(after.bass, last, compass)
    options = [
        pitch
        for pitch in range(max(compass[0], last - 5), min(compass[1] + 4, last + 5) + 1)
        if pitch != last and (pitch % 12 in chord.tones or pitch % 12 in key.scale)
    ]
    wish = last + (goal - last) / max(1.0, left)
    return min(
        options or [last],
        key=lambda pitch: (abs(pitch - wish) + (0 if pitch % 12 in chord.tones else 0.9) + chance.random() * 2.2, pitch),
    )


def _one(grid: BarGrid, beat: float, beats: float, pitch: int, velocity: float, chance: random.Random) -> list[Note]:
    note = grid.note(beat, beats, pitch, velocity, chance)
    return [note] if note else []
