"""Sends requests to one vendor. A paid request is repeated only when it certainly did not arrive or was not accepted."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import anyio
import structlog

from ..errors import RateLimited, Unauthorized, UnknownOutcome, VendorError, VendorUnavailable, VendorUnreadable
from ..network import Proxy, UnusableNetwork, connection_failure, proxy_for, shared_ssl_context
from . import Pausing, no_pausing
from .account import Account
from .departure import Departure
from .parsing import TICKET_PATHS, Record, named_ticket, quoted, reason
from .untrusted_json import encoding_of, json_or_none

if TYPE_CHECKING:  # httpx takes 0.1 s to import, so it is imported by the first request
    import httpx

    Transport = httpx.AsyncBaseTransport

log = structlog.get_logger()

Files = Mapping[str, tuple[str, IO[bytes], str]]
"""Files of a form by the name of their field: name, content and MIME type of each."""

ACCEPTED = 202
BUSY_STATUSES = frozenset({429, 503})
"""Statuses by which a vendor says that it did not accept a request, and may accept it later."""
RETRY_STATUSES = frozenset({408, 409, 425, 429})
"""Statuses, besides those from 500 up, after which a free request may be repeated later."""
SUBMIT_PAUSES_SECONDS = (1.0, 4.0)
"""Before the second and before the third try of a submit; longer where the vendor asks for that."""
MAX_SUBMIT_WAIT_SECONDS = 8.0
"""The most that the pauses of one submit may come to; where the vendor asks for more, the submit fails."""
MAX_IDLE_SECONDS = 4.0
"""How long a connection may be unused and still be used again. Common servers close theirs after five seconds (Node's default),
and a submit that is sent while its connection is being closed is lost: nobody knows whether it was accepted."""
ASKED_LATER = "it is asked again later"
"""What becomes of a free request that was not answered, as a rule."""
MAX_ANSWER_BYTES = 8 << 20
"""A longer answer is not read to its end; that of fifty tasks has some hundred thousand bytes."""
MAX_RETRY_AFTER_SECONDS = 3600.0
"""The longest time for which one answer of a vendor can keep us from asking again."""


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """A vendor's answer to one request."""

    status: int
    """The HTTP status."""
    raw: str
    """The body as it came, but with `[key]` in place of our key."""
    body: Any
    """The JSON in the body; None when it is not JSON."""
    retry_after: float | None
    """Seconds the vendor asks us to wait before the next request."""


def is_success(answer: WireAnswer) -> bool:
    """Whether the HTTP status is one of success."""
    return 200 <= answer.status < 300


def worded(answer: WireAnswer) -> Record:
    """The JSON object in an answer. Plain words count as its `message`; a web page, as gateways send it, has none."""
    words = answer.body if isinstance(answer.body, str) else answer.raw.strip() if answer.body is None else ""
    is_page = words.lstrip().startswith("<")
    return answer.body if isinstance(answer.body, dict) else {"message": words} if words and not is_page else {}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How many seconds a request may take, from its first byte to the last of its answer."""

    connect: float = 10.0
    """Of these, to connect."""
    look: float = 10.0
    """A request that is free."""
    read: float = 60.0
    """A paid request."""
    result: float = 600.0
    """A paid request that is answered with finished work."""


class IncompleteAnswer(Exception):
    """An answer that began and was not read to its end; the message says why. `is_slow`: it did not end in time."""

    def __init__(self, message: str, *, is_slow: bool = False) -> None:
        super().__init__(message)
        self.is_slow = is_slow


class NotSent(Exception):
    """A request failed before its first byte left; the message says why. `is_setting`: by a setting, so it fails again."""

    def __init__(self, message: str, *, is_setting: bool = False) -> None:
        super().__init__(message)
        self.is_setting = is_setting


class Wire:
    """One account's HTTP client, opened at the first request.

    An answer that names a task at one of `ticket_paths` has accepted the request, whatever its status is.
    """

    def __init__(
        self,
        account: Account,
        timeouts: Timeouts,
        *,
        ticket_paths: Sequence[str] = TICKET_PATHS,
        transport: "Transport | None" = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self.account = account
        self._timeouts = timeouts
        self._ticket_paths = ticket_paths
        self._transport = transport
        self._sleep = sleep
        self._opened: httpx.AsyncClient | None = None
        self._proxy: Proxy | None = None
        """By which the opened client goes."""

    async def submit(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        waits_for_result: bool = False,
        unmade_pauses: Sequence[float] = (),
        pausing: Pausing = no_pausing,
    ) -> WireAnswer:
        """POST a paid request, up to three times as long as it was certainly not accepted.

        `waits_for_result`: the answer comes only when the work is done. `unmade_pauses`: seconds between tries at what the
        vendor answers with 202 (Accepted) while it is still making it, and charges nothing for. `pausing` is entered for each
        pause between two tries. Raises `VendorUnavailable` and `RateLimited` when it was not accepted, `UnknownOutcome` when
        nobody knows.
        """
        remaining = MAX_SUBMIT_WAIT_SECONDS + sum(unmade_pauses)
        for pause in (*(unmade_pauses or SUBMIT_PAUSES_SECONDS), None):
            outcome = await self._submit_once(path, body, self._timeouts.result if waits_for_result else self._timeouts.read)
            if isinstance(outcome, WireAnswer) and not (unmade_pauses and outcome.status == ACCEPTED):
                return outcome
            if isinstance(outcome, WireAnswer):
                message = "is still making it, and has charged nothing; ask again in a minute"
                outcome = VendorUnavailable(self.account.vendor, message, raw=outcome.raw, retry_after=outcome.retry_after)
            wait = max(pause or 0.0, outcome.retry_after or 0.0)
            remaining -= wait
            if pause is None or remaining < 0:
                raise outcome
            log.info("submit tried again", vendor=self.account.vendor, path=path, code=outcome.code, after=wait)
            async with pausing():
                await self._sleep(wait)
        raise AssertionError("the last try is answered or raises")

    async def query(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        expected: Collection[int] = (),
        remedy: str = ASKED_LATER,
    ) -> WireAnswer:
        """Ask for something free. The answer is a JSON object with a status of success, or has one of `expected` and words.

        `remedy`: what becomes of it, or is to be done, where there is none.
        Raises `VendorUnavailable`, `RateLimited`, `Unauthorized` or `VendorUnreadable`; none of them says that a task failed.
        """
        answer = await self.ask(method, path, body, seconds=min(self._timeouts.look, self._timeouts.read), remedy=remedy)
        is_object = isinstance(answer.body, dict)
        if answer.status in expected and worded(answer):
            return answer
        if answer.status in (401, 403):
            raise self.unauthorized(answer)
        if answer.status in RETRY_STATUSES or answer.status >= 500:
            raise self.busy(answer)
        if not is_success(answer) or not is_object:
            message = f"answered in a shape we do not know ({answer.status}); {remedy}"
            is_of_task = is_success(answer) and answer.raw.lstrip().startswith(("{", "["))  # and no page of a gateway's
            raise VendorUnreadable(self.account.vendor, message, raw=answer.raw, is_of_task=is_of_task)
        return answer

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        seconds: float,
        files: Files | None = None,
        remedy: str = ASKED_LATER,
    ) -> WireAnswer:
        """One free request, whatever the status of its answer. With `files` it is a form of `body` and these.

        Raises `VendorUnavailable` and `VendorUnreadable` where no whole answer came.
        """
        import httpx

        try:
            return await self._send(method, path, body, seconds, files)
        except NotSent as error:
            raise VendorUnavailable(self.account.vendor, f"{error}; {remedy}") from error
        except IncompleteAnswer as error:
            kind = VendorUnavailable if error.is_slow else VendorUnreadable
            raise kind(self.account.vendor, f"{error}; {remedy}", is_of_task=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            message = f"{self.account.host} does not answer ({type(error).__name__}); {remedy}"
            is_slow = isinstance(error, httpx.ReadTimeout)
            raise VendorUnavailable(self.account.vendor, message, is_of_task=is_slow) from error

    async def close(self) -> None:
        """Close the HTTP client, if one was opened."""
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.aclose()

    def unauthorized(self, answer: WireAnswer) -> Unauthorized:
        """The error for a key that is not accepted; it names the variable with the key, and the host."""
        account = self.account
        remedy = (
            f"{account.host} does not accept the key in {account.key_variable} ({answer.status}); "
            f"check it, and that {account.url_variable} names the host it was made for."
            if account.key
            else f"{account.host} wants a key ({answer.status}); put it into {account.key_variable}."
        )
        message = f"{remedy} {quoted(account.vendor, reason(answer.body))}"
        return Unauthorized(account.vendor, message, raw=answer.raw)

    def busy(self, answer: WireAnswer, *, remark: str = "") -> RateLimited | VendorUnavailable:
        """The error for a vendor that is overloaded or failing; it says when to try again."""
        kind = RateLimited if answer.status == 429 else VendorUnavailable
        what = "too many requests" if answer.status == 429 else f"{self.account.host} is failing"
        when = f"{answer.retry_after:.0f} s" if answer.retry_after else "a minute"
        message = f"{what} ({answer.status}); {remark}try again in {when}"
        return kind(self.account.vendor, message, raw=answer.raw, retry_after=answer.retry_after)

    async def _submit_once(self, path: str, body: Mapping[str, Any], read_seconds: float) -> WireAnswer | VendorError:
        """One try of a submit. Returns an error when the vendor did not accept it, raises one when nobody knows."""
        import httpx

        try:
            answer = await self._send("POST", path, body, read_seconds)
        except NotSent as error:
            if error.is_setting:
                raise VendorUnavailable(self.account.vendor, f"{error}; nothing was sent") from error
            remedy = f"the same call may be made again; if it lasts, check the network and {self.account.url_variable}"
            return VendorUnavailable(self.account.vendor, f"{error}; nothing was sent; {remedy}")
        except IncompleteAnswer as error:
            raise UnknownOutcome(self.account.vendor, f"the request went out, and {error}") from error
        except (httpx.HTTPError, OSError) as error:  # it may have arrived, so it must not be sent again
            message = f"the request went out and its answer was lost ({type(error).__name__})"
            raise UnknownOutcome(self.account.vendor, message) from error
        is_accepted = named_ticket(answer.body, self._ticket_paths) is not None  # whatever the status is
        return self.busy(answer, remark="nothing was taken; ") if answer.status in BUSY_STATUSES and not is_accepted else answer

    async def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None, seconds: float, files: Files | None = None
    ) -> WireAnswer:
        """One request, whatever its answer is; `seconds` is how long all of it may take.

        Raises `NotSent` for whatever fails before the request leaves, and the errors of httpx and `IncompleteAnswer` for what
        fails later.
        """
        import httpx

        never_sent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
        connect = self._timeouts.connect
        timeout = httpx.Timeout(connect=connect, read=seconds, write=seconds, pool=connect)
        departure = Departure()
        if self._transport is not None:  # another transport does not tell when a request leaves it
            departure.leave()
        try:
            content = {"json": body} if files is None else {"data": body, "files": files}
            request = self._client().build_request(
                method, f"{self.account.url}{path}", timeout=timeout, extensions={"trace": departure.trace}, **content
            )
            with departure.limit:
                response, received = await self._whole_answer(request, seconds)
        except UnusableNetwork as error:
            raise NotSent(str(error), is_setting=True) from error
        except Exception as error:  # a proxy's answer can fail in many ways; none of them is a request that left
            if departure.has_left and not isinstance(error, never_sent):
                raise
            await departure.close()
            raise NotSent(connection_failure(self.account.host, error, self._proxy)) from error
        if departure.limit.cancelled_caught:
            await departure.close()
            raise NotSent(connection_failure(self.account.host, TimeoutError(), self._proxy))
        log.debug("vendor answered", vendor=self.account.vendor, method=method, path=path, status=response.status_code)
        raw = self.account.without_key(received.decode(encoding_of(received), "replace"))
        return WireAnswer(response.status_code, raw, json_or_none(raw), _retry_after(response.headers))

    async def _whole_answer(self, request: "httpx.Request", seconds: float) -> "tuple[httpx.Response, bytes]":
        """The response to a request and its body, whole within `seconds`: a time-out of httpx begins anew with each byte."""
        import httpx

        response, content = None, bytearray()
        with anyio.move_on_after(seconds):
            response = await self._client().send(request, stream=True)
            try:
                if "," in response.headers.get("content-encoding", ""):  # each layer can make it a thousand times as long
                    raise IncompleteAnswer("its answer is packed more than once, and was not read")
                async for block in response.aiter_bytes():
                    content += block
                    if len(content) > MAX_ANSWER_BYTES:
                        raise IncompleteAnswer(f"its answer is longer than {MAX_ANSWER_BYTES >> 20} MB, and was not read")
                return response, bytes(content)
            finally:
                with anyio.CancelScope(shield=True):
                    await response.aclose()
        if response is not None:
            raise IncompleteAnswer(f"its answer was not complete after {seconds:g} s", is_slow=True)
        raise httpx.ReadTimeout("no answer in time", request=request)

    def _authorization(self) -> dict[str, str]:
        """The header with the key; nothing for a server that wants none."""
        return {"authorization": f"Bearer {self.account.key}"} if self.account.key else {}

    def _client(self) -> "httpx.AsyncClient":
        """The client, opened if it is not yet; raises `UnusableNetwork` when a setting of the network keeps it from that."""
        if self._opened is None:
            import httpx

            is_bare = self.account.is_local or self._transport is not None
            self._proxy = None if is_bare else proxy_for(self.account.url)
            self._opened = httpx.AsyncClient(
                headers={"accept": "application/json"} | self._authorization(),
                limits=httpx.Limits(keepalive_expiry=MAX_IDLE_SECONDS),
                transport=self._transport,
                trust_env=False,  # `network` reads the environment, for this one address
                proxy=None if self._proxy is None else self._proxy.url,
                verify=False if is_bare else shared_ssl_context(),
            )
        return self._opened


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds. A date is counted from the vendor's own `Date`, since its clock may differ from ours."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return min(MAX_RETRY_AFTER_SECONDS, float(value))
    from email.utils import parsedate_to_datetime

    try:
        then, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return min(MAX_RETRY_AFTER_SECONDS, max(0.0, (then - now).total_seconds()))
    except (ValueError, TypeError):
        return None
