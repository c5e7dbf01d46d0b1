"""The server's tools: one for each operation that a vendor offers, and the look-ups."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcp import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    InputRequiredResult,
    ListToolsResult,
    PaginatedRequestParams,
    Tool as WireTool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ...errors import ErrorCode, InvalidArguments, ProducerError
from ...models import Status
from ...operations import OPERATIONS_BY_NAME, DownloadMusic, Operation
from ...safe_text import line
from ...studio import ProgressListener, Studio, price_list
from ..elicitation import AskFirst, Elicitation
from ..patience import Patience
from ..player import PAGE_TOOL_META, UI_EXTENSION, showing_meta
from ..presenter import Presenter, ToolAnswer, failure
from ..request import Request, declares, has_declared, log_crash, owner_of
from ..sketch_remark import SketchRemark
from ..tasks_extension import EXTENSION, CreatedTask, TaskView
from .argument_errors import in_words, nearest, together
from .arguments import call_of, fields_of, model_of
from .json_schema import FieldKind, input_schema, listed_schema, output_schema, with_unsaid_wait
from .lookups import LOOKUPS, Lookup, LookupContext
from .reading import read_arguments

if TYPE_CHECKING:
    from ..player.rate_limit import PageRateLimit

SPENDING_TOOL_HINTS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True)
LOOKUP_TOOL_HINTS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
NOTING_TOOL_HINTS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""Of a tool that keeps a note of the person's in our own ledger, and does nothing else."""
PAGE_TOOL_PREFIX = "player_"
"""The names of the tools for the page begin so, and no other tool's."""

MAX_PROGRESS_CHARS = 200
RESULT_KINDS: Mapping[str, FieldKind] = {"clips": "list", "lyrics": "list", "sound": "text"}
"""How each thing that an operation can give stands in its answer."""

TOO_FAST = failure(ErrorCode.RATE_LIMITED, "The page asks faster than it is answered; it may ask again in a second.")
UNFINISHED = (Status.QUEUED, Status.RUNNING)

Reply = InputRequiredResult | dict[str, Any]
"""An answer, a question to the person, or the handle of a task."""
Run = Callable[[Request, CallToolRequestParams, Any], Awaitable[ToolAnswer | CreatedTask]]
"""(request, its parameters, the validated arguments) to the answer of a call."""


@dataclass(frozen=True)
class Tool:
    """One tool: its name, its arguments, its answer, and what a call of it does."""

    name: str
    title: str
    description: str
    fields: Mapping[str, FieldInfo]
    """Its arguments."""
    make_model: Callable[[], type[BaseModel]]
    """Makes the model that validates a call's arguments; called when the first call comes."""
    output_schema: dict[str, Any]
    hints: ToolAnnotations
    run: Run
    presenter: Presenter
    sketch: SketchRemark
    wait_seconds: float
    """How long a call waits that does not say."""
    vendors: Sequence[str]
    """The names of all vendors there are, as an argument may name them."""
    only_vendor: str | None = None
    """The vendor that does it, where there is no other: naming it asks for nothing else."""
    spends: bool = False
    meta: Mapping[str, Any] | None = None
    """What a host is told beside: the page that shows its answers, or that it is for that page alone."""

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        """The whole JSON schema of its arguments; what is listed leaves some limits out."""
        return with_unsaid_wait(input_schema(self.fields), self.wait_seconds)

    @cached_property
    def model(self) -> type[BaseModel]:
        """What validates a call's arguments."""
        return self.make_model()

    @cached_property
    def on_wire(self) -> WireTool:
        """The tool in the protocol's form."""
        return WireTool(
            name=self.name,
            title=self.title,
            description=" ".join(self.description.split()),
            input_schema=listed_schema(self.input_schema),
            output_schema=self.output_schema,
            annotations=self.hints,
            _meta=None if self.meta is None else dict(self.meta),
        )

    async def call(self, request: Request, params: CallToolRequestParams) -> Reply:
        """Run it; every failure becomes an answer that says what the caller can do."""
        try:
            arguments, warnings = self.validated(params.arguments or {})
            answer = await self.run(request, params, arguments)
        except AskFirst as question:
            return question.result
        except MCPError:
            raise
        except ProducerError as error:
            return self.presenter.failure(error).on_wire()
        except Exception as error:
            log_crash(self.name, error)
            return failure(ErrorCode.INTERNAL, self._after_crash).on_wire()
        if not isinstance(answer, ToolAnswer):
            return answer.on_wire()
        return answer.with_warnings((*warnings, *self.sketch.on(request, answer.structured))).on_wire()

    def validated(self, arguments: Mapping[str, Any]) -> tuple[BaseModel, Sequence[str]]:
        """The arguments as the model's values, and warnings on what was taken for something else than was said.

        Raises `InvalidArguments` with a sentence on each fault.
        """
        read = read_arguments(arguments, self.fields, self.input_schema["properties"], self.vendors)
        if "path" in read.values and "path" not in self.fields and self.name == "upload_music":
            raise InvalidArguments("upload_music takes no path here: nobody here can read your disk. Say url instead.")
        if "vendor" not in self.fields and read.values.get("vendor") == self.only_vendor:
            read.values.pop("vendor", None)
        if read.faults:
            raise InvalidArguments(together(read.faults, self.name))
        try:
            return self.model.model_validate(read.values), read.warnings
        except ValidationError as error:
            sentences = in_words(error, self.name, self.fields, self.input_schema, read.empty, self.only_vendor)
            raise InvalidArguments(sentences) from None

    @property
    def _after_crash(self) -> str:
        if not self.spends:
            return f"{self.name} broke in the server; the log says where. Look with studio_status(), then try again."
        return (
            f"{self.name} broke in the server; the log says where. It may have been submitted: look with find_clips() first. "
            "The very same call is safe to repeat: it returns the task that exists, and does not pay twice."
        )


@dataclass(frozen=True)
class ToolHandlers:
    """Answers `tools/list` and `tools/call`."""

    toolbox: "Toolbox"

    @cached_property
    def tools(self) -> Mapping[str, Tool]:
        """Those that models call, by name."""
        return {tool.name: tool for tool in self.toolbox.tools()}

    @cached_property
    def page_tools(self) -> Mapping[str, Tool]:
        """Those that only the page calls, by name."""
        return {tool.name: tool for tool in self.toolbox.page_tools()}

    @cached_property
    def page_rate_limit(self) -> "PageRateLimit":
        """How often pages may call."""
        from ..player.rate_limit import PageRateLimit  # imported with the first call of a page

        return PageRateLimit()

    async def list(self, request: Request, page: PaginatedRequestParams | None) -> ListToolsResult:
        """All tools; those for the page only to a client that can show it."""
        shown = (*self.tools.values(), *(self.page_tools.values() if has_declared(request, UI_EXTENSION) else ()))
        return ListToolsResult(tools=[tool.on_wire for tool in shown])

    async def call(self, request: Request, params: CallToolRequestParams) -> Reply:
        """The answer of one tool; -32602 if there is none of that name."""
        if (tool := self._called(params.name)) is None:
            raise MCPError(INVALID_PARAMS, _no_tool(params.name, tuple(self.tools)))
        if tool.name not in self.tools:  # a page asks the same again and again, which says nothing of its client's patience
            return await tool.call(request, params) if self.page_rate_limit.allows(owner_of(request)) else TOO_FAST.on_wire()
        with self.toolbox.patience.calling(request, params.name, params.arguments or {}) as call:
            reply = await tool.call(request, params)
            if isinstance(reply, dict):
                call.is_unfinished = reply.get("structuredContent", {}).get("status") in UNFINISHED
            return reply

    def input_schema(self, name: str) -> Mapping[str, Any] | None:
        """What is listed as a tool's arguments; None if there is no such tool."""
        tool = self._called(name)
        return None if tool is None else tool.on_wire.input_schema

    def _called(self, name: str) -> Tool | None:
        return (self.page_tools if name.startswith(PAGE_TOOL_PREFIX) else self.tools).get(name)


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Makes the tools of one server."""

    studio: Studio
    elicitation: Elicitation
    view: TaskView
    presenter: Presenter
    patience: Patience
    wait_seconds: float
    """How long a call waits where the caller does not say."""

    def tools(self) -> Iterator[Tool]:
        """A tool for each operation that a configured vendor offers, then the look-ups."""
        for operation in OPERATIONS_BY_NAME.values():
            if operation in self.studio.offers:
                yield self._operation_tool(operation)
        for lookup in LOOKUPS:
            yield self._lookup_tool(lookup, LOOKUP_TOOL_HINTS, showing_meta() if lookup.gives_music else None)

    def page_tools(self) -> Iterator[Tool]:
        """The tools for the page alone."""
        from .page_tools import PAGE_TOOLS  # imported when a page is there to call them, so that the server starts faster

        for lookup in PAGE_TOOLS:
            yield self._lookup_tool(lookup, LOOKUP_TOOL_HINTS if lookup.only_looks else NOTING_TOOL_HINTS, PAGE_TOOL_META)

    def _lookup_tool(self, lookup: type[Lookup], hints: ToolAnnotations, meta: Mapping[str, Any] | None) -> Tool:
        async def run(request: Request, params: CallToolRequestParams, arguments: Lookup) -> ToolAnswer:
            progress, patience = progress_to(request), self.patience.of(request)
            context = LookupContext(self.studio, self.presenter, owner_of(request), progress, self.wait_seconds, patience)
            answer = await arguments.run(context)
            return await self._with_marks(answer, context.owner) if meta is not PAGE_TOOL_META else answer

        return Tool(
            name=lookup.name,
            title=lookup.heading,
            description=lookup.__doc__ or "",
            fields=lookup.model_fields,
            make_model=lambda: lookup,
            output_schema=output_schema(lookup.gives),
            hints=hints,
            run=run,
            presenter=self.presenter,
            sketch=self.view.sketch,
            wait_seconds=self.wait_seconds,
            vendors=self.studio.roster.names,
            only_vendor=_only(tuple(self.studio.roster.vendors)),
            meta=meta,
        )

    async def _with_marks(self, answer: ToolAnswer, owner: str) -> ToolAnswer:
        """The answer with what the person marked in the player since the last; a mark that cannot be read is told later."""
        from ..player.marks import with_marks  # imported with the first call, so that the server starts faster

        try:
            return with_marks(answer, await self.studio.player.marking.tell(owner))
        except ProducerError as error:
            log_crash("marks", error)
            return answer

    def _description(self, operation: type[Operation]) -> str:
        """What it does; of an export also what each vendor asks for a wav, since an answer would tell that too late."""
        prices = price_list(self.studio.roster.vendors) if operation is DownloadMusic else ""
        return f"{operation.__doc__ or ''} {prices}"

    def _operation_tool(self, operation: type[Operation]) -> Tool:
        async def run(request: Request, params: CallToolRequestParams, arguments: BaseModel) -> ToolAnswer | CreatedTask:
            call = call_of(operation, arguments, owner_of(request), self.patience.of(request))
            ask = self.elicitation.of(request, params)
            if not declares(request, EXTENSION):
                return self.presenter.task(await self.studio.do(call, on_progress=progress_to(request), ask=ask))
            # no wait, yet the studio waits for the vendor's answer to the submit: its refusal is this call's error, not a task's
            answer = await self.studio.do(replace(call, wait_seconds=0), ask=ask)
            return self.presenter.task(answer) if answer.task.status.is_final else self.view.begun(answer)

        vendors = self.studio.roster.who_offers(operation)
        fields = fields_of(operation, vendors, self.studio.roster.default)
        # an upload from disk: only a vendor on this machine takes one, and only from a caller on this machine
        if not self.presenter.shows_paths or all(self.studio.roster.vendors[name].is_hosted for name in vendors):
            fields.pop("path", None)
        return Tool(
            name=operation.name,
            title=operation.heading,
            description=self._description(operation),
            fields=fields,
            make_model=lambda: model_of(operation, fields),
            output_schema=output_schema(
                {"task_id": "text", "status": "text", operation.gives: RESULT_KINDS[operation.gives], "next": "text"}
            ),
            hints=SPENDING_TOOL_HINTS,
            run=run,
            presenter=self.presenter,
            sketch=self.view.sketch,
            wait_seconds=self.wait_seconds,
            vendors=self.studio.roster.names,
            only_vendor=_only(vendors),
            spends=True,
            meta=showing_meta() if operation.makes_music else None,
        )


def _only(names: Sequence[str]) -> str | None:
    """The name, where there is just one."""
    return names[0] if len(names) == 1 else None


def progress_to(request: Request) -> ProgressListener:
    """Reports progress to the client; the SDK drops it where none was asked for."""

    async def report(progress: float, message: str, total: float | None = 1.0, /) -> None:
        await request.session.report_progress(progress, total, line(message, MAX_PROGRESS_CHARS))

    return report


def _no_tool(name: str, known: tuple[str, ...]) -> str:
    if name in OPERATIONS_BY_NAME:
        return f"no configured vendor offers {name}; studio_status says who is configured and what each offers."
    near = nearest(name, known)
    return f"no tool is called {line(name, 60)!r}{f'; did you mean {near}?' if near else '.'} There are {', '.join(known)}."
