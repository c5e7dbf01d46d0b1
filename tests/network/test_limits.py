"""Too much, too slow, too many."""

import re
from pathlib import Path

import anyio
import anyio.abc
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from producer_mcp.server.http.body_limits import BodyLimits
from producer_mcp.server.http.exposure import Exposure
from producer_mcp.server.http.host_guard import HostGuard
from producer_mcp.server.http.request_timeouts import TimedH11Protocol
from producer_mcp.server.http.routes import http_service, listen

from ..studio_client import call_tool
from .conftest import SharedServer
from .leak_checks import is_alive, nothing_leaked, status_of
from .running_server import ALICE, RunningServer, read_response, request_bytes, running_server, tool_call_bytes

pytestmark = pytest.mark.anyio


async def test_a_body_of_five_megabytes_is_not_read(shared: SharedServer) -> None:
    length, token = {"content-length": str(5 << 20)}, shared.server.headers(ALICE)
    told_length = await shared.server.send_raw(tool_call_bytes("studio_status", {}, **(token | length))[:400])
    assert status_of(told_length) == 413
    nothing_leaked(shared.server, told_length)
    shared.server.logs.clear()
    head = tool_call_bytes("studio_status", {}, **token).split(b"\r\n\r\n")[0]
    chunked = re.sub(rb"content-length: \d+", b"transfer-encoding: chunked", head) + b"\r\n\r\n"
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    heard = await shared.server.send_raw(chunked, *[piece] * 5)
    assert status_of(heard) in (413, 0)  # 0: it hung up before all was said
    nothing_leaked(shared.server, heard)


@pytest.mark.parametrize(
    "flood",
    [b"".join(b"x-%d: y\r\n" % number for number in range(10_000)), b"x: " + b"y" * 100_000 + b"\r\n", b"y" * 100_000],
    ids=["many", "long", "no end"],
)
async def test_a_flood_of_headers_is_not_read(shared: SharedServer, flood: bytes, caplog: pytest.LogCaptureFixture) -> None:
    heard = await shared.server.send_raw(b"GET /health HTTP/1.1\r\nhost: localhost\r\n", flood, b"\r\n")
    assert status_of(heard) in (400, 0)
    assert [record.getMessage() for record in caplog.records] == ["Invalid HTTP request received."]
    assert await is_alive(shared.server)


async def test_a_request_that_never_ends_is_ended(shared: SharedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimedH11Protocol, "head_timeout", 0.3)
    monkeypatch.setattr(TimedH11Protocol, "body_timeout", 0.3)
    beginnings = {
        "nothing at all": b"",
        "half a line": b"GET /hea",
        "half a head": b"GET /health HTTP/1.1\r\nhost: localhost\r\n",
        "a second one begun": request_bytes("GET", "/health", {"host": "localhost"}) + b"GET /he",
        "a body nobody reads": request_bytes("POST", "/mcp", {"host": "localhost", "content-length": "100"}) + b"x",
    }
    for beginning in beginnings.values():
        shared.server.logs.clear()
        with anyio.fail_after(5):
            await drip(shared.server, beginning)
        assert [line["event"] for line in shared.server.logs][-1] == "too slow"
    assert await is_alive(shared.server)


async def drip(server: RunningServer, beginning: bytes) -> None:
    """Say a letter now and then until the other side hangs up."""
    async with await anyio.connect_tcp("127.0.0.1", server.port) as stream, anyio.create_task_group() as group:

        async def listen() -> None:
            try:
                while True:
                    await stream.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                group.cancel_scope.cancel()

        group.start_soon(listen)
        if beginning:
            await stream.send(beginning)
            while True:
                await anyio.sleep(0.05)
                try:
                    await stream.send(b"x")
                except anyio.BrokenResourceError:
                    return


async def test_of_too_many_unfinished_requests_of_one_peer_the_oldest_is_ended(
    shared: SharedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TimedH11Protocol, "max_unfinished", 20)
    monkeypatch.setattr(TimedH11Protocol, "min_unfinished_seconds", 0.0)
    streams: list[anyio.abc.SocketStream] = []
    try:
        for _ in range(30):
            streams.append(await anyio.connect_tcp("127.0.0.1", shared.server.port))
            await streams[-1].send(b"GET /health HTTP/1.1\r\n")
        with anyio.fail_after(5):
            for stream in streams[:10]:
                with pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
                    await stream.receive()
            await streams[-1].send(b"host: localhost\r\n\r\n")
            assert status_of(await read_response(streams[-1])) == 200
            assert await is_alive(shared.server)
    finally:
        for stream in streams:
            await stream.aclose()


async def test_a_thousand_idle_connections_leave_room_for_others(tmp_path: Path) -> None:
    async with running_server(tmp_path, vendor="offline") as server:
        idle: list[anyio.abc.SocketStream] = []
        try:
            for _ in range(1_000):
                idle.append(await anyio.connect_tcp("127.0.0.1", server.port))
            async with server.client(ALICE) as client:
                with anyio.fail_after(5):
                    assert (await client.list_tools()).tools
                    assert (await call_tool(client, "studio_status"))["default_vendor"] == "offline"
            sent = request_bytes("GET", "/health", {"host": "localhost"})
            for stream in idle[::100]:  # those that wake up are served
                await stream.send(sent)
                assert status_of(await read_response(stream)) == 200
        finally:
            for stream in idle:
                await stream.aclose()


async def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    async def echo(request: Request) -> Response:
        return Response(await request.body())

    door = Exposure.of("127.0.0.1", 0, hosts=(), origins=(), public_url=None, is_guarded=False)
    page = BodyLimits(Route("/", echo, methods=["POST"]).app, timeout=0.2, max_bytes=10)
    with listen("127.0.0.1", 0) as ears, capture_logs() as logs:
        running = http_service(HostGuard(Starlette(routes=[Route("/", page)]), door))
        async with anyio.create_task_group() as group:
            group.start_soon(running.serve, [ears])
            for length, status in ((5, 200), (6, 408), (11, 413)):
                sent = request_bytes("POST", "/", {"host": "localhost", "content-length": str(length)}) + b"x" * min(5, length)
                async with await anyio.connect_tcp("127.0.0.1", ears.getsockname()[1]) as stream:
                    await stream.send(sent + b"x" * 6 if length == 11 else sent)
                    assert status_of(await read_response(stream)) == status
            running.should_exit = True
    assert [(line["status"], line["why"]) for line in logs] == [(408, "too slow a body"), (413, "too long a body")]
