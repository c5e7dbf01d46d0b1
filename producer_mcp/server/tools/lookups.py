"""The look-up tools, each declared once, as operations are: `LOOKUPS` lists them. Looking never spends."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ... import spellings
from ...fields import TaskIds, VendorName, WaitSeconds, text_up_to
from ...operations import OPERATIONS_BY_NAME, operation_called
from ...studio import ProgressListener, Studio
from ..presenter import Presenter, ToolAnswer
from .json_schema import FieldKind


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


OperationName = Annotated[Literal[tuple(OPERATIONS_BY_NAME)], spellings.CHOICE]  # type: ignore[valid-type]
Time = Annotated[datetime, AfterValidator(_in_utc), spellings.DATE]


@dataclass(frozen=True, slots=True)
class LookupContext:
    """What a look-up works with: the studio, who asks, and how they are answered."""

    studio: Studio
    presenter: Presenter
    owner: str
    progress: ProgressListener
    default_wait: float
    """How many seconds to wait where the caller does not say."""
    patience: float | None
    """Within how many seconds the caller has to be answered, where that is known."""

    @property
    def wait_seconds(self) -> float:
        """How long the next call may wait."""
        return self.default_wait if self.patience is None else min(self.default_wait, self.patience)


class Lookup(BaseModel):
    """A look at what is there: the docstring is the tool's description, the fields are its arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    name: ClassVar[str]
    heading: ClassVar[str]
    """The tool's title for people."""
    gives: ClassVar[Mapping[str, FieldKind]]
    """The fields of its answer that a caller relies on."""
    gives_music: ClassVar[bool] = False
    """Whether the player shows what it found."""
    only_looks: ClassVar[bool] = True
    """False where it notes something down."""

    @abstractmethod
    async def run(self, context: LookupContext) -> ToolAnswer:
        """Look, and present what was found."""


class GetTasksLookup(Lookup):
    """Status of tasks: is it done yet, did it finish, are they ready or still running, how far along; waits for them. Gives
    clips, files, errors. Without task_ids it lists running and latest ones at once.
    Free."""

    name = "get_tasks"
    heading = "Get tasks"
    gives = {"tasks": "list", "next": "text"}

    task_ids: TaskIds | None = None
    wait_seconds: WaitSeconds | None = None

    async def run(self, context: LookupContext) -> ToolAnswer:
        """The tasks, when all are final or the wait is over; without ids the latest, and a wait only where it is said."""
        if not self.task_ids:
            return await self._latest(context)
        seconds = context.default_wait if self.wait_seconds is None else self.wait_seconds
        answers = await context.studio.tasks(context.owner, self.task_ids, seconds, context.progress, patience=context.patience)
        return context.presenter.tasks(answers, context.wait_seconds)

    async def _latest(self, context: LookupContext) -> ToolAnswer:
        if self.wait_seconds:
            running = [answer.task.task_id for answer in await context.studio.running_tasks(context.owner)]
            await context.studio.tasks(context.owner, running, self.wait_seconds, context.progress, patience=context.patience)
        return context.presenter.task_list(await context.studio.latest_tasks(context.owner), context.wait_seconds)


class FindClipsLookup(Lookup):
    """Find, search, list or show songs made before, latest or all: the library, by title, lyrics, sound, day, vendor; or
    where a version came from. Songs first, then stems and exports. Free."""

    name = "find_clips"
    heading = "Find clips"
    gives = {"clips": "list", "drafts": "list", "cursor": "text", "running": "list", "next": "text"}
    gives_music = True

    query: (
        Annotated[
            str, text_up_to(200), spellings.QUERY, Field(description="Words of a title, sound or lyrics; all have to match.")
        ]
        | None
    ) = None
    clip_id: (
        Annotated[str, text_up_to(2000), spellings.CLIP_ID, Field(description="This clip in full, and its family of versions.")]
        | None
    ) = None
    vendor: Annotated[VendorName, Field(description="Only this vendor's.")] | None = None
    operation: Annotated[OperationName, Field(description="Made by one tool only.")] | None = None  # type: ignore[valid-type]
    since: Annotated[Time | None, Field(description="Made after (ISO time, UTC).")] = None
    until: Annotated[Time | None, Field(description="Made before.")] = None
    limit: Annotated[int, spellings.LIMIT, Field(description="How many, 1 to 50.", ge=1, le=50)] = 20
    cursor: Annotated[str, text_up_to(400), spellings.CURSOR, Field(description="From the last answer, for more.")] | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> "FindClipsLookup":
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError(
                f"until ({self.until:%Y-%m-%dT%H:%M:%SZ}) has to be later than since ({self.since:%Y-%m-%dT%H:%M:%SZ})"
            )
        return self

    async def run(self, context: LookupContext) -> ToolAnswer:
        """A page of clips, songs first; of an operation that writes, a page of what it wrote."""
        if self.operation is not None and operation_called(self.operation).gives != "clips":
            filters = {name: value for name, value in self if name not in ("clip_id", "operation")}
            drafts = await context.studio.find_drafts(context.owner, self.operation, **filters)
            return context.presenter.found_drafts(drafts, self.operation)
        page = await context.studio.find(context.owner, **dict(self))
        running = () if self.cursor else await context.studio.running_tasks(context.owner)
        everything = not self.model_dump(exclude_defaults=True, exclude={"limit"})
        return context.presenter.found_clips(page, self.operation, self.clip_id, running=running, everything=everything)


class StudioStatusLookup(Lookup):
    """Vendors set up, models, abilities, prices (cost of music), credits and balance left, money spent today, limits, the
    folder of saved files. Free."""

    name = "studio_status"
    heading = "Studio status"
    gives = {"default_vendor": "text", "vendors": "list", "running": "list", "next": "text"}

    vendor: Annotated[VendorName, Field(description="Only this one.")] | None = None

    async def run(self, context: LookupContext) -> ToolAnswer:
        """The studio as it is now."""
        status = await context.studio.status(context.owner, self.vendor)
        return context.presenter.status(status, await context.studio.running_tasks(context.owner))


LOOKUPS: tuple[type[Lookup], ...] = (GetTasksLookup, FindClipsLookup, StudioStatusLookup)
