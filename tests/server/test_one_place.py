"""A new operation is one class that a vendor offers; a new resource is one row; a new look-up is one class."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from mcp import Client

from producer_mcp.fields import ClipId
from producer_mcp.ledger.sqlite import open_ledger
from producer_mcp.library import Library
from producer_mcp.models import Clip, Status
from producer_mcp.operations import OPERATIONS_BY_NAME, Operation, UploadMusic
from producer_mcp.server import build_server, resources, tools
from producer_mcp.server.presenter import ToolAnswer
from producer_mcp.server.resources import Content, Resource, ResourceReader
from producer_mcp.server.tools.json_schema import FieldKind
from producer_mcp.server.tools.lookups import LOOKUPS, Lookup, LookupContext
from producer_mcp.server.uris import UriTemplate
from producer_mcp.studio import Clock, Process, Studio, utc_now
from producer_mcp.studio.roster import Roster
from producer_mcp.vendors import Callback, Made, Offer, PreparedSubmit, Receipt, Report

from ..plain_vendor import PlainVendor
from ..studio_client import call_tool

pytestmark = pytest.mark.anyio


class ReverseMusic(Operation):
    """Play a song backwards. Spends credits; gives a new clip."""

    name = "reverse_music"
    heading = "Reverse music"
    follow_up = 'download_music(clip_id={clip_id}, format="mp3")'

    clip_id: ClipId


@dataclass
class ToyVendor(PlainVendor):
    """A vendor in memory that has done everything when it is asked."""

    name: str = "toy"
    account: str = "toy@here#00000000"
    offers: Mapping[type[Operation], Offer] = field(default_factory=lambda: {ReverseMusic: Offer(), UploadMusic: Offer()})

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        return PreparedSubmit(operation, {})

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        if isinstance(prepared.operation, UploadMusic):
            made = Made("theirs-1", "Demo", 12.0, "https://cdn.example/1.mp3", "https://cdn.example/1.mp4")
            return Receipt("ticket-1", Report(Status.DONE, (made,)))
        made = Made("theirs-2", "Demo, backwards", 12.0, "https://cdn.example/2.mp3")
        return Receipt("ticket-2", Report(Status.DONE, (made,)))

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        return {}


class CountClipsLookup(Lookup):
    """Count the clips there are. Free."""

    name = "count_clips"
    heading = "Count clips"
    gives: ClassVar[Mapping[str, FieldKind]] = {"count": "text"}

    async def run(self, context: LookupContext) -> ToolAnswer:
        newest = await context.studio.find(context.owner)
        return ToolAnswer({"count": str(len(newest.clips))}, f"{len(newest.clips)} clips")


async def read_seconds(reader: ResourceReader, owner: str, clip_id: str) -> Content:
    clip = await reader.studio.known_clip(owner, clip_id)
    return Content("text/plain", f"{clip.seconds:g}")


SECONDS = Resource(
    UriTemplate("producer://clips/{clip_id}/seconds"), "seconds", "Length", "How long it is.", "text/plain", read_seconds
)


@pytest.fixture
async def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    monkeypatch.setitem(OPERATIONS_BY_NAME, ReverseMusic.name, ReverseMusic)
    monkeypatch.setattr(resources, "RESOURCES", (*resources.RESOURCES, SECONDS))
    monkeypatch.setattr(tools, "LOOKUPS", (*LOOKUPS, CountClipsLookup))
    vendor = ToyVendor()
    roster = Roster({vendor.name: vendor}, vendor.name, "it is the only one")
    async with open_ledger(tmp_path / "ledger.db", utc_now) as ledger:
        library = Library(tmp_path, saves=False, loopback_hosts=frozenset(), now=utc_now, data_folder=tmp_path)
        studio = Studio(roster, ledger, library, process=Process(Clock(pace=1000)), wait_seconds=5)
        async with studio.open(), Client(build_server(studio, version="1")) as client:
            yield client
        await library.close()


async def test_a_toy_operation_is_a_tool_with_a_task_and_an_answer(client: Client) -> None:
    listed = {tool.name: tool for tool in (await client.list_tools()).tools}
    toy = listed["reverse_music"]
    assert toy.title == "Reverse music" and list(toy.input_schema["properties"]) == ["clip_id", "take", "wait_seconds"]
    assert toy.output_schema is not None and list(toy.output_schema["properties"]) == [
        "task_id",
        "status",
        "clips",
        "next",
        "error",
        "warnings",
    ]
    made = await call_tool(client, "upload_music", url="https://example.com/a.mp3")
    reversed_ = await call_tool(client, "reverse_music", clip_id=made["clips"][0]["clip_id"])
    [clip] = reversed_["clips"]
    assert reversed_["status"] == "done" and reversed_["vendor"] == "toy" and clip["title"] == "Demo, backwards"
    assert clip["clip_id"] != made["clips"][0]["clip_id"]
    assert reversed_["next"] == f'download_music(clip_id="{clip["clip_id"]}", format="mp3")'
    [seen] = (await call_tool(client, "get_tasks", task_ids=[reversed_["task_id"]]))["tasks"]
    assert seen["operation"] == "reverse_music"


async def test_a_toy_resource_is_listed_and_read(client: Client) -> None:
    made = await call_tool(client, "upload_music", url="https://example.com/a.mp3")
    templates = [one.uri_template for one in (await client.list_resource_templates()).resource_templates]
    assert templates[-1] == "producer://clips/{clip_id}/seconds"
    [content] = (await client.read_resource(f"producer://clips/{made['clips'][0]['clip_id']}/seconds")).contents
    assert content.model_dump()["text"] == "12"


async def test_a_toy_look_up_is_a_tool(client: Client) -> None:
    assert await call_tool(client, "count_clips") == {"count": "0"}
    await call_tool(client, "upload_music", url="https://example.com/a.mp3")
    result = await client.call_tool("count_clips", {})
    assert json.dumps(result.structured_content) == '{"count": "1"}'
