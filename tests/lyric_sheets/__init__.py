"""Lyric sheets as models write them: cleaned once, without the loss of a word."""
