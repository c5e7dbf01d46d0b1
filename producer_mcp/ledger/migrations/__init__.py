"""The tables of the ledger, step by step: each `.sql` file of this folder is run once, in the order of the names.

A ledger records the names of the files it has run. Two branches may each add a file with the same number: a ledger that
has run one of them still runs the other. A file that has been released is never changed or renamed.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from importlib.resources import files
from pathlib import Path

from ...errors import StorageFailed
from ..database import Row

RunSql = Callable[[str], Awaitable[list[Row]]]
"""Runs one SQL statement, and returns its rows."""

APPLICATION_ID = 0x50524D43
"""SQLite's `application_id` of our files: `PRMC`."""
COUNTED_MIGRATIONS = ("0001_tasks_and_clips.sql", "0002_files_and_search.sql")
"""The migrations from the time when a ledger recorded only how many it had run, in `user_version`, and not their names.

`user_version` is still written: a program of that time then refuses a ledger that has run more files than it knows.
"""
EXAMINE_SQL = """
SELECT application_id, user_version, (SELECT COUNT(*) FROM sqlite_master) AS tables,
       (SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration') AS is_recorded
FROM pragma_application_id, pragma_user_version
"""


def scripts() -> dict[str, str]:
    """The SQL of every migration, by file name, in order."""
    sql_files = (file for file in files(__package__).iterdir() if file.name.endswith(".sql"))
    return {file.name: file.read_text("utf-8") for file in sorted(sql_files, key=lambda file: file.name)}


async def examine(run_sql: RunSql, path: Path) -> list[str]:
    """The names of the migrations that a ledger has run, none for an empty file.

    Raises `StorageFailed` for a ledger of a newer program, and for a database that is no ledger.
    """
    row = (await run_sql(EXAMINE_SQL))[0]
    version, known = int(row["user_version"]), scripts()
    if row["application_id"] != APPLICATION_ID and (row["application_id"] or version or row["tables"]):
        raise StorageFailed(
            f"{path} is a database, but no ledger of producer-mcp; it was left as it is. Set PRODUCER_LEDGER to another file."
        )
    if row["is_recorded"]:
        applied = [str(row["name"]) for row in await run_sql("SELECT name FROM migration ORDER BY name")]
    else:
        applied = list(COUNTED_MIGRATIONS[:version])
    if unknown := [name for name in applied if name not in known]:
        raise _newer(path, f"it has run {', '.join(unknown)}, which this one does not know")
    if version > len(applied):
        raise _newer(path, f"its version is {version}, this one knows {len(known)}")
    return applied


async def migrate(run_sql: RunSql, path: Path) -> None:
    """Run the migrations that a ledger has not run, inside the caller's transaction: all of them or none."""
    applied = await examine(run_sql, path)
    await run_sql("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)")
    recorded = [row["name"] for row in await run_sql("SELECT name FROM migration")]
    known = scripts()
    for name, script in known.items():
        if name not in applied:
            for statement in statements_of(script):
                await run_sql(statement)
        if name not in recorded:
            await run_sql(f"INSERT INTO migration (name) VALUES ('{name}')")
            await run_sql(f"PRAGMA user_version = {len(known)}")
    if not applied:
        await run_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _newer(path: Path, why: str) -> StorageFailed:
    return StorageFailed(
        f"the ledger {path} was written by a newer producer-mcp ({why}); "
        "it was left as it is. Upgrade producer-mcp, or set PRODUCER_LEDGER to another file."
    )


def statements_of(script: str) -> Iterator[str]:
    """The statements one by one; `executescript` would end the transaction they belong to."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
