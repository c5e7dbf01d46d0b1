"""The wire to one vendor: sends, tries again only what certainly never arrived, and says what came of it."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import anyio
import structlog

from ..errors import RateLimited, Unauthorized, UnknownOutcome, VendorError, VendorUnavailable, VendorUnreadable
from .account import Account
from .parsing import handle, marked, reason

if TYPE_CHECKING:  # httpx takes 0.1 s to import, so that is left to the first request
    import ssl

    import httpx

    Transport = httpx.AsyncBaseTransport

log = structlog.get_logger()

BUSY = frozenset({429, 503})
"""Statuses by which a vendor says that it took nothing, and may later."""
LATER = frozenset({408, 409, 425, 429})
"""Statuses, besides those of 500 and up, after which a look may be tried again."""
PAUSES = (1.0, 4.0)
"""Seconds before the second and the third try of a submit …"""
PATIENCE = 8.0
"""… and the most that they, with what the vendor asks for, may come to."""
IDLE = 4.0
"""Seconds a connection may rest. Common servers close theirs after five (Node's default), and a submit that meets one just as it
closes is lost without our knowing whether it was taken. So none that rested longer is used again."""


LONGEST = 3600.0
"""Seconds a vendor can keep us away by one answer."""


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What came back."""

    status: int
    raw: str
    """The body as it came, without our key in it."""
    body: Any
    """The JSON in it; None when there is none."""
    retry_after: float | None
    """Seconds the vendor asks us to stay away."""


def is_success(answer: WireAnswer) -> bool:
    """Whether the status says that all is well."""
    return 200 <= answer.status < 300


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, to wait for an answer, and for one that comes only when the work is done."""

    connect: float = 10.0
    read: float = 60.0
    made: float = 600.0


class Wire:
    """An account's pool of connections, opened at first use."""

    def __init__(
        self,
        account: Account,
        timeouts: Timeouts,
        *,
        transport: "Transport | None" = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self.account = account
        self._timeouts = timeouts
        self._transport = transport
        self._sleep = sleep
        self._opened: httpx.AsyncClient | None = None

    async def submit(self, path: str, body: Mapping[str, Any], *, until_made: bool = False) -> WireAnswer:
        """POST what costs money; again only if it certainly was not taken.

        Raises `VendorUnavailable` and `RateLimited` when it was not, `UnknownOutcome` when nobody knows.
        """
        patience = PATIENCE
        for rest in (*PAUSES, None):
            outcome = await self._try(path, body, self._timeouts.made if until_made else self._timeouts.read)
            if isinstance(outcome, WireAnswer):
                return outcome
            wait = max(rest or 0.0, outcome.retry_after or 0.0)
            patience -= wait
            if rest is None or patience < 0:
                raise outcome
            log.info("submit tried again", vendor=self.account.vendor, path=path, code=outcome.code, after=wait)
            await self._sleep(wait)
        raise AssertionError("the last try is answered or raises")

    async def look(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, heed: Collection[int] = ()
    ) -> WireAnswer:
        """Ask for what costs nothing; statuses in `heed` are the caller's to read, like those of success.

        Raises `VendorUnavailable`, `RateLimited`, `Unauthorized` or `VendorUnreadable`; none says that a task failed.
        """
        import httpx

        try:
            answer = await self._send(method, path, body, self._timeouts.read)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            message = f"{self.account.host} does not answer ({type(error).__name__}); it is asked again later"
            raise VendorUnavailable(self.account.vendor, message) from error
        is_object = isinstance(answer.body, dict)  # so are all the answers we know
        if answer.status in heed and is_object:
            return answer
        if answer.status in (401, 403):
            raise self.unauthorized(answer)
        if answer.status in LATER or answer.status >= 500:
            raise self.busy(answer)
        if not is_success(answer) or not is_object:
            message = f"answered in a shape we do not know ({answer.status}); it is asked again later"
            raise VendorUnreadable(self.account.vendor, message, raw=answer.raw)
        return answer

    async def close(self) -> None:
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.aclose()

    def unauthorized(self, answer: WireAnswer) -> Unauthorized:
        """With the variable that holds the key, and the host it is tried at."""
        account = self.account
        message = (
            f"{account.host} does not accept the key in {account.key_variable} ({answer.status}); "
            f"check it, and that {account.url_variable} names the host it was made for. "
            f"{marked(account.vendor, reason(answer.body))}"
        )
        return Unauthorized(account.vendor, message, raw=answer.raw)

    def busy(self, answer: WireAnswer, *, remark: str = "") -> RateLimited | VendorUnavailable:
        """It has no time for us; with when to come again."""
        kind = RateLimited if answer.status == 429 else VendorUnavailable
        what = "too many requests" if answer.status == 429 else f"{self.account.host} is failing"
        when = f"{answer.retry_after:.0f} s" if answer.retry_after else "a minute"
        message = f"{what} ({answer.status}); {remark}try again in {when}"
        return kind(self.account.vendor, message, raw=answer.raw, retry_after=answer.retry_after)

    async def _try(self, path: str, body: Mapping[str, Any], read: float) -> WireAnswer | VendorError:
        """One try of a submit: an error is returned when the vendor took nothing, raised when nobody knows."""
        import httpx

        never_sent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
        try:
            answer = await self._send("POST", path, body, read)
        except never_sent as error:
            account = self.account
            message = f"{account.host} cannot be reached ({type(error).__name__}); nothing was sent; check {account.url_variable}"
            return VendorUnavailable(account.vendor, message)
        except (httpx.HTTPError, OSError) as error:  # on its way, or there already: not ours to send twice
            message = f"the request went out and its answer was lost ({type(error).__name__})"
            raise UnknownOutcome(self.account.vendor, message) from error
        was_taken = handle(answer.body) is not None  # whatever the status says
        return self.busy(answer, remark="nothing was taken; ") if answer.status in BUSY and not was_taken else answer

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None, read: float) -> WireAnswer:
        import httpx

        limits = httpx.Timeout(connect=self._timeouts.connect, read=read, write=self._timeouts.read, pool=self._timeouts.connect)
        response = await self._client().request(method, f"{self.account.url}{path}", json=body, timeout=limits)
        log.debug("vendor answered", vendor=self.account.vendor, method=method, path=path, status=response.status_code)
        raw = self.account.hidden_in(response.content.decode("utf-8", "replace"))
        return WireAnswer(response.status_code, raw, _json(raw), _retry_after(response.headers))

    def _client(self) -> "httpx.AsyncClient":
        if self._opened is None:
            import httpx

            is_bare = self.account.is_local or self._transport is not None
            self._opened = httpx.AsyncClient(
                headers={"authorization": f"Bearer {self.account.key}", "accept": "application/json"},
                limits=httpx.Limits(keepalive_expiry=IDLE),
                transport=self._transport,
                trust_env=not self.account.is_local,  # a proxy cannot reach this machine
                verify=False if is_bare else shared_ssl_context(),
            )
        return self._opened


@cache
def shared_ssl_context() -> "ssl.SSLContext":
    """One for all vendors: reading the certificates takes 20 ms."""
    import httpx

    return httpx.create_ssl_context()


def _json(raw: str) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds; where it names a moment, counted from the vendor's own clock."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isascii() and said.isdigit():
        return min(LONGEST, float(said))
    from email.utils import parsedate_to_datetime

    try:
        then, now = parsedate_to_datetime(said), parsedate_to_datetime(headers.get("date", ""))
        return min(LONGEST, max(0.0, (then - now).total_seconds()))
    except (ValueError, TypeError):
        return None
