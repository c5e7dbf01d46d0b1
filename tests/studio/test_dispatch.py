"""A ledger that cannot be written for a while costs no ticket, and no money."""

from pathlib import Path
from typing import Any, cast

import anyio
import anyio.lowlevel
import pytest
import structlog

from producer_mcp.studio import Studio

from ..fake_vendor import FakeVendor, Fault
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .studio_with_clock import SONG

pytestmark = pytest.mark.anyio


async def forbid_writing(studio: Studio, forbidden: bool) -> None:
    """As if its disk were read-only, or no longer."""
    database: Any = cast(Any, studio.ledger.tasks)._database
    await database._writer.execute_fetchall(f"PRAGMA query_only = {int(forbidden)}")


async def test_a_ticket_waits_for_a_ledger_that_cannot_be_written(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        fake.next(Fault("slow"), on="submit")
        async with anyio.create_task_group() as asking:
            asking.start_soon(ask, client)
            await fake.wait_for_requests(1, on="submit")
            await forbid_writing(studio, True)
            with structlog.testing.capture_logs() as logs, anyio.fail_after(10):
                fake.release()
                while not any(entry["event"] == "ledger failed after a submit" for entry in logs):
                    await anyio.lowlevel.checkpoint()
            await forbid_writing(studio, False)
        made = await call_tool(client, "create_music", **SONG)
        assert made["status"] == "done" and made["existing"] and len(fake.charges) == 1


async def ask(client: Any) -> None:
    await client.call_tool("create_music", SONG)


async def test_what_cannot_be_written_down_is_not_sent(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        await forbid_writing(studio, True)
        code, message = await tool_error(client, "create_music", **SONG)
        assert code == "storage" and "cannot be written" in message and not fake.requests
        await forbid_writing(studio, False)
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
        assert len(fake.charges) == 1


async def test_a_ledger_that_fails_between_saving_and_sending_sends_later_and_once(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        launch, failures = studio.ledger.tasks.launch, 2

        async def failing(task_id: str, holder: str, **more: Any) -> bool:
            nonlocal failures
            failures -= 1
            await forbid_writing(studio, failures >= 0)
            try:
                return await launch(task_id, holder, **more)
            finally:
                await forbid_writing(studio, False)

        setattr(studio.ledger.tasks, "launch", failing)  # noqa: B010
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
        assert failures < 0 and len(fake.charges) == 1
