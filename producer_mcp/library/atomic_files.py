"""Files that appear whole or not at all: written under a temporary name, then given a free name; nothing is overwritten."""

import errno
import hashlib
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import StorageFailed
from .file_formats import HEAD_BYTES

COPY_BLOCK_BYTES = 1 << 20
"""How much of a file is read and written at a time."""
LIBRARY_VARIABLE, DATA_VARIABLE = "PRODUCER_LIBRARY", "PRODUCER_LEDGER"
"""The environment variables that set the music folder, and the file whose folder holds everything else."""
PARTIAL_PREFIX, PARTIAL_ENDING = ".producer-", ".part"
"""How the temporary names of files that are being written begin and end."""
ERRNO_REASONS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "its disk is full; make room, or set"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "it may not be written to; allow it, or set"),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), "there is no such folder; make it, or set"),
    errno.EEXIST: "it is no folder; set",
}
"""What is wrong with a folder, by the number of the system's error; a variable's name goes behind it."""


@contextmanager
def storage_errors(folder: Path, variable: str = LIBRARY_VARIABLE) -> Iterator[None]:
    """Turns an OSError into `StorageFailed` that says what to do; `variable` is the one that sets the folder."""
    try:
        yield
    except OSError as error:
        unknown = f"the disk says {error.strerror or type(error).__name__}; see to it, or set"
        reason = ERRNO_REASONS.get(error.errno or 0, unknown)
        raise StorageFailed(f"cannot save in {folder}: {reason} {variable} to another place") from error


def ensure_folder(folder: Path, variable: str = LIBRARY_VARIABLE) -> Path:
    """The folder's real path, made if it is missing; what is made for data only its owner can read."""
    with storage_errors(folder, variable):
        folder.mkdir(mode=0o777 if variable == LIBRARY_VARIABLE else 0o700, parents=True, exist_ok=True)
        return folder.resolve(strict=True)


class PartialFile:
    """A file being written under a temporary name, in the folder where it will stay. Its methods block and raise OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"{PARTIAL_PREFIX}{secrets.token_hex(8)}{PARTIAL_ENDING}"
        self.head = b""
        """The first bytes, as many as tell the format."""
        self.size = 0
        self._hash = hashlib.sha256()
        self._file = self.path.open("xb")

    @property
    def sha256(self) -> str:
        """The hash, in hexadecimal digits, of what is written so far."""
        return self._hash.hexdigest()

    def write(self, block: bytes) -> None:
        """Append a block."""
        self._file.write(block)
        self._hash.update(block)
        self.head += block[: HEAD_BYTES - len(self.head)]
        self.size += len(block)

    def restart(self) -> None:
        """Drop everything written so far."""
        self._file.seek(0)
        self._file.truncate()
        self.head, self.size, self._hash = b"", 0, hashlib.sha256()

    def close(self) -> None:
        """Close it, with its content flushed to the disk."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def discard(self) -> None:
        """Close and delete it under its temporary name; no effect on a file that was given its own."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self.path.unlink()


def sha256_of(path: Path) -> str:
    """The hash of a file's content, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_regular_file(path: Path) -> bool:
    """Whether `path` is a regular file, and not a link to one."""
    return path.is_file() and not path.is_symlink()


def move_to_free_name(written: Path, sha256: str, names: Iterable[str]) -> Path:
    """Give a finished file the first of `names` that is free in its folder; returns its path there.

    A file of that name with the same bytes is taken for it, and `written` stays. Raises FileExistsError when all are taken.
    """
    for name in names:
        target = written.with_name(name)
        try:
            _move(written, target)
        except FileExistsError:
            is_same_size = is_regular_file(target) and target.stat().st_size == written.stat().st_size
            if not (is_same_size and sha256_of(target) == sha256):
                continue
        _sync(target.parent)
        return target
    raise FileExistsError(errno.EEXIST, "every name is taken", written.name)


def remove_other(path: Path, kept: Path) -> None:
    """Delete the file at `path`, if there is one and it is not the file at `kept`; their names may differ in case alone."""
    if path.exists() and not (kept.exists() and path.samefile(kept)):
        path.unlink(missing_ok=True)


def _move(source: Path, target: Path) -> None:
    """Rename; raises FileExistsError where anything stands at `target`, a dangling link included."""
    if sys.platform == "win32":
        source.rename(target)  # fails on Windows when the target exists
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOENT, errno.EACCES):
            raise
        # The file system has no hard links (exFAT, some shares): an empty file reserves the name, and is then replaced.
        target.open("xb").close()
        source.replace(target)


def _sync(folder: Path) -> None:
    """Flush a folder, so that a name in it survives a power cut."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Holds an exclusive lock on the file `path`, across threads and processes; the system frees it when a process dies."""
    with path.open("ab") as file:
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


def remove_stale_partials(folder: Path, before: float) -> None:
    """Delete temporary files that a killed process left: those last written before a moment (seconds since 1970)."""
    for path in folder.glob(f"{PARTIAL_PREFIX}*{PARTIAL_ENDING}"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
