"""The least server there is: the bare SDK, one tool, stdio."""

from typing import Any

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams, TextContent, Tool

WORD = {"type": "object", "properties": {"word": {"type": "string", "description": "What to say."}}, "required": ["word"]}


async def list_tools(request: Any, page: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[Tool(name="echo", description="Says it again.", input_schema=WORD)])


async def call_tool(request: Any, params: CallToolRequestParams) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=(params.arguments or {})["word"])])


async def main() -> None:
    server: Server[Any] = Server("one", version="1", on_list_tools=list_tools, on_call_tool=call_tool)
    async with stdio_server() as (reads, writes):
        await server.run(reads, writes, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(main)
