"""The bass: roots, fifths and octaves in the figure of the style, and notes that lead to the next root."""

import random
from dataclasses import dataclass

from ..catalogue import Compass
from ..score import Note
from ..seeds import dice
from ..theory.chords import Chord
from ..theory.keys import Key
from .grid import STEPS_PER_BEAT, BarGrid
from .patterns import BASS_FIGURES

ROOT_VELOCITY = 0.85
PASSING_VELOCITY = 0.72
"""Of every note that is not marked as a root."""
ABOVE_COMPASS_SEMITONES = 4
"""How far a fifth or a passing note may lie above the range before it is played an octave lower."""


def bass(
    grid: BarGrid, figures: tuple[str, str, str], key: Key, *, compass: Compass, seed: str, before: int | None = None
) -> tuple[list[Note], int | None]:
    """The bass of a passage, and the pitch of its last root, from which the next passage goes on.

    `figures` are names in `BASS_FIGURES` for calm, middling and full passages, `compass` is the lowest and highest MIDI pitch,
    `before` the last root of the passage before.
    """
    passage = grid.passage
    row = dice(seed, "bass", passage.kind).choice(BASS_FIGURES[_in_metre(figures[grid.fullness], grid.beats_per_bar)])
    hand = _Hand(grid, key, compass, chance=dice(seed, "bass", passage.name, round(passage.at, 3)))
    notes: list[Note] = []
    root = last = before
    for bar in range(len(passage.chords)):
        begin = bar * grid.beats_per_bar
        if grid.closes and bar == len(passage.chords) - 1:
            root = _nearest(grid.chord_at(begin).bass, root, compass)
            notes += hand.note(begin, grid.beats_per_bar * 0.9, root, 0.8)
            break
        for step, length, mark in _strokes(row, bar, grid.beats_per_bar * STEPS_PER_BEAT, _chord_changes(grid, begin)):
            beat = begin + step / STEPS_PER_BEAT
            root = _nearest(grid.chord_at(beat).bass, root, compass)
            last = hand.pitch(mark, beat, root, last)
            velocity = ROOT_VELOCITY if mark == "r" else PASSING_VELOCITY
            notes += hand.note(beat, length / STEPS_PER_BEAT * 0.97, last, velocity)
    return notes, root


def _in_metre(figure: str, beats_per_bar: int) -> str:
    """The figure itself, or one for the other metre."""
    if (figure == "waltz") == (beats_per_bar == 3):
        return figure
    return "waltz" if beats_per_bar == 3 else "halves"


def _chord_changes(grid: BarGrid, begin: float) -> list[int]:
    """The steps inside the bar from beat `begin` on which a new chord begins."""
    end = begin + grid.beats_per_bar
    return [round((beat - begin) * STEPS_PER_BEAT) for beat, _, _ in grid.chords if begin < beat < end]


def _strokes(row: str, bar: int, steps: int, changes: list[int]) -> list[tuple[int, int, str]]:
    """Step, length in steps and mark of every note of a bar. A held note is struck again where the chord changes."""
    part = "".join(row[(bar * steps + step) % len(row)] for step in range(steps))
    marks = [(step, mark) for step, mark in enumerate(part) if mark not in ".-"]
    if part[0] == "-":
        marks.insert(0, (0, "r"))
    for change in changes:
        if not any(abs(step - change) < 2 for step, _ in marks) and part[change] == "-":
            marks.append((change, "r"))
    marks.sort()
    strokes = []
    for place, (step, mark) in enumerate(marks):
        following = marks[place + 1][0] if place + 1 < len(marks) else steps
        stop = next((at for at in range(step + 1, following) if part[at] == "."), following)
        begins_chord = step == 0 or step in changes
        strokes.append((step, stop - step, "r" if begins_chord else mark))
    return strokes


@dataclass(frozen=True, slots=True)
class _Hand:
    """Chooses the pitches of a bass line in one passage."""

    grid: BarGrid
    key: Key
    compass: Compass
    chance: random.Random

    def note(self, beat: float, beats: float, pitch: int, velocity: float) -> list[Note]:
        """The note as it is played, or none if too little of it lies in the passage."""
        note = self.grid.note(beat, beats, pitch, velocity, self.chance)
        return [note] if note else []

    def pitch(self, mark: str, beat: float, root: int, last: int | None) -> int:
        """The MIDI pitch of a mark: `root` is the root that sounds there, `last` the pitch played before."""
        chord, after = self.grid.chord_at(beat), self.grid.chord_after(beat)
        beats_left = self.grid.change_after(beat) - beat
        match mark:
            case "5":
                return self._above(root, chord.fifth)
            case "8":
                return root + 12 if root + 12 <= self.compass[1] + 5 else root
            case "3":
                return self._above(root, chord.tones[1] if len(chord.tones) > 1 else chord.root)
            case "7":
                return self._above(root, chord.tones[-1])
            case "a" if beats_left <= 1.0:
                return self._leading(after, root, root if last is None else last)
            case "a":
                return self._above(root, chord.fifth)
            case "w":
                return self._walking(chord, after, root if last is None else last, beats_left)
            case _:
                return root

    def _above(self, root: int, pitch_class: int) -> int:
        """The pitch of a class above the root, or below it where that would be too high."""
        pitch = root + (pitch_class - root) % 12
        return pitch if pitch <= self.compass[1] + ABOVE_COMPASS_SEMITONES else pitch - 12

    def _leading(self, after: Chord, root: int, last: int) -> int:
        """A half step or a step of the scale from the next root, on the side from which the line comes."""
        goal = _nearest(after.bass, root, self.compass)
        if goal == root:
            return self._above(root, (root + 7) % 12)
        side = -1 if last < goal else 1
        is_half_step = self.chance.random() < 0.5 or (goal + 2 * side) % 12 not in self.key.scale
        pitch = goal + side * (1 if is_half_step else 2)
        return pitch if pitch >= self.compass[0] - 2 else goal - side

    def _walking(self, chord: Chord, after: Chord, last: int, beats_left: float) -> int:
        """A quarter note of a walking line: a tone of the chord or the scale near `last`, on the way to the next root."""
        goal = _nearest(after.bass, last, self.compass)
        options = [
            pitch
            for pitch in range(max(self.compass[0], last - 5), min(self.compass[1] + 4, last + 5) + 1)
            if pitch != last and (pitch % 12 in chord.tones or pitch % 12 in self.key.scale)
        ]
        wish = last + (goal - last) / max(1.0, beats_left)

        def cost(pitch: int) -> tuple[float, int]:
            off_chord = 0 if pitch % 12 in chord.tones else 0.9
            return abs(pitch - wish) + off_chord + self.chance.random() * 2.2, pitch

        return min(options or [last], key=cost)


def _nearest(pitch_class: int, before: int | None, compass: Compass) -> int:
    """The pitch of a class nearest to the root before, drawn to the lower part of the range."""
    low, high = compass
    options = [pitch for pitch in range(low, high + 1) if pitch % 12 == pitch_class]
    goal = low + 6 if before is None else before * 0.7 + (low + 6) * 0.3
    return min(options, key=lambda pitch: (abs(pitch - goal), pitch)) if options else low + (pitch_class - low) % 12
