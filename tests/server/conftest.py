from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from mcp import Client

from producer_mcp.server import build_server
from producer_mcp.studio import Studio
from tests.studio_client import open_client, settings_for

from .stub_studio import StubStudio

Era = Literal["legacy", "auto"]


@pytest.fixture
def studio() -> StubStudio:
    return StubStudio()


@pytest.fixture(params=["legacy", "auto"])
def era(request: pytest.FixtureRequest) -> Era:
    return cast(Era, request.param)


@pytest.fixture
async def client(studio: StubStudio, era: Era) -> AsyncIterator[Client]:
    async with Client(build_server(cast(Any, studio), version="1.2.3"), mode=era) as client:
        yield client


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[tuple[Client, Studio]]:
    """A client and its real studio in one era, for what is the same in both."""
    async with open_client(settings_for(tmp_path)) as opened:
        yield opened
