from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from mcp import Client, MCPError
from mcp.client import advertise
from mcp.types import Request, RequestParams, Result
from pydantic import ConfigDict

from producer_mcp.errors import ErrorCode, NothingAccepted
from producer_mcp.models import Failure, LyricSheet, Status
from producer_mcp.server import build_server
from producer_mcp.server.tasks_extension import EXTENSION
from producer_mcp.studio import TaskAnswer

from .stub_studio import StubStudio, clip_of, task_of

pytestmark = pytest.mark.anyio

ID = "task_4kq7hz2m9xwp"


class Anything(Result):
    model_config = ConfigDict(extra="allow")


class Params(RequestParams):
    model_config = ConfigDict(extra="allow")


async def ask(client: Client, method: str, **params: Any) -> dict[str, Any]:
    request: Request[Any, Any] = Request(method=method, params=Params.model_validate(params))
    result = await client.session.send_request(cast(Any, request), Anything)
    return result.model_dump(by_alias=True, mode="json", exclude_none=True, exclude={"meta"})


@pytest.fixture
async def client(studio: StubStudio) -> AsyncIterator[Client]:
    server = build_server(cast(Any, studio), version="1")
    async with Client(server, extensions=[advertise(EXTENSION)]) as client:
        yield client


async def begin(client: Client, **arguments: Any) -> dict[str, Any]:
    return await ask(client, "tools/call", name="create_music", arguments={"sound": "lofi"} | arguments)


async def test_a_call_gives_a_handle_at_once(client: Client, studio: StubStudio) -> None:
    studio.answer = TaskAnswer(task_of(progress=0.25), eta_seconds=30)
    told = await begin(client, wait_seconds=40)
    assert told == {
        "resultType": "task",
        "taskId": ID,
        "status": "working",
        "statusMessage": f"create_music (musicapi) running 25%, about 30 s left: {ID}",
        "createdAt": "2026-11-21T12:00:00.000Z",
        "lastUpdatedAt": "2026-11-21T12:00:00.000Z",
        "ttlMs": 604_800_000,
        "pollIntervalMs": 5_000,
    }
    assert studio.calls[0].wait_seconds == 0


async def test_what_is_done_already_is_answered_plainly(client: Client, studio: StubStudio) -> None:
    studio.answer = TaskAnswer(task_of(Status.DONE, clips=(clip_of(),)), existing=True)
    assert (await begin(client))["structuredContent"]["status"] == "done"


async def test_refusals_and_mistakes_are_answered_before_there_is_a_task(client: Client, studio: StubStudio) -> None:
    studio.answer = NothingAccepted(ErrorCode.INSUFFICIENT_CREDITS, "musicapi: no credits left.")
    assert (await begin(client))["structuredContent"] == {
        "error": {"code": "insufficient_credits", "message": "musicapi: no credits left."}
    }
    assert (await begin(client, weirdness=3))["isError"] is True


LOST = Failure(code=ErrorCode.UNKNOWN_OUTCOME, message="lost")
STANDINGS = [
    (Status.QUEUED, None, "working", None),
    (Status.RUNNING, "t", "working", None),
    (Status.UNKNOWN, "t", "working", None),
    (Status.UNKNOWN, None, "completed", True),
    (Status.FAILED, "t", "completed", True),
    (Status.DONE, "t", "completed", False),
]


@pytest.mark.parametrize(("status", "ticket", "told", "is_error"), STANDINGS)
async def test_the_ledgers_words_become_the_extensions(
    client: Client, studio: StubStudio, status: Status, ticket: str | None, told: str, is_error: bool | None
) -> None:
    error = LOST if status in (Status.UNKNOWN, Status.FAILED) else None
    studio.ledger.put(task_of(status, ticket=ticket, error=error, lyrics=(LyricSheet(title="a", text="b"),)))
    seen = await ask(client, "tasks/get", taskId=ID)
    assert seen["status"] == told and seen["resultType"] == "complete"
    assert seen.get("result", {}).get("isError") == is_error
    if is_error is not None:
        assert seen["result"]["structuredContent"]["task_id"] == ID
        assert seen["result"]["structuredContent"].get("error", {}).get("message") == (error and error.message)


async def test_cancelling_lets_go_of_the_handle_and_not_of_the_music(client: Client, studio: StubStudio) -> None:
    studio.ledger.put(task_of())
    assert await ask(client, "tasks/cancel", taskId=ID) == {"resultType": "complete"}
    seen = await ask(client, "tasks/get", taskId=ID)
    assert seen["status"] == "cancelled" and "is watched to its end, and its clips come home" in seen["statusMessage"]
    studio.ledger.put(task_of(Status.DONE, clips=(clip_of(),)))
    seen = await ask(client, "tasks/get", taskId=ID)
    assert seen["status"] == "cancelled" and "is finished: get_tasks or find_clips show it" in seen["statusMessage"]
    assert (await client.call_tool("get_tasks", {"task_ids": ID})).structured_content["tasks"][0]["status"] == "done"


async def test_what_is_over_cannot_be_cancelled(client: Client, studio: StubStudio) -> None:
    studio.ledger.put(task_of(Status.DONE, clips=(clip_of(),)))
    await ask(client, "tasks/cancel", taskId=ID)
    assert (await ask(client, "tasks/get", taskId=ID))["status"] == "completed"


async def test_an_update_answers_nothing_that_was_not_asked(client: Client, studio: StubStudio) -> None:
    studio.ledger.put(task_of())
    assert await ask(client, "tasks/update", taskId=ID, inputResponses={"x": {"action": "accept"}}) == {"resultType": "complete"}


@pytest.mark.parametrize("method", ["tasks/get", "tasks/update", "tasks/cancel"])
async def test_another_persons_task_is_not_there(client: Client, studio: StubStudio, method: str) -> None:
    studio.ledger.put(task_of(owner="her"))
    with pytest.raises(MCPError, match="No task is called") as error:
        await ask(client, method, taskId=ID)
    assert error.value.code == -32602


async def test_who_has_not_declared_it_neither_gets_nor_asks_for_tasks(studio: StubStudio) -> None:
    studio.ledger.put(task_of())
    async with Client(build_server(cast(Any, studio), version="1")) as client:
        assert EXTENSION in (client.server_capabilities.extensions or {})
        assert (await client.call_tool("create_music", {"sound": "x"})).structured_content["task_id"] == ID
        with pytest.raises(MCPError) as error:
            await ask(client, "tasks/get", taskId=ID)
        assert error.value.code == -32021
        assert error.value.data == {"requiredCapabilities": {"extensions": {EXTENSION: {}}}}


async def test_before_2026_there_is_no_such_thing(studio: StubStudio) -> None:
    studio.ledger.put(task_of())
    server = build_server(cast(Any, studio), version="1")
    async with Client(server, mode="legacy", extensions=[advertise(EXTENSION)]) as client:
        assert (await client.call_tool("create_music", {"sound": "x"})).structured_content["task_id"] == ID
        with pytest.raises(MCPError) as error:
            await ask(client, "tasks/get", taskId=ID)
        assert error.value.code == -32601
