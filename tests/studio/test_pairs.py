"""A request that makes two songs is one task, which is done when both have ended."""

from pathlib import Path
from typing import Any

import pytest

from ..fake_vendor import SUNO_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("vendor", SUNO_VENDORS)]


def ids(clips: list[dict[str, Any]]) -> list[str]:
    return [clip["clip_id"] for clip in clips]


async def test_a_task_runs_until_the_later_song_is_there(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, vendor=vendor)) as (client, _):
        fake.polls_between_clips = 3
        asked = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        await fake.wait_until(lambda: any(task.first_ready for task in fake.tasks.values()))
        [early] = (await call_tool(client, "get_tasks", task_ids=asked["task_id"], wait_seconds=0))["tasks"]
        assert early["status"] == "running" and "clips" not in early
        [done] = (await call_tool(client, "get_tasks", task_ids=asked["task_id"], wait_seconds=20))["tasks"]
        assert done["status"] == "done" and [clip["title"] for clip in done["clips"]] == ["Window", "Window 2"]
        assert all(Path(clip["file"]).is_file() and clip["seconds"] == 2 for clip in done["clips"])
        assert not any("audiopipe" in str(clip) for clip in done["clips"]) and len(fake.charges) == 1


async def test_one_song_of_two_is_done_with_a_warning(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, vendor=vendor)) as (client, _):
        fake.next(Fault("one_fails"), on="submit")
        made = await call_tool(client, "create_music", **SONG)
        [clip] = made["clips"]
        assert made["status"] == "done" and Path(clip["file"]).is_file()
        assert any("1 of 2 songs failed" in warning for warning in made["warnings"])


async def test_another_title_is_given_to_both(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, vendor=vendor)) as (client, _):
        made = await call_tool(client, "create_music", **SONG)
        first, second = ids(made["clips"])
        varied = await call_tool(client, "vary_music", clip_id=first)
        again = await call_tool(client, "vary_music", clip_id=first, title="Rain")
        assert ids(again["clips"]) == ids(varied["clips"]) and len(fake.charges) == 2
        assert [clip["title"] for clip in again["clips"]] == ["Rain", "Rain 2"]
        code, message = await tool_error(client, "cover_music", clip_id=made["task_id"], sound="a slow waltz for harp and bells")
        assert code == "invalid_arguments" and first in message and second in message
