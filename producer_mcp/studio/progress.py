"""Reports of progress to a caller that waits: each higher than the last, and none higher than is known or likely."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from ..models import Task
from .process import Clock
from .steps import standing

MAX_PROGRESS = 0.99
"""The highest progress that is reported of work that is not done."""
MIN_STEP = 0.001
"""What a report moves on by where nothing is known to have moved: this part of what is left, or so many seconds."""

UsualSeconds = Callable[[Task], Awaitable[float | None]]
"""How long such a task usually takes, from its submit; None where that is not known."""


class ProgressListener(Protocol):
    """Told how far the work is, and a line that names the task.

    `progress` is strictly increasing. It goes from 0 to `total`; without a total, where nobody knows how long the work takes,
    it is the seconds since the task was submitted.
    """

    async def __call__(self, progress: float, message: str, total: float | None = 1.0, /) -> None:
        """Take one report."""


class ProgressReports:
    """The reports of one wait. Whether they have a total is decided by the first, so that they stay comparable."""

    def __init__(self, listener: ProgressListener, usual_seconds: UsualSeconds, clock: Clock) -> None:
        self._listener = listener
        self._usual_seconds = usual_seconds
        self._clock = clock
        self._has_total: bool | None = None
        self._last = 0.0

    async def tell(self, task: Task) -> None:
        """Report how far `task` is: by its vendor, else by the time it usually takes, else how long it has been running."""
        seconds, usual = seconds_since_submit(task, self._clock), await self._usual_seconds(task)
        if self._has_total is None:
            self._has_total = task.progress is not None or usual is not None
        step = standing(task)
        line = f"{task.task_id} {task.status}{f' (step {step})' if step else ''}: {task.operation} at {task.vendor}"
        if not self._has_total:
            self._last = max(self._last + MIN_STEP, seconds)
            await self._listener(self._last, f"{line} for {seconds:.0f} s; how long it takes is not known", None)
            return
        likely = task.progress if task.progress is not None else 0.0 if usual is None else seconds / (seconds + usual)
        self._last = max(self._last + (1 - self._last) * MIN_STEP, min(MAX_PROGRESS, likely))
        await self._listener(self._last, line)


def seconds_since_submit(task: Task, clock: Clock) -> float:
    """How long ago the task was submitted; 0 for one from the future, when the clock ran ahead."""
    return max(0.0, (clock.now() - (task.submitted_at or task.created_at)).total_seconds())
