"""Finishing what a person begins to type: clips by title, tasks, models, vendors."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from mcp.types import CompleteRequestParams, CompleteResult, Completion

from ..studio import Studio
from .request import Request, owner_of

MOST = 20
LOOKED_AT = 50

Finish = Callable[[str, str], Awaitable[list[str]]]
"""(owner, what is typed so far) to what it may become."""


@dataclass(frozen=True, slots=True)
class Completer:
    """One way for each word that prompts and addresses ask for; a word it does not know is left to the person."""

    studio: Studio

    async def complete(self, request: Request, params: CompleteRequestParams) -> CompleteResult:
        finish = self._ways().get(params.argument.name)
        values = [] if finish is None else await finish(owner_of(request), params.argument.value.strip())
        return CompleteResult(completion=Completion(values=values[:MOST], has_more=len(values) > MOST))

    def _ways(self) -> Mapping[str, Finish]:
        return {"clip_id": self._clips, "task_id": self._tasks, "model": self._models, "vendor": self._vendors}

    async def _clips(self, owner: str, typed: str) -> list[str]:
        """By title, or by id; the newest when nothing is typed."""
        if typed and not typed.startswith("clip_"):
            return [clip_id for clip_id, _ in await self.studio.titles(owner, typed, MOST + 1)]
        found = await self.studio.find(owner, limit=LOOKED_AT)
        return [clip.clip_id for clip in found.clips if clip.clip_id.startswith(typed)]

    async def _tasks(self, owner: str, typed: str) -> list[str]:
        return _beginning(typed, [task.task_id for task in await self.studio.recent(owner, LOOKED_AT)])

    async def _models(self, owner: str, typed: str) -> list[str]:
        return _beginning(typed, [model for vendor in self.studio.roster.vendors.values() for model in vendor.models])

    async def _vendors(self, owner: str, typed: str) -> list[str]:
        return _beginning(typed, list(self.studio.roster.vendors))


def _beginning(typed: str, words: list[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.lower().startswith(typed.lower())]
