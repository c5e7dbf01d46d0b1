"""Downloads the files of finished clips soon, because a vendor's addresses expire."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import anyio
import structlog

from ..errors import AddressRefused, Expired, NotAudio, ProducerError, StorageFailed, TooLarge
from ..ledger import Ledger
from ..library import Library
from ..models import Clip, File, Task
from ..telemetry import span
from .process import Process

log = structlog.get_logger()

RETRY_SECONDS = (5.0, 30.0, 120.0, 600.0, 3600.0, 21600.0)
"""From the first, second … failed try to the next one; after the last of these the file is given up."""
PERMANENT_ERRORS = (Expired, AddressRefused, TooLarge)
"""Errors that no further try will mend."""
MAX_OTHER_MEDIA_TRIES = 3
"""How often a file is fetched that is not what was promised; what comes after two waits is no passing page of a busy server."""
MAX_CLIPS_AT_ONCE = 3
"""How many clips' files are downloaded at the same time."""
CLAIMED_FILES = 4 * MAX_CLIPS_AT_ONCE
"""The most files that are claimed at a time."""
LOOK_SECONDS = 2.0
"""How often the ledger is asked for files that are due, when nothing in it changes."""
FILE_ORDER = {"cover": 0, "audio": 1}
"""The cover first, so that it can be put into the audio's tags."""


class Downloader:
    """Downloads the files that are due in the ledger. A claim makes sure that one process fetches each."""

    def __init__(self, ledger: Ledger, library: Library, process: Process, on_audio: Callable[[], None] = lambda: None) -> None:
        """`on_audio` is called when the audio of a clip is kept."""
        self._ledger = ledger
        self._library = library
        self._process = process
        self._clock = process.clock
        self._on_audio = on_audio
        self._active = 0
        """Clips whose files are being downloaded, or wait for a free slot."""

    async def run(self) -> None:
        """Download until cancelled. A slow file occupies one slot, while the others go on."""
        self._active = 0
        slots, waits = anyio.CapacityLimiter(MAX_CLIPS_AT_ONCE), [self._clock.scaled(seconds) for seconds in RETRY_SECONDS]
        async with anyio.create_task_group() as downloads:
            while True:
                changes = self._ledger.changes.count
                is_free = self._active < MAX_CLIPS_AT_ONCE
                due = await self._ledger.files.claim(self._process.holder, CLAIMED_FILES, waits) if is_free else []
                for files in _by_clip(due):
                    self._active += 1
                    downloads.start_soon(self._download, files, slots)
                await self._ledger.changes.wait(self._clock.scaled(LOOK_SECONDS), since=changes)

    async def _download(self, files: list[tuple[File, Clip]], slots: anyio.CapacityLimiter) -> None:
        """Download the files of one clip, one after the other."""
        try:
            async with slots:
                for file, clip in files:
                    await self._fetch(file, clip)
        except StorageFailed as error:  # the claim on the other files ends by itself, and they are claimed again
            log.warning("ledger failed over files", clip=files[0][1].clip_id, code=error.code)
        finally:
            self._active -= 1

    async def _fetch(self, file: File, clip: Clip) -> None:
        """Bring one file into the library, and record that it is kept or why it is not."""
        current = await self._ledger.clips.get(clip.owner, clip.clip_id)
        try:
            with span("fetch", clip.vendor, clip=clip.clip_id, kind=file.kind):
                kept = await self._library.keep(current, file, arguments=await self._arguments(clip))
        except ProducerError as error:
            await self._record_failure(file, error)
            return
        except Exception:
            # a bug of ours must not keep the other files from being downloaded
            log.exception("fetch crashed", clip=clip.clip_id, kind=file.kind)
            await self._record_failure(file, StorageFailed("Our own program failed while it kept the file; its log says where."))
            return
        if kept.kind == "audio" and current.seconds is None and kept.path is not None:
            await self._record_seconds(clip, Path(kept.path))
        await self._ledger.files.record_fetched(kept)
        if kept.kind == "audio":
            self._on_audio()
        log.info("file kept", clip=clip.clip_id, kind=file.kind, size=kept.size)

    async def _record_seconds(self, clip: Clip, path: Path) -> None:
        """Record how long a kept file plays, which an extension from the end needs, in the clip as it is by then."""
        if (seconds := await self._library.seconds_of(path)) is not None:
            current = await self._ledger.clips.get(clip.owner, clip.clip_id)
            await self._ledger.clips.update(current.model_copy(update={"seconds": round(seconds, 2)}))

    async def _record_failure(self, file: File, error: ProducerError) -> None:
        """Plan the next try, or give the file up."""
        max_tries = MAX_OTHER_MEDIA_TRIES if isinstance(error, NotAudio) else len(RETRY_SECONDS) + 1
        is_given_up = file.tries + 1 >= max_tries or isinstance(error, PERMANENT_ERRORS)
        wait = None if is_given_up else timedelta(seconds=self._clock.scaled(RETRY_SECONDS[file.tries]))
        next_try = None if wait is None else self._clock.now() + wait
        log.warning("file not kept", clip=file.clip_id, kind=file.kind, code=error.code, tries=file.tries + 1)
        await self._ledger.files.record_failed(
            file.model_copy(update={"error": str(error), "tries": file.tries + 1, "next_try": next_try})
        )

    async def _arguments(self, clip: Clip) -> Mapping[str, Any] | None:
        """The arguments of the clip's task, for the sidecar file."""
        if not clip.task_id:
            return None
        task: Task = await self._ledger.tasks.get(clip.owner, clip.task_id)
        return task.arguments


def _by_clip(due: list[tuple[File, Clip]]) -> Iterator[list[tuple[File, Clip]]]:
    """The files of each clip together, its cover first."""
    for _, files in groupby(sorted(due, key=lambda pair: pair[1].clip_id), key=lambda pair: pair[1].clip_id):
        yield sorted(files, key=lambda pair: FILE_ORDER.get(pair[0].kind, 2))
