"""CI's share of the fault machine; the nightly form is `python -m tests.fault_machine --runs 1000 --seed 1`."""

import pytest

from .runs import run_all

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

RUNS = 100


async def test_nothing_is_lost_or_paid_twice_or_untrue_whatever_dies(capsys: pytest.CaptureFixture[str]) -> None:
    failures: list[str] = []
    result = await run_all(range(1, RUNS + 1), failures.append)
    with capsys.disabled():
        print(f"\n{result.line}")
    assert result.runs == RUNS and result.kills and result.faults
    assert not failures
