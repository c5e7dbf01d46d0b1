"""Addresses of clips' files that work for a while for whoever holds them: signed, so that they need no token."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ...models import FileKind

KINDS: tuple[FileKind, ...] = ("audio", "cover", "video", "mp3", "wav")
LASTING = 3_600
"""Seconds an address works at most …"""
STEP = 900
"""… and by which its end is rounded, so that the same file keeps its address, and a browser its copy, for a while."""


@dataclass(frozen=True, slots=True)
class SignedUrls:
    """Makes and checks such addresses. `secret` signs them; servers that share a data folder share it."""

    url: str
    secret: bytes = field(repr=False)
    now: Callable[[], datetime]

    def url_of(self, clip_id: str, kind: FileKind) -> str:
        """An address that works from now on for an hour, less up to a quarter of it."""
        until = int((self.now().timestamp() + LASTING) // STEP * STEP)
        return f"{self.url}/clips/{clip_id}/{kind}?until={until}&sign={self._sign(clip_id, kind, str(until))}"

    def allows(self, clip_id: str, kind: str, until: str, sign: str) -> bool:
        """Whether we made this address, and its time is not up."""
        is_ours = hmac.compare_digest(sign.encode(), self._sign(clip_id, kind, until).encode())
        return is_ours and self.now().timestamp() < int(until)

    def _sign(self, clip_id: str, kind: str, until: str) -> str:
        return hmac.new(self.secret, f"{clip_id}/{kind}/{until}".encode(), hashlib.sha256).hexdigest()[:40]
