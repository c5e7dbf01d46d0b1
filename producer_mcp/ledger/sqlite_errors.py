"""SQLite's errors as sentences for the user; waiting for a busy ledger; setting a damaged one aside."""

import random
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import anyio

from ..errors import StorageFailed
from ..file_kinds import obstacle

Result = TypeVar("Result")

BUSY_RETRY_SECONDS = 20
"""How long we go on trying while other processes keep the ledger busy; less than the 45 s that a caller waits."""
RETRY_PAUSE_SECONDS = (0.001, 0.01)
"""The shortest and the longest pause between two tries; random, so that every process gets its turn."""
BUSY_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""Result codes by which SQLite says that somebody else is writing."""
BROKEN_LEDGER = (
    "the ledger {path} cannot be read: it is damaged, or no ledger at all. It was left as it is. "
    "To set it aside and begin a new one: producer-mcp ledger --set-aside (or move the file, or set PRODUCER_LEDGER to another)."
)
UNWRITABLE_LEDGER = (
    "the ledger {path} cannot be written; make the file and its folder writable, or set PRODUCER_LEDGER to another file."
)
BUSY_LEDGER = "the ledger {path} is kept busy by another program. End that program, then ask again."
SENTENCE_BY_CODE = {
    sqlite3.SQLITE_CORRUPT: BROKEN_LEDGER,
    sqlite3.SQLITE_NOTADB: BROKEN_LEDGER,
    sqlite3.SQLITE_FULL: "the disk of the ledger {path} is full; make room, then ask again.",
    sqlite3.SQLITE_READONLY: UNWRITABLE_LEDGER,
    sqlite3.SQLITE_PERM: UNWRITABLE_LEDGER,
    sqlite3.SQLITE_CANTOPEN: "the ledger {path} cannot be opened; look at its folder, or set PRODUCER_LEDGER to another file.",
    sqlite3.SQLITE_IOERR: "the disk of the ledger {path} fails; look at it, or set PRODUCER_LEDGER to another file.",
    sqlite3.SQLITE_BUSY: BUSY_LEDGER,
    sqlite3.SQLITE_LOCKED: BUSY_LEDGER,
}
"""By SQLite's primary result code. Any other error is a bug of ours and is not converted."""
FILE_SUFFIXES = ("", "-wal", "-shm")
"""The files that together are one ledger."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 if the error came from elsewhere."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def converted_errors(path: Path) -> Iterator[None]:
    """Raises `StorageFailed` in place of SQLite's errors about the disk, the file or other processes."""
    try:
        yield
    except sqlite3.Error as error:
        if sentence := SENTENCE_BY_CODE.get(code_of(error)):
            raise StorageFailed(sentence.format(path=path)) from error
        raise


async def retry_while_busy(path: Path, execute: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `execute`, which is called again while other processes keep the ledger busy, for 20 seconds at most."""
    deadline = anyio.current_time() + BUSY_RETRY_SECONDS
    with converted_errors(path):
        while True:
            try:
                return await execute()
            except sqlite3.OperationalError as error:
                if code_of(error) not in BUSY_CODES or anyio.current_time() > deadline:
                    raise
            await anyio.sleep(random.uniform(*RETRY_PAUSE_SECONDS))


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a ledger's files, so that the next start creates a new one; returns the new path. Never done unasked."""
    stem = f"{path.name}.{now:%Y%m%d-%H%M%S}"
    if kind := obstacle(path):
        raise StorageFailed(f"the ledger {path} is {kind} and no file; it was left as it is. Set PRODUCER_LEDGER to a file.")
    candidates = (path.with_name(stem + suffix) for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
    aside = next(candidate for candidate in candidates if not candidate.exists())
    try:
        for suffix in FILE_SUFFIXES:
            source = path.with_name(path.name + suffix)
            if source.exists():
                source.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise StorageFailed(f"the ledger {path} could not be set aside ({error.strerror}); move it by hand.") from error
    return aside
