"""The address the HTTP server listens on, and the host names and web origins it accepts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from ...errors import NotReady
from ...loopback import is_loopback

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
"""Host names of this machine. A page that reaches it by DNS rebinding has another name in its Host header."""
LOOPBACK_ORIGINS = tuple(f"http://{name}" for name in LOOPBACK_NAMES)
HOST_HEADER_PATTERN = re.compile(r"(\[[0-9a-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?")

AUTHENTICATION_REMEDY = (
    "so callers must say who they are: set PRODUCER_TOKENS to a file that `producer-mcp token NAME` writes, "
    "or PRODUCER_ISSUER and PRODUCER_AUDIENCE"
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """An address to listen on, and the hosts and origins of the requests that are accepted there."""

    host: str
    port: int
    hosts: frozenset[str]
    """Accepted Host headers, without ports."""
    origins: frozenset[str]
    """Accepted Origin headers."""
    public_url: str | None = None

    @classmethod
    def of(
        cls, host: str, port: int, *, hosts: Sequence[str], origins: Sequence[str], public_url: str | None, is_guarded: bool
    ) -> Self:
        """Raises `NotReady`, naming what to set, when anybody but this machine could call without authentication."""
        public = _checked(public_url)
        is_open = not is_loopback(host)
        if is_open and not hosts:
            raise NotReady(f"{host} can be reached from elsewhere: set PRODUCER_HOSTS to the names this server is called by.")
        if is_open and not is_guarded:
            raise NotReady(f"{host} can be reached from elsewhere, {AUTHENTICATION_REMEDY}.")
        names = (*hosts, *([urlsplit(public).netloc] if public else ()))
        if not is_guarded and not all(is_loopback(_bare(name)) for name in names):
            raise NotReady(f"PRODUCER_HOSTS or PRODUCER_PUBLIC_URL lets others in, {AUTHENTICATION_REMEDY}.")
        pages = {*LOOPBACK_ORIGINS, *(origin.rstrip("/") for origin in origins), *([_origin(public)] if public else ())}
        return cls(host, port, frozenset(map(_bare, (*LOOPBACK_NAMES, *names))), frozenset(pages), public)

    @property
    def url(self) -> str:
        """The server's address as its callers know it."""
        if self.public_url is not None:
            return self.public_url
        names = () if is_loopback(self.host) else sorted(self.hosts - set(LOOPBACK_NAMES))
        return f"http://{names[0] if names else _bracketed(self.host)}:{self.port}"

    def accepts_host(self, host: str) -> bool:
        """Whether a Host header names this server; the port does not matter."""
        return _bare(host) in self.hosts

    def accepts_origin(self, origin: str) -> bool:
        """Whether a page of that origin may call; pages of this machine may, whatever their port."""
        return origin in self.origins or any(
            origin.startswith(f"http://{name}:") and _has_port(origin) for name in LOOPBACK_NAMES
        )

    def is_private(self, host: str) -> bool:
        """Whether nobody between can read what a browser says that reached us by the Host header `host`."""
        return is_loopback(_bare(host)) or (self.public_url or "").startswith("https://")

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether an Origin header is that of our own pages, as they were reached by the Host header `host`."""
        is_public = self.public_url is not None and origin == _origin(self.public_url)
        return is_public or (is_loopback(_bare(host)) and origin == f"http://{host}")


def _checked(url: str | None) -> str | None:
    """The public URL without a slash at its end. Raises `NotReady` when it is not an https address."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise NotReady("PRODUCER_PUBLIC_URL is not an address; say https:// and the host.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise NotReady("PRODUCER_PUBLIC_URL must begin with https://: tokens and songs would travel in the open.")
    return url.rstrip("/")


def _origin(url: str) -> str:
    """The web origin of an address: scheme and host, with the port where there is one."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _bare(host: str) -> str:
    """A Host header without its port, in lower case: `[::1]` of `[::1]:80`. "" when it is not one."""
    match = HOST_HEADER_PATTERN.fullmatch(host.lower())
    return match[1] if match else ""


def _bracketed(host: str) -> str:
    """A host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _has_port(origin: str) -> bool:
    return origin.rpartition(":")[2].isdigit()
