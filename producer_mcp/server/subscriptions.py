"""Notifies subscribers of changes: of a task, of a resource, of the list of resources.

Each subscriber has a loop of their own, which compares the ledger with what it was: so nobody is notified of another owner's
work, and it makes no difference which process did the work. Before 2026-07-28 a client subscribes to addresses one by one
(`resources/subscribe`); since then one request opens a stream and names all that it wants to hear (`subscriptions/listen`).
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
from .resources import resource_at, task_id_at, task_state
from .tasks_extension import EXTENSION, TaskView

LOOK_INTERVAL_SECONDS = 30
"""How long a loop waits for the ledger to report a change before it looks by itself."""
MAX_WATCHED = 100
"""How many addresses, and how many task ids, one subscriber is notified of."""
MAX_STREAMS = 500
"""How many streams of notifications one server keeps open."""
MAX_URI_CHARS = 200
"""How much of an unknown address an error repeats."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one subscriber wants to be notified of."""

    uris: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    lists: bool = False
    """Whether of the list of resources."""


Change = tuple[Literal["uri", "task", "list"], str]
"""What has changed: an address, a task's id, or the list with an empty string."""
Notify = Callable[[Change], Awaitable[None]]


class TaskNotificationParams(NotificationParams):
    """A task as `tasks/get` shows it."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class TaskNotification(Notification[TaskNotificationParams, Literal["notifications/tasks"]]):
    """The Tasks extension's notification, which the SDK does not have."""

    model_config = ConfigDict(defer_build=True)

    method: Literal["notifications/tasks"] = "notifications/tasks"
    params: TaskNotificationParams


@dataclass
class Subscriptions:
    """The open subscriptions of one server."""

    studio: Studio
    view: TaskView
    _open_streams: int = 0
    _loops: dict[tuple[int, str], anyio.CancelScope] = field(default_factory=dict)
    """Of `resources/subscribe`: by connection and address."""

    async def listen(self, request: Request, params: SubscriptionsListenRequestParams) -> NoReturn:
        """Answer `subscriptions/listen`: one stream of notifications, until the client closes it."""
        owner, asked = owner_of(request), params.notifications
        task_ids = (asked.model_extra or {}).get("taskIds") or []
        if task_ids and not declares(request, EXTENSION):
            raise self.view.missing_capability()
        if self._open_streams >= MAX_STREAMS:
            raise MCPError(INTERNAL_ERROR, "Too many clients are listening; close a stream, or ask get_tasks instead.")
        known = tuple(await self.studio.known_tasks(owner, [str(task_id) for task_id in task_ids[:MAX_WATCHED]]))
        wanted = Subscription(
            tuple(asked.resource_subscriptions or ())[:MAX_WATCHED], known, asked.resources_list_changed is True
        )
        meta = {SUBSCRIPTION_ID_META_KEY: request.request_id}

        async def send(notification: object) -> None:
            await request.session.send_notification(cast(ServerNotification, notification), related_request_id=request.request_id)

        async def notify(change: Change) -> None:
            await send(await self._notification(owner, change, meta))

        self._open_streams += 1
        try:
            follow = await self._follower(owner, wanted, notify)
            await send(_acknowledgement(asked, wanted, meta))
            for task_id in known:  # a task that ended before the stream was opened does not change any more
                if (await self.view.detailed(owner, task_id))["status"] != "working":
                    await notify(("task", task_id))
            await follow()
        finally:
            self._open_streams -= 1

    async def subscribe(self, request: Request, params: SubscribeRequestParams) -> EmptyResult:
        """Answer `resources/subscribe`: notify of one address until the client unsubscribes or goes away."""
        owner, uri = owner_of(request), params.uri
        if resource_at(uri) is None:
            message = f"nothing here is at {uri[:MAX_URI_CHARS]!r}; resources/list and its templates show what is."
            raise MCPError(INVALID_PARAMS, message)
        connection = request.session._connection  # the SDK shows handlers no other way to what outlives a request
        key, scope = (id(connection), uri), anyio.CancelScope()
        if sum(one == key[0] for one, _ in self._loops) >= MAX_WATCHED:
            raise MCPError(INVALID_PARAMS, f"{MAX_WATCHED} subscriptions are open; unsubscribe from some first.")
        self._end(key)
        self._loops[key] = scope
        connection.exit_stack.callback(self._end, key)

        async def notify(change: Change) -> None:
            await request.session.send_resource_updated(change[1])

        follow = await self._follower(owner, Subscription((uri,)), notify)

        async def follow_safely() -> None:
            try:
                with scope:
                    await follow()
            except Exception as error:  # one subscriber's loop must not end the server's task group
                log_crash("subscription", error)

        work: anyio.abc.TaskGroup = request.lifespan_context
        work.start_soon(follow_safely)
        return EmptyResult()

    async def unsubscribe(self, request: Request, params: UnsubscribeRequestParams) -> EmptyResult:
        """Answer `resources/unsubscribe`."""
        self._end((id(request.session._connection), params.uri))
        return EmptyResult()

    def _end(self, key: tuple[int, str]) -> None:
        if (scope := self._loops.pop(key, None)) is not None:
            scope.cancel()

    async def _follower(self, owner: str, wanted: Subscription, notify: Notify) -> Callable[[], Awaitable[NoReturn]]:
        """A loop that notifies of every change from now on, however late it is started; its tasks are watched meanwhile."""
        mark, before = self.studio.changes.count, await self._states(owner, wanted)
        task_ids = [*wanted.task_ids, *filter(None, map(task_id_at, wanted.uris))]
        watched = list(await self.studio.known_tasks(owner, task_ids)) if task_ids else []

        async def follow() -> NoReturn:
            nonlocal mark, before
            with self.studio.watch(watched):
                while True:
                    await self.studio.changes.wait(LOOK_INTERVAL_SECONDS, since=mark)
                    mark = self.studio.changes.count
                    now = await self._states(owner, wanted)
                    for change, state in now.items():
                        if state != before[change]:
                            await notify(change)
                    before = now

        return follow

    async def _states(self, owner: str, wanted: Subscription) -> Mapping[Change, object]:
        """All that the subscriber wants to be notified of, as it is now."""
        tasks = await self.studio.known_tasks(owner, wanted.task_ids) if wanted.task_ids else {}
        states: dict[Change, object] = {("task", task_id): None for task_id in wanted.task_ids}
        states |= {("task", task_id): task_state(task) for task_id, task in tasks.items()}
        for uri in wanted.uris:
            states["uri", uri] = await self._resource_state(owner, uri)
        if wanted.lists:
            clips, newest = (await self.studio.newest_clips(owner, 1)).clips, await self.studio.recent(owner, 1)
            states["list", ""] = [clip.clip_id for clip in clips] + [task.task_id for task in newest]
        return states

    async def _resource_state(self, owner: str, uri: str) -> object:
        if (resource_and_name := resource_at(uri)) is None:
            return None
        resource, name = resource_and_name
        return await resource.state(self.studio, owner, name) if resource.state is not None else None

    async def _notification(self, owner: str, change: Change, meta: dict[str, Any]) -> object:
        """What a client that listens is sent about a change."""
        match change:
            case ("uri", uri):
                return ResourceUpdatedNotification(params=ResourceUpdatedNotificationParams(uri=uri, _meta=meta))
            case ("task", task_id):
                task = await self.view.detailed(owner, task_id)
                return TaskNotification(params=TaskNotificationParams.model_validate(task | {"_meta": meta}))
            case _:
                return ResourceListChangedNotification(params=NotificationParams(_meta=meta))


def _acknowledgement(asked: SubscriptionFilter, wanted: Subscription, meta: dict[str, Any]) -> object:
    """What the client will be notified of: never more than it asked for, never another owner's task."""
    honoured = asked.model_copy(update={"resource_subscriptions": list(wanted.uris) or None})
    fields = honoured.model_dump(exclude={"taskIds"}, exclude_none=True, by_alias=True)
    task_ids = {"taskIds": list(wanted.task_ids)} if wanted.task_ids else {}
    params = SubscriptionsAcknowledgedNotificationParams(
        notifications=SubscriptionFilter.model_validate(fields | task_ids), _meta=meta
    )
    return SubscriptionsAcknowledgedNotification(params=params)
