"""How every pitched instrument of the catalogue sounds, by its name there."""

from . import bowed_and_blown, ensembles, keys_and_mallets, plucked, synths
from .tone import Tone

TONES: dict[str, Tone] = plucked.TONES | keys_and_mallets.TONES | bowed_and_blown.TONES | synths.TONES | ensembles.TONES

__all__ = ["TONES", "Tone"]
