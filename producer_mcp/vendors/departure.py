"""Notices when a request leaves this machine for its vendor: until then nothing can have been taken, or paid."""

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import anyio
import anyio.lowlevel

MAX_DEPARTURE_SECONDS = 30.0
"""How long a request may take to leave: to reach a proxy, to be let through by it, and to agree on TLS."""


class Departure:
    """The way of one request until its first byte leaves; what a proxy is sent before that does not count."""

    def __init__(self) -> None:
        self.has_left = False
        self.limit = anyio.CancelScope(deadline=anyio.current_time() + MAX_DEPARTURE_SECONDS)
        """Ends what runs in it if the request does not leave in time."""
        self._stream: Any = None

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Told by httpcore of each of its steps, as its `trace` extension is."""
        if event.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        elif event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            await anyio.lowlevel.checkpoint_if_cancelled()  # a request that was called off must not leave after all
            self.leave()

    def leave(self) -> None:
        """From now on nobody knows whether the request has arrived."""
        self.has_left, self.limit.deadline = True, math.inf

    async def close(self) -> None:
        """Close the connection of a request that did not leave: httpcore forgets it when a SOCKS proxy refuses."""
        if self._stream is not None:
            with suppress(OSError, anyio.ClosedResourceError), anyio.CancelScope(shield=True):
                await self._stream.aclose()
