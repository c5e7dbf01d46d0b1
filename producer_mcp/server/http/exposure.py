"""Where the HTTP server stands, and by which names and from which web pages it may be called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from ...errors import NotReady
from ...loopback import is_loopback

HERE = ("127.0.0.1", "localhost", "[::1]")
"""Names of this machine: never those of a page that was rebound to it."""
NAMED = re.compile(r"(\[[0-9a-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?")

AUTHENTICATION = (
    "so callers must say who they are: set PRODUCER_TOKENS to a file that `producer-mcp token NAME` writes, "
    "or PRODUCER_ISSUER and PRODUCER_AUDIENCE"
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """An address to listen on, and who may knock there."""

    host: str
    port: int
    hosts: frozenset[str]
    """What the Host header may name, without a port."""
    origins: frozenset[str]
    """Web origins that may call."""
    public_url: str | None = None

    @classmethod
    def of(
        cls, host: str, port: int, *, hosts: Sequence[str], origins: Sequence[str], public_url: str | None, is_guarded: bool
    ) -> Self:
        """Raises `NotReady` with what to set, when strangers could come in."""
        public = _checked(public_url)
        is_open = not is_loopback(host)
        if is_open and not hosts:
            raise NotReady(f"{host} can be reached from elsewhere: set PRODUCER_HOSTS to the names this server is called by.")
        if is_open and not is_guarded:
            raise NotReady(f"{host} can be reached from elsewhere, {AUTHENTICATION}.")
        called = (*hosts, *([urlsplit(public).netloc] if public else ()))
        if not is_guarded and not all(is_loopback(_bare(name)) for name in called):
            raise NotReady(f"PRODUCER_HOSTS or PRODUCER_PUBLIC_URL lets others in, {AUTHENTICATION}.")
        names = frozenset(map(_bare, (*HERE, *called)))
        pages = {f"http://{name}" for name in HERE} | {origin.rstrip("/") for origin in origins}
        return cls(host, port, names, frozenset(pages | ({_origin(public)} if public else set())), public)

    @property
    def url(self) -> str:
        """The server as its callers see it."""
        if self.public_url is not None:
            return self.public_url
        names = () if is_loopback(self.host) else sorted(self.hosts - set(HERE))
        return f"http://{names[0] if names else _bracketed(self.host)}:{self.port}"

    def knows(self, host: str) -> bool:
        """Whether the Host header names us, on any port."""
        return _bare(host) in self.hosts

    def welcomes(self, origin: str) -> bool:
        """Whether a page of that origin may call; pages of this machine may on any port."""
        return origin in self.origins or any(origin.startswith(f"http://{name}:") and _has_port(origin) for name in HERE)


def _checked(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise NotReady("PRODUCER_PUBLIC_URL is not an address; say https:// and the host.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise NotReady("PRODUCER_PUBLIC_URL must begin with https://: tokens and songs would travel in the open.")
    return url.rstrip("/")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _bare(host: str) -> str:
    """`[::1]:80` and `Example.org:80` without their ports, in lower case."""
    found = NAMED.fullmatch(host.lower())
    return found[1] if found else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _has_port(origin: str) -> bool:
    return origin.rpartition(":")[2].isdigit()
