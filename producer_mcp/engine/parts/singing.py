"""The voice, whoever sings with it, and the instrument that carries the tune where nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ..catalogue import VOICES, compass_of
from ..lyrics.syllables import Syllable, syllables
from ..passage import Phrase
from ..score import Line, Note
from ..seeds import dice
from ..styles.style import Style
from ..theory.chords import Chord
from ..theory.keys import Key
from .grid import BarGrid
from .melody import LETTERS, thirds, tune
from .phrasing import set_syllables

_HEIGHT = {
    "verse": 0.22,
    "prechorus": 0.4,
    "chorus": 0.62,
    "hook": 0.6,
    "drop": 0.6,
    "bridge": 0.48,
    "solo": 0.6,
    "intro": 0.3,
    "outro": 0.25,
    "theme": 0.45,
}
_TUNES = {"intro": "chorus", "outro": "chorus", "drop": "chorus", "hook": "chorus"}
"""Kinds of passage that borrow another's tune."""
_VOWELS = ("ah", "oo", "oh", "la", "na")


@dataclass(frozen=True, slots=True)
class Singer:
    """Who carries the tune: `instrument` gives the range, `pace` the beats of a syllable, `flat` how near it stays to speech."""

    instrument: str
    pace: float
    offbeat: float
    flat: float = 0.0

    @property
    def compass(self) -> tuple[int, int]:
        return compass_of(self.instrument)


def singer(voice: str, style: Style) -> Singer:
    row = VOICES[voice]
    pace = style.sung if row.longest_syllable is None else min(row.longest_syllable, style.sung)
    return Singer(voice, pace, style.offbeat if row.offbeat is None else row.offbeat, row.monotone)


def sing(grid: BarGrid, who: Singer, key: Key, seed: str) -> tuple[list[Note], list[Line]]:
    """The lines of a passage, one note for each syllable, and when each line is sung."""
    passage = grid.passage
    chance = dice(seed, "voice", passage.name, round(passage.at, 3))
    notes: list[Note] = []
    lines: list[Line] = []
    for number, phrase in enumerate(passage.phrases):
        sung = syllables(phrase.text)
        placed = _phrase(grid, who, key, seed, phrase, number, len(passage.phrases), sung)
        mine = [
            note
            for (beat, beats, pitch, loud), syllable in zip(placed, sung, strict=True)
            if (note := grid.note(beat, beats, pitch, loud, chance, syllable.text + ("" if syllable.ends_word else "-")))
        ]
        if mine:
            notes += mine
            lines.append(Line(mine[0].at, round(mine[-1].at + mine[-1].seconds - mine[0].at, 5), phrase.text))
    return notes, lines


def play_tune(grid: BarGrid, who: Singer, key: Key, seed: str, vowels: bool = False) -> list[Note]:
    """A tune without words, in phrases of two bars (four in quick time); on vowels if a voice carries it."""
    passage = grid.passage
    chance = dice(seed, "tune", passage.name, round(passage.at, 3))
    bars = len(passage.chords) - (1 if grid.closes else 0)
    slot = 4 if grid.feel.bpm > 150 and bars >= 4 else 2
    name = _TUNES.get(passage.kind, passage.kind)
    vowel = dice(seed, "vowel").choice(_VOWELS)
    notes: list[Note] = []
    for number, bar in enumerate(range(0, bars, slot)):
        beats = float(min(slot, bars - bar) * grid.beats_per_bar)
        letter = LETTERS[number % 4]
        fancy = 0.3 + 0.4 * passage.energy if passage.kind != "solo" else 0.85
        most = max(2.0, (beats - 1.5) / max(0.5, who.pace))
        count = max(2, round(most * fancy * (0.75 + 0.4 * dice(seed, "count", name, letter).random())))
        sung = tuple(Syllable(vowel, 0.9 if step % 2 == 0 else 0.3) for step in range(count))
        phrase = Phrase("", float(bar * grid.beats_per_bar), beats)
        for beat, held, pitch, loud in _phrase(grid, who, key, seed, phrase, number, -(-bars // slot), sung, name):
            note = grid.note(beat, held, pitch, loud, chance, vowel if vowels else "")
            notes += [note] if note else []
    if grid.closes and notes:
        home = min(
            range(who.compass[0], who.compass[1] + 1),
            key=lambda pitch: ((pitch - key.root) % 12 != 0, abs(pitch - notes[-1].pitch)),
        )
        note = grid.note(grid.last_bar, grid.beats_per_bar * 0.85, home, 0.7, chance, vowel if vowels else "")
        notes += [note] if note else []
    return notes


def answer(grid: BarGrid, who: Singer, key: Key, seed: str) -> list[Note]:
    """Short answers of an instrument where the singer breathes, after every second line."""
    passage = grid.passage
    chance = dice(seed, "answer", passage.name, round(passage.at, 3))
    notes: list[Note] = []
    for number, phrase in enumerate(passage.phrases):
        sung = set_syllables(
            syllables(phrase.text),
            phrase.beats,
            grid.beats_per_bar,
            who.pace,
            who.offbeat,
            seed,
            "phrase",
            passage.kind,
            LETTERS[number % 4],
        )
        free = -(-(sung[-1][0] + min(1.0, sung[-1][1])) // 0.5) * 0.5 if sung else 0.0
        room = phrase.beats - free - 0.5
        if number % 2 == 0 or room < 1.5:
            continue
        words = (seed, "answer", passage.kind, LETTERS[number % 4])
        count = max(2, min(6, round(room / 0.5 * 0.7)))
        timing = set_syllables(tuple(Syllable("", 0.5) for _ in range(count)), room, grid.beats_per_bar, 0.5, 0.4, *words)
        start = phrase.beat + free
        pitches = tune(timing, partial(_chord_from, grid, start), key, who.compass, 0.55, True, grid.beats_per_bar, *words)
        for (beat, held), pitch in zip(timing, pitches, strict=True):
            note = grid.note(start + beat, held, pitch, 0.55, chance)
            notes += [note] if note else []
    return notes


def _chord_from(grid: BarGrid, start: float, beat: float) -> Chord:
    return grid.chord_at(start + beat)


def _phrase(
    grid: BarGrid,
    who: Singer,
    key: Key,
    seed: str,
    phrase: Phrase,
    number: int,
    of: int,
    sung: Sequence[Syllable],
    name: str = "",
) -> list[tuple[float, float, int, float]]:
    """Beat, beats, pitch and velocity of every note of a phrase."""
    kind = name or _TUNES.get(grid.passage.kind, grid.passage.kind)
    letter = LETTERS[number % 4]
    words = (seed, "phrase", kind, letter)
    timing = set_syllables(sung, phrase.beats, grid.beats_per_bar, who.pace, who.offbeat, *words)
    closed = number % 2 == 1 or number == of - 1
    height = _HEIGHT.get(kind, 0.4) + (0.1 if letter == "B" else 0.06 if letter == "C" else 0.0)
    pitches = tune(
        timing,
        partial(_chord_from, grid, phrase.beat),
        key,
        who.compass,
        height,
        closed,
        grid.beats_per_bar,
        *words,
        flat=who.flat,
    )
    return [
        (phrase.beat + beat, held, pitch, 0.72 + 0.16 * syllable.stress + (0.04 if beat % grid.beats_per_bar == 0 else 0.0))
        for (beat, held), pitch, syllable in zip(timing, pitches, sung, strict=True)
    ]


def second_voice(grid: BarGrid, notes: Sequence[Note], key: Key, compass: tuple[int, int]) -> list[Note]:
    """A second voice for a passage's tune, a third above it, or below where that is out of range."""
    beat = grid.feel.beat
    chords = [grid.chord_at(grid.feel.straighten((note.at - grid.passage.origin) / beat + 1e-3)) for note in notes]
    line = [int(note.pitch) for note in notes]
    upper = thirds(line, chords, key, above=True)
    second = upper if not upper or max(upper) <= compass[1] + 2 else thirds(line, chords, key, above=False)
    return [
        Note(note.at, note.seconds, pitch, round(note.velocity * 0.75, 3), note.syllable)
        for note, pitch in zip(notes, second, strict=True)
    ]
