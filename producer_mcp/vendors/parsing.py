"""Reading what vendors say, in any spelling they have had, with null anywhere (contracts.md 7)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from .. import safe_text
from ..models import LyricSheet, Status
from . import Made

Record = Mapping[str, Any]
"""A JSON object."""

SAID: Mapping[Status, str] = {
    Status.DONE: "success succeeded succeed completed complete finished",
    Status.FAILED: "failure failed error cancelled canceled rejected timeout",
    Status.RUNNING: "not_start submitted queued in_progress unknown pending running processing streaming",
}
"""Every word a vendor has been seen to say, in lower case."""
STATUS: Mapping[str, Status] = {word: status for status, words in SAID.items() for word in words.split()}

ACCEPTED = frozenset({"200", "0", "success", "none"})
"""What `code` says when all is well, or when it says nothing."""

CLIP_IDS = ("clip_id", "id", "audio_id", "musicId")
LYRICS = ("lyrics", "lyric", "text")

TITLE, TEXT, LINE = 200, 20_000, 2_000
"""Most characters we keep of a title, of lyrics, of anything else."""


def record(said: Any) -> Record:
    """`said`, if it is an object; else an empty one."""
    return said if isinstance(said, dict) else {}


def records(said: Any) -> list[Record]:
    """The objects in a list, or the one that stands there instead of a list."""
    return [each for each in (said if isinstance(said, list) else [said]) if isinstance(each, dict) and each]


def clean(said: str, most: int = LINE, *, lines: bool = False) -> str:
    """Third-party text without invisible characters, at most `most` characters; one line unless `lines` may stay."""
    return safe_text.lines(said, most) if lines else safe_text.line(said, most)


def text(said: Record, *words: str, most: int = LINE, lines: bool = False) -> str:
    """The first of `words` that says something, as text; numbers are taken as text."""
    for word in words:
        value = said.get(word)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(int(value) if float(value).is_integer() else value)
        if isinstance(value, str) and (found := clean(value, most, lines=lines)):
            return found
    return ""


def number(said: Record, *words: str) -> float | None:
    """The first of `words` that is a number, or a text that spells one (`"135.2"`, `"20%"`)."""
    for word in words:
        value = said.get(word)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        try:
            found = float(value.strip().removesuffix("%")) if isinstance(value, str) else float(value)
        except (ValueError, OverflowError):
            continue
        if isfinite(found):
            return found
    return None


def address(said: Record, *words: str) -> str | None:
    """The first of `words` that is an address on the web."""
    values = (said.get(word) for word in words)
    return next((value for value in values if isinstance(value, str) and re.match(r"https?://\S+$", value)), None)


def progress(said: Record) -> float | None:
    """How far it has come, 0 … 1: vendors say `"20%"`, 20 or 0.2."""
    share = number(said, "progress")
    if share is None:
        return None
    in_percent = share > 1 or str(said["progress"]).strip().endswith("%")
    return min(1.0, max(0.0, share / 100 if in_percent else share))


def status(said: Record) -> Status | None:
    """What its status word means; None when it says none, or one we do not know."""
    return next((STATUS[word] for word in (text(said, "status").lower(), text(said, "state").lower()) if word in STATUS), None)


def standing(items: list[Record]) -> Status | None:
    """What all items' own status words together mean; None when they say nothing of it."""
    said = {status(item) for item in items}
    return next((each for each in (Status.RUNNING, Status.DONE, Status.FAILED) if each in said), None)


def handle(answer: Any) -> str | None:
    """The vendor's handle of the work, wherever it is named as such."""
    said = record(answer)
    return text(said, "task_id", "taskId") or text(record(said.get("data")), "task_id", "taskId") or None


def ticket(answer: Any) -> str | None:
    """The vendor's handle in its answer to a submit: named, or the bare text that stands for `data`."""
    bare = record(answer).get("data")
    if not isinstance(bare, str) or str(record(answer).get("code")).lower() not in ACCEPTED:
        return handle(answer)
    return handle(answer) or clean(bare) or None


def reason(answer: Any, otherwise: str = "") -> str:
    """The vendor's own words for what went wrong, trimmed and made harmless; `otherwise` if it has none."""
    said = record(answer)
    error = said.get("error")
    words = text(error, "message", "code", most=200) if isinstance(error, dict) else ""
    inner = said.get("data")
    return (
        words
        or text(said, "error", "fail_reason", "errorMessage", "message", "msg", "detail", most=200)
        or (text(inner, "errorMessage", "error", "message", most=200) if isinstance(inner, dict) else "")
        or clean(otherwise, 200)
    )


def marked(vendor: str, words: str) -> str:
    """A vendor's own words, so that nobody takes them for ours."""
    quoted = words.replace("“", '"').replace("”", '"')
    return f"{vendor} says: “{quoted}”" if words else f"{vendor} gave no reason"


def error_code(answer: Any) -> str:
    """The vendor's word for the kind of error, if it has one."""
    said = record(answer)
    return text(record(said.get("error")), "code", "type") or (text(said, "code") if isinstance(said.get("code"), str) else "")


def made(items: Iterable[Record]) -> tuple[Made, ...]:
    """Everything to hear, to see or to work on in `items`; what failed is left out."""
    return tuple(one for item in items if not _is_sheet(item) for one in _parts(item) if _is_something(one, item))


def sheets(items: Iterable[Record]) -> tuple[LyricSheet, ...]:
    """The lyric sheets in `items`: words with no music."""
    return tuple(
        LyricSheet(title=text(item, "title", most=TITLE), text=text(item, *LYRICS, most=TEXT, lines=True))
        for item in items
        if _is_sheet(item)
    )


def _is_sheet(item: Record) -> bool:
    """Words of a clip stand beside its id; those of a sheet alone, or as its `text`."""
    is_alone = "text" in item or not text(item, *CLIP_IDS)
    return is_alone and bool(text(item, *LYRICS)) and not can_be_played(_whole(item)) and not record(item.get("stems"))


def _parts(item: Record) -> Iterator[Made]:
    stems = {name: url for name in record(item.get("stems")) if (url := address(item["stems"], name))}
    if not stems:
        yield _whole(item)
    for name, url in stems.items():
        part = re.sub(r"_?url$", "", name, flags=re.IGNORECASE).lower()
        yield Made(title=text(item, "title", most=TITLE), audio_url=url, part=part)


def _whole(item: Record) -> Made:
    seconds = number(item, "duration", "seconds")
    return Made(
        vendor_clip_id=text(item, *CLIP_IDS),
        title=text(item, "title", most=TITLE),
        seconds=seconds if seconds and seconds > 0 else None,
        audio_url=address(item, "file_url", "audio_url", "audioUrl", "result_url", "wav_url"),
        video_url=address(item, "video_url", "videoUrl"),
        image_url=address(item, "image_url", "imageUrl", "image_large_url"),
        archive_url=address(item, "stems_url", "stemsUrl"),
        lyrics=text(item, *LYRICS, most=TEXT, lines=True),
        sound=text(item, "sound", "style", "tags", "prompt"),
        model=text(item, "mv", "model", "model_name", most=TITLE),
        seed=text(item, "seed", most=TITLE),
    )


def can_be_played(one: Made) -> bool:
    """Whether there is something to hear, see or unpack."""
    return bool(one.audio_url or one.video_url or one.archive_url)


def _is_something(one: Made, item: Record) -> bool:
    return can_be_played(one) or (bool(one.vendor_clip_id) and status(item) is not Status.FAILED)
