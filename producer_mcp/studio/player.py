"""What a player needs of the studio: songs with all that belongs to them, and their sound."""

from collections.abc import Awaitable, Callable

import structlog
from anyio.abc import TaskGroup

from ..ledger import Ledger
from ..library import Library
from ..models import Clip, MusicForm
from .marks import Marking, ToldMark
from .previews import AudioState, Previews, read_piece
from .process import Clock
from .roster import Roster
from .songs import Song, Songs, Version
from .waiting import Waiting

__all__ = ["AudioState", "Player", "Song", "ToldMark", "Version", "read_piece"]

log = structlog.get_logger()

MAX_FOLLOWED_TASKS = 8
"""Of tasks that pages look at while they run; more are not made ready beforehand."""
MAX_FOLLOWED_SECONDS = 900.0


class Player:
    """The studio as a player sees it; nothing here spends anything."""

    def __init__(self, roster: Roster, ledger: Ledger, library: Library, waiting: Waiting, clock: Clock, work: TaskGroup) -> None:
        """`work`: what is begun in it ends with the studio."""
        self.songs = Songs(ledger, waiting)
        self.marking = Marking(ledger, clock)
        self.previews = Previews(ledger, library, clock, self._start)
        self._roster = roster
        self._waiting = waiting
        self._work = work
        self._followed: set[str] = set()

    def _start(self, function: Callable[..., Awaitable[None]], *arguments: object) -> None:
        """Run something in the background that may fail without harm."""

        async def run() -> None:
            try:
                await function(*arguments)
            except Exception:
                log.exception("work for a player stumbled", work=function.__qualname__)

        self._work.start_soon(run)

    async def form(self, clip: Clip) -> MusicForm | None:
        """Where sections and bars of a clip begin, where that is known."""
        vendor = self._roster.vendors.get(clip.vendor)
        return None if vendor is None else await vendor.form(clip)

    def follow(self, owner: str, task_id: str) -> None:
        """Make ready what a task gives as soon as it is there, because a page waits for it."""
        if task_id not in self._followed and len(self._followed) < MAX_FOLLOWED_TASKS:
            self._followed.add(task_id)
            self._start(self._follow, owner, task_id)

    async def _follow(self, owner: str, task_id: str) -> None:
        try:
            tasks = await self._waiting.wait(owner, [task_id], MAX_FOLLOWED_SECONDS)
            for clip in tasks[task_id].clips if task_id in tasks else ():
                self.previews.expect(clip)
        finally:
            self._followed.discard(task_id)
