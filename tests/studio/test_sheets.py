"""Lyrics as models write them, asked through a client: vendors and the engine get the same clean sheet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from producer_mcp.studio.ids import request_key

from ..fake_vendor import FAKED_VENDORS, FakeVendor
from ..studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
MESSY = (
    "Sure! Here are your lyrics:\\n\\nTitle: Slow Rain\\n\\n**Verse 1:**\\n[Am]Rain on the [F]window\\n(softly) come &amp; see\\n"
    "### Chorus\\nStay (ooh ooh) (x2)\\n\\nLet me know if you'd like any changes!"
)
CLEAN = "[Verse 1]\nRain on the window\n[softly] come & see\n[Chorus]\nStay (ooh ooh)\nStay (ooh ooh)"
FIELDS = {"musicapi": ("lyrics", "title", "make_instrumental"), "acedata": ("lyric", "title", "instrumental")}
FIELDS |= {"ccapi": ("lyrics", "title", "make_instrumental")}


def sent(fake: FakeVendor) -> Mapping[str, Any]:
    body: Mapping[str, Any] = fake.charges[-1].body
    return body


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_vendor_is_sent_the_clean_sheet_and_the_guesses_are_told(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, studio):
        made = await call_tool(client, "create_music", sound=SOUND, lyrics=MESSY)
        lyrics, title, _ = FIELDS[vendor]
        assert (sent(fake)[lyrics], sent(fake)[title]) == (CLEAN, "Slow Rain")
        told = " ".join(made["warnings"])
        for guess in ("Sure! Here are", "“Slow Rain”", "“[Am]”", "“(softly)”", "“**Verse 1:**”", "backslashes", "(x2)"):
            assert guess in told
        task = await studio.task("local", made["task_id"])
        assert task.arguments["lyrics"] == CLEAN, "what is kept of a request is what is sung"


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_the_same_messy_sheet_is_the_same_task_and_paid_once(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        first = await call_tool(client, "create_music", sound=SOUND, lyrics=MESSY)
        again = await call_tool(client, "create_music", sound=SOUND, lyrics=MESSY)
        assert (again["task_id"], again["existing"], len(fake.charges)) == (first["task_id"], True, 1)


async def test_a_task_of_a_version_that_did_not_clean_is_the_same_task(tmp_path: Path) -> None:
    """The key is of the request as it was asked, as it always was."""
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", sound=SOUND, lyrics=MESSY)
        task = await studio.task("local", made["task_id"])
        asked = {"sound": SOUND, "lyrics": MESSY}
        assert task.key == request_key("local", task.account, "create_music", asked, 1)


EDITS: Mapping[str, Mapping[str, Any]] = {
    "extend_music": {"at": 2},
    "cover_music": {"sound": SOUND},
    "replace_section": {"start": 0.5, "end": 1},
    "vary_music": {},
    "swap_vocals": {"sound": "a low voice"},
    "swap_sound": {"sound": SOUND},
}


@pytest.mark.parametrize("tool", EDITS)
async def test_the_lyrics_of_every_edit_are_cleaned(tool: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        song = (await call_tool(client, "create_music", sound=SOUND))["clips"][0]["clip_id"]
        await call_tool(client, tool, clip_id=song, lyrics=MESSY, **EDITS[tool])
        assert sent(fake)["lyric"] == CLEAN


async def test_a_title_that_was_asked_for_is_kept(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        await call_tool(client, "create_music", sound=SOUND, lyrics=MESSY, title="Mine")
        assert sent(fake)["title"] == "Mine"


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_clean_sheet_is_sent_as_it_is_and_nothing_is_told(vendor: str, tmp_path: Path) -> None:
    sheet = "[Куплет 1]\nНочь поёт для нас\n\n[Припев]\nSing (la la)\n[Guitar Solo]"
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND, lyrics=sheet)
        assert sent(fake)[FIELDS[vendor][0]] == sheet
        assert not any(warning.startswith("lyrics:") for warning in made.get("warnings", []))


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize("instrumental", [True, False, None])
@pytest.mark.parametrize("lyrics", ["[Instrumental]", "[Intro]\n[Verse]\n[Outro]", "(instrumental)", "Instrumental, no vocals"])
async def test_a_sheet_without_words_is_music_without_a_voice(
    lyrics: str, instrumental: bool | None, vendor: str, tmp_path: Path
) -> None:
    said = {} if instrumental is None else {"instrumental": instrumental}
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor)) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND, lyrics=lyrics, **said)
        words, _, flag = FIELDS[vendor]
        assert sent(fake)[flag] is True and not sent(fake).get(words)
        assert any("music without a voice" in warning for warning in made.get("warnings", [])) is not (instrumental is True)


async def test_words_contradict_instrumental_before_anything_is_spent(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        asked = {"sound": SOUND, "lyrics": "[Verse]\nHello", "instrumental": True}
        code, message = await tool_error(client, "create_music", **asked)
        assert code == "invalid_arguments" and "leave out one of the two" in message and not fake.charges


async def test_a_sheet_with_nothing_in_it_is_refused_before_anything_is_spent(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        code, message = await tool_error(client, "create_music", lyrics="```text\n<br>\n```")
        assert code == "invalid_arguments" and "nothing to sing" in message and not fake.charges


async def test_a_sheet_of_marks_is_the_form_of_music_without_a_voice(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        lyrics = "[Intro]\n[Verse]\n[Guitar Solo]\n[Outro]"
        made = await call_tool(client, "create_music", sound="pop, 120 bpm", lyrics=lyrics, seconds=60)
        assert made["status"] == "done"
        [sections] = [warning for warning in made["warnings"] if "Sections by second" in warning]
        names = ["Intro", "Verse", "Guitar Solo", "Outro"]
        assert [name for name in names if name in sections] == names and sections.index("Guitar Solo") < sections.index("Outro")


async def test_the_engine_sings_the_words_and_nothing_else(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = await call_tool(client, "create_music", sound="pop, 120 bpm, female voice", lyrics=MESSY, seconds=60)
        [clip] = made["clips"]
        assert clip["title"] == "Slow Rain"
        resource = await client.read_resource(f"producer://clips/{clip['clip_id']}/lyrics")
        sheet = resource.contents[0].text  # type: ignore[union-attr]
        sung = [line for line in sheet.splitlines() if line and not line.startswith("[")]
        assert [line for line in sung if line in ("Rain on the window", "come & see", "Stay (ooh ooh)")] == sung and len(
            sung
        ) >= 4
