"""Plans when each running task of an account is asked about, within the requests that the account has."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, inf
from operator import itemgetter

import anyio

from ..ledger import RunningTask
from ..vendors import Vendor
from ..vendors.registry import OFFLINE
from .process import Clock

MIN_REQUEST_GAP_SECONDS = 1.0
"""The shortest time between two requests to a hosted vendor."""
WATCHED_CHECK_SECONDS = 2.5
"""From the submit of a task that somebody waits for to its first check, and between its checks."""
UNWATCHED_SHARE = 0.5
"""The part of an account's requests that is used for tasks nobody waits for."""
MAX_WATCHED_SHARE = 0.75
"""The part of an account's requests that watched tasks get at most, while there are others."""
MAX_STRAIN = 8.0
"""The most by which the checks of watched tasks are stretched at a vendor that says it is asked too often."""
STRAIN_RELIEF = 0.8
"""By how much that is eased with each check that is answered."""
FIRST_CHECK_FRACTION = 0.8
"""The first check of a task that nobody waits for comes after this part of the time that its operation usually takes."""
MAX_FIRST_CHECK_SECONDS = 120.0
"""It comes after this time at the latest, whatever is thought to be usual."""
OVERDUE_AFTER = timedelta(minutes=15)
"""How long after its submit a task is overdue."""
OVERDUE_CHECK_SECONDS = 60.0
"""Between checks of a task that is overdue and not watched, and before a report that was not recorded is asked for again."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When one task is asked about next."""

    since: float
    """When this poller took the task up."""
    if_watched: float
    otherwise: float


class Budget:
    """The requests that one payer has at a vendor's host: all accounts that it pays for share them.

    Moments are seconds of the event loop's clock.
    """

    def __init__(self) -> None:
        self.free_at = 0.0
        """From when the vendor may be asked again."""
        self.free_for_unwatched_at = 0.0
        """From when it may be asked about tasks that nobody waits for."""
        self.strain = 1.0
        """How far the checks of watched tasks are stretched, because the vendor said that it is asked too often."""
        self.users: set[object] = set()
        """The schedules that have tasks now."""


class Schedule:
    """The next check of each running task of one account, within the budget of whoever pays for it.

    Moments are seconds of the event loop's clock (`anyio.current_time`); seconds that are given are scaled by the clock.
    Watched tasks are those that somebody waits for.
    """

    def __init__(self, vendor: Vendor, clock: Clock, budget: Budget) -> None:
        self._vendor = vendor
        self._clock = clock
        self._budget = budget
        self._turns: dict[str, Turn] = {}
        self._watched: Collection[str] = frozenset()

    def __contains__(self, task_id: str) -> bool:
        return task_id in self._turns

    @property
    def gap_seconds(self) -> float:
        """The shortest time between two requests; a vendor on this machine can be asked at any time."""
        return 0.0 if self._vendor.name == OFFLINE else MIN_REQUEST_GAP_SECONDS

    def clear(self) -> None:
        """Forget all tasks: another process polls the account."""
        self._turns = {}
        self._budget.users.discard(self)

    def add(self, task_id: str, *, age: timedelta, usual_seconds: float) -> None:
        """Plan the first check of a task that was submitted `age` ago."""
        now, age_seconds = anyio.current_time(), max(0.0, age.total_seconds())  # less than 0: the clock was set back
        first = min(MAX_FIRST_CHECK_SECONDS, FIRST_CHECK_FRACTION * usual_seconds)
        soon, later = (max(0.0, wait - age_seconds) for wait in (min(WATCHED_CHECK_SECONDS, first), first))
        self._turns[task_id] = Turn(now, now + self._clock.scaled(soon), now + self._clock.scaled(later))

    def plan(self, tasks: Sequence[RunningTask], watched: Collection[str], nudged: Collection[str]) -> None:
        """Forget the tasks that have ended, and remember who is watched; `nudged` ones are to be checked at once."""
        self._turns = {task.task_id: self._turns[task.task_id] for task in tasks}
        if self._turns:
            self._budget.users.add(self)
        else:
            self._budget.users.discard(self)
        self._watched = watched
        for task_id in nudged:
            self._turns[task_id] = Turn(self._turns[task_id].since, 0.0, 0.0)

    def due(self, tasks: Iterable[RunningTask]) -> list[RunningTask]:
        """Those of the tasks that the next request asks about, longest due first; none while the vendor may not be asked."""
        now = anyio.current_time()
        if self._budget.free_at > now:
            return []
        turns = [(self._moment(task.task_id), task) for task in tasks]
        if self._budget.free_for_unwatched_at > now:
            turns = [(moment, task) for moment, task in turns if task.task_id in self._watched]
        if all(moment > now for moment, _ in turns):
            return []
        intervals = (self._vendor.check_interval_seconds, self.watched_interval_seconds)
        reach = [now + self._clock.scaled(seconds / 2) for seconds in intervals]  # what is due soon joins this request
        due = [(moment, task) for moment, task in turns if moment <= reach[task.task_id in self._watched]]
        return [task for _, task in sorted(due, key=itemgetter(0))[: self._vendor.batch_size]]

    def asked(self, tasks: Sequence[RunningTask]) -> None:
        """These tasks are asked about now: their next turn is an interval away."""
        now = anyio.current_time()
        if len(self._budget.users) > 1:  # the others must not ask at the same moment
            self._budget.free_at = max(self._budget.free_at, now + self._clock.scaled(self.gap_seconds))
        soon, later = (now + self._clock.scaled(wait) for wait in (self.watched_interval_seconds, self.interval_seconds))
        for task in tasks:
            turn = self._turns[task.task_id]
            self._turns[task.task_id] = Turn(turn.since, soon, max(later, turn.otherwise))

    def unanswered(self) -> None:
        """The vendor is long in answering: it may be asked about other tasks meanwhile, after the shortest gap."""
        self._budget.free_at = max(self._budget.free_at, anyio.current_time() + self._clock.scaled(self.gap_seconds))

    def answered(self) -> None:
        """The vendor has answered: it may be asked again after the shortest gap."""
        budget = self._budget
        budget.strain = max(1.0, budget.strain * STRAIN_RELIEF)
        now, gap = anyio.current_time(), self._clock.scaled(self.gap_seconds)
        is_shared = len(budget.users) > 1  # then another account may have been told to wait longer
        budget.free_at = max(budget.free_at, now + gap) if is_shared else now + gap
        budget.free_for_unwatched_at = now + gap / UNWATCHED_SHARE

    def refused(self) -> None:
        """The vendor said that it is asked too often: watched tasks are asked about less often for a while."""
        self._budget.strain = min(MAX_STRAIN, self._budget.strain * 2)

    def pause(self, seconds: float) -> None:
        """Ask about nothing for so long."""
        self._budget.free_at = max(self._budget.free_at, anyio.current_time() + self._clock.scaled(seconds))

    def postpone(self, tasks: Iterable[RunningTask], seconds: float, *, if_watched: float | None = None) -> None:
        """Check these tasks no sooner than in so many seconds; in `if_watched` seconds, where that is given."""
        now = anyio.current_time()
        soon, later = (now + self._clock.scaled(wait) for wait in (seconds if if_watched is None else if_watched, seconds))
        for task in tasks:
            turn = self._turns.get(task.task_id)
            self._turns[task.task_id] = Turn(turn.since if turn else now, soon, later)

    def age_seconds(self, task_id: str) -> float:
        """How long this poller has had the task, not scaled; 0 for one that has ended meanwhile."""
        turn = self._turns.get(task_id)
        return anyio.current_time() - turn.since if turn else 0.0

    def seconds_to_next(self, without: Collection[str], *, at_most: float) -> float:
        """Seconds to the next request about a task that is not in `without`."""
        waiting = [task_id for task_id in self._turns if task_id not in without]
        watched = min((self._moment(task_id) for task_id in waiting if task_id in self._watched), default=inf)
        others = min((self._moment(task_id) for task_id in waiting if task_id not in self._watched), default=inf)
        moment = max(self._budget.free_at, min(watched, max(others, self._budget.free_for_unwatched_at)))
        return max(0.0, min(at_most, moment - anyio.current_time()))

    @property
    def interval_seconds(self) -> float:
        """Between checks of a task that is not watched: longer where many run, so that the account keeps its requests."""
        share = self._requests(len(self._watched)) * self._own_gap / self.watched_interval_seconds if self._watched else 0.0
        needed = self._requests(len(self._turns) - len(self._watched)) * self._own_gap
        return max(self._vendor.check_interval_seconds, needed / min(UNWATCHED_SHARE, 1 - min(MAX_WATCHED_SHARE, share)))

    @property
    def watched_interval_seconds(self) -> float:
        """Between checks of a watched task: longer where many are watched, and at a vendor that says it is asked too often."""
        is_alone = len(self._turns) == len(self._watched)
        needed = self._requests(len(self._watched)) * self._own_gap / (1 if is_alone else MAX_WATCHED_SHARE)
        return max(min(WATCHED_CHECK_SECONDS, self._vendor.check_interval_seconds) * self._budget.strain, needed)

    @property
    def _own_gap(self) -> float:
        """The shortest time between two requests of this account's, while others share the budget."""
        return self.gap_seconds * max(1, len(self._budget.users))

    def _requests(self, tasks: int) -> int:
        """How many requests ask about so many tasks."""
        return ceil(tasks / self._vendor.batch_size)

    def _moment(self, task_id: str) -> float:
        turn = self._turns[task_id]
        return turn.if_watched if task_id in self._watched else turn.otherwise
