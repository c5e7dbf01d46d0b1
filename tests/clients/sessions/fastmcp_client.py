"""fastmcp's client."""

import asyncio
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from framework import SERVER, SESSION, Framework, play


async def main() -> None:
    async with Client(SESSION["url"] or StdioTransport(**SERVER)) as client:
        schemas = {tool.name: tool.input_schema for tool in await client.list_tools()}

        async def call(name: str, arguments: dict[str, Any]) -> str:
            arguments |= {"wait_seconds": 1} if name == "create_music" and arguments["title"] == "Patience" else {}
            answer = await client.call_tool(name, arguments, raise_on_error=False)
            return "\n".join(block.text for block in answer.content)

        await play(Framework(schemas, call))


asyncio.run(main())
