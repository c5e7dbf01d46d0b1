"""What happens on the way: broken connections, wrong bytes, refusals, endless bodies."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import anyio
import httpx
import pytest
import structlog

from producer_mcp.errors import AddressRefused, Expired, FetchFailed, NotAudio, TooLarge
from producer_mcp.library import Library
from producer_mcp.library.atomic_files import PartialFile
from producer_mcp.library.download import MAX_ATTEMPTS, Fetcher, ServerBusy, should_retry
from producer_mcp.library.ssrf import AddressGuard
from producer_mcp.models import FileKind

from ..fake_vendor import FakeVendor, Fault
from ..fake_vendor.sounds import wav
from .conftest import Make, clip_of, file_of, names

pytestmark = pytest.mark.anyio
TOLD = hashlib.sha256(b"a.wav").digest()[0] % 8


@pytest.mark.parametrize(
    "fault",
    [*map(Fault, ("drop_before", "drop_after", "drop_midway")), *(Fault("status", code) for code in (408, 429, 500, 503))],
    ids=lambda fault: f"{fault.kind} {fault.code or ''}",
)
async def test_tries_again(library: Library, fake: FakeVendor, folder: Path, fault: Fault) -> None:
    fake.next(fault, on="file")
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert kept.path and Path(kept.path).read_bytes()[44:352844] == wav(2.0, TOLD)[44:]
    assert len(fake.requests) == 2 and len(names(folder)) == 2


async def test_goes_on_where_it_was_broken_off(library: Library, fake: FakeVendor, folder: Path) -> None:
    for _ in range(3):
        fake.next(Fault("drop_midway"), on="file")
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    ranges = [request.headers.get("range") for request in fake.requests]
    whole = len(wav(2.0))
    assert ranges == [None, *(f"bytes={whole - -(-whole // 2**halvings)}-" for halvings in (1, 2, 3))]
    assert fake.requests[1].headers["if-range"].startswith('"')
    assert kept.path and Path(kept.path).read_bytes()[44:352844] == wav(2.0, TOLD)[44:]


async def test_gives_up_after_a_few_tries_and_leaves_nothing(library: Library, fake: FakeVendor, folder: Path) -> None:
    fake.always("file", Fault("status", 503, headers={"Retry-After": "0"}))
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 is busy or failing \(503\)"):
        await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert len(fake.requests) == MAX_ATTEMPTS and names(folder) == set()


async def test_a_file_that_always_breaks_off_is_not_kept(library: Library, fake: FakeVendor, folder: Path) -> None:
    fake.always("file", Fault("drop_midway"))
    with pytest.raises(FetchFailed, match="could not be reached or broke off"):
        await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert names(folder) == set()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_an_expired_address_says_how_to_renew_it(library: Library, fake: FakeVendor, folder: Path, status: int) -> None:
    fake.next(Fault("status", status), on="file")
    with pytest.raises(Expired, match=rf'\({status}\); get_tasks\(task_ids=\["task_1"\]\) asks musicapi for a fresh address'):
        await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert len(fake.requests) == 1 and names(folder) == set()


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (Fault("html"), NotAudio, "not an audio file: a web page came instead"),
        (Fault("not_audio"), NotAudio, "not an audio file: a file of another kind"),
        (Fault("empty"), NotAudio, "not an audio file: nothing came instead"),
        (Fault("gzip_bomb"), NotAudio, "packed in a way nobody asked for"),
        (Fault("endless"), TooLarge, "larger than 1,048,576 bytes"),
        (Fault("status", 418), FetchFailed, "answered 418 instead of the file"),
        (Fault("redirect"), AddressRefused, "only https"),
        (Fault("redirect", location="https://10.0.0.1/private"), AddressRefused, "not a public address"),
        (Fault("redirect", location="http://127.0.0.1:1/"), AddressRefused, "only https"),
    ],
    ids=lambda case: case.kind if isinstance(case, Fault) else None,
)
async def test_refuses_what_is_not_a_song(
    make: Make, fake: FakeVendor, folder: Path, fault: Fault, error: type[Exception], said: str
) -> None:
    fake.next(fault, on="file")
    with pytest.raises(error, match=said):
        await make(max_bytes={"audio": 1 << 20}).keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert len(fake.requests) == 1 and names(folder) == set()


@pytest.mark.parametrize(
    ("kind", "others"), [("audio", ("a.png", "a.zip")), ("cover", ("a.wav", "a.mp4")), ("video", ("a.wav", "a.png"))]
)
async def test_each_kind_wants_its_own(library: Library, fake: FakeVendor, kind: FileKind, others: tuple[str, ...]) -> None:
    for name in others:
        with pytest.raises(NotAudio):
            await library.keep(clip_of(), file_of(f"{fake.url}/files/{name}", kind))


async def test_a_file_with_no_address_says_who_to_ask(library: Library) -> None:
    with pytest.raises(Expired, match="get_tasks"):
        await library.keep(clip_of(), file_of(None))
    with pytest.raises(Expired, match="musicapi has to be asked"):
        await library.keep(clip_of(task_id=""), file_of(None))


async def test_a_redirect_within_the_vendor_is_followed(library: Library, fake: FakeVendor) -> None:
    fake.next(Fault("redirect", location="/files/b.m4a"), on="file")
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert kept.mime == "audio/mp4"


async def test_other_ports_of_loopback_stay_closed(make: Make, fake: FakeVendor) -> None:
    for others in (frozenset[str](), frozenset({"127.0.0.1:1"}), frozenset({"localhost"})):
        with pytest.raises(AddressRefused):
            await make(loopback_hosts=others).keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert fake.requests == []


async def test_no_key_and_no_cookie_goes_along_and_no_address_into_the_log(library: Library, fake: FakeVendor) -> None:
    fake.next(Fault("status", 503, headers={"Set-Cookie": "a=b"}), on="file")
    with structlog.testing.capture_logs() as logs:
        await library.keep(clip_of(lyrics="unsayable"), file_of(f"{fake.url}/files/a.wav?signature=secret"))
    assert [log["event"] for log in logs] == ["trying again"]
    assert not any(word in str(logs) for word in ("secret", "127.0.0.1", "unsayable"))
    assert fake.requests[-1].query == "signature=secret"
    assert set(fake.requests[-1].headers) == {"host", "accept", "accept-encoding", "user-agent"}


async def test_a_cancelled_fetch_leaves_nothing(library: Library, fake: FakeVendor, folder: Path) -> None:
    fake.next(Fault("slow"), on="file")
    async with anyio.create_task_group() as group:
        group.start_soon(library.keep, clip_of(), file_of(f"{fake.url}/files/a.wav"))
        await fake.wait_for_requests(1, "file")
        assert len(names(folder)) == 1
        group.cancel_scope.cancel()
    assert names(folder) == set()


async def broken_off(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise httpx.ReadError("gone")


async def fetched(answers: list[httpx.Response], folder: Path, limit: int = 1 << 20) -> tuple[bytes, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answers.pop(0)

    draft = PartialFile(folder)
    try:
        fetcher = Fetcher(AddressGuard(resolve=resolve), first_pause=0, inner=httpx.MockTransport(answer))
        await fetcher.fetch("https://cdn.test/a", draft, max_bytes=limit, check_head=lambda head: None)
        draft.close()
        content = draft.path.read_bytes()
        assert (draft.size, draft.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        return content, seen
    finally:
        draft.discard()


def sent(status: int, content: bytes = b"", headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


HALF = {"content-length": "8", "etag": '"one"'}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (HALF, sent(200, b"newsong!")),  # it has changed in between, or ranges are not known there
        ({"content-length": "8"}, sent(200, b"newsong!")),
        ({"etag": '"one"', "transfer-encoding": "chunked"}, sent(200, b"newsong!")),
    ],
)
async def test_begins_anew_when_the_rest_is_not_to_be_had(first: dict[str, str], second: httpx.Response, tmp_path: Path) -> None:
    content, seen = await fetched([httpx.Response(200, headers=first, content=broken_off(b"olds")), second], tmp_path)
    assert content == b"newsong!"
    assert seen[1].headers.get("range") == ("bytes=4-" if first is HALF else None)


@pytest.mark.parametrize(
    "second",
    [
        sent(206, b"olds", {"content-range": "bytes 0-3/8"}),
        sent(206, b"ongXY", {"content-range": "bytes 4-8/9"}),
        sent(206, b"ong!"),
        sent(416),
    ],
)
async def test_a_wrong_range_is_never_pasted_on(second: httpx.Response, tmp_path: Path) -> None:
    answers = [httpx.Response(200, headers=HALF, content=broken_off(b"olds")), second, sent(200, b"newsong!")]
    content, seen = await fetched(answers, tmp_path)
    assert content == b"newsong!" and [request.headers.get("range") for request in seen] == [None, "bytes=4-", None]


async def test_the_rest_is_pasted_on(tmp_path: Path) -> None:
    rest = sent(206, b"ong!", {"content-range": "bytes 4-7/8", "content-length": "4"})
    content, _ = await fetched([httpx.Response(200, headers=HALF, content=broken_off(b"olds")), rest], tmp_path)
    assert content == b"oldsong!"


async def test_a_length_that_does_not_agree_is_tried_again(tmp_path: Path) -> None:
    short = sent(200, b"olds", {"content-length": "8"})
    assert (await fetched([short, sent(200, b"newsong!")], tmp_path))[0] == b"newsong!"


async def test_a_length_over_the_limit_is_refused_before_a_byte_is_read(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        await fetched([httpx.Response(200, headers={"content-length": "2000000"}, content=broken_off(b""))], tmp_path)


async def test_bytes_over_the_limit_are_refused_whatever_was_said(tmp_path: Path) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1 << 16)

    with pytest.raises(TooLarge):
        await fetched([httpx.Response(200, content=endless())], tmp_path)


async def test_a_server_that_dawdles_is_left_in_the_end(fake: FakeVendor, tmp_path: Path) -> None:
    fake.next(Fault("slow"), on="file")
    draft = PartialFile(tmp_path)
    fetcher = Fetcher(AddressGuard(frozenset({fake.url.removeprefix("http://")})), first_pause=0, deadline=0.1)
    with pytest.raises(FetchFailed, match=r"took longer than 0\.1 s"):
        await fetcher.fetch(f"{fake.url}/files/a.wav", draft, max_bytes=1 << 20, check_head=lambda head: None)
    draft.discard()
    await fetcher.close()


def test_waits_as_long_as_the_server_asks_within_reason() -> None:
    assert should_retry(ServerBusy("busy", 7.0)) == 7.0
    assert should_retry(ServerBusy("busy", 7000.0)) == 30.0
    assert should_retry(ServerBusy("busy")) is True
    assert should_retry(httpx.ReadError("gone")) is True
    assert should_retry(Expired("gone")) is False
