"""File names that people can read, and that Linux, macOS and Windows can store."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from ..models import Clip, name_of_id
from ..safe_text import JOINERS, visible

MAX_NAME_BYTES = 255
"""In UTF-8: the limit of Linux; macOS and Windows count 255 longer units."""
MAX_TITLE_CHARS_IN_NAME = 120
"""Leaves room for folders: Windows allows 260 characters for a whole path."""
MAX_PART_CHARS_IN_NAME = 40
LONGEST_ENDING_BYTES = len(" (999).part.json")
"""Of what may be put behind a stem: a number, and endings."""

REPLACEMENTS = str.maketrans({"/": "-", "\\": "-", "|": "-", ":": "-", '"': "'", "<": "(", ">": ")", "?": None, "*": None})
"""For the characters that Windows allows in no file name."""
DEVICE_NAMES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever the ending."""


def file_stem(clip: Clip) -> str:
    """A file name without its ending: `Title - clip_xxxx`, or `Title (drums) - clip_xxxx`."""
    part = "" if clip.names_part else f" ({readable(clip.part or '', MAX_PART_CHARS_IN_NAME)})"
    suffix = f"{part} - {_safe_id(clip.clip_id)}"
    max_bytes = MAX_NAME_BYTES - LONGEST_ENDING_BYTES - len(suffix.encode())
    title = readable(clip.title, MAX_TITLE_CHARS_IN_NAME, max_bytes) or readable(
        name_of_id(clip.clip_id), MAX_TITLE_CHARS_IN_NAME
    )
    return f"_{title}{suffix}" if DEVICE_NAMES.match(title) else f"{title}{suffix}"


def candidate_names(stem: str, ending: str) -> Iterator[str]:
    """`stem` with its ending, then the same numbered 2 to 999, for when a name is taken."""
    yield f"{stem}{ending}"
    for number in range(2, 1000):
        yield f"{stem} ({number}){ending}"


def readable(text: str, max_chars: int, max_bytes: int = MAX_NAME_BYTES) -> str:
    """The part of `text` that can stand in a file name, in NFC, cut with `…` to both limits; may be empty."""
    allowed = unicodedata.normalize("NFC", visible(text).translate(REPLACEMENTS))
    whole = " ".join(allowed.split()).strip(". " + JOINERS)
    if len(whole) <= max_chars and len(whole.encode()) <= max_bytes:
        return whole
    cut = whole[: max_chars - 1].encode()[: max_bytes - len("…".encode())].decode(errors="ignore")
    return cut.rstrip(". " + JOINERS) + "…"


def _safe_id(clip_id: str) -> str:
    """The id as it is; one that could not stand in a file name is replaced by a hash of it."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", clip_id):
        return clip_id
    return "clip_" + hashlib.sha256(clip_id.encode(errors="replace")).hexdigest()[:12]
