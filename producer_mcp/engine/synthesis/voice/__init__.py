"""The voice: syllables become phonemes, phonemes become vocal tracts and noise, and someone sings them."""

from .singer import sing
from .voices import VOICES, Voice

__all__ = ["VOICES", "Voice", "sing"]
