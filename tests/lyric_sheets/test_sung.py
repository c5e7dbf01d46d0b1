"""Sheets in many languages, sung offline through a client: the sections are there, and the lines are sung under them."""

from pathlib import Path

import pytest

from ..studio_client import call_tool, open_client, settings_for
from .languages import LANGUAGES

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sheet_is_sung_in_its_language(language: str, tmp_path: Path) -> None:
    verse, chorus, bridge, line = LANGUAGES[language]
    lyrics = f"**{verse}:**\n{line}\n\n### {chorus}\n{line}\n\n【{bridge}】\n{line}"
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = await call_tool(client, "create_music", sound="pop, 160 bpm, female voice", lyrics=lyrics, seconds=24)
        assert made["status"] == "done"
        address = f"producer://clips/{made['clips'][0]['clip_id']}/lyrics"
        sheet = (await client.read_resource(address)).contents[0].text  # type: ignore[union-attr]
        rows = [row for row in sheet.splitlines() if row]
        assert rows[:6] == [f"[{verse}]", line, f"[{chorus}]", line, f"[{bridge}]", line]
        [sections] = [warning for warning in made["warnings"] if "Sections by second" in warning]
        assert all(name in sections for name in (verse, chorus, bridge))
        assert not any("known" in warning for warning in made["warnings"] if warning.startswith("lyrics:"))
