"""Answers as they go out, and what of this machine a caller may see.

An answer is told twice: as structured content for programs, and as text that is complete by itself.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any, Protocol

from ..errors import ErrorCode, ProducerError
from ..models import Clip, Failure, FileKind, LyricSheet, Status, Task, Tempo
from ..operations import operation_called
from ..safe_text import MAX_ADDRESS_CHARS, MAX_MESSAGE_CHARS, MAX_SHEET_CHARS, MAX_TITLE_CHARS, line, lines
from ..studio import SKETCH, FoundClips, FoundDrafts, MissingTask, StudioStatus, TaskAnswer, standing, waiting_call
from .answer_text import clip_text, draft_text, found_text, no_match_text, outline, task_line, task_text

WEB_SCHEMES = ("https://", "http://")
HIDDEN_FOLDER = "(the server's folder)"
"""What callers elsewhere read in place of a folder of ours."""
MAX_ERROR_CHARS = 1_000
MAX_PART_CHARS = 60
MAX_CLIPS = 20
"""How many clips of a task its answer shows; find_clips pages through all of them."""
MAX_CLIP_BYTES, MAX_LISTED_CLIP_BYTES = 800, 690
"""A clip in an answer that has no other, and in one that has: as JSON and in the text together."""
MAX_LOOKED_UP_BYTES = 1_300
"""The clip that a search asked about by its id, which shows its whole sound."""
SILENT_KINDS: tuple[FileKind, ...] = ("midi", "lrc")
"""Kinds of files that hold no sound: their web address is no `audio_url`."""
DISPENSABLE = (
    ("image_url", "image_file"),
    ("video_url", "file"),
    ("audio_url", "file"),
    ("video_url", "audio_url"),
    ("image_url", "clip_id"),
    ("image_file", "clip_id"),
    ("audio_url", "video_url"),
)
"""What is left out of a clip that is too large, in this order: a field, and the one that has to be there in its place."""
MAX_PLACE_CHARS = 200
"""A longer address is not told twice in one answer."""
MAX_SOUND_CHARS, MAX_LISTED_SOUND_CHARS = 600, 120
"""Of a clip's sound where a search finds it alone, and where it finds others."""
MAX_DRAFT_CHARS = 240
"""Of each draft where a search finds several."""
LIST_CALL = "get_tasks()"
"""Lists the caller's running and latest tasks."""


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a tool answers: structured, and as text."""

    structured: dict[str, Any]
    text: str
    is_error: bool = False

    def with_warnings(self, warnings: Sequence[str], **fields: object) -> "ToolAnswer":
        """The answer with more warnings, told in its text too, before what to call next; `fields`: the same, structured."""
        if not warnings:
            return self
        structured = self.structured | {"warnings": [*self.structured.get("warnings", ()), *warnings]} | fields
        above, _, last = self.text.rpartition("\n")
        has_next = any("next" in row for row in (self.structured, *self._tasks)) and last.startswith("Next: ")
        told = "\nNote: ".join((above if has_next else self.text, *warnings))
        return replace(self, structured=structured, text=f"{told}\n{last}" if has_next else told)

    @property
    def _tasks(self) -> Sequence[Mapping[str, Any]]:
        """The tasks in an answer that lists them; studio_status has a number there."""
        tasks = self.structured.get("tasks")
        return tasks if isinstance(tasks, list) else ()

    def on_wire(self) -> dict[str, Any]:
        """The answer in the protocol's form, as JSON: the SDK checks it, and a model would only be dumped to this again."""
        return {
            "content": [{"type": "text", "text": self.text}],
            "structuredContent": self.structured,
            "isError": self.is_error,
            "resultType": "complete",
        }


class FileLinks(Protocol):
    """Makes web addresses for files that are kept here."""

    def url_of(self, clip_id: str, kind: FileKind) -> str:
        """An address at which a caller elsewhere can fetch the file."""
        ...


@dataclass(frozen=True)
class Presenter:
    """Shows tasks, clips, the status and error sentences to the callers of one server.

    Without `links` callers sit at this machine and see paths. With `links` they are elsewhere: kept files have the addresses
    that `links` makes, no path is shown, and `folders` (the library, the data) are replaced in error sentences and warnings.
    """

    links: FileLinks | None = None
    folders: tuple[Path, ...] = ()

    @property
    def shows_paths(self) -> bool:
        """Whether the callers can read this machine's disk."""
        return self.links is None

    def task(self, answer: TaskAnswer) -> ToolAnswer:
        """One task."""
        row = self._task(answer)
        return ToolAnswer(row, task_text(row, answer.task.lyrics))

    def tasks(self, answers: Sequence[TaskAnswer | MissingTask], wait_seconds: float) -> ToolAnswer:
        """Several tasks in the order asked; the call that waits `wait_seconds` for the running ones stands once at the end."""
        rows, texts, running = [], [], []
        for answer in answers:
            if isinstance(answer, MissingTask):
                row = {"task_id": line(answer.task_id, 200), "error": self._failure(answer.error)}
                text = f"{row['task_id']}: {line(answer.error.message)}"
            else:
                row = self._task(answer)
                shown = row if len(answers) == 1 else {name: value for name, value in row.items() if name != "next"}
                text = task_text(shown, answer.task.lyrics)
                running += [] if answer.task.status.is_final else [answer.task.task_id]
            rows.append(row)
            texts.append(text)
        if len(answers) > 1 and running:
            texts.append(f"Next: {waiting_call(running, wait_seconds)}")
        return ToolAnswer({"tasks": rows}, "\n".join(texts))

    def task_list(self, answers: Sequence[TaskAnswer], wait_seconds: float) -> ToolAnswer:
        """Tasks that nobody named, in a line each; then the call that waits `wait_seconds` for the running ones."""
        rows = [self._row(answer) for answer in answers]
        texts = [task_line(row) for row in rows] or ["There are no tasks yet; a call that makes something begins one."]
        result: dict[str, Any] = {"tasks": rows}
        if running := [answer.task.task_id for answer in answers if not answer.task.status.is_final]:
            result["next"] = waiting_call(running, wait_seconds)
            texts.append(f"Next: {result['next']}")
        return ToolAnswer(result, "\n".join(texts))

    def found_clips(
        self,
        page: FoundClips,
        operation: str | None = None,
        clip_id: str | None = None,
        *,
        running: Sequence[TaskAnswer] = (),
        everything: bool = False,
    ) -> ToolAnswer:
        """A page of clips, and the tasks that are still running, whose clips will come.

        `operation`: the one that was searched for, so that its film or export is shown where it made one. `clip_id`: the clip
        whose family was searched for. `everything`: the search had no conditions.
        """
        kinds = operation_called(operation or "").file_kinds
        whole = clip_id if len(page.clips) > 1 else next((clip.clip_id for clip in page.clips), None)
        rows = _fitted(
            (
                self.clip(clip, next((kind for kind in kinds if kind in clip.files), "audio"))
                | known_fields(sound=line(clip.sound, MAX_SOUND_CHARS if clip.clip_id == whole else MAX_LISTED_SOUND_CHARS))
                | clip_origin(clip)
                for clip in page.clips
            ),
            whole,
        )
        result: dict[str, Any] = {"clips": rows}
        texts = [found_text(row) for row in rows] or ["There are no clips yet." if everything else no_match_text(page.words)]
        if page.cursor:
            result["cursor"] = page.cursor
            texts.append(f'More: find_clips(…, cursor="{page.cursor}")')
        return self._with_running(ToolAnswer(result, "\n".join(texts)), running)

    def found_drafts(self, page: FoundDrafts, operation: str) -> ToolAnswer:
        """Lyrics and sounds that were written: one in full, of several the beginnings."""
        rows = [row for task in page.tasks for row in drafts_of(task)]
        if len(rows) > 1:
            rows = [{name: _beginning(value) for name, value in row.items()} for row in rows]
        result: dict[str, Any] = {"clips": [], "drafts": rows}
        texts = [draft_text(row) for row in rows] or [f"No such text; {operation} writes one."]
        if len(rows) > 1:
            texts.append("In full: get_tasks(task_ids=[…])")
        if page.cursor:
            result["cursor"] = page.cursor
            texts.append(f'More: find_clips(…, cursor="{page.cursor}")')
        return ToolAnswer(result, "\n".join(texts))

    def clip(self, clip: Clip, kind: FileKind = "audio") -> dict[str, Any]:
        """A clip, and where its file of that kind and its picture are."""
        file, cover = clip.files.get(kind), clip.files.get("cover")
        is_sound = kind not in SILENT_KINDS
        return {"clip_id": clip.clip_id} | known_fields(
            title=line(clip.title, MAX_TITLE_CHARS),
            seconds=_rounded(clip.seconds),
            audio_url=self.url(clip, "audio" if kind == "video" else kind) if is_sound else None,
            file_url=None if is_sound else self.url(clip, kind),
            video_url=self.url(clip, "video"),
            image_url=self.url(clip, "cover"),
            file=file.path if self.shows_paths and file is not None else None,
            image_file=cover.path if self.shows_paths and cover is not None else None,
            part=clip.part and line(clip.part, MAX_PART_CHARS),
            tempo=_tempo(clip.tempo),
        )

    def url(self, clip: Clip, kind: FileKind) -> str | None:
        """Where this caller can fetch a file of the clip: here, if it is kept and they are elsewhere, else at the vendor."""
        file = clip.files.get(kind)
        if self.links is not None and file is not None and file.path:
            return self.links.url_of(clip.clip_id, kind)
        file_url = file.url if file is not None else None
        at_vendor = {"audio": clip.audio_url, "cover": clip.image_url, "video": file_url or clip.video_url}
        return _web_address(at_vendor.get(kind, file_url))

    def status(self, status: StudioStatus, running: Sequence[TaskAnswer] = ()) -> ToolAnswer:
        """The studio as it is, and the caller's running tasks. Callers elsewhere see no folder, and count only what is theirs."""
        if not self.shows_paths:
            own = status.own
            library = status.library.model_copy(
                update={"path": None, "preview_bytes": None, "files": own.files, "bytes": own.bytes}
            )
            hidden = {"ledger": None, "tasks": own.tasks, "clips": own.clips, "library": library}
            status = status.model_copy(update=hidden)
        result = status.model_dump(mode="json", exclude_none=True)
        return self._with_running(ToolAnswer(result, outline(result)), running)

    def arguments(self, task: Task) -> dict[str, Any]:
        """What was asked of a task. The path of an upload is shown only to callers who can read this disk."""
        shown = {name: value for name, value in task.arguments.items() if self.shows_paths or name != "path"}
        return {name: lines(value, MAX_SHEET_CHARS) if isinstance(value, str) else value for name, value in shown.items()}

    def failure(self, error: ProducerError) -> ToolAnswer:
        """A call of which nothing was accepted."""
        return failure(error.code, line(self.sentence(str(error)), MAX_ERROR_CHARS))

    def sentence(self, text: str) -> str:
        """An error or a warning as this caller may read it: without the server's folders, where they stand as whole paths."""
        return text if self._hidden is None else self._hidden.sub(HIDDEN_FOLDER, text)

    @cached_property
    def _hidden(self) -> re.Pattern[str] | None:
        """Finds the folders as paths or `file:` addresses, never as a part of a longer name or of another path."""
        places = {place for folder in self.folders for place in (folder.absolute(), folder.resolve()) if place != place.parent}
        spellings = {spelling for place in places for spelling in (str(place), place.as_uri())}
        if self.shows_paths or not spellings:
            return None
        longest_first = sorted(map(re.escape, spellings), key=len, reverse=True)
        return re.compile(rf"(?<![\w./\\~-])(?:{'|'.join(longest_first)})(?!\.?[\w~-])")

    def _with_running(self, answer: ToolAnswer, running: Sequence[TaskAnswer]) -> ToolAnswer:
        """The answer of another look-up, with the caller's running tasks and the call that lists them."""
        if not running:
            return answer
        rows = [self._row(task) for task in running]
        told = "\n".join(("Tasks still running:", *map(task_line, rows), f"Next: {LIST_CALL} lists running and latest tasks."))
        return replace(answer, structured=answer.structured | {"running": rows, "next": LIST_CALL}, text=f"{answer.text}\n{told}")

    def _row(self, answer: TaskAnswer) -> dict[str, Any]:
        """A task for a list of tasks: which it is, how it stands, and the ids of what it made."""
        task = answer.task
        title = str(task.arguments.get("title") or next((clip.title for clip in task.clips), ""))
        row = _standing(answer) | known_fields(title=line(title, MAX_TITLE_CHARS), created_at=_moment(task.created_at))
        if task.clips:
            row["clip_ids"] = [clip.clip_id for clip in task.clips[:MAX_CLIPS]]
        if task.error is not None and task.status is not Status.DONE:
            row["error"] = self._failure(task.error)
        return row

    def _task(self, answer: TaskAnswer) -> dict[str, Any]:
        """A task, with only what is known of it."""
        task, row = answer.task, _standing(answer)
        if task.status.is_final and task.clips:
            kind = operation_called(task.operation).file_kind(task.arguments)
            row["clips"] = _fitted(self.clip(clip, kind) for clip in task.clips[:MAX_CLIPS])
            if len(task.clips) > MAX_CLIPS:
                row["all_clips"] = f'{len(task.clips)}: find_clips(query="{task.task_id}")'
        if task.lyrics:
            row["lyrics"] = [_sheet(sheet) for sheet in task.lyrics]
        if task.sound:
            row["sound"] = line(task.sound, 1_000)
        if answer.existing:
            row["existing"] = True
        if task.cost is not None and task.charged is not False:
            row["cost"] = {"amount": _rounded(task.cost.amount), "unit": task.cost.unit}
        if answer.wav_price is not None:
            row["wav_price"] = answer.wav_price
        if warnings := [line(self.sentence(warning)) for warning in (*_lasting(task), *_doubt(task), *_silence(answer))]:
            row["warnings"] = warnings
        if task.error is not None and task.status in (Status.FAILED, Status.UNKNOWN):
            row["error"] = self._failure(task.error)
        return row | known_fields(next=answer.next and answer.next.replace("{place}", _place(row)))

    def _failure(self, error: Failure) -> dict[str, str]:
        return {"code": error.code, "message": line(self.sentence(error.message), MAX_MESSAGE_CHARS)}


def _place(row: Mapping[str, Any]) -> str:
    """Where the caller finds the first clip of a presented task: its file or address, or which field has it if that is long."""
    clip: Mapping[str, Any] = next(iter(row.get("clips", ())), {})
    name = next((name for name in ("file", "file_url", "audio_url") if name in clip), None)
    if name is None:
        return "its file is not here yet"
    return str(clip[name]) if len(clip[name]) <= MAX_PLACE_CHARS else f"its {name} is above"


def failure(code: ErrorCode, message: str) -> ToolAnswer:
    """A tool's answer that is an error; `message` must be safe to show to anybody."""
    return ToolAnswer({"error": {"code": code, "message": message}}, message, is_error=True)


def clip_origin(clip: Clip) -> dict[str, Any]:
    """Where a clip comes from: operation, parent, vendor, time."""
    origin = known_fields(operation=clip.operation, parent=clip.parent)
    return origin | {"vendor": clip.vendor, "created_at": _moment(clip.created_at)}


def _standing(answer: TaskAnswer) -> dict[str, Any]:
    """Which task it is, and how far."""
    task = answer.task
    row: dict[str, Any] = {"task_id": task.task_id, "operation": task.operation, "vendor": task.vendor}
    row["status"] = task.status.value
    if task.status is not Status.DONE:
        row |= known_fields(step=standing(task))
    if not task.status.is_final:
        row |= known_fields(progress=task.progress and round(task.progress, 2), eta_seconds=_whole_seconds(answer.eta_seconds))
    return row


def _moment(moment: datetime) -> str:
    """`2026-11-21T04:10:00Z`."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _fitted(clips: Iterable[dict[str, Any]], looked_up: str | None = None) -> list[dict[str, Any]]:
    """Presented clips, of each as much as there is room for; `looked_up` is the id of the one that was asked about."""
    rows = list(clips)
    for row in rows:
        most = MAX_CLIP_BYTES if len(rows) == 1 else MAX_LISTED_CLIP_BYTES
        most = MAX_LOOKED_UP_BYTES if row["clip_id"] == looked_up else most
        for name, instead in DISPENSABLE:
            if _bytes_of(row) > most and name in row and instead in row:
                del row[name]
        if _bytes_of(row) > most and "sound" in row:
            excess = (_bytes_of(row) - most + 1) // 2  # it is told twice, as JSON and in the text
            row["sound"] = line(row["sound"], max(MAX_LISTED_SOUND_CHARS // 2, len(row["sound"]) - excess))
    return rows


def _bytes_of(row: Mapping[str, Any]) -> int:
    """How much of an answer a presented clip takes."""
    told = found_text(row) if "created_at" in row else clip_text(row)
    return len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) + len(told.encode())


def _lasting(task: Task) -> tuple[str, ...]:
    """The task's warnings, without the remark that earlier versions kept with each task; it is told once in a connection."""
    return tuple(warning for warning in task.warnings if not warning.startswith(SKETCH))


def drafts_of(task: Task) -> list[dict[str, Any]]:
    """What a task wrote: a row for each sheet of lyrics, or for its sound."""
    when = _moment(task.created_at)
    rows: list[dict[str, Any]] = [_sheet(sheet) for sheet in task.lyrics]
    rows += [{"sound": line(task.sound, 1_000)}] if task.sound else []
    return [{"task_id": task.task_id, **row, "vendor": task.vendor, "created_at": when} for row in rows]


def _beginning(text: str) -> str:
    return text if len(text) <= MAX_DRAFT_CHARS else text[: MAX_DRAFT_CHARS - 1] + "…"


def _sheet(sheet: LyricSheet) -> dict[str, str]:
    return {"title": line(sheet.title, MAX_TITLE_CHARS), "text": lines(sheet.text, MAX_SHEET_CHARS)}


def _doubt(task: Task) -> tuple[str, ...]:
    """What could not be understood of the last answer about a task that runs: no error of the task's, as long as it is asked."""
    return () if task.status.is_final or task.error is None else (task.error.message,)


def _silence(answer: TaskAnswer) -> tuple[str, ...]:
    """A warning, if the vendor of a task that runs has not answered for longer than usual."""
    if answer.task.status.is_final or answer.silent_seconds is None:
        return ()
    return (f"{answer.task.vendor} has said nothing for {answer.silent_seconds:.0f} s; the task is kept and asked about again.",)


def known_fields(**fields: Any) -> dict[str, Any]:
    """The fields that have a value: what is not known is left out of an answer."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _web_address(url: str | None) -> str | None:
    """The address if it is a short, printable one on the web; None for one of this machine's files."""
    return url if url and url.startswith(WEB_SCHEMES) and len(url) <= MAX_ADDRESS_CHARS and url.isprintable() else None


def _tempo(tempo: Tempo | None) -> dict[str, Any] | None:
    """`{"bpm": 92, "key": "A minor", "from": "score"}`."""
    if tempo is None:
        return None
    return known_fields(
        bpm=_rounded(tempo.bpm), key=line(tempo.key, MAX_PART_CHARS), **{"from": line(tempo.source, MAX_PART_CHARS)}
    )


def _whole_seconds(seconds: float | None) -> int | None:
    return None if seconds is None else max(0, round(seconds))


def _rounded(number: float | None) -> float | None:
    return None if number is None or not isfinite(number) else round(number, 2)
