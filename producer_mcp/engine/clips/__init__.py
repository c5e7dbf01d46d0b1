"""Clips: recipes, their rendering, their storage, and the edits a caller can ask for."""
