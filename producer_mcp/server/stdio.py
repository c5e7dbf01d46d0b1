"""The server on standard input and output, and a clean end to it.

The SDK's own loop dies on SIGTERM without closing anything and hangs on SIGINT, because a thread sits in a read of stdin
that nothing can interrupt. So we close what has to be closed, then leave.
"""

import asyncio
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
from anyio.abc import TaskStatus
from mcp.server import Server
from mcp.server.stdio import stdio_server

from .probing import serve_client

CLOSING = 5
"""Seconds for what was opened to close."""


async def serve_stdio(opening: AbstractAsyncContextManager[Server[Any]]) -> None:
    """Serve one client until it hangs up, or until SIGTERM or SIGINT: then the process ends, with 0, what was opened closed."""
    leaving, closed = anyio.Event(), anyio.Event()

    async def hold(*, task_status: TaskStatus[Server[Any]]) -> None:
        # in a task of its own: the one that reads stdin may never get to close anything
        try:
            async with opening as server:
                task_status.started(server)
                await leaving.wait()
        finally:
            closed.set()

    async with anyio.create_task_group() as group:
        group.start_soon(_leave_on_signal, leaving, closed)
        server: Server[Any] = await group.start(hold)
        _greet_a_person()
        async with stdio_server() as (reads, writes):
            await serve_client(server, reads, writes)
        leaving.set()
        await closed.wait()
        group.cancel_scope.cancel()


async def _leave_on_signal(leaving: anyio.Event, closed: anyio.Event) -> None:
    await a_signal()
    leaving.set()
    with anyio.move_on_after(CLOSING):
        await closed.wait()
    os._exit(0)


async def a_signal() -> None:
    """Wait for the system, or a person at the keyboard, to end this process."""
    if sys.platform != "win32":
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                return
    loop, came = asyncio.get_running_loop(), anyio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(came.set))
    while not came.is_set():  # a handler runs only when the loop wakes: on Windows nothing else may wake it
        with anyio.move_on_after(0.5):
            await came.wait()


def _greet_a_person() -> None:
    if sys.stdin.isatty():
        print("producer-mcp speaks MCP on stdin and stdout: it waits for a client, not for you. See --help.", file=sys.stderr)
