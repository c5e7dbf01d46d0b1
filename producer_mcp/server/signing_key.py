"""The secret of a data folder, with which servers that share the folder sign links and questions for each other."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from ..errors import StorageFailed
from ..file_kinds import obstacle


def key_for(purpose: str, secret: bytes) -> bytes:
    """A separate key for each purpose, derived from the secret."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def secret_in(folder: Path) -> bytes:
    """The secret kept in the data folder, made at first use; raises `StorageFailed` if it cannot be kept."""
    path = folder / "links.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if kind := obstacle(path):
            raise StorageFailed(f"{path} is {kind} and no file, so no secret can be kept there; take it away.")
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            try:
                os.link(draft, path)  # of several servers that start at once, the first one's secret counts
            except FileExistsError:
                pass
            except OSError:  # no hard links on this file system
                draft.replace(path)
            draft.unlink(missing_ok=True)
        return path.read_bytes()
    except OSError as error:
        remedy = "set PRODUCER_LEDGER to a file in another folder"
        raise StorageFailed(f"cannot keep {path} ({error.strerror}); {remedy}.") from error
