"""A call is validated once, prepared once by its vendor, and its clip is looked up once."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

import anyio
import pytest
from pydantic import model_validator

from producer_mcp.errors import InvalidArguments, Unsupported
from producer_mcp.ledger import Clips, Statistics
from producer_mcp.ledger.sqlite import open_ledger
from producer_mcp.library import Library
from producer_mcp.models import Clip, Status, Task
from producer_mcp.operations import Call, ExtendMusic, Operation, ReplaceSection
from producer_mcp.server.tools.arguments import call_of, fields_of, model_of
from producer_mcp.studio import Clock, Process, Roster, Studio, utc_now
from producer_mcp.vendors import Callback, Offer, PreparedSubmit, Receipt, Report

from ..plain_vendor import PlainVendor

pytestmark = pytest.mark.anyio

validated: list[Operation] = []


class CountedReplacement(ReplaceSection):
    """A replacement that tells how often it is validated."""

    @model_validator(mode="after")
    def _count(self) -> Self:
        validated.append(self)
        return self


COUNTED: Mapping[type[Operation], Offer] = {CountedReplacement: Offer(), ExtendMusic: Offer()}


@dataclass
class CountingVendor(PlainVendor):
    """A vendor in memory that never finishes."""

    name: str = "counting"
    account: str = "counting@here#00000000"
    offers: Mapping[type[Operation], Offer] = field(default_factory=lambda: COUNTED)
    models: Sequence[str] = ("one",)
    prepared: list[PreparedSubmit] = field(default_factory=list)
    submitted: list[PreparedSubmit] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    refuses_after: int = 99
    """How many it prepares before it refuses."""

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        if len(self.prepared) >= self.refuses_after:
            raise Unsupported("counting has no word for it any more.")
        self.prepared.append(PreparedSubmit(operation, {"clip": clips["clip_id"].vendor_clip_id}, ("prepared once",)))
        return self.prepared[-1]

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        self.submitted.append(prepared)
        return Receipt(f"ticket-{len(self.submitted)}")

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        self.checked.extend(tickets)
        return {ticket: Report(Status.RUNNING) for ticket in tickets}


class CountingClips:
    """Clips of a ledger that tell how often one was looked up."""

    def __init__(self, clips: Clips) -> None:
        self._clips = clips
        self.looked_up: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._clips, name)

    async def get(self, owner: str, clip_id: str) -> Clip:
        self.looked_up.append(clip_id)
        return await self._clips.get(owner, clip_id)


Counted = tuple[Studio, CountingVendor, CountingClips]


@asynccontextmanager
async def a_counted_studio(
    folder: Path, seconds: float | None = 95.5, statistics: Statistics | None = None
) -> AsyncIterator[Counted]:
    """A studio at work on `clip_1`, which is `seconds` long."""
    vendor, clock = CountingVendor(), Clock(pace=1000)
    roster = Roster({vendor.name: vendor}, vendor.name, "it is the only one")
    async with open_ledger(folder / "ledger.db", utc_now) as ledger:
        known = {"clip_id": "clip_1", "owner": "local", "vendor": vendor.name, "account": vendor.account}
        theirs = {"vendor_clip_id": "theirs-1", "ticket": "t-0", "seconds": seconds, "created_at": utc_now()}
        await ledger.clips.save(Clip.model_validate(known | theirs))
        counting = CountingClips(ledger.clips)
        library = Library(folder / "music", saves=False, loopback_hosts=frozenset(), now=utc_now, data_folder=folder)
        studio = Studio(
            roster,
            replace(ledger, clips=cast(Clips, counting), statistics=statistics or ledger.statistics),
            library,
            process=Process(clock),
            wait_seconds=0,
        )
        async with studio.open():
            yield studio, vendor, counting
        await library.close()


async def test_a_call_is_validated_prepared_and_looked_up_once(tmp_path: Path) -> None:
    validated.clear()
    words = fields_of(CountedReplacement, ("counting",), "counting")
    arguments = model_of(CountedReplacement, words).model_validate({"clip_id": "clip_1", "sound": "strings", "start": 3})
    async with a_counted_studio(tmp_path) as (studio, vendor, clips):
        answer = await studio.do(call_of(CountedReplacement, arguments, "local"))
    assert answer.task.status is Status.RUNNING
    assert len(validated) == 1
    assert vendor.prepared == vendor.submitted and len(vendor.submitted) == 1
    assert clips.looked_up == ["clip_1"]
    assert "prepared once" in answer.task.warnings


async def test_the_same_call_again_sends_nothing(tmp_path: Path) -> None:
    operation = CountedReplacement(clip_id="clip_1", sound="strings", start=3)
    async with a_counted_studio(tmp_path) as (studio, vendor, _):
        first, second = await studio.do(Call(operation)), await studio.do(Call(operation))
    assert (first.task.task_id, first.existing, second.existing) == (second.task.task_id, False, True)
    assert len(vendor.submitted) == 1


async def left_behind(studio: Studio) -> Task:
    """A task like one that the studio just did, saved by a process that died before it was sent."""
    answer = await studio.do(Call(ExtendMusic(clip_id="clip_1", sound="strings", at=2)))
    other = {"task_id": "task_other", "key": "another", "status": Status.QUEUED, "ticket": None, "submitted_at": None}
    return await studio.ledger.tasks.claim(answer.task.model_copy(update=other), holder="a dead process", paid=True, limit=0)


async def test_what_a_dead_process_saved_is_prepared_from_the_ledger(tmp_path: Path) -> None:
    async with a_counted_studio(tmp_path) as (studio, vendor, _):
        await left_behind(studio)
        while len(vendor.submitted) < 2:
            await studio.ledger.changes.wait(1)
    assert vendor.submitted[0].operation == vendor.submitted[1].operation
    assert vendor.submitted[0].body == vendor.submitted[1].body


async def test_what_cannot_be_prepared_after_a_restart_is_refused_and_costs_nothing(tmp_path: Path) -> None:
    async with a_counted_studio(tmp_path) as (studio, vendor, _):
        vendor.refuses_after = 1
        task = await left_behind(studio)
        while (task := await studio.task("local", task.task_id)).status is Status.QUEUED:
            await studio.changes.wait(1)
    assert task.error is not None
    assert (task.status, task.error.code, task.charged) == (Status.FAILED, "unsupported", False)
    assert len(vendor.submitted) == 1


async def test_a_nudge_that_comes_while_checks_are_planned_is_not_lost(tmp_path: Path) -> None:
    nudged: list[Task] = []

    async def nudged_meanwhile(name: str, operation: str) -> float:
        task = (await studio.known_tasks("local", ["task_other"])).get("task_other")
        if not nudged and task is not None and task.status is Status.RUNNING:
            nudged.append(task)
            studio.nudge(task)
        return 1e7  # without the nudge the first check would come in hours

    statistics = cast(Statistics, SimpleNamespace(typical_seconds=nudged_meanwhile))
    async with a_counted_studio(tmp_path, statistics=statistics) as (studio, vendor, _):
        task = await left_behind(studio)
        with anyio.fail_after(5):
            while (task := await studio.task("local", task.task_id)).ticket not in vendor.checked:
                await anyio.sleep(0.01)


async def test_an_extension_without_a_moment_goes_on_from_the_end(tmp_path: Path) -> None:
    async with a_counted_studio(tmp_path) as (studio, vendor, _):
        answer = await studio.do(Call(ExtendMusic(clip_id="clip_1", sound="strings")))
        said = await studio.do(Call(ExtendMusic(clip_id="clip_1", sound="strings", at=95.5)))
    assert answer.task.arguments["at"] == 95.5
    assert said.existing and len(vendor.submitted) == 1


async def test_an_extension_needs_a_moment_where_the_length_is_not_known(tmp_path: Path) -> None:
    async with a_counted_studio(tmp_path, seconds=None) as (studio, vendor, _):
        with pytest.raises(InvalidArguments, match="say at=…"):
            await studio.do(Call(ExtendMusic(clip_id="clip_1", sound="strings")))
    assert vendor.prepared == []
