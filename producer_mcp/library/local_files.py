"""Files that are on this machine already, taken only from where we put them ourselves."""

from pathlib import Path
from urllib.parse import urlsplit

from ..errors import AddressRefused, FetchFailed, TooLarge
from ..models import File
from .atomic_files import BLOCK, Draft


def lent(file: File, shelter: Path) -> Path | None:
    """Where a file lies on this machine, by its `path` or a `file:` address; None when it has to be fetched.

    Raises `AddressRefused` for whatever is not, links followed, a file under `shelter`: a vendor's answer may say any path.
    """
    said = file.path or _said(file.url or "")
    if said is None:
        return None
    try:
        real = Path(said).resolve(strict=True)
        is_ours = real.is_relative_to(shelter.resolve(strict=True)) and real.is_file()
    except (OSError, RuntimeError, ValueError) as error:
        raise FetchFailed("the file is not on this machine any more") from error
    if not is_ours:
        raise AddressRefused("only files that this server made itself are taken from its disk")
    return real


def _said(url: str) -> str | None:
    if not url.lower().startswith("file:"):
        return None
    from urllib.request import url2pathname  # with an HTTP client behind it: not for start-up

    return url2pathname(urlsplit(url).path)


def copied(source: Path, draft: Draft, limit: int) -> None:
    """Write the whole of `source` into `draft`; raises `TooLarge` and OSError."""
    with source.open("rb") as file:
        while block := file.read(BLOCK):
            if draft.size + len(block) > limit:
                raise TooLarge(f"larger than {limit:,} bytes, and so not kept")
            draft.write(block)
