"""Every tool on the wire: the operations, and the few that look things up."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mcp import MCPError
from mcp.types import CallToolRequestParams, CallToolResult, InputRequiredResult, Tool as WireTool, ToolAnnotations
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ...errors import ErrorCode, InvalidArguments, ProducerError
from ...operations import OPERATIONS, EnrichSound, Operation, UploadMusic, WriteLyrics
from ...safe_text import line
from ...studio import Studio
from ...studio.waiting import ProgressListener as Listener
from ..elicitation import AskFirst, Elicitation
from ..presenter import Presenter, ToolAnswer, failure
from ..request import Request, declares, log_crash, owner_of
from ..tasks_extension import EXTENSION, CreatedTask, TaskView
from .argument_errors import in_words
from .arguments import call_of, model_of, words_of
from .json_schema import gives, listed_schema, whole_schema
from .lookups import FindClipsLookup, GetTasksLookup, Lookup, StudioStatusLookup

SPENDS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True)
LOOKS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=True)

CLIPS = gives(task_id="text", status="text", clips="list", next="text")
GIVES: Mapping[type[Operation], dict[str, Any]] = {
    WriteLyrics: gives(task_id="text", status="text", lyrics="list", next="text"),
    EnrichSound: gives(task_id="text", status="text", sound="text", next="text"),
}
"""What a caller relies on, where it is not clips."""

Reply = CallToolResult | InputRequiredResult | dict[str, Any]
"""An answer, a question to the person, or the handle of a task."""
Run = Callable[[Request, CallToolRequestParams, Any], Awaitable[ToolAnswer | CreatedTask]]


@dataclass(frozen=True)
class Tool:
    """A verb on the wire: what it takes, what it gives, what it does."""

    name: str
    title: str
    text: str
    words: Mapping[str, FieldInfo]
    """What a caller can say, and how each word is meant."""
    model: Callable[[], type[BaseModel]]
    """What a call is held to; made when the first one comes."""
    gives: dict[str, Any]
    hints: ToolAnnotations
    run: Run
    presenter: Presenter
    operation: type[Operation] | None = None

    @cached_property
    def asks(self) -> dict[str, Any]:
        """The whole schema of its arguments."""
        return whole_schema(self.words)

    @cached_property
    def takes(self) -> type[BaseModel]:
        return self.model()

    @cached_property
    def on_wire(self) -> WireTool:
        return WireTool(
            name=self.name,
            title=self.title,
            description=" ".join(self.text.split()),
            input_schema=listed_schema(self.asks),
            output_schema=self.gives,
            annotations=self.hints,
        )

    async def call(self, request: Request, params: CallToolRequestParams) -> Reply:
        """Its answer, or why there is none, in words the caller can act on."""
        try:
            told = await self.run(request, params, self.understood(params.arguments or {}))
        except AskFirst as question:
            return question.result
        except MCPError:
            raise
        except ProducerError as error:
            return self.presenter.failure(error)
        except Exception as error:
            log_crash(self.name, error)
            return failure(ErrorCode.INTERNAL, self._after_crash)
        return told.on_wire()

    def understood(self, arguments: Mapping[str, Any]) -> BaseModel:
        """What was said, if it can be meant; raises `InvalidArguments`."""
        try:
            if "path" in arguments.keys() - self.words.keys() and self.operation is UploadMusic:
                raise InvalidArguments("upload_music takes no path here: nobody here can read your disk. Say url instead.")
            return self.takes.model_validate(dict(arguments))
        except ValidationError as error:
            raise InvalidArguments(in_words(error, self.name, self.asks)) from None

    @property
    def _after_crash(self) -> str:
        if self.operation is None:
            return f"{self.name} broke in the server; the log says where. Look with studio_status(), then try again."
        return (
            f"{self.name} broke in the server; the log says where. It may have been submitted: look with find_clips() first. "
            "The very same call is safe to repeat: it returns the task that exists, and does not pay twice."
        )


def studio_tools(
    studio: Studio, asking: Elicitation, view: TaskView, presenter: Presenter, *, wait_seconds: float
) -> Iterator[Tool]:
    """What the configured vendors can do, in the operations' order, then the look-ups."""

    async def get_tasks(request: Request, params: CallToolRequestParams, said: GetTasksLookup) -> ToolAnswer:
        patience = wait_seconds if said.wait_seconds is None else said.wait_seconds
        answers = await studio.tasks(owner_of(request), said.task_ids, patience, told=listener(request))
        return presenter.tasks(answers)

    async def find_clips(request: Request, params: CallToolRequestParams, said: FindClipsLookup) -> ToolAnswer:
        return presenter.found(await studio.find(owner_of(request), **dict(said)), said.operation)

    async def status(request: Request, params: CallToolRequestParams, said: StudioStatusLookup) -> ToolAnswer:
        return presenter.status(await studio.status(owner_of(request), said.vendor))

    for operation in OPERATIONS:
        if operation in studio.offers:
            yield operation_tool(studio, operation, asking, view, presenter)
    yield lookup_tool("get_tasks", "Get tasks", GetTasksLookup, gives(tasks="list"), get_tasks, presenter)
    yield lookup_tool("find_clips", "Find clips", FindClipsLookup, gives(clips="list", cursor="text"), find_clips, presenter)
    yield lookup_tool(
        "studio_status", "Studio status", StudioStatusLookup, gives(default_vendor="text", vendors="list"), status, presenter
    )


def lookup_tool(name: str, title: str, lookup: type[Lookup], gives: dict[str, Any], run: Run, presenter: Presenter) -> Tool:
    """The tool that looks something up."""
    return Tool(name, title, lookup.__doc__ or "", lookup.model_fields, lambda: lookup, gives, LOOKS, run, presenter)


def operation_tool(studio: Studio, operation: type[Operation], asking: Elicitation, view: TaskView, presenter: Presenter) -> Tool:
    """The tool that hands one operation to the studio."""

    async def run(request: Request, params: CallToolRequestParams, said: BaseModel) -> ToolAnswer | CreatedTask:
        call, ask = call_of(operation, said, owner_of(request)), asking.of(request, params)
        if not declares(request, EXTENSION):
            return presenter.task(await studio.do(call, told=listener(request), ask=ask))
        # without a wait, yet not at once: what the vendor refuses is still this call's error, not a task's
        answer = await studio.do(replace(call, wait_seconds=0), ask=ask)
        return presenter.task(answer) if answer.task.status.is_final else view.begun(answer)

    offering = studio.roster.who_offers(operation)
    words = words_of(operation, offering)
    # only a vendor on this machine takes a file by its path, and only from a caller on the same machine
    if not presenter.shows_paths or all(studio.roster.vendors[name].is_hosted for name in offering):
        words.pop("path", None)
    return Tool(
        name=operation.name,
        title=operation.heading,
        text=operation.__doc__ or "",
        words=words,
        model=lambda: model_of(operation, words),
        gives=GIVES.get(operation, CLIPS),
        hints=SPENDS,
        run=run,
        presenter=presenter,
        operation=operation,
    )


def listener(request: Request) -> Listener:
    """Tells the client how far the work is; the SDK drops it where no progress was asked for."""

    async def told(fraction: float, message: str) -> None:
        await request.session.report_progress(fraction, 1.0, line(message, 200))

    return told
