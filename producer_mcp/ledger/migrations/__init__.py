"""The ledger's form, step by step: each numbered file carries it one version forward, and is never changed again."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from importlib.resources import files
from pathlib import Path

from ...errors import StorageFailed
from ..database import Row

Do = Callable[[str], Awaitable[list[Row]]]
"""Runs one SQL statement."""

OURS = 0x50524D43
"""SQLite's application id of our files: `PRMC`."""
EXAMINATION = """
SELECT application_id, user_version, (SELECT COUNT(*) FROM sqlite_master) AS tables
FROM pragma_application_id, pragma_user_version
"""


def steps() -> list[str]:
    """The migrations, in order; the first makes version 1."""
    scripts = (file for file in files(__package__).iterdir() if file.name.endswith(".sql"))
    return [script.read_text("utf-8") for script in sorted(scripts, key=lambda script: script.name)]


async def examine(do: Do, path: Path) -> int:
    """The version of a ledger, 0 for an empty file; refuses one from the future, and files that are no ledger."""
    found = (await do(EXAMINATION))[0]
    version, known = int(found["user_version"]), len(steps())
    if found["application_id"] != OURS and (found["application_id"] or version or found["tables"]):
        raise StorageFailed(
            f"{path} is a database, but no ledger of producer-mcp; it was left as it is. Set PRODUCER_LEDGER to another file."
        )
    if version > known:
        raise StorageFailed(
            f"the ledger {path} was written by a newer producer-mcp (its version is {version}, this one knows {known}); "
            "it was left as it is. Upgrade producer-mcp, or set PRODUCER_LEDGER to another file."
        )
    return version


async def migrate(do: Do, path: Path) -> None:
    """Carry a ledger forward, inside the caller's transaction: wholly or not at all."""
    version = await examine(do, path)
    for number, script in enumerate(steps()[version:], start=version + 1):
        for statement in statements_of(script):
            await do(statement)
        await do(f"PRAGMA user_version = {number}")
    if version == 0:
        await do(f"PRAGMA application_id = {OURS}")


def statements_of(script: str) -> Iterator[str]:
    """The statements one by one; `executescript` would end the transaction they belong to."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
