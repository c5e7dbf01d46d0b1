"""An extension at Suno's vendors: one task of two paid requests, of which each is sent once, and the whole longer song."""

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from producer_mcp.models import Clip, Status, Task
from producer_mcp.studio import Studio
from producer_mcp.studio.steps import ADDED_PART
from producer_mcp.studio.webhooks import address_token

from ..fake_vendor import FakeVendor, Fault
from ..studio_client import call_tool, open_client, tool_error
from .studio_with_clock import SOUND, studio_with_clock
from .suno import GHOST, each_vendor, have_prices_of, suno
from .test_money import MODES, YES, person

pytestmark = pytest.mark.anyio

SONG: dict[str, Any] = {"sound": SOUND, "title": "Window"}
MORE: dict[str, Any] = {"sound": "the same band, louder and wider", "lyrics": "[Outro]\nand the rain goes home", "at": 2}


@pytest.fixture(autouse=True)
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prices of MusicAPI's first host, at the fake's."""
    have_prices_of(monkeypatch, "api.musicapi.ai")


async def a_song(client: Client, fake: FakeVendor) -> str:
    """The id of a song; what it cost is forgotten."""
    made = await call_tool(client, "create_music", **SONG)
    assert made["status"] == "done" and len(made["clips"]) == 2, made
    fake.charges.clear()
    return str(made["clips"][0]["clip_id"])


async def extend(client: Client, fake: FakeVendor, clip_id: str, second: Fault) -> dict[str, Any]:
    """An extension to whose second request something happens."""
    fake.polls_until_done = None
    begun = await call_tool(client, "extend_music", clip_id=clip_id, **MORE, wait_seconds=0)
    assert begun["step"] == "1 of 2: extending", begun
    fake.next(second, on="submit")
    fake.polls_until_done = 1
    [seen] = (await call_tool(client, "get_tasks", task_ids=begun["task_id"], wait_seconds=20))["tasks"]
    assert seen["task_id"] == begun["task_id"]
    return dict(seen)


def words_of(fake: FakeVendor) -> list[str]:
    """What was charged for, in the vendors' words."""
    words = (str(charge.body.get("task_type") or charge.body.get("action")) for charge in fake.charges)
    return [word.removesuffix("_music") for word in words]


@each_vendor
async def test_the_whole_longer_song_is_one_task_of_two_charges(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, studio):
        clip_id = await a_song(client, fake)
        longer = await call_tool(client, "extend_music", clip_id=clip_id, **MORE)
        assert longer["status"] == "done" and "step" not in longer, longer
        whole, *parts = longer["clips"]
        assert whole["seconds"] == 3 and "part" not in whole
        titles = [clip["title"] for clip in longer["clips"]]
        assert titles == ["Window (extended)", f"Window ({ADDED_PART})", f"Window ({ADDED_PART} 2)"]
        assert [part["part"] for part in parts] == [ADDED_PART, f"{ADDED_PART} 2"]
        assert all(Path(clip["file"]).is_file() for clip in longer["clips"])
        assert words_of(fake) == ["extend", "concat"] and not fake.undocumented
        assert [(await studio.player.songs.of_clip("local", each)).stems for each in (clip_id, parts[0]["clip_id"])] == [(), ()]
        again = await call_tool(client, "extend_music", clip_id=clip_id, **MORE)
        assert (again["task_id"], again["existing"], len(fake.charges)) == (longer["task_id"], True, 2)
        for charge in fake.charges:
            assert (await call_tool(client, "get_tasks", task_ids=f"{vendor}:{charge.ticket}"))["tasks"][0]["task_id"] == longer[
                "task_id"
            ]


@each_vendor
async def test_both_prices_are_told_before_and_in_the_task(vendor: str, tmp_path: Path) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        settings = suno(tmp_path, fake, vendor, confirm=True)
        async with open_client(settings, mode="legacy", elicitation_callback=person(YES, seen)) as (client, _):
            clip_id = (await call_tool(client, "create_music", **SONG, wait_seconds=0))["task_id"]
            made = (await call_tool(client, "get_tasks", task_ids=clip_id, wait_seconds=20))["tasks"][0]
            longer = await call_tool(client, "extend_music", clip_id=made["clips"][0]["clip_id"], **MORE)
        told = "is one task of 2 paid requests: extending ("
        assert told in seen[1] and ", then joining (" in seen[1]
        assert any(told in warning for warning in longer["warnings"])


@each_vendor
@pytest.mark.parametrize("fault", [Fault("drop_after"), Fault("empty"), Fault("status", 504, charged=True)], ids=lambda f: f.kind)
async def test_a_lost_answer_of_the_second_request_is_told_with_what_is_there(fault: Fault, vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, _):
        clip_id = await a_song(client, fake)
        lost = await extend(client, fake, clip_id, fault)
        assert (lost["status"], lost["step"]) == ("unknown", "2 of 2: joining")
        message = lost["error"]["message"]
        assert "not sent again" in message and "Extending is done and paid" in message
        assert all(part["clip_id"] in message and Path(part["file"]).is_file() for part in lost["clips"])
        for _ in range(2):
            again = await call_tool(client, "extend_music", clip_id=clip_id, **MORE)
            assert (again["task_id"], again["status"]) == (lost["task_id"], "unknown")
        assert words_of(fake) == ["extend", "concat"]


@each_vendor
async def test_a_request_that_is_sent_elsewhere_is_told_in_whole_sentences(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, _):
        failed = await extend(client, fake, await a_song(client, fake), Fault("redirect"))
        assert f"{vendor} gave no reason. Nothing was charged for this step. Extending is done" in failed["error"]["message"]


FREE = [Fault("fail"), Fault("status", 403), Fault("status", 400), Fault("out_of_time")]


@pytest.mark.parametrize("fault", FREE, ids=lambda fault: f"{fault.kind}{fault.code or ''}")
async def test_a_second_request_that_cost_nothing_is_asked_for_again_alone(fault: Fault, tmp_path: Path) -> None:
    async with (
        FakeVendor() as fake,
        open_client(suno(tmp_path, fake, "musicapi-suno")) as (client, studio),
    ):
        clip_id = await a_song(client, fake)
        failed = await extend(client, fake, clip_id, fault)
        assert failed["status"] == "failed" and len(failed["clips"]) == 2, failed
        assert "Joining alone is asked for by the same call again" in failed["error"]["message"]
        assert failed["next"].startswith("extend_music(…) as before asks for the rest alone")
        paid = await studio.ledger.spending.paid_today("local")
        longer = await call_tool(client, "extend_music", clip_id=clip_id, **MORE)
        assert (longer["task_id"], longer["status"]) == (failed["task_id"], "done")
        assert longer["clips"][0]["seconds"] == 3
        assert [word for word in words_of(fake) if word == "extend"] == ["extend"]
        assert len(fake.paid) == 2 and await studio.ledger.spending.paid_today("local") == paid + 1
        assert longer["cost"]["amount"] > failed["cost"]["amount"] > 0


async def test_a_person_is_asked_again_about_the_rest_alone(tmp_path: Path) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        settings = suno(tmp_path, fake, "musicapi-suno")
        async with open_client(settings) as (client, _):
            clip_id = await a_song(client, fake)
            await extend(client, fake, clip_id, Fault("fail"))
        settings = suno(tmp_path, fake, "musicapi-suno", confirm=True)
        async with open_client(settings, mode=MODES[0], elicitation_callback=person(YES, seen)) as (client, _):
            task = await call_tool(client, "extend_music", clip_id=clip_id, **MORE)
            [done] = (await call_tool(client, "get_tasks", task_ids=task["task_id"], wait_seconds=20))["tasks"]
            assert done["status"] == "done" and words_of(fake).count("extend") == 1
        assert len(seen) == 1 and "costs 2 credits" in seen[0] and "only joining is asked for" in seen[0]


async def test_a_second_request_that_was_charged_and_failed_is_not_asked_for_again(tmp_path: Path) -> None:
    async with (
        FakeVendor() as fake,
        open_client(suno(tmp_path, fake, "acedata-suno")) as (client, _),
    ):
        clip_id = await a_song(client, fake)
        failed = await extend(client, fake, clip_id, Fault("fail_charged"))
        assert failed["status"] == "failed" and "take=2" in failed["next"]
        again = await call_tool(client, "extend_music", clip_id=clip_id, **MORE)
        assert (again["task_id"], again["status"], len(fake.charges)) == (failed["task_id"], "failed", 2)


@each_vendor
async def test_a_process_that_dies_at_the_first_step_leaves_both_to_the_next(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(suno(tmp_path, fake, vendor)) as (client, _):
            clip_id = await a_song(client, fake)
            fake.polls_until_done = None
            begun = await call_tool(client, "extend_music", clip_id=clip_id, **MORE, wait_seconds=0)
        fake.polls_until_done = 1
        async with open_client(suno(tmp_path, fake, vendor)) as (client, _):
            [seen] = (await call_tool(client, "get_tasks", task_ids=begun["task_id"], wait_seconds=20))["tasks"]
            assert seen["status"] == "done" and seen["clips"][0]["seconds"] == 3
        assert words_of(fake) == ["extend", "concat"]


async def leave_between_the_steps(client: Client, studio: Studio, fake: FakeVendor) -> Task:
    """An extension whose process has died after the first step was done and before the second was sent."""
    clip_id = await a_song(client, fake)
    fake.polls_until_done = None
    begun = await call_tool(client, "extend_music", clip_id=clip_id, **MORE, wait_seconds=0)
    task = await studio.task("local", begun["task_id"])
    theirs = fake.finish(task.ticket or "").clip
    part = Clip(
        clip_id="clip_222222222222",
        owner="local",
        vendor=task.vendor,
        account=task.account,
        vendor_clip_id=theirs.clip_id,
        task_id=task.task_id,
        part=ADDED_PART,
        created_at=studio.now(),
    )
    left = await studio.ledger.tasks.begin_step(task, [part], [], holder=GHOST, callback=None)
    assert left is not None
    fake.polls_until_done = 1
    return left


@each_vendor
async def test_a_process_that_dies_between_the_steps_leaves_the_second_to_the_next(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(suno(tmp_path, fake, vendor)) as (client, studio):
        left = await leave_between_the_steps(client, studio, fake)
        [seen] = (await call_tool(client, "get_tasks", task_ids=left.task_id, wait_seconds=20))["tasks"]
        assert seen["status"] == "done" and seen["clips"][0]["seconds"] == 3
        assert words_of(fake) == ["extend", "concat"]


async def test_a_process_that_dies_over_the_second_request_leaves_it_told_as_lost(tmp_path: Path) -> None:
    async with (
        FakeVendor() as fake,
        open_client(suno(tmp_path, fake, "musicapi-suno")) as (client, studio),
    ):
        left = await leave_between_the_steps(client, studio, fake)
        assert await studio.ledger.tasks.launch(left.task_id, GHOST)
        [seen] = (await call_tool(client, "get_tasks", task_ids=left.task_id, wait_seconds=20))["tasks"]
        assert seen["status"] == "unknown" and "clip_222222222222" in seen["error"]["message"]
        assert words_of(fake) == ["extend"]


async def test_a_second_step_left_too_long_is_not_sent_by_itself(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = suno(tmp_path, fake, "musicapi-suno")
        async with studio_with_clock(settings) as (client, studio, clock):
            left = await leave_between_the_steps(client, studio, fake)
            clock.advance(minutes=61)
            [seen] = (await call_tool(client, "get_tasks", task_ids=left.task_id, wait_seconds=20))["tasks"]
            assert seen["status"] == "failed" and "Joining alone is asked for" in seen["error"]["message"]
            again = await call_tool(client, "extend_music", **left.arguments)
            assert (again["task_id"], again["status"]) == (left.task_id, "done")
        assert words_of(fake) == ["extend", "concat"]


async def test_each_step_takes_a_place_of_the_day_and_nothing_is_sent_without_room_for_both(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(suno(tmp_path, fake, "musicapi-suno", daily_limit=2)) as (
            client,
            _,
        ):
            clip_id = await a_song(client, fake)
            code, message = await tool_error(client, "extend_music", clip_id=clip_id, **MORE)
            assert code == "limit_reached" and "one a step" in message and not fake.charges
        async with open_client(suno(tmp_path, fake, "musicapi-suno", daily_limit=3)) as (
            client,
            studio,
        ):
            assert (await call_tool(client, "extend_music", clip_id=clip_id, **MORE))["status"] == "done"
            assert await studio.ledger.spending.paid_today("local") == 3


async def test_a_call_about_the_first_step_cannot_end_the_second(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = suno(tmp_path, fake, "acedata-suno", public_url="https://us.example")
        async with open_client(settings) as (client, studio):
            clip_id = await a_song(client, fake)
            fake.polls_until_done = None
            begun = await call_tool(client, "extend_music", clip_id=clip_id, **MORE, wait_seconds=0)
            first = await studio.task("local", begun["task_id"])
            assert first.callback is not None
            address = address_token(first.task_id, first.callback)
            assert await studio.webhooks.task_at("acedata-suno", address) is not None
            fake.next(Fault("pending_forever"), on="submit")
            fake.polls_until_done = 1
            with studio.watch([first.task_id]):
                await fake.wait_until(lambda: len(fake.charges) == 2)
            second = await studio.task("local", first.task_id)
            assert second.step == 2 and second.status is not Status.DONE
            assert await studio.webhooks.task_at("acedata-suno", address) is None
            assert json.dumps(fake.charges[1].body).count("https://us.example/webhooks/") == 1
