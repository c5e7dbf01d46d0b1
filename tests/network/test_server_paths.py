"""Callers over HTTP see no path of the server's disk, whatever its folders are called, and every answer stays intact."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.types import PromptReference, ResourceTemplateReference

from producer_mcp.models import File

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool
from .running_server import ALICE, RunningServer, running_server

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
NAMES = ("music", "data", "create_music", "clips", "task", "our music")


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["absolute", "relative"])
async def server(
    request: pytest.FixtureRequest, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningServer]:
    """A server whose library and data are in a folder of that name, set by its whole path or from where it was started."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / name if request.param == "absolute" else Path(name)
    places: dict[str, Any] = {"library": folder, "ledger": folder / "ledger.db"}
    async with FakeVendor() as fake, running_server(tmp_path / "else", fake, "musicapi", **places) as server:
        yield server


async def every_answer(client: Client, made: dict[str, Any]) -> AsyncIterator[str]:
    """Each thing that can be asked for, as JSON."""
    task_id, clip_id = made["task_id"], made["clips"][0]["clip_id"]
    calls: list[tuple[str, dict[str, Any]]] = [
        ("create_music", {"sound": SOUND}),
        ("get_tasks", {"task_ids": [task_id, "task_nobody"]}),
        ("find_clips", {}),
        ("find_clips", {"clip_id": clip_id}),
        ("find_clips", {"clip_id": "clip_nobody"}),
        ("studio_status", {}),
        ("extend_music", {"clip_id": clip_id, "at": 100_000, "sound": SOUND}),
        ("upload_music", {"path": "x.mp3"}),
    ]
    for tool, arguments in calls:
        yield (await client.call_tool(tool, arguments)).model_dump_json()
    resources = (await client.list_resources()).resources
    for uri in [str(one.uri) for one in resources] + [f"producer://clips/{clip_id}/lyrics"]:
        yield (await client.read_resource(uri)).model_dump_json()
    for uri in ("producer://clips/clip_nobody", f"producer://clips/{clip_id}/nothing"):
        with pytest.raises(MCPError) as error:
            await client.read_resource(uri)
        yield error.value.error.model_dump_json()
    yield (await client.list_prompts()).model_dump_json()
    yield (await client.complete(PromptReference(name="x"), {"name": "task_id", "value": ""})).model_dump_json()
    template = ResourceTemplateReference(uri="producer://clips/{clip_id}")
    yield (await client.complete(template, {"name": "clip_id", "value": ""})).model_dump_json()
    yield (await client.list_tools()).model_dump_json()
    yield json.dumps([one.model_dump(mode="json") for one in resources])


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from strings(item)
        case list():
            for item in value:
                yield from strings(item)


async def test_every_answer_is_intact_and_names_no_path_of_the_server(server: RunningServer, name: str, tmp_path: Path) -> None:
    async with server.client(ALICE) as alice, server.browser() as browser:
        title, lyrics = f"The {name} in {name}/la", f"[Verse]\nA {name} of {name}"
        made = await call_tool(alice, "create_music", sound=SOUND, title=title, lyrics=lyrics)
        assert (made["operation"], made["status"], made["task_id"][:5]) == ("create_music", "done", "task_")
        clip = made["clips"][0]
        assert clip["title"] == title and "file" not in clip
        for word in ("audio_url", "image_url"):
            assert clip[word].startswith(f"{server.url}/clips/{clip['clip_id']}/")
            assert (await browser.get(clip[word])).status_code == 200
        async for answer in every_answer(alice, made):
            assert str(tmp_path) not in answer and "(the server's folder)" not in answer
        [sung] = (await alice.read_resource(f"producer://clips/{clip['clip_id']}/lyrics")).contents
        assert sung.model_dump()["text"] == f"[Verse]\nA {name} of {name}"
        status = await call_tool(alice, "studio_status")
        assert "ledger" not in status and "path" not in status["library"]
        assert status["vendors"][0]["offers"][0] == "create_music" and (status["tasks"], status["clips"]) == (2, 2)


async def test_a_sentence_that_names_a_folder_of_the_server_is_told_without_it(
    server: RunningServer, name: str, tmp_path: Path
) -> None:
    ledger, library = server.serving.studio.ledger, tmp_path / name
    async with server.client(ALICE) as alice:
        made = await call_tool(alice, "create_music", sound=SOUND)
        clip_id = made["clips"][0]["clip_id"]
        trouble = f"cannot save {name} in {library}: its disk is full; see {library}/{name}/x.wav and {library.as_uri()}/y.wav"
        lost = File(clip_id=clip_id, owner=ALICE, kind="wav", url="https://cdn.example/x.wav", error=trouble)
        await ledger.clips.save((await ledger.clips.get(ALICE, clip_id)).model_copy(update={"files": {"wav": lost}}))
        [task] = (await call_tool(alice, "get_tasks", task_ids=[made["task_id"]]))["tasks"]
        assert any(f"cannot save {name} in (the server's folder): its disk is full" in line for line in task["warnings"])
        async for answer in every_answer(alice, made):
            found = [text for text in strings(json.loads(answer)) if str(tmp_path) in text or library.as_uri() in text]
            assert not found
