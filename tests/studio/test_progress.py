"""Progress is told as far as it is known: by the vendor, by the usual time, or as the seconds that have passed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from producer_mcp.models import Status, Task
from producer_mcp.studio.process import Clock
from producer_mcp.studio.progress import MAX_PROGRESS, ProgressReports

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for
from .studio_with_clock import SONG

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_task(progress: float | None = None) -> Task:
    fields = {"task_id": "task_1", "owner": "local", "account": "a", "vendor": "ccapi", "operation": "create_music", "key": "k"}
    moments = dict.fromkeys(("created_at", "submitted_at", "held_until"), NOON)
    return Task.model_validate({**fields, **moments, "arguments": {}, "status": Status.RUNNING, "progress": progress})


async def told(usual: float | None, tasks: list[Task], *, every: float = 3.0) -> list[tuple[float, float | None, str]]:
    """The reports about a task as it moves; the first comes `every` seconds after its submit, each further one as much later."""
    heard: list[tuple[float, float | None, str]] = []
    moments = (NOON + timedelta(seconds=every * number) for number in range(1, 100))

    async def listen(progress: float, message: str, total: float | None = 1.0, /) -> None:
        heard.append((progress, total, message))

    async def usual_seconds(task: Task) -> float | None:
        return usual

    reports = ProgressReports(listen, usual_seconds, Clock(now=moments.__next__))
    for task in tasks:
        await reports.tell(task)
    assert [progress for progress, _, _ in heard] == sorted({progress for progress, _, _ in heard})
    return heard


async def test_without_a_known_length_the_seconds_are_told_and_no_total() -> None:
    heard = await told(None, [a_task()] * 5)
    assert [(progress, total) for progress, total, _ in heard] == [(3 * number, None) for number in range(1, 6)]
    assert heard[-1][2] == "task_1 running: create_music at ccapi for 15 s; how long it takes is not known"


async def test_the_usual_time_is_half_of_the_way_and_the_end_is_never_told_before_it() -> None:
    heard = await told(30, [a_task()] * 99, every=30)
    assert heard[0][:2] == (0.5, 1.0) and MAX_PROGRESS <= heard[-1][0] < 1


async def test_a_vendors_own_figure_is_not_run_ahead_of() -> None:
    heard = await told(30, [a_task(0.2)] * 15)
    assert heard[0][0] == 0.2 and heard[-1][0] < 0.22


async def test_a_clock_that_is_set_back_makes_no_report_lower() -> None:
    before = await told(None, [a_task(), a_task()], every=-3.0)
    assert all(progress > 0 for progress, _, _ in before)


async def test_the_seconds_of_a_task_made_elsewhere_are_told_to_the_client(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path / "theirs", fake, "musicapi")) as (other, _):
        fake.polls_until_done = None
        await call_tool(other, "create_music", **SONG, wait_seconds=0)
        heard: list[tuple[float, float | None]] = []

        async def hear(progress: float, total: float | None, message: str | None) -> None:
            heard.append((progress, total))
            if len(heard) == 3:
                fake.finish(fake.charges[0].ticket)

        async with open_client(settings_for(tmp_path / "ours", fake, "musicapi")) as (client, _):
            ids = [f"musicapi:{fake.charges[0].ticket}"]
            result = await client.call_tool("get_tasks", {"task_ids": ids}, progress_callback=hear)
        assert result.structured_content is not None and result.structured_content["tasks"][0]["status"] == "done"
        assert len(heard) >= 3 and {total for _, total in heard} == {None}
