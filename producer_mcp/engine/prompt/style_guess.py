"""The style that a description suggests if it names none."""

from ..catalogue import INSTRUMENTS, KITS, VOICES
from .description import Description

_STYLES_OF_MOODS = {
    "happy": "pop", "sad": "ballad", "dark": "synthwave", "calm": "ambient", "dreamy": "ambient", "energetic": "house",
    "aggressive": "rock", "romantic": "soul", "nostalgic": "lofi",
    "uplifting": "pop", "tense": "cinematic", "groovy": "funk", "solemn": "cinematic",
}  # fmt: skip


def suggested_style(description: Description) -> str:
    """The name of the style that the first instrument, else the drums, the voice or a mood suggests; else pop."""
    for name in description.instruments[:1]:
        if name in INSTRUMENTS:
            return INSTRUMENTS[name].style
    for row in (KITS.get(description.kit), VOICES.get(description.voice)):
        if row and row.style:
            return row.style
    return next((_STYLES_OF_MOODS[mood] for mood in description.moods if mood in _STYLES_OF_MOODS), "pop")
