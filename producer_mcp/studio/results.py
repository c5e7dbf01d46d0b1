"""Records a vendor's report: the new state of the task, its clips, and the files to download."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import structlog

from ..errors import AddressRefused, ErrorCode, NothingToHear, ProducerError, TooLarge
from ..ledger import Ledger
from ..library import Library
from ..models import MAX_FILE_TRIES, Clip, Failure, File, FileKind, Status, Task
from ..operations import UploadMusic, operation_called
from ..vendors import Made, Report
from ..vendors.parsing import quoted
from .ids import new_id
from .process import Clock, Process
from .steps import failed_later, has_more_steps, kept_so_far, part_name
from .titles import given_title, made_title, numbered

log = structlog.get_logger()

SAME_REQUEST_PERIOD = timedelta(hours=1)
"""How long a repeated request is answered with the task that exists."""
UNKNOWN_OUTCOME_PERIOD = timedelta(days=1)
"""The same for a task whose outcome is unknown."""
PROGRESS_SAVE_INTERVAL = timedelta(seconds=60)
"""How often the ledger is told that a task still runs, when its progress has not changed."""
PERMANENT_ARCHIVE_ERRORS = (AddressRefused, NothingToHear, TooLarge)
"""Errors with an archive that no further try will mend."""
ARCHIVE_RETRY_PERIOD = timedelta(minutes=15)
"""How long after the submit an archive is tried again after any other error; each check brings a fresh address."""
ARCHIVE_PART = "archive"
"""The part of a clip that stands for a zip which could not be unpacked; only its address is known, and no audio is in it."""


class Results:
    """Records what vendors report. Every method may raise `StorageFailed`, and then is called again later."""

    def __init__(self, ledger: Ledger, library: Library, process: Process, begin: Callable[[Task], None]) -> None:
        """`begin` is given each task of which a step is done and the next one is to be sent by this process."""
        self._ledger = ledger
        self._library = library
        self._process = process
        self._clock: Clock = process.clock
        self._begin = begin
        self._archive_tries: Counter[str] = Counter()
        """How often each task's archive could not be unpacked."""

    async def record(self, task: Task, report: Report) -> Task:
        """Record `report`, and return the task as the ledger then has it. Done and failed tasks do not change.

        Raises a `ProducerError` when an archive of stems cannot be unpacked now and may be later.
        """
        match report.status:
            case Status.DONE:
                return await self._done(task, report)
            case Status.FAILED:
                return await self._failed(task, report)
            case Status.UNKNOWN:
                return await self._lost(task, report)
        now = self._clock.now()
        has_moved = report.progress is not None and report.progress != task.progress
        is_due = task.heard_at is None or now - task.heard_at > PROGRESS_SAVE_INTERVAL
        if has_moved or is_due or task.status is Status.QUEUED:
            running = {"status": Status.RUNNING, "progress": report.progress, "heard_at": now}
            return await self._ledger.tasks.save(task.model_copy(update=running), raw=report.raw)
        return task

    async def note_doubt(self, task: Task, report: Report) -> None:
        """Record what could not be understood of the answer about a task that runs, or that all could be; callers are told."""
        message = report.doubt and f"{sentence(report.doubt)} The answer is kept with {task.task_id}, and it is asked again."
        error = Failure(code=ErrorCode.VENDOR_UNREADABLE, message=message) if message else None
        if error != task.error and not task.status.is_final:
            running = {"status": Status.RUNNING, "error": error, "heard_at": self._clock.now()}
            await self._ledger.tasks.save(task.model_copy(update=running), raw=report.raw)

    async def note_remarks(self, task: Task, report: Report) -> None:
        """Record what is worth knowing of a task that runs."""
        warnings = tuple(dict.fromkeys((*task.warnings, *report.remarks)))
        if warnings != task.warnings and not task.status.is_final:
            await self._ledger.tasks.save(task.model_copy(update={"warnings": warnings}))

    async def renew_addresses(self, task: Task, report: Report) -> None:
        """Give the files of a done task that have no address, or could not be downloaded, those in a new report."""
        for clip in task.clips:
            made = next((one for one in report.made if clip.vendor_clip_id in (one.vendor_clip_id, one.of)), None)
            for file in self._files(task, clip, made) if made else ():
                known = clip.files.get(file.kind)
                if known is None:
                    address = {f"{file.kind}_url": file.url} if file.kind in ("audio", "video") else {}
                    await self._ledger.clips.save(clip.model_copy(update=address | {"files": {file.kind: file}}))
                elif known.path is None and known.tries < MAX_FILE_TRIES:
                    again = {"tries": known.tries, "next_try": self._first_try(unclaimed=known.is_unclaimed)}
                    await self._ledger.files.record_failed(file.model_copy(update=again))

    async def complete(self, task: Task, report: Report) -> None:
        """Fill gaps in the clips of a done task from a fuller report, and have the files it names downloaded."""
        parent = await self._parent(task)
        for position, made in enumerate(report.made):
            if made.of is None and made.archive_url is None:
                clip = await self._clip(task, parent, made, position)
                files = {file.kind: file for file in self._files(task, clip, made)}
                await self._ledger.clips.save(clip.model_copy(update={"files": files}))

    async def _failed(self, task: Task, report: Report) -> Task:
        """Record that a task failed; one that cost nothing gives its key free at once."""
        now = self._clock.now()
        charge = "Nothing was charged" if report.refunded else "Whether it was charged is not known"
        reason = "" if report.remedy and not report.error else f"{quoted(task.vendor, report.error or '')}."
        told = f"{charge}{' for this step' if task.step > 1 else ''}."
        failure = Failure(code=report.code, message=" ".join(filter(None, (reason, told, report.remedy))))
        failed = {
            "status": Status.FAILED,
            "progress": None,
            "error": failure,
            "charged": False if report.refunded else None,
            "warnings": tuple(dict.fromkeys((*task.warnings, *report.remarks))),
            "heard_at": now,
            "finished_at": now,
            "held_until": task.created_at if report.refunded else now + SAME_REQUEST_PERIOD,
        }
        if task.step > 1:
            failed |= failed_later(task, failure, now, is_free=bool(report.refunded))
        return await self._ledger.tasks.save(task.model_copy(update=failed), raw=report.raw)

    async def _done(self, task: Task, report: Report) -> Task:
        """Record what was made, with its files to be fetched; a report that shows nothing made is one we cannot read."""
        if has_more_steps(task):
            return await self._next_step(task, report)
        parent = await self._parent(task)
        warnings = list(task.warnings)
        made = [await self._written(one) for whole in report.made for one in await self._unpack(task, parent, whole, warnings)]
        if not made and not report.lyrics and report.sound is None:
            return await self._unreadable(task, report)
        clips: list[Clip] = []
        files: list[File] = []
        for position, one in enumerate(made):
            clip = await self._clip(task, parent, one, position, clips)
            clips.append(clip)
            files.extend(self._files(task, clip, one))
        now = self._clock.now()
        done = {
            "status": Status.DONE,
            "progress": None,
            "lyrics": report.lyrics,
            "sound": report.sound,
            "cost": report.cost or task.cost,
            "warnings": tuple(dict.fromkeys((*warnings, *report.remarks))),
            "error": None,
            "heard_at": now,
            "finished_at": now,
            "held_until": max(task.held_until, now),
        }
        log.info("task done", task=task.task_id, vendor=task.vendor, operation=task.operation, clips=len(clips))
        return await self._ledger.tasks.finish(task.model_copy(update=done), clips, files, raw=report.raw)

    async def _next_step(self, task: Task, report: Report) -> Task:
        """Keep what a step made, with its files to be fetched, and begin the next step."""
        parent, clips, files = await self._parent(task), list[Clip](), list[File]()
        for position, made in enumerate(report.made):
            part = replace(made, part=part_name(position, uploaded=made.uploaded), title="")
            clip = await self._clip(task, parent, part, position, clips)
            clips.append(clip)
            files.extend(self._files(task, clip, part))
        if not clips:
            return await self._unreadable(task, report)
        callback = uuid4().hex if task.callback else None  # a late call about this step must not be taken for the next one's
        begun = await self._ledger.tasks.begin_step(
            task, clips, files, holder=self._process.holder, callback=callback, raw=report.raw
        )
        if begun is None:
            return await self._ledger.tasks.get(task.owner, task.task_id)
        log.info("step done", task=task.task_id, vendor=task.vendor, operation=task.operation, step=task.step)
        self._begin(begun)
        return begun

    async def _parent(self, task: Task) -> Clip | None:
        """The clip that the task works on; None when it starts from nothing."""
        clip_fields = operation_called(task.operation).clip_fields()
        return await self._ledger.clips.get(task.owner, task.arguments[clip_fields[0]]) if clip_fields else None

    async def give_up(self, task: Task) -> Task:
        """A task of which its vendor has said nothing for too long is unknown."""
        where = "server" if task.is_free else "account"
        told = f"{task.vendor} has not said in a day what became of it; look at your {task.vendor} {where}.{kept_so_far(task)}"
        error = Failure(code=ErrorCode.UNKNOWN_OUTCOME, message=told)
        unknown = {"status": Status.UNKNOWN, "error": error, "held_until": self._clock.now() + UNKNOWN_OUTCOME_PERIOD}
        return await self._ledger.tasks.save(task.model_copy(update=unknown))

    async def _unreadable(self, task: Task, report: Report) -> Task:
        """A report that says done and shows nothing made: the outcome is unknown."""
        doubt = f"{task.vendor} says it is done, in a shape that shows nothing made"
        return await self._lost(task, replace(report, doubt=doubt))

    async def _lost(self, task: Task, report: Report) -> Task:
        """What became of a task cannot be read of its vendor's answers: it may be done, and charged."""
        message = (
            f"{sentence(report.doubt)} {_look_for_charge(task)} The answer is kept "
            f'with {task.task_id}; get_tasks(task_ids=["{task.task_id}"]) asks once more.{kept_so_far(task)}'
        )
        error = Failure(code=ErrorCode.VENDOR_UNREADABLE, message=message)
        unknown = {"status": Status.UNKNOWN, "error": error, "held_until": self._clock.now() + UNKNOWN_OUTCOME_PERIOD}
        log.warning("answer unreadable", task=task.task_id, vendor=task.vendor, operation=task.operation)
        return await self._ledger.tasks.save(task.model_copy(update=unknown), raw=report.raw)

    async def _unpack(self, task: Task, parent: Clip | None, made: Made, warnings: list[str]) -> Sequence[Made]:
        """The stems in an archive, one `Made` each; for anything else, `made` alone. Adds to `warnings` if it gives up."""
        if made.archive_url is None or parent is None:
            return (made,)
        try:
            parts = await self._library.unpack(made.archive_url, parent, task.ticket or task.task_id)
        except ProducerError as error:
            age = self._clock.now() - (task.submitted_at or task.created_at)
            self._archive_tries[task.task_id] += 1
            may_come = age < ARCHIVE_RETRY_PERIOD and self._archive_tries[task.task_id] < MAX_FILE_TRIES
            if may_come and not isinstance(error, PERMANENT_ARCHIVE_ERRORS):
                raise
            del self._archive_tries[task.task_id]
            warnings.append(f"The stems could not be unpacked ({error}); they are in the zip at audio_url.")
            return (Made(part=ARCHIVE_PART, title=made.title, audio_url=made.archive_url),)
        whole = Made(title=made.title, seconds=parent.seconds)
        return tuple(replace(whole, part=part, paths={"audio": str(path)}) for part, path in parts)

    async def _written(self, made: Made) -> Made:
        """What was made, with the files that stood in the answer on this machine."""
        paths: dict[str, str] = {kind: str(await self._library.put(content, kind)) for kind, content in made.contents.items()}
        return replace(made, paths=dict(made.paths) | paths, contents={}) if paths else made

    async def _clip(self, task: Task, parent: Clip | None, made: Made, position: int, before: Sequence[Clip] = ()) -> Clip:
        """The clip for something made: a new one, or the parent when it is a file of that.

        `position` counts from 0; `before`: the task's clips so far.
        """
        if parent is not None and (made.of is not None or operation_called(task.operation).adds_a_file()):
            return parent.model_copy(update={"video_url": made.video_url or parent.video_url})
        is_copy = made.uploaded and task.operation != UploadMusic.name  # of the parent: what was asked for is not in it yet
        arguments, clip_id = {} if is_copy else task.arguments, new_id("clip")
        if title := given_title(task, parent, made):
            title = numbered(title, {clip.title for clip in before})  # vendors call both songs of a request alike
        else:
            title = await self._free_title(task, made_title(task, parent, made, clip_id), before)
        return Clip(
            clip_id=clip_id,
            owner=task.owner,
            vendor=task.vendor,
            account=task.account,
            vendor_clip_id=made.vendor_clip_id or f"{task.ticket or task.task_id}/{made.part or position}",
            ticket=task.ticket or "",
            task_id=task.task_id,
            operation=task.operation,
            parent=parent.clip_id if parent else None,
            part=made.part,
            uploaded=made.uploaded or task.operation == UploadMusic.name,
            title=title,
            seconds=made.seconds,
            audio_url=made.audio_url,
            video_url=made.video_url,
            image_url=made.image_url,
            lyrics=made.lyrics or str(arguments.get("lyrics") or ""),
            sound=made.sound or str(arguments.get("sound") or ""),
            model=made.model or str(arguments.get("model") or ""),
            seed=made.seed or str(arguments.get("seed") or ""),
            bpm=made.bpm,
            key=made.key,
            tempo_source=made.tempo_source or ("vendor" if made.bpm or made.key else ""),
            created_at=self._clock.now(),
        )

    async def _free_title(self, task: Task, title: str, before: Sequence[Clip]) -> str:
        """The title, numbered where another clip of the owner's, or of this task, has it."""
        taken = await self._ledger.clips.titles_like(task.owner, title)
        return numbered(title, {*taken, *(clip.title for clip in before)})

    def _files(self, task: Task, clip: Clip, made: Made) -> list[File]:
        """The files of `made` that belong to `clip`, the cover first; a wav beside the audio is fetched when it is asked for."""
        if made.part == ARCHIVE_PART:
            return []
        about = operation_called(task.operation).file_kind(task.arguments)
        urls: dict[FileKind, str | None] = {"cover": made.image_url, about: made.audio_url, "video": made.video_url}
        if about == "video":
            urls = {"video": made.video_url}
        kinds = [kind for kind, url in urls.items() if url or kind in made.paths]
        files = [self._file(clip, kind, urls.get(kind), made.paths.get(kind)) for kind in kinds]
        beside = about == "audio" and made.wav_url
        return [*files, *([File(clip_id=clip.clip_id, owner=clip.owner, kind="wav", url=made.wav_url)] if beside else ())]

    def _file(self, clip: Clip, kind: FileKind, url: str | None, path: str | None) -> File:
        """A file to be downloaded, if files are saved; else one known by its address or its path on this machine."""
        if self._library.saves:
            source = Path(path).as_uri() if path else url
            return File(clip_id=clip.clip_id, owner=clip.owner, kind=kind, url=source, next_try=self._first_try())
        return File(clip_id=clip.clip_id, owner=clip.owner, kind=kind, url=url, path=path)

    def _first_try(self, *, unclaimed: bool = False) -> datetime | None:
        """When a file with a fresh address is to be downloaded: now, unless files are not saved, or nobody asked for this one."""
        return self._clock.now() if self._library.saves and not unclaimed else None


def _look_for_charge(task: Task) -> str:
    """What may have become of a task of which nothing is known."""
    return (
        "It may be done; nothing was charged."
        if task.is_free
        else f"It may be done, and charged: look at your {task.vendor} account."
    )


def sentence(text: str) -> str:
    """`text` with an end."""
    return text if text.endswith((".", "”")) else f"{text}."
