"""What strangers try, over a real socket: refused as it should be, nothing told, one line in the log each."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import anyio.abc
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from producer_mcp.music import File
from producer_mcp.server.door import Door
from producer_mcp.server.gate import Gate
from producer_mcp.server.http import listen, service
from producer_mcp.server.limits import Limits
from producer_mcp.server.punctual import Punctual

from ..opening import told
from .conftest import Town
from .stage import ALICE, Stage, a_server, answer, call, request

pytestmark = pytest.mark.anyio

SECRETS = re.compile(r"producer_[\w-]{20,}|Bearer [\w.-]{20,}|sign=|secret words|Alice's window|/tmp/|Traceback")


def status_of(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1]) if heard else 0


def nothing_leaked(stage: Stage, heard: bytes, *, lines: int = 1) -> None:
    """Neither in the answer nor in the log; and how much was noted."""
    assert not SECRETS.search(heard.decode("latin-1"))
    noted = [line for line in stage.logs if line["log_level"] in ("warning", "error", "info")]
    assert len(noted) == lines, noted
    assert not SECRETS.search(json.dumps(noted, default=str))
    assert not any(token in json.dumps(noted, default=str) for token in stage.tokens.values())


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
async def test_who_does_not_say_who_they_are_gets_no_further(town: Town, who: str, path: str) -> None:
    headers = STRANGERS[who]
    sent = call("studio_status", {}, **headers) if path == "/mcp" else request("GET", path, {"host": "localhost", **headers})
    heard = await town.stage.raw(sent.decode().encode("latin-1"))
    assert status_of(heard) == 401
    nothing_leaked(town.stage, heard)


async def test_two_tokens_at_once_are_none(town: Town) -> None:
    token = town.stage.headers(ALICE)["authorization"]
    sent = request("GET", "/metrics", {"host": "localhost", "authorization": token, "Authorization": token})
    heard = await town.stage.raw(sent)
    assert status_of(heard) == 401
    nothing_leaked(town.stage, heard)


HOSTS = [
    "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil.example:127.0.0.1", "", "127.0.0.1@evil.example",
    "[::1",
]  # fmt: skip
PATHS = ["/mcp", "/metrics", "/health", "/ready", "/clips/clip_x/audio", "/webhooks/musicapi/x", "/.well-known/x", "/"]


@pytest.mark.parametrize("path", PATHS)
async def test_who_calls_us_by_another_name_gets_no_further(town: Town, path: str) -> None:
    for host in HOSTS:
        heard = await town.stage.raw(request("GET", path, {"host": host, **town.stage.headers(ALICE)}))
        assert status_of(heard) == 421
    nothing_leaked(town.stage, heard, lines=len(HOSTS))


ORIGINS = [
    "https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost:80.evil.example", "https://127.0.0.1",
    "file://",
]  # fmt: skip


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/clips")])
async def test_foreign_pages_get_no_further(town: Town, path: str) -> None:
    for origin in ORIGINS:
        heard = await town.stage.raw(request("GET", path, {"host": "localhost", "origin": origin, **town.stage.headers(ALICE)}))
        assert status_of(heard) == 403
        assert b"access-control-allow-origin" not in heard.lower()
    nothing_leaked(town.stage, heard, lines=len(ORIGINS))


async def test_a_page_of_this_machine_may_call(town: Town) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    heard = await town.stage.raw(request("OPTIONS", "/mcp", {"host": "localhost", "origin": "http://127.0.0.1", **asked}))
    assert status_of(heard) == 200 and b"access-control-allow-origin: http://127.0.0.1" in heard


# Files.


def address(town: Town) -> str:
    return str(town.made["clips"][0]["audio_url"])


async def test_a_song_plays_from_its_address_with_ranges_and_without_a_token(town: Town) -> None:
    async with town.stage.browser() as browser:
        whole = await browser.get(address(town))
        assert whole.status_code == 200 and whole.headers["content-type"].startswith("audio/")
        assert whole.headers["accept-ranges"] == "bytes" and whole.headers["x-content-type-options"] == "nosniff"
        name = whole.headers["content-disposition"].removeprefix("inline; filename")
        assert "/" not in name and "%2F" not in name
        part = await browser.get(address(town), headers={"range": "bytes=100-199"})
        assert part.status_code == 206 and part.content == whole.content[100:200]
        assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
        assert (await browser.get(address(town), headers={"range": "bytes=-10"})).content == whole.content[-10:]
        assert (await browser.get(address(town), headers={"range": "bytes=999999999-"})).status_code == 416
        assert (await browser.head(address(town))).headers["content-length"] == str(len(whole.content))
        foreign = await browser.get(address(town), headers={"origin": "https://chat.example"})
        assert foreign.status_code == 200 and foreign.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("word", ["image_url", "video_url"])
async def test_a_clips_picture_and_film_are_served_too(town: Town, word: str) -> None:
    clip = town.made["clips"][0]
    assert clip[word].startswith(town.stage.url)
    async with town.stage.browser() as browser:
        assert (await browser.get(clip[word])).headers["content-type"].split("/")[0] in ("image", "video")


async def test_an_address_that_was_not_signed_so_opens_nothing(town: Town) -> None:
    parts = urlsplit(address(town))
    said = {word: values[0] for word, values in parse_qs(parts.query).items()}
    until, sign, path = int(said["until"]), said["sign"], parts.path
    tried = [
        path,
        f"{path}?until={until}",
        f"{path}?until={until + 900}&sign={sign}",
        f"{path}?until={until}&sign={sign[:-1]}",
        f"{path}?until={until}&sign={'0' * 40}",
        f"{path}?until=é&sign=é",
        f"{path.replace('/audio', '/video')}?{parts.query}",
        f"{path.replace('/audio', '/lyrics')}?{parts.query}",
        f"/clips/clip_abcdefghjkmn/audio?{parts.query}",
    ]
    async with town.stage.browser() as browser:
        for place in tried:
            refused = await browser.get(place, headers=town.stage.headers(ALICE))
            assert refused.status_code == 403, place
    nothing_leaked(town.stage, refused.content, lines=len(tried))


async def test_an_address_ends(town: Town) -> None:
    links = town.stage.serving.studio.links
    clip_id = town.made["clips"][0]["clip_id"]
    past = str(int(links.now().timestamp()) - 1)
    sign = links._sign(clip_id, "audio", past)
    async with town.stage.browser() as browser:
        assert (await browser.get(f"/clips/{clip_id}/audio?until={past}&sign={sign}")).status_code == 403


CLIMBING = [
    "/clips/../../../etc/passwd/audio",
    "/clips/..%2f..%2fetc%2fpasswd/audio",
    "/clips/%2e%2e/audio",
    "/clips/clip_x/..%2f..%2faudio",
    "/../../etc/passwd",
    "//etc/passwd",
    "/clips/clip_x/audio/../../../../etc/passwd",
    "/clips/%00/audio",
    "/webhooks/../../etc/passwd",
]


@pytest.mark.parametrize("path", CLIMBING)
async def test_paths_that_climb_lead_nowhere(town: Town, path: str) -> None:
    heard = await town.stage.raw(request("GET", path, {"host": "localhost"}))
    assert status_of(heard) in (403, 404, 405) and b"root:" not in heard
    nothing_leaked(town.stage, heard)


async def test_a_file_outside_of_our_folders_is_never_sent(town: Town, tmp_path: Path) -> None:
    studio = town.stage.serving.studio
    clip_id = town.made["clips"][0]["clip_id"]
    file = await studio.ledger.file(clip_id, "cover")
    assert file is not None
    (tmp_path / "elsewhere.jpg").write_bytes(b"private")
    await studio.ledger.kept(file.model_copy(update={"path": str(tmp_path / "elsewhere.jpg")}))
    async with town.stage.browser() as browser:
        assert (await browser.get(studio.links.of(clip_id, "cover"))).status_code == 404
    await studio.ledger.kept(file)


# Too much, too slow, too many.


async def test_a_body_of_five_megabytes_is_not_read(town: Town) -> None:
    length, token = {"content-length": str(5 << 20)}, town.stage.headers(ALICE)
    told_length = await town.stage.raw(call("studio_status", {}, **(token | length))[:400])
    assert status_of(told_length) == 413
    nothing_leaked(town.stage, told_length)
    town.stage.logs.clear()
    head = call("studio_status", {}, **token).split(b"\r\n\r\n")[0]
    chunked = re.sub(rb"content-length: \d+", b"transfer-encoding: chunked", head) + b"\r\n\r\n"
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    heard = await town.stage.raw(chunked, *[piece] * 5)
    assert status_of(heard) in (413, 0)  # 0: it hung up before all was said
    nothing_leaked(town.stage, heard)


@pytest.mark.parametrize(
    "flood",
    [b"".join(b"x-%d: y\r\n" % number for number in range(10_000)), b"x: " + b"y" * 100_000 + b"\r\n", b"y" * 100_000],
    ids=["many", "long", "no end"],
)
async def test_a_flood_of_headers_is_not_read(town: Town, flood: bytes, caplog: pytest.LogCaptureFixture) -> None:
    heard = await town.stage.raw(b"GET /health HTTP/1.1\r\nhost: localhost\r\n", flood, b"\r\n")
    assert status_of(heard) in (400, 0)
    assert [record.getMessage() for record in caplog.records] == ["Invalid HTTP request received."]
    assert await is_alive(town.stage)


async def test_a_request_that_never_ends_is_ended(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Punctual, "head", 0.3)
    monkeypatch.setattr(Punctual, "rest", 0.3)
    beginnings = {
        "nothing at all": b"",
        "half a line": b"GET /hea",
        "half a head": b"GET /health HTTP/1.1\r\nhost: localhost\r\n",
        "a second one begun": request("GET", "/health", {"host": "localhost"}) + b"GET /he",
        "a body nobody reads": request("POST", "/mcp", {"host": "localhost", "content-length": "100"}) + b"x",
    }
    for beginning in beginnings.values():
        town.stage.logs.clear()
        with anyio.fail_after(5):
            await drip(town.stage, beginning)
        assert [line["event"] for line in town.stage.logs][-1] == "too slow"
    assert await is_alive(town.stage)


async def drip(stage: Stage, beginning: bytes) -> None:
    """Say a letter now and then until the other side hangs up."""
    async with await anyio.connect_tcp("127.0.0.1", stage.port) as stream, anyio.create_task_group() as group:

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


async def test_a_thousand_idle_connections_leave_room_for_others(tmp_path: Path) -> None:
    async with a_server(tmp_path, vendor="offline") as stage:
        idle: list[anyio.abc.SocketStream] = []
        try:
            for _ in range(1_000):
                idle.append(await anyio.connect_tcp("127.0.0.1", stage.port))
            async with stage.client(ALICE) as client:
                with anyio.fail_after(5):
                    assert (await client.list_tools()).tools
                    assert (await told(client, "studio_status"))["default_vendor"] == "offline"
            sent = request("GET", "/health", {"host": "localhost"})
            for stream in idle[::100]:  # those that wake up are served
                await stream.send(sent)
                assert status_of(await answer(stream)) == 200
        finally:
            for stream in idle:
                await stream.aclose()


async def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    async def echo(request: Request) -> Response:
        return Response(await request.body())

    door = Door.of("127.0.0.1", 0, hosts=(), origins=(), public_url=None, is_guarded=False)
    page = Limits(Route("/", echo, methods=["POST"]).app, slowest=0.2, largest=10)
    with listen("127.0.0.1", 0) as ears, capture_logs() as logs:
        running = service(Gate(Starlette(routes=[Route("/", page)]), door))
        async with anyio.create_task_group() as group:
            group.start_soon(running.serve, [ears])
            for length, status in ((5, 200), (6, 408), (11, 413)):
                sent = request("POST", "/", {"host": "localhost", "content-length": str(length)}) + b"x" * min(5, length)
                async with await anyio.connect_tcp("127.0.0.1", ears.getsockname()[1]) as stream:
                    await stream.send(sent + b"x" * 6 if length == 11 else sent)
                    assert status_of(await answer(stream)) == status
            running.should_exit = True
    assert [(line["status"], line["why"]) for line in logs] == [(408, "too slow a body"), (413, "too long a body")]


async def is_alive(stage: Stage) -> bool:
    return status_of(await stage.raw(request("GET", "/health", {"host": "localhost"}))) == 200


async def test_no_answer_names_a_place_on_our_disk(town: Town) -> None:
    folder = str(town.stage.settings.data.parent)
    task_id, clip_id = town.made["task_id"], town.made["clips"][0]["clip_id"]
    calls: list[tuple[str, dict[str, Any]]] = [
        ("get_tasks", {"task_ids": [task_id]}),
        ("find_clips", {}),
        ("find_clips", {"clip_id": clip_id}),
        ("studio_status", {}),
        ("upload_music", {"path": f"{folder}/x.mp3"}),
    ]
    ledger = town.stage.serving.studio.ledger
    clip, trouble = await ledger.clip(ALICE, clip_id), f"cannot save in {town.stage.settings.library}: its disk is full"
    lost = File(clip_id=clip_id, owner=ALICE, kind="wav", url="https://cdn.example/x.wav", error=trouble)
    await ledger.save_clip(clip.model_copy(update={"files": {"wav": lost}}))
    async with town.stage.client(ALICE) as alice:
        assert "cannot save in (the server's folder)" in str(await told(alice, "get_tasks", task_ids=[task_id]))
        for tool, arguments in calls:
            result = await alice.call_tool(tool, arguments)
            assert folder not in result.model_dump_json() or tool == "upload_music"
            assert bool(result.is_error) is (tool == "upload_music")
        for uri in (f"clips/{clip_id}", f"tasks/{task_id}", "vendors"):
            assert folder not in (await alice.read_resource(f"producer://{uri}")).model_dump_json()
        tools = {tool.name: tool for tool in (await alice.list_tools()).tools}
        assert "path" not in tools["upload_music"].input_schema["properties"]
