import pytest
from hypothesis import settings

# the same examples in every run: what CI says of a change is about that change
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
