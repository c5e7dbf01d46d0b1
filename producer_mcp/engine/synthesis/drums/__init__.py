"""How every kit of the catalogue sounds: each drum a short sound of its own, under its General MIDI percussion key."""

from .kits import HITS, Hit, Hits, hit_of

__all__ = ["HITS", "Hit", "Hits", "hit_of"]
