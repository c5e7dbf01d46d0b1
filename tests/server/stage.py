"""A studio of frozen answers, with the real one's interface: what the server does with them is what is tested here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import anyio
from pydantic import BaseModel

from producer_mcp.errors import ErrorCode, NotFound, ProducerError
from producer_mcp.models import Clip, Failure, Status, Task
from producer_mcp.operations import OPERATIONS, Call, EnrichSound, Operation, SplitStems
from producer_mcp.server.elicitation import Elicitation
from producer_mcp.server.presenter import Presenter
from producer_mcp.server.tasks_extension import TaskView
from producer_mcp.server.tools import Tool, Toolbox
from producer_mcp.studio import Ask, FoundClips, MissingTask, ProgressListener, Question, TaskAnswer
from producer_mcp.vendors import Offer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Seen(BaseModel):
    version: str = "0"
    default_vendor: str = "offline"
    vendors: list[dict[str, Any]] = [{"name": "offline", "offers": ["create_music"], "models": []}]


@dataclass(frozen=True, slots=True)
class StageVendor:
    name: str
    offers: Mapping[type[Operation], Offer]
    models: Sequence[str] = ()
    is_hosted: bool = True


def all_but(*lacking: type[Operation]) -> dict[type[Operation], Offer]:
    return {operation: Offer() for operation in OPERATIONS if operation not in lacking}


FOUR = {
    "musicapi": StageVendor("musicapi", all_but(SplitStems, EnrichSound), ("FUZZ-2.0", "FUZZ-1.1")),
    "acedata": StageVendor("acedata", all_but(EnrichSound), ("FUZZ-2.0", "FUZZ-0.8")),
    "ccapi": StageVendor("ccapi", all_but(), ("FUZZ-2.0",)),
    "offline": StageVendor("offline", all_but(), ("sketch-1",), is_hosted=False),
}
ALONE = {"offline": FOUR["offline"]}


@dataclass
class Roster:
    vendors: Mapping[str, StageVendor]
    default: str = "offline"

    @property
    def offers(self) -> frozenset[type[Operation]]:
        return frozenset().union(*(vendor.offers for vendor in self.vendors.values()))

    def who_offers(self, operation: type[Operation]) -> tuple[str, ...]:
        return tuple(name for name, vendor in self.vendors.items() if operation in vendor.offers)


@dataclass
class StageLedger:
    """Tasks and clips by hand; `move` changes one and wakes whoever waits."""

    held: dict[str, Task] = field(default_factory=dict)
    clips: dict[str, Clip] = field(default_factory=dict)
    count: int = 0
    _woken: anyio.Event = field(default_factory=anyio.Event)

    def move(self, task: Task) -> None:
        self.held[task.task_id] = task
        self.clips |= {clip.clip_id: clip for clip in task.clips}
        self.count += 1
        self._woken.set()
        self._woken = anyio.Event()

    async def clip(self, owner: str, clip_id: str) -> Clip:
        clip = self.clips.get(clip_id)
        if clip is None or clip.owner != owner:
            raise NotFound(f"No clip is called {clip_id!r}; find_clips() lists those there are.")
        return clip

    async def wait(self, within: float, *, since: int | None = None) -> bool:
        if since is not None and since != self.count:
            return True
        with anyio.move_on_after(within):
            await self._woken.wait()
            return True
        return False

    async def task(self, owner: str, task_id: str) -> Task:
        task = self.held.get(task_id)
        if task is None or task.owner != owner:
            raise NotFound(f"No task is called {task_id!r}; find_clips() lists the clips there are.")
        return task

    async def tasks(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        return {one: task for one in task_ids if (task := self.held.get(one)) is not None and task.owner == owner}

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        mine = sorted((task for task in self.held.values() if task.owner == owner), key=lambda t: t.created_at, reverse=True)
        start = next((at + 1 for at, task in enumerate(mine) if task.task_id == before), 0)
        return mine[start : start + limit]

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        mine = [(clip.clip_id, clip.title) for clip in self.clips.values() if clip.owner == owner]
        return [(clip_id, title) for clip_id, title in mine if title.lower().startswith(prefix.lower())][:limit]


class StageStudio:
    """Answers every call with `answer`, or raises it, and remembers what was asked."""

    def __init__(self, vendors: Mapping[str, StageVendor] = FOUR) -> None:
        self.roster = Roster(vendors)
        self.ledger = StageLedger()
        self.now: Callable[[], datetime] = lambda: NOON
        self.answer: TaskAnswer | Exception = TaskAnswer(task_of())
        self.question: Question | None = None
        """Asked before anything is done, where it is set."""
        self.calls: list[Call] = []
        self.cancelled: set[str] = set()
        self.asked: list[tuple[Sequence[str], float]] = []
        self.sought: dict[str, Any] = {}
        self.heard: list[bool | None] = []
        self.progress: tuple[tuple[float, str], ...] = ()

    @property
    def offers(self) -> frozenset[type[Operation]]:
        return self.roster.offers

    async def do(self, call: Call, *, on_progress: ProgressListener | None = None, ask: Ask | None = None) -> TaskAnswer:
        if self.question is not None:
            if ask is None:
                raise ProducerError("cannot be asked")
            self.heard.append(await ask(self.question))
        self.calls.append(call)
        for fraction, message in self.progress:
            assert on_progress is not None
            await on_progress(fraction, message)
        if isinstance(self.answer, Exception):
            raise self.answer
        self.ledger.move(self.answer.task)
        return self.answer

    async def tasks(
        self, owner: str, task_ids: Sequence[str], wait_seconds: float, on_progress: ProgressListener | None = None
    ) -> list[TaskAnswer | MissingTask]:
        self.asked.append((task_ids, wait_seconds))
        known = await self.ledger.tasks(owner, task_ids)
        lost = Failure(code=ErrorCode.NOT_FOUND, message="No task is called that; find_clips() lists the clips there are.")
        return [TaskAnswer(known[one], next=None) if one in known else MissingTask(one, lost) for one in task_ids]

    async def clip(self, owner: str, clip_id: str) -> Clip:
        return await self.ledger.clip(owner, clip_id)

    async def known_clip(self, owner: str, clip_id: str) -> Clip:
        return await self.ledger.clip(owner, clip_id)

    async def task(self, owner: str, task_id: str) -> Task:
        return await self.ledger.task(owner, task_id)

    async def known_tasks(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        return await self.ledger.tasks(owner, task_ids)

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        return await self.ledger.recent(owner, limit, before)

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        return await self.ledger.titles(owner, prefix, limit)

    async def mark_cancelled(self, task: Task, seconds: float) -> None:
        self.cancelled.add(task.task_id)

    async def is_cancelled(self, task: Task) -> bool:
        return task.task_id in self.cancelled

    @property
    def changes(self) -> StageLedger:
        return self.ledger

    async def find(self, owner: str, **filters: Any) -> FoundClips:
        self.sought = filters
        mine = [clip for clip in self.ledger.clips.values() if clip.owner == owner]
        mine.sort(key=lambda clip: clip.created_at, reverse=True)
        start, limit = int(filters.get("cursor") or 0), filters.get("limit", 20)
        page = mine[start : start + limit]
        return FoundClips(tuple(page), str(start + limit) if start + limit < len(mine) else None)

    async def status(self, owner: str, vendor: str | None = None) -> Seen:
        return Seen()


def task_of(status: Status = Status.RUNNING, **words: Any) -> Task:
    told: dict[str, Any] = {
        "task_id": "task_4kq7hz2m9xwp",
        "owner": "local",
        "account": "musicapi@api.musicapi.ai#00000000",
        "vendor": "musicapi",
        "operation": "create_music",
        "arguments": {},
        "key": "k",
        "held_until": NOON,
        "created_at": NOON,
        "status": status,
    }
    return Task.model_validate(told | words)


def clip_of(**words: Any) -> Clip:
    told: dict[str, Any] = {
        "clip_id": "clip_9fs3kd81mzq0",
        "owner": "local",
        "vendor": "musicapi",
        "account": "musicapi@api.musicapi.ai#00000000",
        "vendor_clip_id": "8a1b2c3d-0000-4000-8000-1234567890ab",
        "operation": "create_music",
        "title": "Window Seat",
        "seconds": 123.4,
        "audio_url": "https://cdn.example/8a1b2c3d-0000-4000-8000-1234567890ab.mp3",
        "created_at": NOON,
    }
    return Clip.model_validate(told | words)


def our_tools() -> list[Tool]:
    """Every tool, with all four vendors there."""
    studio, presenter = cast(Any, StageStudio()), Presenter()
    return list(Toolbox(studio, Elicitation(b"", lambda: NOON), TaskView(studio, presenter), presenter, 0).tools())
