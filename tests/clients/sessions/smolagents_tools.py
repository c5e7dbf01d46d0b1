"""smolagents: its tools, as an agent of it calls them."""

import asyncio
from typing import Any

from framework import SERVER, SESSION, Framework, play
from mcp import StdioServerParameters
from smolagents import MCPClient


def main() -> None:
    place = {"url": SESSION["url"], "transport": "streamable-http"} if SESSION["url"] else StdioServerParameters(**SERVER)
    with MCPClient(place, structured_output=False) as listed:
        tools = {tool.name: tool for tool in listed}

        async def call(name: str, arguments: dict[str, Any]) -> str:
            arguments |= {"wait_seconds": 1} if name == "create_music" and arguments["title"] == "Patience" else {}
            return str(tools[name](**arguments))

        asyncio.run(play(Framework({name: {"properties": tool.inputs} for name, tool in tools.items()}, call)))


main()
