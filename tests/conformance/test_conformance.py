import shutil

import pytest

from .runs import everything

pytestmark = [pytest.mark.clients, pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")]


def test_nothing_is_found_wrong() -> None:
    found = list(everything())
    assert [f"{verdict.title}: {wrong}" for verdict in found for wrong in verdict.wrong] == []
    assert all(verdict.checks for verdict in found)
