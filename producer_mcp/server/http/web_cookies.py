"""Browsers that are signed in: a cookie each, valid for an hour at most, and no longer than the token it was exchanged for."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, Self
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

SESSION_LIFETIME = timedelta(hours=1)
MAX_SESSIONS_PER_OWNER = 20
"""Browsers one owner is signed in with at a time; a further one signs out the one that has been longest."""
LIBRARY_PATH = "/library"


@dataclass(frozen=True, slots=True)
class Cookie:
    """The cookie's name and attributes. It is never readable by scripts, and never sent with another site's request."""

    name: str
    path: str
    is_secure: bool

    @classmethod
    def of(cls, url: str) -> Self:
        """For a server that is called `url`.

        Behind https it is `Secure` and bound to this very host. A browser need not take a `Secure` cookie from plain http, which
        is served to this machine only; there the name has the port in it, since all ports of a host share their cookies.
        """
        parts = urlsplit(url)
        if parts.scheme == "https":
            return cls("__Host-producer", "/", True)
        return cls(f"producer_{parts.port or 80}", LIBRARY_PATH, False)

    def value_in(self, request: Request) -> str:
        """What the browser sent; "" if nothing."""
        return request.cookies.get(self.name, "")

    def give(self, response: Response, value: str, lifetime: timedelta | None) -> None:
        """Let the browser keep `value`; without a `lifetime` until it is closed."""
        self._set(response, value, None if lifetime is None else int(lifetime.total_seconds()))

    def take_back(self, response: Response) -> None:
        """Let the browser forget it."""
        self._set(response, "", 0)

    def _set(self, response: Response, value: str, max_age: int | None) -> None:
        strict: Literal["strict"] = "strict"
        response.set_cookie(
            self.name, value, max_age=max_age, path=self.path, secure=self.is_secure, httponly=True, samesite=strict
        )


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """Who is signed in with one browser, by which token, and until when."""

    owner: str
    token_digest: str
    """The SHA-256 of the token that was exchanged for it; "" where none was."""
    until: datetime | None


@dataclass
class BrowserSessions:
    """The browsers that are signed in, kept in memory by the SHA-256 of their cookies."""

    now: Callable[[], datetime]
    is_current: Callable[[str, str], bool]
    """(owner, digest of a token) to whether that token still is theirs; asked each time a cookie is used."""
    lifetime: timedelta | None = SESSION_LIFETIME
    _sessions: dict[str, BrowserSession] = field(default_factory=dict)

    def open(self, owner: str, token_digest: str = "") -> str:
        """Sign a browser in; its cookie's value."""
        self._sessions = {digest: session for digest, session in self._sessions.items() if self._is_valid(session)}
        theirs = [digest for digest, session in self._sessions.items() if session.owner == owner]
        for digest in theirs[: len(theirs) + 1 - MAX_SESSIONS_PER_OWNER]:
            del self._sessions[digest]
        value = secrets.token_urlsafe(32)
        until = None if self.lifetime is None else self.now() + self.lifetime
        self._sessions[_digest(value)] = BrowserSession(owner, token_digest, until)
        return value

    def owner_of(self, value: str) -> str | None:
        """Whose browser sent that cookie; None if it is none of ours, its hour is over, or its token was taken out."""
        session = self._sessions.get(_digest(value))
        if session is None:
            return None
        if not self._is_valid(session):
            self.close(value)
            return None
        return session.owner

    def close(self, value: str) -> None:
        """Sign a browser out."""
        self._sessions.pop(_digest(value), None)

    def _is_valid(self, session: BrowserSession) -> bool:
        is_in_time = session.until is None or self.now() < session.until
        return is_in_time and self.is_current(session.owner, session.token_digest)


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
