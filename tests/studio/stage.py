"""What tests of the studio share: a song to ask for, a clock to turn, a ledger to read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from mcp import Client
from mcp.types import CallToolResult

from producer_mcp import __version__
from producer_mcp.app import open_studio
from producer_mcp.models import Task
from producer_mcp.server import build_server
from producer_mcp.settings import Settings
from producer_mcp.studio import Studio
from producer_mcp.studio.ids import new_id, request_key
from producer_mcp.studio.results import SAME_REQUEST_PERIOD

from ..opening import text_of

SOUND = "warm lofi with rhodes and brushed drums"
SONG: dict[str, Any] = {"sound": SOUND, "title": "Window"}


class TurnableTime:
    """The time, which can be turned on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def turn(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@asynccontextmanager
async def a_timed_studio(settings: Settings, **more: Any) -> AsyncIterator[tuple[Client, Studio, TurnableTime]]:
    """A studio whose clock can be turned."""
    clock = TurnableTime()
    async with open_studio(settings, now=clock) as studio, another_client(studio, **more) as client:
        yield client, studio, clock


@asynccontextmanager
async def another_client(studio: Studio, mode: Any = "auto", **more: Any) -> AsyncIterator[Client]:
    """One more client of a studio in this process."""
    async with Client(build_server(studio, version=__version__), mode=mode, **more) as client:
        yield client


def outcome(result: CallToolResult) -> str:
    """The task's status, or the code of the error there was instead of a task."""
    said = result.structured_content
    assert isinstance(said, dict), text_of(result)
    return str(said["error"]["code"] if result.is_error else said["status"])


async def as_if_saved(studio: Studio, vendor: str, holder: str, **changes: Any) -> Task:
    """A task as the process `holder` saved it before it died, to be sent to `vendor`."""
    now = studio.now()
    account = studio.roster[vendor].account
    task = Task(
        task_id=new_id("task"),
        owner="local",
        account=account,
        vendor=vendor,
        operation="create_music",
        arguments=SONG,
        key=request_key("local", account, "create_music", SONG, 1),
        created_at=now,
        held_until=now + SAME_REQUEST_PERIOD,
    ).model_copy(update=changes)
    return await studio.ledger.tasks.claim(task, holder=holder, paid=True, limit=0)
