"""Accompaniment in chords: struck, strummed, broken or held."""

import random
from dataclasses import dataclass, field

from ..score import Note
from ..seeds import dice
from ..styles.style import Seat
from ..theory.voice_leading import next_voicing
from .grid import CALM_BELOW_ENERGY, STEPS_PER_BEAT, BarGrid
from .patterns import CHORD_FIGURES

Voicing = tuple[int, ...]
"""The MIDI pitches of a chord, ascending."""
STRUM_SECONDS = 0.011
"""Between one string of a strummed chord and the next."""
_VELOCITIES = {"x": 0.72, "X": 0.9, "o": 0.5, "d": 0.72, "D": 0.88, "u": 0.58}
"""Mark of a figure -> velocity of its lowest voice."""
_HELD_IN_WALTZ = {"hold": "hold", "drone": "hold"}
"""Figures of held chords -> their counterparts in 3/4."""


def comp(grid: BarGrid, seat: Seat, seed: str, before: Voicing = ()) -> tuple[list[Note], Voicing]:
    """What a seat of the band plays in a passage, and its last voicing, from which the next passage leads on."""
    passage = grid.passage
    row = dice(seed, "figure", seat.instrument, seat.figures, passage.kind).choice(CHORD_FIGURES[_figure(grid, seat)])
    steps = grid.beats_per_bar * STEPS_PER_BEAT
    row = row if len(row) % steps == 0 else (row * 3)[:steps]
    chance = dice(seed, "comp", seat.instrument, seat.pan, passage.name, round(passage.at, 3))
    hands = _Hands(grid, seat, chance, voicing=before)
    bars, bars_of_row = len(passage.chords), max(1, len(row) // steps)
    for bar in range(0, bars, bars_of_row):
        span = min(bars_of_row, bars - bar)
        if grid.closes and bar + span == bars:
            for early in range(bar, bars - 1):
                hands.play(row[:steps], early)
            hands.play("x" + "-" * (steps - 1), bars - 1)
        else:
            hands.play(row[: span * steps], bar)
    return hands.notes, hands.voicing


def _figure(grid: BarGrid, seat: Seat) -> str:
    """The figure of the seat for the energy of the passage, or one like it for the other metre."""
    energy, figures = grid.passage.energy, seat.figures
    name = figures[min(len(figures) - 1, int(energy * len(figures) * 0.999)) if energy >= CALM_BELOW_ENERGY else 0]
    if grid.beats_per_bar == 3 and "waltz" not in name:
        return _HELD_IN_WALTZ.get(name, "waltz pick" if _is_broken(CHORD_FIGURES[name][0]) else "waltz")
    if grid.beats_per_bar == 4 and "waltz" in name:
        return "broken" if "pick" in name else "halves"
    return name


def _is_broken(row: str) -> bool:
    """Whether the figure plays the voices of a chord one by one."""
    return any(mark.isdigit() for mark in row)


@dataclass(slots=True)
class _Hands:
    """Plays rows of a figure one after another, each chord led on from the one before."""

    grid: BarGrid
    seat: Seat
    chance: random.Random
    voicing: Voicing
    notes: list[Note] = field(default_factory=list)

    def play(self, row: str, bar: int) -> None:
        """Plays one row of a figure from bar `bar` on. A held chord is struck again where the harmony changes."""
        begin = bar * self.grid.beats_per_bar
        end = begin + len(row) / STEPS_PER_BEAT
        changes = [round((beat - begin) * STEPS_PER_BEAT) for beat, _, _ in self.grid.chords if begin < beat < end]
        strokes = [(step, mark) for step, mark in enumerate(row) if mark not in ".-"]
        struck = {step for step, _ in strokes}
        again = "1" if _is_broken(row) else "x"
        strokes += [(change, again) for change in changes if change not in struck and row[change] == "-"]
        strokes.sort()
        chord_ends = -1.0
        for place, (step, mark) in enumerate(strokes):
            beat = begin + step / STEPS_PER_BEAT
            if (change := self.grid.change_after(beat)) != chord_ends:
                self._lead_to(beat)
                chord_ends = change
            following = strokes[place + 1][0] if place + 1 < len(strokes) else len(row)
            stop = next((at for at in range(step + 1, following) if row[at] == "."), following)
            self._strike(mark, beat, (stop - step) / STEPS_PER_BEAT)
        if not strokes:
            self._lead_to(begin)

    def _lead_to(self, beat: float) -> None:
        """Moves the hands to the chord that sounds on a beat."""
        tones = self.grid.chord_at(beat).tones
        self.voicing = next_voicing(tones, self.voicing, self.seat.low, self.seat.high, self.seat.voices)

    def _strike(self, mark: str, beat: float, beats: float) -> None:
        """Plays the voices that a mark stands for; a strummed chord is spread over a few milliseconds."""
        if mark.isdigit():
            place = int(mark) - 1
            pitch = self.voicing[place % len(self.voicing)] + 12 * min(1, place // len(self.voicing))
            velocity = 0.82 if beat % 1 == 0 else 0.58
            self._add(beat, max(beats, 0.5) * 1.4 if beats <= 1 else beats, pitch, velocity)
            return
        spread = STRUM_SECONDS if mark in "dDu" else 0.0
        for order, pitch in enumerate(self.voicing[::-1][:3] if mark == "u" else self.voicing):
            velocity = _VELOCITIES[mark] * (1.0 - 0.05 * order)
            self._add(beat, beats * (0.98 if beats > 1 else 0.92), pitch, velocity, late=order * spread)

    def _add(self, beat: float, beats: float, pitch: int, velocity: float, late: float = 0.0) -> None:
        if note := self.grid.note(beat, beats, pitch, velocity, self.chance, late=late):
            self.notes.append(note)
