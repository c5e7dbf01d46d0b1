"""Files put on disk: written whole under a temporary name, then given their own without ever taking another's."""

import errno
import hashlib
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import StorageFailed
from .file_formats import HEAD

BLOCK = 1 << 20
LIBRARY, DATA = "PRODUCER_LIBRARY", "PRODUCER_LEDGER"
"""The variables that say where the music is kept, and where everything else is."""
MARK, ENDING = ".producer-", ".part"
REASONS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "its disk is full; make room, or set"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "it may not be written to; allow it, or set"),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR, errno.EEXIST), "there is no such folder; make it, or set"),
}


@contextmanager
def storage(folder: Path, variable: str = LIBRARY) -> Iterator[None]:
    """What the disk refuses, as a sentence that says what to do; `variable` sets where the folder is."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, f"the disk says {error.strerror or type(error).__name__}; see to it, or set")
        raise StorageFailed(f"cannot save in {folder}: {reason} {variable} to another place") from error


def prepared(folder: Path, variable: str = LIBRARY) -> Path:
    """The folder, made if need be, by its real path; the data folder's are nobody else's to read."""
    with storage(folder, variable):
        folder.mkdir(mode=0o777 if variable == LIBRARY else 0o700, parents=True, exist_ok=True)
        return folder.resolve(strict=True)


class Draft:
    """A file on its way, under a temporary name in the folder where it will stay. Calls block; OSErrors come as they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"{MARK}{secrets.token_hex(8)}{ENDING}"
        self.head = b""
        self.size = 0
        self._hash = hashlib.sha256()
        self._file = self.path.open("xb")

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, block: bytes) -> None:
        self._file.write(block)
        self._hash.update(block)
        self.head += block[: HEAD - len(self.head)]
        self.size += len(block)

    def restart(self) -> None:
        """Forget what was written."""
        self._file.seek(0)
        self._file.truncate()
        self.head, self.size, self._hash = b"", 0, hashlib.sha256()

    def close(self) -> None:
        """Make sure it is on the disk, not on its way there."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def discard(self) -> None:
        """Leave nothing behind; to be called however it ended."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self.path.unlink()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_plain(path: Path) -> bool:
    """Whether a regular file, and no link to one, stands there."""
    return path.is_file() and not path.is_symlink()


def place(draft: Path, sha256: str, names: Iterable[str]) -> Path:
    """Give a finished file the first of `names` that is free in its folder; a file with the same bytes there already is it."""
    for name in names:
        target = draft.with_name(name)
        try:
            _move(draft, target)
        except FileExistsError:
            if not (is_plain(target) and target.stat().st_size == draft.stat().st_size and sha256_of(target) == sha256):
                continue
        _sync(target.parent)
        return target
    raise FileExistsError(errno.EEXIST, "every name is taken", draft.name)


def _move(draft: Path, target: Path) -> None:
    """Raises FileExistsError rather than replace anything, a dangling link included."""
    if sys.platform == "win32":
        draft.rename(target)  # never replaces, there
        return
    try:
        os.link(draft, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOENT, errno.EACCES):
            raise
        # no hard links on this file system (exFAT, some shares): the name is taken with an empty file of ours, which is replaced
        target.open("xb").close()
        draft.replace(target)


def _sync(folder: Path) -> None:
    """A name lasts only when its folder has been written too."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some file systems have no way to
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Only one thread of one process inside; the system opens it again when that process dies."""
    with lock.open("ab") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def sweep(folder: Path, before: float) -> None:
    """Remove temporary files a killed process left, when they were last written before that moment (seconds since 1970)."""
    for path in folder.glob(f"{MARK}*{ENDING}"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
