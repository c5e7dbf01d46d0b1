"""A description made richer, in words that are understood again."""

from ..catalogue import INSTRUMENTS, VOICES
from ..seeds import dice
from ..styles import STYLES
from ..styles.style import Style
from .description import Description
from .mood_words import MOODS
from .parser import understand
from .style_guess import suggested_style

MAX_ENRICHED_CHARS = 1000
ENOUGH_INSTRUMENTS = 3
"""A description that names so many instruments gets no more of them."""
_FORMS = ("starts quiet", "builds up", "fade out", "lush", "spacious")


def enrich_sound(sound: str, seed: str = "") -> str:
    """`lofi, rainy` as `lofi, rainy, 79 bpm, in F major, rhodes, nylon guitar, upright bass, whispered vocals, starts quiet`.

    The description stays first and as it was; only what it leaves open is added. The same sound and seed give the same words.
    """
    given = " ".join(sound.split()).strip(" ,.;")
    description = understand(given)
    chance = dice(seed, "enrich", given)
    style = STYLES[description.style or suggested_style(description)]
    phrases = [given] if given else []
    if not description.style:
        phrases.append(style.name)
    if not description.moods:
        phrases.append(chance.choice(style.family.moods))
    if description.bpm is None and not description.marking and not description.pace:
        phrases.append(f"{chance.randint(*style.bpm)} bpm")
    if not description.tonic:
        modes, weights = zip(*style.modes, strict=True)
        mood_mode = next((MOODS[mood].mode for mood in description.moods if MOODS[mood].mode), "")
        phrases.append(f"in {chance.choice('CDEFGA')} {description.mode or mood_mode or chance.choices(modes, weights)[0]}")
    phrases += _instruments(description, style)
    if not description.voice and not description.wants_no_voice:
        phrases.append(VOICES[style.voice].phrase)
    if not description.forms:
        phrases.append(chance.choice(_FORMS))
    return ", ".join(phrases)[:MAX_ENRICHED_CHARS]


def _instruments(description: Description, style: Style) -> list[str]:
    """The first instruments of the style and its bass, as far as they are neither there nor to be left out."""
    named, without = description.instruments, description.without
    if len(named) >= ENOUGH_INSTRUMENTS or "only" in description.forms or "a cappella" in description.forms:
        return []
    own = [seat.instrument for seat in style.seats[:2]] + ([style.bass] if "bass" not in without else [])
    return [INSTRUMENTS[name].words.split(", ")[0] for name in dict.fromkeys(own) if name not in named and name not in without]
