"""What polling costs: requests for a finished task, how late the ledger knows, and the CPU of a thousand running tasks.

    python -m tests.bench.poller [--seconds 20] [--tasks 1000]

The studio is in this process, at its real pace; the vendor is a process of its own, so that only our work is counted.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import anyio
import httpx

from producer_mcp.app import open_studio
from producer_mcp.logs import start_logs
from producer_mcp.models import Status, Task
from producer_mcp.operations import Call, CreateMusic
from producer_mcp.settings import Settings
from producer_mcp.studio import Studio
from producer_mcp.studio.ids import new_id
from producer_mcp.vendors.parsing import submit_ticket

from ..fake_vendor import FAKED_VENDORS
from ..fake_vendor.bare_client import SUBMITS
from ..studio_client import settings_of

ROOT = Path(__file__).parents[2]
SONGS = 12
SPAN = (30.0, 60.0)
"""Seconds in which songs are made."""


@asynccontextmanager
async def a_vendor() -> AsyncIterator[httpx.AsyncClient]:
    """The fake vendor as a process, and a client with its address and key."""
    command = [sys.executable, "-m", "tests.fake_vendor"]
    async with await anyio.open_process(command, cwd=ROOT, stderr=None) as process:
        assert process.stdout
        told = json.loads(await process.stdout.receive())
        headers = {"Authorization": f"Bearer {told['key']}"}
        async with httpx.AsyncClient(base_url=told["url"], headers=headers, trust_env=False) as client:
            await client.post("/_control", json={"set": {"polls_until_done": None}})
            yield client
        process.terminate()


def settings_for(folder: Path, client: httpx.AsyncClient, *vendors: str) -> Settings:
    url, key = str(client.base_url).rstrip("/"), client.headers["Authorization"].removeprefix("Bearer ")
    keys = {f"{vendor}_key": key if vendor in vendors else None for vendor in FAKED_VENDORS}
    urls = {f"{vendor}_url": url for vendor in FAKED_VENDORS}
    return settings_of(folder / "ledger.db", folder / "music", daily_limit=0, **keys, **urls)


async def cost_of_many(vendor: str, count: int, seconds: float, *, is_waited_for: bool = False) -> str:
    """CPU and requests while `count` tasks run and nothing happens to them; nobody, or somebody, waits for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        async with a_vendor() as client, open_studio(settings_for(Path(folder), client, vendor)) as studio:
            task_ids = [await keep(studio, vendor, await ticket_of(client, vendor), number) for number in range(count)]
            with studio.watch(task_ids if is_waited_for else ()):
                await anyio.sleep(3)  # the poller takes them up
                before, began, cpu = await looks(client, vendor), time.monotonic(), time.process_time()
                await anyio.sleep(seconds)
                share = (time.process_time() - cpu) / (time.monotonic() - began)
                asked = (await looks(client, vendor) - before) / seconds
    waited = "that somebody waits for " if is_waited_for else ""
    return (
        f"{vendor}: {count} running tasks {waited}cost {share:.1%} of a core, "
        f"{asked:.2f} requests a second ({asked / count:.4f} for each task)"
    )


async def ticket_of(client: httpx.AsyncClient, vendor: str) -> str:
    path, body = SUBMITS[vendor]
    found = submit_ticket((await client.post(path, json=dict(body))).json())
    assert found is not None
    return found


async def keep(studio: Studio, vendor: str, handle: str, number: int) -> str:
    """A task as if it had been submitted a while ago; its id."""
    then = datetime.now(UTC) - timedelta(seconds=100)
    task = Task(
        task_id=new_id("task"),
        owner="local",
        account=studio.roster[vendor].account,
        vendor=vendor,
        operation=CreateMusic.name,
        arguments={"sound": "warm lofi with rhodes and brushed drums"},
        key=str(number),
        status=Status.RUNNING,
        ticket=handle,
        created_at=then,
        submitted_at=then,
        held_until=then + timedelta(hours=1),
    )
    return (await studio.ledger.tasks.claim(task, holder="bench", paid=False, limit=0)).task_id


async def looks(client: httpx.AsyncClient, vendor: str) -> int:
    heard = (await client.get("/_requests")).json()["requests"]
    return sum(each["vendor"] == vendor and each["purpose"] == "poll" for each in heard)


async def promptness(vendor: str) -> str:
    """Requests for a finished song, and how long after the vendor the ledger knows of it."""
    chance, finished = Random(vendor), dict[str, float]()
    with tempfile.TemporaryDirectory() as folder:
        async with a_vendor() as client, open_studio(settings_for(Path(folder), client, vendor)) as studio:
            tasks = [await asked(studio, number) for number in range(SONGS)]

            async def finish(task: Task) -> None:
                await anyio.sleep(chance.uniform(*SPAN))
                await client.post("/_control", json={"finish": [task.ticket]})
                finished[task.task_id] = time.time()

            async with anyio.create_task_group() as making:
                for task in tasks:
                    making.start_soon(finish, task)
                done = await everything_done(studio, [task.task_id for task in tasks])
            count = await looks(client, vendor)
    late = sorted(done[task_id].timestamp() - moment for task_id, moment in finished.items())
    return (
        f"{vendor}: {count / SONGS:.2f} requests for a finished song, known {median(late):.1f} s after the vendor had it "
        f"(at most {late[-1]:.1f} s); songs took {SPAN[0]:.0f} to {SPAN[1]:.0f} s"
    )


async def asked(studio: Studio, number: int) -> Task:
    call = Call(CreateMusic(sound="warm lofi with rhodes and brushed drums", title=f"song {number}"), wait_seconds=0)
    return (await studio.do(call)).task


async def everything_done(studio: Studio, task_ids: list[str]) -> dict[str, datetime]:
    while True:
        mark = studio.ledger.changes.count
        stands = await studio.ledger.tasks.get_many("local", task_ids)
        ends = {task.task_id: task.finished_at for task in stands.values() if task.finished_at is not None}
        if len(ends) == len(task_ids):
            return ends
        await studio.ledger.changes.wait(60, since=mark)


async def main(count: int, seconds: float) -> None:
    start_logs("warning")
    for vendor in SUBMITS:
        print(await cost_of_many(vendor, count, seconds), flush=True)
    async with anyio.create_task_group() as together:

        async def tell(vendor: str) -> None:
            print(await promptness(vendor), flush=True)

        for vendor in SUBMITS:
            together.start_soon(tell, vendor)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.poller")
    arguments.add_argument("--tasks", type=int, default=1000)
    arguments.add_argument("--seconds", type=float, default=20)
    said = arguments.parse_args()
    anyio.run(main, said.tasks, said.seconds)
