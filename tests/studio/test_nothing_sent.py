"""What fails before a request leaves costs nothing: it is said with the variable at fault, and the call can be made again."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import pytest

from producer_mcp.errors import VendorUnavailable
from producer_mcp.settings import Settings
from producer_mcp.studio import Studio

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..loopback_proxy import (
    ADDRESS,
    HANG_UPS,
    HOST,
    SOCKS_REFUSED,
    ProxyFault,
    certificate,
    clean_environment,
    open_proxy,
)
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG, another_client

pytestmark = pytest.mark.anyio


def settings_far_away(folder: Path, fake: FakeVendor, *vendors: str, **more: Any) -> Settings:
    """Settings of vendors that are at a public address."""
    fake.url = ADDRESS
    return settings_for(folder, fake, *vendors, **more)


def fake_port(fake: FakeVendor) -> int:
    return urlsplit(fake.url).port or 0


SETTINGS_AT_FAULT = {
    "a proxy of an unknown kind": ({"HTTPS_PROXY": "foo://127.0.0.1:1"}, "HTTPS_PROXY names a proxy of an unknown kind"),
    "GNOME's word for SOCKS": ({"ALL_PROXY": "socks://127.0.0.1:1080/"}, "ALL_PROXY .* socks5"),
    "a proxy without a host": ({"https_proxy": "http://"}, "HTTPS_PROXY is not the address of a proxy"),
    "a proxy with a port that is none": ({"HTTPS_PROXY": "http://proxy.test:port"}, "HTTPS_PROXY is not the address"),
    "a proxy with half an address": ({"ALL_PROXY": "http://[::1"}, "ALL_PROXY is not the address"),
    "an exception that is no host": ({"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "a.test,[::1"}, "NO_PROXY holds"),
    "certificates that are not there": ({"SSL_CERT_FILE": "/there/is/no/such.pem"}, "SSL_CERT_FILE"),
    "certificates that are none": ({"SSL_CERT_FILE": __file__}, "SSL_CERT_FILE"),
}


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize("case", SETTINGS_AT_FAULT)
async def test_a_setting_that_cannot_be_used_is_named_and_costs_nothing(
    case: str, vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables, said = SETTINGS_AT_FAULT[case]
    clean_environment(monkeypatch, **variables)
    async with FakeVendor() as fake:
        settings = settings_far_away(tmp_path, fake, vendor, daily_limit=1)
        async with open_client(settings) as (client, _):
            for _ in range(2):
                code, message = await tool_error(client, "create_music", **SONG)
                assert code == "vendor_unavailable" and "nothing was sent" in message
                with pytest.raises(VendorUnavailable, match=said):
                    raise VendorUnavailable(vendor, message)
            status = await call_tool(client, "studio_status")
            assert status["paid_today"] == 0
            assert (await call_tool(client, "write_lyrics", idea="a lamp at sea", vendor="offline"))["status"] == "done"
        assert not fake.requests


REFUSALS = [
    *(("connect_url", refusal) for refusal in (403, 407, 502, "hang up", "garbage")),
    *(("socks_url", refusal) for refusal in (SOCKS_REFUSED, "hang up", "garbage")),
]


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize(("way", "refusal"), REFUSALS, ids=lambda value: str(value))
async def test_a_proxy_that_refuses_took_nothing_and_the_same_call_is_made_once_it_lets_through(
    way: str, refusal: int | str, vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, fake_port(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=getattr(proxy, way), SSL_CERT_FILE=str(pem))
        proxy.refusal = refusal
        async with open_client(settings_far_away(tmp_path, fake, vendor, daily_limit=1)) as (client, _):
            code, message = await tool_error(client, "create_music", **SONG)
            assert code == "vendor_unavailable" and "nothing was sent" in message and "HTTPS_PROXY" in message
            assert proxy.targets in ([], [f"{HOST}:443"] * 3) and not fake.requests
            assert (await call_tool(client, "studio_status"))["paid_today"] == 0
            proxy.refusal = None
            made = await call_tool(client, "create_music", **SONG)
            assert made["status"] == "done" and "existing" not in made
        assert len(fake.charges) == 1


async def test_a_proxy_that_says_nothing_is_not_waited_for_and_took_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("producer_mcp.vendors.departure.MAX_DEPARTURE_SECONDS", 0.05)

    async def say_nothing(stream: anyio.abc.AnyByteStream) -> None:
        async with stream:
            await anyio.sleep_forever()

    async with FakeVendor() as fake, await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        clean_environment(monkeypatch, ALL_PROXY=f"http://127.0.0.1:{port}")
        async with anyio.create_task_group() as group:
            group.start_soon(listener.serve, say_nothing)
            async with open_client(settings_far_away(tmp_path, fake, "musicapi")) as (client, _):
                code, message = await tool_error(client, "create_music", **SONG)
                assert code == "vendor_unavailable" and "ALL_PROXY (TimeoutError)" in message
            group.cancel_scope.cancel()


async def test_a_certificate_that_nobody_knows_took_nothing_and_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, fake_port(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=proxy.connect_url)
        async with open_client(settings_far_away(tmp_path, fake, "musicapi")) as (client, _):
            code, message = await tool_error(client, "create_music", **SONG)
            assert code == "vendor_unavailable" and f"certificate of {HOST} is not trusted" in message
            assert "SSL_CERT_FILE" in message and not fake.requests


async def test_an_answer_that_is_lost_behind_a_proxy_is_unknown_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, fake_port(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=proxy.connect_url, SSL_CERT_FILE=str(pem))
        async with open_client(settings_far_away(tmp_path, fake, "musicapi")) as (client, _):
            fake.next(Fault("drop_after"), on="submit")
            assert (await call_tool(client, "create_music", **SONG))["status"] == "unknown"
        assert len(fake.charges) == 1


@pytest.mark.parametrize("way", ["connect_url", "socks_url"])
@pytest.mark.parametrize("moment", HANG_UPS)
async def test_a_proxy_that_hangs_up_in_a_tunnel_loses_what_had_left_and_nothing_else(
    moment: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, has_left = certificate(tmp_path), moment != "agreed"
    async with FakeVendor() as fake, open_proxy(pem, fake_port(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=getattr(proxy, way), SSL_CERT_FILE=str(pem))
        faults = iter([ProxyFault(hang_up=moment)])
        proxy.pick_fault = lambda: next(faults, None)
        async with open_client(settings_far_away(tmp_path, fake, "musicapi")) as (client, _):
            made = await call_tool(client, "create_music", **SONG)
            assert made["status"] == ("unknown" if has_left else "done")
            assert (await call_tool(client, "create_music", **SONG))["task_id"] == made["task_id"]
        assert len(fake.charges) == (moment != "received") and len(proxy.struck) == 1


async def test_between_two_tries_the_ledger_has_a_task_that_was_never_sent(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with open_client(settings) as (client, studio):
            seen = await states_between_tries(studio, client, fake)
        assert seen == [(None, [])] * 2 and len(fake.requests) == 3 and not fake.charges


async def states_between_tries(studio: Studio, client: Any, fake: FakeVendor) -> list[tuple[Any, list[Any]]]:
    """At each pause of a submit that is refused: when the ledger says it was sent, and what a next process would call lost."""
    seen: list[tuple[Any, list[Any]]] = []
    wire = studio.roster["musicapi"]._wire  # type: ignore[attr-defined]

    async def look(_: float) -> None:
        [task] = await studio.ledger.tasks.newest(1)
        seen.append((task.submitted_at, await studio.ledger.tasks.unanswered()))

    wire._sleep = look
    fake.always("submit", Fault("status", 503))
    await tool_error(client, "create_music", **SONG)
    return seen


async def test_a_task_that_another_process_took_over_in_a_pause_is_sent_by_that_one_only(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with open_client(settings) as (client, studio), another_client(studio) as other:
            wire = studio.roster["musicapi"]._wire  # type: ignore[attr-defined]

            async def lose(_: float) -> None:
                [task] = await studio.ledger.tasks.newest(1)
                holder = await studio.ledger.tasks.holder_of(task.task_id)
                await studio.ledger.leases.release(f"process:{holder}", str(holder))
                assert await studio.ledger.leases.acquire("process:another", "another", 600)
                assert await studio.ledger.tasks.adopt(task.task_id, "another")

            wire._sleep = lose
            fake.next(Fault("status", 503), on="submit")
            answer = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            assert answer["status"] == "queued"
            assert (await call_tool(other, "create_music", **SONG, wait_seconds=0))["task_id"] == answer["task_id"]
        assert len(fake.requests) == 1 and not fake.charges


async def test_what_is_asked_for_after_the_last_moment_is_sent_by_the_next_process(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with open_client(settings) as (client, studio):
            studio._dispatch.end_within(0)
            asked = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            assert asked["status"] == "queued" and not fake.requests
        async with open_client(settings) as (client, _):
            [made] = (await call_tool(client, "get_tasks", task_ids=[asked["task_id"]], wait_seconds=20))["tasks"]
        assert made["status"] == "done" and len(fake.charges) == 1
