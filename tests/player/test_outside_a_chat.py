"""The page at `/library` and of `producer-mcp play`, in headless Chromium: without an assistant a person finds, hears, saves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import anyio
import pytest

from ..studio_client import call_tool, environment_of, open_client, settings_for
from .bench import Stand, chromium, stand

pytestmark = pytest.mark.clients

SONGS: tuple[dict[str, Any], ...] = (
    {"title": "Harbour light", "sound": "folk ballad, acoustic guitar, 96 bpm", "seconds": 12, "vendor": "offline"},
    {"title": "Neon rain", "sound": "synthwave, 100 bpm", "seconds": 12, "vendor": "offline"},
)
STEPS = ["found", "heard", "marked", "saved"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    assert chromium(), "the browser tests need Chromium: apt-get install chromium"
    with stand(tmp_path_factory.mktemp("player")) as running:
        yield running


def test_an_owner_signs_in_at_the_library(running: Stand) -> None:
    order = {"make": SONGS, "address": urljoin(running.server, "/library"), "token": running.tokens["alice"]}
    order["tokenWithoutSongs"] = running.tokens["bob"]
    shown = running.run("outside.mjs", order | {"song": SONGS[0]["title"], "other": SONGS[1]["title"]})
    assert shown.splitlines() == [f"shown: {step}" for step in ["no songs", *STEPS, "signed out"]]


def test_the_person_at_this_machine_plays(running: Stand, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)

    async def make_songs() -> None:
        async with open_client(settings) as (client, _):
            for song in SONGS:
                await call_tool(client, "create_music", **song)

    anyio.run(make_songs)
    command = [sys.executable, "-m", "producer_mcp", "play", "--no-browser"]
    env = os.environ | environment_of(settings)
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as player:
        assert player.stdout is not None
        try:
            address = player.stdout.readline().strip()
            shown = running.run("outside.mjs", {"address": address, "song": SONGS[0]["title"], "other": SONGS[1]["title"]})
        finally:
            player.terminate()
    assert shown.splitlines() == [f"shown: {step}" for step in STEPS]
