"""The requests of one connection that are not answered yet, seen on their way in and out."""

from types import TracebackType
from typing import Any, Self

import anyio
from mcp.shared.message import SessionMessage
from mcp.types import (
    CONNECTION_CLOSED,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
)

ENDLESS = frozenset({"subscriptions/listen"})
"""Methods whose answer comes only when the connection ends."""
STOPPED = (
    "The server was stopped before this was answered. What was begun goes on: the very same call is the same task, paid once; "
    "get_tasks() lists tasks."
)


class InFlight:
    """The stream to a client, which knows what the client still waits for.

    The SDK answers what is left at the end with its own words for a closed connection; these are replaced by `STOPPED`.
    """

    def __init__(self, writes: Any) -> None:
        """`writes`: the transport's stream to the client."""
        self._writes = writes
        self._unanswered: set[RequestId] = set()
        self._answered = anyio.Event()

    def note(self, message: JSONRPCMessage) -> None:
        """Take note of a message on its way to the server."""
        match message:
            case JSONRPCRequest(id=request_id, method=method) if method not in ENDLESS:
                self._unanswered.add(request_id)
            case JSONRPCNotification(method="notifications/cancelled", params={"requestId": str() | int() as request_id}):
                self._forget(request_id)

    async def wait(self) -> None:
        """Wait until nothing is left to be answered."""
        while self._unanswered:
            self._answered = anyio.Event()
            await self._answered.wait()

    async def send(self, item: SessionMessage) -> None:
        """Pass a message on to the client."""
        message = item.message
        if isinstance(message, JSONRPCError) and message.error.code == CONNECTION_CLOSED:
            error = message.error.model_copy(update={"message": STOPPED})
            item = SessionMessage(message.model_copy(update={"error": error}), item.metadata)
        await self._writes.send(item)
        if isinstance(message, JSONRPCResponse | JSONRPCError) and message.id is not None:
            self._forget(message.id)

    async def aclose(self) -> None:
        """Close the stream."""
        await self._writes.aclose()

    async def __aenter__(self) -> Self:
        """The stream itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        await self.aclose()

    def _forget(self, request_id: RequestId) -> None:
        self._unanswered.discard(request_id)
        if not self._unanswered:
            self._answered.set()
