"""A short piece of the offline composer, for tests that need a clip to hear, mark and look at."""

from typing import Any

from mcp import Client

from tests.studio_client import call_tool

PIECE = {"sound": "slow piano, calm, no drums", "instrumental": True, "seconds": 5, "title": "Rain"}


async def made(client: Client, **more: Any) -> str:
    """The id of a new clip."""
    done = await call_tool(client, "create_music", **(PIECE | more))
    return str(done["clips"][0]["clip_id"])
