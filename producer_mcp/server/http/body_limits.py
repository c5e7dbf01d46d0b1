"""Bodies are read whole before anybody works on them: not too long ones, and not too slow ones."""

import anyio
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .host_guard import LARGEST

SLOWEST = 20.0
"""Seconds a body may take."""


class ClientDisconnected(Exception):
    """The caller hung up before all was said."""


class BodyLimits:
    """Hands on the body in one piece, and from then on only whether the caller is still there."""

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST, slowest: float = SLOWEST) -> None:
        self._app = app
        self._largest = largest
        self._slowest = slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope.setdefault("state", {})
        try:
            with anyio.fail_after(self._slowest):
                body = await self._body(receive)
        except ClientDisconnected:
            return
        except (TimeoutError, OverflowError) as error:
            is_slow = isinstance(error, TimeoutError)
            state["why"] = "too slow a body" if is_slow else "too long a body"
            told = "The body came too slowly." if is_slow else "That is more than this server reads."
            response = PlainTextResponse(f"{told}\n", 408 if is_slow else 413, {"connection": "close"})
            await response(scope, receive, send)
            return
        is_told = False

        async def told_once() -> Message:
            nonlocal is_told
            if is_told:
                return await receive()
            is_told = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, told_once, send)

    async def _body(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientDisconnected
            body += message.get("body", b"")
            if len(body) > self._largest:
                raise OverflowError
            if not message.get("more_body", False):
                return bytes(body)
