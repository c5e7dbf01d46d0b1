"""Telling subscribers that something changed: a task, a clip, the list of clips.

Each subscriber is told by a loop of their own over the ledger, so that nobody can hear of another owner's work, and it
makes no difference which process did the work. Before 2026-07-28 a client subscribes to addresses one by one and is told
beside its requests; since then one request opens a stream and names all it wants to hear.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, cast

import anyio
import anyio.abc
from mcp import MCPError
from mcp.server.subscriptions import SUBSCRIPTION_ID_META_KEY
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    EmptyResult,
    Notification,
    NotificationParams,
    ResourceListChangedNotification,
    ResourceUpdatedNotification,
    ResourceUpdatedNotificationParams,
    ServerNotification,
    SubscribeRequestParams,
    SubscriptionFilter,
    SubscriptionsAcknowledgedNotification,
    SubscriptionsAcknowledgedNotificationParams,
    SubscriptionsListenRequestParams,
    UnsubscribeRequestParams,
)
from pydantic import ConfigDict

from ..studio import Studio
from .request import Request, declares, log_crash, owner_of
from .resources import resource_at, task_state
from .tasks_extension import EXTENSION, TaskView

LONGEST = 30
"""Seconds between looks when nothing rings."""
MOST = 100
"""Addresses, and task ids, that one subscriber is told about."""
MOST_STREAMS = 500


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one subscriber wants to hear of."""

    uris: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    lists: bool = False


Change = tuple[Literal["uri", "task", "list"], str]
Tell = Callable[[Change], Awaitable[None]]


class TaskNotificationParams(NotificationParams):
    model_config = ConfigDict(extra="allow", defer_build=True)


class TaskNotification(Notification[TaskNotificationParams, Literal["notifications/tasks"]]):
    model_config = ConfigDict(defer_build=True)

    method: Literal["notifications/tasks"] = "notifications/tasks"
    params: TaskNotificationParams


@dataclass
class Subscriptions:
    """The open subscriptions."""

    studio: Studio
    view: TaskView
    _streams: int = 0
    _followed: dict[tuple[int, str], anyio.CancelScope] = field(default_factory=dict)

    async def listen(self, request: Request, params: SubscriptionsListenRequestParams) -> NoReturn:
        """One stream, until the client closes it."""
        owner, asked = owner_of(request), params.notifications
        task_ids = (asked.model_extra or {}).get("taskIds") or []
        if task_ids and not declares(request, EXTENSION):
            raise self.view.missing_capability()
        if self._streams >= MOST_STREAMS:
            raise MCPError(INTERNAL_ERROR, "Too many clients are listening; close a stream, or ask get_tasks instead.")
        known = tuple(await self.studio.known_tasks(owner, [str(one) for one in task_ids[:MOST]]))
        wanted = Subscription(tuple(asked.resource_subscriptions or ())[:MOST], known, asked.resources_list_changed is True)
        meta = {SUBSCRIPTION_ID_META_KEY: request.request_id}

        async def say(notification: object) -> None:
            await request.session.send_notification(cast(ServerNotification, notification), related_request_id=request.request_id)

        async def tell(change: Change) -> None:
            await say(await self._notification(owner, change, meta))

        self._streams += 1
        try:
            follow = await self._follower(owner, wanted, tell)
            await say(_acknowledgement(asked, wanted, meta))
            for task_id in known:  # one that ended before anybody listened will not change any more
                if (await self.view.told(owner, task_id))["status"] != "working":
                    await tell(("task", task_id))
            await follow()
        finally:
            self._streams -= 1

    async def subscribe(self, request: Request, params: SubscribeRequestParams) -> EmptyResult:
        """One address, until the client unsubscribes or goes away."""
        owner, uri = owner_of(request), params.uri
        if resource_at(uri) is None:
            raise MCPError(INVALID_PARAMS, f"nothing here is at {uri[:200]!r}; resources/list and its templates show what is.")
        connection = request.session._connection  # the SDK shows handlers no other way to what outlives a request
        key, scope = (id(connection), uri), anyio.CancelScope()
        mine = [each for each in self._followed if each[0] == key[0]]
        if len(mine) >= MOST:
            raise MCPError(INVALID_PARAMS, f"{MOST} subscriptions are open; unsubscribe from some first.")
        self._end(key)
        self._followed[key] = scope
        connection.exit_stack.callback(self._end, key)

        async def tell(change: Change) -> None:
            await request.session.send_resource_updated(change[1])

        follow = await self._follower(owner, Subscription((uri,)), tell)

        async def follow_safely() -> None:
            try:
                with scope:
                    await follow()
            except Exception as error:  # a subscriber's loop must not take the server with it
                log_crash("subscription", error)

        work: anyio.abc.TaskGroup = request.lifespan_context
        work.start_soon(follow_safely)
        return EmptyResult()

    async def unsubscribe(self, request: Request, params: UnsubscribeRequestParams) -> EmptyResult:
        self._end((id(request.session._connection), params.uri))
        return EmptyResult()

    def _end(self, key: tuple[int, str]) -> None:
        if (scope := self._followed.pop(key, None)) is not None:
            scope.cancel()

    async def _follower(self, owner: str, wanted: Subscription, tell: Tell) -> Callable[[], Awaitable[NoReturn]]:
        """A loop that tells of every change from now on, however late it is started."""
        mark, before = self.studio.changes.count, await self._seen(owner, wanted)

        async def follow() -> NoReturn:
            nonlocal mark, before
            while True:
                await self.studio.changes.wait(LONGEST, since=mark)
                mark = self.studio.changes.count
                now = await self._seen(owner, wanted)
                for change, state in now.items():
                    if state != before[change]:
                        await tell(change)
                before = now

        return follow

    async def _seen(self, owner: str, wanted: Subscription) -> Mapping[Change, object]:
        """The state of all that the subscriber wants to hear of, as it is now."""
        tasks = await self.studio.known_tasks(owner, wanted.task_ids) if wanted.task_ids else {}
        seen: dict[Change, object] = {("task", task_id): None for task_id in wanted.task_ids}
        seen |= {("task", task_id): task_state(task) for task_id, task in tasks.items()}
        for uri in wanted.uris:
            found = resource_at(uri)
            state = found[0].state if found is not None else None
            seen["uri", uri] = await state(self.studio, owner, found[1]) if found is not None and state is not None else None
        if wanted.lists:
            newest = (await self.studio.find(owner, limit=1)).clips, await self.studio.recent(owner, 1)
            seen["list", ""] = [clip.clip_id for clip in newest[0]] + [task.task_id for task in newest[1]]
        return seen

    async def _notification(self, owner: str, change: Change, meta: dict[str, Any]) -> object:
        match change:
            case ("uri", uri):
                return ResourceUpdatedNotification(params=ResourceUpdatedNotificationParams(uri=uri, _meta=meta))
            case ("task", task_id):
                told = await self.view.told(owner, task_id)
                return TaskNotification(params=TaskNotificationParams.model_validate(told | {"_meta": meta}))
            case _:
                return ResourceListChangedNotification(params=NotificationParams(_meta=meta))


def _acknowledgement(asked: SubscriptionFilter, wanted: Subscription, meta: dict[str, Any]) -> object:
    """What will be told: never more than was asked, never a task that is not the caller's."""
    honoured = asked.model_copy(update={"resource_subscriptions": list(wanted.uris) or None})
    extra = {"taskIds": list(wanted.task_ids)} if wanted.task_ids else {}
    told = SubscriptionFilter.model_validate(honoured.model_dump(exclude={"taskIds"}, exclude_none=True, by_alias=True) | extra)
    params = SubscriptionsAcknowledgedNotificationParams(notifications=told, _meta=meta)
    return SubscriptionsAcknowledgedNotification(params=params)
