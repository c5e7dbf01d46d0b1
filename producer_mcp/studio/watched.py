"""The tasks that somebody waits for, of which their vendors are asked early and often."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import anyio

from .process import Clock

WATCHED_AFTER_SECONDS = 7.5
"""How long a task stays watched after somebody has looked or waited: who did so mostly asks again within seconds."""


class Watched:
    """The ids of tasks that somebody in this process waits for, or has just looked at."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waits: Counter[str] = Counter()
        """How many wait for a task now."""
        self._until: dict[str, float] = {}
        """Until when a task stays watched that nobody waits for now, by the event loop's clock."""
        self._entered = anyio.Event()

    @property
    def entered(self) -> anyio.Event:
        """Is set when the next wait begins for a task that is not watched yet."""
        return self._entered

    @property
    def task_ids(self) -> set[str]:
        """The tasks that are watched now."""
        now = anyio.current_time()
        return {*self._waits, *(task_id for task_id, moment in self._until.items() if moment > now)}

    @contextmanager
    def watch(self, task_ids: Collection[str]) -> Iterator[None]:
        """Somebody waits for these tasks during the block; a block that ends at once is a look at them."""
        is_new = not self.task_ids.issuperset(task_ids)
        self._waits.update(task_ids)
        if is_new:
            self._entered.set()
            self._entered = anyio.Event()
        try:
            yield
        finally:
            now = anyio.current_time()
            self._waits = +(self._waits - Counter(task_ids))
            self._until = {task_id: moment for task_id, moment in self._until.items() if moment > now}
            self._until |= dict.fromkeys(task_ids, now + self._clock.scaled(WATCHED_AFTER_SECONDS))
