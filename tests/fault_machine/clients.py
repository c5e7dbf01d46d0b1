"""Clients of the servers under test: what they ask for, and how they time out, retry and change servers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ..fake_vendor import SUNO_VENDORS
from .server_process import Died, Server

MAX_CALLS = 12
CALL_TIMEOUTS_SECONDS = (0.1, 0.4, 1.0, 3.0)
"""Timeouts this client picks from, in seconds; real clients wait 60."""
WAIT_SECONDS = (0, 0.3, 2, 5)
SOUND = "warm lofi with rhodes and brushed drums"
VENDORS_BY_TOOL: Mapping[str, tuple[str, ...]] = {
    "create_music": ("musicapi", "acedata", "ccapi", *SUNO_VENDORS),
    "write_lyrics": ("musicapi", "acedata"),
    "enrich_sound": ("ccapi",),
    "extend_music": SUNO_VENDORS,
}
TOOL_WEIGHTS = (8, 2, 1, 5)
RESUME_CHANCE = 0.7
"""How likely a client asks again for the rest of a task whose later step failed at no cost."""

ServerChoice = Callable[[], Awaitable[Server]]


@dataclass(frozen=True)
class Take:
    """One request to be charged for once. `mark` is in the body sent to the vendor, `ours` in the arguments in the ledger."""

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
class ClientAnswer:
    """One answer to a client about a take: a task, or an error."""

    take: Take
    payload: Mapping[str, Any]
    is_error: bool = False

    @property
    def status(self) -> str:
        return "" if self.is_error else str(self.payload.get("status", ""))

    @property
    def code(self) -> str:
        error = self.payload.get("error")
        return str(error["code"]) if isinstance(error, Mapping) else ""


@dataclass
class Client:
    """A client that asks again after every error and time-out."""

    choose_server: ServerChoice
    chance: Random
    answers: list[ClientAnswer] = field(default_factory=list)

    async def ask_until_final(self, take: Take) -> ClientAnswer | None:
        """Asks until the task is final, at most `MAX_CALLS` times; returns the last answer."""
        task_id, last = None, None
        for _ in range(MAX_CALLS):
            server = await self.choose_server()
            looks = task_id is not None and self.chance.random() < 0.5
            wait = self.chance.choice(WAIT_SECONDS)
            arguments = {"task_ids": [task_id], "wait_seconds": wait} if looks else take.call(wait)
            timeout = self.chance.choice(CALL_TIMEOUTS_SECONDS)
            try:
                result = await server.call("get_tasks" if looks else take.tool, arguments, timeout)
            except (TimeoutError, Died):
                continue
            last = self._noted(take, result, looked=looks)
            task_id = last.payload.get("task_id", task_id)
            is_resumed = "alone is asked for" in str(last.payload.get("error")) and self.chance.random() < RESUME_CHANCE
            if last.status in ("done", "failed", "unknown") and not is_resumed:
                return last
        return last

    def _noted(self, take: Take, message: Mapping[str, Any], *, looked: bool) -> ClientAnswer:
        result = message.get("result", {})
        payload = result.get("structuredContent") or {"error": message.get("error", {"code": "nothing", "message": str(message)})}
        if looked and not result.get("isError"):
            [payload] = payload["tasks"]
        answer = ClientAnswer(take, payload, is_error=bool(result.get("isError")) or "result" not in message)
        self.answers.append(answer)
        return answer


def takes_of(seed: int, chance: Random) -> list[Take]:
    """A few different things to ask for; sometimes one of them twice."""
    takes: list[Take] = []
    for number in range(chance.randint(1, 3)):
        mark = f"mark{seed}n{number}x"
        [tool] = chance.choices(tuple(VENDORS_BY_TOOL), TOOL_WEIGHTS)
        vendor = chance.choice(VENDORS_BY_TOOL[tool])
        words_by_tool: dict[str, dict[str, Any]] = {
            "create_music": {"sound": SOUND, "title": mark},
            "write_lyrics": {"idea": f"{mark} and rain on a window"},
            "enrich_sound": {"sound": f"{mark} lofi"},
            "extend_music": {"clip_id": f"{vendor}:song-{seed}-{number}", "at": 1, "sound": SOUND, "title": mark},
        }
        words = words_by_tool[tool]
        named = words | {"vendor": vendor} if tool in ("create_music", "write_lyrics") else words
        takes.append(Take(mark, tool, named))
        if chance.random() < 0.2:
            takes.append(Take(mark, tool, named, take=2))
    return takes


def work_on(take: Take, vendor: str, clip_id: str, vendor_clip_id: str) -> Take | None:
    """A follow-up on a finished song, or None; decided by the take's mark alone."""
    is_suno = vendor in SUNO_VENDORS  # there an extension is two paid requests
    match Random(take.mark).choice(("extend_music",) if is_suno else ("nothing", "extend_music", "split_stems")):
        case "extend_music":
            mark = f"{take.mark}t{take.take}more"
            return Take(mark, "extend_music", {"clip_id": clip_id, "at": 1, "sound": SOUND, "title": mark})
        case "split_stems" if vendor == "acedata":
            return Take(vendor_clip_id, "split_stems", {"clip_id": clip_id}, ours=clip_id)
    return None
