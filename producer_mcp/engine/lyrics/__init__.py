"""Lyrics: reading them as stanzas, cutting them into syllables, and writing new ones from rhymes, imagery and templates."""
