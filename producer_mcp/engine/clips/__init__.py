"""Clips: their recipes, how these are stored, played and read, and the edits a caller can ask for."""

from .editor import Editor

__all__ = ["Editor"]
