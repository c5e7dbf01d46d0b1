"""The voice: syllables become phonemes, phonemes become vocal tracts and noise, and someone sings them."""

from .singer import sing

__all__ = ["sing"]
