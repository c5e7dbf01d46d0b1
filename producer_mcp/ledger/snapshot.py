"""A private copy of a ledger, to look at while a server is writing in the original."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio.to_thread import run_sync

from ..errors import NotFound, StorageFailed
from . import Ledger
from .sqlite import open_ledger
from .sqlite_errors import converted_errors


@asynccontextmanager
async def open_snapshot(path: Path, now: Callable[[], datetime]) -> AsyncIterator[Ledger]:
    """The ledger in the file `path` as it is now, in a copy that is deleted at the end of the block.

    The original is opened for reading only: a ledger of an older version is carried forward in the copy. Raises `NotFound` when
    there is no such file, and `StorageFailed` when it cannot be read.
    """
    path = path.expanduser().absolute()
    if not path.is_file():
        raise NotFound(f"there is no ledger at {path}; nothing was ever asked for, or PRODUCER_LEDGER names another file.")
    with TemporaryDirectory(prefix="producer-mcp-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / path.name
        with converted_errors(path):
            await run_sync(_copy, path, copy)
        try:
            async with open_ledger(copy, now) as ledger:
                yield ledger
        except StorageFailed as error:
            raise StorageFailed(str(error).replace(str(copy), str(path))) from error


def _copy(source: Path, target: Path) -> None:
    """Copy a database, with what its write-ahead log holds; a writer is not disturbed."""
    # No log means that nobody has the ledger open. `immutable` then keeps SQLite from creating an empty one.
    mode = "mode=ro" if source.with_name(f"{source.name}-wal").exists() else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{source.as_uri()}?{mode}", uri=True)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
