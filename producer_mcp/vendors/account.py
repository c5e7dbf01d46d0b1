"""An account at a vendor: its host and a key. It pays for tasks, and only with its key their state can be asked."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from urllib.parse import urlsplit

from ..errors import NotReady
from ..loopback import is_loopback, is_private
from .keys import why_no_key
from .registry import key_variable, spec_of, url_variable

MIN_HIDDEN_KEY_CHARS = 8
"""Shorter keys are not replaced in answers: so few letters can stand in any text by chance."""


@dataclass(frozen=True)
class Account:
    """A vendor's address and the key for it. Raises `NotReady`, which names the variable, when one of them is malformed."""

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
        """Host, with the port where the address has one; in lower case."""
        return urlsplit(self.url).netloc.lower()

    @cached_property
    def name(self) -> str:
        """`vendor@host#fingerprint`, where the fingerprint is the beginning of the key's SHA-256."""
        return f"{self.vendor}@{self.host}#{sha256(self.key.encode()).hexdigest()[:8]}"

    @property
    def is_own_server(self) -> bool:
        """Whether the user runs it: then it may want no key, and be reached by http in a private network."""
        spec = spec_of(self.vendor)
        return spec is not None and bool(spec.own_server)

    @property
    def is_local(self) -> bool:
        """Whether it is reached without TLS, which is allowed on this machine, and for one's own server in one's own network."""
        return urlsplit(self.url).scheme == "http"

    def without_key(self, text: str) -> str:
        """`text` with `[key]` in place of the key, in case a vendor's answer repeats it."""
        return text.replace(self.key, "[key]") if len(self.key) >= MIN_HIDDEN_KEY_CHARS else text

    def _check_url(self) -> None:
        """Raise `NotReady` for anything but a host, reached by https or on this machine."""
        try:
            parts = urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise NotReady(f"{self.url_variable} is not an address; say https://…") from None
        if not host or parts.username or parts.query or parts.fragment:
            raise NotReady(f"{self.url_variable} is not a base address; say https:// and the host, with nothing after it.")
        is_near = is_loopback(host) or (self.is_own_server and is_private(host))
        if parts.scheme != "https" and not (parts.scheme == "http" and is_near):
            near = "this machine and private networks" if self.is_own_server else "this machine"
            raise NotReady(f"{self.url_variable} must begin with https:// (http:// only for {near}), for the key's sake.")

    def _check_key(self) -> None:
        if self.is_own_server and not self.key:
            return
        if fault := why_no_key(self.key):
            raise NotReady(f"{self.key_variable} {fault}. It is the key for {self.host}.")
