"""Several processes on one ledger count as one."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from producer_mcp.ledger.sqlite import open_ledger
from producer_mcp.models import Status

from .concurrent_writer import FILE_COUNT, KEY_COUNT, now
from .examples import a_task

pytestmark = pytest.mark.anyio

WRITERS = ("ann", "bob", "eve", "joe")


@contextmanager
def writer(path: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is ready to begin."""
    command = [sys.executable, "-m", "tests.ledger.concurrent_writer", str(path), name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout and process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
            yield process
        finally:
            process.kill()


async def test_of_all_processes_one_wins_each_claim_launch_finish_and_file(path: Path) -> None:
    """On a ledger that none of them has made yet."""
    with ExitStack() as stack:
        writers = [stack.enter_context(writer(path, name)) for name in WRITERS]
        for process in writers:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        outputs = [process.communicate(timeout=60) for process in writers]
        assert [errors for _, errors in outputs] == [""] * len(WRITERS)
    won: dict[str, Counter[str]] = {}
    for line, _ in outputs:
        for prize, prizes in json.loads(line).items():
            won.setdefault(prize, Counter()).update(prizes)
    keys = {f"key {number}": 1 for number in range(KEY_COUNT)}
    assert won["claimed"] == keys
    assert won["launched"] == keys
    assert won["finished"] == keys
    assert won["fetched"] == {str(number): 1 for number in range(FILE_COUNT)}
    assert won["led"] == {"an account": 1}
    async with open_ledger(path, now) as ledger:
        assert await ledger.statistics.counts() == (KEY_COUNT, KEY_COUNT, FILE_COUNT, 0)
        assert await ledger.spending.paid_today("local") == KEY_COUNT
        assert {task.status for task in await ledger.tasks.recent("local", 50)} == {Status.DONE}


async def test_a_process_killed_in_the_middle_leaves_nothing_half_written_and_nobody_locked_out(path: Path) -> None:
    async with open_ledger(path, now) as ledger:
        await ledger.tasks.claim(a_task(created_at=now()), holder="we", paid=True, limit=0)
        with writer(path, "doomed") as process:
            assert process.stdin and process.stdout
            process.stdin.write("hang\n")
            process.stdin.flush()
            assert process.stdout.readline() == "hanging\n"
            process.kill()
            process.wait()
        assert await ledger.spending.paid_today("local") == 1
        await ledger.tasks.claim(a_task(2, created_at=now()), holder="we", paid=True, limit=0)
        assert await ledger.spending.paid_today("local") == 2
