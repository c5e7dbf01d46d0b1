"""What SQLite complains of, in sentences; and what is done about a ledger that cannot be read."""

import random
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import anyio

from ..errors import StorageFailed

Answer = TypeVar("Answer")

PATIENCE = 20
"""Seconds we go on asking a ledger that other processes keep busy; a caller waits 45."""
PAUSE = (0.001, 0.01)
"""Seconds between two askings, by chance, so that everyone gets a turn."""
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
BROKEN = (
    "the ledger {path} cannot be read: it is damaged, or no ledger at all. It was left as it is. "
    "To set it aside and begin a new one: producer-mcp ledger --set-aside (or move the file, or set PRODUCER_LEDGER to another)."
)
UNWRITABLE = "the ledger {path} cannot be written; make the file and its folder writable, or set PRODUCER_LEDGER to another file."
OCCUPIED = "the ledger {path} is kept busy by another program. End that program, then ask again."
SENTENCES = {
    sqlite3.SQLITE_CORRUPT: BROKEN,
    sqlite3.SQLITE_NOTADB: BROKEN,
    sqlite3.SQLITE_FULL: "the disk of the ledger {path} is full; make room, then ask again.",
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_PERM: UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: "the ledger {path} cannot be opened; look at its folder, or set PRODUCER_LEDGER to another file.",
    sqlite3.SQLITE_IOERR: "the disk of the ledger {path} fails; look at it, or set PRODUCER_LEDGER to another file.",
    sqlite3.SQLITE_BUSY: OCCUPIED,
    sqlite3.SQLITE_LOCKED: OCCUPIED,
}
"""By SQLite's primary result code. Any other complaint is a mistake of ours, and stays one."""
BESIDE = ("", "-wal", "-shm")
"""The files that are one ledger."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 if the error came from elsewhere."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's complaints leave as `StorageFailed`."""
    try:
        yield
    except sqlite3.Error as error:
        if sentence := SENTENCES.get(code_of(error)):
            raise StorageFailed(sentence.format(path=path)) from error
        raise


async def patiently(path: Path, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What `ask` answers; asked again while other processes keep the ledger busy."""
    patience = anyio.current_time() + PATIENCE
    with told(path):
        while True:
            try:
                return await ask()
            except sqlite3.OperationalError as error:
                if code_of(error) not in BUSY or anyio.current_time() > patience:
                    raise
            await anyio.sleep(random.uniform(*PAUSE))


def set_aside(path: Path, now: datetime) -> Path:
    """Move a ledger away, so that a new one is begun; where it is now. Only when the user says so."""
    stem = f"{path.name}.{now:%Y%m%d-%H%M%S}"
    places = (path.with_name(stem + suffix) for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
    aside = next(place for place in places if not place.exists())
    try:
        for suffix in BESIDE:
            source = path.with_name(path.name + suffix)
            if source.exists():
                source.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise StorageFailed(f"the ledger {path} could not be set aside ({error.strerror}); move it by hand.") from error
    return aside
