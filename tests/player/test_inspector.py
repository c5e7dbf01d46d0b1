"""The player in the official Inspector, when asked for: `pytest -m inspector`. It installs 300 MB, and needs npm and Chromium."""

import json
import shutil
from pathlib import Path

import anyio
import pytest

from ..clients.sandbox import node, node_room, play
from ..http_server_process import http_server_process
from ..studio_client import call_tool, environment_of, open_client, settings_for
from .bench import PAGES, chromium

pytestmark = pytest.mark.inspector

SESSION = Path(__file__).parent / "inspector"
SONG = {"title": "Harbour light", "sound": "folk ballad, acoustic guitar, 96 bpm", "seconds": 12}


def test_the_player_opens_and_is_heard(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)

    async def make_a_song() -> None:
        async with open_client(settings) as (client, _):
            await call_tool(client, "create_music", **SONG)

    anyio.run(make_a_song)
    room = node_room(SESSION)
    shutil.copy(PAGES / "ear.js", room)
    with http_server_process(environment_of(settings)) as server:
        order = {"server": server, "title": SONG["title"], "chromium": chromium(), "picture": str(tmp_path / "inspector.png")}
        shown = play([node(room), "session.mjs"], room, {"SESSION": json.dumps(order), "HOME": str(tmp_path)}, within=240)
    assert shown.splitlines() == ["shown: opens", "shown: is heard"]
