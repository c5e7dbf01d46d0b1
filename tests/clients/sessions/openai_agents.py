"""openai-agents with its defaults: strict schemas, and a session that gives up after 5 seconds."""

import asyncio
import json
from typing import Any

from agents import Agent, FunctionTool, RunContextWrapper
from agents.mcp import MCPServerStdio, MCPServerStreamableHttp, MCPUtil
from agents.tool_context import ToolContext
from framework import SERVER, SESSION, Framework, TimedOut, play

GAVE_UP = "An error occurred while running the tool. Please try again."
"""What its model is told of a call that took longer than the session waits."""


async def main() -> None:
    at = SESSION["url"]
    server = MCPServerStreamableHttp({"url": at}) if at else MCPServerStdio(SERVER)  # type: ignore[arg-type]
    async with server:
        agent = Agent(name="musician", mcp_servers=[server])
        listed = await MCPUtil.get_function_tools(server, True, RunContextWrapper(None), agent)
        tools = {tool.name: tool for tool in listed if isinstance(tool, FunctionTool)}
        assert all(
            set(tool.params_json_schema["required"]) == set(tool.params_json_schema["properties"]) for tool in tools.values()
        )

        async def call(name: str, arguments: dict[str, Any]) -> str:
            said = json.dumps(arguments)
            context = ToolContext(None, tool_name=name, tool_call_id="1", tool_arguments=said)
            answer = str(await tools[name].on_invoke_tool(context, said))
            if answer == GAVE_UP:
                raise TimedOut(answer)
            return answer

        await play(Framework({name: tool.params_json_schema for name, tool in tools.items()}, call))


asyncio.run(main())
