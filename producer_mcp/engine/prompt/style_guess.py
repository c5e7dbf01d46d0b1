"""The style that a sound suggests without naming one."""

from ..catalogue import INSTRUMENTS, KITS, VOICES
from .description import Description

_BY_MOOD = {
    "happy": "pop", "sad": "ballad", "dark": "synthwave", "calm": "ambient", "dreamy": "ambient", "energetic": "house",
    "aggressive": "rock", "romantic": "soul", "nostalgic": "lofi",
    "uplifting": "pop", "tense": "cinematic", "groovy": "funk", "solemn": "cinematic",
}  # fmt: skip


def style_by_ear(description: Description) -> str:
    """The style that what was said of instruments, drums, voice and mood suggests; pop where nothing was."""
    for name in description.instruments[:1]:
        if name in INSTRUMENTS:
            return INSTRUMENTS[name].style
    for row in (KITS.get(description.kit), VOICES.get(description.voice)):
        if row and row.style:
            return row.style
    return next((_BY_MOOD[mood] for mood in description.moods if mood in _BY_MOOD), "pop")
