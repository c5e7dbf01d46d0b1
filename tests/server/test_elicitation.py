from datetime import timedelta
from typing import Any, cast

import anyio
import pytest
from mcp import Client, MCPError
from mcp.client.session import ElicitationFnT
from mcp.types import ElicitRequestParams, ElicitResult, InputRequiredResult

from producer_mcp.models import Cost
from producer_mcp.server import (
    build_server,
    elicitation,
)
from producer_mcp.studio import Question, Reply

from .conftest import Era
from .stub_studio import NOON, StubStudio

pytestmark = pytest.mark.anyio

QUESTION = Question("musicapi", "create_music", Cost(amount=10, unit="credits"), "rain on glass", ("sound is thin.",))


def person(word: ElicitResult, seen: list[str]) -> ElicitationFnT:
    async def answer(context: Any, params: ElicitRequestParams) -> ElicitResult:
        seen.append(params.message)
        return word

    return answer


@pytest.mark.parametrize(
    ("result", "reply"),
    [
        (ElicitResult(action="accept", content={}), Reply.YES),
        (ElicitResult(action="accept", content={"sure": False}), Reply.NO),
        (ElicitResult(action="decline"), Reply.NO),
        (ElicitResult(action="cancel"), Reply.DISMISSED),
    ],
)
async def test_a_person_is_asked_and_their_word_counts(studio: StubStudio, era: Era, result: ElicitResult, reply: Reply) -> None:
    studio.question, seen = QUESTION, cast(list[str], [])
    server = build_server(cast(Any, studio), version="1")
    async with Client(server, mode=era, elicitation_callback=person(result, seen)) as client:
        await client.call_tool("create_music", {"sound": "rain on glass"})
    assert studio.replies == [reply]
    assert seen == ["create_music at musicapi costs 10 credits: rain on glass. Note: sound is thin. Go ahead?"]


async def test_who_cannot_be_asked_is_not(client: Client, studio: StubStudio) -> None:
    studio.question = QUESTION
    assert (await client.call_tool("create_music", {"sound": "x"})).is_error and studio.replies == []


async def test_silence_is_not_a_yes(studio: StubStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(context: Any, params: ElicitRequestParams) -> ElicitResult:
        await anyio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(elicitation, "ELICITATION_TIMEOUT_SECONDS", 0.05)
    studio.question = QUESTION
    async with Client(build_server(cast(Any, studio), version="1"), mode="legacy", elicitation_callback=silent) as client:
        await client.call_tool("create_music", {"sound": "x"})
    assert studio.replies == [Reply.NONE]


async def first_round(client: Client, sound: str) -> InputRequiredResult:
    result = await client.session.call_tool("create_music", {"sound": sound}, allow_input_required=True)
    assert isinstance(result, InputRequiredResult)
    return result


async def test_a_yes_counts_for_its_own_call_only_and_not_for_long(studio: StubStudio) -> None:
    studio.question, clock = QUESTION, [NOON]
    studio.now = lambda: clock[0]
    yes = {"spend": ElicitResult(action="accept", content={})}

    async def again(client: Client, sound: str, state: str | None) -> bool:
        """Whether the question was asked once more."""
        result = await client.session.call_tool(
            "create_music", {"sound": sound}, input_responses=cast(Any, yes), request_state=state, allow_input_required=True
        )
        return isinstance(result, InputRequiredResult)

    async with Client(
        build_server(cast(Any, studio), version="1"), elicitation_callback=person(ElicitResult(action="cancel"), [])
    ) as client:
        state = (await first_round(client, "rain")).request_state
        for sound, forged in (("snow", state), ("rain", "1.0.forged"), ("rain", f"{state}0")):
            with pytest.raises(MCPError, match="not what this server gave out"):
                await again(client, sound, forged)
        assert await again(client, "rain", None)
        assert studio.replies == []
        assert not await again(client, "rain", state) and studio.replies == [Reply.YES]
        clock[0] += timedelta(seconds=41)
        assert not await again(client, "rain", state) and studio.replies == [Reply.YES, Reply.NONE]
