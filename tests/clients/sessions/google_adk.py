"""Google ADK with its defaults: a session that gives up after 5 seconds."""

import asyncio
import json
from typing import Any

from framework import SERVER, SESSION, Framework, TimedOut, play
from google.adk.agents import LlmAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.sessions import InMemorySessionService
from google.adk.tools import ToolContext
from google.adk.tools.mcp_tool import McpToolset, StdioConnectionParams, StreamableHTTPConnectionParams
from mcp import StdioServerParameters


async def main() -> None:
    at = SESSION["url"]
    place = StreamableHTTPConnectionParams(url=at) if at else StdioConnectionParams(server_params=StdioServerParameters(**SERVER))
    toolset = McpToolset(connection_params=place)
    sessions = InMemorySessionService()
    invocation = InvocationContext(
        invocation_id="1",
        agent=LlmAgent(name="musician"),
        session=await sessions.create_session(app_name="music", user_id="1"),
        session_service=sessions,
    )
    tools = {tool.name: tool for tool in await toolset.get_tools()}

    async def call(name: str, arguments: dict[str, Any]) -> str:
        context = ToolContext(invocation, function_call_id=name)  # as a flow gives one to each call; it names the page it shows
        try:
            answer = await tools[name].run_async(args=arguments, tool_context=context)
        except Exception as error:
            if "timed out" in str(error).lower():
                raise TimedOut(str(error)) from error
            raise
        said = json.dumps(answer, ensure_ascii=False)
        if "timed out" in said.lower():
            raise TimedOut(said)
        return said

    schemas = {name: tool.raw_mcp_tool.input_schema for name, tool in tools.items()}  # type: ignore[attr-defined]
    await play(Framework(schemas, call))
    await toolset.close()


asyncio.run(main())
