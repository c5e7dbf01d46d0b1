"""The player over HTTP: its page and its tools are where the tools are, for those who may call these."""

from base64 import b64decode

import pytest
from mcp.types import BlobResourceContents, TextResourceContents

from producer_mcp.server.player import page_html, player_uri

from ..studio_client import call_tool, tool_error
from .conftest import SharedServer
from .running_server import ALICE, BOB

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_page_and_what_it_calls_are_where_the_tools_are(shared: SharedServer, mode: str) -> None:
    async with shared.server.client(ALICE, mode=mode) as alice:
        [page] = (await alice.read_resource(player_uri())).contents
        assert isinstance(page, TextResourceContents) and page.text == page_html()
        song = await call_tool(alice, "player_song", task_id=shared.made["task_id"])
        clip_id = song["clip"]["clip_id"]
        piece = await call_tool(alice, "player_preview", clip_id=clip_id, bytes=1_000)
        [content] = (await alice.read_resource(f"producer://clips/{clip_id}/preview?bytes=1000")).contents
        assert isinstance(content, BlobResourceContents)
        assert content.blob == piece["base64"] and len(b64decode(content.blob)) == 1_000


async def test_the_page_is_told_our_own_addresses_and_no_path(shared: SharedServer) -> None:
    async with shared.server.client(ALICE) as alice:
        song = await call_tool(alice, "player_song", task_id=shared.made["task_id"])
        [download] = [row for row in song["clip"]["downloads"] if row["kind"] == "audio"]
        assert download["url"].startswith(f"{shared.server.url}/clips/") and "file" not in download
        assert shared.fake.url not in str(song) and str(shared.server.settings.library) not in str(song)


async def test_what_is_alices_is_not_there_for_bob(shared: SharedServer) -> None:
    clip_id = shared.made["clips"][0]["clip_id"]
    async with shared.server.client(BOB) as bob:
        for tool in ("player_song", "player_peaks", "player_preview", "player_keep"):
            code, _ = await tool_error(bob, tool, clip_id=clip_id)
            assert code == "not_found"
        assert await call_tool(bob, "player_song") == {"kind": "nothing"}
