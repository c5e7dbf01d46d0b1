"""A question put before a restart is answered after it, by a server that shares the data folder."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.types import ElicitResult, InputRequiredResult

from producer_mcp import __version__
from producer_mcp.app import open_studio
from producer_mcp.server import build_server
from producer_mcp.server.signing_key import secret_in

from ..fake_vendor import FakeVendor
from ..studio_client import settings_for

pytestmark = pytest.mark.anyio


async def nobody(context: Any, params: Any) -> ElicitResult:
    raise AssertionError("the question is answered by hand")


@pytest.mark.parametrize("shares", [True, False])
async def test_an_answer_is_known_again_by_the_shared_secret(shares: bool, tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", confirm=True)
        arguments = {"sound": "warm lofi with rhodes and brushed drums"}

        async with open_studio(settings) as studio:
            before = build_server(studio, version=__version__, secret=secret_in(settings.data))
            async with Client(before, elicitation_callback=nobody) as client:
                question = await client.session.call_tool("create_music", arguments, allow_input_required=True)
        assert isinstance(question, InputRequiredResult) and question.input_requests
        yes: Any = dict.fromkeys(question.input_requests, ElicitResult(action="accept", content={}))
        async with open_studio(settings) as studio:
            secret = secret_in(settings.data) if shares else None
            after = build_server(studio, version=__version__, secret=secret)
            async with Client(after, elicitation_callback=nobody) as client:
                told = {"input_responses": yes, "request_state": question.request_state}
                with nullcontext() if shares else pytest.raises(MCPError, match="not what this server gave out"):
                    result = await client.session.call_tool("create_music", arguments, **told)
                    assert not result.is_error
        assert len(fake.charges) == (1 if shares else 0)
