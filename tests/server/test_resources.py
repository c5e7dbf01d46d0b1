import json
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from mcp import Client, MCPError
from mcp.types import BlobResourceContents, PromptReference, ResourceTemplateReference, TextResourceContents

from producer_mcp.models import File, FileKind, Status
from producer_mcp.server import build_server
from producer_mcp.server.player import player_uri
from producer_mcp.server.presenter import Presenter
from producer_mcp.server.resources import RESOURCES, resource_at

from .conftest import Era
from .stub_studio import NOON, StubStudio, clip_of, task_of

pytestmark = pytest.mark.anyio

CLIP = "producer://clips/clip_9fs3kd81mzq0"


@pytest.fixture
def studio(tmp_path: Path) -> StubStudio:
    (tmp_path / "song.mp3").write_bytes(b"ID3 music")
    audio = File(clip_id="clip_9fs3kd81mzq0", owner="local", kind="audio", path=str(tmp_path / "song.mp3"), mime="audio/mpeg")
    clip = clip_of(
        lyrics="[Verse]\nRain\u202e", sound="lo-fi rain", files={"audio": audio}, image_url="https://cdn.example/a.jpeg"
    )
    studio = StubStudio()
    studio.ledger.put(task_of(Status.DONE, clips=(clip,), arguments={"sound": "lo-fi rain", "lyrics": "[Verse]\nRain"}))
    return studio


async def read(client: Client, uri: str) -> str:
    [content] = (await client.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    return content.text


async def test_a_clip_is_read_with_where_it_comes_from(client: Client) -> None:
    told = json.loads(await read(client, CLIP))
    assert told["title"] == "Window Seat" and told["sound"] == "lo-fi rain" and told["operation"] == "create_music"
    assert "lyrics" not in told and "account" not in told


async def test_its_lyrics_are_text_and_its_audio_is_bytes(client: Client) -> None:
    assert await read(client, f"{CLIP}/lyrics") == "[Verse]\nRain"
    [content] = (await client.read_resource(f"{CLIP}/audio")).contents
    assert isinstance(content, BlobResourceContents)
    assert content.mime_type == "audio/mpeg" and b64decode(content.blob) == b"ID3 music"


async def test_a_task_is_read_with_what_was_asked(client: Client) -> None:
    told = json.loads(await read(client, "producer://tasks/task_4kq7hz2m9xwp"))
    assert told["status"] == "done" and told["arguments"]["lyrics"] == "[Verse]\nRain"


async def test_vendors_and_guides_are_there(client: Client) -> None:
    assert json.loads(await read(client, "producer://vendors"))["default_vendor"] == "offline"
    assert (await read(client, "producer://guide/sound")).startswith("# Describing a sound")
    guide = await client.read_resource("producer://guide/lyrics")
    if client.protocol_version == "2026-07-28":
        assert (guide.ttl_ms, guide.cache_scope) == (3_600_000, "public")


async def test_audio_too_big_to_carry_names_the_file(client: Client, studio: StubStudio, tmp_path: Path) -> None:
    with (tmp_path / "song.mp3").open("wb") as file:
        file.truncate(4_000_001)
    with pytest.raises(MCPError, match=rf"4\.0 MB, more than a resource carries; it is the file {tmp_path}/song\.mp3"):
        await client.read_resource(f"{CLIP}/audio")


async def test_audio_that_went_away_is_said_so(client: Client, tmp_path: Path) -> None:
    (tmp_path / "song.mp3").unlink()
    with pytest.raises(MCPError, match=r"cannot be read \(No such file or directory\); it is at https://cdn\.example/"):
        await client.read_resource(f"{CLIP}/audio")


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        (f"{CLIP}/cover", "the cover of clip_9fs3kd81mzq0 is not kept here; it is at https://cdn.example/a.jpeg"),
        ("producer://clips/clip_other", "No clip is called 'clip_other'"),
        ("producer://tasks/task_other", "No task is called 'task_other'"),
        ("producer://guide/dancing", "no guide is called 'dancing'; there are sound, lyrics"),
        ("producer://clips/clip_9fs3kd81mzq0/../../etc", "nothing is at 'producer://clips"),
        ("file:///etc/passwd", "nothing is at 'file:///etc/passwd'"),
    ],
)
async def test_what_is_not_there_is_told_with_where_to_look(client: Client, uri: str, sentence: str) -> None:
    with pytest.raises(MCPError) as error:
        await client.read_resource(uri)
    assert error.value.code == -32602 and sentence in error.value.message


async def test_nobody_reads_what_is_anothers(client: Client, studio: StubStudio) -> None:
    clip = clip_of(clip_id="clip_theirs", owner="her")
    studio.ledger.put(task_of(Status.DONE, task_id="task_theirs", owner="her", clips=(clip,)))
    for uri in ("producer://clips/clip_theirs", "producer://clips/clip_theirs/audio", "producer://tasks/task_theirs"):
        with pytest.raises(MCPError, match=r"No (clip|task) is called"):
            await client.read_resource(uri)
    assert "theirs" not in str((await client.list_resources()).resources)


async def test_lists_go_from_the_newest_by_page(client: Client, studio: StubStudio) -> None:
    for n in range(120):
        made = NOON + timedelta(minutes=n + 1)
        clip = clip_of(clip_id=f"clip_{n:03}", created_at=made)
        studio.ledger.put(task_of(Status.DONE, task_id=f"task_{n:03}", clips=(clip,), created_at=made))
    uris, cursor, pages = [], None, 0
    while True:
        page = await client.list_resources(cursor=cursor)
        uris += [resource.uri for resource in page.resources]
        cursor, pages = page.next_cursor, pages + 1
        if cursor is None:
            break
    assert uris[:4] == ["producer://guide/sound", "producer://guide/lyrics", "producer://vendors", player_uri()]
    clips, tasks = [uri for uri in uris if "clips/" in uri], [uri for uri in uris if "tasks/" in uri]
    assert len(clips) == len(tasks) == 121 and pages == 6
    assert clips == [*sorted(clips[:-1], reverse=True), CLIP] and tasks[0] == "producer://tasks/task_119"


async def test_a_cursor_of_somebody_elses_is_refused(client: Client) -> None:
    with pytest.raises(MCPError, match="none of ours"):
        await client.list_resources(cursor="page-2")


async def test_every_template_can_be_read(client: Client) -> None:
    templates = (await client.list_resource_templates()).resource_templates
    filled = [one.uri_template.removesuffix("{?start,bytes}").format(clip_id="clip_1", task_id="task_1") for one in templates]
    assert len(filled) == len([one for one in RESOURCES if one.is_template])
    assert all((found := resource_at(uri)) and found[0].template.fill(found[1]) == uri for uri in filled)


class NoLinks:
    """Of a server where nothing is kept."""

    def url_of(self, clip_id: str, kind: FileKind) -> str:
        return f"https://ours.example/clips/{clip_id}/{kind}"


async def test_over_the_network_no_path_is_named(studio: StubStudio, era: Era, tmp_path: Path) -> None:
    with (tmp_path / "song.mp3").open("wb") as file:
        file.truncate(4_000_001)
    async with Client(build_server(cast(Any, studio), version="1", presenter=Presenter(NoLinks())), mode=era) as client:
        assert str(tmp_path) not in await read(client, CLIP) + await read(client, "producer://tasks/task_4kq7hz2m9xwp")
        with pytest.raises(MCPError, match=r"it is at https://ours\.example"):
            await client.read_resource(f"{CLIP}/audio")


@pytest.fixture
async def many(client: Client, studio: StubStudio) -> AsyncIterator[Client]:
    studio.ledger.put(task_of(Status.DONE, task_id="task_b", clips=(clip_of(clip_id="clip_b", title="Harbour"),)))
    yield client


@pytest.mark.parametrize(
    ("word", "typed", "values"),
    [
        ("clip_id", "wind", ["clip_9fs3kd81mzq0"]),
        ("clip_id", "clip_b", ["clip_b"]),
        ("task_id", "task_4", ["task_4kq7hz2m9xwp"]),
        ("model", "fuzz-", ["FUZZ-2.0", "FUZZ-1.1", "FUZZ-0.8"]),
        ("vendor", "", ["musicapi", "acedata", "ccapi", "musicapi-suno", "acedata-suno", "ccapi-suno", "offline"]),
        ("idea", "rain", []),
    ],
)
async def test_what_is_begun_is_finished(many: Client, word: str, typed: str, values: list[str]) -> None:
    for ref in (PromptReference(name="finish_a_song"), ResourceTemplateReference(uri="producer://clips/{clip_id}")):
        told = await many.complete(ref, {"name": word, "value": typed})
        assert told.completion.values == values
