"""Words -> what is understood of a sound, and the way back: a richer description in the same words."""

from .enrich import enrich_sound
from .heard import Heard
from .understand import understand

__all__ = ["Heard", "enrich_sound", "understand"]
