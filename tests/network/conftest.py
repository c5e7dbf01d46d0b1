from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from ..fake_vendor import FakeVendor
from ..opening import told
from .stage import ALICE, Stage, a_server

SOUND = "warm lofi with rhodes and brushed drums"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Town:
    """One server that many tests share, and a song of Alice's on it."""

    stage: Stage
    fake: FakeVendor
    made: dict[str, Any]


@pytest.fixture(scope="module")
async def one_town(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Town]:
    async with FakeVendor() as fake, a_server(tmp_path_factory.mktemp("town"), fake, "musicapi", calls_back=True) as stage:
        async with stage.client(ALICE) as alice:
            made = await told(alice, "create_music", sound=SOUND, title="Alice's window", lyrics="[Verse]\nsecret words")
        yield Town(stage, fake, made)


@pytest.fixture
def town(one_town: Town) -> Town:
    one_town.stage.logs.clear()
    return one_town
