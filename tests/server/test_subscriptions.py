import asyncio
from collections.abc import Sequence
from typing import Any, cast

import anyio
import anyio.lowlevel
import pytest
from mcp import Client, MCPError
from mcp.client import ClientExtension, NotificationBinding
from mcp.shared.subscriptions import ResourcesListChanged, ResourceUpdated
from mcp.types import NotificationParams, ResourceUpdatedNotification
from pydantic import ConfigDict

from producer_mcp.models import Status
from producer_mcp.server import build_server
from producer_mcp.server.tasks_extension import EXTENSION

from .stub_studio import StubStudio, clip_of, task_of
from .test_tasks_extension import ask

pytestmark = pytest.mark.anyio

ID = "task_4kq7hz2m9xwp"
TASK = f"producer://tasks/{ID}"
CLIP = "producer://clips/clip_9fs3kd81mzq0"


class Heard:
    """What a client was told, one at a time."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[Any] = asyncio.Queue()

    async def next(self) -> Any:
        with anyio.fail_after(2):
            return await self.told.get()

    async def nothing(self) -> bool:
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        return self.told.empty()


async def test_a_stream_tells_what_changed_and_nothing_else(studio: StubStudio) -> None:
    studio.ledger.put(task_of())
    studio.ledger.put(task_of(task_id="task_other"))
    async with (
        Client(build_server(cast(Any, studio), version="1")) as client,
        client.listen(resource_subscriptions=[TASK, CLIP], resources_list_changed=True) as stream,
    ):
        assert stream.honored.resource_subscriptions == [TASK, CLIP] and stream.honored.resources_list_changed is True
        with anyio.fail_after(2):
            studio.ledger.put(task_of(progress=0.5))
            assert await anext(stream) == ResourceUpdated(uri=TASK)
            studio.ledger.put(task_of(task_id="task_other", progress=0.9))
            studio.ledger.put(task_of(Status.DONE, clips=(clip_of(),)))
            told = {await anext(stream), await anext(stream), await anext(stream)}
            assert told == {ResourceUpdated(uri=TASK), ResourceUpdated(uri=CLIP), ResourcesListChanged()}


async def test_nobody_hears_of_anothers_work(studio: StubStudio) -> None:
    studio.ledger.put(task_of(owner="her"))
    async with (
        Client(build_server(cast(Any, studio), version="1")) as client,
        client.listen(resource_subscriptions=[TASK], resources_list_changed=True) as stream,
    ):
        studio.ledger.put(task_of(Status.DONE, owner="her", clips=(clip_of(owner="her"),)))
        with anyio.move_on_after(0.1):
            raise AssertionError(await anext(stream))


async def test_before_2026_addresses_are_subscribed_one_by_one(studio: StubStudio) -> None:
    heard = Heard()

    async def hear(message: object) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            await heard.told.put(message.params.uri)

    studio.ledger.put(task_of())
    server = build_server(cast(Any, studio), version="1")
    async with Client(server, mode="legacy", message_handler=hear) as client:
        assert client.server_capabilities.resources is not None and client.server_capabilities.resources.subscribe
        await ask(client, "resources/subscribe", uri=TASK)
        await ask(client, "resources/subscribe", uri=TASK)
        await anyio.wait_all_tasks_blocked()
        studio.ledger.put(task_of(progress=0.5))
        assert await heard.next() == TASK and await heard.nothing()
        await ask(client, "resources/unsubscribe", uri=TASK)
        studio.ledger.put(task_of(Status.DONE))
        assert await heard.nothing()
        with pytest.raises(MCPError, match="nothing here is at 'file:///etc'"):
            await ask(client, "resources/subscribe", uri="file:///etc")


class TaskParams(NotificationParams):
    model_config = ConfigDict(extra="allow")


class TasksExtension(ClientExtension):
    identifier = EXTENSION

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def notifications(self) -> Sequence[NotificationBinding[Any]]:
        return [NotificationBinding(method="notifications/tasks", params_type=TaskParams, handler=self._hear)]

    async def _hear(self, params: TaskParams) -> None:
        await self._heard.told.put(params.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"meta"}))


async def test_a_task_is_told_in_full_as_it_moves(studio: StubStudio) -> None:
    heard = Heard()
    studio.ledger.put(task_of())
    studio.ledger.put(task_of(Status.DONE, task_id="task_over"))
    studio.ledger.put(task_of(task_id="task_hers", owner="her"))
    async with (
        Client(build_server(cast(Any, studio), version="1"), extensions=[TasksExtension(heard)]) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(lambda: ask(client, "subscriptions/listen", notifications={"taskIds": [ID, "task_over", "task_hers"]}))
        over = await heard.next()
        assert (over["taskId"], over["status"]) == ("task_over", "completed")
        await anyio.wait_all_tasks_blocked()
        studio.ledger.put(task_of(task_id="task_hers", owner="her", progress=0.5))
        studio.ledger.put(task_of(Status.DONE, clips=(clip_of(),)))
        told, seen = await heard.next(), await ask(client, "tasks/get", taskId=ID)
        assert told | {"resultType": "complete"} == seen
        assert told["result"]["structuredContent"]["clips"][0]["clip_id"] == "clip_9fs3kd81mzq0"
        group.cancel_scope.cancel()


async def test_tasks_are_told_only_to_who_declared_the_extension(studio: StubStudio) -> None:
    async with Client(build_server(cast(Any, studio), version="1")) as client:
        with pytest.raises(MCPError) as error:
            await ask(client, "subscriptions/listen", notifications={"taskIds": [ID]})
        assert error.value.code == -32021
