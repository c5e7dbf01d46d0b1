"""Waits for tasks, and says how they stand."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import anyio

from ..errors import ErrorCode
from ..ledger import Ledger
from ..models import Failure, Status, Task
from ..telemetry import span
from .advice import next_call
from .poller import OVERDUE, Poller
from .process import Clock

SILENT = timedelta(minutes=2)
TICK = 3.0
"""Seconds between two words of progress."""
NEARLY = 0.99
"""The most that work which is not done is said to have come."""
SOONEST = 5.0
"""The least `eta_seconds` worth saying."""

ProgressListener = Callable[[float, str], Awaitable[None]]
"""Hears how far it is (0 … 1, ever more) and a line that names the task."""
Again = Callable[[Iterable[Task]], Awaitable[bool]]
"""Asks vendors once more about what was lost of tasks; whether anybody was asked."""


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """A task as it stands, and what helps to go on."""

    task: Task
    existing: bool = False
    eta_seconds: float | None = None
    next: str | None = None
    silent_seconds: float | None = None
    """How long its vendor has not been heard of, when that is long."""


@dataclass(frozen=True, slots=True)
class MissingTask:
    """A task that was asked for and is not there."""

    task_id: str
    error: Failure

    @classmethod
    def called(cls, task_id: str) -> "MissingTask":
        message = f"No task is called {task_id!r}; find_clips() lists the clips there are."
        if task_id.startswith("clip_"):
            message = f"{task_id!r} names a clip, not a task: a clip is done. find_clips(clip_id={task_id!r}) shows it."
        return cls(task_id, Failure(code=ErrorCode.NOT_FOUND, message=message))


class Waiting:
    """Waits on the ledger, whoever writes it."""

    def __init__(self, ledger: Ledger, watchers: Mapping[str, Poller], clock: Clock) -> None:
        self._ledger = ledger
        self._watchers = watchers
        self._clock = clock
        self._tick = clock.scaled(TICK)
        self.is_over = False
        """Whether nobody may wait any longer: the server is about to stop."""

    async def wait(
        self,
        owner: str,
        task_ids: Sequence[str],
        seconds: float,
        told: ProgressListener | None = None,
        *,
        grace: float = 0.0,
        again: Again | None = None,
    ) -> Mapping[str, Task]:
        """The tasks, when all are final and their files settled, or the time is up; within `grace` not before they are sent."""
        with span("wait", "any", tasks=len(task_ids)):
            stands = await self._ledger.tasks.get_many(owner, task_ids)
            asked = again is not None and await again(stands.values())
            if not asked and all(map(_is_settled, stands.values())):
                return stands
            return await self._wait(owner, task_ids, seconds, told, grace)

    async def _wait(
        self, owner: str, task_ids: Sequence[str], seconds: float, told: ProgressListener | None, grace: float
    ) -> Mapping[str, Task]:
        began = spoken = anyio.current_time()
        said = 0.0
        while True:
            seen = self._ledger.changes.count
            stands = await self._ledger.tasks.get_many(owner, task_ids)
            waiting = [task for task in stands.values() if not _is_settled(task)]
            unsent = any(task.status is Status.QUEUED for task in waiting)
            left = began + max(seconds, grace if unsent else 0.0) - anyio.current_time()
            if not waiting or left <= 0 or self.is_over:
                return stands
            if told is not None and anyio.current_time() - spoken >= self._tick:
                spoken, task = anyio.current_time(), waiting[0]
                said = max(said + (1 - said) / 100, min(NEARLY, await self._progress(task, spoken - began)))
                await told(said, f"{task.task_id} {task.status}: {task.operation} at {task.vendor}")
            await self._ledger.changes.wait(min(self._tick, left), since=seen)

    async def _progress(self, task: Task, passed: float) -> float:
        if task.progress is not None:
            return task.progress
        watcher = self._watchers.get(task.account)
        return passed / (passed + (await watcher.usual_seconds(task.operation) if watcher else SOONEST))

    async def answers(
        self,
        owner: str,
        named: Mapping[str, str | Failure],
        seconds: float,
        told: ProgressListener | None = None,
        again: Again | None = None,
    ) -> list[TaskAnswer | MissingTask]:
        """Tasks by what their caller calls them, when all are final or the time is up; in that order."""
        ours = list(dict.fromkeys(known for known in named.values() if isinstance(known, str)))
        stands = await self.wait(owner, ours, seconds, told, again=again)
        return [
            MissingTask(said, known) if isinstance(known, Failure)
            else await self.answer(stands[known]) if known in stands
            else MissingTask.called(said)
            for said, known in named.items()
        ]  # fmt: skip

    async def answer(self, task: Task, *, existing: bool = False) -> TaskAnswer:
        """The task with what is known of its end, and of its vendor's silence."""
        if task.status.is_final:
            return TaskAnswer(_with_troubles(task), existing, next=next_call(task))
        if task.account not in self._watchers:
            note = f"{task.vendor} is not configured now with the key it was asked with, so nobody looks; set that key again."
            return TaskAnswer(_noted(task, note), existing, next=next_call(task))
        now, watcher = self._clock.now(), self._watchers[task.account]
        started = task.submitted_at or task.created_at
        usual = timedelta(seconds=await watcher.usual_seconds(task.operation))
        silent = now - task.heard_at if task.heard_at else timedelta()
        late = now - started > OVERDUE
        if late:
            minutes = (now - started).total_seconds() / 60
            task = _noted(task, f"overdue: {task.vendor} has had it for {minutes:.0f} minutes; it is still watched.")
        if watcher.trouble:
            task = _noted(task, watcher.trouble)
        eta = None if late else max(SOONEST, (started + usual - now).total_seconds())
        return TaskAnswer(task, existing, eta, next_call(task), silent.total_seconds() if silent > SILENT else None)


def _noted(task: Task, note: str) -> Task:
    return task.model_copy(update={"warnings": (*task.warnings, note)})


def _with_troubles(task: Task) -> Task:
    """The task with what is odd about its files: not kept, or kept and not what was promised."""
    files = (file for clip in task.clips for file in clip.files.values())
    for note in dict.fromkeys(f"{file.kind} of {file.clip_id}: {file.error}" for file in files if file.error):
        task = _noted(task, note)
    return task


def _is_settled(task: Task) -> bool:
    return task.status.is_final and all(file.is_settled for clip in task.clips for file in clip.files.values())
