"""File names that people can read and three file systems can hold."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from ..models import Clip
from ..safe_text import JOINERS, visible

LONGEST = 255
"""Bytes in UTF-8: Linux's limit; those of macOS and Windows are in longer units."""
TITLE = 120
"""Characters: Windows wants a whole path to stay within 260."""
PART = 40
ROOM = len(" (999).part.json")

SPELLED = str.maketrans({"/": "-", "\\": "-", "|": "-", ":": "-", '"': "'", "<": "(", ">": ")", "?": None, "*": None})
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def stem(clip: Clip) -> str:
    """`Title - clip_xxxx`, or `Title (drums) - clip_xxxx`: a file name without its ending."""
    part = f" ({readable(clip.part, PART)})" if clip.part else ""
    behind = f"{part} - {_plain_id(clip.clip_id)}"
    title = readable(clip.title, TITLE, LONGEST - ROOM - len(behind.encode())) or "Untitled"
    return f"_{title}{behind}" if RESERVED.match(title) else f"{title}{behind}"


def candidates(stem: str, ending: str) -> Iterator[str]:
    """The name, and what to call the file when that is taken."""
    yield f"{stem}{ending}"
    for number in range(2, 1000):
        yield f"{stem} ({number}){ending}"


def readable(text: str, longest: int, most_bytes: int = LONGEST) -> str:
    """What of `text` can stand in a file name, in at most so many characters and bytes; may be empty."""
    spelled = unicodedata.normalize("NFC", visible(text).translate(SPELLED))
    whole = " ".join(spelled.split()).strip(". " + JOINERS)
    if len(whole) <= longest and len(whole.encode()) <= most_bytes:
        return whole
    cut = whole[: longest - 1].encode()[: most_bytes - len("…".encode())].decode(errors="ignore")
    return cut.rstrip(". " + JOINERS) + "…"


def _plain_id(clip_id: str) -> str:
    """Our ids are plain already; whatever is not becomes so, and stays different from others."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", clip_id):
        return clip_id
    return "clip_" + hashlib.sha256(clip_id.encode(errors="replace")).hexdigest()[:12]
