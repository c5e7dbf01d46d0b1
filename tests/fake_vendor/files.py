"""The files the vendors' answers point at: audio, covers, films and stems, with lengths and ranges."""

import hashlib
import re
from collections.abc import Callable, Mapping

from .messages import Answer, Request
from .pictures import jpeg, mp4, png, stems
from .sounds import encoded, midi, wav
from .state import VendorState

TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "jpg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
    "zip": "application/zip",
    "mid": "audio/midi",
}
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MADE: Mapping[str, Callable[[], bytes]] = {"jpg": jpeg, "png": png, "mp4": mp4, "mid": midi}
"""Files whose content does not tell the clip."""
PLAIN = {"content-type": "text/plain"}


def file(state: VendorState, request: Request, name: str) -> Answer:
    """A file by name: a clip's id, perhaps with a part behind it, and the ending that says what is wanted."""
    suffix = name.rpartition(".")[2]
    if suffix not in TYPES:
        return Answer(404, b"no such file", PLAIN)
    content = content_of(state, name, suffix)
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"content-type": TYPES[suffix], "accept-ranges": "bytes", "etag": tag}
    return _ranged(content, headers, request)


def content_of(state: VendorState, name: str, suffix: str) -> bytes:
    """A file's bytes: as long as its clip, its pitch told by its name."""
    if suffix in state.contents:
        return state.contents[suffix]
    id_match = ID.match(name)
    clip = state.clips.get(id_match.group() if id_match else name.rpartition(".")[0])
    seconds, pitch = clip.seconds if clip else state.seconds_of_audio, hashlib.sha256(name.encode()).digest()[0] % 8
    if suffix in {"m4a", "mp3", "flac"}:
        return encoded(suffix, seconds, pitch)
    if suffix in MADE:
        return MADE[suffix]()
    return stems(seconds) if suffix == "zip" else wav(seconds, pitch)


def _ranged(content: bytes, headers: dict[str, str], request: Request) -> Answer:
    asked = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", ""))
    if asked is None or not any(asked.groups()) or request.headers.get("if-range", headers["etag"]) != headers["etag"]:
        return Answer(200, content, headers)
    first, last = asked.groups()
    start = int(first) if first else max(0, len(content) - int(last))
    stop = min(int(last) + 1, len(content)) if first and last else len(content)
    if start >= stop:
        return Answer(416, b"", {**headers, "content-range": f"bytes */{len(content)}"})
    return Answer(206, content[start:stop], {**headers, "content-range": f"bytes {start}-{stop - 1}/{len(content)}"})
