"""A fake's HTTP server: a port on loopback for the length of an `async with`, with a task group for what goes on beside it."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import anyio
from anyio.abc import SocketAttribute, SocketStream

from .connection import Connection
from .messages import Answer, Request


class LoopbackServer:
    """`async with` opens it; then it is reached at `url`. Port 0 is any free one."""

    url: str

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=self._port)
        self.url = f"http://127.0.0.1:{listener.extra(SocketAttribute.local_port)}"
        await self._stack.enter_async_context(listener)
        self._group = await self._stack.enter_async_context(anyio.create_task_group())
        self._group.start_soon(listener.serve, self._serve)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._group.cancel_scope.cancel()
        await self._stack.__aexit__(None, None, None)

    async def _serve(self, stream: SocketStream) -> None:
        await Connection(stream, self._answer).serve()

    async def _answer(self, request: Request) -> Answer:
        raise NotImplementedError
