"""The three vendors against a real server on loopback that speaks their wires, charges, and breaks down."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import anyio
import pytest
from anyio.abc import SocketAttribute, SocketStream

from producer_mcp.errors import (
    ProducerError,
    RateLimited,
    Retired,
    Unauthorized,
    UnknownOutcome,
    VendorError,
    VendorUnavailable,
    VendorUnreadable,
)
from producer_mcp.models import Status
from producer_mcp.operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from producer_mcp.vendors import Made, Report
from producer_mcp.vendors.acedata import AceData
from producer_mcp.vendors.ccapi import CCAPI
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi import MusicAPI
from producer_mcp.vendors.wire import Timeouts

from ..fake_vendor import WIRES, FakeVendor, Fault
from .mock_wire import FAKED_CLASSES, KEY, clip, submitted

pytestmark = pytest.mark.anyio

SONG = CreateMusic(sound="warm lo-fi piano with rain outside")
GENERATIONS = {wire.vendor: wire.generations for wire in WIRES}
FINE: dict[str, Any] = {"sound": "strings and a slow choir", "lyrics": "[Verse]\nRain on the window"}
ALL: tuple[Operation, ...] = (
    SONG,
    WriteLyrics(idea="rain"),
    ExtendMusic(clip_id="clip_1", **FINE, at=1),
    CoverMusic(clip_id="clip_1", **FINE),
    VaryMusic(clip_id="clip_1"),
    ReplaceSection(clip_id="clip_1", **FINE, start=0.5, end=1),
    SwapVocals(clip_id="clip_1", **FINE),
    SwapSound(clip_id="clip_1", **FINE),
    SplitStems(clip_id="clip_1"),
    DownloadMusic(clip_id="clip_1", format="wav"),
    UploadMusic(url="https://files.test/a.mp3"),
    MakeVideo(clip_id="clip_1"),
    EnrichSound(sound="jazz, smooth"),
)
BARE = {("acedata", "spec", MakeVideo), ("acedata", "spec", DownloadMusic)}
"""What the vendor's page prints without any address: not to be called done."""


@pytest.fixture
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as fake:
        yield fake


async def no_sleep(seconds: float) -> None:
    pass


Hire = Callable[..., HostedVendor]


@pytest.fixture
async def hire(fake: FakeVendor) -> AsyncIterator[Hire]:
    """Vendors that ask the fake, and are closed in the end."""
    hired: list[HostedVendor] = []

    def hire(kind: type[HostedVendor], *, url: str = "", key: str = "", read: float = 5.0) -> HostedVendor:
        hired.append(kind(url or fake.url, key or fake.key, timeouts=Timeouts(read=read, result=read), sleep=no_sleep))
        return hired[-1]

    yield hire
    for vendor in hired:
        await vendor.close()


async def made_by(vendor: HostedVendor, operation: Operation, clips: Mapping[str, Any]) -> Report:
    """Submit, and look until it has ended."""
    receipt = await submitted(vendor, operation, clips)
    report = receipt.report
    for _ in range(3):
        if report is not None and report.status.is_final:
            return report
        assert receipt.ticket is not None
        report = (await vendor.check([receipt.ticket]))[receipt.ticket]
    raise AssertionError("it never ended")


@pytest.mark.parametrize(
    ("kind", "generation"),
    [(kind, generation) for kind in FAKED_CLASSES for generation in GENERATIONS[kind.name]],
    ids=lambda value: getattr(value, "name", value),
)
async def test_everything_a_vendor_offers_in_every_generation(
    fake: FakeVendor, hire: Hire, kind: type[HostedVendor], generation: str
) -> None:
    fake.generations[kind.name], fake.polls_until_done = generation, 2
    vendor = hire(kind)
    [first] = (await made_by(vendor, SONG, {})).made
    source = clip(kind.name, vendor_clip_id=first.vendor_clip_id or "unnamed", ticket=next(iter(fake.tasks)), seconds=2.0)
    for operation in (one for one in ALL if type(one) in vendor.offers):
        clips = {word: source for word in operation.clip_fields()}
        if (kind.name, generation, type(operation)) in BARE:
            with pytest.raises(VendorUnreadable):
                await made_by(vendor, operation, clips)
            continue
        report = await made_by(vendor, operation, clips)
        assert report.status is Status.DONE, operation.name
        assert_made(operation, report)
    assert [strange for strange in fake.undocumented if strange.vendor == kind.name] == []


def assert_made(operation: Operation, report: Report) -> None:
    first = report.made[0] if report.made else Made()
    match operation:
        case WriteLyrics():
            assert report.lyrics and not report.made
        case EnrichSound():
            assert report.sound and report.sound.startswith("jazz, smooth, ")
        case SplitStems():
            assert first.archive_url or [one.part for one in report.made] == ["vocals", "drums", "bass", "other"]
        case MakeVideo():
            assert first.video_url
        case DownloadMusic():
            assert first.audio_url and first.audio_url.endswith(".wav")
        case _:
            assert first.audio_url or first.vendor_clip_id


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
async def test_null_everywhere_leaves_the_paid_clip(fake: FakeVendor, hire: Hire, kind: type[HostedVendor]) -> None:
    fake.next(Fault("nulls"), on="submit")
    report = await made_by(hire(kind), SONG, {})
    assert report.made[0].vendor_clip_id and report.made[0].audio_url


BROKEN: list[tuple[Fault, type[ProducerError] | None, int]] = [
    (Fault("drop_before"), UnknownOutcome, 0),
    (Fault("drop_after"), UnknownOutcome, 1),
    (Fault("drop_midway"), UnknownOutcome, 1),
    (Fault("malformed"), VendorUnreadable, 1),
    (Fault("html"), VendorUnreadable, 1),
    (Fault("empty"), VendorUnreadable, 1),
    (Fault("wrong_type"), None, 1),
    (Fault("status", 500, charged=True), UnknownOutcome, 1),
    (Fault("status", 502), UnknownOutcome, 0),
    (Fault("status", 503), None, 1),
    (Fault("status", 429), None, 1),
    (Fault("status", 429, headers={"Retry-After": "60"}), RateLimited, 0),
    (Fault("redirect"), VendorUnavailable, 0),
    (Fault("slow"), UnknownOutcome, 1),
]


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
@pytest.mark.parametrize(("fault", "error", "charges"), BROKEN, ids=lambda value: getattr(value, "kind", None))
async def test_a_submit_that_goes_wrong_is_charged_once_at_most(
    fake: FakeVendor, hire: Hire, kind: type[HostedVendor], fault: Fault, error: type[ProducerError] | None, charges: int
) -> None:
    vendor = hire(kind, read=0.3)
    fake.next(fault, on="submit")
    if error is None:
        assert (await submitted(vendor, SONG, {})).ticket
    else:
        with pytest.raises(error) as raised:
            await submitted(vendor, SONG, {})
        assert type(raised.value) is error
    assert len(fake.charges) == charges
    assert len(await fake.wait_for_requests(1, "submit")) == (2 if error is None and fault.kind == "status" else 1)


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
async def test_a_look_that_goes_wrong_is_looked_at_again(fake: FakeVendor, hire: Hire, kind: type[HostedVendor]) -> None:
    vendor = hire(kind, read=0.3)
    ticket = (await submitted(vendor, SONG, {})).ticket
    assert ticket is not None
    for kind_of_trouble in ("drop_before", "drop_midway", "malformed", "html", "empty", "slow"):
        fake.next(Fault(kind_of_trouble), on="poll")
        with pytest.raises(VendorError):
            await vendor.check([ticket])
    assert (await vendor.check([ticket]))[ticket].status is Status.DONE


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
async def test_a_task_that_fails_is_failed_by_the_vendors_word(fake: FakeVendor, hire: Hire, kind: type[HostedVendor]) -> None:
    fake.next(Fault("fail"), on="submit")
    report = await made_by(hire(kind), SONG, {})
    assert (report.status, bool(report.error), report.refunded) == (Status.FAILED, True, kind.refunds)


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
async def test_a_wrong_key_names_the_variable_and_the_host(fake: FakeVendor, hire: Hire, kind: type[HostedVendor]) -> None:
    with pytest.raises(Unauthorized, match=rf"127\.0\.0\.1:\d+ .*PRODUCER_{kind.name.upper()}_KEY"):
        await submitted(hire(kind, key="wrong-key-0123456789"), SONG, {})


async def test_what_is_retired_says_so(fake: FakeVendor, hire: Hire) -> None:
    fake.retired.add("music_variation")
    with pytest.raises(Retired):
        await submitted(hire(MusicAPI), VaryMusic(clip_id="clip_1"), {"clip_id": clip("musicapi")})


async def test_nobody_there_or_nobody_to_trust_is_unavailable(fake: FakeVendor, hire: Hire) -> None:
    for url in ("http://127.0.0.1:9", fake.url.replace("http:", "https:")):  # the second one speaks no TLS
        with pytest.raises(VendorUnavailable, match=r"cannot be reached .*nothing was sent"):
            await submitted(hire(MusicAPI, url=url), SONG, {})
    assert fake.charges == []


async def test_a_connection_the_vendor_closed_meanwhile_is_not_used_again() -> None:
    heard, closed, body = [], anyio.Semaphore(0), b'{"code": 200, "task_id": "t-1"}'
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: keep-alive\r\n\r\n" % len(body)

    async def answer_once(stream: SocketStream) -> None:
        async with stream:
            heard.append(await stream.receive())
            await stream.send(head + body)
        closed.release()

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as work:
        work.start_soon(listener.serve, answer_once)
        vendor = MusicAPI(f"http://127.0.0.1:{listener.extra(SocketAttribute.local_port)}", KEY, sleep=no_sleep)
        for _ in range(3):
            assert (await submitted(vendor, SONG, {})).ticket == "t-1"
            await closed.acquire()
        await vendor.close()
        work.cancel_scope.cancel()
    assert len(heard) == 3


@pytest.mark.parametrize("kind", [AceData, CCAPI], ids=lambda kind: kind.name)
async def test_fifty_tickets_are_one_look(fake: FakeVendor, hire: Hire, kind: type[HostedVendor]) -> None:
    vendor = hire(kind)
    tickets = [(await submitted(vendor, SONG, {})).ticket or "" for _ in range(vendor.batch_size)]
    reports = await vendor.check([*tickets[:-1], "nobody's"])
    assert list(reports) == tickets[:-1]
    assert {report.status for report in reports.values()} == {Status.DONE}
    assert len(await fake.wait_for_requests(1, "poll")) == 1


async def test_a_ticket_nobody_knows_is_left_out(fake: FakeVendor, hire: Hire) -> None:
    for kind in FAKED_CLASSES:
        assert await hire(kind).check(["task_nobody"]) == {}


async def test_tells_the_balance(fake: FakeVendor, hire: Hire) -> None:
    vendor = hire(MusicAPI)
    await submitted(vendor, SONG, {})
    assert await vendor.balance() == "990 credits"


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
@pytest.mark.parametrize(("fault", "words"), [("huge", "longer than 8 MB"), ("drip", "not complete after 0.4 s")])
async def test_a_submit_whose_answer_has_no_end_is_unknown_and_said_plainly(
    fake: FakeVendor, hire: Hire, kind: type[HostedVendor], fault: str, words: str
) -> None:
    fake.next(Fault(fault), on="submit")
    with pytest.raises(UnknownOutcome, match=f"the request went out, and its answer .*{words}"):
        await submitted(hire(kind, read=5.0 if fault == "huge" else 0.4), SONG, {})
    assert len(fake.charges) == 1


@pytest.mark.parametrize("kind", FAKED_CLASSES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("fault", ["huge", "drip"])
async def test_a_look_whose_answer_has_no_end_is_given_up_and_can_be_repeated(
    fake: FakeVendor, hire: Hire, kind: type[HostedVendor], fault: str
) -> None:
    vendor = hire(kind, read=5.0 if fault == "huge" else 0.4)
    receipt = await submitted(vendor, SONG, {})
    fake.next(Fault(fault), on="poll")
    with pytest.raises(VendorUnreadable if fault == "huge" else VendorUnavailable) as raised:
        await vendor.check([receipt.ticket or ""])
    assert raised.value.is_of_task
    assert receipt.ticket in await vendor.check([receipt.ticket or ""])
