"""The files people open: audio, cover art and films."""

from .audio_files import decode, encode, seconds_of
from .cover_art import Picture, draw_cover, write_png
from .video import write_video

__all__ = ["Picture", "decode", "draw_cover", "encode", "seconds_of", "write_png", "write_video"]
