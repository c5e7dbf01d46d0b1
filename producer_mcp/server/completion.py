"""Completes what a person begins to type: clips by title, tasks, models, vendors."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from mcp.types import CompleteRequestParams, CompleteResult, Completion

from ..spellings import WRAPPING
from ..studio import Studio
from .request import Request, owner_of

MAX_VALUES = 20
"""How many completions a client is given."""
RECENT_ROWS = 50
"""How many of the newest clips or tasks are looked through for an id."""

Complete = Callable[[str, str], Awaitable[list[str]]]
"""(owner, what is typed so far) to what it may become."""


@dataclass(frozen=True, slots=True)
class Completer:
    """Completes the arguments of prompts and of resource addresses that it knows; for others it offers nothing."""

    studio: Studio

    async def complete(self, request: Request, params: CompleteRequestParams) -> CompleteResult:
        """Answer `completion/complete`."""
        complete = self._by_argument().get(params.argument.name)
        values = [] if complete is None else await complete(owner_of(request), params.argument.value.strip(WRAPPING))
        return CompleteResult(completion=Completion(values=values[:MAX_VALUES], has_more=len(values) > MAX_VALUES))

    def _by_argument(self) -> Mapping[str, Complete]:
        return {"clip_id": self._clips, "task_id": self._tasks, "model": self._models, "vendor": self._vendors}

    async def _clips(self, owner: str, typed: str) -> list[str]:
        """Ids of clips by their title, or by the id itself; the newest when nothing is typed."""
        if typed and not typed.startswith("clip_"):
            return [clip_id for clip_id, _ in await self.studio.titles(owner, typed, MAX_VALUES + 1)]
        newest = await self.studio.newest_clips(owner, RECENT_ROWS)
        return [clip.clip_id for clip in newest.clips if clip.clip_id.startswith(typed)]

    async def _tasks(self, owner: str, typed: str) -> list[str]:
        return _starting_with(typed, [task.task_id for task in await self.studio.recent(owner, RECENT_ROWS)])

    async def _models(self, owner: str, typed: str) -> list[str]:
        return _starting_with(typed, [model for vendor in self.studio.roster.vendors.values() for model in vendor.models])

    async def _vendors(self, owner: str, typed: str) -> list[str]:
        return _starting_with(typed, list(self.studio.roster.vendors))


def _starting_with(typed: str, values: list[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value.lower().startswith(typed.lower())]
