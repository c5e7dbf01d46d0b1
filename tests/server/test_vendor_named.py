"""Where there is only one vendor that does it, every tool may be told that one."""

from pathlib import Path
from typing import Any

import pytest

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"


@pytest.mark.parametrize("named", ["acedata", "AceDataCloud", "", None])
async def test_the_default_vendor_may_be_named(named: str | None, tmp_path: Path) -> None:
    async with (
        FakeVendor() as fake,
        open_client(settings_for(tmp_path, fake, "acedata", vendor="acedata", save=False)) as (
            client,
            _,
        ),
    ):
        said: dict[str, Any] = {"vendor": named}
        assert (await call_tool(client, "create_music", sound=SOUND, **said))["vendor"] == "acedata"
        assert (await call_tool(client, "write_lyrics", idea="rain on a window", **said))["lyrics"]
        assert (await call_tool(client, "find_clips", **said))["clips"]
        assert (await call_tool(client, "studio_status", **said))["default_vendor"] == "acedata"


async def test_where_there_is_one_vendor_looking_at_tasks_may_name_it(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, vendor="offline")) as (client, _):
        assert (await call_tool(client, "get_tasks", vendor="offline"))["tasks"] == []
        code, sentence = await tool_error(client, "get_tasks", vendor="acedata")
        assert code == "invalid_arguments" and "vendor" in sentence
