"""A snapshot shows a ledger as it is, and leaves it as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from producer_mcp.errors import NotFound, StorageFailed
from producer_mcp.ledger import Ledger
from producer_mcp.ledger.snapshot import open_snapshot

from .examples import Clock, a_task

pytestmark = pytest.mark.anyio

VERSION_1 = Path(__file__).with_name("version_1.sql")


async def test_what_a_server_has_just_written_is_in_the_snapshot_and_not_the_other_way_round(ledger: Ledger, path: Path) -> None:
    await ledger.tasks.claim(a_task(1), holder="we", paid=False, limit=0)
    async with open_snapshot(path, Clock()) as snapshot:
        assert await snapshot.tasks.get("local", "task_1") == a_task(1)
        await snapshot.tasks.claim(a_task(2), holder="they", paid=False, limit=0)
    assert [task.task_id for task in await ledger.tasks.recent("local", 9)] == ["task_1"]


async def test_an_older_ledger_is_brought_up_to_date_in_the_copy_only(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1.read_text("utf-8"))
    before = path.read_bytes()
    async with open_snapshot(path, Clock()) as snapshot:
        assert (await snapshot.tasks.get("local", "task_1")).clips
    assert path.read_bytes() == before and [file.name for file in path.parent.iterdir()] == [path.name]


async def test_where_no_ledger_is_none_is_made(path: Path) -> None:
    with pytest.raises(NotFound, match="PRODUCER_LEDGER"):
        async with open_snapshot(path, Clock()):
            pass
    assert not path.exists()


async def test_a_damaged_ledger_is_named_by_its_own_path(path: Path) -> None:
    path.write_bytes(b"not a database, whatever its name\n" * 99)
    with pytest.raises(StorageFailed, match=r"cannot be read") as refused:
        async with open_snapshot(path, Clock()):
            pass
    assert str(path) in str(refused.value)
