"""A plan: everything decided before a note is written."""

from dataclasses import dataclass

from ..brief import Brief
from ..parts.timing import Feel
from ..passage import Passage
from ..prompt import Description
from ..prompt.mood_words import MARKINGS, MOODS, PACES
from ..prompt.style_guess import style_by_ear
from ..seeds import dice
from ..styles import STYLES
from ..styles.style import Style
from ..theory.keys import Key, key_on
from .band import BandMember


@dataclass(frozen=True)
class Plan:
    """Style, tempo, key, form and band of a piece."""

    style: Style
    key: Key
    bpm: float
    beats: int
    voice: str
    """Empty where nobody sings."""
    description: Description
    seed: str
    weirdness: float
    passages: tuple[Passage, ...] = ()
    players: tuple[BandMember, ...] = ()
    wordless: bool = False
    """Whether the voice sings vowels for want of words."""
    closes: bool = True
    """Whether the last bar ends the piece."""
    origin: str = ""
    """The seed of the piece that this one goes on from, if there is one."""
    returning: frozenset[str] = frozenset()
    """Kinds of passage whose chords and tunes come back from that piece."""

    @property
    def feel(self) -> Feel:
        forms = self.description.forms
        swing = 0.5 if "straight" in forms else max(0.62, self.style.swing) if "swung" in forms else self.style.swing
        return Feel(self.bpm, swing, 0.5 if "swung" in forms else self.style.unit, self.style.loose)

    def seed_for(self, kind: str) -> str:
        """The seed of a kind of passage: choruses come back."""
        return self.origin if kind in self.returning else self.seed

    @property
    def bar(self) -> float:
        """Seconds of a bar."""
        return self.beats * 60.0 / self.bpm

    @property
    def energy(self) -> float:
        """What the moods add to every passage's energy."""
        return sum(MOODS[mood][0].energy for mood in self.description.moods)


_TONICS = {True: (0, 2, 4, 5, 7, 9, 10, 3), False: (9, 4, 2, 0, 7, 11, 5, 6)}
"""Keys hands like, major and minor."""


def begin(
    description: Description,
    brief: Brief,
    seed: str,
    style: Style | None = None,
    key: Key | None = None,
    bpm: float | None = None,
    beats: int | None = None,
) -> Plan:
    """Style, key, tempo, metre and voice as heard; what is given and was not said otherwise stays as given."""
    chosen = STYLES[description.style] if description.style else style or STYLES[style_by_ear(description)]
    three = 3 if "three" in description.forms else 4 if "four" in description.forms else None
    voice = _voice(description, brief, chosen)
    return Plan(
        style=chosen,
        key=_key(description, chosen, seed, key),
        bpm=_bpm(description, chosen, seed, bpm),
        beats=three or beats or chosen.beats,
        voice=voice,
        description=description,
        seed=seed,
        weirdness=brief.weirdness,
        wordless=bool(voice) and not brief.lyrics.strip(),
    )


def _voice(description: Description, brief: Brief, style: Style) -> str:
    if brief.instrumental or "vocals" in description.without or "instrumental" in description.forms:
        return ""
    if description.voice:
        return description.voice
    return style.voice if description.sung or brief.lyrics.strip() or "a cappella" in description.forms else ""


def _key(description: Description, style: Style, seed: str, given: Key | None) -> Key:
    chance = dice(seed, "key", style.name)
    modes, weights = zip(*style.modes, strict=True)
    drawn = chance.choices(modes, weights)[0]
    felt = next((MOODS[mood][0].mode for mood in description.moods if MOODS[mood][0].mode), "")
    mode = description.mode or (given.mode if given else felt or drawn)
    if description.tonic:
        return Key(description.tonic, mode)
    if given:
        return given if mode == given.mode else key_on(given.root, mode)
    return key_on(chance.choice(_TONICS[mode in ("major", "lydian", "mixolydian")]), mode)


def _bpm(description: Description, style: Style, seed: str, given: float | None) -> float:
    if description.bpm is not None:
        return description.bpm
    chance = dice(seed, "tempo", style.name)
    if description.marking:
        return float(chance.randint(*MARKINGS[description.marking]))
    if given is not None and not description.pace:
        return given
    if given is not None:
        return round(given * PACES[description.pace][0])
    factor = PACES[description.pace][0] if description.pace else 1.0
    for mood in description.moods:
        factor *= MOODS[mood][0].pace
    return float(max(42, min(220, round(chance.randint(*style.bpm) * max(0.7, min(1.4, factor))))))
