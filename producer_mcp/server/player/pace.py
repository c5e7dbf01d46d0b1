"""How fast the page may call: as fast as a person and a player need, and no faster."""

from collections import OrderedDict
from collections.abc import Callable

import anyio

CALLS_PER_SECOND = 20
MAX_CALLS_AT_ONCE = 100
"""How many calls may come at once after a rest: a long file by the piece, and all that is drawn beside it."""
MAX_OWNERS = 1_024
"""Of how many owners it is remembered when they called last."""


class PagePace:
    """Counts the calls of each owner's pages; each call uses up one, and they come back with time."""

    def __init__(self, now: Callable[[], float] = anyio.current_time) -> None:
        """`now` tells the time in seconds, by any clock that never goes back."""
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """How many calls each owner had left, and when."""

    def allows(self, owner: str) -> bool:
        """Whether another call may be answered now."""
        now = self._now()
        left, then = self._left.pop(owner, (MAX_CALLS_AT_ONCE, now))
        left = min(MAX_CALLS_AT_ONCE, left + (now - then) * CALLS_PER_SECOND)
        self._left[owner] = max(0.0, left - 1), now
        if len(self._left) > MAX_OWNERS:
            self._left.popitem(last=False)
        return left >= 1
