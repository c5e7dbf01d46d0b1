"""Brings finished files home, soon: a vendor's addresses expire."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import anyio
import structlog

from ..errors import AddressRefused, Expired, ProducerError, StorageFailed, TooLarge
from ..ledger import Ledger
from ..library import Library
from ..models import Clip, File, Task
from ..telemetry import span
from .process import Process

log = structlog.get_logger()

AGAIN = tuple(map(float, (5, 30, 120, 600, 3600, 21600)))
"""Seconds to the next try, after the first, the second … one that failed; after the last it is given up."""
HOPELESS = (Expired, AddressRefused, TooLarge)
HANDS = 3
ORDER = {"cover": 0, "audio": 1}
"""The picture first, so that the audio's tags can hold it."""


class Downloader:
    """Fetches the files the ledger wants, each by one process only."""

    def __init__(self, ledger: Ledger, library: Library, process: Process) -> None:
        self._ledger = ledger
        self._library = library
        self._process = process
        self._clock = process.clock
        self._trips = 0
        """Clips whose files are being fetched, or wait for a hand."""

    async def run(self) -> None:
        """Fetch for as long as the studio is open. A file that takes long keeps one hand busy, and no others waiting."""
        self._trips = 0
        hands = anyio.CapacityLimiter(HANDS)
        async with anyio.create_task_group() as trips:
            while True:
                seen = self._ledger.changes.count
                wanted = await self._ledger.files.claim(self._process.holder, HANDS * 4) if self._trips < HANDS else []
                for files in _by_clip(wanted):
                    self._trips += 1
                    trips.start_soon(self._bring, files, hands)
                await self._ledger.changes.wait(self._clock.scaled(2.0), since=seen)

    async def _bring(self, files: list[tuple[File, Clip]], hands: anyio.CapacityLimiter) -> None:
        try:
            async with hands:
                for file, clip in files:
                    await self._fetch(file, clip)
        except StorageFailed as error:  # the claim on the rest runs out, and they are fetched then
            log.warning("ledger failed over files", clip=files[0][1].clip_id, code=error.code)
        finally:
            self._trips -= 1

    async def _fetch(self, file: File, clip: Clip) -> None:
        current = await self._ledger.clips.get(clip.owner, clip.clip_id)
        try:
            with span("fetch", clip.vendor, clip=clip.clip_id, kind=file.kind):
                kept = await self._library.keep(current, file, arguments=await self._asked(clip))
        except ProducerError as error:
            await self._missed(file, error)
            return
        except Exception:
            # a bug of ours ends this file's turn, not the others'
            log.exception("fetch crashed", clip=clip.clip_id, kind=file.kind)
            await self._missed(file, StorageFailed("Our own program failed while it kept the file; its log says where."))
            return
        if kept.kind == "audio" and current.seconds is None and kept.path is not None:
            seconds = await self._library.seconds_of(Path(kept.path))  # so that an edit can be said from its end
            await self._ledger.clips.update(current.model_copy(update={"seconds": seconds and round(seconds, 2)}))
        await self._ledger.files.record_fetched(kept)
        log.info("file kept", clip=clip.clip_id, kind=file.kind, size=kept.size)

    async def _missed(self, file: File, error: ProducerError) -> None:
        wait = AGAIN[file.tries] if file.tries < len(AGAIN) and not isinstance(error, HOPELESS) else None
        then = None if wait is None else self._clock.now() + timedelta(seconds=self._clock.scaled(wait))
        log.warning("file not kept", clip=file.clip_id, kind=file.kind, code=error.code, tries=file.tries + 1)
        await self._ledger.files.record_failed(
            file.model_copy(update={"error": str(error), "tries": file.tries + 1, "next_try": then})
        )

    async def _asked(self, clip: Clip) -> Mapping[str, Any] | None:
        """What was asked for, for the sidecar."""
        if not clip.task_id:
            return None
        task: Task = await self._ledger.tasks.get(clip.owner, clip.task_id)
        return task.arguments


def _by_clip(wanted: list[tuple[File, Clip]]) -> Iterator[list[tuple[File, Clip]]]:
    """The files of each clip together, the picture first."""
    for _, files in groupby(sorted(wanted, key=lambda pair: pair[1].clip_id), key=lambda pair: pair[1].clip_id):
        yield sorted(files, key=lambda pair: ORDER.get(pair[0].kind, 2))
