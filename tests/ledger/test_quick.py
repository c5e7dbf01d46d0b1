"""A ledger of years stays quick: counted in SQLite's own steps, which are the same on every machine."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from producer_mcp.ledger import Ledger
from producer_mcp.ledger.rows import task_values, values_of
from producer_mcp.models import Status

from .examples import ACCOUNT, NOON, a_clip, a_file, a_task

pytestmark = pytest.mark.anyio

TASKS = 5_000
RUNNING = 1_000
STEPS_A_COUNT = 100
"""SQLite reports after so many instructions of its virtual machine."""
MAX_STEPS = 180_000
"""The most that a method may take, a little over what the most expensive one takes now: one that lost its index exceeds it."""


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    many = list(rows)
    words = list(many[0])
    statement = f"INSERT INTO {table} ({', '.join(words)}) VALUES ({', '.join(f':{word}' for word in words)})"
    connection.executemany(statement, many)


@pytest.fixture
def years(ledger: Ledger, path: Path) -> Ledger:
    """5,000 tasks, of which 1,000 run and 4,000 gave a clip with a file, its lyrics as long as lyrics are."""
    lyrics = "[Verse]\n" + "rain on the window and a light that stays\n" * 30
    one, clip, file = task_values(a_task()), values_of(a_clip(sound="lofi", lyrics=lyrics)), values_of(a_file())
    moments = [(NOON - timedelta(minutes=number)).isoformat(timespec="microseconds") for number in range(TASKS)]

    def task(number: int) -> dict[str, Any]:
        runs = number < RUNNING
        stands = {"status": Status.RUNNING if runs else Status.DONE, "finished_at": None if runs else moments[number - 1]}
        names = {"task_id": f"task_{number}", "key": f"k{number}", "ticket": f"t{number}", "holder": "dead"}
        return one | stands | names | {"created_at": moments[number], "submitted_at": moments[number]}

    made = range(RUNNING, TASKS)
    ids = {number: {"clip_id": f"clip_{number}"} for number in made}
    titles = {number: {"title": f"Song {number}", "vendor_clip_id": f"v{number}"} for number in made}
    with sqlite3.connect(path) as connection:
        put(connection, "task", map(task, range(TASKS)))
        put(connection, "clip", (clip | ids[number] | titles[number] | {"created_at": moments[number]} for number in made))
        put(connection, "task_clip", (ids[number] | {"task_id": f"task_{number}", "place": 0} for number in made))
        put(connection, "file", (file | ids[number] for number in made))
    connection.close()
    return ledger


ASKED: dict[str, Callable[[Ledger], Awaitable[object]]] = {
    "claim": lambda ledger: ledger.tasks.claim(a_task("new"), holder="we", paid=True, limit=100),
    "save": lambda ledger: ledger.tasks.save(a_task(3, status=Status.RUNNING, progress=0.5), raw="{}"),
    "fifty tasks": lambda ledger: ledger.tasks.get_many("local", [f"task_{number}" for number in range(2000, 2050)]),
    "recent": lambda ledger: ledger.tasks.recent("local", 50, before="task_4000"),
    "find": lambda ledger: ledger.clips.find("local", query="rain song 4999"),
    "find what is everywhere": lambda ledger: ledger.clips.find("local", query="rain", limit=50),
    "find an oldest": lambda ledger: ledger.clips.find("local", query="雨"),
    "family": lambda ledger: ledger.clips.find("local", clip_id="clip_4999"),
    "titles": lambda ledger: ledger.clips.titles("local", "song 49", 20),
    "files": lambda ledger: ledger.files.claim("we", 12),
    "running": lambda ledger: ledger.tasks.running(ACCOUNT),
    "orphans": lambda ledger: ledger.tasks.orphans(),
    "unanswered": lambda ledger: ledger.tasks.unanswered(),
    "typical": lambda ledger: ledger.statistics.typical_seconds("ccapi", "create_music"),
    "counts": lambda ledger: ledger.statistics.counts(),
}


async def test_five_thousand_tasks_stay_quick(years: Ledger) -> None:
    counted = [0]

    def count() -> int:
        counted[0] += STEPS_A_COUNT
        return 0

    database: Any = cast(Any, years.tasks)._database
    for connection in (database._writer, database.reading._connection):
        await connection.set_progress_handler(count, STEPS_A_COUNT)
    took = {}
    for asked, ask in ASKED.items():
        before = counted[0]
        await ask(years)
        took[asked] = counted[0] - before
    print(took)
    assert {asked: steps for asked, steps in took.items() if steps > MAX_STEPS} == {}
