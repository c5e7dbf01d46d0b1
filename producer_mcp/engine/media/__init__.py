"""The files people open: audio, cover art and films."""

from .audio_files import decode, encode, is_silent, missing_seconds_of, opening_of, seconds_of
from .conversion import convert
from .cover_art import Picture, draw_cover, write_png
from .patching import lengthen, patch
from .preview import Survey, survey, write_preview
from .video import write_video

__all__ = [
    "Picture",
    "Survey",
    "convert",
    "decode",
    "draw_cover",
    "encode",
    "is_silent",
    "lengthen",
    "missing_seconds_of",
    "opening_of",
    "patch",
    "seconds_of",
    "survey",
    "write_png",
    "write_preview",
    "write_video",
]
