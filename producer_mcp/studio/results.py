"""Where a vendor's report becomes a task's end: clips, and the files to bring home."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog

from ..errors import AddressRefused, ErrorCode, NothingToHear, ProducerError, TooLarge
from ..ledger import Ledger
from ..library import Library
from ..models import Clip, Failure, File, FileKind, Status, Task
from ..operations import UploadMusic, operation_called
from ..vendors import Made, Report
from .ids import new_id
from .process import Clock

log = structlog.get_logger()

WINDOW = timedelta(hours=1)
"""How long the same request is the same task."""
DOUBT = timedelta(days=1)
"""… and how long while nobody knows what became of it."""
HEARING = timedelta(seconds=60)
"""How often it is written down that a vendor still answers."""
LASTING = (AddressRefused, NothingToHear, TooLarge)
"""What is wrong with an archive for good; anything else may go better another time, from the address the next look gives …"""
PATIENCE = timedelta(minutes=15)
"""… for so long after the submit."""
UNTITLED = {"", "untitled"}


class Results:
    """Writes down what vendors report."""

    def __init__(self, ledger: Ledger, library: Library, clock: Clock) -> None:
        self._ledger = ledger
        self._library = library
        self._clock = clock

    async def take(self, task: Task, report: Report) -> Task:
        """The task as it stands after `report`; a task that is done or failed stays as it was."""
        match report.status:
            case Status.DONE:
                return await self._done(task, report)
            case Status.FAILED:
                return await self._failed(task, report)
        now = self._clock.now()
        moved = report.progress is not None and report.progress != task.progress
        if moved or task.status is Status.QUEUED or task.heard_at is None or now - task.heard_at > HEARING:
            heard = {"status": Status.RUNNING, "progress": report.progress, "heard_at": now}
            return await self._ledger.tasks.save(task.model_copy(update=heard), raw=report.raw)
        return task

    async def renew(self, task: Task, report: Report) -> None:
        """Fresh addresses for the files of a done task that could not be fetched."""
        for clip in task.clips:
            theirs = next((made for made in report.made if clip.vendor_clip_id in (made.vendor_clip_id, made.of)), None)
            for file in self._files(task, clip, theirs) if theirs else ():
                if (old := clip.files.get(file.kind)) is not None and old.path is None:
                    await self._ledger.files.record_failed(file)

    async def complete(self, task: Task, report: Report) -> None:
        """What a fuller report knows of a done task's clips: gaps are filled, and the files it names are wanted too."""
        parent = await self._parent(task)
        for place, made in enumerate(report.made):
            if made.of is None and made.archive_url is None:
                clip = await self._clip(task, parent, made, place)
                files = {file.kind: file for file in self._files(task, clip, made)}
                await self._ledger.clips.save(clip.model_copy(update={"files": files}))

    async def _failed(self, task: Task, report: Report) -> Task:
        now = self._clock.now()
        said = f"{task.vendor} says: {report.error}" if report.error else f"{task.vendor} gave no reason"
        charge = "nothing was charged" if report.refunded else "whether it was charged is not known"
        failed = {
            "status": Status.FAILED,
            "progress": None,
            "error": Failure(code=report.code, message=f"{said}; {charge}."),
            "charged": False if report.refunded else None,
            "heard_at": now,
            "finished_at": now,
            "held_until": task.created_at if report.refunded else now + WINDOW,
        }
        return await self._ledger.tasks.save(task.model_copy(update=failed), raw=report.raw)

    async def _done(self, task: Task, report: Report) -> Task:
        parent = await self._parent(task)
        warnings = list(task.warnings)
        made = [one for whole in report.made for one in await self._unpacked(task, parent, whole, warnings)]
        if not made and not report.lyrics and report.sound is None:
            return await self._unreadable(task, report)
        clips, files = [], []
        for place, one in enumerate(made):
            clip = await self._clip(task, parent, one, place)
            clips.append(clip)
            files.extend(self._files(task, clip, one))
        now = self._clock.now()
        done = {
            "status": Status.DONE,
            "progress": None,
            "lyrics": report.lyrics,
            "sound": report.sound,
            "cost": report.cost or task.cost,
            "warnings": (*warnings, *report.remarks),
            "error": None,
            "heard_at": now,
            "finished_at": now,
            "held_until": max(task.held_until, now),
        }
        log.info("task done", task=task.task_id, vendor=task.vendor, operation=task.operation, clips=len(clips))
        return await self._ledger.tasks.finish(task.model_copy(update=done), clips, files, raw=report.raw)

    async def _parent(self, task: Task) -> Clip | None:
        """The clip it was made from."""
        words = operation_called(task.operation).clip_fields()
        return await self._ledger.clips.get(task.owner, task.arguments[words[0]]) if words else None

    async def _unreadable(self, task: Task, report: Report) -> Task:
        message = (
            f"{task.vendor} says it is done, in a shape that shows nothing made; its answer is kept with {task.task_id}. "
            f"Look at your {task.vendor} account."
        )
        error = Failure(code=ErrorCode.VENDOR_UNREADABLE, message=message)
        lost = task.model_copy(update={"status": Status.UNKNOWN, "error": error, "held_until": self._clock.now() + DOUBT})
        return await self._ledger.tasks.save(lost, raw=report.raw)

    async def _unpacked(self, task: Task, parent: Clip | None, made: Made, warnings: list[str]) -> Sequence[Made]:
        """The parts in an archive, each as something made; or the thing itself."""
        if made.archive_url is None or parent is None:
            return (made,)
        try:
            parts = await self._library.unpack(made.archive_url, parent, task.ticket or task.task_id)
        except ProducerError as error:
            if not isinstance(error, LASTING) and self._clock.now() - (task.submitted_at or task.created_at) < PATIENCE:
                raise
            warnings.append(f"The stems could not be unpacked ({error}); they are in the zip at audio_url.")
            return (Made(part="archive", title=made.title, audio_url=made.archive_url),)
        whole = Made(title=made.title, seconds=parent.seconds)
        return tuple(replace(whole, part=part, paths={"audio": str(path)}) for part, path in parts)

    async def _clip(self, task: Task, parent: Clip | None, made: Made, place: int) -> Clip:
        if parent is not None and (made.of is not None or operation_called(task.operation).adds_a_file()):
            return parent.model_copy(update={"video_url": made.video_url or parent.video_url})
        asked = task.arguments
        unsaid = made.title.strip().lower() in UNTITLED
        title = str(asked.get("title") or (parent.title if parent else "")) if unsaid else made.title
        return Clip(
            clip_id=new_id("clip"),
            owner=task.owner,
            vendor=task.vendor,
            account=task.account,
            vendor_clip_id=made.vendor_clip_id or f"{task.ticket or task.task_id}/{made.part or place}",
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
            lyrics=made.lyrics or str(asked.get("lyrics") or ""),
            sound=made.sound or str(asked.get("sound") or ""),
            model=made.model or str(asked.get("model") or ""),
            seed=made.seed or str(asked.get("seed") or ""),
            created_at=self._clock.now(),
        )

    def _files(self, task: Task, clip: Clip, made: Made) -> list[File]:
        about = operation_called(task.operation).file_kind(task.arguments)
        urls: dict[FileKind, str | None] = {"cover": made.image_url, about: made.audio_url, "video": made.video_url}
        if about == "video":
            urls = {"video": made.video_url}
        kinds = [kind for kind, url in urls.items() if url or kind in made.paths]
        return [self._file(clip, kind, urls.get(kind), made.paths.get(kind)) for kind in kinds]

    def _file(self, clip: Clip, kind: FileKind, url: str | None, path: str | None) -> File:
        """Wanted, if files are saved; else known by its address, or by where it lies already."""
        if self._library.saves:
            source = Path(path).as_uri() if path else url
            return File(clip_id=clip.clip_id, owner=clip.owner, kind=kind, url=source, next_try=self._clock.now())
        return File(clip_id=clip.clip_id, owner=clip.owner, kind=kind, url=url, path=path)
