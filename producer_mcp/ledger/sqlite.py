"""The ledger in an SQLite file: one connection writes, one reads, each in a thread of its own."""

import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from ..errors import StorageFailed
from ..file_kinds import obstacle
from . import Ledger
from .changes import PolledChanges
from .clips import SqlClips
from .database import Database, Row, Statements
from .files import SqlFiles
from .leases import SqlLeases
from .marks import SqlMarks
from .migrations import examine, migrate
from .retirements import SqlRetirements
from .spending import SqlSpending
from .sqlite_errors import FILE_SUFFIXES, converted_errors, retry_while_busy
from .statements import read_statements
from .statistics import SqlStatistics
from .tasks import SqlTasks

if TYPE_CHECKING:
    import aiosqlite

SQL_FILES = (
    "tasks.sql",
    "clips.sql",
    "files.sql",
    "leases.sql",
    "marks.sql",
    "retirements.sql",
    "spending.sql",
    "statistics.sql",
    "search_sqlite.sql",
)
BUSY_TIMEOUT_SECONDS = 0.02
"""How long SQLite itself waits for another process's transaction; after that we try again (`retry_while_busy`).

SQLite waits longer and longer between its tries: with four writers on two cores a process waited up to 3 s for its turn,
with our own tries 0.2 s.
"""
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")
"""WAL: readers do not wait for writers. FULL: what is written before money is spent survives a power cut."""
MIN_SQLITE_VERSION = (3, 35, 0)
"""The first with RETURNING and DROP COLUMN."""


@asynccontextmanager
async def open_ledger(path: Path, now: Callable[[], datetime]) -> AsyncIterator[Ledger]:
    """The ledger in the file `path`, which is created or brought up to date; raises `StorageFailed` if that fails."""
    path = path.expanduser().absolute()
    _create_file(path)
    sql = read_statements(*SQL_FILES)
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(_connected(path))
        reader = await stack.enter_async_context(_connected(path))
        database = SQLite(path, sql, writer, reader)
        await database.prepare()
        yield ledger_in(database, await database.version(), now)


def ledger_in(database: Database, version: int, now: Callable[[], datetime]) -> Ledger:
    """The ledger in an open database; `version` is the database's, as of now."""
    changes = PolledChanges(database, version)
    parts = (database, changes, now)
    return Ledger(
        tasks=SqlTasks(*parts),
        clips=SqlClips(*parts),
        files=SqlFiles(*parts),
        leases=SqlLeases(*parts),
        marks=SqlMarks(*parts),
        retirements=SqlRetirements(*parts),
        spending=SqlSpending(*parts),
        statistics=SqlStatistics(*parts),
        changes=changes,
    )


class SQLite:
    """A `Database` in one file."""

    def __init__(
        self, path: Path, sql: Mapping[str, str], writer: "aiosqlite.Connection", reader: "aiosqlite.Connection"
    ) -> None:
        self._path = path
        self._file_id = _file_id(path)
        self._writer = writer
        self._turn = anyio.Lock()
        self._writing = SQLiteStatements(path, sql, writer)
        self.reading: Statements = SQLiteStatements(path, sql, reader)

    async def prepare(self) -> None:
        """Set the file's rights and its PRAGMAs, and run the migrations it lacks; a file that is no ledger is not touched."""
        await examine(self._run_sql, self._path)
        if os.name == "posix" and self._path.stat().st_size:  # an empty file that was there is not one that we made
            self._path.chmod(0o600)
        for pragma in PRAGMAS:
            await self._run_sql(pragma)
        async with self.writing():
            await migrate(self._run_sql, self._path)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Statements]:
        """A transaction begun with `BEGIN IMMEDIATE`: only this statement can find the database locked, none after it."""
        with anyio.CancelScope(shield=True):
            async with self._turn:
                try:
                    await self._run_sql("BEGIN IMMEDIATE")
                    yield self._writing
                    await self._run_sql("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):  # there may be no transaction to roll back
                        await self._writer.execute_fetchall("ROLLBACK")
                    raise

    def require_in_place(self) -> None:
        """Raise `StorageFailed` when the file that was opened is no longer what other processes find under its name."""
        if _file_id(self._path) != self._file_id:
            raise StorageFailed(
                f"the ledger {self._path} was deleted, moved or replaced while the server runs; what is paid for must be in it, "
                "so nothing was submitted. Start the server again."
            )

    async def version(self) -> int:
        """SQLite's count of the changes that other connections have made."""
        return int((await self._run_sql("PRAGMA data_version"))[0]["data_version"])

    async def _run_sql(self, sql: str) -> list[Row]:
        return await _rows(self._path, self._writer, sql, {})


class SQLiteStatements:
    """`Statements` on one connection; `sql` has them by name."""

    def __init__(self, path: Path, sql: Mapping[str, str], connection: "aiosqlite.Connection") -> None:
        self._path = path
        self._sql = sql
        self._connection = connection

    async def one(self, query: str, **values: object) -> Row | None:
        """The first row, if there is one."""
        rows = await self.all(query, **values)
        return rows[0] if rows else None

    async def all(self, query: str, **values: object) -> list[Row]:
        """Every row."""
        return await _rows(self._path, self._connection, self._sql[query], values)

    async def run(self, query: str, **values: object) -> None:
        """Run a statement for its effect."""
        await self.all(query, **values)


async def _rows(path: Path, connection: "aiosqlite.Connection", sql: str, values: Row) -> list[Row]:
    """The rows of one statement, tried again while other processes keep the database busy.

    `execute_fetchall` goes to the connection's thread once; opening a cursor, fetching and closing it would go three times.
    """

    writable = {name: _writable(value) for name, value in values.items()}

    async def execute() -> list[Row]:
        return [dict(row) for row in await connection.execute_fetchall(sql, writable)]

    return await retry_while_busy(path, execute)


def _writable(value: object) -> object:
    """The value; in text, halves of characters, which UTF-8 cannot write, become `?`."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value


def _read_text(stored: bytes) -> str:
    """Text as it is stored; what is no UTF-8 in it, as another program may have written it, is shown as `\ufffd`."""
    return stored.decode("utf-8", "replace")


@asynccontextmanager
async def _connected(path: Path) -> "AsyncIterator[aiosqlite.Connection]":
    """A connection to the file, with rows by column name; closed at the end of the block."""
    import aiosqlite

    with converted_errors(path):
        connection = await aiosqlite.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.text_factory = _read_text
        yield connection
    finally:
        with anyio.CancelScope(shield=True):
            await connection.close()


def _create_file(path: Path) -> None:
    """The file and its folder, readable by the user only; SQLite gives the `-wal` and `-shm` files the same rights."""
    if sqlite3.sqlite_version_info < MIN_SQLITE_VERSION:
        raise StorageFailed(f"the ledger needs SQLite 3.35 or later, this Python has {sqlite3.sqlite_version}; use another.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in (Path(f"{path}{suffix}") for suffix in FILE_SUFFIXES):
            if kind := obstacle(part):
                raise StorageFailed(f"the ledger {part} is {kind} and no file; set PRODUCER_LEDGER to a file of its own.")
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageFailed(
            f"the ledger {path} cannot be opened ({error.strerror}); "
            "look at the file and its folder, or set PRODUCER_LEDGER to another file."
        ) from error


def _file_id(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that has taken its name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
