"""How late a song is answered that somebody waits for, and what a thousand running ones cost.

    python -m tests.bench.watcher [--tasks 1000] [--seconds 20]

Clients wait for songs with calls of the usual length, at the studio's real pace and without callbacks: four songs at once at
each vendor, the vendors side by side. The vendors are a process of their own, so that only our work is counted.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median

import anyio
import httpx
from mcp import Client

from producer_mcp import __version__
from producer_mcp.app import open_studio
from producer_mcp.logs import start_logs
from producer_mcp.server import build_server
from producer_mcp.studio import Studio

from ..fake_vendor.bare_client import SUBMITS
from ..studio_client import call_tool
from .poller import a_vendor, cost_of_many, settings_for

SONGS_IN_A_ROW: Mapping[float, int] = {5: 15, 15: 6, 30: 3, 90: 1}
"""Seconds a song takes, and how many of these are made one after the other; each row is one client, and all rows run at once."""
MAX_JITTER_SECONDS = 2.5
"""A song takes up to so much longer, so that it does not always end at the same point between two looks."""
MAX_MEDIAN_SECONDS, MAX_SECONDS = 2.5, 5.5
MAX_CORE_SHARE, MAX_REQUESTS = 0.01, 0.1
"""What a thousand running tasks may cost: a part of a core, and requests for each task and second."""


async def lateness(control: httpx.AsyncClient, vendor: str) -> str:
    """How long after the vendor had it a song was answered."""
    late: dict[float, list[float]] = {seconds: [] for seconds in SONGS_IN_A_ROW}
    with tempfile.TemporaryDirectory() as folder:
        async with open_studio(settings_for(Path(folder), control, vendor)) as studio, anyio.create_task_group() as rows:

            async def make_row(seconds: float) -> None:
                chance = Random(f"{vendor} {seconds}")
                async with Client(build_server(studio, version=__version__)) as client:
                    for number in range(SONGS_IN_A_ROW[seconds]):
                        takes = seconds + chance.uniform(0, MAX_JITTER_SECONDS)
                        late[seconds].append(await lateness_of_one(studio, client, control, f"{seconds:g} s, {number}", takes))

            for seconds in SONGS_IN_A_ROW:
                rows.start_soon(make_row, seconds)
    every = [one for row in late.values() for one in row]
    rows_told = ", ".join(f"{seconds:g} s: {median(row):.1f} and {max(row):.1f}" for seconds, row in late.items())
    return (
        f"{vendor}: a song that is ready is answered {median(every):.1f} s later (median of {len(every)}), at worst "
        f"{max(every):.1f} s; wanted at most {MAX_MEDIAN_SECONDS} and {MAX_SECONDS}. By the time a song takes: {rows_told}"
    )


async def lateness_of_one(studio: Studio, client: Client, control: httpx.AsyncClient, title: str, takes: float) -> float:
    """Seconds from the moment when the vendor has a song to the answer with it."""
    ready: list[float] = []

    async def finish() -> None:
        began = time.monotonic()
        while (ticket := await ticket_of_song(studio, title)) is None:
            await studio.changes.wait(1)
        await anyio.sleep(takes - (time.monotonic() - began))
        ready.append(time.monotonic())
        await control.post("/_control", json={"finish": [ticket]})

    async with anyio.create_task_group() as at_the_vendor:
        at_the_vendor.start_soon(finish)
        task = await call_tool(client, "create_music", sound="warm lofi with rhodes and brushed drums", title=title)
        while task["status"] != "done":
            [task] = (await call_tool(client, "get_tasks", task_ids=[task["task_id"]]))["tasks"]
        answered = time.monotonic()
    return answered - ready[0]


async def ticket_of_song(studio: Studio, title: str) -> str | None:
    tasks = await studio.recent("local", 8)
    return next((task.ticket for task in tasks if task.arguments["title"] == title), None)


async def main(count: int, seconds: float) -> None:
    start_logs("warning")
    async with a_vendor() as control, anyio.create_task_group() as together:

        async def tell(vendor: str) -> None:
            print(await lateness(control, vendor), flush=True)

        for vendor in SUBMITS:
            together.start_soon(tell, vendor)
    for vendor in SUBMITS:
        for is_waited_for in (False, True):
            print(await cost_of_many(vendor, count, seconds, is_waited_for=is_waited_for), flush=True)
    print(f"wanted: at most {MAX_CORE_SHARE:.0%} of a core, and {MAX_REQUESTS} requests for each task and second")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.watcher")
    arguments.add_argument("--tasks", type=int, default=1000)
    arguments.add_argument("--seconds", type=float, default=20)
    said = arguments.parse_args()
    anyio.run(main, said.tasks, said.seconds)
