"""The voice: a syllable is turned into phonemes, and these into a vocal tract that moves and noise."""

from .singer import sung_syllable

__all__ = ["sung_syllable"]
