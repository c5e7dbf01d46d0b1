"""The files people open: audio, cover art and films."""

from .audio_files import decode, encode, is_silent, missing_seconds_of, seconds_of
from .conversion import convert
from .cover_art import Picture, draw_cover, write_png
from .patching import lengthen, patch
from .video import write_video

__all__ = [
    "Picture",
    "convert",
    "decode",
    "draw_cover",
    "encode",
    "is_silent",
    "lengthen",
    "missing_seconds_of",
    "patch",
    "seconds_of",
    "write_png",
    "write_video",
]
