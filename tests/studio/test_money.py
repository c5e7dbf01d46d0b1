"""Money is bounded: prices are told, a day has a limit, and a person can be asked before each submit."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.session import ElicitationFnT
from mcp.types import ElicitRequestParams, ElicitResult

from producer_mcp.errors import LimitReached
from producer_mcp.operations import Call, CreateMusic
from producer_mcp.server import elicitation

from ..fake_vendor import FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG, SOUND, another_client, studio_with_clock

pytestmark = pytest.mark.anyio

MODES = ("auto", "legacy")
YES, NO, CANCEL = (ElicitResult(action=action, content=None) for action in ("accept", "decline", "cancel"))


def person(word: ElicitResult, seen: list[str]) -> ElicitationFnT:
    async def answer(context: Any, params: ElicitRequestParams) -> ElicitResult:
        seen.append(params.message)
        return word

    return answer


async def test_prices_are_told_before_and_after(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        before = await call_tool(client, "studio_status", vendor="musicapi")
        assert before["vendors"][0]["prices"]["create_music"] == "10 credits"
        assert before["vendors"][0]["balance"] == "1000 credits"
        assert (await call_tool(client, "create_music", **SONG))["cost"] == {"amount": 10, "unit": "credits"}
        after = await call_tool(client, "studio_status", vendor="musicapi")
        assert after["vendors"][0]["balance"] == "990 credits" and after["paid_today"] == 1


async def test_the_days_limit_is_kept_under_a_rush_and_begins_anew_at_midnight(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", daily_limit=3)
        async with studio_with_clock(settings) as (client, studio, clock):
            codes: list[str] = []

            async def ask(take: int) -> None:
                result = await client.call_tool("create_music", SONG | {"take": take})
                assert isinstance(result.structured_content, dict)
                codes.append(result.structured_content["error"]["code"] if result.is_error else "made")

            async with anyio.create_task_group() as rush:
                for take in range(1, 9):
                    rush.start_soon(ask, take)
            assert sorted(codes) == ["limit_reached"] * 5 + ["made"] * 3 and len(fake.charges) == 3
            code, message = await tool_error(client, "create_music", **SONG, take=20)
            assert code == "limit_reached" and "PRODUCER_DAILY_LIMIT" in message and "00:00 UTC" in message
            status = await call_tool(client, "studio_status")
            assert (status["paid_today"], status["daily_limit"]) == (3, 3)
            clock.advance(hours=24 - studio.now().hour)
            assert (await call_tool(client, "create_music", **SONG, take=20))["status"] == "done"
            assert (await call_tool(client, "studio_status"))["paid_today"] == 1


async def test_a_place_is_given_back_when_nothing_was_charged_and_kept_when_something_may_have_been(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", daily_limit=1)) as (client, _):
        fake.next(Fault("status", 400), on="submit")
        assert (await tool_error(client, "create_music", **SONG))[0] == "refused"
        fake.next(Fault("fail"), on="submit")
        assert (await call_tool(client, "create_music", **SONG))["status"] == "failed"
        fake.next(Fault("drop_after"), on="submit")
        assert (await call_tool(client, "create_music", **SONG))["status"] == "unknown"
        assert (await tool_error(client, "create_music", **SONG, take=2))[0] == "limit_reached"
        assert len(fake.paid) == 1


async def test_the_same_request_again_takes_no_second_place(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", daily_limit=1)) as (client, _):
        for _ in range(3):
            assert (await call_tool(client, "create_music", **SONG))["status"] == "done"


async def test_what_is_free_is_not_counted_and_nobody_is_asked(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "ccapi", daily_limit=1, confirm=True)
        async with open_client(settings) as (client, _):
            for number in range(3):
                assert (await call_tool(client, "enrich_sound", sound=f"lofi number {number}"))["status"] == "done"
                assert (await call_tool(client, "write_lyrics", idea=f"rain {number}", vendor="offline"))["status"] == "done"
            assert (await call_tool(client, "studio_status"))["paid_today"] == 0


async def test_a_limit_of_zero_is_none(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", daily_limit=0)) as (client, _):
        for take in range(1, 4):
            await call_tool(client, "create_music", **SONG, take=take)


async def test_each_owner_has_a_day_of_their_own(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", daily_limit=1)) as (_, studio):
        for owner in ("ann", "bob"):
            await studio.do(Call(CreateMusic(sound=SOUND), owner=owner))
            with pytest.raises(LimitReached):
                await studio.do(Call(CreateMusic(sound=SOUND), owner=owner, take=2))
        assert len(fake.charges) == 2


@pytest.mark.parametrize("mode", MODES)
async def test_after_a_yes_the_task_is_answered_at_once(mode: str, tmp_path: Path) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True)
        async with open_client(settings, mode=mode, elicitation_callback=person(YES, seen)) as (client, _):
            fake.polls_until_done = None
            with anyio.fail_after(10):
                made = await call_tool(client, "create_music", **SONG, wait_seconds=45)
            assert made["status"] == "running" and "get_tasks" in made["next"]
            assert seen == ["create_music at musicapi costs 10 credits: Window. Go ahead?"]
            await call_tool(client, "create_music", **SONG, wait_seconds=0)
            assert len(seen) == 1 and len(fake.charges) == 1  # what is there already is not asked about


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("word", "why"), [(NO, "The user said no"), (CANCEL, "The user closed the question")], ids=["no", "cancel"]
)
async def test_without_a_yes_nothing_is_sent_and_the_days_place_is_free(
    word: ElicitResult, why: str, mode: str, tmp_path: Path
) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "acedata", confirm=True, daily_limit=1)
        async with open_client(settings, mode=mode, elicitation_callback=person(word, [])) as (client, studio):
            for take in (1, 2):
                code, message = await tool_error(client, "create_music", **SONG, take=take)
                assert code == "declined" and message.startswith(why) and "nothing spent" in message
            assert not fake.requests and not await studio.ledger.tasks.recent("local", 5)


async def test_silence_spends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(context: Any, params: ElicitRequestParams) -> ElicitResult:
        await anyio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(elicitation, "ELICITATION_TIMEOUT_SECONDS", 0.05)
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True)
        async with open_client(settings, mode="legacy", elicitation_callback=silent) as (client, _):
            code, message = await tool_error(client, "create_music", **SONG)
            assert code == "declined" and "Nobody answered" in message and not fake.requests


@pytest.mark.parametrize("mode", MODES)
async def test_who_cannot_be_asked_is_refused_and_told_how_to_switch_it_off(mode: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True)
        async with open_client(settings, mode=mode) as (client, _):
            code, message = await tool_error(client, "create_music", **SONG)
            assert code == "declined" and "without PRODUCER_CONFIRM" in message and not fake.requests


@pytest.mark.parametrize("mode", MODES)
async def test_the_limit_is_held_while_a_person_thinks_and_looked_at_again_after(mode: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True, daily_limit=1)
        async with open_client(settings) as (_, studio):
            seen: list[str] = []
            other: list[Client] = []

            async def meanwhile(context: Any, params: ElicitRequestParams) -> ElicitResult:
                seen.append(params.message)
                if len(seen) == 1:
                    assert (await tool_error(other[0], "create_music", **SONG, take=2))[0] == "limit_reached"
                return YES

            clients = [another_client(studio, mode, elicitation_callback=meanwhile) for _ in range(2)]
            async with clients[0] as one, clients[1] as two:
                other.append(two)
                assert (await call_tool(one, "create_music", **SONG))["status"] in ("queued", "running", "done")
                assert (await tool_error(two, "create_music", **SONG, take=2))[0] == "limit_reached"
        assert len(seen) == 1 and len(fake.charges) == 1


THIN = [
    ({"sound": "test"}, "placeholder"),
    ({"lyrics": "[Verse]\nla la la", "sound": "music"}, "placeholder"),
    ({"sound": "sad jazz"}, "only 2 words"),
    ({"sound": "x"}, "only 1 word;"),
]


@pytest.mark.parametrize(("arguments", "word"), THIN)
async def test_thin_material_is_warned_of_and_never_refused(arguments: dict[str, str], word: str, tmp_path: Path) -> None:
    seen: list[str] = []
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "acedata", confirm=True)
        async with open_client(settings, elicitation_callback=person(YES, seen)) as (client, _):
            made = await call_tool(client, "create_music", **arguments)
            assert any(word in warning for warning in made["warnings"])
            assert word in seen[0] and len(fake.charges) == 1


async def test_good_material_is_not_warned_of(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        assert "warnings" not in await call_tool(client, "create_music", sound=SOUND)
        assert "warnings" not in await call_tool(client, "create_music", lyrics="[Verse]\nRain on the window, rain", sound="jazz")
