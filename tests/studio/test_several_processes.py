"""Several real server processes on one ledger count as one."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import anyio.abc
import pytest

from producer_mcp.studio.process import LEASE_SECONDS, Clock, Process

from ..fake_vendor import FakeVendor, Fault
from ..fault_machine.server_process import Server
from ..studio_client import environment_of, settings_for
from .studio_with_clock import SONG, SOUND

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PROCESSES = 3
SONGS = 12
PACE = 60


async def started(group: anyio.abc.TaskGroup, tmp_path: Path, fake: FakeVendor, count: int, **more: Any) -> list[Server]:
    settings = settings_for(tmp_path, fake, "musicapi", "acedata", "ccapi", pace=PACE, **more)
    servers = [await Server.started(environment_of(settings), tmp_path, f"server-{number}") for number in range(count)]
    for server in servers:
        group.start_soon(server.listen)
    for server in servers:
        await server.greet()
    return servers


async def answered(server: Server, tool: str, **arguments: Any) -> dict[str, Any]:
    told = (await server.call(tool, arguments, within=60))["result"]
    assert not told.get("isError"), told
    structured = told["structuredContent"]
    assert isinstance(structured, dict)
    return structured


async def test_three_processes_under_load_submit_once_and_fetch_once(tmp_path: Path) -> None:
    async with FakeVendor() as fake, anyio.create_task_group() as group:
        servers = await started(group, tmp_path, fake, PROCESSES)
        made: Counter[str] = Counter()

        async def ask(server: Server, number: int) -> None:
            vendor = ("musicapi", "acedata", "ccapi")[number % 3]
            said = {"sound": SOUND, "title": f"song {number}", "vendor": vendor}
            task = await answered(server, "create_music", **said)
            while task["status"] != "done" or "file" not in task["clips"][0]:
                [task] = (await answered(server, "get_tasks", task_ids=[task["task_id"]], wait_seconds=20))["tasks"]
            made[task["task_id"]] += 1

        async with anyio.create_task_group() as asking:
            for number in range(SONGS):
                for server in servers:
                    asking.start_soon(ask, server, number)
        for server in servers:
            server.kill()
    assert len(made) == len(fake.charges) == SONGS and set(made.values()) == {PROCESSES}
    fetched = Counter(request.path for request in fake.requests if request.purpose == "file")
    assert set(fetched.values()) == {1} and sum(path.endswith((".m4a", ".mp3")) for path in fetched) == SONGS
    logs = "".join(path.read_text() for path in tmp_path.glob("server-*.log"))
    assert "locked" not in logs and "crashed" not in logs and "stumbled" not in logs
    kept = [path for path in (tmp_path / "music").iterdir() if path.suffix in (".m4a", ".mp3")]
    assert len(kept) == SONGS


async def test_whoever_watches_is_replaced_within_half_a_minute_of_its_death(tmp_path: Path) -> None:
    assert LEASE_SECONDS + LEASE_SECONDS / 4 < 30  # a lease that has run out is noticed a quarter of its length later
    async with FakeVendor() as fake, anyio.create_task_group() as group:
        fake.polls_until_done = None
        first, second = await started(group, tmp_path, fake, 2)
        asked = await answered(first, "create_music", **SONG, wait_seconds=0)
        await fake.wait_for_requests(2, on="poll")
        watching = holder(tmp_path)
        first.kill()
        await first.gone.wait()
        fake.polls_until_done = 1
        with anyio.fail_after(Process(Clock(pace=PACE)).lease_seconds * 30 / LEASE_SECONDS):
            [task] = (await answered(second, "get_tasks", task_ids=[asked["task_id"]], wait_seconds=20))["tasks"]
        assert task["status"] == "done" and len(fake.charges) == 1
        assert watching is not None
        second.kill()


def holder(folder: Path) -> str | None:
    with closing(sqlite3.connect(folder / "data" / "ledger.db")) as connection:
        row = connection.execute("SELECT holder FROM lease WHERE name LIKE 'musicapi@%'").fetchone()
    return None if row is None else str(row[0])


async def test_a_call_repeated_in_another_process_while_the_first_is_on_its_way_is_the_same_task(tmp_path: Path) -> None:
    async with FakeVendor() as fake, anyio.create_task_group() as group:
        first, second = await started(group, tmp_path, fake, 2)
        fake.next(Fault("slow"), on="submit")
        seen: list[dict[str, Any]] = []

        async def ask(server: Server) -> None:
            seen.append(await answered(server, "create_music", **SONG))

        async with anyio.create_task_group() as asking:
            asking.start_soon(ask, first)
            await fake.wait_for_requests(1, on="submit")
            asking.start_soon(ask, second)
            fake.release()
        assert {task["task_id"] for task in seen} == {seen[0]["task_id"]} and len(fake.charges) == 1
        first.kill()
        second.kill()
