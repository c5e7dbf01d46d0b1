"""Tasks, clips and files to put into a ledger, and a clock that is moved by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from producer_mcp.models import Clip, File, Status, Task

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACCOUNT = "ccapi@api.ccapi.ai#0a1b2c3d"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


def a_task(number: int | str = 1, **words: Any) -> Task:
    return Task.model_validate(
        {
            "task_id": f"task_{number}",
            "owner": "local",
            "account": ACCOUNT,
            "vendor": "ccapi",
            "operation": "create_music",
            "arguments": {"sound": "lofi", "lyrics": "la – la", "nested": [1, None]},
            "key": f"key of {number}",
            "held_until": NOON + timedelta(hours=1),
            "created_at": NOON,
            **words,
        }
    )


def a_clip(number: int | str = 1, **words: Any) -> Clip:
    return Clip.model_validate(
        {
            "clip_id": f"clip_{number}",
            "owner": "local",
            "vendor": "ccapi",
            "account": ACCOUNT,
            "vendor_clip_id": f"theirs-{number}",
            "operation": "create_music",
            "created_at": NOON,
            **words,
        }
    )


def a_file(number: int | str = 1, **words: Any) -> File:
    return File.model_validate(
        {
            "clip_id": f"clip_{number}",
            "owner": "local",
            "kind": "audio",
            "url": f"https://vendor/{number}.mp3",
            "next_try": NOON,
            **words,
        }
    )


def now_running(task: Task, ticket: str = "ticket") -> Task:
    return task.model_copy(update={"status": Status.RUNNING, "ticket": ticket})


def now_failed(task: Task, *, charged: bool | None = None) -> Task:
    freed = {"held_until": task.created_at} if charged is False else {}
    return task.model_copy(update={"status": Status.FAILED, "charged": charged, **freed})
