"""The Tasks extension of MCP: a client gets a handle of a task at once, and asks how it stands.

https://github.com/modelcontextprotocol/ext-tasks, only in the protocol of 2026-07-28. The tasks are those of the ledger, which
outlive requests, processes and clients. In the extension's terms a task that failed at its vendor is `completed`: its result
tells the failure in `error`, as the answer of `get_tasks` does, and is marked `isError`, which the extension demands.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mcp import MCPError
from mcp.types import INVALID_PARAMS, METHOD_NOT_FOUND, RequestParams
from mcp.types.jsonrpc import HEADER_MISMATCH, MISSING_REQUIRED_CLIENT_CAPABILITY
from pydantic import ConfigDict

from ..errors import NotFound
from ..models import Status, Task
from ..safe_text import line
from ..studio import MissingTask, Studio, TaskAnswer
from .presenter import Presenter
from .request import Request, declares, is_modern, owner_of
from .sketch_remark import SketchRemark

EXTENSION = "io.modelcontextprotocol/tasks"
HANDLE_TTL_SECONDS = 7 * 24 * 3_600
"""How long a handle is good for at least; the ledger forgets nothing."""
HOSTED_POLL_MS, LOCAL_POLL_MS = 5_000, 1_000
"""How often a client should ask about a task at a hosted vendor, or on this machine."""
NAME_HEADER = "mcp-name"
MAX_STATUS_CHARS = 200


class TaskIdParams(RequestParams):
    """Parameters of `tasks/get` and `tasks/cancel`."""

    model_config = ConfigDict(defer_build=True)

    task_id: str


class TaskUpdateParams(TaskIdParams):
    """Parameters of `tasks/update`."""

    input_responses: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CreatedTask:
    """A tool's answer when its work goes on: the handle instead of a result."""

    fields: dict[str, Any]

    def on_wire(self) -> dict[str, Any]:
        """The answer in the protocol's form."""
        return self.fields | {"resultType": "task"}


@dataclass(frozen=True, slots=True)
class TaskView:
    """Shows the ledger's tasks in the extension's form."""

    studio: Studio
    presenter: Presenter
    sketch: SketchRemark

    async def get(self, request: Request, params: TaskIdParams) -> dict[str, Any]:
        """Answer `tasks/get`."""
        self._admit(request, params)
        return await self.detailed(owner_of(request), params.task_id, request)

    async def update(self, request: Request, params: TaskUpdateParams) -> dict[str, Any]:
        """Answer `tasks/update`, which changes nothing: questions are asked before a task begins."""
        self._admit(request, params)
        await self._task(owner_of(request), params.task_id)
        return {}

    async def cancel(self, request: Request, params: TaskIdParams) -> dict[str, Any]:
        """Answer `tasks/cancel`: the task is shown as cancelled; what is paid for is still followed to its end."""
        self._admit(request, params)
        task = await self._task(owner_of(request), params.task_id)
        if not _is_over(task):
            await self.studio.mark_cancelled(task, HANDLE_TTL_SECONDS)
        return {}

    def begun(self, answer: TaskAnswer) -> CreatedTask:
        """The handle of a task that has just begun."""
        return CreatedTask(self._fields(answer.task, "working", self._standing(answer)))

    async def detailed(self, owner: str, task_id: str, request: Request | None = None) -> dict[str, Any]:
        """A task as it stands, with its result once there is one; raises `MCPError` if the owner has no such task.

        `request`: the one that this answers; None where nobody asked.
        """
        task = await self._task(owner, task_id)
        if await self.studio.is_cancelled(task):
            return self._fields(task, "cancelled", _after_cancelling(task))
        [answer] = await self.studio.tasks(owner, [task_id], 0)
        if isinstance(answer, MissingTask):
            raise NotFound(answer.error.message)
        if not _is_over(answer.task):
            return self._fields(answer.task, "working", self._standing(answer))
        result = replace(self.presenter.task(answer), is_error=answer.task.status is not Status.DONE)
        if request is not None:
            result = result.with_warnings(self.sketch.on(request, result.structured))
        return self._fields(answer.task, "completed", self._standing(answer)) | {"result": result.on_wire()}

    def missing_capability(self) -> MCPError:
        """The error for a client that has not declared the extension."""
        data: dict[str, Any] = {"requiredCapabilities": {"extensions": {EXTENSION: {}}}}
        return MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, f"Declare the extension {EXTENSION} with this request.", data)

    def _admit(self, request: Request, params: TaskIdParams) -> None:
        """Raise `MCPError` for a request of another era, without the extension, or whose header names another task."""
        if not is_modern(request):
            raise MCPError(METHOD_NOT_FOUND, "Method not found", request.method)
        if not declares(request, EXTENSION):
            raise self.missing_capability()
        headers = getattr(request.request, "headers", None)
        if headers is not None and headers.get(NAME_HEADER) != params.task_id:
            raise MCPError(HEADER_MISMATCH, "The Mcp-Name header must be the task's id.")

    async def _task(self, owner: str, task_id: str) -> Task:
        try:
            return await self.studio.task(owner, task_id)
        except NotFound as error:
            raise MCPError(INVALID_PARAMS, str(error)) from None

    def _standing(self, answer: TaskAnswer) -> str:
        return self.presenter.task(answer).text.partition("\n")[0]

    def _fields(self, task: Task, status: str, message: str) -> dict[str, Any]:
        """A task in the extension's form, without its result."""
        updated = max(filter(None, (task.created_at, task.submitted_at, task.heard_at, task.finished_at)))
        hosted = task.vendor in self.studio.roster.vendors and self.studio.roster.vendors[task.vendor].is_hosted
        return {
            "taskId": task.task_id,
            "status": status,
            "statusMessage": line(message, MAX_STATUS_CHARS),
            "createdAt": _timestamp(task.created_at),
            "lastUpdatedAt": _timestamp(updated),
            "ttlMs": HANDLE_TTL_SECONDS * 1_000,
            "pollIntervalMs": HOSTED_POLL_MS if hosted else LOCAL_POLL_MS,
        }


def _is_over(task: Task) -> bool:
    """Whether it cannot change any more: an unknown task with a ticket may still turn out to be done."""
    return task.status in (Status.DONE, Status.FAILED) or (task.status is Status.UNKNOWN and task.ticket is None)


def _after_cancelling(task: Task) -> str:
    fate = "is finished" if _is_over(task) else "cannot be called back, is watched to its end, and its clips come home"
    return f"Cancelled here. The work at {task.vendor} {fate}: get_tasks or find_clips show it. {task.task_id}"


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
