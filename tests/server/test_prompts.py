import re
from typing import Any

import pytest
from mcp import Client, MCPError

from producer_mcp.server.prompts import Prompt, prompts_folder, read_guides, read_prompts
from tests.snapshots import tools_on_wire

pytestmark = pytest.mark.anyio

PROMPTS = {prompt.name: prompt for prompt in read_prompts()}
TOOLS: dict[str, set[str]] = {tool["name"]: set(tool["inputSchema"]["properties"]) for tool in tools_on_wire()}
ARGUMENTS = set().union(*TOOLS.values())
ANSWERED = {"next"}
"""Words of answers that prompts may point at."""


def test_there_is_one_for_each_way_of_working() -> None:
    assert list(PROMPTS) == [
        "an_ep_from_one_idea",
        "finish_a_song",
        "mend_a_section",
        "new_voice_or_band",
        "take_apart_for_a_daw",
        "try_other_styles",
        "write_a_song",
    ]


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=lambda prompt: prompt.name)
def test_it_names_only_tools_and_arguments_there_are(prompt: Prompt) -> None:
    named = re.findall(r"`([^`]+)`", prompt.text)
    calls = [re.fullmatch(r"(\w+)\((.*)\)", one) for one in named]
    assert any(calls)
    for one, call in zip(named, calls, strict=True):
        if call is None:
            assert one in TOOLS or one in ARGUMENTS | ANSWERED, one
        else:
            assert set(re.findall(r"(\w+)=", call[2])) <= TOOLS[call[1]], one


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=lambda prompt: prompt.name)
def test_it_asks_before_it_spends_and_uses_what_it_asked_for(prompt: Prompt) -> None:
    assert "my yes" in prompt.text
    assert set(re.findall(r"\{(\w+)\}", prompt.text)) == {ask.name for ask in prompt.arguments}
    assert all(ask.description and ask.description.endswith(".") for ask in prompt.arguments)


@pytest.mark.parametrize("name", read_guides())
def test_a_guide_names_only_arguments_there_are(name: str) -> None:
    words = re.findall(r"`([a-z]+_[a-z_]+)`", read_guides()[name].text)
    assert words and set(words) <= ARGUMENTS | set(TOOLS)


def test_a_guides_title_stands_above_its_text_and_in_it() -> None:
    assert [guide.name for guide in read_guides().values()] == ["sound", "lyrics"]
    assert all(guide.text.startswith(f"# {guide.title}\n") and guide.description for guide in read_guides().values())


def test_the_prompts_are_found_beside_the_package_in_a_checkout() -> None:
    assert (prompts_folder() / "write_a_song.md").is_file()


async def test_a_page_becomes_a_prompt(client: Client) -> None:
    prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
    song = prompts["write_a_song"]
    assert song.title == "Write a song" and song.arguments is not None
    assert [(ask.name, ask.required) for ask in song.arguments] == [("idea", True), ("mood", False), ("vendor", False)]


async def test_a_prompt_says_what_it_was_given(client: Client) -> None:
    got = await client.get_prompt("write_a_song", {"idea": "rain\u202e {mood}", "mood": ""})
    [message] = got.messages
    assert message.content.type == "text"
    assert message.content.text.startswith("Write a song about rain {mood}. Mood: as you see fit. Vendor: as you see fit.")


@pytest.mark.parametrize("nothing", ["", "  ", "null", "None", "undefined", '""'])
async def test_an_empty_argument_of_a_prompt_is_unsaid(client: Client, nothing: str) -> None:
    got = await client.get_prompt("write_a_song", {"idea": "rain", "mood": nothing, "vendor": nothing})
    said = await client.get_prompt("write_a_song", {"idea": "rain"})
    assert got.messages == said.messages
    with pytest.raises(MCPError, match="write_a_song needs idea"):
        await client.get_prompt("write_a_song", {"idea": nothing})


async def test_a_prompt_reads_a_clip_and_a_vendor_as_tools_do(client: Client) -> None:
    clip = "clip_x7k2m9q4w8ab"
    got = await client.get_prompt("take_apart_for_a_daw", {"clip_id": f"producer://clips/{clip}/audio"})
    assert got.messages == (await client.get_prompt("take_apart_for_a_daw", {"clip_id": clip})).messages
    got = await client.get_prompt("write_a_song", {"idea": "rain", "vendor": "AceDataCloud"})
    assert got.messages == (await client.get_prompt("write_a_song", {"idea": "rain", "vendor": "acedata"})).messages
    with pytest.raises(MCPError, match="clip_id names clip_x7k2m9q4w8ab and clip_y7k2m9q4w8ab; say one"):
        await client.get_prompt("take_apart_for_a_daw", {"clip_id": f"{clip}, clip_y7k2m9q4w8ab"})


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("write_a_song", {}, r"write_a_song needs idea; it takes idea, mood \(optional\), vendor \(optional\)."),
        ("write_a_song", {"idea": "x", "genre": "y"}, "write_a_song has no argument genre; it takes idea"),
        ("an_ep_from_one_idea", {"idea": "x", "songs": "50"}, "songs is a whole number from 3 to 5, not '50'"),
        ("an_ep_from_one_idea", {"idea": "x", "songs": "2"}, "from 3 to 5"),
        ("an_ep_from_one_idea", {"idea": "x", "songs": "3.5"}, "from 3 to 5"),
        ("an_ep_from_one_idea", {"idea": "x", "songs": "many"}, "from 3 to 5, not 'many'"),
        ("write_a_song", {"idea": "x", "vendor": "banana"}, "vendor is one of .*offline, not 'banana'"),
        ("write_an_opera", {}, "no prompt is called 'write_an_opera'; there are an_ep_from_one_idea, "),
    ],
)
async def test_a_prompt_asked_for_wrongly_says_so(client: Client, name: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MCPError, match=sentence) as error:
        await client.get_prompt(name, given)
    assert error.value.code == -32602
