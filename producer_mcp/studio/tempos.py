"""Finds out tempo and key of the clips that are kept here: from their vendor where it knows, else by measuring, one at a time."""

from collections.abc import Sequence
from pathlib import Path

import anyio
import structlog

from ..errors import ProducerError
from ..ledger import Ledger
from ..library import Library
from ..models import Clip, File, Tempo
from .roster import Roster

log = structlog.get_logger()

NOTHING_TOLD = "none"
"""The source of a clip that nothing can be told of: it is not looked at again."""
TAGGED_KINDS = ("audio", "mp3", "wav", "flac")


class TempoFinder:
    """Looks at each kept clip once, after its file is kept, so that no answer waits for it."""

    def __init__(self, ledger: Ledger, library: Library, roster: Roster) -> None:
        self._ledger = ledger
        self._library = library
        self._roster = roster
        self._nudged: anyio.Event | None = None

    def nudge(self) -> None:
        """Say that a clip's audio was kept."""
        if self._nudged is not None:
            self._nudged.set()

    async def run(self) -> None:
        """Look at what earlier runs left, then at what is kept, until cancelled. Without the means to measure nothing is done."""
        if not self._library.measures:
            await anyio.sleep_forever()
        while True:
            self._nudged = anyio.Event()
            while clips := await self._ledger.clips.without_tempo(1):
                await self._look(clips[0])
            await self._nudged.wait()

    async def _look(self, clip: Clip) -> None:
        """Record the tempo of one clip, and write it into its files."""
        tempo = await self._tempo_of(clip) or Tempo(source=NOTHING_TOLD)
        known = await self._ledger.clips.set_tempo(clip.clip_id, tempo)
        if known is None or known.tempo is None:
            return
        log.info("tempo found", clip=clip.clip_id, source=tempo.source)
        try:
            await self._tag(known, [file for kind, file in known.files.items() if kind in TAGGED_KINDS])
        except ProducerError as error:  # it is in the ledger all the same
            log.warning("tempo not written into the file", clip=clip.clip_id, code=error.code)

    async def _tempo_of(self, clip: Clip) -> Tempo | None:
        vendor = self._roster.vendors.get(clip.vendor)
        if vendor is not None and (tempo := await vendor.tempo(clip)) is not None:
            return tempo
        path = clip.files["audio"].path
        try:
            return await self._library.tempo_of(Path(path)) if path else None
        except Exception:
            # what a decoder or the analysis stumbles over is one clip's trouble, and would be met again and again
            log.exception("tempo not measured", clip=clip.clip_id)
            return None

    async def _tag(self, clip: Clip, files: Sequence[File]) -> None:
        """Write the tags of each file anew; one file may be kept as two kinds."""
        changed: dict[str | None, File] = {}
        for file in files:
            tagged = changed.get(file.path) or await self._library.retagged(clip, file)
            changed[file.path] = tagged
            if (tagged.sha256, tagged.size) != (file.sha256, file.size):
                await self._ledger.files.record_fetched(file.model_copy(update={"sha256": tagged.sha256, "size": tagged.size}))
