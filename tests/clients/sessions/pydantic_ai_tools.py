"""pydantic-ai: its toolset, as an agent of it uses it."""

import asyncio
import json
from typing import Any

from fastmcp.client.transports import StdioTransport
from framework import SERVER, SESSION, Framework, play
from pydantic_ai import ModelRetry
from pydantic_ai.mcp import MCPToolset


async def main() -> None:
    toolset: MCPToolset[Any] = MCPToolset(SESSION["url"] or StdioTransport(**SERVER))
    async with toolset:
        schemas = {tool.name: tool.input_schema for tool in await toolset.list_tools()}

        async def call(name: str, arguments: dict[str, Any]) -> str:
            arguments |= {"wait_seconds": 1} if name == "create_music" and arguments["title"] == "Patience" else {}
            try:
                answer = await toolset.direct_call_tool(name, arguments)
            except ModelRetry as refusal:
                return str(refusal)
            return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)

        await play(Framework(schemas, call))


asyncio.run(main())
