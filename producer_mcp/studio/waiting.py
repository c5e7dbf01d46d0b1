"""Waits until tasks are final, reports progress meanwhile, and adds advice to the answer."""

import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import anyio

from ..errors import ErrorCode
from ..ledger import Ledger
from ..models import Failure, Status, Task
from ..telemetry import span
from .advice import address_warnings, next_call
from .exports import LIBRARY_ACCOUNT
from .poller import Poller
from .process import Clock
from .progress import ProgressListener, ProgressReports, seconds_since_submit
from .schedule import OVERDUE_AFTER
from .watched import Watched

SILENT_AFTER = timedelta(minutes=2)
"""How long a vendor has to be silent before an answer mentions it."""
PROGRESS_INTERVAL_SECONDS = 3.0
"""Between two reports of progress to a caller that waits."""
MIN_ETA_SECONDS = 5.0
"""The shortest time that is ever given for work that is not done."""

AskAgain = Callable[[Iterable[Task]], Awaitable[bool]]
"""Asks vendors once more about tasks that are unknown or miss files; returns whether there were any."""


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """A task as it is now, and what helps a caller to go on."""

    task: Task
    existing: bool = False
    """Whether an earlier call with the same request made this task."""
    eta_seconds: float | None = None
    next: str | None = None
    """The sensible next call."""
    silent_seconds: float | None = None
    """How long its vendor has not answered, where that is longer than usual."""
    wav_price: str | None = None
    """What a wav of it would cost, where its vendor would have to be paid for one."""


@dataclass(frozen=True, slots=True)
class MissingTask:
    """The answer about a task id that names no task of the caller's."""

    task_id: str
    error: Failure

    @classmethod
    def called(cls, task_id: str) -> "MissingTask":
        """The answer for an unknown id, with a hint where it is a clip's."""
        message = f"No task is called {task_id[:80]!r}; get_tasks() lists your running and latest ones."
        if task_id.startswith("clip_"):
            message = f"{task_id!r} names a clip, not a task: a clip is done. find_clips(clip_id={task_id!r}) shows it."
        return cls(task_id, Failure(code=ErrorCode.NOT_FOUND, message=message))


class Waiting:
    """Waits for changes of the ledger, by this process or another."""

    def __init__(
        self,
        ledger: Ledger,
        pollers: Mapping[str, Poller],
        watched: Watched,
        clock: Clock,
        wait_seconds: float,
        wav_price: Callable[[Task], str | None],
    ) -> None:
        """`wait_seconds`: how long a call waits that does not say. `wav_price`: what a wav of a finished task would cost."""
        self._ledger = ledger
        self._pollers = pollers
        self._watched = watched
        self._clock = clock
        self._wait_seconds = wait_seconds
        self._wav_price = wav_price
        self._progress_interval = clock.scaled(PROGRESS_INTERVAL_SECONDS)
        self._is_over = False
        self._rests: set[anyio.CancelScope] = set()
        """Of each wait the time until it looks at its tasks again."""

    def end(self) -> None:
        """End all waits, and those to come at once, because the server is about to stop."""
        self._is_over = True
        for rest in self._rests:
            rest.cancel()

    async def wait(
        self,
        owner: str,
        task_ids: Sequence[str],
        seconds: float,
        on_progress: ProgressListener | None = None,
        *,
        grace: float = 0.0,
        ask_again: AskAgain | None = None,
        patience: float | None = None,
    ) -> Mapping[str, Task]:
        """The tasks by id, when all are final and their files settled, or `seconds` have passed.

        While one is not sent yet, the wait lasts at least `grace` seconds. With `ask_again` vendors are asked first about
        what is unknown or misses files. After `patience` seconds, where it is given, all of this ends.
        """
        longest = math.inf if patience is None else patience
        ends_at = anyio.current_time() + longest
        with span("wait", "any", tasks=len(task_ids)):
            tasks = await self._ledger.tasks.get_many(owner, task_ids)
            was_asked = False
            with anyio.move_on_after(longest):
                was_asked = ask_again is not None and await ask_again(tasks.values())
            if not was_asked and all(map(_is_settled, tasks.values())):
                return tasks
            left = ends_at - anyio.current_time()
            with self._watched.watch([task_id for task_id, task in tasks.items() if not task.status.is_final]):
                return await self._wait(owner, task_ids, min(seconds, left), on_progress, min(grace, left))

    async def _wait(
        self, owner: str, task_ids: Sequence[str], seconds: float, on_progress: ProgressListener | None, grace: float
    ) -> Mapping[str, Task]:
        """Read the tasks at each change of the ledger, and report progress in between, until there is nothing to wait for."""
        started = reported_at = anyio.current_time()
        reports = None if on_progress is None else ProgressReports(on_progress, self._usual_seconds, self._clock)
        while True:
            changes = self._ledger.changes.count
            tasks = await self._ledger.tasks.get_many(owner, task_ids)
            waiting = [task for task in tasks.values() if not _is_settled(task)]
            is_unsent = any(task.status is Status.QUEUED for task in waiting)
            left = started + max(seconds, grace if is_unsent else 0.0) - anyio.current_time()
            if not waiting or left <= 0 or self._is_over:
                return tasks
            if reports is not None and anyio.current_time() - reported_at >= self._progress_interval:
                reported_at = anyio.current_time()
                await reports.tell(waiting[0])
            await self._rest(min(self._progress_interval, left), changes)

    async def _rest(self, seconds: float, changes: int) -> None:
        """Wait until the ledger has changed since `changes`, the time is up, or all waits end."""
        with anyio.CancelScope() as rest:
            self._rests.add(rest)
            try:
                await self._ledger.changes.wait(seconds, since=changes)
            finally:
                self._rests.discard(rest)

    async def _usual_seconds(self, task: Task) -> float | None:
        poller = self._pollers.get(task.account)
        return await poller.usual_seconds(task.operation) if poller else None

    async def answers(
        self,
        owner: str,
        resolved: Mapping[str, str | Failure],
        seconds: float,
        on_progress: ProgressListener | None = None,
        ask_again: AskAgain | None = None,
        *,
        patience: float | None = None,
    ) -> list[TaskAnswer | MissingTask]:
        """An answer for each given id of `resolved` (given id to our id, or why there is none), in its order."""
        our_ids = list(dict.fromkeys(task_id for task_id in resolved.values() if isinstance(task_id, str)))
        tasks = await self.wait(owner, our_ids, seconds, on_progress, ask_again=ask_again, patience=patience)
        return [
            MissingTask(given, task_id) if isinstance(task_id, Failure)
            else await self.answer(tasks[task_id], patience=patience) if task_id in tasks
            else MissingTask.called(given)
            for given, task_id in resolved.items()
        ]  # fmt: skip

    async def latest(self, owner: str, limit: int) -> list[TaskAnswer]:
        """The owner's newest tasks, newest first; those that are not finished are among them before any other."""
        tasks = await self._ledger.tasks.latest(owner, limit)
        with self._watched.watch([task.task_id for task in tasks if not task.status.is_final]):
            return [await self.answer(task) for task in tasks]

    async def answer(self, task: Task, *, existing: bool = False, patience: float | None = None) -> TaskAnswer:
        """The task with advice: what to call next, when it may be done, and what is wrong with its files or its vendor."""
        next_wait = self._wait_seconds if patience is None else min(self._wait_seconds, patience)
        if task.status.is_final:
            next_step, wav_price = next_call(task, next_wait), self._wav_price(task)
            return TaskAnswer(_with_file_errors(task), existing, next=next_step, wav_price=wav_price)
        if task.account == LIBRARY_ACCOUNT:
            return TaskAnswer(task, existing, MIN_ETA_SECONDS, next_call(task, next_wait))
        if task.account not in self._pollers:
            note = f"{task.vendor} is not configured now with the key it was asked with, so nobody looks; set that key again."
            return TaskAnswer(_noted(task, note), existing, next=next_call(task, next_wait))
        poller, seconds = self._pollers[task.account], seconds_since_submit(task, self._clock)
        usual = await poller.usual_seconds(task.operation)
        silent = self._clock.now() - task.heard_at if task.heard_at else timedelta()
        is_overdue = seconds > OVERDUE_AFTER.total_seconds()
        if is_overdue:
            task = _noted(task, f"overdue: {task.vendor} has had it for {seconds / 60:.0f} minutes; it is still watched.")
        if poller.trouble:
            task = _noted(task, poller.trouble)
        eta = None if is_overdue or usual is None else max(MIN_ETA_SECONDS, usual - seconds)
        return TaskAnswer(
            task, existing, eta, next_call(task, next_wait), silent.total_seconds() if silent > SILENT_AFTER else None
        )


def _noted(task: Task, note: str) -> Task:
    """The task with one more warning."""
    return task.model_copy(update={"warnings": (*task.warnings, note)})


def _with_file_errors(task: Task) -> Task:
    """The task with a warning for each file that has no address, could not be kept, or is not what was promised."""
    for note in address_warnings(task):
        task = _noted(task, note)
    files = (file for clip in task.clips for file in clip.files.values())
    for note in dict.fromkeys(f"{file.kind} of {file.clip_id}: {file.error}" for file in files if file.error):
        task = _noted(task, note)
    return task


def _is_settled(task: Task) -> bool:
    """Whether the task is final and each of its files is kept or given up."""
    return task.status.is_final and all(file.is_settled for clip in task.clips for file in clip.files.values())
