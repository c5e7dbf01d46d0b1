"""What stands at a path where a file should: only regular files are read, and only they and names that are free are written."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISREG, ""),
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def obstacle(path: Path) -> str | None:
    """What is at `path` instead of a regular file, as `a folder`; None for a regular file, or nothing. A link is not followed.

    Raises OSError when that cannot be seen.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return None
    return special_kind(mode)


def special_kind(mode: int) -> str | None:
    """What a mode of `os.stat` is of, as `a folder`; None for a regular file."""
    return next((name for is_kind, name in KINDS if is_kind(mode)), "a device") or None
