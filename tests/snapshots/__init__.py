"""Every tool as it goes out with all four vendors configured, one file each, looked at like code.

`uv run python -m tests.snapshots` writes them anew.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

import anyio
from mcp import Client

from producer_mcp.server import build_server
from producer_mcp.server.player import player_uri
from tests.server.stub_studio import StubStudio

TOOLS = Path(__file__).parent / "tools"


@cache
def tools_on_wire() -> list[dict[str, Any]]:
    async def ask() -> list[dict[str, Any]]:
        async with Client(build_server(cast(Any, StubStudio()), version="0"), mode="legacy") as client:
            listed = (await client.list_tools()).tools
        dumped = [tool.model_dump_json(by_alias=True, exclude_none=True) for tool in listed]
        return [json.loads(text.replace(player_uri(), "ui://producer/player-….html")) for text in dumped]

    return anyio.run(ask)


def renew() -> None:
    for old in TOOLS.glob("*.json"):
        old.unlink()
    for tool in tools_on_wire():
        text = json.dumps(tool, indent=2, ensure_ascii=False) + "\n"
        (TOOLS / f"{tool['name']}.json").write_text(text, "utf-8")
