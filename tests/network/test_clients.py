"""Two owners at once through real clients: one 1.x TypeScript, one Python in either era."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

from ..clients.sandbox import node, node_room, play
from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, tool_error
from .running_server import ALICE, BOB, running_server

pytestmark = [pytest.mark.anyio, pytest.mark.clients]

SOUND = "warm lofi with rhodes and brushed drums"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_typescript_and_a_python_client_see_only_their_own(mode: str, tmp_path: Path) -> None:
    room = await anyio.to_thread.run_sync(node_room, Path(__file__).parent / "ts")
    printed: dict[str, Any] = {}
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", daily_limit=1) as server:
        async with server.client(BOB, mode=mode) as bob, anyio.create_task_group() as both:
            made = await call_tool(bob, "create_music", sound=SOUND, title="Bob's window")
            theirs = {"task_id": made["task_id"], "clip_id": made["clips"][0]["clip_id"]}
            order = {"url": f"{server.url}/mcp", "token": server.tokens[ALICE], "title": "Alice's window", "theirs": theirs}

            async def alice() -> None:
                session = partial(play, [node(room), "owner.mjs"], room, {"SESSION": json.dumps(order)})
                printed.update(json.loads(await anyio.to_thread.run_sync(session)))

            both.start_soon(alice)
            await fake.wait_for_requests(2, on="submit")  # while she works, so does he
            assert [clip["title"] for clip in (await call_tool(bob, "find_clips"))["clips"]] == ["Bob's window"]
            assert (await tool_error(bob, "create_music", sound=SOUND, take=2))[0] == "limit_reached"
        async with server.client(BOB, mode=mode) as bob:
            [task] = (await call_tool(bob, "get_tasks", task_ids=[printed["task_id"]], wait_seconds=0))["tasks"]
            assert task["error"]["code"] == "not_found"
        assert len(fake.charges) == 2 and not fake.undocumented
