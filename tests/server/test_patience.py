"""A client whose time is over before the music is there is answered earlier from then on."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError
from mcp.types import CancelledNotificationParams

from producer_mcp.server.patience import MAX_CLIENTS, Patience

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, over_stdio, settings_for
from .conftest import Era

pytestmark = pytest.mark.anyio

SONG = {"sound": "warm lofi with rhodes and brushed drums", "wait_seconds": 50}
MAX_SECONDS = 40
"""Less than the wait that is asked for: who is answered within it was not waited for so long."""


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def request(request_id: int = 1, name: str = "mcp", owner: str | None = None) -> Any:
    """A request as `Patience` sees it."""
    info = SimpleNamespace(client_info=SimpleNamespace(name=name, version="1"))
    user = SimpleNamespace(access_token=SimpleNamespace(subject=owner)) if owner else None
    http = SimpleNamespace(scope={"user": user})
    return SimpleNamespace(request_id=request_id, session=SimpleNamespace(client_params=info), request=http)


async def give_up(client: Client, **arguments: Any) -> None:
    with pytest.raises(MCPError, match=r"(?i)timed out"):
        await client.call_tool("create_music", arguments, read_timeout_seconds=1.5)


async def test_after_a_time_out_waits_end_before_it_and_name_the_task(tmp_path: Path, era: Era) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi"), mode=era) as (client, _):
        fake.polls_until_done = None
        await client.list_tools()
        await give_up(client, **SONG)
        with anyio.fail_after(MAX_SECONDS):
            again = await call_tool(client, "create_music", **SONG)
            assert again["status"] == "running" and again["existing"] is True and len(fake.charges) == 1
            seconds = float(again["next"].rpartition("wait_seconds=")[2].rstrip(")"))
            assert 0 < seconds <= 1.5
            looked = await call_tool(client, "get_tasks", task_ids=[again["task_id"]], wait_seconds=50)
            listed = await call_tool(client, "get_tasks", wait_seconds=50)
            other = await call_tool(client, "create_music", **SONG, take=2)
        assert looked["tasks"][0]["next"] == again["next"] == listed["next"] and other["status"] == "running"


async def test_what_a_person_stops_says_nothing_of_patience(tmp_path: Path, era: Era) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi"), mode=era) as (client, _):
        fake.polls_until_done = None
        await client.list_tools()
        async with anyio.create_task_group() as calls:
            calls.start_soon(lambda: client.call_tool("create_music", SONG))
            await fake.wait_for_requests(1, on="submit")
            calls.cancel_scope.cancel()
        other = await call_tool(client, "create_music", **SONG | {"wait_seconds": 0}, take=2)
        assert other["next"].endswith("wait_seconds=45)")


@pytest.mark.parametrize("reason", ["timed out after 5.0s", "McpError: MCP error -32001: Request timed out", "deadline exceeded"])
async def test_a_cancellation_that_says_it_timed_out_tells_how_long_it_took(reason: str) -> None:
    clock = Clock()
    patience = Patience(clock)
    with patience.calling(request(7), "create_music", SONG):
        clock.seconds += 5
        await patience.cancelled(request(), CancelledNotificationParams(request_id=7, reason=reason))
    assert patience.of(request()) == 3.75
    assert patience.of(request(name="another")) is None and patience.of(request(owner="alice")) is None


async def test_a_cancellation_of_another_owners_call_is_not_ours() -> None:
    clock = Clock()
    patience = Patience(clock)
    with patience.calling(request(7, owner="alice"), "create_music", SONG):
        clock.seconds += 5
        await patience.cancelled(request(owner="bob"), CancelledNotificationParams(request_id=7, reason="timed out"))
    assert patience.of(request(owner="alice")) is None and patience.of(request(owner="bob")) is None


@pytest.mark.parametrize(("after", "limit"), [(0.3, None), (5.2, 3.75), (8, 3.75), (13, 8), (63, 58)])
def test_the_same_request_while_the_first_still_waits_tells_of_a_shorter_time_out(after: float, limit: float | None) -> None:
    clock = Clock()
    patience = Patience(clock)
    with patience.calling(request(1), "create_music", SONG):
        clock.seconds += after
        with patience.calling(request(2), "create_music", SONG | {"wait_seconds": 20}):
            assert patience.of(request(2)) == limit


def test_another_request_meanwhile_tells_nothing() -> None:
    clock = Clock()
    patience = Patience(clock)
    with patience.calling(request(1), "create_music", SONG):
        clock.seconds += 8
        with patience.calling(request(2), "create_music", SONG | {"take": 2}), patience.calling(request(3), "find_clips", {}):
            assert patience.of(request(3)) is None


@pytest.mark.parametrize(("after", "limit"), [(1, None), (8, 3.75)])
def test_a_look_for_tasks_without_an_id_while_another_call_waits_tells_of_a_time_out(after: float, limit: float | None) -> None:
    clock = Clock()
    patience = Patience(clock)
    local = request(1)
    local.request = None
    with patience.calling(local, "create_music", SONG):
        clock.seconds += after
        with patience.calling(local, "get_tasks", {"task_ids": None, "wait_seconds": 45}):
            assert patience.of(local) == limit


def test_over_http_such_a_look_may_be_anothers() -> None:
    clock = Clock()
    patience = Patience(clock)
    with patience.calling(request(1), "create_music", SONG):
        clock.seconds += 8
        with patience.calling(request(2), "get_tasks", {}):
            assert patience.of(request(2)) is None


def test_a_guess_that_was_too_long_is_shortened_by_the_next_repetition() -> None:
    clock = Clock()
    patience = Patience(clock)
    with patience.calling(request(1), "create_music", SONG):
        clock.seconds += 12  # a time-out of 5 s, and a model that thought for 7
        with patience.calling(request(2), "create_music", SONG) as second:
            assert patience.of(request(2)) == 8
            clock.seconds += 8
            second.is_unfinished = True
        clock.seconds += 4
        with patience.calling(request(3), "create_music", SONG):
            assert patience.of(request(3)) == 3.75


async def test_a_call_that_was_dropped_without_a_word_and_comes_again_had_timed_out() -> None:
    clock = Clock()
    patience = Patience(clock)
    with anyio.CancelScope() as connection, patience.calling(request(1), "create_music", SONG):
        clock.seconds += 5
        connection.cancel()
        await anyio.sleep_forever()
    assert patience.of(request()) is None
    clock.seconds += 9
    with patience.calling(request(2), "create_music", SONG):
        assert patience.of(request()) == 3.75


def test_a_task_that_was_answered_as_running_may_be_looked_at_again_and_again() -> None:
    clock = Clock()
    patience = Patience(clock)
    for number in range(5):
        with patience.calling(request(number), "get_tasks", {"task_ids": ["task_1"]}) as look:
            clock.seconds += 45
            look.is_unfinished = True
    assert patience.of(request()) is None


async def test_the_memory_is_bounded() -> None:
    clock = Clock()
    patience = Patience(clock)
    for number in range(MAX_CLIENTS + 1):
        with patience.calling(request(number, name=f"client {number}"), "create_music", SONG):
            clock.seconds += 5
            await patience.cancelled(request(), CancelledNotificationParams(request_id=number, reason="timed out"))
    assert patience.of(request(name="client 0")) is None and patience.of(request(name=f"client {MAX_CLIENTS}")) == 3.75


@pytest.mark.slow
async def test_over_stdio_too(tmp_path: Path, era: Era) -> None:
    async with FakeVendor() as fake:
        fake.polls_until_done = None
        async with over_stdio(settings_for(tmp_path, fake, "musicapi"), mode=era) as client:
            await client.list_tools()
            await give_up(client, **SONG)
            with anyio.fail_after(MAX_SECONDS):
                again = await call_tool(client, "create_music", **SONG)
            assert again["status"] == "running" and not again["next"].endswith("wait_seconds=45)") and len(fake.charges) == 1


def test_a_time_out_that_was_not_seen_for_an_hour_is_forgotten() -> None:
    clock = Clock()
    patience = Patience(clock)
    for _ in range(2):
        with patience.calling(request(), "create_music", {"sound": "x"}):
            clock.seconds += 6
            with patience.calling(request(2), "create_music", {"sound": "x"}):
                pass
    assert patience.of(request()) == 3.75
    clock.seconds += 3_601
    assert patience.of(request()) is None
