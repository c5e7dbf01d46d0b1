import pytest

from .runs import everything

pytestmark = pytest.mark.clients


def test_nothing_is_found_wrong() -> None:
    found = list(everything())
    assert [f"{verdict.title}: {wrong}" for verdict in found for wrong in verdict.wrong] == []
    assert all(verdict.checks for verdict in found)
