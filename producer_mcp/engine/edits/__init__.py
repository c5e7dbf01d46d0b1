"""Edits of scores: what follows, another section, a variation, a cover, another voice, another band, a singer, other lyrics."""
