"""A sound described more fully, in the engine's own words, so that all of it is understood again."""

from ..catalogue import INSTRUMENTS, VOICES
from ..seeds import dice
from ..styles import STYLES
from .description import Description
from .mood_words import MOODS
from .parser import understand
from .style_guess import style_by_ear

_SHAPES = ("starts quiet", "builds up", "fade out", "lush", "spacious")


def enrich_sound(sound: str, seed: str = "") -> str:
    """`lofi, rainy` as `lofi, rainy, calm, 82 bpm, in D minor, rhodes, upright bass, whispered vocals, fade out`.

    What was said stays first and as it was; only what was left open is added. The same sound and seed give the same words.
    """
    said = " ".join(sound.split()).strip(" ,.;")
    description = understand(said)
    chance = dice(seed, "enrich", said)
    style = STYLES[description.style or style_by_ear(description)]
    words = [said] if said else []
    if not description.style:
        words.append(style.name)
    if not description.moods:
        words.append(chance.choice(style.family.moods))
    if description.bpm is None and not description.marking and not description.pace:
        words.append(f"{chance.randint(*style.bpm)} bpm")
    if not description.tonic:
        modes, weights = zip(*style.modes, strict=True)
        felt = next((MOODS[mood][0].mode for mood in description.moods if MOODS[mood][0].mode), "")
        words.append(f"in {chance.choice('CDEFGA')} {description.mode or felt or chance.choices(modes, weights)[0]}")
    words += _players(description, style.name)
    if not description.voice and "vocals" not in description.without and "instrumental" not in description.forms:
        words.append(VOICES[style.voice].phrase)
    if not description.forms:
        words.append(chance.choice(_SHAPES))
    return ", ".join(words)[:1000]


def _players(description: Description, style: str) -> list[str]:
    if len(description.instruments) >= 3 or "only" in description.forms or "a cappella" in description.forms:
        return []
    row = STYLES[style]
    names = dict.fromkeys([seat.instrument for seat in row.seats[:2]] + ([row.bass] if "bass" not in description.without else []))
    return [
        INSTRUMENTS[name].words.split(", ")[0]
        for name in names
        if name not in description.instruments and name not in description.without
    ]
