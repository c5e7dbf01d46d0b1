import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the session with the Inspector out unless `-m` asks for it: what it installs is large."""
    if "inspector" not in str(config.getoption("-m")):
        items[:] = [item for item in items if item.get_closest_marker("inspector") is None]
