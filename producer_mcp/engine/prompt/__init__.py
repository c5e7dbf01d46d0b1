"""Words -> what is understood of a sound, and the way back: a richer description in the same words."""

from .description import Description
from .enrich import enrich_sound
from .parser import understand

__all__ = ["Description", "enrich_sound", "understand"]
