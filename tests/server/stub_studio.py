"""A studio with the interface of the real one that answers what a test sets, to test the server by itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import anyio
from pydantic import BaseModel

from producer_mcp.errors import ErrorCode, NotFound, ProducerError
from producer_mcp.models import Clip, Cost, Failure, Status, Task
from producer_mcp.operations import OPERATIONS, Call, DownloadMusic, EnrichSound, Operation, SplitStems
from producer_mcp.server.elicitation import Elicitation
from producer_mcp.server.patience import Patience
from producer_mcp.server.presenter import Presenter
from producer_mcp.server.sketch_remark import SketchRemark
from producer_mcp.server.tasks_extension import TaskView
from producer_mcp.server.tools import Tool, Toolbox
from producer_mcp.studio import Ask, FoundClips, MissingTask, ProgressListener, Question, Reply, TaskAnswer
from producer_mcp.vendors import Offer
from producer_mcp.vendors.registry import VENDORS

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class StubStatus(BaseModel):
    """The answer to `studio_status`."""

    version: str = "0"
    default_vendor: str = "offline"
    vendors: list[dict[str, Any]] = [{"name": "offline", "offers": ["create_music"], "models": []}]


@dataclass(frozen=True, slots=True)
class StubVendor:
    """A vendor as the server sees it."""

    name: str
    offers: Mapping[type[Operation], Offer]
    models: Sequence[str] = ()
    is_hosted: bool = True


def all_but(*lacking: type[Operation]) -> dict[type[Operation], Offer]:
    """Every operation but these, as a vendor's `offers`."""
    return {operation: Offer() for operation in OPERATIONS if operation not in lacking}


EVERY_VENDOR = {
    "musicapi": StubVendor(
        "musicapi",
        all_but(SplitStems, EnrichSound) | {DownloadMusic: Offer(price=Cost(amount=2, unit="credits"))},
        ("FUZZ-2.0", "FUZZ-1.1"),
    ),
    "acedata": StubVendor("acedata", all_but(EnrichSound), ("FUZZ-2.0", "FUZZ-0.8")),
    "ccapi": StubVendor("ccapi", all_but(), ("FUZZ-2.0",)),
    **{
        spec.name: StubVendor(spec.name, dict.fromkeys(spec.load().routes, Offer()), spec.load().models)
        for spec in VENDORS
        if spec.key_of is not None
    },
    "offline": StubVendor("offline", all_but(), ("sketch-1",), is_hosted=False),
}
ONLY_OFFLINE = {"offline": EVERY_VENDOR["offline"]}


@dataclass
class StubRoster:
    """The vendors there are, and which one is the default."""

    vendors: Mapping[str, StubVendor]
    default: str = "offline"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(EVERY_VENDOR)

    @property
    def offers(self) -> frozenset[type[Operation]]:
        return frozenset().union(*(vendor.offers for vendor in self.vendors.values()))

    def sketch_remark(self, vendor: str, operation: str) -> str | None:
        return "A sketch." if vendor == "offline" else None

    def who_offers(self, operation: type[Operation]) -> tuple[str, ...]:
        return tuple(name for name, vendor in self.vendors.items() if operation in vendor.offers)


@dataclass
class StubLedger:
    """Tasks and clips in memory; `put` adds or replaces a task and wakes those who wait for changes."""

    tasks_by_id: dict[str, Task] = field(default_factory=dict)
    clips: dict[str, Clip] = field(default_factory=dict)
    count: int = 0
    _woken: anyio.Event = field(default_factory=anyio.Event)

    def put(self, task: Task) -> None:
        self.tasks_by_id[task.task_id] = task
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
        task = self.tasks_by_id.get(task_id)
        if task is None or task.owner != owner:
            raise NotFound(f"No task is called {task_id!r}; find_clips() lists the clips there are.")
        return task

    async def tasks(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        return {one: task for one in task_ids if (task := self.tasks_by_id.get(one)) is not None and task.owner == owner}

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        mine = sorted(
            (task for task in self.tasks_by_id.values() if task.owner == owner), key=lambda t: t.created_at, reverse=True
        )
        start = next((at + 1 for at, task in enumerate(mine) if task.task_id == before), 0)
        return mine[start : start + limit]

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        mine = [(clip.clip_id, clip.title) for clip in self.clips.values() if clip.owner == owner]
        return [(clip_id, title) for clip_id, title in mine if title.lower().startswith(prefix.lower())][:limit]


class NoMarks:
    """A player in which nothing was marked."""

    @property
    def marking(self) -> "NoMarks":
        return self

    async def tell(self, owner: str) -> Sequence[object]:
        return ()


class StubStudio:
    """Answers every call with `answer`, or raises it, and records calls, waits, filters and replies to questions."""

    def __init__(self, vendors: Mapping[str, StubVendor] = EVERY_VENDOR) -> None:
        self.roster = StubRoster(vendors)
        self.ledger = StubLedger()
        self.player = NoMarks()
        self.now: Callable[[], datetime] = lambda: NOON
        self.answer: TaskAnswer | Exception = TaskAnswer(task_of())
        self.question: Question | None = None
        """The question asked before every call, if one is set."""
        self.calls: list[Call] = []
        self.cancelled: set[str] = set()
        self.waits: list[tuple[Sequence[str], float]] = []
        self.find_filters: dict[str, Any] = {}
        self.replies: list[Reply] = []
        self.progress: tuple[tuple[float, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(EVERY_VENDOR)

    @property
    def offers(self) -> frozenset[type[Operation]]:
        return self.roster.offers

    async def do(self, call: Call, *, on_progress: ProgressListener | None = None, ask: Ask | None = None) -> TaskAnswer:
        if self.question is not None:
            if ask is None:
                raise ProducerError("cannot be asked")
            self.replies.append(await ask(self.question))
        self.calls.append(call)
        for fraction, message in self.progress:
            assert on_progress is not None
            await on_progress(fraction, message)
        if isinstance(self.answer, Exception):
            raise self.answer
        self.ledger.put(self.answer.task)
        return self.answer

    async def tasks(
        self,
        owner: str,
        task_ids: Sequence[str],
        wait_seconds: float,
        on_progress: ProgressListener | None = None,
        *,
        patience: float | None = None,
    ) -> list[TaskAnswer | MissingTask]:
        self.waits.append((task_ids, wait_seconds))
        known = await self.ledger.tasks(owner, task_ids)
        lost = Failure(code=ErrorCode.NOT_FOUND, message="No task is called that; find_clips() lists the clips there are.")
        return [TaskAnswer(known[one], next=None) if one in known else MissingTask(one, lost) for one in task_ids]

    async def latest_tasks(self, owner: str) -> list[TaskAnswer]:
        return [TaskAnswer(task) for task in await self.ledger.recent(owner, 10)]

    async def running_tasks(self, owner: str) -> list[TaskAnswer]:
        return [answer for answer in await self.latest_tasks(owner) if not answer.task.status.is_final]

    async def clip(self, owner: str, clip_id: str) -> Clip:
        return await self.ledger.clip(owner, clip_id)

    async def known_clip(self, owner: str, clip_id: str) -> Clip:
        return await self.ledger.clip(owner, clip_id)

    async def task(self, owner: str, task_id: str) -> Task:
        return await self.ledger.task(owner, task_id)

    async def known_tasks(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        return await self.ledger.tasks(owner, task_ids)

    def watch(self, task_ids: Collection[str]) -> AbstractContextManager[None]:
        return nullcontext()

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        return await self.ledger.recent(owner, limit, before)

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        return await self.ledger.titles(owner, prefix, limit)

    async def mark_cancelled(self, task: Task, seconds: float) -> None:
        self.cancelled.add(task.task_id)

    async def is_cancelled(self, task: Task) -> bool:
        return task.task_id in self.cancelled

    @property
    def changes(self) -> StubLedger:
        return self.ledger

    async def find(self, owner: str, **filters: Any) -> FoundClips:
        self.find_filters = filters
        mine = [clip for clip in self.ledger.clips.values() if clip.owner == owner]
        mine.sort(key=lambda clip: clip.created_at, reverse=True)
        start, limit = int(filters.get("cursor") or 0), filters.get("limit", 20)
        page = mine[start : start + limit]
        return FoundClips(tuple(page), str(start + limit) if start + limit < len(mine) else None)

    async def newest_clips(self, owner: str, limit: int, cursor: str | None = None) -> FoundClips:
        return await self.find(owner, limit=limit, cursor=cursor)

    async def status(self, owner: str, vendor: str | None = None) -> StubStatus:
        return StubStatus()


def task_of(status: Status = Status.RUNNING, **changes: Any) -> Task:
    """A task at musicapi; `changes` replace its fields."""
    fields: dict[str, Any] = {
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
    return Task.model_validate(fields | changes)


def clip_of(**changes: Any) -> Clip:
    """A clip of musicapi; `changes` replace its fields."""
    fields: dict[str, Any] = {
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
    return Clip.model_validate(fields | changes)


def our_tools() -> list[Tool]:
    """Every tool, as listed when all four vendors are configured."""
    studio, presenter = cast(Any, StubStudio()), Presenter()
    view = TaskView(studio, presenter, SketchRemark(cast(Any, studio.roster)))
    return list(Toolbox(studio, Elicitation(b"", lambda: NOON), view, presenter, Patience(), 45).tools())
