"""How this machine reaches the network: the proxy for an address, and the certificates, as the environment or the system says.

One address is looked at, so a setting that no request needs never fails one.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .loopback import is_loopback

if TYPE_CHECKING:
    import ssl

RESOLVES_NAMES = {"http": True, "https": True, "socks5": False, "socks5h": True}
"""The kinds of proxy there are, and whether each is given a host's name, which it then looks up itself."""
DEFAULT_PORTS = {"http": 80, "https": 443}
EXCEPTION_PATTERN = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?P<host>\*|\[[0-9a-f:.]+\]|(?:\*?\.)?[\w-][\w.-]*)(?::(?P<port>\d{1,5}))?", re.IGNORECASE
)
"""A host in NO_PROXY: `*`, `example.com`, `.example.com`, `*.example.com`, `[::1]`; perhaps with a scheme and a port."""


class UnusableNetwork(Exception):
    """A setting of the network cannot be used; the message names the variable, never its value. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and the variable that named it."""

    url: str = field(repr=False)
    """Its address, which may hold a password."""
    variable: str
    resolves_names: bool
    """Whether it looks up the names of hosts itself; one that does not is given numbers."""


def proxy_for(url: str) -> Proxy | None:
    """The proxy by which a request to `url` goes; None where it goes directly, as to this machine.

    Raises `UnusableNetwork` for a proxy or a NO_PROXY that cannot be read.
    """
    from urllib.request import getproxies, proxy_bypass  # imports an HTTP client, which start-up does without

    parts = urlsplit(url)
    host, port = (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    settings = getproxies()
    named = next((name for name in (parts.scheme, "all") if settings.get(name, "").strip()), None)
    if named is None or is_loopback(host):
        return None
    is_excepted = _is_excepted(host, port, settings["no"]) if "no" in settings else proxy_bypass(host)
    return None if is_excepted else _proxy(settings[named].strip(), f"{named.upper()}_PROXY")


def _proxy(url: str, variable: str) -> Proxy:
    """The proxy at an address; without a scheme it is one for HTTP."""
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not whole.isprintable() or " " in whole:
        raise UnusableNetwork(f"{variable} is not the address of a proxy; say http://host:port, or unset it")
    scheme = parts.scheme.lower()
    if scheme not in RESOLVES_NAMES:
        *others, last = RESOLVES_NAMES
        raise UnusableNetwork(f"{variable} names a proxy of an unknown kind; begin it with {', '.join(others)} or {last} and ://")
    return Proxy(f"{scheme}{whole[len(scheme) :]}", variable, RESOLVES_NAMES[scheme])


def _is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Whether NO_PROXY names the host: itself, a domain it is in, or a network of numeric addresses."""
    return any(_names(exception, host, port) for exception in re.split(r"[,;\s]+", exceptions) if exception)


def _names(exception: str, host: str, port: int) -> bool:
    try:
        network = ip_network(re.sub(r"^\[(.*)\]$", r"\1", exception), strict=False)
    except ValueError:
        network = None
    if network is not None:
        try:
            return ip_address(host) in network
        except ValueError:
            return False
    match = EXCEPTION_PATTERN.fullmatch(exception)
    if match is None:
        raise UnusableNetwork(f"NO_PROXY holds {exception[:40]!r}, which is no host; say names of hosts, separated by commas")
    if match["port"] and int(match["port"]) != port:
        return False
    domain = match["host"].strip("[]").lower().removeprefix("*").removeprefix(".")
    return not domain or host == domain or host.endswith(f".{domain}")


@cache
def shared_ssl_context() -> "ssl.SSLContext":
    """The TLS context for all connections; making one takes 20 ms, since the certificates are read.

    Raises `UnusableNetwork` when the environment names certificates that cannot be read.
    """
    import httpx

    try:
        return httpx.create_ssl_context()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnusableNetwork(
            f"the certificates cannot be read ({reason}); look at SSL_CERT_FILE, SSL_CERT_DIR and SSLKEYLOGFILE, or unset them"
        ) from error


def connection_failure(host: str, error: BaseException, proxy: Proxy | None) -> str:
    """Why no connection to `host` came about, and what to do about it, without the words of whoever refused it."""
    import ssl

    if isinstance(error.__cause__, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
        remedy = "where a proxy or a firewall signs for others, name its certificates in SSL_CERT_FILE"
        return f"the certificate of {host} is not trusted; {remedy}"
    if proxy is None:
        return f"{host} cannot be reached ({type(error).__name__})"
    status = re.match(r"\d{3}\b", str(error))
    reason = status[0] if status else type(error).__name__
    remedy = "put its user and password into it" if reason == "407" else "look at it, or except the host in NO_PROXY"
    return f"{host} cannot be reached by the proxy in {proxy.variable} ({reason}); {remedy}"
