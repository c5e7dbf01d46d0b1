"""Clips and tasks made elsewhere are named `vendor:their-id`, and belong to one owner."""

from pathlib import Path
from typing import Any

import pytest

from producer_mcp.errors import NotFound
from producer_mcp.operations import Call, ExtendMusic
from producer_mcp.studio import MissingTask
from producer_mcp.vendors.registry import VENDORS

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG, SOUND

pytestmark = pytest.mark.anyio

WITH_EXTEND = [spec.name for spec in VENDORS if spec.name in FAKED_VENDORS and ExtendMusic in spec.load().routes]


async def seen(client: Any, task_id: str, wait_seconds: float = 20) -> dict[str, Any]:
    [task] = (await call_tool(client, "get_tasks", task_ids=[task_id], wait_seconds=wait_seconds))["tasks"]
    assert isinstance(task, dict)
    return task


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_task_made_elsewhere_is_taken_in_by_its_ticket(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        async with open_client(settings_for(tmp_path / "elsewhere", fake, vendor)) as (client, _):
            await call_tool(client, "create_music", **SONG)
            await call_tool(client, "create_music", **SONG, take=2)
        fake.polls_until_done = None
        async with open_client(settings_for(tmp_path / "elsewhere", fake, vendor)) as (client, _):
            await call_tool(client, "create_music", **SONG, take=3, wait_seconds=0)
        finished, running = (f"{vendor}:{fake.charges[number].ticket}" for number in (0, 2))
        async with open_client(settings_for(tmp_path / "here", fake, vendor)) as (client, _):
            task = await seen(client, finished)
            assert task["status"] == "done" and Path(task["clips"][0]["file"]).is_file()
            assert (await seen(client, finished))["task_id"] == task["task_id"]
            assert (await seen(client, running, 0))["status"] == "running"
            fake.finish(fake.charges[2].ticket)
            assert (await seen(client, running))["status"] == "done"
            unknown = await seen(client, f"{vendor}:nobody-knows-this", 0)
            assert unknown["error"]["code"] == "not_found"
            fake.always("poll", Fault("status", 500))
            assert (await seen(client, f"{vendor}:{fake.charges[1].ticket}", 0))["error"]["code"] == "vendor_unavailable"
        assert len(fake.charges) == 3


@pytest.mark.parametrize("vendor", WITH_EXTEND)
async def test_a_clip_made_elsewhere_is_worked_on_by_its_vendors_id(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        theirs = "0c7c9a52-0000-4000-8000-1234567890ab"
        words = {"clip_id": f"{vendor}:{theirs}", "at": 2, "sound": SOUND}
        first = await call_tool(client, "extend_music", **words)
        again = await call_tool(client, "extend_music", **words)
        assert first["status"] == "done" and again["existing"]
        assert theirs in str(fake.charges[0].body) and len(fake.charges) == 1
        family = await call_tool(client, "find_clips", clip_id=f"{vendor}:{theirs}")
        ours = {clip["clip_id"] for clip in family["clips"]}
        assert len(ours) == 2 and first["clips"][0]["clip_id"] in ours


async def test_both_names_of_a_clip_are_the_same_request(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", **SONG)
        ours = made["clips"][0]["clip_id"]
        clip = await studio.ledger.clips.get("local", ours)
        first = await call_tool(client, "extend_music", clip_id=ours, at=1, sound=SOUND)
        again = await call_tool(client, "extend_music", clip_id=f"musicapi:{clip.vendor_clip_id}", at=1, sound=SOUND)
        assert again["task_id"] == first["task_id"] and again["existing"] and len(fake.charges) == 2


async def test_a_clip_nobody_configured_holds_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        assert (await tool_error(client, "extend_music", clip_id="acedata:x", at=1, sound=SOUND))[0] == "not_ready"
        assert (await tool_error(client, "extend_music", clip_id="clip_nobodys", at=1, sound=SOUND))[0] == "not_found"
        assert not fake.requests


async def test_owners_never_meet_in_the_studio(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", **SONG)  # the owner here is `local`
        [work] = fake.tasks.values()
        clip_id, heard = made["clips"][0]["clip_id"], len(fake.requests)
        for said in (made["task_id"], f"musicapi:{work.ticket}"):
            assert isinstance((await studio.tasks("bob", [said], 0))[0], MissingTask)
        for said in (clip_id, f"musicapi:{work.clip.clip_id}"):
            with pytest.raises(NotFound):
                await studio.do(Call(ExtendMusic(clip_id=said, at=1, sound=SOUND), owner="bob"))
        assert not (await studio.find("bob", limit=20)).clips and len(fake.requests) == heard
