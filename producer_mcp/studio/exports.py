"""Files that are here already, or can be made here of what is kept: they are given at once and cost nothing."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import urlsplit

import anyio
import structlog
from anyio.to_thread import run_sync

from ..errors import NotFound, ProducerError
from ..ledger import Ledger
from ..library import ConvertedFormat, Library
from ..models import FREE, Clip, Failure, File, FileKind, Status, Task
from ..operations import Call, DownloadMusic, MakeVideo
from ..vendors.registry import OFFLINE
from .external_ids import ExternalIds
from .ids import new_id, request_key
from .process import Process, process_lease

log = structlog.get_logger()

SOURCES: Mapping[FileKind, tuple[FileKind, ...]] = {"mp3": ("audio",), "wav": ("audio",), "flac": ("wav", "audio")}
"""The files of a clip of which one of that kind can be made here, the best first."""
SCORE_KINDS: tuple[FileKind, ...] = ("midi", "lrc")
"""Kinds that came once: in an answer, or at an address of which no vendor gives a fresh one with the song's."""
LOSSES: Mapping[FileKind, str] = {
    "flac": "Made here from the kept {original}: nothing is lost in it, and what the {original} left out does not come back."
}
"""What is said of a file made of one that is not lossless, where it is more than what it was made of."""
LIBRARY_ACCOUNT = "library"
"""The account of tasks that no vendor is asked for."""
FETCH_TIMEOUT_SECONDS = 120.0
"""How long an export waits for the clip's own file, which is still being fetched, or fetched again."""


class Exports:
    """Answers `download_music` and `make_video` from what is kept, where that can be done."""

    def __init__(self, ledger: Ledger, library: Library, external_ids: ExternalIds, process: Process) -> None:
        self._ledger = ledger
        self._library = library
        self._external_ids = external_ids
        self._process = process
        self._clock = process.clock
        self._running: set[str] = set()
        """The tasks that this process works on."""

    async def claim(self, call: Call) -> Task | None:
        """The task of a file that is here or can be made here, to be run; None where the clip's vendor has to be asked."""
        operation = call.operation
        if not isinstance(operation, DownloadMusic | MakeVideo):
            return None
        clip = await self._external_ids.clip(call.owner, operation.clip_id)
        operation = operation.model_copy(update={"clip_id": clip.clip_id})
        arguments, music = operation.arguments(), operation.music_arguments()
        kind = operation.file_kind(arguments)
        if call.vendor not in (None, clip.vendor) or not await run_sync(self._can_serve, clip, kind, call.take):
            return None
        asked = request_key(call.owner, clip.account, operation.name, music, call.take)
        at_vendor = await self._ledger.tasks.by_key(call.owner, asked)
        if at_vendor is not None and (not at_vendor.status.is_final or await self._has_file(clip, kind, at_vendor)):
            return None
        now, task_id = self._clock.now(), new_id("task")
        task = Task(
            task_id=task_id,
            owner=call.owner,
            account=LIBRARY_ACCOUNT,
            vendor=clip.vendor,
            operation=operation.name,
            arguments=arguments,
            take=call.take,
            key=request_key(call.owner, LIBRARY_ACCOUNT, operation.name, music, call.take),
            status=Status.RUNNING,
            ticket=task_id,
            cost=FREE,
            created_at=now,
            held_until=now,
        )
        return await self._ledger.tasks.claim(task, holder=self._process.holder, paid=False, limit=0)

    async def run(self, task: Task) -> None:
        """Find or make the file of a task that was claimed, and record it, or why it could not be had."""
        if task.status.is_final or task.task_id in self._running:
            return
        self._running.add(task.task_id)
        try:
            await self._run(task)
        except ProducerError as error:
            await self._record_failure(task, error)
        except Exception:
            # a bug of ours must not leave the task running for ever
            log.exception("export crashed", task=task.task_id)
            await self._record_failure(task, ProducerError("Our own program failed over this file; its log says where."))
        finally:
            self._running.discard(task.task_id)

    def has_for_free(self, clip: Clip, kind: FileKind) -> bool:
        """Whether a file of the clip is here already, comes by itself, or can be made here, as far as the ledger knows."""
        return self._can_serve(clip, kind, take=1)

    async def abandoned(self) -> Sequence[Task]:
        """The tasks that a process left unfinished when it died."""
        tasks = []
        for running in await self._ledger.tasks.running(LIBRARY_ACCOUNT):
            holder = await self._ledger.tasks.holder_of(running.task_id)
            if await self._ledger.leases.holder_of(process_lease(holder)) is None:
                tasks.append(await self._ledger.tasks.get(running.owner, running.task_id))
        return tasks

    async def restore(self, tasks: Iterable[Task]) -> None:
        """Have the files of done tasks that are gone from the disk fetched again, where an address is known."""
        for clip in (clip for task in tasks if task.status is Status.DONE for clip in task.clips):
            await self._note_lost(clip, clip.files.values())

    async def _run(self, task: Task) -> None:
        kind = DownloadMusic.file_kind(task.arguments) if task.operation == DownloadMusic.name else "video"
        clip = await self._ledger.clips.get(task.owner, str(task.arguments["clip_id"]))
        file, remarks = await self._obtained(clip, kind, task.take)
        done = {"status": Status.DONE, "warnings": remarks, "finished_at": self._clock.now()}
        await self._ledger.tasks.finish(task.model_copy(update=done), [clip], [file])
        log.info("file given", task=task.task_id, kind=kind)

    async def _obtained(self, clip: Clip, kind: FileKind, take: int) -> tuple[File, tuple[str, ...]]:
        """The clip's file of that kind, and remarks on how it was made. Raises `NotFound` where it cannot be had."""
        if (file := await self._fetched(clip, kind)) is not None:
            return file, ()
        for source in SOURCES.get(kind, ()):
            sound = await self._fetched(clip, source)
            if sound is None or not self._can_become(sound, kind, clip):
                continue
            if (ending := _ending(sound)) == f".{kind}":
                return sound.model_copy(update={"kind": kind, "error": None}), ()
            made = await self._library.converted(clip, sound, cast(ConvertedFormat, kind))
            loss = LOSSES.get(kind, "Made here from the kept {original}.").format(original=ending[1:])
            return made, (() if self._library.is_lossless(ending) else (loss,))
        known = await self._ledger.files.get(clip.clip_id, kind)
        was_kept = known is None or known.fetched_at is not None
        what = f"The {kind} that was kept is gone from this disk" if was_kept else f"The {kind} of this song was never fetched"
        raise NotFound(
            f"{what}, and {clip.vendor} gives it out no more; nothing was spent. "
            f"take={take + 1} asks {clip.vendor} for it anew, which may cost."
        )

    async def _fetched(self, clip: Clip, kind: FileKind) -> File | None:
        """The file as it lies here, fetched again if it was lost; None if there is none, or it cannot be fetched."""
        file = await self._ledger.files.get(clip.clip_id, kind)
        if file is None or await self._is_there(file):
            return file
        if file.is_unclaimed:
            if not self._library.saves:
                return file
            await self._ledger.files.record_failed(file.model_copy(update={"next_try": self._clock.now()}))
        await self._note_lost(clip, (file,))
        for asks_again in (True, False):
            file = await self._settled(clip, kind)
            if file is None or file.path is not None:
                return file
            if asks_again and clip.task_id and file.url:
                await self._external_ids.ask_again([await self._ledger.tasks.get(clip.owner, clip.task_id)])
        return await self._tried_once_more(clip, file) if file.url and kind in SCORE_KINDS else None

    async def _tried_once_more(self, clip: Clip, file: File) -> File | None:
        """The file, if it can be kept now: its address may hold, and what was in the way, as a full disk, may be gone."""
        again = {"error": None, "tries": max(0, file.tries - 1), "next_try": self._clock.now()}
        await self._ledger.files.record_failed(file.model_copy(update=again))
        tried = await self._settled(clip, file.kind)
        return tried if tried is not None and tried.path is not None else None

    async def _settled(self, clip: Clip, kind: FileKind) -> File | None:
        """The file when it is kept or could not be fetched, or after a while as it then is."""
        with anyio.move_on_after(FETCH_TIMEOUT_SECONDS):
            while True:
                changes = self._ledger.changes.count
                file = await self._ledger.files.get(clip.clip_id, kind)
                if file is None or file.is_settled:
                    return file
                await self._ledger.changes.wait(FETCH_TIMEOUT_SECONDS, since=changes)
        return await self._ledger.files.get(clip.clip_id, kind)

    async def _note_lost(self, clip: Clip, files: Iterable[File]) -> None:
        for file in files:
            if file.path is not None and not await self._is_there(file):
                log.warning("file is gone", clip=clip.clip_id, kind=file.kind)
                await self._ledger.files.record_lost(file)

    async def _has_file(self, clip: Clip, kind: FileKind, task: Task) -> bool:
        file = clip.files.get(kind)
        return task.status is Status.DONE and file is not None and await self._is_there(file)

    async def _is_there(self, file: File) -> bool:
        return file.path is not None and await run_sync(is_on_disk, file.path)

    def _can_serve(self, clip: Clip, kind: FileKind, take: int) -> bool:
        """Whether the file is here, comes by itself, or can be made of the clip's own. Reads the disk, so it blocks."""
        known = clip.files.get(kind)
        if known is not None and _is_at_hand(known, take):
            return True
        if known is not None and known.path is None and known.url and take == 1 and kind in SCORE_KINDS:
            return True
        if known is not None and known.is_unclaimed and (take == 1 or self._library.saves):
            return True
        sources = (clip.files[source] for source in SOURCES.get(kind, ()) if source in clip.files)
        return any(
            self._can_become(source, kind, clip) and (_is_at_hand(source, take) or (take == 1 and source.is_missing))
            for source in sources
        )

    def _can_become(self, sound: File, kind: FileKind, clip: Clip) -> bool:
        """Whether a file of the clip is of that format, or can be converted here; the engine exports its own clips itself."""
        ending = _ending(sound)
        if ending == f".{kind}":
            return True
        return self._library.converts and clip.vendor != OFFLINE and (kind != "wav" or self._library.is_lossless(ending))

    async def _record_failure(self, task: Task, error: ProducerError) -> None:
        failed = {
            "status": Status.FAILED,
            "error": Failure(code=error.code, message=str(error)),
            "charged": False,
            "finished_at": self._clock.now(),
            "held_until": task.created_at,
        }
        await self._ledger.tasks.save(task.model_copy(update=failed))


def _is_at_hand(file: File, take: int) -> bool:
    """Whether a file is kept, or comes by itself. One that was lost counts at the first take, which has it fetched again."""
    return file.next_try is not None if file.path is None else take == 1 or is_on_disk(file.path)


def is_on_disk(path: str) -> bool:
    """Whether a kept file still lies where it was put; blocks."""
    return Path(path).is_file()


def as_on_disk(clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """The clips without the paths of files that are gone from the disk; blocks."""
    return tuple(
        clip.model_copy(update={"files": {kind: _as_on_disk(file) for kind, file in clip.files.items()}}) for clip in clips
    )


def _as_on_disk(file: File) -> File:
    return file if file.path is None or is_on_disk(file.path) else file.model_copy(update={"path": None})


def _ending(file: File) -> str:
    """The ending of a file's name here, else at its vendor: `.mp3`."""
    return (Path(file.path) if file.path else PurePosixPath(urlsplit(file.url or "").path)).suffix.lower()
