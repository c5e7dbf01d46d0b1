"""Downloads files: from public addresses only, resumed after a broken connection, within a limit of bytes and time.

Imported with the first download, because httpx and stamina take time to import.
"""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import anyio
import httpx
import stamina
import structlog
from anyio.to_thread import run_sync
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from .. import __version__
from ..errors import AddressRefused, Expired, FetchFailed, NotAudio, TooLarge
from ..network import Proxy, UnusableNetwork, connection_failure, proxy_for, shared_ssl_context
from .atomic_files import PartialFile
from .file_formats import HEAD_BYTES
from .ssrf import AddressGuard

log = structlog.get_logger()

MAX_ATTEMPTS: Final = 6
MAX_REDIRECTS: Final = 5
FILE_DEADLINE_SECONDS: Final = 540.0
"""For one file, retries included: a little less than a claim on it lasts."""
MAX_PAUSE_SECONDS: Final = 30.0
"""Between two attempts, also when the server asks for more."""
TIMEOUTS: Final = httpx.Timeout(60, connect=10)
HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": f"producer-mcp/{__version__}"}
"""No compression: lengths can then be compared, and a small body cannot unpack into a large one."""

GONE_STATUSES: Final = frozenset({401, 403, 404, 410})
"""Statuses by which a server says that an address no longer works."""
REDIRECT_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
TRY_LATER_STATUSES: Final = frozenset({408, 425, 429})
"""Statuses, besides those from 500 up, after which a download is tried again."""


class ServerBusy(FetchFailed):
    """The server asks to be tried again; `retry_after` is the number of seconds it names, if any."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CheckedTransport(httpx.AsyncBaseTransport):
    """Connects to exactly the numeric addresses that were checked; a name resolved twice could point elsewhere by then.

    A proxy that looks names up itself is given the name, once that is checked as far as it is known here; the certificate is
    checked for that name all the same.
    """

    def __init__(
        self,
        guard: AddressGuard,
        inner: httpx.AsyncBaseTransport,
        *,
        proxy_for: Callable[[str], Proxy | None],
        through: Callable[[Proxy], httpx.AsyncBaseTransport],
    ) -> None:
        """`inner` connects directly, and the transport that `through` makes by a proxy."""
        self._guard = guard
        self._inner = inner
        self._proxy_for = proxy_for
        self._through = through
        self._proxied: dict[Proxy, httpx.AsyncBaseTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first allowed address that takes the connection; raises `AddressRefused`."""
        url, host = request.url, request.url.raw_host.decode("ascii")
        if url.userinfo:
            raise AddressRefused("an address with a name or password in it is not fetched")
        if not host:
            raise AddressRefused("that is not an address of a file")
        proxy = self._proxy_for(str(url)) if self._guard.goes_by_proxy(host, url.port) else None
        transport = self._inner if proxy is None else self._transport_of(proxy)
        if proxy is not None and proxy.resolves_names:
            await self._guard.check_name(url.scheme, host, url.port)
            return await _let_through(transport, request, host, proxy)
        failure: httpx.TransportError = httpx.ConnectError("no address")
        try:
            addresses = await self._guard.allowed_addresses(url.scheme, host, url.port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError("unknown host") from error
        for address in addresses:
            try:
                return await _let_through(transport, _pinned(request, address, host), host, proxy)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    async def aclose(self) -> None:
        """Close the connections."""
        for transport in (self._inner, *self._proxied.values()):
            await transport.aclose()

    def _transport_of(self, proxy: Proxy) -> httpx.AsyncBaseTransport:
        if proxy not in self._proxied:
            self._proxied[proxy] = self._through(proxy)
        return self._proxied[proxy]


async def _let_through(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, host: str, proxy: Proxy | None
) -> httpx.Response:
    """The response; raises `FetchFailed` with what to do when the proxy refuses, which it will do again."""
    opened: list[Any] = []

    async def remember(event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):
            opened.append(info["return_value"])

    if proxy is not None:
        request.extensions["trace"] = remember
    try:
        return await transport.handle_async_request(request)
    except Exception as error:  # what a SOCKS proxy answers can fail in ways that httpx has no error for
        if proxy is None or (isinstance(error, httpx.TransportError) and not isinstance(error, httpx.ProxyError)):
            raise
        for stream in opened:  # httpcore forgets it when a SOCKS proxy refuses
            with suppress(OSError, anyio.ClosedResourceError):
                await stream.aclose()
        raise FetchFailed(connection_failure(host, error, proxy)) from error


def _pinned(request: httpx.Request, address: str, host: str) -> httpx.Request:
    """The same request to a numeric address; the Host header and the name in the certificate stay the host's."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )


@dataclass(slots=True)
class Download:
    """One file being downloaded, across several attempts."""

    partial: PartialFile
    max_bytes: int
    check_head: Callable[[bytes], object]
    """Called with the first bytes; raises when the file is not what it must be."""
    total_bytes: int | None = None
    version: str | None = None
    """The ETag or the date of change: two responses that agree in it have the same bytes."""
    is_resumable: bool = False
    is_framed: bool = False
    """Whether the server says where the file ends: by its length or in chunks, not by closing the connection."""

    def headers(self) -> dict[str, str]:
        """Request headers: for the rest of the file where it can be resumed, else for the whole."""
        if not (self.is_resumable and self.partial.size):
            return HEADERS
        condition = {"If-Range": self.version} if self.version else {}
        return {**HEADERS, "Range": f"bytes={self.partial.size}-", **condition}

    def is_continued_by(self, response: httpx.Response) -> bool:
        """Whether the response holds exactly the bytes that are missing."""
        rest = f"bytes {self.partial.size}-{(self.total_bytes or 0) - 1}/{self.total_bytes}"
        return bool(self.partial.size) and response.headers.get("content-range") == rest

    def begin(self, response: httpx.Response) -> None:
        """Note length and version of a response that holds the whole file."""
        self.total_bytes = _length(response)
        self.is_framed = self.total_bytes is not None or "chunked" in response.headers.get("transfer-encoding", "").lower()
        etag = response.headers.get("etag", "")
        self.version = etag if etag.startswith('"') else response.headers.get("last-modified")
        takes_ranges = bool(self.version) or response.headers.get("accept-ranges") == "bytes"
        self.is_resumable = self.total_bytes is not None and takes_ranges

    async def write(self, block: bytes) -> None:
        """Append a block; raises `TooLarge`, and what `check_head` raises as soon as enough bytes are there for it."""
        if self.partial.size + len(block) > self.max_bytes:
            raise TooLarge(f"larger than {self.max_bytes:,} bytes, and so not fetched")
        was_checked = self.partial.size >= HEAD_BYTES
        await run_sync(self.partial.write, block)
        if not was_checked and self.partial.size >= HEAD_BYTES:
            self.check_head(self.partial.head)


class Fetcher:
    """Downloads files; one for the life of a library, used on one event loop."""

    def __init__(
        self,
        guard: AddressGuard,
        *,
        first_pause: float = 0.5,
        deadline: float = FILE_DEADLINE_SECONDS,
        trust: ssl.SSLContext | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`first_pause` is that between the first two attempts and `deadline` the limit of one file, both in seconds.

        `trust` and `inner` replace the system's certificates and the network in tests.
        """
        # stamina has one list of hooks for the whole process, and nobody else here uses it; its default hook logs addresses.
        set_on_retry_hooks([log_retry])
        # No connection is kept: one opened to an address for one host must not serve another host's name.
        limits = httpx.Limits(max_keepalive_connections=0)
        context = trust or shared_ssl_context()

        def through(proxy: Proxy) -> httpx.AsyncBaseTransport:
            return httpx.AsyncHTTPTransport(verify=context, limits=limits, proxy=httpx.Proxy(proxy.url))

        direct = inner or httpx.AsyncHTTPTransport(verify=context, limits=limits)
        self._transport = CheckedTransport(guard, direct, proxy_for=(lambda url: None) if inner else proxy_for, through=through)
        self._first_pause = first_pause
        self._deadline = deadline

    async def fetch(self, url: str, partial: PartialFile, *, max_bytes: int, check_head: Callable[[bytes], object]) -> bool:
        """Download `url` into `partial`; `check_head` gets the first bytes and may raise.

        Returns whether the file is known to be whole; without a length it ends where the connection does.

        Raises `Expired`, `AddressRefused`, `TooLarge`, `FetchFailed`, and OSError when the disk fails.
        """
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise AddressRefused("that is not an address of a file") from error
        download = Download(partial, max_bytes, check_head)
        try:
            with anyio.fail_after(self._deadline):
                await self._retried(address, download)
        except UnusableNetwork as error:
            raise FetchFailed(str(error)) from error
        except TimeoutError as error:
            raise FetchFailed(f"{address.host} took longer than {self._deadline:g} s to send the file") from error
        except httpx.TransportError as error:
            raise FetchFailed(f"{address.host} could not be reached or broke off ({type(error).__name__})") from error
        check_head(partial.head)  # a file shorter than the head was not checked yet
        return download.is_framed

    async def _retried(self, url: httpx.URL, download: Download) -> None:
        """Try until the file is whole, an error says that trying is of no use, or all attempts are spent."""
        max_pause = min(MAX_PAUSE_SECONDS, self._first_pause * 32)
        pauses = {"wait_initial": self._first_pause, "wait_jitter": self._first_pause, "wait_max": max_pause}
        async for attempt in stamina.retry_context(should_retry, attempts=MAX_ATTEMPTS, timeout=None, **pauses):
            with attempt:
                await self._once(url, download)

    async def _once(self, url: httpx.URL, download: Download) -> None:
        """One attempt: the whole file, or the rest of it where the server can send that."""
        async with self._open(url, download.headers()) as response:
            if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                download.is_resumable = False
            _raise_for_status(response, url.host)
            if response.status_code != HTTPStatus.PARTIAL_CONTENT:
                await run_sync(download.partial.restart)
                download.begin(response)
            elif not download.is_continued_by(response):
                download.is_resumable = False
                raise ServerBusy(f"{url.host} sent another part of the file than it was asked for")
            if (download.total_bytes or 0) > download.max_bytes:
                raise TooLarge(f"{download.total_bytes:,} bytes, more than the {download.max_bytes:,} that are fetched")
            async for block in response.aiter_raw():
                await download.write(block)
        if download.total_bytes is not None and download.partial.size != download.total_bytes:
            raise httpx.RemoteProtocolError("the file is not as long as the server said")

    @asynccontextmanager
    async def _open(self, url: httpx.URL, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The response at the end of the redirects, each of which is checked like the first address."""
        # The bare transport and no client: no cookies, no .netrc, and no log line with the address in it.
        for _ in range(MAX_REDIRECTS + 1):
            request = httpx.Request("GET", url, headers=headers, extensions={"timeout": TIMEOUTS.as_dict()})
            response = await self._transport.handle_async_request(request)
            try:
                if response.status_code not in REDIRECT_STATUSES:
                    yield response
                    return
                url = _joined(url, response.headers.get("location", ""))
            finally:
                await response.aclose()
        raise FetchFailed(f"{url.host} redirects more than {MAX_REDIRECTS} times")

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def should_retry(error: Exception) -> bool | float:
    """Whether to try again, as stamina asks: yes, no, or after so many seconds, if the server names them."""
    if isinstance(error, ServerBusy):
        return True if error.retry_after is None else min(error.retry_after, MAX_PAUSE_SECONDS)
    return isinstance(error, httpx.TransportError)


def log_retry(details: RetryDetails) -> None:
    """Log a retry without arguments or addresses, which hold signatures."""
    log.info("trying again", tries=details.retry_num, wait=round(details.wait_for, 1), error=type(details.caused_by).__name__)


def _raise_for_status(response: httpx.Response, host: str) -> None:
    """Raise for every response that is not the file or a part of it."""
    status = response.status_code
    if status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        if response.headers.get("content-encoding", "identity") != "identity":
            raise NotAudio(f"{host} sent the file packed in a way nobody asked for")
        return
    if status in GONE_STATUSES:
        raise Expired(f"{host} no longer gives this file out ({status})")
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise ServerBusy(f"{host} has no more of the file than was sent")
    if status in TRY_LATER_STATUSES or status >= 500:
        retry_after = response.headers.get("retry-after", "")
        seconds = float(retry_after) if retry_after.isdecimal() else None
        raise ServerBusy(f"{host} is busy or failing ({status})", seconds)
    raise FetchFailed(f"{host} answered {status} instead of the file")


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except httpx.InvalidURL as error:
        raise AddressRefused(f"{url.host} redirects to something that is not an address") from error


def _length(response: httpx.Response) -> int | None:
    """The Content-Length in bytes, if the response has one."""
    length = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None
