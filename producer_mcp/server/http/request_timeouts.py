"""uvicorn's HTTP connection with time-outs for requests that are sent too slowly.

uvicorn itself waits without limit for the rest of a request's head, and for the rest of a body that nobody reads any more.
"""

import asyncio
from typing import Any, ClassVar

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

log = structlog.get_logger()

HEAD_TIMEOUT_SECONDS = 10.0
"""For a request line and its headers, from when the connection is opened or the request begins."""
CONNECTION_BODY_TIMEOUT_SECONDS = 30.0
"""For a whole body, whether it is read or not; where it is read, `body_limits` gives an answer before that."""
MAX_HEAD_BYTES = 32_768


MAX_UNFINISHED_PER_PEER = 2_000
"""Unfinished requests of one peer: half of all connections, so that nobody can hold every one of them."""
MIN_UNFINISHED_SECONDS = 2.0
"""How long a request may be unfinished at any rate: a proxy in front of us may open very many connections at once."""


class TimedH11Protocol(H11Protocol):
    """Closes a connection whose request is not complete in time, and the oldest unfinished one of a peer that has too many."""

    head_timeout: ClassVar[float] = HEAD_TIMEOUT_SECONDS
    body_timeout: ClassVar[float] = CONNECTION_BODY_TIMEOUT_SECONDS
    max_unfinished: ClassVar[int] = MAX_UNFINISHED_PER_PEER
    min_unfinished_seconds: ClassVar[float] = MIN_UNFINISHED_SECONDS
    unfinished: ClassVar[dict[str, dict["TimedH11Protocol", float]]] = {}
    """By the peer's address: connections with an unfinished request, the oldest first, and since when."""
    _timer: asyncio.TimerHandle | None = None
    _awaited: Any = None
    """h11's state of the client that the timer runs for; None when it does not run."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection was opened: its first request's head is awaited."""
        super().connection_made(transport)
        self._await(h11.IDLE)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed: nothing is awaited any more."""
        self._await(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes came: the timer follows the state they lead to."""
        super().data_received(data)
        state = self.conn.their_state
        self._await(state if state in (h11.IDLE, h11.SEND_BODY) else None)

    def on_response_complete(self) -> None:
        """A response was sent whole."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:  # no next request yet: uvicorn's own keep-alive time-out runs
            self._await(None)

    def _await(self, state: Any) -> None:
        """Starts the timer for a state of the client, if it does not run for it already; None stops it."""
        if state is self._awaited:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._count_finished()
        self._awaited = state
        if state is not None:
            self._timer = self.loop.call_later(self.head_timeout if state is h11.IDLE else self.body_timeout, self._close)
            self._count_unfinished()

    def _count_unfinished(self) -> None:
        """Counts this connection's request as unfinished, and closes the oldest of its peer's if these are too many."""
        now, others = self.loop.time(), self.unfinished.setdefault(self._peer, {})
        others[self] = now
        oldest, since = next(iter(others.items()))
        if len(others) > self.max_unfinished and now - since >= self.min_unfinished_seconds:
            oldest.drop()

    def _count_finished(self) -> None:
        """This connection's request is complete, or nobody waits for it any more."""
        others = self.unfinished.get(self._peer, {})
        others.pop(self, None)
        if not others:
            self.unfinished.pop(self._peer, None)

    @property
    def _peer(self) -> str:
        return self.client[0] if self.client else ""

    def drop(self) -> None:
        """Close this connection, since its peer has too many like it."""
        self._await(None)
        self.transport.abort()

    def _close(self) -> None:
        what = "head" if self._awaited is h11.IDLE else "body"
        log.warning("too slow", what=what, client=self.client[0] if self.client else "")
        self.transport.abort()
