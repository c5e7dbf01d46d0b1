"""Edits of scores: what follows a piece, another section, a variation, a cover, another voice, another band, other lyrics."""
