"""One of several processes that write in one ledger at once: `python -m tests.ledger.concurrent_writer FILE NAME`.

It prints `ready`, waits for a line on stdin, competes for tasks and files, and prints what it won as one line of JSON.
On the line `hang` it prints `hanging` inside a transaction and stays there until it is killed.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import anyio

from producer_mcp.ledger import Ledger
from producer_mcp.ledger.database import Database
from producer_mcp.ledger.sqlite import open_ledger

from .examples import a_clip, a_file, a_task, now_running

KEY_COUNT = 25
FILE_COUNT = 25
SHARED_HOLDER = "shared"
"""The holder that all processes claim and launch the same tasks as."""


def now() -> datetime:
    return datetime.now(UTC)


async def work(ledger: Ledger, name: str) -> dict[str, list[str]]:
    """Competes for claims, launches, finishes and files, and returns the keys it won; each may be won by one process only."""
    won: dict[str, list[str]] = {"claimed": [], "launched": [], "finished": [], "fetched": [], "led": []}
    await ledger.leases.acquire(f"process:{name}", name, 60)
    if await ledger.leases.acquire("an account", name, 60):
        won["led"].append("an account")

    async def task(number: int) -> None:
        words = {"key": f"key {number}", "created_at": now(), "held_until": now() + timedelta(hours=1)}
        mine = a_task(f"{number}-{name}", **words)
        standing = await ledger.tasks.claim(mine, holder=SHARED_HOLDER, paid=True, limit=KEY_COUNT)
        if standing.task_id == mine.task_id:
            won["claimed"].append(standing.key)
        if await ledger.tasks.launch(standing.task_id, SHARED_HOLDER):
            won["launched"].append(standing.key)
            await ledger.tasks.save(now_running(standing, f"ticket of {name}"))

    async with anyio.create_task_group() as group:
        for number in range(KEY_COUNT):
            group.start_soon(task, number)
    running_ids = [task.task_id for task in await ledger.tasks.running(a_task().account)]
    for running in (await ledger.tasks.get_many(a_task().owner, running_ids)).values():
        theirs = running.key.split()[1]
        clip, file = a_clip(f"{theirs}-{name}", vendor_clip_id=theirs), a_file(f"{theirs}-{name}", next_try=now())
        done = await ledger.tasks.finish(running, [clip], [file])
        if done.clips[0].clip_id.endswith(name):
            won["finished"].append(running.key)
    while files := await ledger.files.claim(name, 4):
        for file, clip in files:
            won["fetched"].append(clip.vendor_clip_id)
            await ledger.files.record_fetched(file.model_copy(update={"path": f"/music/{clip.clip_id}", "next_try": None}))
    return won


async def main(path: Path, name: str) -> None:
    print("ready", flush=True)
    order = sys.stdin.readline().strip()
    async with open_ledger(path, now) as ledger:
        if order == "hang":
            await hang(ledger)
        print(json.dumps(await work(ledger, name)), flush=True)


async def hang(ledger: Ledger) -> None:
    database: Database = cast(Any, ledger.spending)._database
    async with database.writing() as statements:
        await statements.run("give_back", places='["task_1"]')
        print("hanging", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), sys.argv[2])
