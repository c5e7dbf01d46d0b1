"""The path of a recording on this machine: judged by what the system says of it, before anything is opened."""

import os
from pathlib import Path
from typing import Final

from ..errors import InvalidArguments
from ..file_kinds import special_kind
from ..models import MAX_UPLOAD_BYTES

MAX_PATH_SHOWN: Final = 200


def recording_at(path: str) -> Path:
    """The absolute path of a file; `~` is the home folder. Raises InvalidArguments for what is no file, or too large a one."""
    shown = path if len(path) <= MAX_PATH_SHOWN else f"{path[:MAX_PATH_SHOWN]}…"
    try:
        absolute = Path(path).expanduser().absolute()
        status = os.stat(absolute)
    except (OSError, ValueError, RuntimeError) as error:  # too long, a zero byte, `~` of a stranger, or nothing there
        raise InvalidArguments(f"path: there is no file {shown}; say the whole path of one.") from error
    if kind := special_kind(status.st_mode):
        raise InvalidArguments(f"path: {shown} is {kind} and no file; say the whole path of an audio file.")
    if status.st_size > MAX_UPLOAD_BYTES:
        raise InvalidArguments(
            f"path: {shown} is larger than {MAX_UPLOAD_BYTES >> 20} MB ({status.st_size:,} bytes), and so not taken; "
            "cut it, or save it as flac or mp3, and give the path of that."
        )
    return absolute
