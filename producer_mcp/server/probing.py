"""A client that asks what we speak, and shakes hands the older way because our answer took too long.

The SDK holds a connection to its first word: once `server/discover` was asked, it takes no `initialize`. But who asks waits
only so long (the Vercel AI SDK a second), and a server that is slow to start is heard too late. So while nothing else was
asked, a handshake begins the connection anew.
"""

from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectSendStream
from mcp.server import Server
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCRequest

PROBE, HANDSHAKE = "server/discover", "initialize"

Heard = SessionMessage | Exception


async def serve_client(server: Server[Any], reads: Any, writes: Any) -> None:
    """Serve one client on the streams of a transport, until it hangs up."""
    options = server.create_initialization_options()
    first: Heard | None = None
    async with reads, writes:
        while True:
            says, hears = anyio.create_memory_object_stream[Heard]()
            async with anyio.create_task_group() as group:
                group.start_soon(server.run, hears, writes.clone(), options)
                first = await _pass_on(first, reads, says)
            if first is None:
                return


async def _pass_on(first: Heard | None, reads: Any, says: MemoryObjectSendStream[Heard]) -> Heard | None:
    """Pass on what the client says, to its end or to a handshake that comes after nothing but probes: that is given back."""
    asked: set[str] = set()
    async with says:
        if first is not None:
            asked.add(HANDSHAKE)
            await says.send(first)
        async for heard in reads:
            if isinstance(heard, SessionMessage) and isinstance(heard.message, JSONRPCRequest):
                if heard.message.method == HANDSHAKE and asked == {PROBE}:
                    return heard
                asked.add(heard.message.method)
            await says.send(heard)
    return None
