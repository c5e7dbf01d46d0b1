"""Reads a request's whole body before the application sees it, within limits of size and time."""

import anyio
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .host_guard import MAX_BODY_BYTES

BODY_TIMEOUT_SECONDS = 20.0
"""From the end of the head to the end of the body."""


class ClientDisconnected(Exception):
    """The client closed the connection before its body was complete."""


class BodyLimits:
    """Passes the whole body to the application as one message, and from then on only reports the disconnect."""

    def __init__(self, app: ASGIApp, *, max_bytes: int = MAX_BODY_BYTES, timeout: float = BODY_TIMEOUT_SECONDS) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI request."""
        state = scope.setdefault("state", {})
        try:
            with anyio.fail_after(self._timeout):
                body = await self._body(receive)
        except ClientDisconnected:
            return
        except (TimeoutError, OverflowError) as error:
            is_slow = isinstance(error, TimeoutError)
            state["why"] = "too slow a body" if is_slow else "too long a body"
            sentence = "The body came too slowly." if is_slow else "That is more than this server reads."
            response = PlainTextResponse(f"{sentence}\n", 408 if is_slow else 413, {"connection": "close"})
            await response(scope, receive, send)
            return
        is_passed = False

        async def receive_whole() -> Message:
            nonlocal is_passed
            if is_passed:
                return await receive()
            is_passed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive_whole, send)

    async def _body(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientDisconnected
            body += message.get("body", b"")
            if len(body) > self._max_bytes:
                raise OverflowError
            if not message.get("more_body", False):
                return bytes(body)
