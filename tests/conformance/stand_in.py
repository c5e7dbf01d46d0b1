"""Our server over HTTP, where the conformance suite finds the tools it calls by name.

    python -m tests.conformance.stand_in [--asks]

The suite's scenarios for tasks and questions want tools that a music server has not (`slow_compute`, `failing_job` …). Here such
a name stands for a call of ours, to a fake vendor that takes as long, or fails, as the name says; everything else is the real
server. With `--asks` it asks before it spends.
"""

import itertools
import logging
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import structlog
from mcp import MCPError
from mcp.server import Server
from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, TextContent, Tool
from mcp.types.jsonrpc import MISSING_REQUIRED_CLIENT_CAPABILITY

from producer_mcp.server.http import open_server
from producer_mcp.server.request import Request

from ..fake_vendor import FakeVendor, Fault
from ..studio_client import settings_for

SONG: Mapping[str, str | None] = {
    "slow_compute": None,
    "failing_job": "fail",
    "protocol_error_job": "fail",
    "confirm_delete": None,
    "multi_input": None,
    "test_tool_with_task": None,
    "test_streaming_elicitation": None,
    "test_input_required_result_elicitation": None,
    "test_input_required_result_request_state": None,
    "test_input_required_result_tampered_state": None,
    "test_input_required_result_missing_response": None,
}
"""Names that stand for create_music, and what goes wrong at the vendor."""
OTHERS = ("greet", "test_logging_tool", "test_missing_capability")


class StandIn:
    """The tools of the suite, on top of the real ones."""

    def __init__(self, server: Server[Any], fake: FakeVendor) -> None:
        lists, calls = server.get_request_handler("tools/list"), server.get_request_handler("tools/call")
        assert lists is not None and calls is not None
        self._list, self._call, self._fake = lists.handler, calls.handler, fake
        self._takes = itertools.count(1)
        self._asked: dict[str, int] = {}
        server.add_request_handler("tools/list", lists.params_type, self.list)
        server.add_request_handler("tools/call", CallToolRequestParams, self.call)

    async def list(self, request: Request, page: Any) -> ListToolsResult:
        listed = await self._list(request, page)
        assert isinstance(listed, ListToolsResult)
        more = [Tool(name=name, input_schema={"type": "object"}) for name in (*SONG, *OTHERS)]
        return listed.model_copy(update={"tools": [*listed.tools, *more]})

    async def call(self, request: Request, params: CallToolRequestParams) -> Any:
        said = params.arguments or {}
        match params.name:
            case "greet":
                return CallToolResult(content=[TextContent(type="text", text=f"Hello, {said['name']}!")])
            case "test_missing_capability":
                needs: dict[str, Any] = {"requiredCapabilities": {"sampling": {}}}
                raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "This needs sampling.", needs)
            case "test_logging_tool":
                return await self._call(request, params.model_copy(update={"name": "find_clips"}))
            case name if name in SONG:
                return await self._song(request, params)
        return await self._call(request, params)

    async def _song(self, request: Request, params: CallToolRequestParams) -> Any:
        """A song of its own for every call; one that was asked about is the same when the answer comes."""
        name, said = params.name, params.arguments or {}
        take = self._asked.pop(name, None) if params.input_responses else None
        take = take or next(self._takes)
        self._fake.seconds_until_done = float(said.get("seconds", 0))
        if fault := SONG[name]:
            self._fake.next(Fault(fault), on="submit")
        song = {"sound": f"{name} {said.get('label', '')}", "take": take}
        answer = await self._call(request, params.model_copy(update={"name": "create_music", "arguments": song}))
        self._asked[name] = take
        return answer


async def main(*, asks: bool) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        async with FakeVendor() as fake:
            settings = settings_for(Path(folder), fake, "musicapi", daily_limit=0, confirm=asks)
            async with open_server(settings, "127.0.0.1", 0) as serving:
                StandIn(serving.server, fake)
                print(f"{serving.url}/mcp", flush=True)
                await serving.run()


if __name__ == "__main__":
    anyio.run(partial(main, asks="--asks" in sys.argv))
