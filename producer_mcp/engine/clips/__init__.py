"""Clips: their recipes, how these are stored, played and read, and the edits a caller can ask for."""

from .desk import Editor

__all__ = ["Editor"]
