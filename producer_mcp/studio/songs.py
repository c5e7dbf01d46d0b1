"""A clip with all that belongs to it: the other versions of the song, its family, its stems, and the task that made it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from anyio.to_thread import run_sync

from ..ledger import Ledger
from ..models import Clip, Status, Task
from ..operations import CoverMusic, VaryMusic, operation_called
from .exports import as_on_disk
from .ids import request_key
from .steps import is_stem
from .waiting import TaskAnswer, Waiting

MAX_FAMILY_CLIPS = 60
MAX_STEMS = 20
MAX_TAKES = 6
"""How many takes of a request are looked for."""

Relation: TypeAlias = Literal["this", "twin", "take", "variation", "cover", "edit", "original"]
"""What a version is to the clip that is looked at: itself, of the same request, of another take of it, or of its family."""
RELATION_OF_OPERATION: Mapping[str, Relation] = {VaryMusic.name: "variation", CoverMusic.name: "cover"}


@dataclass(frozen=True, slots=True)
class Version:
    """A clip one may compare another with."""

    clip: Clip
    relation: Relation
    take: int | None = None
    """Which go at the same request it is, where it comes from one."""


@dataclass(frozen=True, slots=True)
class Song:
    """A clip and its kin; while it is being made, or where nothing came of it, the task alone."""

    answer: TaskAnswer | None
    """The task that made it, or makes it; None for a clip made elsewhere."""
    clip: Clip | None = None
    versions: Sequence[Version] = ()
    """The clip itself first."""
    family: Sequence[Clip] = ()
    """All songs that come from one original, by `parent`; oldest first."""
    stems: Sequence[Clip] = ()


class Songs:
    """Puts songs together from what the ledger holds. Nothing is asked of a vendor, and nothing is waited for."""

    def __init__(self, ledger: Ledger, waiting: Waiting) -> None:
        self._ledger = ledger
        self._waiting = waiting

    async def of_clip(self, owner: str, clip_id: str) -> Song:
        """The song of a clip; raises `NotFound` where the owner has none of that id."""
        clip = await self._ledger.clips.get(owner, clip_id)
        task = (await self._ledger.tasks.get_many(owner, [clip.task_id])).get(clip.task_id)
        return await self._song(clip, task)

    async def of_task(self, owner: str, task_id: str) -> Song:
        """The song of a task's first clip, or how the task stands; raises `NotFound` where the owner has none of that id."""
        task = await self._ledger.tasks.get(owner, task_id)
        if task.status is not Status.DONE or not task.clips:
            return Song(await self._waiting.answer(task))
        return await self._song(task.clips[0], task)

    async def newest(self, owner: str) -> Song | None:
        """What was asked for last and is not finished; else the newest clip; None where there is neither."""
        running = [task for task in await self._ledger.tasks.latest(owner, 1) if not task.status.is_final]
        if running:
            return Song(await self._waiting.answer(running[0]))
        clips, _ = await self._ledger.clips.newest(owner, 1)
        return await self.of_clip(owner, clips[0].clip_id) if clips else None

    async def _song(self, clip: Clip, task: Task | None) -> Song:
        kin, _ = await self._ledger.clips.find(clip.owner, clip_id=await self._original(clip), limit=MAX_FAMILY_CLIPS)
        songs = [one for one in kin if not one.part]
        whole = clip.parent if is_stem(clip) and clip.parent else clip.clip_id
        stems, _ = await self._ledger.clips.find(clip.owner, clip_id=whole, limit=MAX_FAMILY_CLIPS)
        [clip] = await run_sync(as_on_disk, [clip])
        return Song(
            answer=None if task is None else await self._waiting.answer(task),
            clip=clip,
            versions=tuple(
                _once((Version(clip, "this", None if task is None else task.take), *await self._same_request(task), *_kin(songs)))
            ),
            family=tuple(reversed(songs)),
            stems=tuple(one for one in stems if is_stem(one) and one.parent == whole)[:MAX_STEMS],
        )

    async def _original(self, clip: Clip) -> str:
        """The id of the first of the clips that this one comes from, over any number of steps."""
        elders, _ = await self._ledger.clips.find(clip.owner, clip_id=clip.clip_id, limit=MAX_FAMILY_CLIPS)
        parents, clip_id = {one.clip_id: one.parent for one in (*elders, clip)}, clip.clip_id
        for _ in parents:
            if (parent := parents.get(clip_id)) is None or parent not in parents:
                break
            clip_id = parent
        return clip_id

    async def _same_request(self, task: Task | None) -> Sequence[Version]:
        """The clips of a task, and those of the same request's other takes."""
        if task is None:
            return ()
        kept_here = operation_called(task.operation).kept_here
        music = {name: value for name, value in task.arguments.items() if name not in kept_here}
        keys = [request_key(task.owner, task.account, task.operation, music, take) for take in range(1, MAX_TAKES + 1)]
        takes = await self._ledger.tasks.of_keys(task.owner, keys)
        twins = [Version(clip, "twin", task.take) for clip in task.clips if not clip.part]
        return (*twins, *(Version(clip, "take", one.take) for one in takes for clip in one.clips if not clip.part))


def _kin(songs: Iterable[Clip]) -> Iterable[Version]:
    for song in songs:
        by_operation = RELATION_OF_OPERATION.get(song.operation, "edit")
        yield Version(song, by_operation if song.parent else "original")


def _once(versions: Iterable[Version]) -> Iterable[Version]:
    """Of each clip the first version."""
    by_id: dict[str, Version] = {}
    for version in versions:
        by_id.setdefault(version.clip.clip_id, version)
    return by_id.values()
