"""One charge per take, whatever the vendor does to the request or to its answer."""

from pathlib import Path
from typing import Any

import anyio
import pytest

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG, another_client, status_or_code, studio_with_clock

pytestmark = pytest.mark.anyio

SOON = {"Retry-After": "0"}
LOST = [
    (Fault("drop_before"), 0),
    (Fault("drop_after"), 1),
    (Fault("drop_midway"), 1),
    (Fault("malformed"), 1),
    (Fault("empty"), 1),
    (Fault("html"), 1),
    (Fault("status", 500, charged=True), 1),
    (Fault("status", 502), 0),
    (Fault("status", 504, charged=True), 1),
]
"""What may have been taken, and what was charged for it."""
REFUSED = [
    (Fault("status", 400), "refused"),
    (Fault("status", 401), "unauthorized"),
    (Fault("status", 402), "insufficient_credits"),
    (Fault("redirect"), "vendor_unavailable"),
]
MADE = [
    Fault("slow", seconds=0.05),
    Fault("wrong_type"),
    Fault("nulls"),
    Fault("twice"),
    Fault("late", polls=2),
    Fault("status", 503, headers=SOON),
    Fault("status", 429, headers=SOON),
]


def named(fault: object) -> str:
    return f"{fault.kind}{fault.code or ''}" if isinstance(fault, Fault) else str(fault)


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize(("fault", "charges"), LOST, ids=named)
async def test_a_lost_answer_is_unknown_and_never_sent_again(fault: Fault, charges: int, vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, studio):
        fake.next(fault, on="submit")
        first = await call_tool(client, "create_music", **SONG)
        assert first["status"] == "unknown" and "take=2" in first["next"] and "paid" in first["error"]["message"]
        async with another_client(studio, "legacy") as other:
            for asker in (client, other, client):
                again = await call_tool(asker, "create_music", **SONG)
                assert (again["task_id"], again["status"], again["existing"]) == (first["task_id"], "unknown", True)
        assert len(fake.charges) == charges and len(await fake.wait_for_requests(1, on="submit")) == 1
        assert (await call_tool(client, "create_music", **SONG, take=2))["status"] == "done"
        assert len(fake.charges) == charges + 1


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize(("fault", "code"), REFUSED, ids=named)
async def test_a_refusal_is_an_error_that_frees_the_key(fault: Fault, code: str, vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.next(fault, on="submit")
        assert (await tool_error(client, "create_music", **SONG))[0] == code
        assert not fake.charges
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and "existing" not in made
        assert len(fake.charges) == 1


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize("fault", MADE, ids=named)
async def test_what_only_hinders_is_made_and_paid_once(fault: Fault, vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.next(fault, on="submit")
        made = await call_tool(client, "create_music", **SONG)
        again = await call_tool(client, "create_music", **SONG)
        assert made["status"] == again["status"] == "done" and again["existing"]
        assert again["clips"] == made["clips"]
        assert len(fake.charges) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_midway", "malformed", "empty", "html", "status"])
@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_trouble_with_looking_ends_nothing_and_costs_nothing(vendor: str, kind: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        for _ in range(3):
            fake.next(Fault(kind, 500 if kind == "status" else None), on="poll")
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
        assert len(fake.charges) == 1


@pytest.mark.parametrize("code", [429, 503])
async def test_a_vendor_that_stays_busy_is_asked_three_times_and_then_it_is_said(code: int, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.always("submit", Fault("status", code))
        kind, message = await tool_error(client, "create_music", **SONG)
        assert kind == {429: "rate_limited", 503: "vendor_unavailable"}[code] and "nothing was taken" in message
        assert len(fake.requests) == 3 and not fake.charges


async def test_ten_calls_at_once_from_two_clients_are_one_task(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi")) as (client, studio):
        async with another_client(studio, "legacy") as other:
            seen: list[str] = []

            async def ask(number: int) -> None:
                seen.append((await call_tool((client, other)[number % 2], "create_music", **SONG))["task_id"])

            async with anyio.create_task_group() as asking:
                for number in range(10):
                    asking.start_soon(ask, number)
        assert len(seen) == 10 and len(set(seen)) == len(fake.charges) == 1


async def test_another_take_another_title_or_another_vendor_is_another_song(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", "acedata")) as (client, _):
        changes: tuple[dict[str, Any], ...] = ({}, {"take": 2}, {"take": 3}, {"title": "Door"}, {"vendor": "acedata"})
        tasks = [(await call_tool(client, "create_music", **SONG | change))["task_id"] for change in changes]
        again = [(await call_tool(client, "create_music", **SONG | change))["task_id"] for change in changes]
        assert tasks == again and len(set(tasks)) == len(fake.charges) == 5


async def test_numbers_and_spaces_said_otherwise_are_the_same_request(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        ways = ({"seed": 7}, {"seed": " 7 ", "wait_seconds": 1}, {"seed": "7", "vendor": "musicapi"}, {"take": 1, "seed": 7})
        tasks = {status_or_code(await client.call_tool("create_music", SONG | way)) for way in ways}
        assert tasks == {"done"} and len(fake.charges) == 1


async def test_after_an_hour_the_same_request_is_another_song_and_a_doubtful_one_after_a_day(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with studio_with_clock(settings) as (client, _, clock):
            await call_tool(client, "create_music", **SONG)
            fake.next(Fault("drop_after"), on="submit")
            await call_tool(client, "create_music", sound="doubtful lofi with rhodes and drums")
            clock.advance(minutes=59)
            await call_tool(client, "create_music", **SONG)
            assert len(fake.charges) == 2
            clock.advance(minutes=2)
            await call_tool(client, "create_music", **SONG)
            doubtful = await call_tool(client, "create_music", sound="doubtful lofi with rhodes and drums")
            assert doubtful["status"] == "unknown" and len(fake.charges) == 3
            clock.advance(hours=23)
            again = await call_tool(client, "create_music", sound="doubtful lofi with rhodes and drums")
            assert again["status"] == "done" and len(fake.charges) == 4


@pytest.mark.parametrize("vendor", ["musicapi", "ccapi"])
async def test_a_failure_without_charge_frees_the_key(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.next(Fault("fail"), on="submit")
        failed = await call_tool(client, "create_music", **SONG)
        assert failed["status"] == "failed" and failed["error"]["message"].endswith("”. Nothing was charged.")
        assert "take" not in failed["next"]
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and made["task_id"] != failed["task_id"]
        assert len(fake.paid) == 1


OUT_OF_TIME = "Task failed due to timeout. Credits were previously refunded."


@pytest.mark.parametrize("body", [f'{{"code": 504, "error": "{OUT_OF_TIME}"}}', OUT_OF_TIME])
async def test_a_task_out_of_time_that_was_refunded_is_failed_and_frees_the_key(body: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.next(Fault("status", 504, body=body), on="poll")
        failed = await call_tool(client, "create_music", **SONG)
        assert failed["status"] == "failed" and failed["error"]["message"].endswith(f"“{OUT_OF_TIME}”. Nothing was charged.")
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and made["task_id"] != failed["task_id"]


async def test_a_gateway_out_of_time_ends_no_task(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.next(Fault("html", 504, body=f"<html><body>{OUT_OF_TIME}</body></html>"), on="poll")
        fake.next(Fault("status", 504, body='{"error": "Gateway Timeout"}'), on="poll")
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"


async def test_a_task_that_is_gone_for_good_is_failed_and_nobody_pretends_to_know_its_charge(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        fake.always("poll", Fault("status", 410))
        failed = await call_tool(client, "create_music", **SONG)
        assert (failed["status"], failed["error"]["code"]) == ("failed", "retired")
        assert "Whether it was charged is not known" in failed["error"]["message"] and "take=2" in failed["next"]


async def test_a_submit_that_was_throttled_upstream_is_unknown_and_says_that_its_charge_is(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        body = '{"error": {"code": "busy", "message": "api was throttled from upstream and is currently busy"}}'
        fake.next(Fault("status", 500, body=body), on="submit")
        lost = await call_tool(client, "create_music", **SONG)
        message = lost["error"]["message"]
        assert lost["status"] == "unknown" and "cost" not in lost and "take=2" in lost["next"]
        assert "throttled from upstream" in message and "whether it took it, and charged, is not known" in message


@pytest.mark.parametrize(("vendor", "generation"), [("musicapi", "2b"), ("acedata", "guide")])
async def test_a_failure_that_may_have_cost_holds_the_key_and_names_another_take(
    vendor: str, generation: str, tmp_path: Path
) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        fake.generations[vendor] = generation
        fake.next(Fault("fail_charged"), on="submit")
        failed = await call_tool(client, "create_music", **SONG)
        assert failed["status"] == "failed" and "not known" in failed["error"]["message"]
        assert "take=2" in failed["next"]
        assert (await call_tool(client, "create_music", **SONG))["existing"] and len(fake.charges) == 1


async def test_what_is_retired_is_remembered_for_a_day_told_and_avoided(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", "acedata")
        async with studio_with_clock(settings) as (client, _, clock):
            fake.next(Fault("status", 410), on="submit")
            assert (await tool_error(client, "create_music", **SONG))[0] == "retired"
            status = await call_tool(client, "studio_status", vendor="musicapi")
            assert "answered so" in status["vendors"][0]["retired"]["create_music"]
            elsewhere = await call_tool(client, "create_music", **SONG)
            assert elsewhere["vendor"] == "acedata" and "retired" in elsewhere["warnings"][0]
            clock.advance(hours=25)
            [musicapi] = (await call_tool(client, "studio_status", vendor="musicapi"))["vendors"]
            assert "create_music" not in musicapi["retired"]
            assert (await call_tool(client, "create_music", sound="night jazz with upright bass and brushes"))[
                "vendor"
            ] == "musicapi"
