"""Vendors call back: believed when they prove it, asked when they do not, and harmless whatever comes."""

import hashlib
import hmac
import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from producer_mcp.models import Status, Task
from producer_mcp.server.http.request_timeouts import TimedH11Protocol
from producer_mcp.server.http.webhooks import MAX_UNFINISHED_CALLS
from producer_mcp.studio.webhooks import address_token

from ..fake_vendor import FakeVendor, Fault
from ..fake_vendor.vendor_tasks import VendorTask
from ..studio_client import call_tool
from .leak_checks import status_of
from .running_server import ALICE, RunningServer, read_response, request_bytes, running_server

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
SLOW: dict[str, Any] = {"pace": 1}
"""In life's own time, so that nobody looks before the vendor calls."""


Calm = tuple[RunningServer, FakeVendor, Iterator[int]]


@pytest.fixture(scope="module")
async def one_calm(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Calm]:
    """A server that many tests share, each with a take of its own."""
    folder = tmp_path_factory.mktemp("calm")
    async with FakeVendor() as fake, running_server(folder, fake, "musicapi", with_callbacks=True, **SLOW) as server:
        yield server, fake, count(1)


@pytest.fixture
def calm(one_calm: Calm) -> Calm:
    one_calm[0].logs.clear()
    return one_calm


def looks(fake: FakeVendor, work: VendorTask) -> int:
    """How often the vendor was asked about it."""
    return sum(one.purpose == "poll" and one.path.endswith(work.ticket) for one in fake.requests)


async def begun(server: RunningServer, fake: FakeVendor, **more: Any) -> tuple[Task, VendorTask]:
    """A song under way that no look finds done; and the vendor's side of it."""
    fake.polls_until_done = None
    async with server.client(ALICE) as client:
        answer = await call_tool(client, "create_music", sound=SOUND, wait_seconds=0, **more)
    task = await server.serving.studio.ledger.tasks.get_of_any_owner(answer["task_id"])
    assert task is not None and task.status is Status.RUNNING
    return task, fake.tasks[task.ticket or ""]


async def ended(server: RunningServer, task: Task, within: float = 5.0) -> Task:
    """The task, when it is done or has failed; as it stands when the time is up."""
    ledger, stands = server.serving.studio.ledger, task
    with anyio.move_on_after(within):
        while stands.status not in (Status.DONE, Status.FAILED):
            mark = ledger.changes.count
            stands = await ledger.tasks.get_of_any_owner(task.task_id) or stands
            if stands.status not in (Status.DONE, Status.FAILED):
                await ledger.changes.wait(within, since=mark)
    return stands


def body_of(work: VendorTask, **more: Any) -> bytes:
    item = {"clip_id": work.clip.clip_id, "title": "From the call", "audio_url": "https://cdn.example/a.m4a", "duration": "2.0"}
    said = {"code": 200, "data": [item | {"state": "succeeded"}], "message": "success", "task_id": work.ticket}
    return json.dumps(said | more).encode()


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"x-webhook-signature": f"sha256={mac}", "x-webhook-timestamp": stamp}


async def deliver(server: RunningServer, task: Task, body: bytes, headers: Mapping[str, Any], *, word: str | None = None) -> int:
    place = word if word is not None else address_token(task.task_id, task.callback or "")
    async with server.browser() as browser:
        answer = await browser.post(f"/webhooks/{task.vendor}/{place}", content=body, headers=dict(headers))
    assert (task.callback or "-") not in answer.text and task.owner not in answer.text
    return answer.status_code


@pytest.mark.parametrize("vendor", ["musicapi", "acedata"])
async def test_a_song_is_done_in_the_ledger_soon_after_its_vendor_calls(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, vendor, with_callbacks=True, **SLOW) as server:
        task, work = await begun(server, fake)
        moment = time.time()
        fake.finish(work.ticket)
        assert (await ended(server, task)).status is Status.DONE
        assert time.time() - moment < 0.3 + 0.2  # 0.3 by the issue; the rest for a machine that others share
        [delivery] = await fake.wait_for_callbacks(1)
        assert delivery.status == 200 and not fake.undocumented


async def test_a_signed_call_is_believed_before_the_vendor_is_asked(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", with_callbacks=True, **SLOW) as server:
        task, work = await begun(server, fake)
        assert await deliver(server, task, body := body_of(work), signed(task.callback or "", body)) == 200
        done = await ended(server, task)
        assert [clip.title for clip in done.clips] == ["From the call"]


async def test_what_a_call_leaves_out_is_asked_for_afterwards(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", with_callbacks=True, **SLOW) as server:
        task, work = await begun(server, fake)
        fake.finish(work.ticket)
        [clip] = (await ended(server, task)).clips
        with anyio.fail_after(5):
            while not (clip.image_url and clip.files["cover"].path):
                mark = server.serving.studio.ledger.changes.count
                clip = await server.serving.studio.ledger.clips.get(ALICE, clip.clip_id)
                if not (clip.image_url and clip.files["cover"].path):
                    await server.serving.studio.ledger.changes.wait(5, since=mark)


@pytest.mark.parametrize("generation", ["1", "2"])
async def test_the_same_delivery_twice_is_one_song(generation: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", with_callbacks=True, **SLOW) as server:
        fake.generations["webhook"] = generation
        fake.next(Fault("twice"), on="submit")
        task, work = await begun(server, fake)
        fake.finish(work.ticket)
        first = await ended(server, task)
        assert [delivery.status for delivery in await fake.wait_for_callbacks(2)] == [200, 200]
        again = await ended(server, task)
        assert first.status is Status.DONE and [c.clip_id for c in first.clips] == [c.clip_id for c in again.clips]
        async with server.client(ALICE) as client:
            assert len((await call_tool(client, "find_clips"))["clips"]) == 1


FORGED: dict[str, Any] = {
    "signed with another secret": lambda secret, body: signed("another", body),
    "signed for another body": lambda secret, body: signed(secret, body + b" "),
    "six minutes late": lambda secret, body: signed(secret, body, time.time() - 360),
    "six minutes early": lambda secret, body: signed(secret, body, time.time() + 360),
    "with a later timestamp put under the signature": lambda secret, body: (
        signed(secret, body, time.time() - 360) | {"x-webhook-timestamp": str(int(time.time()))}
    ),
    "without its timestamp": lambda secret, body: {"x-webhook-signature": signed(secret, body)["x-webhook-signature"]},
    "an older signature of another secret": lambda secret, body: {
        "x-signature": hmac.new(b"another", body, hashlib.sha256).hexdigest()
    },
    "a signature of nothing": lambda secret, body: {"x-webhook-signature": "", "x-webhook-timestamp": str(int(time.time()))},
    "letters that are no hex": lambda secret, body: {"x-webhook-signature": "sha256=é" * 5, "x-webhook-timestamp": "²"},
}


@pytest.mark.parametrize("how", FORGED)
async def test_what_is_signed_wrongly_is_refused_and_wakes_nobody(how: str, calm: Calm) -> None:
    server, fake, takes = calm
    task, work = await begun(server, fake, take=next(takes))
    headers = {name: value.encode() for name, value in FORGED[how](task.callback or "", body_of(work)).items()}
    assert await deliver(server, task, body_of(work), headers) == 401
    assert (await ended(server, task, within=0.3)).status is Status.RUNNING
    assert looks(fake, work) == 0
    [line] = server.logged()
    assert line["status"] == 401 and (task.callback or "-") not in str(line)


UNPROVEN: dict[str, Any] = {
    "unsigned": lambda secret, body: {},
    "the older generation, hex": lambda secret, body: {
        "x-signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    },
    "the older generation, base64": lambda secret, body: {
        "x-signature": b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    },
}


@pytest.mark.parametrize("how", UNPROVEN)
async def test_what_is_not_proven_only_has_the_vendor_asked(how: str, calm: Calm) -> None:
    server, fake, takes = calm
    task, work = await begun(server, fake, take=next(takes))
    body = body_of(work)
    assert await deliver(server, task, body, UNPROVEN[how](task.callback or "", body)) == 200
    await fake.wait_until(lambda: looks(fake, work) == 1)
    assert (await ended(server, task, within=0.1)).status is Status.RUNNING  # the vendor itself says so
    assert "From the call" not in str(await server.serving.studio.ledger.tasks.get_of_any_owner(task.task_id))


async def test_an_address_nobody_was_given_is_not_found(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", "acedata", with_callbacks=True, **SLOW) as server:
        task, work = await begun(server, fake)
        other, _ = await begun(server, fake, take=2)
        right, body = address_token(task.task_id, task.callback or ""), body_of(work)
        headers = signed(task.callback or "", body)
        swapped = f"{other.task_id}-{right[-32:]}"
        for word in (task.task_id, f"{task.task_id}-", right[:-1], right + "0", right.upper(), swapped, "é", "%00", "-"):
            assert await deliver(server, task, body, headers, word=word) == 404
        assert await deliver(server, task.model_copy(update={"vendor": "acedata"}), body, headers) == 404
        assert await deliver(server, task.model_copy(update={"vendor": "nobody"}), body, headers) == 404
        assert len(server.logged()) == 11 and not any(
            right[-32:] in str(line) or "secret" in str(line) for line in server.logged()
        )


async def test_a_call_about_another_task_changes_neither(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", with_callbacks=True, **SLOW) as server:
        (task, _), (other, theirs) = await begun(server, fake), await begun(server, fake, take=2)
        body = body_of(theirs)
        assert await deliver(server, task, body, signed(task.callback or "", body)) == 200
        for each in (task, other):
            assert (await ended(server, each, within=0.3)).status is Status.RUNNING
        assert await deliver(server, other, body, signed(task.callback or "", body)) == 401
        assert len(server.logged("callback names another's ticket")) == 1


async def test_a_failure_is_believed_too_when_it_is_proven(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", with_callbacks=True, **SLOW) as server:
        fake.next(Fault("fail"), on="submit")
        task, work = await begun(server, fake)
        fake.finish(work.ticket)
        assert (await ended(server, task)).status is Status.FAILED


@pytest.mark.parametrize("vendor", ["musicapi", "acedata"])
async def test_a_song_whose_submit_was_lost_is_found_by_its_call(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, vendor, with_callbacks=True) as server:
        fake.next(Fault("drop_after"), on="submit")
        async with server.client(ALICE) as client:
            lost = await call_tool(client, "create_music", sound=SOUND, wait_seconds=5)
            assert lost["status"] == "unknown"
            [work] = fake.tasks.values()
            fake.finish(work.ticket)
            await fake.wait_for_callbacks(1)
            task = await server.serving.studio.ledger.tasks.get_of_any_owner(lost["task_id"])
            assert task is not None and (await ended(server, task)).status is Status.DONE
            found = await call_tool(client, "get_tasks", task_ids=[lost["task_id"]])
        assert found["tasks"][0]["clips"] and len(fake.charges) == 1


async def test_a_call_that_never_comes_changes_nothing(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", public_url=nowhere) as server:
        async with server.client(ALICE) as client:
            made = await call_tool(client, "create_music", sound=SOUND, wait_seconds=20)
        assert made["status"] == "done" and [one for one in fake.requests if one.purpose == "poll"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"' * 9, b"[" * 50_000, b'{"data": 7, "code": []}'])
async def test_a_body_that_says_nothing_breaks_nothing(body: bytes, calm: Calm) -> None:
    server, fake, takes = calm
    task, work = await begun(server, fake, take=next(takes))
    assert await deliver(server, task, body, signed(task.callback or "", body)) == 200
    await fake.wait_until(lambda: looks(fake, work) == 1)
    assert not server.logged("handler broke")


def call_begun(path: str, **headers: str) -> bytes:
    """A call whose body has not come yet."""
    return request_bytes("POST", path, {"host": "127.0.0.1", "content-length": "1000"} | headers)


def address_of(task: Task) -> str:
    return f"/webhooks/{task.vendor}/{address_token(task.task_id, task.callback or '')}"


async def test_hundreds_of_unfinished_calls_to_nobody_are_answered_at_once_and_keep_nothing(calm: Calm) -> None:
    server, _, _ = calm
    streams = [await anyio.connect_tcp("127.0.0.1", server.port) for _ in range(300)]
    try:
        with anyio.fail_after(10):
            for number, stream in enumerate(streams):
                await stream.send(call_begun(f"/webhooks/musicapi/task_{number}-{'0' * 32}"))
            for stream in streams:
                assert status_of(await read_response(stream)) == 404
                with pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
                    await stream.receive()  # the server does not wait for the body
        assert not TimedH11Protocol.unfinished
    finally:
        for stream in streams:
            await stream.aclose()


@pytest.mark.parametrize("length", ["262145", "9" * 19])
async def test_a_call_larger_than_any_record_is_not_read(length: str, calm: Calm) -> None:
    server, fake, takes = calm
    task, _ = await begun(server, fake, take=next(takes))
    assert status_of(await server.send_raw(call_begun(address_of(task), **{"content-length": length}))) == 413


async def test_a_call_that_grows_while_it_comes_is_not_read_to_its_end(calm: Calm) -> None:
    server, fake, takes = calm
    task, work = await begun(server, fake, take=next(takes))
    head = request_bytes("POST", address_of(task), {"host": "127.0.0.1", "transfer-encoding": "chunked"})
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert status_of(await server.send_raw(head, *[piece] * 5)) in (413, 0)  # 0: it hung up before all was said
    assert looks(fake, work) == 0


async def test_only_a_few_calls_about_one_task_may_be_unfinished(calm: Calm) -> None:
    server, fake, takes = calm
    task, work = await begun(server, fake, take=next(takes))
    streams = [await anyio.connect_tcp("127.0.0.1", server.port) for _ in range(MAX_UNFINISHED_CALLS)]
    try:
        for stream in streams:
            await stream.send(call_begun(address_of(task), expect="100-continue"))
            assert status_of(await stream.receive()) == 100
        assert status_of(await server.send_raw(call_begun(address_of(task)))) == 429
    finally:
        for stream in streams:
            await stream.aclose()
    body = body_of(work)
    with anyio.fail_after(5):
        while await deliver(server, task, body, signed(task.callback or "", body)) == 429:
            await anyio.lowlevel.checkpoint()
    assert (await ended(server, task)).status is Status.DONE
