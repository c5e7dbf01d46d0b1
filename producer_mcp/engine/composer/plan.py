"""The plan of a piece: everything that is decided before a note is written."""

from dataclasses import dataclass

from ..brief import Brief
from ..parts.timing import Feel
from ..passage import Passage
from ..prompt import Description
from ..prompt.mood_words import MARKINGS, MOODS, PACES
from ..prompt.style_guess import suggested_style
from ..seeds import dice
from ..styles import STYLES
from ..styles.style import Style
from ..theory.keys import Key, is_major_mode, key_on
from .band import BandMember

_MAJOR_TONICS, _MINOR_TONICS = (0, 2, 4, 5, 7, 9, 10, 3), (9, 4, 2, 0, 7, 11, 5, 6)
"""Pitch classes of the tonics that a piece may get if none was asked for: of keys that are easy to play."""
MIN_AUDIBLE_SWING = 0.62
"""A piece that was asked to swing swings at least so much."""
MIN_BPM, MAX_BPM = 42, 220
MIN_TEMPO_FACTOR, MAX_TEMPO_FACTOR = 0.7, 1.4
"""How far moods and words such as `slow` may move the tempo of a style."""


@dataclass(frozen=True)
class Plan:
    """Style, tempo, key, metre, voice, form and band of a piece."""

    style: Style
    key: Key
    bpm: float
    beats_per_bar: int
    voice: str
    """A name in `catalogue.VOICES`; empty if nobody sings."""
    description: Description
    seed: str
    weirdness: float
    """0 … 1, how unusual chords and instruments may be."""
    passages: tuple[Passage, ...] = ()
    players: tuple[BandMember, ...] = ()
    wordless: bool = False
    """Whether the voice sings vowels because there are no lyrics."""
    closes: bool = True
    """Whether the piece ends with its last bar."""
    origin: str = ""
    """The seed of the piece that this one continues; empty if it continues none."""
    returning: frozenset[str] = frozenset()
    """Kinds of passage that take their chords and tunes from that piece."""

    @property
    def feel(self) -> Feel:
        """Tempo, swing and looseness: those of the style, or as they were asked for."""
        forms, style = self.description.forms, self.style
        is_swung = "swung" in forms
        swing = 0.5 if "straight" in forms else max(MIN_AUDIBLE_SWING, style.swing) if is_swung else style.swing
        return Feel(self.bpm, swing, swing_unit=0.5 if is_swung else style.swing_unit, loose=style.loose)

    def seed_for(self, kind: str) -> str:
        """The seed of chords and tunes of a kind of passage."""
        return self.origin if kind in self.returning else self.seed

    @property
    def bar(self) -> float:
        """The length of a bar in seconds."""
        return self.beats_per_bar * 60.0 / self.bpm

    @property
    def energy(self) -> float:
        """What the moods add to the energy of every passage, which is 0 … 1."""
        return sum(MOODS[mood].energy for mood in self.description.moods)


def begin(
    description: Description,
    brief: Brief,
    seed: str,
    *,
    style: Style | None = None,
    key: Key | None = None,
    bpm: float | None = None,
    beats_per_bar: int | None = None,
) -> Plan:
    """A plan with style, key, tempo, metre and voice, still without form and band.

    `style`, `key`, `bpm` and `beats_per_bar` are those of the piece that is edited, if there is one: they hold unless the
    description says otherwise. What neither tells is drawn by the seed.
    """
    chosen = STYLES[description.style] if description.style else style or STYLES[suggested_style(description)]
    asked_beats = 3 if "three" in description.forms else 4 if "four" in description.forms else None
    voice = _voice(description, brief, chosen)
    return Plan(
        style=chosen,
        key=_key(description, chosen, seed, key),
        bpm=_bpm(description, chosen, seed, bpm),
        beats_per_bar=asked_beats or beats_per_bar or chosen.beats_per_bar,
        voice=voice,
        description=description,
        seed=seed,
        weirdness=brief.weirdness,
        wordless=bool(voice) and not brief.lyrics.strip(),
    )


def _voice(description: Description, brief: Brief, style: Style) -> str:
    """The voice that was asked for, or that of the style where there is something to sing."""
    if brief.instrumental or description.wants_no_voice:
        return ""
    if description.voice:
        return description.voice
    return style.voice if description.sung or brief.lyrics.strip() or "a cappella" in description.forms else ""


def _key(description: Description, style: Style, seed: str, given: Key | None) -> Key:
    """The key that was asked for; else the given one; else one drawn from those of the style, in the mode of the mood."""
    chance = dice(seed, "key", style.name)
    modes, weights = zip(*style.modes, strict=True)
    drawn_mode = chance.choices(modes, weights)[0]
    mood_mode = next((MOODS[mood].mode for mood in description.moods if MOODS[mood].mode), "")
    mode = description.mode or (given.mode if given else mood_mode or drawn_mode)
    if description.tonic:
        return Key(description.tonic, mode)
    if given:
        return given if mode == given.mode else key_on(given.root, mode)
    return key_on(chance.choice(_MAJOR_TONICS if is_major_mode(mode) else _MINOR_TONICS), mode)


def _bpm(description: Description, style: Style, seed: str, given: float | None) -> float:
    """The tempo that was asked for; else the given one; else one drawn from those of the style, moved by the moods."""
    if description.bpm is not None:
        return description.bpm
    chance = dice(seed, "tempo", style.name)
    if description.marking:
        return float(chance.randint(*MARKINGS[description.marking]))
    if given is not None and not description.pace:
        return given
    if given is not None:
        return round(given * PACES[description.pace].factor)
    factor = PACES[description.pace].factor if description.pace else 1.0
    for mood in description.moods:
        factor *= MOODS[mood].pace
    factor = max(MIN_TEMPO_FACTOR, min(MAX_TEMPO_FACTOR, factor))
    return float(max(MIN_BPM, min(MAX_BPM, round(chance.randint(*style.bpm) * factor))))
