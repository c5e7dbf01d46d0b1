"""What can be looked up, each declared once, as operations are. Looking never spends."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ...fields import AS_TEXT, TaskIds, VendorName, WaitSeconds, text_up_to
from ...operations import OPERATIONS_BY_NAME


def _in_utc(said: datetime) -> datetime:
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)


Time = Annotated[datetime, AfterValidator(_in_utc)]


class Lookup(BaseModel):
    """A look at what is there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class GetTasksLookup(Lookup):
    """Status of tasks: is it done yet, did it finish, are they ready or still running, how far along; waits for them. Gives
    clips, files, errors. To look, never repeat the starting call. Free."""

    task_ids: TaskIds
    wait_seconds: WaitSeconds | None = None


class FindClipsLookup(Lookup):
    """Find, search, list or show songs made before, latest or all: the library, by title, lyrics, sound, day, vendor; or
    where a version came from. Free."""

    query: Annotated[str, text_up_to(200), AS_TEXT, Field(description="Words of a title, sound or lyrics.")] | None = None
    clip_id: Annotated[str, text_up_to(200), AS_TEXT, Field(description="Its family: parents, children.")] | None = None
    vendor: Annotated[VendorName, Field(description="Only this vendor's.")] | None = None
    operation: Annotated[Literal[tuple(OPERATIONS_BY_NAME)], Field(description="Made by one tool only.")] | None = None  # type: ignore[valid-type]
    since: Annotated[Time | None, Field(description="Made after (ISO time, UTC).")] = None
    until: Annotated[Time | None, Field(description="Made before.")] = None
    limit: Annotated[int, Field(description="How many.", ge=1, le=50)] = 20
    cursor: Annotated[str, text_up_to(400), AS_TEXT, Field(description="From the last answer, for more.")] | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> "FindClipsLookup":
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError(f"until ({self.until:%Y-%m-%dT%H:%M:%SZ}) comes after since ({self.since:%Y-%m-%dT%H:%M:%SZ})")
        return self


class StudioStatusLookup(Lookup):
    """Vendors set up, models, abilities, prices (cost of music), credits and balance left, money spent today, limits, the
    folder of saved files. Free."""

    vendor: Annotated[VendorName, Field(description="Only this one.")] | None = None
