"""Answers as they go out: structured, and in text that is complete by itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcp.types import CallToolResult, TextContent

from ..models import Clip, FileKind, LyricSheet, Status, Task
from ..operations import DownloadMusic, MakeVideo
from ..safe_text import MAX_ADDRESS_CHARS, MAX_MESSAGE_CHARS, MAX_SHEET_CHARS, MAX_TITLE_CHARS, line, lines
from ..studio import FoundClips
from ..studio.waiting import MissingTask, TaskAnswer

WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Presented:
    """One answer, twice: for programs and for readers."""

    structured: dict[str, Any]
    text: str

    def on_wire(self) -> CallToolResult:
        return CallToolResult(content=[TextContent(type="text", text=self.text)], structured_content=self.structured)


def failure(code: str, message: str) -> CallToolResult:
    """A call of which nothing was accepted."""
    told = {"error": {"code": code, "message": message}}
    return CallToolResult(is_error=True, content=[TextContent(type="text", text=message)], structured_content=told)


def one_task(answer: TaskAnswer, *, local: bool) -> Presented:
    """`local`: the caller sits at this machine, so paths on its disk mean something to them."""
    told = task_words(answer, local=local)
    return Presented(told, task_text(answer.task, told))


def many_tasks(answers: Sequence[TaskAnswer | MissingTask], *, local: bool) -> Presented:
    rows, texts, running = [], [], []
    for answer in answers:
        if isinstance(answer, MissingTask):
            rows.append({"task_id": line(answer.task_id, 200), "error": _failure(answer.error)})
            texts.append(f"{line(answer.task_id, 200)}: {line(answer.error.message)}")
            continue
        task = answer.task
        told = task_words(answer, local=local)
        rows.append(told)
        texts.append(task_text(task, {word: value for word, value in told.items() if word != "next" or len(answers) == 1}))
        running += [] if task.status.is_final else [task.task_id]
    if len(answers) > 1 and running:
        texts.append(f"Next: get_tasks(task_ids={json.dumps(running)}, wait_seconds=45)")
    return Presented({"tasks": rows}, "\n".join(texts))


def found_clips(found: FoundClips, *, local: bool, operation: str | None = None) -> Presented:
    """`operation`: what was asked for, so that a film or an export is shown where that made one."""
    rows = [clip_words(clip, _kind_shown(clip, operation), local=local) | origin(clip) for clip in found.clips]
    told: dict[str, Any] = {"clips": rows}
    texts = [f"{clip_text(row)} ({_origin_text(row)})" for row in rows] or [
        "No clip matches. find_clips() without arguments lists the newest."
    ]
    if found.cursor:
        told["cursor"] = found.cursor
        texts.append(f'More: find_clips(…, cursor="{found.cursor}")')
    return Presented(told, "\n".join(texts))


def task_words(answer: TaskAnswer, *, local: bool) -> dict[str, Any]:
    """A task, with only what is known of it."""
    task = answer.task
    told: dict[str, Any] = {word: getattr(task, word) for word in ("task_id", "operation", "vendor")}
    told["status"] = task.status.value
    if not task.status.is_final:
        told |= _known(progress=task.progress and round(task.progress, 2), eta_seconds=_whole(answer.eta_seconds))
    if task.status is Status.DONE and task.clips:
        told["clips"] = [clip_words(clip, kind_of(task), local=local) for clip in task.clips]
    if task.lyrics:
        told["lyrics"] = [
            {"title": line(sheet.title, MAX_TITLE_CHARS), "text": lines(sheet.text, MAX_SHEET_CHARS)} for sheet in task.lyrics
        ]
    if task.sound:
        told["sound"] = line(task.sound, 1_000)
    if answer.existing:
        told["existing"] = True
    if task.cost is not None:
        told["cost"] = {"amount": _short(task.cost.amount), "unit": task.cost.unit}
    if warnings := [line(warning) for warning in (*task.warnings, *_silence(answer))]:
        told["warnings"] = warnings
    if task.error is not None and task.status is not Status.DONE:
        told["error"] = _failure(task.error)
    return told | _known(next=answer.next)


def task_text(task: Task, told: Mapping[str, Any]) -> str:
    """The same in lines: the task, its clips, its lyrics in full, what to mind, what to do next."""
    rows = [f"{told['operation']} ({told['vendor']}) {_standing(told)}: {told['task_id']}"]
    rows += [clip_text(clip) for clip in told.get("clips", ())]
    rows += [_sheet_text(sheet) for sheet in task.lyrics]
    rows += [f"Sound: {told['sound']}"] if "sound" in told else []
    rows += [_price(told["cost"])] if "cost" in told else []
    rows += [f"Note: {warning}" for warning in told.get("warnings", ())]
    rows += [told["error"]["message"]] if "error" in told else []
    rows += [f"Next: {told['next']}"] if "next" in told else []
    return "\n".join(rows)


def clip_words(clip: Clip, kind: FileKind, *, local: bool) -> dict[str, Any]:
    """A clip, and where the file of that kind is."""
    file = clip.files.get(kind)
    address = file.url if file is not None and file.url else None
    return {"clip_id": clip.clip_id} | _known(
        title=line(clip.title, MAX_TITLE_CHARS),
        seconds=_short(clip.seconds),
        audio_url=_address(clip.audio_url if kind in ("audio", "video") else address),
        video_url=_address(address if kind == "video" and address else clip.video_url),
        image_url=_address(clip.image_url),
        file=file.path if local and file is not None else None,
        part=clip.part,
    )


def clip_text(clip: Mapping[str, Any]) -> str:
    """One line: id, part, title, seconds, where it is."""
    part = f" [{clip['part']}]" if "part" in clip else ""
    title = f' "{clip["title"]}"' if "title" in clip else ""
    seconds = f" {clip['seconds']:g} s" if "seconds" in clip else ""
    place = next((clip[word] for word in ("file", "video_url", "audio_url") if word in clip), "not fetched yet")
    return f"{clip['clip_id']}{part}{title}{seconds}: {place}"


def kind_of(task: Task) -> FileKind:
    """Which file of its clips a task was about."""
    match task.operation:
        case DownloadMusic.name:
            return "wav" if task.arguments.get("format") == "wav" else "mp3"
        case MakeVideo.name:
            return "video"
        case _:
            return "audio"


def outline(value: object, depth: int = 0) -> str:
    """Anything structured, as indented lines for a reader."""
    pad = "  " * depth
    match value:
        case Mapping():
            return "\n".join(f"{pad}{word}:{_beside_or_below(item, depth)}" for word, item in value.items())
        case list():
            return "\n".join(f"{pad}-{_beside_or_below(item, depth)}" for item in value)
        case _:
            return f"{pad}{_flat(value)}"


def _beside_or_below(item: object, depth: int) -> str:
    if isinstance(item, list) and all(not isinstance(each, list | Mapping) for each in item):
        return f" {', '.join(map(_flat, item)) or 'none'}"
    return f"\n{outline(item, depth + 1)}" if isinstance(item, list | Mapping) and item else f" {_flat(item)}"


def _flat(value: object) -> str:
    return line(str(value).lower() if isinstance(value, bool) else str(value), MAX_ADDRESS_CHARS)


def _standing(told: Mapping[str, Any]) -> str:
    done = f" {told['progress']:.0%}" if "progress" in told else ""
    left = f", about {told['eta_seconds']} s left" if "eta_seconds" in told else ""
    known = ", asked before: the same task" if "existing" in told else ""
    return f"{told['status']}{done}{left}{known}"


def _price(cost: Mapping[str, Any]) -> str:
    return f"Cost: {cost['amount']:g} {cost['unit']}" if cost["amount"] else "Cost: nothing"


def _sheet_text(sheet: LyricSheet) -> str:
    return f'"{line(sheet.title, MAX_TITLE_CHARS)}"\n{lines(sheet.text, MAX_SHEET_CHARS)}'


def _silence(answer: TaskAnswer) -> tuple[str, ...]:
    if answer.task.status.is_final or answer.silent_seconds is None:
        return ()
    return (f"{answer.task.vendor} has said nothing for {answer.silent_seconds:.0f} s; the task is kept and asked about again.",)


def _kind_shown(clip: Clip, operation: str | None) -> FileKind:
    wanted: Mapping[str | None, tuple[FileKind, ...]] = {MakeVideo.name: ("video",), DownloadMusic.name: ("mp3", "wav")}
    return next((kind for kind in wanted.get(operation, ()) if kind in clip.files), "audio")


def origin(clip: Clip) -> dict[str, Any]:
    made = clip.created_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return _known(operation=clip.operation, parent=clip.parent) | {"vendor": clip.vendor, "created_at": made}


def _origin_text(row: Mapping[str, Any]) -> str:
    """`offline, cover_music of clip_…, 2026-11-21 04:10`: what tells versions of one title apart."""
    how = " of ".join(row[word] for word in ("operation", "parent") if word in row)
    return ", ".join(filter(None, (row["vendor"], how, row["created_at"][:16].replace("T", " "))))


def _failure(error: Any) -> dict[str, str]:
    return {"code": error.code, "message": line(error.message, MAX_MESSAGE_CHARS)}


def _known(**words: Any) -> dict[str, Any]:
    return {word: value for word, value in words.items() if value is not None and value != ""}


def _address(url: str | None) -> str | None:
    """An address others can follow: not one of this machine's, nor a novel."""
    return url if url and url.startswith(WEB) and len(url) <= MAX_ADDRESS_CHARS and url.isprintable() else None


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else max(0, round(seconds))


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 2)
