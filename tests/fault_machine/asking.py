"""The client's side: what is asked for, and how: impatiently, again, elsewhere."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .process import Died, Server

TRIES = 12
PATIENCE = (0.1, 0.4, 1.0, 3.0)
"""Seconds after which this client gives a call up; others take 60."""
WAITS = (0, 0.3, 2, 5)
SOUND = "warm lofi with rhodes and brushed drums"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "create_music": ("musicapi", "acedata", "ccapi"),
    "write_lyrics": ("musicapi", "acedata"),
    "enrich_sound": ("ccapi",),
}
WEIGHTS = (8, 2, 1)

Somebody = Callable[[], Awaitable[Server]]


@dataclass(frozen=True)
class Take:
    """One thing that is to be paid for once. Its mark stands in what the vendor is told, and `ours` in what we keep."""

    mark: str
    tool: str
    arguments: Mapping[str, Any]
    take: int = 1
    ours: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ours", self.ours or self.mark)

    def call(self, wait_seconds: float) -> dict[str, Any]:
        again = {"take": self.take} if self.take > 1 else {}
        return {**self.arguments, **again, "wait_seconds": wait_seconds}


@dataclass(frozen=True)
class Told:
    """What a client was told about a take: a task, or why there is none."""

    take: Take
    said: Mapping[str, Any]
    is_error: bool = False

    @property
    def status(self) -> str:
        return "" if self.is_error else str(self.said.get("status", ""))

    @property
    def code(self) -> str:
        error = self.said.get("error")
        return str(error["code"]) if isinstance(error, Mapping) else ""


@dataclass
class Client:
    """Somebody who wants their songs: an error is a reason to ask again."""

    somebody: Somebody
    chance: Random
    told: list[Told] = field(default_factory=list)

    async def pursue(self, take: Take) -> Told | None:
        """Ask until there is an end to it, or patience is; the last that was heard."""
        task_id, last = None, None
        for _ in range(TRIES):
            server = await self.somebody()
            looks = task_id is not None and self.chance.random() < 0.5
            wait = self.chance.choice(WAITS)
            arguments = {"task_ids": [task_id], "wait_seconds": wait} if looks else take.call(wait)
            try:
                result = await server.call("get_tasks" if looks else take.tool, arguments, self.chance.choice(PATIENCE))
            except (TimeoutError, Died):
                continue
            last = self._noted(take, result, looked=looks)
            task_id = last.said.get("task_id", task_id)
            if last.status in ("done", "failed", "unknown"):
                return last
        return last

    def _noted(self, take: Take, message: Mapping[str, Any], *, looked: bool) -> Told:
        result = message.get("result", {})
        said = result.get("structuredContent") or {"error": message.get("error", {"code": "nothing", "message": str(message)})}
        if looked and not result.get("isError"):
            [said] = said["tasks"]
        told = Told(take, said, is_error=bool(result.get("isError")) or "result" not in message)
        self.told.append(told)
        return told


def takes_of(seed: int, chance: Random) -> list[Take]:
    """A few different things to ask for; sometimes one of them twice."""
    takes: list[Take] = []
    for number in range(chance.randint(1, 3)):
        mark = f"mark{seed}n{number}x"
        [tool] = chance.choices(tuple(CHOICES), WEIGHTS)
        vendor = chance.choice(CHOICES[tool])
        words: dict[str, Any] = {
            "create_music": {"sound": SOUND, "title": mark},
            "write_lyrics": {"idea": f"{mark} and rain on a window"},
            "enrich_sound": {"sound": f"{mark} lofi"},
        }[tool]
        named = words if tool == "enrich_sound" else words | {"vendor": vendor}
        takes.append(Take(mark, tool, named))
        if chance.random() < 0.2:
            takes.append(Take(mark, tool, named, take=2))
    return takes


def work_on(take: Take, vendor: str, clip_id: str, theirs: str) -> Take | None:
    """What is done with a finished song: the same whoever has it. `theirs` is the vendor's id of it."""
    match Random(take.mark).choice(("nothing", "extend_music", "split_stems")):
        case "extend_music":
            mark = f"{take.mark}t{take.take}more"
            return Take(mark, "extend_music", {"clip_id": clip_id, "at": 1, "sound": SOUND, "title": mark})
        case "split_stems" if vendor == "acedata":
            return Take(theirs, "split_stems", {"clip_id": clip_id}, ours=clip_id)
    return None
