"""The Tasks extension of MCP: a thin view of the ledger for clients that would rather have a handle than wait.

https://github.com/modelcontextprotocol/ext-tasks, in the protocol of 2026-07-28 only. Our tasks outlive requests, processes
and clients anyway; here they are told in the extension's words. A task of which the vendor knows nothing good is still
`completed` there: its result carries the error.
"""

from dataclasses import dataclass
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

EXTENSION = "io.modelcontextprotocol/tasks"
WEEK = 7 * 24 * 3_600
"""Seconds a handle is good for at least; the ledger itself forgets nothing."""
NAME_HEADER = "mcp-name"


class TaskIdParams(RequestParams):
    model_config = ConfigDict(defer_build=True)

    task_id: str


class TaskUpdateParams(TaskIdParams):
    input_responses: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CreatedTask:
    """The answer to a call whose work goes on."""

    words: dict[str, Any]

    def on_wire(self) -> dict[str, Any]:
        return self.words | {"resultType": "task"}


@dataclass(frozen=True, slots=True)
class TaskView:
    """Tasks as the extension tells them."""

    studio: Studio
    presenter: Presenter

    async def get(self, request: Request, params: TaskIdParams) -> dict[str, Any]:
        self._admit(request, params)
        return await self.told(owner_of(request), params.task_id)

    async def update(self, request: Request, params: TaskUpdateParams) -> dict[str, Any]:
        """Nothing is ever asked of a task that runs: questions come before it."""
        self._admit(request, params)
        await self._task(owner_of(request), params.task_id)
        return {}

    async def cancel(self, request: Request, params: TaskIdParams) -> dict[str, Any]:
        """The client lets go of it. What is paid for is watched to its end all the same."""
        self._admit(request, params)
        task = await self._task(owner_of(request), params.task_id)
        if not _is_over(task):
            await self.studio.mark_cancelled(task, WEEK)
        return {}

    def begun(self, answer: TaskAnswer) -> CreatedTask:
        return CreatedTask(self._words(answer.task, "working", self._standing(answer)))

    async def told(self, owner: str, task_id: str) -> dict[str, Any]:
        """A task in full: what it is, and its result once there is one."""
        task = await self._task(owner, task_id)
        if await self.studio.is_cancelled(task):
            return self._words(task, "cancelled", _after_cancelling(task))
        [answer] = await self.studio.tasks(owner, [task_id], 0)
        if isinstance(answer, MissingTask):
            raise NotFound(answer.error.message)
        if not _is_over(answer.task):
            return self._words(answer.task, "working", self._standing(answer))
        result = self.presenter.task(answer).on_wire()
        result.is_error = answer.task.status is not Status.DONE
        told = self._words(answer.task, "completed", self._standing(answer))
        return told | {"result": result.model_dump(by_alias=True, mode="json", exclude_none=True)}

    def missing_capability(self) -> MCPError:
        data: dict[str, Any] = {"requiredCapabilities": {"extensions": {EXTENSION: {}}}}
        return MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, f"Declare the extension {EXTENSION} with this request.", data)

    def _admit(self, request: Request, params: TaskIdParams) -> None:
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

    def _words(self, task: Task, status: str, message: str) -> dict[str, Any]:
        updated = max(filter(None, (task.created_at, task.submitted_at, task.heard_at, task.finished_at)))
        hosted = task.vendor in self.studio.roster.vendors and self.studio.roster.vendors[task.vendor].is_hosted
        return {
            "taskId": task.task_id,
            "status": status,
            "statusMessage": line(message, 200),
            "createdAt": _stamp(task.created_at),
            "lastUpdatedAt": _stamp(updated),
            "ttlMs": WEEK * 1_000,
            "pollIntervalMs": 5_000 if hosted else 1_000,
        }


def _is_over(task: Task) -> bool:
    """Nobody can learn more of it: an unknown task with a ticket may still turn out well."""
    return task.status in (Status.DONE, Status.FAILED) or (task.status is Status.UNKNOWN and task.ticket is None)


def _after_cancelling(task: Task) -> str:
    fate = "is finished" if _is_over(task) else "cannot be called back, is watched to its end, and its clips come home"
    return f"Cancelled here. The work at {task.vendor} {fate}: get_tasks or find_clips show it. {task.task_id}"


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
