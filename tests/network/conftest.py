from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool
from .running_server import ALICE, RunningServer, running_server

SOUND = "warm lofi with rhodes and brushed drums"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class SharedServer:
    """One server that all tests of a module share, and a song that Alice made on it."""

    server: RunningServer
    fake: FakeVendor
    made: dict[str, Any]


@pytest.fixture(scope="module")
async def shared_server(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[SharedServer]:
    async with (
        FakeVendor() as fake,
        running_server(tmp_path_factory.mktemp("town"), fake, "musicapi", with_callbacks=True) as server,
    ):
        async with server.client(ALICE) as alice:
            made = await call_tool(alice, "create_music", sound=SOUND, title="Alice's window", lyrics="[Verse]\nsecret words")
        yield SharedServer(server, fake, made)


@pytest.fixture
def shared(shared_server: SharedServer) -> SharedServer:
    shared_server.server.logs.clear()
    return shared_server
