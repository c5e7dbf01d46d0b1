"""The studio for callers elsewhere: its clips are where they can fetch them, and nothing tells of our disk."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...models import Clip
from ...operations import Call
from ...studio import FoundClips, Studio
from ...studio.consent import Ask
from ...studio.status import StudioStatus
from ...studio.waiting import MissingTask, ProgressListener, TaskAnswer
from .signed_urls import SignedUrls


class RemoteStudio(Studio):
    """A studio that is spoken to over the network."""

    def __init__(self, *parts: Any, links: SignedUrls, **more: Any) -> None:
        super().__init__(*parts, **more)
        self.links = links
        self.receiver = self.webhooks

    async def do(
        self, call: Call, *, told: ProgressListener | None = None, ask: Ask | None = None, at_once: bool = False
    ) -> TaskAnswer:
        return self._answered(await super().do(call, told=told, ask=ask, at_once=at_once))

    async def tasks(
        self, owner: str, task_ids: Sequence[str], wait_seconds: float, told: ProgressListener | None = None
    ) -> list[TaskAnswer | MissingTask]:
        answers = await super().tasks(owner, task_ids, wait_seconds, told)
        return [answer if isinstance(answer, MissingTask) else self._answered(answer) for answer in answers]

    async def find(self, owner: str, **filters: Any) -> FoundClips:
        found = await super().find(owner, **filters)
        return replace(found, clips=tuple(map(self.shown, found.clips)))

    async def status(self, owner: str, vendor: str | None = None, *, shows_paths: bool = False) -> StudioStatus:
        """What everybody may know, and how much is the owner's: what others have is theirs."""
        seen, own = await super().status(owner, vendor, shows_paths=False), await self.ledger.statistics.counts_of(owner)
        library = seen.library.model_copy(update={"files": own["files"], "bytes": own["bytes"]})
        return seen.model_copy(update={"tasks": own["tasks"], "clips": own["clips"], "library": library})

    def shown(self, clip: Clip) -> Clip:
        return self.links.shown(clip)

    @property
    def is_in_trouble(self) -> bool:
        """Whether no vendor has answered when it was last asked."""
        return all(watcher.trouble is not None for watcher in self._watchers.values())

    def end_waits(self) -> None:
        """Answer every call that waits, with its task as it stands: the server is about to stop."""
        self._waiting.is_over = True

    def _answered(self, answer: TaskAnswer) -> TaskAnswer:
        clips = tuple(map(self.shown, answer.task.clips))
        return replace(answer, task=answer.task.model_copy(update={"clips": clips}))
