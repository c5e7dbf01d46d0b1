"""Words -> what is understood of a sound, and the way back: a richer description in the same words."""

from producer_mcp.engine.vocabulary.enrich import enrich_sound
from producer_mcp.engine.vocabulary.heard import Heard
from producer_mcp.engine.vocabulary.understand import understand

__all__ = ["Heard", "enrich_sound", "understand"]
