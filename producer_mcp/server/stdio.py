"""The server on standard input and output, and a clean end to it.

The SDK's own loop dies on SIGTERM without closing anything, and hangs on SIGINT because a thread sits in a read of stdin that
nothing can interrupt. So on a signal we close what was opened, then end the process ourselves.

The SDK also holds a connection to its first request: after `server/discover` it takes no `initialize`. Clients that probe wait
only so long for the answer (the Vercel AI SDK a second) and then fall back to the handshake, which a slow start makes likely.
So as long as a client has sent nothing but probes, its handshake begins the connection anew.
"""

import asyncio
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
from anyio.abc import TaskStatus
from anyio.streams.memory import MemoryObjectSendStream
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCRequest

CLOSING_TIMEOUT_SECONDS = 5
"""How long what was opened may take to close after a signal."""
WINDOWS_WAKE_SECONDS = 0.5
"""How often the loop wakes on Windows, to see whether a signal has come."""
PROBE, HANDSHAKE = "server/discover", "initialize"

Incoming = SessionMessage | Exception


async def serve_stdio(opening: AbstractAsyncContextManager[Server[Any]]) -> None:
    """Serve one client until it hangs up; on SIGTERM or SIGINT close what was opened and end the process with code 0.

    Raises `SystemExit` with code 1, after closing, when an answer cannot be written because the client is gone.
    """
    leaving, closed = anyio.Event(), anyio.Event()
    is_client_gone = False

    async def hold_open(*, task_status: TaskStatus[Server[Any]]) -> None:
        # a task of its own: the task that reads stdin may never get to close anything
        try:
            async with opening as server:
                task_status.started(server)
                await leaving.wait()
        finally:
            closed.set()

    async with anyio.create_task_group() as group:
        group.start_soon(_leave_on_signal, leaving, closed)
        server: Server[Any] = await group.start(hold_open)
        _greet_a_person()
        try:
            async with stdio_server() as (reads, writes):
                await serve_client(server, reads, writes)
        except* BrokenPipeError:  # nobody reads stdout any longer: nothing of ours went wrong, so no traceback
            is_client_gone = True
        leaving.set()
        await closed.wait()
        group.cancel_scope.cancel()
    if is_client_gone:
        sys.exit(1)


async def serve_client(server: Server[Any], reads: Any, writes: Any) -> None:
    """Serve one client on the two streams of a transport, until it hangs up.

    Each round of the loop is one connection as the SDK sees it; a handshake that ends a round is the first message of the next.
    """
    options = server.create_initialization_options()
    handshake: Incoming | None = None
    async with reads, writes:
        while True:
            to_server, from_client = anyio.create_memory_object_stream[Incoming]()
            async with anyio.create_task_group() as group:
                group.start_soon(server.run, from_client, writes.clone(), options)
                handshake = await _pass_on(handshake, reads, to_server)
            if handshake is None:
                return


async def _pass_on(handshake: Incoming | None, reads: Any, to_server: MemoryObjectSendStream[Incoming]) -> Incoming | None:
    """Pass the client's messages to the server, the `handshake` first, until the client hangs up: None is returned then.

    A handshake that comes after nothing but probes is not passed on but returned.
    """
    methods: set[str] = set()
    async with to_server:
        if handshake is not None:
            methods.add(HANDSHAKE)
            await to_server.send(handshake)
        async for incoming in reads:
            if isinstance(incoming, SessionMessage) and isinstance(incoming.message, JSONRPCRequest):
                if incoming.message.method == HANDSHAKE and methods == {PROBE}:
                    return incoming
                methods.add(incoming.message.method)
            await to_server.send(incoming)
    return None


async def _leave_on_signal(leaving: anyio.Event, closed: anyio.Event) -> None:
    """On a signal set `leaving`, wait until all is `closed` or the time is up, and end the process."""
    await a_signal()
    leaving.set()
    with anyio.move_on_after(CLOSING_TIMEOUT_SECONDS):
        await closed.wait()
    os._exit(0)


async def a_signal() -> None:
    """Wait until the system, or a person at the keyboard, asks this process to end."""
    if sys.platform != "win32":
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                return
    loop, came = asyncio.get_running_loop(), anyio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(came.set))
    while not came.is_set():  # a handler runs only when the loop wakes, and on Windows nothing else may wake it
        with anyio.move_on_after(WINDOWS_WAKE_SECONDS):
            await came.wait()


def _greet_a_person() -> None:
    if sys.stdin.isatty():
        print("producer-mcp speaks MCP on stdin and stdout: it waits for a client, not for you. See --help.", file=sys.stderr)
