"""Edits of scores: rewriting, covering, new words."""
