"""What strangers try, over a real socket: refused as it should be, nothing told, one line in the log each."""

import pytest

from .conftest import SharedServer
from .leak_checks import nothing_leaked, status_of
from .running_server import ALICE, request_bytes, tool_call_bytes

pytestmark = pytest.mark.anyio

STRANGERS: dict[str, dict[str, str]] = {
    "no token": {},
    "a wrong token": {"authorization": "Bearer producer_wrongwrongwrongwrongwrongwrongwrongwrong"},
    "an empty token": {"authorization": "Bearer "},
    "a very long token": {"authorization": f"Bearer {'x' * 20_000}"},
    "a password instead": {"authorization": "Basic YWxpY2U6YWxpY2U="},
    "letters no token has": {"authorization": "Bearer ÿþ\x01"},
}


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("path", ["/mcp", "/metrics"])
async def test_who_does_not_say_who_they_are_gets_no_further(shared: SharedServer, who: str, path: str) -> None:
    headers = STRANGERS[who]
    sent = (
        tool_call_bytes("studio_status", {}, **headers)
        if path == "/mcp"
        else request_bytes("GET", path, {"host": "localhost", **headers})
    )
    heard = await shared.server.send_raw(sent.decode().encode("latin-1"))
    assert status_of(heard) == 401
    nothing_leaked(shared.server, heard)


async def test_two_tokens_at_once_are_none(shared: SharedServer) -> None:
    token = shared.server.headers(ALICE)["authorization"]
    sent = request_bytes("GET", "/metrics", {"host": "localhost", "authorization": token, "Authorization": token})
    heard = await shared.server.send_raw(sent)
    assert status_of(heard) == 401
    nothing_leaked(shared.server, heard)


HOSTS = [
    "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil.example:127.0.0.1", "", "127.0.0.1@evil.example",
    "[::1",
]  # fmt: skip
PATHS = ["/mcp", "/metrics", "/health", "/ready", "/clips/clip_x/audio", "/webhooks/musicapi/x", "/.well-known/x", "/"]


@pytest.mark.parametrize("path", PATHS)
async def test_who_calls_us_by_another_name_gets_no_further(shared: SharedServer, path: str) -> None:
    for host in HOSTS:
        heard = await shared.server.send_raw(request_bytes("GET", path, {"host": host, **shared.server.headers(ALICE)}))
        assert status_of(heard) == 421 and b"PRODUCER_HOSTS" in heard
    nothing_leaked(shared.server, heard, lines=len(HOSTS))


ORIGINS = [
    "https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost:80.evil.example", "https://127.0.0.1",
    "file://",
]  # fmt: skip


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/clips")])
async def test_foreign_pages_get_no_further(shared: SharedServer, path: str) -> None:
    for origin in ORIGINS:
        heard = await shared.server.send_raw(
            request_bytes("GET", path, {"host": "localhost", "origin": origin, **shared.server.headers(ALICE)})
        )
        assert status_of(heard) == 403 and b"PRODUCER_ORIGINS" in heard
        assert b"access-control-allow-origin" not in heard.lower()
    nothing_leaked(shared.server, heard, lines=len(ORIGINS))


async def test_a_page_of_this_machine_may_call(shared: SharedServer) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    heard = await shared.server.send_raw(
        request_bytes("OPTIONS", "/mcp", {"host": "localhost", "origin": "http://127.0.0.1", **asked})
    )
    assert status_of(heard) == 200 and b"access-control-allow-origin: http://127.0.0.1" in heard
