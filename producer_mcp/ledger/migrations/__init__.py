"""The ledger's form, step by step: each numbered file carries it one version forward, and is never changed again."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import StorageFailed

if TYPE_CHECKING:
    import aiosqlite

OURS = 0x50524D43
"""SQLite's application id of our files: `PRMC`."""


def steps() -> list[str]:
    """The migrations, in order; the first makes version 1."""
    scripts = (file for file in files(__package__).iterdir() if file.name.endswith(".sql"))
    return [script.read_text("utf-8") for script in sorted(scripts, key=lambda script: script.name)]


async def migrate(connection: "aiosqlite.Connection", path: Path) -> None:
    """Carry a ledger forward, inside the caller's transaction; refuses one from the future, and files that are no ledger."""
    version, owner, tables = [
        int(row[0])
        for pragma in ("PRAGMA user_version", "PRAGMA application_id", "SELECT COUNT(*) FROM sqlite_master")
        for row in await connection.execute_fetchall(pragma)
    ]
    if owner != OURS and (owner or version or tables):
        raise StorageFailed(
            f"{path} is a database, but no ledger of producer-mcp; it was left as it is. Set PRODUCER_LEDGER to another file."
        )
    scripts = steps()
    if version > len(scripts):
        raise StorageFailed(
            f"the ledger {path} was written by a newer producer-mcp (its version is {version}, this one knows {len(scripts)}); "
            "it was left as it is. Upgrade producer-mcp, or set PRODUCER_LEDGER to another file."
        )
    for number, script in enumerate(scripts[version:], start=version + 1):
        for statement in statements_of(script):
            await connection.execute_fetchall(statement)
        await connection.execute_fetchall(f"PRAGMA user_version = {number}")
    if owner != OURS:
        await connection.execute_fetchall(f"PRAGMA application_id = {OURS}")


def statements_of(script: str) -> Iterator[str]:
    """The statements one by one; `executescript` would end the transaction they belong to."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
