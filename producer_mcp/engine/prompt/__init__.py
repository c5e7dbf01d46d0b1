"""Descriptions of sound: what is understood of one, and a richer one in words that are understood."""

from .description import Description
from .enrich import enrich_sound
from .exclusions import avoided
from .parser import understand

__all__ = ["Description", "avoided", "enrich_sound", "understand"]
