"""The rate limit of the page's calls: for each owner so many a second, and more at once after a rest."""

from collections import OrderedDict
from collections.abc import Callable

import anyio

CALLS_PER_SECOND = 20
MAX_CALLS_AT_ONCE = 100
"""How many calls may come at once after a rest: a long file by the piece, and all that is drawn beside it."""
MAX_OWNERS = 1_024
"""How many owners' allowances are remembered; whoever called longest ago is forgotten first, and then has a full one."""


class PageRateLimit:
    """A token bucket for each owner: a call takes one of its allowance, which fills up again with time."""

    def __init__(self, now: Callable[[], float] = anyio.current_time) -> None:
        """`now` tells the time in seconds, by any clock that never goes back."""
        self._now = now
        self._allowances: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """How many calls each owner had left after their last one, and when that was."""

    def allows(self, owner: str) -> bool:
        """Whether a call may be answered now; counts it."""
        now = self._now()
        left, then = self._allowances.pop(owner, (MAX_CALLS_AT_ONCE, now))
        left = min(MAX_CALLS_AT_ONCE, left + (now - then) * CALLS_PER_SECOND)
        self._allowances[owner] = max(0.0, left - 1), now
        if len(self._allowances) > MAX_OWNERS:
            self._allowances.popitem(last=False)
        return left >= 1
