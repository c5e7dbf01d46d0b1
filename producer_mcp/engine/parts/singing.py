"""Tunes on a grid: sung lines, tunes without words, short answers to a singer, and a second voice."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..catalogue import VOICES, Compass, compass_of
from ..lyrics.syllables import Syllable, syllables
from ..passage import Phrase
from ..score import Line, Note
from ..seeds import dice
from ..styles.style import Style
from ..theory.chords import Chord
from ..theory.keys import Key
from .grid import BarGrid
from .melody import TUNES_OF_FOUR_LINES, thirds, tune
from .phrasing import NoteTiming, set_syllables

_HEIGHTS = {
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
"""Where in the range (0 … 1) the tune of a kind of passage lies; 0.4 if it is not named here."""
_HEIGHT_OF_TUNE = {"A": 0.0, "B": 0.1, "C": 0.06}
"""How much higher the second and the third tune of a passage lie, so that four lines rise and fall."""
_BORROWED_TUNES = {"intro": "chorus", "outro": "chorus", "drop": "chorus", "hook": "chorus"}
"""Kinds of passage that play the tune of another kind."""
_VOWELS = ("ah", "oo", "oh", "la", "na")
"""What a voice without words sings; a piece has one of them."""
QUICK_BPM = 150
"""From this tempo on, phrases without words are four bars long instead of two."""
MIN_ANSWER_BEATS = 1.5
"""An instrument answers a singer only where so much time is free."""
SECOND_VOICE_ABOVE_COMPASS_SEMITONES = 2
"""How far a second voice may lie above its range before it is set below the tune."""

WrittenNote = tuple[float, float, int, float]
"""Beat, length in beats, MIDI pitch and velocity of a note before a hand or a voice plays it."""


@dataclass(frozen=True, slots=True)
class Soloist:
    """A voice or an instrument that carries the tune."""

    instrument: str
    pace: float
    """Beats that a syllable, or a note, takes at ease."""
    offbeat: float
    """0 … 1, how welcome places between the beats are."""
    monotone: float = 0.0
    """0 … 1, how near its tunes stay to speech."""

    @property
    def compass(self) -> Compass:
        """Its lowest and highest MIDI pitch."""
        return compass_of(self.instrument)


def soloist_of(voice: str, style: Style) -> Soloist:
    """A voice of the catalogue as it sings in a style."""
    row = VOICES[voice]
    pace = style.syllable_beats if row.longest_syllable is None else min(row.longest_syllable, style.syllable_beats)
    return Soloist(voice, pace, style.offbeat if row.offbeat is None else row.offbeat, row.monotone)


def sing(grid: BarGrid, soloist: Soloist, key: Key, seed: str) -> tuple[list[Note], list[Line]]:
    """The sung lines of a passage: one note for each syllable, and when each line is sung."""
    passage = grid.passage
    chance = dice(seed, "voice", passage.name, round(passage.at, 3))
    writer = _TuneWriter(grid, soloist, key, seed)
    notes: list[Note] = []
    lines: list[Line] = []
    for number, phrase in enumerate(passage.phrases):
        sung = syllables(phrase.text)
        written = writer.phrase(phrase, sung, number, len(passage.phrases))
        line = _played(grid, written, [syllable.on_note for syllable in sung], chance)
        if line:
            notes += line
            lines.append(Line(line[0].at, round(line[-1].at + line[-1].seconds - line[0].at, 5), phrase.text))
    return notes, lines


def play_tune(grid: BarGrid, soloist: Soloist, key: Key, seed: str, *, vowels: bool = False) -> list[Note]:
    """A tune without words in phrases of two bars, or four in quick time; `vowels` if a voice sings it."""
    passage = grid.passage
    chance = dice(seed, "tune", passage.name, round(passage.at, 3))
    writer = _TuneWriter(grid, soloist, key, seed)
    bars = len(passage.chords) - (1 if grid.closes else 0)
    bars_of_phrase = 4 if grid.feel.bpm > QUICK_BPM and bars >= 4 else 2
    phrases = -(-bars // bars_of_phrase)
    vowel = dice(seed, "vowel").choice(_VOWELS)
    text = vowel if vowels else ""
    notes: list[Note] = []
    for number, bar in enumerate(range(0, bars, bars_of_phrase)):
        phrase = Phrase("", float(bar * grid.beats_per_bar), float(min(bars_of_phrase, bars - bar) * grid.beats_per_bar))
        sung = tuple(Syllable(vowel, 0.9 if step % 2 == 0 else 0.3) for step in range(writer.notes_for(phrase, number)))
        written = writer.phrase(phrase, sung, number, phrases)
        notes += _played(grid, written, [text] * len(written), chance)
    if grid.closes and notes:
        home = writer.tonic_near(notes[-1].pitch)
        notes += _played(grid, [(grid.last_bar, grid.beats_per_bar * 0.85, home, 0.7)], [text], chance)
    return notes


def answer(grid: BarGrid, soloist: Soloist, key: Key, seed: str) -> list[Note]:
    """Short answers of an instrument to the singer, in the time left after every second line."""
    passage = grid.passage
    chance = dice(seed, "answer", passage.name, round(passage.at, 3))
    writer = _TuneWriter(grid, soloist, key, seed)
    notes: list[Note] = []
    for number, phrase in enumerate(passage.phrases):
        sung = writer.timing(phrase, syllables(phrase.text), passage.kind, number)
        free_from = -(-(sung[-1][0] + min(1.0, sung[-1][1])) // 0.5) * 0.5 if sung else 0.0
        beats = phrase.beats - free_from - 0.5
        if number % 2 == 0 or beats < MIN_ANSWER_BEATS:
            continue
        written = writer.answer(phrase.beat + free_from, beats, number)
        notes += _played(grid, written, [""] * len(written), chance)
    return notes


def second_voice(grid: BarGrid, notes: Sequence[Note], key: Key, compass: Compass) -> list[Note]:
    """A second voice to the tune of a passage: a third above it, or below it where that would be too high."""
    beat = grid.feel.beat
    chords = [grid.chord_at(grid.feel.straighten((note.at - grid.passage.origin) / beat + 1e-3)) for note in notes]
    line = [int(note.pitch) for note in notes]
    second = thirds(line, chords, key, above=True)
    if second and max(second) > compass[1] + SECOND_VOICE_ABOVE_COMPASS_SEMITONES:
        second = thirds(line, chords, key, above=False)
    return [
        replace(note, pitch=pitch, velocity=round(note.velocity * 0.75, 3)) for note, pitch in zip(notes, second, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _TuneWriter:
    """Writes the phrases of one passage for one soloist. Passages of one kind under one seed get the same tunes."""

    grid: BarGrid
    soloist: Soloist
    key: Key
    seed: str

    @property
    def kind(self) -> str:
        """The kind of passage whose tunes are played."""
        return _BORROWED_TUNES.get(self.grid.passage.kind, self.grid.passage.kind)

    def phrase(self, phrase: Phrase, sung: Sequence[Syllable], number: int, phrases: int) -> list[WrittenNote]:
        """The notes of phrase `number` of `phrases`, one for each syllable."""
        letter = TUNES_OF_FOUR_LINES[number % 4]
        timing = self.timing(phrase, sung, self.kind, number)
        pitches = self._pitches(
            timing,
            phrase.beat,
            ("phrase", self.kind, letter),
            height=_HEIGHTS.get(self.kind, 0.4) + _HEIGHT_OF_TUNE[letter],
            closed=number % 2 == 1 or number == phrases - 1,
            monotone=self.soloist.monotone,
        )
        return [
            (phrase.beat + beat, held, pitch, self._velocity(beat, syllable))
            for (beat, held), pitch, syllable in zip(timing, pitches, sung, strict=True)
        ]

    def timing(self, phrase: Phrase, sung: Sequence[Syllable], kind: str, number: int) -> list[NoteTiming]:
        """When the syllables of a phrase are sung, in beats from its beginning."""
        name = (self.seed, "phrase", kind, TUNES_OF_FOUR_LINES[number % 4])
        return set_syllables(
            sung,
            phrase.beats,
            beats_per_bar=self.grid.beats_per_bar,
            pace=self.soloist.pace,
            offbeat=self.soloist.offbeat,
            name=name,
        )

    def answer(self, start: float, beats: float, number: int) -> list[WrittenNote]:
        """Two to six notes within `beats` beats from beat `start` on."""
        name = ("answer", self.grid.passage.kind, TUNES_OF_FOUR_LINES[number % 4])
        count = max(2, min(6, round(beats / 0.5 * 0.7)))
        notes = tuple(Syllable("", 0.5) for _ in range(count))
        bar = self.grid.beats_per_bar
        timing = set_syllables(notes, beats, beats_per_bar=bar, pace=0.5, offbeat=0.4, name=(self.seed, *name))
        pitches = self._pitches(timing, start, name, height=0.55, closed=True)
        return [(start + beat, held, pitch, 0.55) for (beat, held), pitch in zip(timing, pitches, strict=True)]

    def notes_for(self, phrase: Phrase, number: int) -> int:
        """How many notes a phrase without words has: more in full passages, most in a solo."""
        energy = self.grid.passage.energy
        density = 0.85 if self.grid.passage.kind == "solo" else 0.3 + 0.4 * energy
        most = max(2.0, (phrase.beats - 1.5) / max(0.5, self.soloist.pace))
        chance = dice(self.seed, "count", self.kind, TUNES_OF_FOUR_LINES[number % 4])
        return max(2, round(most * density * (0.75 + 0.4 * chance.random())))

    def tonic_near(self, pitch: float) -> int:
        """The tonic within the range that is nearest to a pitch."""
        low, high = self.soloist.compass
        return min(range(low, high + 1), key=lambda option: ((option - self.key.root) % 12 != 0, abs(option - pitch)))

    def _pitches(
        self,
        timing: Sequence[NoteTiming],
        start: float,
        name: tuple[str, ...],
        *,
        height: float,
        closed: bool,
        monotone: float = 0.0,
    ) -> list[int]:
        """The pitches of a phrase that begins on beat `start`; `name` and the seed of the passage seed its choices."""

        def chord_at(beat: float) -> Chord:
            return self.grid.chord_at(start + beat)

        return tune(
            timing,
            chord_at,
            self.key,
            compass=self.soloist.compass,
            height=height,
            closed=closed,
            beats_per_bar=self.grid.beats_per_bar,
            name=(self.seed, *name),
            monotone=monotone,
        )

    def _velocity(self, beat: float, syllable: Syllable) -> float:
        return 0.72 + 0.16 * syllable.stress + (0.04 if beat % self.grid.beats_per_bar == 0 else 0.0)


def _played(grid: BarGrid, written: Iterable[WrittenNote], texts: Sequence[str], chance: random.Random) -> list[Note]:
    """The written notes as they sound, with what is sung on each."""
    return [
        note
        for (beat, held, pitch, velocity), text in zip(written, texts, strict=True)
        if (note := grid.note(beat, held, pitch, velocity, chance, text))
    ]
