"""Signed addresses of clips' files: whoever has one can fetch the file for up to an hour, without a token."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ...models import FileKind

URL_LIFETIME_SECONDS = 3_600
"""How long an address works at most."""
EXPIRY_ROUNDING_SECONDS = 900
"""Expiry times are rounded down to this, so that a file keeps its address, and a browser its copy, for a while."""


@dataclass(frozen=True, slots=True)
class SignedUrls:
    """Makes and checks signed addresses below `url`. Servers that share a data folder share the `secret`."""

    url: str
    secret: bytes = field(repr=False)
    now: Callable[[], datetime]

    def url_of(self, clip_id: str, kind: FileKind) -> str:
        """An address that works for 45 to 60 minutes from now."""
        until = int((self.now().timestamp() + URL_LIFETIME_SECONDS) // EXPIRY_ROUNDING_SECONDS * EXPIRY_ROUNDING_SECONDS)
        return f"{self.url}/clips/{clip_id}/{kind}?until={until}&sign={self._sign(clip_id, kind, str(until))}"

    def allows(self, clip_id: str, kind: str, until: str, sign: str) -> bool:
        """Whether the signature is ours and the address has not expired."""
        is_ours = hmac.compare_digest(sign.encode(), self._sign(clip_id, kind, until).encode())
        return is_ours and self.now().timestamp() < int(until)

    def _sign(self, clip_id: str, kind: str, until: str) -> str:
        return hmac.new(self.secret, f"{clip_id}/{kind}/{until}".encode(), hashlib.sha256).hexdigest()[:40]
