"""Clips in the ledger."""

import json
from collections.abc import Mapping, Sequence

from ..errors import NotFound
from ..models import Clip, File
from .database import Row, Statements
from .files import want
from .rows import clip_of, file_of, values_of
from .table import Table


async def with_files(statements: Statements, rows: Sequence[Row]) -> list[Clip]:
    """The clips in `rows`, each with its files; one look for all."""
    ids = sorted({row["clip_id"] for row in rows})
    files: dict[str, dict[str, File]] = {clip_id: {} for clip_id in ids}
    if ids:
        for row in await statements.all("files_of_clips", clip_ids=json.dumps(ids)):
            files[row["clip_id"]][row["kind"]] = file_of(row)
    return [clip_of(row, files[row["clip_id"]]) for row in rows]


async def keep_clip(statements: Statements, clip: Clip) -> str:
    """Keep a clip, or complete the one known by that id here or at its vendor; the id it has."""
    values = values_of(clip)
    known = await statements.one("known_clip", **values)
    if known is None:
        await statements.run("add_clip", **values)
        return clip.clip_id
    await statements.run("complete_clip", **(values | {"clip_id": known["clip_id"]}))
    return str(known["clip_id"])


class Clips(Table):
    """What was made, and where it came from."""

    async def clip(self, owner: str, clip_id: str) -> Clip:
        """The clip, with its files; `NotFound` if it is not there or not the owner's."""
        row = await self._database.reading.one("clip_of_id", owner=owner, clip_id=clip_id)
        if row is None:
            raise NotFound(f"there is no clip {clip_id[:80]!r}; find_clips lists the clips there are.")
        return (await with_files(self._database.reading, [row]))[0]

    async def clip_of(self, owner: str, vendor: str, vendor_clip_id: str) -> Clip | None:
        """The owner's clip that the vendor knows by `vendor_clip_id`."""
        row = await self._database.reading.one("clip_at_vendor", owner=owner, vendor=vendor, vendor_clip_id=vendor_clip_id)
        return None if row is None else (await with_files(self._database.reading, [row]))[0]

    async def file(self, clip_id: str, kind: str) -> File | None:
        """One file of a clip, whosever it is; for who was given its address."""
        row = await self._database.reading.one("file_of_clip", clip_id=clip_id, kind=kind)
        return None if row is None else file_of(row)

    async def somebody_holds(self, vendor: str, vendor_clip_id: str) -> str | None:
        """An owner of that clip, whoever it is."""
        row = await self._database.reading.one("owner_at_vendor", vendor=vendor, vendor_clip_id=vendor_clip_id)
        return None if row is None else str(row["owner"])

    async def save_clip(self, clip: Clip) -> Clip:
        """Keep a clip made elsewhere, with the files it names; one that is known keeps its id and is completed."""
        async with self._change() as statements:
            clip_id = await keep_clip(statements, clip)
            await want(statements, clip.files.values(), {clip.clip_id: clip_id})
            return await _standing(statements, clip.owner, clip_id)

    async def change_clip(self, clip: Clip) -> Clip:
        """Write down what is now known of a clip; its files, vendor and time stay as they are."""
        async with self._change() as statements:
            if await statements.one("change_clip", **values_of(clip)) is None:
                raise NotFound(f"there is no clip {clip.clip_id[:80]!r}; find_clips lists the clips there are.")
            return await _standing(statements, clip.owner, clip.clip_id)

    async def counts(self) -> Mapping[str, int]:
        """How much is in the ledger: `tasks`, `clips`, `files` kept, and their `bytes`."""
        return await self._database.reading.one("counts") or {}


async def _standing(statements: Statements, owner: str, clip_id: str) -> Clip:
    row = await statements.one("clip_of_id", owner=owner, clip_id=clip_id)
    return (await with_files(statements, [row] if row else []))[0]
