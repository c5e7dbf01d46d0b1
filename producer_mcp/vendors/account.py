"""Whose money a task spends: a vendor, its host, and a key."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from urllib.parse import urlsplit

from ..errors import NotReady
from ..loopback import is_loopback
from .registry import key_variable, url_variable

SHORTEST = 8
"""Letters of a key worth hiding: a shorter one stands in any text by chance."""


@dataclass(frozen=True)
class Account:
    """Where a vendor is asked, and with which key. Raises `NotReady` naming the variable when one of them cannot be that."""

    vendor: str
    url: str
    key: str = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.url.strip().rstrip("/"))
        object.__setattr__(self, "key", self.key.strip())
        self._check_url()
        self._check_key()

    @property
    def key_variable(self) -> str:
        """The environment variable that holds the key."""
        return key_variable(self.vendor)

    @property
    def url_variable(self) -> str:
        """The environment variable that holds the address."""
        return url_variable(self.vendor)

    @cached_property
    def host(self) -> str:
        """Host, and port where one is said."""
        return urlsplit(self.url).netloc.lower()

    @cached_property
    def name(self) -> str:
        """`vendor@host#fingerprint`."""
        return f"{self.vendor}@{self.host}#{sha256(self.key.encode()).hexdigest()[:8]}"

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, and so may go without TLS."""
        return urlsplit(self.url).scheme == "http"

    def hidden_in(self, said: str) -> str:
        """`said`, in case it repeats the key, without it."""
        return said.replace(self.key, "[key]") if len(self.key) >= SHORTEST else said

    def _check_url(self) -> None:
        try:
            parts = urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise NotReady(f"{self.url_variable} is not an address; say https://…") from None
        if not host or parts.username or parts.query or parts.fragment:
            raise NotReady(f"{self.url_variable} is not a base address; say https:// and the host, with nothing after it.")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
            raise NotReady(f"{self.url_variable} must begin with https:// (http:// only for this machine), for the key's sake.")

    def _check_key(self) -> None:
        if not self.key:
            raise NotReady(f"{self.key_variable} is not set; it is the key for {self.host}.")
        if not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise NotReady(f"{self.key_variable} holds letters that no key has; copy it again.")
