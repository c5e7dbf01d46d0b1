"""Bearer tokens in a file: a name and the SHA-256 of a token on each line, read again when the file changes."""

import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from time import monotonic
from typing import Any

from ...errors import NotReady, StorageFailed

NAME = re.compile(r"[\w.@+-]{1,64}")
LINE = re.compile(rf"({NAME.pattern})\s*:\s*([0-9a-fA-F]{{64}})")
PREFIX = "producer_"
Stamp = tuple[int, int, int]


class TokenFile:
    """Who holds which token. A name may have several, while one takes the place of another."""

    def __init__(self, path: Path, *, every: float = 1.0) -> None:
        """Looks whether the file has changed, at most `every` so many seconds. Raises `NotReady` when it lets nobody in."""
        self._path = path
        self._every = every
        self._looked = float("-inf")
        self._stamp: Stamp | None = None
        self._known: tuple[tuple[str, bytes], ...] = ()
        self._look()
        if not self._known:
            raise NotReady(f"PRODUCER_TOKENS={path} names nobody yet; `producer-mcp token NAME` writes a line there.")

    def owner_of(self, token: str) -> str | None:
        """Whose token this is; compared with every line, so that the time it takes tells nothing."""
        self._look()
        said = _hash(token).encode()
        holders = [name for name, known in self._known if compare_digest(known, said)]
        return holders[0] if holders else None

    def _look(self) -> None:
        """A file that is gone, or cannot be read, lets nobody in."""
        if monotonic() - self._looked < self._every:
            return
        self._looked = monotonic()
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp == self._stamp:
                return
            lines = self._path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            stamp, lines = None, []
        if stamp is None and self._stamp is not None:
            _log().error("tokens cannot be read: nobody is let in", file=self._path.name)
        self._stamp, self._known = stamp, tuple(self._read(lines))

    def _read(self, lines: list[str]) -> list[tuple[str, bytes]]:
        known = []
        for number, line in enumerate(lines, start=1):
            said = line.split("#", 1)[0].strip()
            match = LINE.fullmatch(said)
            if match:
                known.append((match[1], match[2].lower().encode()))
            elif said:
                _log().warning("a line of the tokens is not `name: sha256`", file=self._path.name, line=number)
        return known


def mint(name: str, path: Path) -> str:
    """A new token for `name`, of which only the hash is written down, at the end of the file."""
    if not NAME.fullmatch(name):
        raise NotReady(f"{name[:80]!r} cannot be a name; use up to 64 letters, digits, or . _ @ + -")
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b") as file:
            ends_well = not os.fstat(handle).st_size or _last(file.fileno()) == b"\n"
            file.write(f"{'' if ends_well else chr(10)}{name}: {_hash(token)}\n".encode())
            file.flush()
            with suppress(OSError):
                os.fsync(handle)
    except OSError as error:
        raise StorageFailed(f"cannot write {path} ({error.strerror}); set PRODUCER_TOKENS to a file that can be.") from error
    return token


def _last(handle: int) -> bytes:
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _log() -> Any:
    import structlog

    return structlog.get_logger()
