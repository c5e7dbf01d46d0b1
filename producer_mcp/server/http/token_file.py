"""Bearer tokens in a file: a name and the SHA-256 of a token on each line, read again when the file changes."""

import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from stat import S_ISREG
from time import monotonic

import structlog

from ...errors import NotReady, StorageFailed
from ...file_kinds import obstacle

log = structlog.get_logger()

OWNER_NAME_PATTERN = re.compile(r"[\w.@+-]{1,64}")
TOKEN_LINE_PATTERN = re.compile(rf"({OWNER_NAME_PATTERN.pattern})\s*:\s*([0-9a-fA-F]{{64}})")
TOKEN_PREFIX = "producer_"
FileStamp = tuple[int, int, int]
"""Modification time, size and inode: a file with the same stamp has not changed."""


class TokenFile:
    """Looks up the owner of a token. A name may have several tokens, so that one can be replaced by another."""

    def __init__(self, path: Path, *, check_seconds: float = 1.0) -> None:
        """The file is looked at for a change at most once in `check_seconds`. Raises `NotReady` when the file names nobody."""
        self._path = path
        self._check_seconds = check_seconds
        self._checked_at = float("-inf")
        self._stamp: FileStamp | None = None
        self._digests: tuple[tuple[str, bytes], ...] = ()
        self._reload()
        if not self._digests:
            raise NotReady(f"PRODUCER_TOKENS={path} names nobody yet; `producer-mcp token NAME` writes a line there.")

    def owner_of(self, token: str) -> str | None:
        """The owner of a token; None if no line has it. It is compared with every line, so that the time taken tells nothing."""
        self._reload()
        digest = digest_of(token).encode()
        holders = [name for name, known in self._digests if compare_digest(known, digest)]
        return holders[0] if holders else None

    def holds(self, owner: str, digest: str) -> bool:
        """Whether a token with that SHA-256 is still the owner's."""
        self._reload()
        return (owner, digest.encode()) in self._digests

    def _reload(self) -> None:
        """Reads the file if it has changed since; a file that is gone or cannot be read lets nobody in."""
        if monotonic() - self._checked_at < self._check_seconds:
            return
        self._checked_at = monotonic()
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if stamp == self._stamp:
                return
            if not S_ISREG(stat.st_mode):  # reading a pipe would wait for ever; a link to a file is how secrets are mounted
                raise OSError("not a file")
            lines = self._path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            stamp, lines = None, []
        if stamp is None and self._stamp is not None:
            log.error("tokens cannot be read: nobody is let in", file=self._path.name)
        self._stamp, self._digests = stamp, tuple(self._read(lines))

    def _read(self, lines: list[str]) -> list[tuple[str, bytes]]:
        """The owner and the token's SHA-256 of each line; a line that is neither that nor a remark is logged."""
        known = []
        for number, line in enumerate(lines, start=1):
            entry = line.split("#", 1)[0].strip()
            match = TOKEN_LINE_PATTERN.fullmatch(entry)
            if match:
                known.append((match[1], match[2].lower().encode()))
            elif entry:
                log.warning("a line of the tokens is not `name: sha256`", file=self._path.name, line=number)
        return known


def mint(name: str, path: Path) -> str:
    """Makes a token for `name` and appends its SHA-256 to the file. Raises `NotReady` for a name that cannot be one."""
    if not OWNER_NAME_PATTERN.fullmatch(name):
        raise NotReady(f"{name[:80]!r} cannot be a name; use up to 64 letters, digits, or . _ @ + -")
    token = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if kind := obstacle(path):
            raise StorageFailed(f"{path} is {kind} and no file; set PRODUCER_TOKENS to a file of its own.")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b") as file:
            ends_well = not os.fstat(handle).st_size or _last_byte(file.fileno()) == b"\n"
            file.write(f"{'' if ends_well else chr(10)}{name}: {digest_of(token)}\n".encode())
            file.flush()
            with suppress(OSError):
                os.fsync(handle)
    except OSError as error:
        raise StorageFailed(f"cannot write {path} ({error.strerror}); set PRODUCER_TOKENS to a file that can be.") from error
    return token


def _last_byte(handle: int) -> bytes:
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1)


def digest_of(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal digits."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
