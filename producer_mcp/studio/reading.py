"""Reading the ledger: what is asked of a studio that needs no vendor and changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anyio.to_thread import run_sync

from ..ledger import Changes, Counts, Ledger, Tally
from ..models import Clip, File, Task
from .exports import as_on_disk


@dataclass(frozen=True, slots=True)
class FoundClips:
    """A page of clips, and the cursor of the next page (None after the last)."""

    clips: tuple[Clip, ...]
    cursor: str | None = None
    words: Mapping[str, int] = field(default_factory=dict)
    """Where no clip has all words of the query: how many have each."""


@dataclass(frozen=True, slots=True)
class FoundDrafts:
    """A page of tasks that wrote lyrics or a sound, newest first, and the cursor of the next page (None after the last)."""

    tasks: tuple[Task, ...]
    cursor: str | None = None


class LedgerReader:
    """Reads what the ledger holds, of the owner who asks unless it is said otherwise."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    async def known_clip(self, owner: str, clip_id: str) -> Clip:
        """The clip of that id as the ledger has it; no vendor is asked for one made elsewhere."""
        return await self.ledger.clips.get(owner, clip_id)

    async def task(self, owner: str, task_id: str) -> Task:
        """The task as the ledger has it."""
        return await self.ledger.tasks.get(owner, task_id)

    async def known_tasks(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        """Those of the tasks that exist and are the owner's, by id, as the ledger has them."""
        return await self.ledger.tasks.get_many(owner, task_ids)

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        """The newest tasks, newest first; with `before`, only those older than the task of that id."""
        return await self.ledger.tasks.recent(owner, limit, before)

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        """Ids and titles of the newest clips whose title begins with `prefix`."""
        return await self.ledger.clips.titles(owner, prefix, limit)

    async def file(self, clip_id: str, kind: str) -> File | None:
        """One file of a clip, whoever owns it; for requests by a signed URL."""
        return await self.ledger.files.get(clip_id, kind)

    @property
    def changes(self) -> Changes:
        """For waiting until a task, a clip or a file changes."""
        return self.ledger.changes

    async def counts(self) -> Counts:
        """How many `tasks`, `clips` and `files` (and their `bytes`) there are, of all owners."""
        return await self.ledger.statistics.counts()

    async def tallies(self) -> list[Tally]:
        """What was asked for, submitted, refused and charged, by vendor, operation, status, code and unit."""
        return await self.ledger.statistics.tallies()

    async def newest_clips(self, owner: str, limit: int, cursor: str | None = None) -> FoundClips:
        """All clips that are not hidden, newest first."""
        clips, more = await self.ledger.clips.newest(owner, limit, cursor)
        return FoundClips(await run_sync(as_on_disk, clips), more)

    async def find_drafts(self, owner: str, operation: str, **filters: Any) -> FoundDrafts:
        """Lyrics or sounds that `operation` wrote, newest first; `filters` are those of the ledger's `Tasks.drafts`."""
        tasks, cursor = await self.ledger.tasks.drafts(owner, operation, **filters)
        return FoundDrafts(tuple(tasks), cursor)
