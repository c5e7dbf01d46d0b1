"""uvicorn's connection, with an end to its patience.

uvicorn waits for ever for the rest of a request's head, and for the rest of a body that nobody reads any more.
"""

import asyncio
from typing import Any, ClassVar

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

log = structlog.get_logger()

HEAD = 10.0
"""Seconds for a request line and its headers, from when the connection is opened or the request begins."""
REST = 30.0
"""Seconds for a body."""
LONGEST_HEAD = 32_768
"""Bytes."""


class TimedH11Protocol(H11Protocol):
    """Closes connections whose request does not come to its end."""

    head: ClassVar[float] = HEAD
    rest: ClassVar[float] = REST
    _due: asyncio.TimerHandle | None = None
    _awaited: Any = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await(h11.IDLE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        state = self.conn.their_state
        self._await(state if state in (h11.IDLE, h11.SEND_BODY) else None)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:  # nothing of a next request yet: uvicorn counts how long that lasts
            self._await(None)

    def _await(self, state: Any) -> None:
        """Set the clock when what we wait for is another thing than before; None is nothing."""
        if state is self._awaited:
            return
        if self._due is not None:
            self._due.cancel()
            self._due = None
        self._awaited = state
        if state is not None:
            self._due = self.loop.call_later(self.head if state is h11.IDLE else self.rest, self._too_late)

    def _too_late(self) -> None:
        what = "head" if self._awaited is h11.IDLE else "body"
        log.warning("too slow", what=what, client=self.client[0] if self.client else "")
        self.transport.abort()
