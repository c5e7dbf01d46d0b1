"""Clips: their recipes, how these are stored, played and read, and the edits a caller can ask for."""

from .editor import Editor
from .recordings import tempo_of_file

__all__ = ["Editor", "tempo_of_file"]
