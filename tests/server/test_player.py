"""The page, and the tools that only it calls, as a host meets them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.client import advertise
from mcp.types import TextResourceContents

from producer_mcp.operations import OPERATIONS
from producer_mcp.server.player import page_html, player_uri
from producer_mcp.studio import Studio
from tests.studio_client import call_tool, open_client, settings_for, tool_error

from .conftest import Era
from .pieces import PIECE, made

pytestmark = pytest.mark.anyio

UI = [advertise("io.modelcontextprotocol/ui", {"mimeTypes": ["text/html;profile=mcp-app"]})]


@pytest.fixture
async def client(tmp_path: Path, era: Era) -> AsyncIterator[Client]:
    async with open_client(settings_for(tmp_path), mode=era) as (client, _):
        yield client


async def test_the_tools_that_make_music_and_the_search_name_the_page(client: Client) -> None:
    listed = {tool.name: tool.meta for tool in (await client.list_tools()).tools}
    meta = {"ui": {"resourceUri": player_uri()}, "ui/resourceUri": player_uri()}
    makers = {operation.name for operation in OPERATIONS if operation.makes_music}
    assert {"create_music", "extend_music", "split_stems"} < makers and "upload_music" not in makers
    assert {name for name, said in listed.items() if said == meta} == makers | {"find_clips"}
    assert {name for name, said in listed.items() if said is None} == listed.keys() - makers - {"find_clips"}


@pytest.mark.parametrize("extensions", [[], UI], ids=["knows no pages", "shows pages"])
async def test_the_pages_own_tools_are_listed_to_those_who_can_show_it(tmp_path: Path, era: Era, extensions: list[Any]) -> None:
    async with open_client(settings_for(tmp_path), mode=era, extensions=extensions) as (client, _):
        listed = await client.list_tools()
        own = {tool.name: tool for tool in listed.tools if tool.name.startswith("player_")}
        assert bool(own) == bool(extensions)
        assert all(tool.meta == {"ui": {"visibility": ["app"]}} for tool in own.values())
        assert (await client.call_tool("player_song", {})).structured_content == {"kind": "nothing"}
        if client.protocol_version == "2026-07-28":
            assert listed.cache_scope == "private"


async def test_the_page_is_one_document_without_another_origin(client: Client) -> None:
    [listed] = [one for one in (await client.list_resources()).resources if one.uri.startswith("ui://")]
    read = await client.read_resource(listed.uri)
    [content] = read.contents
    assert isinstance(content, TextResourceContents)
    assert listed.uri == player_uri() and re.fullmatch(r"ui://producer/player-[\d.]+-[0-9a-f]{4}\.html", player_uri())
    assert listed.mime_type == content.mime_type == "text/html;profile=mcp-app"
    assert listed.meta == content.meta == {"ui": {"csp": {}, "prefersBorder": True}}
    assert content.text == page_html() and len(content.text.encode()) < 100_000
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(\s*['"]?(?!data:|#)|https?://(?!www\.w3\.org/)""", content.text)


async def test_a_stale_address_is_answered_with_the_page_as_it_is_now(client: Client) -> None:
    [old] = (await client.read_resource("ui://producer/player-0.0.1-aaaa.html")).contents
    assert isinstance(old, TextResourceContents)
    assert old.text == page_html() and old.uri == "ui://producer/player-0.0.1-aaaa.html"
    with pytest.raises(MCPError, match="nothing is at"):
        await client.read_resource("ui://producer/other.html")


async def test_a_song_is_told_from_its_task_or_its_clip_alone(client: Client) -> None:
    done = await call_tool(client, "create_music", **PIECE)
    clip_id = done["clips"][0]["clip_id"]
    by_task = await call_tool(client, "player_song", task_id=done["task_id"])
    assert by_task == await call_tool(client, "player_song", clip_id=clip_id) == await call_tool(client, "player_song")
    assert by_task["clip"]["title"] == "Rain" and by_task["task"]["status"] == "done"
    [download] = by_task["clip"]["downloads"]
    assert Path(download["file"]).read_bytes()[:4] == b"fLaC" and download["kind"] == "audio"
    assert [(row["clip_id"], row["relation"]) for row in by_task["versions"]] == [(clip_id, "this")]


async def test_a_flac_that_was_asked_for_as_flac_is_one_download(client: Client) -> None:
    clip_id = await made(client)
    for format in ("flac", "midi"):
        await call_tool(client, "download_music", clip_id=clip_id, format=format)
    told = await call_tool(client, "player_song", clip_id=clip_id)
    assert [row["kind"] for row in told["clip"]["downloads"]] == ["audio", "midi"]


async def test_a_task_that_runs_is_told_at_once_with_when_to_ask_again(client: Client) -> None:
    begun = await call_tool(client, "create_music", **(PIECE | {"wait_seconds": 0, "seconds": 60}))
    told = await call_tool(client, "player_song")
    assert told["task"]["task_id"] == begun["task_id"] and "clip" not in told
    assert told["task"]["title"] == "Rain" and told["task"]["next_seconds"] > 0


async def test_versions_and_family_come_from_one_original(here: tuple[Client, Studio]) -> None:
    client, _ = here
    first = await made(client)
    second = await made(client, take=2)
    varied = (await call_tool(client, "vary_music", clip_id=first))["clips"][0]["clip_id"]
    stems = [clip["clip_id"] for clip in (await call_tool(client, "split_stems", clip_id=varied))["clips"]]
    told = await call_tool(client, "player_song", clip_id=varied)
    assert [(row["clip_id"], row["relation"]) for row in told["versions"]] == [(varied, "this"), (first, "original")]
    assert [(row["clip_id"], row.get("parent")) for row in told["family"]] == [(first, None), (varied, first)]
    assert {row["clip_id"] for row in told["stems"]} == set(stems)
    told = await call_tool(client, "player_song", clip_id=first)
    assert [(row["clip_id"], row["relation"], row.get("take")) for row in told["versions"]] == [
        (first, "this", 1),
        (second, "take", 2),
        (varied, "variation", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"clip_id": "/etc/passwd"}, "clip_id is '/etc/passwd'"),
        ({"clip_id": "clip_" + "2" * 12}, "there is no clip"),
        ({"task_id": "musicapi:1"}, "task_id is 'musicapi:1'"),
        ({"clip_id": "clip_" + "2" * 12, "task_id": "task_" + "2" * 12}, "say one of clip_id and task_id"),
    ],
)
async def test_the_page_names_what_is_ours_by_its_id_and_nothing_else(
    here: tuple[Client, Studio], arguments: dict[str, str], sentence: str
) -> None:
    _, message = await tool_error(here[0], "player_song", **arguments)
    assert sentence in message


async def test_a_hostile_title_is_data(here: tuple[Client, Studio]) -> None:
    title = "<img src=x onerror=alert(1)>"
    told = await call_tool(here[0], "player_song", clip_id=await made(here[0], title=title))
    assert told["clip"]["title"] == title and title not in page_html()
