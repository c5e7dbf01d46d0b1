"""Files fetched from the network: from public addresses only, resumed when broken off, never more than a limit.

Imported at the first fetch, since httpx and stamina cost time to import.
"""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import anyio
import httpx
import stamina
import structlog
from anyio.to_thread import run_sync
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from .. import __version__
from ..errors import AddressRefused, Expired, FetchFailed, NotAudio, TooLarge
from .atomic_files import Draft
from .file_formats import HEAD
from .ssrf import AddressGuard

log = structlog.get_logger()

ATTEMPTS: Final = 6
REDIRECTS: Final = 5
DEADLINE: Final = 540.0  # seconds for one file, retries included: a little less than a claim on it lasts
LONGEST_WAIT: Final = 30.0
TIMES: Final = httpx.Timeout(60, connect=10)
# Bytes as they are: lengths can be compared, and a small body cannot unpack into a large one.
HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": f"producer-mcp/{__version__}"}

GONE: Final = frozenset({401, 403, 404, 410})
MOVED: Final = frozenset({301, 302, 303, 307, 308})
BUSY: Final = frozenset({408, 425, 429})
PARTIAL, UNFIT_RANGE = 206, 416


class Busy(FetchFailed):
    """The server asks us to come again; `wait` is how many seconds it wants, if it said so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class CheckedTransport(httpx.AsyncBaseTransport):
    """Connects to the very addresses that were checked, so that a name cannot come to mean another in between."""

    def __init__(self, gate: AddressGuard, inner: httpx.AsyncBaseTransport) -> None:
        self._gate = gate
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, host = request.url, request.url.raw_host.decode("ascii")
        if url.userinfo:
            raise AddressRefused("an address with a name or password in it is not fetched")
        if not host:
            raise AddressRefused("that is not an address of a file")
        failed: httpx.TransportError = httpx.ConnectError("no address")
        try:
            addresses = await self._gate.addresses(url.scheme, host, url.port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError("unknown host") from error
        for address in addresses:
            try:
                return await self._inner.handle_async_request(_pinned(request, address, host))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    async def aclose(self) -> None:
        await self._inner.aclose()


def _pinned(request: httpx.Request, address: str, host: str) -> httpx.Request:
    """The same request to a numeric address; the Host header and the certificate's name stay the host's."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )


@dataclass(slots=True)
class Pull:
    """One file on its way: where it goes, what it must be, and what is known of it so far."""

    draft: Draft
    limit: int
    demand: Callable[[bytes], object]
    total: int | None = None
    version: str | None = None
    """Its ETag or date: two answers with the same are of the same bytes."""
    resumable: bool = False

    def headers(self) -> dict[str, str]:
        if not (self.resumable and self.draft.size):
            return HEADERS
        condition = {"If-Range": self.version} if self.version else {}
        return {**HEADERS, "Range": f"bytes={self.draft.size}-", **condition}

    def continues(self, response: httpx.Response) -> bool:
        """Whether this is the rest of what is there already."""
        rest = f"bytes {self.draft.size}-{(self.total or 0) - 1}/{self.total}"
        return bool(self.draft.size) and response.headers.get("content-range") == rest

    def begin(self, response: httpx.Response) -> None:
        """Read what the server says of a whole file."""
        self.total = _length(response)
        tag = response.headers.get("etag", "")
        self.version = tag if tag.startswith('"') else response.headers.get("last-modified")
        self.resumable = self.total is not None and (bool(self.version) or response.headers.get("accept-ranges") == "bytes")

    async def take(self, block: bytes) -> None:
        if self.draft.size + len(block) > self.limit:
            raise TooLarge(f"larger than {self.limit:,} bytes, and so not fetched")
        is_told = self.draft.size >= HEAD
        await run_sync(self.draft.write, block)
        if not is_told and self.draft.size >= HEAD:
            self.demand(self.draft.head)  # no need to fetch the rest of what it is not


class Fetcher:
    """Fetches files; one for the life of a library, used on one event loop."""

    def __init__(
        self,
        gate: AddressGuard,
        *,
        wait: float = 0.5,
        deadline: float = DEADLINE,
        trust: ssl.SSLContext | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`wait` is the first pause in seconds between two tries. `trust` and `inner` stand in for the world in tests."""
        set_on_retry_hooks([log_retry])  # stamina's own log arguments
        # Connections are not kept: one to an address must not serve another host's name there.
        alone = httpx.Limits(max_keepalive_connections=0)
        self._transport = CheckedTransport(gate, inner or httpx.AsyncHTTPTransport(verify=trust or True, limits=alone))
        self._wait = wait
        self._deadline = deadline

    async def fetch(self, url: str, draft: Draft, *, limit: int, demand: Callable[[bytes], object]) -> None:
        """Bring the bytes at `url` into `draft`, no more than `limit`; `demand` is shown the first ones and may raise.

        Raises `Expired`, `AddressRefused`, `TooLarge`, `FetchFailed`, and OSError when the disk fails.
        """
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise AddressRefused("that is not an address of a file") from error
        pull = Pull(draft, limit, demand)
        try:
            with anyio.fail_after(self._deadline):
                await self._retried(address, pull)
        except TimeoutError as error:
            raise FetchFailed(f"{address.host} took longer than {self._deadline:g} s to send the file") from error
        except httpx.TransportError as error:
            raise FetchFailed(f"{address.host} could not be reached or broke off ({type(error).__name__})") from error
        demand(draft.head)

    async def _retried(self, url: httpx.URL, pull: Pull) -> None:
        waits = {"wait_initial": self._wait, "wait_jitter": self._wait, "wait_max": min(LONGEST_WAIT, self._wait * 32)}
        async for attempt in stamina.retry_context(is_worth_another_try, attempts=ATTEMPTS, timeout=None, **waits):
            with attempt:
                await self._once(url, pull)

    async def _once(self, url: httpx.URL, pull: Pull) -> None:
        async with self._open(url, pull.headers()) as response:
            if response.status_code == UNFIT_RANGE:
                pull.resumable = False
            _refuse(response, url.host)
            if response.status_code != PARTIAL:
                await run_sync(pull.draft.restart)
                pull.begin(response)
            elif not pull.continues(response):
                pull.resumable = False
                raise Busy(f"{url.host} sent another part of the file than it was asked for")
            if (pull.total or 0) > pull.limit:
                raise TooLarge(f"{pull.total:,} bytes, more than the {pull.limit:,} that are fetched")
            async for block in response.aiter_raw():
                await pull.take(block)
        if pull.total is not None and pull.draft.size != pull.total:
            raise httpx.RemoteProtocolError("the file is not as long as the server said")

    @asynccontextmanager
    async def _open(self, url: httpx.URL, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The answer at the end of the redirects; each is followed by hand, and checked like the first address."""
        # The transport itself, not a client: no cookies, no .netrc, no proxy, no log line with the address in it.
        for _ in range(REDIRECTS + 1):
            request = httpx.Request("GET", url, headers=headers, extensions={"timeout": TIMES.as_dict()})
            response = await self._transport.handle_async_request(request)
            try:
                if response.status_code not in MOVED:
                    yield response
                    return
                url = _joined(url, response.headers.get("location", ""))
            finally:
                await response.aclose()
        raise FetchFailed(f"{url.host} redirects more than {REDIRECTS} times")

    async def close(self) -> None:
        await self._transport.aclose()


def is_worth_another_try(error: Exception) -> bool | float:
    """Stamina's question: whether, and after how many seconds if the server has said so."""
    if isinstance(error, Busy):
        return True if error.wait is None else min(error.wait, LONGEST_WAIT)
    return isinstance(error, httpx.TransportError)


def log_retry(details: RetryDetails) -> None:
    """Neither arguments nor addresses: they hold signatures."""
    log.info("trying again", tries=details.retry_num, wait=round(details.wait_for, 1), error=type(details.caused_by).__name__)


def _refuse(response: httpx.Response, host: str) -> None:
    """Raise for every answer that is not the file."""
    status = response.status_code
    if status in (200, PARTIAL):
        if response.headers.get("content-encoding", "identity") != "identity":
            raise NotAudio(f"{host} sent the file packed in a way nobody asked for")
        return
    if status in GONE:
        raise Expired(f"{host} no longer gives this file out ({status})")
    if status == UNFIT_RANGE:
        raise Busy(f"{host} has no more of the file than was sent")
    if status in BUSY or status >= 500:
        wait = response.headers.get("retry-after", "")
        raise Busy(f"{host} is busy or failing ({status})", float(wait) if wait.isdecimal() else None)
    raise FetchFailed(f"{host} answered {status} instead of the file")


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except httpx.InvalidURL as error:
        raise AddressRefused(f"{url.host} redirects to something that is not an address") from error


def _length(response: httpx.Response) -> int | None:
    said = response.headers.get("content-length", "")
    return int(said) if said.isdecimal() else None
