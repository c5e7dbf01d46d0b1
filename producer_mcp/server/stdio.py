"""The server on standard input and output, and a clean end to it.

The SDK's own loop dies on SIGTERM without closing anything, and hangs on SIGINT because a thread sits in a read of stdin that
nothing can interrupt. So a signal ends the reading here, like the end of stdin: every call that waits is answered with its
task as it stands, what was opened is closed, and whoever runs this ends the process (`end_process`).

The SDK also holds a connection to its first request: after `server/discover` it takes no `initialize`. Clients that probe wait
only so long for the answer (the Vercel AI SDK a second) and then fall back to the handshake, which a slow start makes likely.
So as long as a client has sent nothing but probes, its handshake begins the connection anew.
"""

import asyncio
import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import anyio
from anyio.abc import TaskStatus
from anyio.streams.memory import MemoryObjectSendStream
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCRequest

from .in_flight import InFlight
from .stdio_lines import Unreadable, read_lines

CLOSING_TIMEOUT_SECONDS = 5.0
"""From the end of the reading to the end of the process, at most; a paid request whose answer is not there may take this long."""
LAST_ANSWERS_SECONDS = 0.5
"""How long the calls that are being answered at the end may still take."""
LAST_THREADS_SECONDS = 0.1
"""How long threads are waited for that may be at their end; one that works on (the engine) ends with the process."""
WINDOWS_WAKE_SECONDS = 0.5
"""How often the loop wakes on Windows, to see whether a signal has come."""
PROBE, HANDSHAKE = "server/discover", "initialize"

Incoming = SessionMessage | Exception
"""What the SDK takes from a transport."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A server that is ready to serve, and what ends the waits of its calls."""

    server: Server[Any]
    end_waits: Callable[[], None]


async def serve_stdio(opening: AbstractAsyncContextManager[Opened]) -> int:
    """Serve one client until it hangs up or a signal comes, then close what was opened.

    Returns the exit code of the process: 1 when an answer could not be written because the client is gone, else 0.
    """
    leaving, closed, reading = anyio.Event(), anyio.Event(), anyio.CancelScope()
    is_client_gone = False

    async def hold_open(*, task_status: TaskStatus[Opened]) -> None:
        # a task of its own: what it opened is closed even when the task that serves fails
        try:
            async with opening as opened:
                task_status.started(opened)
                await leaving.wait()
        finally:
            closed.set()

    async with anyio.create_task_group() as group:
        group.start_soon(_stop_reading_on_signal, reading)
        opened: Opened = await group.start(hold_open)
        _greet_a_person()
        try:
            # the SDK is given an empty stdin: its reader drops what it cannot read, ours answers
            async with stdio_server(anyio.wrap_file(io.StringIO())) as (_, writes):
                to_us, reads = anyio.create_memory_object_stream[SessionMessage]()
                async with anyio.create_task_group() as connection:
                    connection.start_soon(_read, reading, to_us, writes.clone())
                    await serve_client(opened.server, reads, writes, opened.end_waits)
        except* BrokenPipeError:  # nobody reads stdout any longer: nothing of ours went wrong, so no traceback
            is_client_gone = True
        _end_soon()
        leaving.set()
        await closed.wait()
        group.cancel_scope.cancel()
    return int(is_client_gone)


async def serve_client(server: Server[Any], reads: Any, writes: Any, end_waits: Callable[[], None] = lambda: None) -> None:
    """Serve one client on the two streams of a transport, until it hangs up; calls that wait are answered then.

    Each round of the loop is one connection as the SDK sees it; a handshake that ends a round is the first message of the next.
    """
    options = server.create_initialization_options()
    handshake: SessionMessage | None = None
    async with reads, writes:
        while True:
            to_server, from_client = anyio.create_memory_object_stream[Incoming]()
            in_flight = InFlight(writes.clone())
            async with anyio.create_task_group() as group, to_server:
                group.start_soon(server.run, from_client, in_flight, options)
                handshake = await _pass_on(handshake, reads, to_server, in_flight)
                if handshake is None:
                    end_waits()
                    with anyio.move_on_after(LAST_ANSWERS_SECONDS):
                        await in_flight.wait()
            if handshake is None:
                return


async def _read(reading: anyio.CancelScope, to_us: MemoryObjectSendStream[SessionMessage], writes: Any) -> None:
    """Read the client's messages until stdin ends or `reading` is cancelled; answer what cannot be read."""
    async with to_us, writes:
        with reading:
            async for message in read_lines(sys.stdin.buffer):
                if isinstance(message, Unreadable):
                    await writes.send(SessionMessage(message.answer))
                else:
                    await to_us.send(SessionMessage(message))


async def _pass_on(
    handshake: SessionMessage | None,
    reads: Any,
    to_server: MemoryObjectSendStream[SessionMessage | Exception],
    in_flight: InFlight,
) -> SessionMessage | None:
    """Pass the client's messages to the server, the `handshake` first, until the client hangs up: None is returned then.

    A handshake that comes after nothing but probes is not passed on but returned.
    """
    methods: set[str] = set()
    if handshake is not None:
        methods.add(HANDSHAKE)
        await to_server.send(handshake)
    async for incoming in reads:
        if isinstance(incoming.message, JSONRPCRequest):
            if incoming.message.method == HANDSHAKE and methods == {PROBE}:
                return incoming  # type: ignore[no-any-return]
            methods.add(incoming.message.method)
        in_flight.note(incoming.message)
        await to_server.send(incoming)
    return None


async def _stop_reading_on_signal(reading: anyio.CancelScope) -> None:
    await a_signal()
    _end_soon()
    reading.cancel()


def _end_soon() -> None:
    """See to it that the process ends in time, whatever does not close."""
    asyncio.get_running_loop().call_later(CLOSING_TIMEOUT_SECONDS, os._exit, 0)


def end_process(code: int = 0) -> None:
    """End the process once all that matters is closed: at once if a thread works on, as the engine may, else in the usual way."""
    others = [thread for thread in threading.enumerate() if thread is not threading.current_thread() and not thread.daemon]
    for thread in others:
        thread.join(LAST_THREADS_SECONDS)
    if any(thread.is_alive() for thread in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


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
