"""The player over stdio, as a desktop host runs it."""

from pathlib import Path

import pytest
from mcp.client import advertise

from producer_mcp.server.player import page_html, player_uri
from tests.studio_client import call_tool, over_stdio, settings_for

pytestmark = pytest.mark.anyio

UI = [advertise("io.modelcontextprotocol/ui", {"mimeTypes": ["text/html;profile=mcp-app"]})]


async def test_a_desktop_host_gets_the_page_its_tools_and_a_song_to_hear(tmp_path: Path) -> None:
    async with over_stdio(settings_for(tmp_path), mode="legacy", extensions=UI) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert {"player_song", "player_mark"} < set(names)
        [page] = (await client.read_resource(player_uri())).contents
        assert getattr(page, "text", "") == page_html()
        piece = {"sound": "slow piano, calm, no drums", "instrumental": True, "seconds": 5}
        done = await call_tool(client, "create_music", **piece)
        song = await call_tool(client, "player_song", task_id=done["task_id"])
        assert (await call_tool(client, "player_peaks", clip_id=song["clip"]["clip_id"]))["count"] == 800
        await call_tool(client, "player_preview", clip_id=song["clip"]["clip_id"])
        status = await call_tool(client, "studio_status")
        assert status["library"]["preview_bytes"] > 1_000
