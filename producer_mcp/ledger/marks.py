"""Marks of persons in the database: kept, told once, and taken back."""

import json
from collections.abc import Sequence

from ..models import Mark
from .rows import stamp
from .table import Table


class SqlMarks(Table):
    """`ledger.Marks` in SQL."""

    async def add(self, mark: Mark, instead_of: Sequence[str] = ()) -> None:
        """In one transaction."""
        async with self._change() as statements:
            if instead_of:
                await statements.run("remove_choices", owner=mark.owner, clip_ids=json.dumps(list(instead_of)))
            same = {name: getattr(mark, name) for name in ("owner", "clip_id", "wish", "start", "stop")}
            await statements.run("remove_same_mark", **same)
            values = mark.model_dump() | {"created_at": stamp(mark.created_at), "told_at": mark.told_at and stamp(mark.told_at)}
            await statements.run("add_mark", **values)

    async def remove(self, owner: str, mark_id: str) -> bool:
        """One statement."""
        async with self._change() as statements:
            return await statements.one("remove_mark", owner=owner, mark_id=mark_id) is not None

    async def remove_choices(self, owner: str, clip_ids: Sequence[str]) -> None:
        """One statement."""
        async with self._change() as statements:
            await statements.run("remove_choices", owner=owner, clip_ids=json.dumps(list(clip_ids)))

    async def of_clips(self, owner: str, clip_ids: Sequence[str]) -> list[Mark]:
        """By an index."""
        rows = await self._database.reading.all("marks_of_clips", owner=owner, clip_ids=json.dumps(list(clip_ids)))
        return [Mark.model_validate(row) for row in rows]

    async def untold(self, owner: str) -> int:
        """By an index that holds these only."""
        row = await self._database.reading.one("untold_marks", owner=owner)
        return 0 if row is None else int(row["marks"])

    async def tell(self, owner: str, operations: Sequence[str], limit: int) -> list[Mark]:
        """In one transaction, which is begun only where there is something to tell."""
        if not await self.untold(owner):
            return []
        async with self._change() as statements:
            await statements.run("settle_marks", owner=owner, operations=json.dumps(list(operations)), now=self._stamp())
            rows = await statements.all("tell_marks", owner=owner, limit=limit, now=self._stamp())
        return sorted((Mark.model_validate(row) for row in rows), key=lambda mark: (mark.created_at, mark.mark_id))
