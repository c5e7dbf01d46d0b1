"""Reads the JSON of vendors: every name they have been seen to use for a thing, and null in any place.

The names are collected in docs/vendors.md, “One normaliser for all”.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from .. import safe_text
from ..models import LyricSheet, Status
from . import Made
from .untrusted_json import UNREADABLE_CHARACTER

Record = Mapping[str, Any]
"""A JSON object."""

STATUS_WORDS: Mapping[Status, str] = {
    Status.DONE: "success succeeded succeed completed complete finished",
    Status.FAILED: "failure failed error cancelled canceled rejected timeout",
    Status.RUNNING: "not_start submitted queued in_progress unknown pending running processing streaming",
}
"""The vendors' words for how far a task has come, in lower case."""
STATUS_BY_WORD: Mapping[str, Status] = {word: status for status, words in STATUS_WORDS.items() for word in words.split()}

TICKET_PATHS = ("task_id", "taskId", "data.task_id", "data.taskId")
"""Where vendors name the id of a task, in an answer or in a webhook call; a dot is a step into an object."""

SUCCESS_CODES = frozenset({"200", "0", "success", "none"})
"""Values of `code`, as text in lower case, in an answer without an error; `none` where there is no `code`."""

CLIP_ID_NAMES = ("clip_id", "id", "audio_id", "musicId")
LYRICS_NAMES = ("lyrics", "lyric", "text")

MAX_KEPT_TITLE_CHARS = 200
MAX_KEPT_LYRICS_CHARS = 20_000
MAX_KEPT_LINE_CHARS = 2_000
MAX_REASON_CHARS = 200
MAX_ID_CHARS = 300
MAX_PART_CHARS = 40
MAX_ADDRESS_CHARS = 8_000
"""Signed addresses have hundreds of characters, few have thousands."""
MAX_SECONDS = 86_400.0
"""A longer length than a day is none."""
MAX_INTEGER_BITS = 128
"""A longer whole number is no id, seed or code."""
LARGEST_EXACT_FLOAT = 2.0**53
"""A whole number that is larger has lost digits as a float, so it is not spelled out."""
MAX_CLIPS = 1_000
"""How many clips of one answer are taken."""

REASON_NAMES = ("error", "error_message", "fail_reason", "errorMessage", "message", "msg", "detail")
"""The documented names of a failure's reason, the most telling first."""
REASON_WORDS = ("error", "message", "reason")
"""A name with one of these in it may hold a reason, where no documented one does."""
EMPTY_REASONS = frozenset({"success", "succeeded", "ok", "none", "null", "failed", "failure", "error", "true", "false"})
"""What vendors write under those names that is no reason."""
MAX_OBJECTS_SEARCHED = 200
"""In how many objects of an answer a reason is looked for."""


def record(value: Any) -> Record:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[Record]:
    """The objects in a list that are not empty; an object in place of a list counts as a list of one."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict) and item]


def clean(value: str, max_chars: int = MAX_KEPT_LINE_CHARS, *, lines: bool = False) -> str:
    """Third-party text without invisible characters, at most `max_chars` characters; on one line unless `lines` is set."""
    return safe_text.lines(value, max_chars) if lines else safe_text.line(value, max_chars)


def text(payload: Record, *names: str, max_chars: int = MAX_KEPT_LINE_CHARS, lines: bool = False) -> str:
    """The first value under `names` that is a number or text with something in it, cleaned; else an empty text."""
    for name in names:
        if cleaned := clean(_spelled(payload.get(name)), max_chars, lines=lines):
            return cleaned
    return ""


def identifier(payload: Record, *names: str) -> str:
    """The first value under `names` that can be an id: a number or text that is whole, visible and short; else an empty text.

    An id is never mended or cut: the vendor would not know it.
    """
    for name in names:
        value = _spelled(payload.get(name)).strip()
        if value and len(value) <= MAX_ID_CHARS and UNREADABLE_CHARACTER not in value and clean(value, MAX_ID_CHARS) == value:
            return value
    return ""


def _spelled(value: Any) -> str:
    """Text as it is, and a number as text; empty for anything else."""
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST_EXACT_FLOAT else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() <= MAX_INTEGER_BITS else ""
    return value if isinstance(value, str) else ""


def number(payload: Record, *names: str) -> float | None:
    """The first value under `names` that is a finite number, or text that spells one (`"135.2"`, `"20%"`)."""
    for name in names:
        value = payload.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        try:
            result = float(value.strip().removesuffix("%")) if isinstance(value, str) else float(value)
        except (ValueError, OverflowError):
            continue
        if isfinite(result):
            return result
    return None


def address(payload: Record, *names: str) -> str | None:
    """The first value under `names` that is an HTTP address."""
    return next((value for name in names if _is_address(value := payload.get(name))), None)


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > MAX_ADDRESS_CHARS or not value.isprintable() or UNREADABLE_CHARACTER in value:
        return False
    if not re.fullmatch(r"https?://\S+", value):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def progress(payload: Record) -> float | None:
    """The `progress` of a task from 0 to 1; vendors write 20 percent as `"20%"`, 20 or 0.2."""
    share = number(payload, "progress")
    if share is None:
        return None
    is_percent = share > 1 or str(payload["progress"]).strip().endswith("%")
    return min(1.0, max(0.0, share / 100 if is_percent else share))


def status(payload: Record, own_words: Mapping[str, Status] | None = None) -> Status | None:
    """The status that `status` or `state` names; None when neither holds a word we know.

    `own_words`: words of one vendor, in lower case, which count before the shared ones.
    """
    known = {**STATUS_BY_WORD, **(own_words or {})}
    return next((known[word] for word in status_words(payload) if word in known), None)


def status_words(payload: Record) -> tuple[str, ...]:
    """What stands in `status` and in `state`, in lower case, where there is something."""
    words = (text(payload, name, max_chars=MAX_REASON_CHARS).lower() for name in ("status", "state"))
    return tuple(word for word in words if word)


def status_of_items(items: list[Record]) -> Status | None:
    """The status of a task by those of its items: running while one runs, done when one is done; None when none has a status."""
    statuses = {status(item) for item in items}
    return next((each for each in (Status.RUNNING, Status.DONE, Status.FAILED) if each in statuses), None)


def named_ticket(payload: Any, paths: Sequence[str] = TICKET_PATHS) -> str | None:
    """The vendor's id of the task: the first number or text that stands at one of `paths`."""
    return next(filter(None, (_text_at(payload, path) for path in paths)), None)


def submit_ticket(payload: Any, paths: Sequence[str] = TICKET_PATHS) -> str | None:
    """The vendor's id of the task in its answer to a submit.

    It stands at one of `paths`. Where these are the usual ones, it may also be the text that is all there is in `data`.
    """
    ticket, data = named_ticket(payload, paths), record(payload).get("data")
    is_success = str(record(payload).get("code")).lower() in SUCCESS_CODES
    if ticket is None and paths == TICKET_PATHS and is_success and isinstance(data, str):
        return identifier({"data": data}, "data") or None
    return ticket


def reason(payload: Any, otherwise: str = "") -> str:
    """The vendor's own message about what went wrong, cleaned and cut; `otherwise` where it has none.

    Where an object inside (a clip, say) has a message of its own, it follows that of the whole.
    """
    answer = record(payload)
    outer, *inner = [_own_reason(each) for each in (answer, *_objects_inside(answer))]
    found = dict.fromkeys(filter(None, (outer, next(filter(None, inner), ""))))
    return clean(" / ".join(found) or otherwise, MAX_REASON_CHARS)


def _own_reason(answer: Record) -> str:
    """The reason that stands in this very object, under a documented name or one that speaks of an error."""
    others = (name for name in answer if any(word in name.lower() for word in REASON_WORDS))
    found = (text(answer, name, max_chars=MAX_REASON_CHARS) for name in (*REASON_NAMES, *others))
    telling = (each for each in found if each and each.lower() not in EMPTY_REASONS and not _is_address(each))
    error = answer.get("error")
    coded = text(error, "message", "code", max_chars=MAX_REASON_CHARS) if isinstance(error, dict) else ""
    return coded or next(telling, "")


def _objects_inside(answer: Record) -> Iterator[Record]:
    """The objects in an answer, the outer ones first; not the copy of our own request, nor the error that was read already."""
    level: list[Any] = [value for name, value in answer.items() if name not in ("request", "error")]
    left = MAX_OBJECTS_SEARCHED
    while level and left > 0:
        objects = [each for each in level if isinstance(each, dict)][:left]
        left -= len(objects)
        yield from objects
        lists = [each for each in level if isinstance(each, list)]
        level = [inner for each in objects for inner in each.values()] + [inner for each in lists for inner in each[:left]]


def quoted(vendor: str, message: str) -> str:
    """A vendor's message in quotation marks, with the vendor named, so that it is not taken for ours."""
    inner = message.replace("“", '"').replace("”", '"')
    return f"{vendor} says: “{inner}”" if message else f"{vendor} gave no reason"


def error_code(payload: Any) -> str:
    """The vendor's word for the kind of error; empty where it has none."""
    answer = record(payload)
    code = answer.get("code")
    return text(record(answer.get("error")), "code", "type") or (text(answer, "code") if isinstance(code, str) else "")


def made_clips(items: Iterable[Record]) -> tuple[Made, ...]:
    """The clips, films and archives in `items`, `MAX_CLIPS` at most; an item that failed, or holds only lyrics, gives none."""
    made = (one for item in items if not _is_sheet(item) for one in _stems_or_clip(item) if _is_usable(one, item))
    return tuple(islice(made, MAX_CLIPS))


def lyric_sheets(items: Iterable[Record]) -> tuple[LyricSheet, ...]:
    """The lyric sheets in `items`: those with lyrics and without music."""
    return tuple(
        LyricSheet(
            title=text(item, "title", max_chars=MAX_KEPT_TITLE_CHARS),
            text=text(item, *LYRICS_NAMES, max_chars=MAX_KEPT_LYRICS_CHARS, lines=True),
        )
        for item in items
        if _is_sheet(item)
    )


def has_media(made: Made) -> bool:
    """Whether there is something to hear, to see or to unpack."""
    return bool(made.audio_url or made.video_url or made.archive_url)


def _text_at(payload: Any, path: str) -> str:
    """The id at a path like `job.id`; empty where there is none."""
    *steps, last = path.split(".")
    for step in steps:
        payload = record(payload).get(step)
    return identifier(record(payload), last)


def _is_sheet(item: Record) -> bool:
    """Whether an item is lyrics without music. The lyrics of a clip stand beside the clip's id, those of a sheet do not."""
    is_alone = "text" in item or not text(item, *CLIP_ID_NAMES)
    return is_alone and bool(text(item, *LYRICS_NAMES)) and not has_media(_clip(item)) and not record(item.get("stems"))


def _stems_or_clip(item: Record) -> Iterator[Made]:
    """Each stem of an item that has some, else the item as one clip."""
    stems = {name: url for name in record(item.get("stems")) if (url := address(item["stems"], name))}
    if not stems:
        yield _clip(item)
    for name, url in stems.items():
        part = clean(re.sub(r"_?url$", "", name, flags=re.IGNORECASE).lower(), MAX_PART_CHARS) or "part"
        yield Made(title=text(item, "title", max_chars=MAX_KEPT_TITLE_CHARS), audio_url=url, part=part)


def _clip(item: Record) -> Made:
    """An item as one clip, whichever names its fields have."""
    seconds = number(item, "duration", "seconds")
    audio_url, wav_url = address(item, "file_url", "audio_url", "audioUrl", "result_url"), address(item, "wav_url")
    return Made(
        vendor_clip_id=identifier(item, *CLIP_ID_NAMES),
        title=text(item, "title", max_chars=MAX_KEPT_TITLE_CHARS),
        seconds=seconds if seconds and 0 < seconds <= MAX_SECONDS else None,
        audio_url=audio_url or wav_url,
        wav_url=wav_url if audio_url else None,
        video_url=address(item, "video_url", "videoUrl"),
        image_url=address(item, "image_url", "imageUrl", "image_large_url"),
        archive_url=address(item, "stems_url", "stemsUrl"),
        part=text(item, "stem_type", max_chars=MAX_PART_CHARS).lower() or None,
        lyrics=text(item, *LYRICS_NAMES, max_chars=MAX_KEPT_LYRICS_CHARS, lines=True),
        sound=text(item, "sound", "style", "tags", "prompt"),
        model=text(item, "mv", "model", "model_name", max_chars=MAX_KEPT_TITLE_CHARS),
        seed=text(item, "seed", max_chars=MAX_KEPT_TITLE_CHARS),
    )


def _is_usable(made: Made, item: Record) -> bool:
    return has_media(made) or (bool(made.vendor_clip_id) and status(item) is not Status.FAILED)
