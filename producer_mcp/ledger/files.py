"""Files of clips in the database: to be fetched, kept, or given up."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from ..models import FILE_KINDS, Clip, File
from .database import Statements
from .rows import clip_of, file_of, stamp, values_of
from .table import CLOCK_STEP, Table

LOST = "it is gone from this disk; ask for it again"
"""What is said of a kept file that was deleted and has no address."""
CLAIM_TIME = timedelta(minutes=10)
"""How long one process has to fetch a file before another may."""


class SqlFiles(Table):
    """`ledger.Files` in SQL."""

    async def get(self, clip_id: str, kind: str) -> File | None:
        """By clip and kind alone."""
        row = await self._database.reading.one("file_of_clip", clip_id=clip_id, kind=kind)
        return None if row is None else file_of(row)

    async def claim(self, holder: str, limit: int, waits: Sequence[float] = ()) -> list[tuple[File, Clip]]:
        """Writes only if a look without a transaction found something due."""
        now = self._now()
        latest = json.dumps([stamp(now + timedelta(seconds=wait)) for wait in (0.0, *waits)])
        until = stamp(now + CLAIM_TIME)
        moments = {**self._moments(), "latest": latest, "claimed_at_latest": stamp(now + CLAIM_TIME + CLOCK_STEP)}
        if not await self._database.reading.all("due_files", holder=holder, limit=1, **moments):
            return []
        async with self._database.writing() as statements:
            due = await statements.all("due_files", holder=holder, limit=limit, **moments)
            known = [row for row in due if row["kind"] in FILE_KINDS]
            rows = [await statements.one("claim_file", **row, holder=holder, until=until) for row in known]
            files = [file_of(row) for row in rows if row is not None]
            clip_ids = json.dumps(sorted({file.clip_id for file in files}))
            clips = {row["clip_id"]: clip_of(row) for row in await statements.all("clips_of_files", clip_ids=clip_ids)}
        return [(file, clips[file.clip_id]) for file in files]

    async def record_fetched(self, file: File) -> None:
        """Also ends the claim."""
        await self._settle(file)

    async def record_failed(self, file: File) -> None:
        """Also ends the claim."""
        await self._settle(file)

    async def record_lost(self, file: File) -> None:
        """Only if its path is still the one that is gone."""
        async with self._change() as statements:
            lost = {"clip_id": file.clip_id, "owner": file.owner, "kind": file.kind, "path": file.path}
            await statements.run("lose_file", **lost, now=self._stamp(), error=LOST)

    async def _settle(self, file: File) -> None:
        async with self._change() as statements:
            await statements.run("settle_file", **values_of(file))


async def want_files(statements: Statements, files: Iterable[File], kept_ids: Mapping[str, str]) -> None:
    """Write files down, to be fetched or as kept; `kept_ids`: the ids that their clips have in the ledger, by the files' own."""
    for file in files:
        await statements.run("want_file", **(values_of(file) | {"clip_id": kept_ids.get(file.clip_id, file.clip_id)}))
