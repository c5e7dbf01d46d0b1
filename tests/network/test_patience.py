"""Over HTTP a client's patience is learned as it is over stdio, and is its own."""

from pathlib import Path

import anyio
import pytest
from mcp import MCPError

from ..fake_vendor import FakeVendor
from ..server.conftest import Era
from ..studio_client import call_tool
from .running_server import ALICE, BOB, running_server

pytestmark = pytest.mark.anyio

SONG = {"sound": "warm lofi with rhodes and brushed drums", "wait_seconds": 50}
MAX_SECONDS = 40
"""Less than the wait that is asked for: who is answered within it was not waited for so long."""


@pytest.mark.parametrize("era", ["auto", "legacy"])
async def test_after_a_time_out_waits_end_before_it_for_this_owner_only(tmp_path: Path, era: Era) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server:
        fake.polls_until_done = None
        async with server.client(ALICE, mode=era) as client:
            await client.list_tools()
            with pytest.raises(MCPError, match=r"(?i)timed out"):
                await client.call_tool("create_music", SONG, read_timeout_seconds=1.5)
        async with server.client(ALICE, mode=era) as client:
            with anyio.fail_after(MAX_SECONDS):
                again = await call_tool(client, "create_music", **SONG)
            assert again["status"] == "running" and again["existing"] is True and len(fake.charges) == 1
            assert not again["next"].endswith("wait_seconds=45)")
        async with server.client(BOB, mode=era) as client:
            others = await call_tool(client, "create_music", **SONG | {"wait_seconds": 0})
            assert others["next"].endswith("wait_seconds=45)")
