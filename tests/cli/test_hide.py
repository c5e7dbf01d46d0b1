"""`producer-mcp hide`: a clip is put away by the person, and taken out again."""

from pathlib import Path

import anyio
import pytest
from click.testing import CliRunner

from producer_mcp.__main__ import main
from producer_mcp.settings import Settings

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, environment_of, open_client, settings_for


def hide(settings: Settings, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["hide", *arguments], env=environment_of(settings))
    return result.exit_code, result.output


@pytest.mark.anyio
async def test_a_clip_is_hidden_beside_a_running_server_and_shown_again(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings := settings_for(tmp_path, fake, "musicapi")) as (client, _):
        [wrong] = (await call_tool(client, "create_music", sound="wrong one", title="Wrong"))["clips"]
        [right] = (await call_tool(client, "create_music", sound="right one", title="Right"))["clips"]

        async def listed(**filters: str) -> list[str]:
            return [clip["clip_id"] for clip in (await call_tool(client, "find_clips", **filters))["clips"]]

        code, said = await anyio.to_thread.run_sync(hide, settings, wrong["clip_id"])
        assert code == 0 and said.startswith(f'{wrong["clip_id"]} "Wrong" is left out of find_clips now')
        assert await listed() == [right["clip_id"]] and await listed(query="wrong") == []
        assert await listed(clip_id=wrong["clip_id"]) == [wrong["clip_id"]], "asked for by its id it is there"
        assert Path(wrong["file"]).is_file()
        assert (await call_tool(client, "vary_music", clip_id=wrong["clip_id"]))["status"] == "done"
        assert (await anyio.to_thread.run_sync(hide, settings)) == (0, f'{wrong["clip_id"]} "Wrong"\n')
        code, said = await anyio.to_thread.run_sync(hide, settings, wrong["clip_id"], "--undo")
        assert (code, said) == (0, f'{wrong["clip_id"]} "Wrong" is found again.\n')
        assert wrong["clip_id"] in await listed(query="wrong")
        code, said = await anyio.to_thread.run_sync(hide, settings, "clip_nobody")
        assert code == 1 and "there is no clip 'clip_nobody'" in said and "Traceback" not in said


def test_without_a_ledger_nothing_is_made(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    code, said = hide(settings, "clip_x7k2m9q4w8ab")
    assert code == 1 and "there is no ledger at" in said and not settings.ledger.exists()
