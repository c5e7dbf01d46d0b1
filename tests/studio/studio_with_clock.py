"""A studio whose clock a test can advance, more clients of it, and tasks that a process left in its ledger before it died."""

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

from ..studio_client import text_of

SOUND = "warm lofi with rhodes and brushed drums"
SONG: dict[str, Any] = {"sound": SOUND, "title": "Window"}


class AdjustableClock:
    """The current time, plus what a test has advanced it by."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **by: float) -> None:
        """Moves the clock ahead by the arguments of `timedelta`."""
        self.ahead += timedelta(**by)


@asynccontextmanager
async def studio_with_clock(settings: Settings, **more: Any) -> AsyncIterator[tuple[Client, Studio, AdjustableClock]]:
    """A client, the studio behind it, and the studio's clock."""
    clock = AdjustableClock()
    async with open_studio(settings, now=clock) as studio, another_client(studio, **more) as client:
        yield client, studio, clock


@asynccontextmanager
async def another_client(studio: Studio, mode: Any = "auto", **more: Any) -> AsyncIterator[Client]:
    """Another client of a studio that is open in this process."""
    async with Client(build_server(studio, version=__version__), mode=mode, **more) as client:
        yield client


def status_or_code(result: CallToolResult) -> str:
    """The status of the task in a tool's answer, or the code of the error."""
    payload = result.structured_content
    assert isinstance(payload, dict), text_of(result)
    return str(payload["error"]["code"] if result.is_error else payload["status"])


async def save_task_of_dead_process(studio: Studio, vendor: str, holder: str, **changes: Any) -> Task:
    """Saves an unsubmitted task for `vendor`, held by the dead process `holder`; `changes` replace its fields."""
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
