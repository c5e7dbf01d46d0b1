"""Migrations are recorded by name, and each missing one is run, whatever others have run before it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from producer_mcp.errors import StorageFailed
from producer_mcp.ledger import migrations
from producer_mcp.ledger.sqlite import open_ledger

from .examples import Clock

pytestmark = pytest.mark.anyio

RELEASED = migrations.scripts()
OURS = {"0003_moods.sql": "CREATE TABLE mood (word TEXT);\n"}
THEIRS = {"0003_albums.sql": "CREATE TABLE album (title TEXT);\n"}


async def opened(path: Path, monkeypatch: pytest.MonkeyPatch, *more: dict[str, str]) -> None:
    """As a program opens it that knows the released migrations and `more`."""
    known = {name: script for scripts in (RELEASED, *more) for name, script in scripts.items()}
    monkeypatch.setattr(migrations, "scripts", lambda: dict(sorted(known.items())))
    async with open_ledger(path, Clock()) as ledger:
        await ledger.statistics.counts()


def asked(path: Path, sql: str) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql)]


def tables(path: Path) -> set[str]:
    return {"mood", "album"}.intersection(map(str, asked(path, "SELECT name FROM sqlite_master WHERE type = 'table'")))


def counted(path: Path, version: int) -> None:
    """A ledger as programs made it that counted migrations."""
    with closing(sqlite3.connect(path)) as connection:
        for name in migrations.COUNTED_MIGRATIONS[:version]:
            connection.executescript(RELEASED[name])
        connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize("first, second", [(OURS, THEIRS), (THEIRS, OURS)])
async def test_migrations_of_two_branches_with_one_number_both_run(
    path: Path, monkeypatch: pytest.MonkeyPatch, first: dict[str, str], second: dict[str, str]
) -> None:
    await opened(path, monkeypatch, first)
    assert len(tables(path)) == 1
    await opened(path, monkeypatch, first, second)
    assert tables(path) == {"mood", "album"}
    assert asked(path, "SELECT name FROM migration ORDER BY name") == sorted(RELEASED | OURS | THEIRS)
    assert asked(path, "PRAGMA user_version") == [len(RELEASED) + 2]


async def test_a_ledger_that_has_run_a_migration_we_do_not_know_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(path, monkeypatch, OURS)
    before = path.read_bytes()
    with pytest.raises(StorageFailed, match=r"newer producer-mcp .*0003_moods\.sql.*left as it is\. Upgrade"):
        await opened(path, monkeypatch, THEIRS)
    assert path.read_bytes() == before and tables(path) == {"mood"}


@pytest.mark.parametrize("version", [1, 2])
async def test_a_ledger_that_counted_has_run_so_many(path: Path, monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    counted(path, version)
    await opened(path, monkeypatch)
    assert asked(path, "SELECT name FROM migration ORDER BY name") == sorted(RELEASED)
    await opened(path, monkeypatch, OURS)
    assert tables(path) == {"mood"} and asked(path, "PRAGMA user_version") == [len(RELEASED) + 1]


async def test_a_ledger_that_counted_further_than_we_know_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its third migration has no name, so that it may be any."""
    counted(path, 3)
    with pytest.raises(StorageFailed, match=r"newer producer-mcp .*its version is 3"):
        await opened(path, monkeypatch, OURS)


async def test_a_program_that_counts_refuses_what_it_does_not_know(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It compares `user_version` with the number of its own migrations, and leaves a file of another application alone."""
    await opened(path, monkeypatch)
    assert asked(path, "PRAGMA user_version") == [len(RELEASED)]
    await opened(path, monkeypatch, OURS)
    assert asked(path, "PRAGMA user_version") == [len(RELEASED) + 1]
    assert asked(path, "PRAGMA application_id") == [migrations.APPLICATION_ID]


async def test_opening_a_ledger_that_lacks_nothing_writes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(path, monkeypatch)
    async with open_ledger(path, Clock()) as ledger:
        seen = ledger.changes.count
        await opened(path, monkeypatch)
        assert not await ledger.changes.wait(0.7, since=seen)


NEWEST = sorted(RELEASED)[3:]
APPLIED = "SELECT name FROM migration ORDER BY name"
COLUMNS = """
SELECT entry.name || ' ' || "column".name || ' ' || "column".type || ' ' || "column"."notnull" || IFNULL("column".dflt_value, '')
FROM sqlite_master AS entry, pragma_table_info(entry.name) AS "column"
WHERE entry.type = 'table' ORDER BY 1
"""
"""Of every table, in alphabetical order: two that add one to the same table may be run in any order."""


@pytest.mark.parametrize("last", NEWEST)
async def test_the_newest_migrations_give_the_same_tables_in_any_order(
    path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr(migrations, "scripts", lambda: {name: RELEASED[name] for name in sorted(RELEASED) if name != last})
    async with open_ledger(path, Clock()):
        pass
    await opened(path, monkeypatch)
    await opened(whole := path.with_name("whole.db"), monkeypatch)
    for sql in (COLUMNS, "SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql NOT NULL ORDER BY name", APPLIED):
        assert asked(path, sql) == asked(whole, sql)
    assert asked(path, "PRAGMA user_version") == [len(RELEASED)]
