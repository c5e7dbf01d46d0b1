"""Files that are already on this machine; only those in our own data folder are read."""

from pathlib import Path
from urllib.parse import urlsplit

from ..errors import AddressRefused, FetchFailed, TooLarge
from ..models import File
from .atomic_files import COPY_BLOCK_BYTES, PartialFile


def local_path(file: File, data_folder: Path) -> Path | None:
    """Where a file lies on this machine, by its `path` or a `file:` URL; None when it has to be downloaded.

    Raises `AddressRefused` unless its real path, with links resolved, is a regular file under `data_folder`: a vendor's answer
    could name any path. Raises `FetchFailed` when it is gone.
    """
    named = file.path or _path_of_url(file.url or "")
    if named is None:
        return None
    try:
        path = Path(named).resolve(strict=True)
        is_ours = path.is_relative_to(data_folder.resolve(strict=True)) and path.is_file()
    except (OSError, RuntimeError, ValueError) as error:
        raise FetchFailed("the file is not on this machine any more") from error
    if not is_ours:
        raise AddressRefused("only files that this server made itself are taken from its disk")
    return path


def _path_of_url(url: str) -> str | None:
    """The path that a `file:` address names; None for any other address."""
    if not url.lower().startswith("file:"):
        return None
    from urllib.request import url2pathname  # imports an HTTP client, which start-up does without

    return url2pathname(urlsplit(url).path)


def copy_into(partial: PartialFile, source: Path, max_bytes: int) -> None:
    """Write the whole of `source` into `partial`; raises `TooLarge` and OSError."""
    with source.open("rb") as file:
        while block := file.read(COPY_BLOCK_BYTES):
            if partial.size + len(block) > max_bytes:
                raise TooLarge(f"larger than {max_bytes:,} bytes, and so not kept")
            partial.write(block)
