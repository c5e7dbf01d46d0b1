from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from producer_mcp.ledger import Ledger
from producer_mcp.ledger.sqlite import open_ledger

from .examples import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
async def ledger(path: Path, clock: Clock) -> AsyncIterator[Ledger]:
    async with open_ledger(path, clock) as ledger:
        yield ledger
