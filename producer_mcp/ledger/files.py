"""Files of clips in the ledger."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta

from ..models import Clip, File
from .database import Statements
from .rows import clip_of, file_of, stamp, values_of
from .table import Table

CLAIM = timedelta(minutes=10)
"""How long one process has to fetch a file before another may."""


async def want(statements: Statements, files: Iterable[File], ids: Mapping[str, str]) -> None:
    """Write down files as wanted, or as kept already; `ids` are those their clips turned out to have."""
    for file in files:
        await statements.run("want_file", **(values_of(file) | {"clip_id": ids.get(file.clip_id, file.clip_id)}))


class Files(Table):
    """What is to be fetched, and what is kept."""

    async def want(self, *files: File) -> None:
        """Want files, or want them again from a new address; what is kept stays kept."""
        async with self._change() as statements:
            await want(statements, files, {})

    async def claim_files(self, holder: str, limit: int) -> list[tuple[File, Clip]]:
        """Files due now, with their clips, each given to one caller only.

        A claim ends after ten minutes, or with its holder's `process:` lease.
        """
        now = self._now()
        if not await self._database.reading.all("due_files", holder=holder, now=now, limit=1):
            return []
        async with self._database.writing() as statements:
            until = stamp(self.now() + CLAIM)
            due = await statements.all("due_files", holder=holder, now=now, limit=limit)
            rows = [await statements.one("claim_file", **row, holder=holder, until=until) for row in due]
            files = [file_of(row) for row in rows if row is not None]
            ids = json.dumps(sorted({file.clip_id for file in files}))
            clips = {row["clip_id"]: clip_of(row) for row in await statements.all("clips_of_files", clip_ids=ids)}
        return [(file, clips[file.clip_id]) for file in files]

    async def kept(self, file: File) -> None:
        """It is on disk."""
        await self._settle(file)

    async def missed(self, file: File) -> None:
        """It could not be fetched: `error`, `tries` and `next_try` (None: given up) say how it goes on."""
        await self._settle(file)

    async def _settle(self, file: File) -> None:
        async with self._change() as statements:
            await statements.run("settle_file", **values_of(file))
