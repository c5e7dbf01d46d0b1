"""Arguments as models and frameworks send them: what is empty is unsaid, what can be meant is meant."""

from collections.abc import Mapping
from typing import Any

import pytest
from mcp import Client

from producer_mcp import spellings
from producer_mcp.server.tools import Tool
from producer_mcp.server.tools.reading import kind_of

from .stub_studio import StubStudio, our_tools

pytestmark = pytest.mark.anyio

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in our_tools()}
EMPTY: tuple[Any, ...] = ("", "  \n", None, [], {}, '""', "[]", [""], [None, ""])
WORDS_FOR_NOTHING = ("null", "None", "undefined", "NULL", "nil", "N/A", "<none>", '"null"', ["None"])
REQUIRED: Mapping[str, Mapping[str, Any]] = {
    "create_music": {"sound": "lofi"},
    "write_lyrics": {"idea": "rain"},
    "extend_music": {"clip_id": "clip_1", "sound": "lofi"},
    "cover_music": {"clip_id": "clip_1", "sound": "lofi"},
    "vary_music": {"clip_id": "clip_1"},
    "replace_section": {"clip_id": "clip_1", "sound": "lofi", "start": 2},
    "swap_vocals": {"clip_id": "clip_1", "sound": "lofi"},
    "swap_sound": {"clip_id": "clip_1", "sound": "lofi"},
    "split_stems": {"clip_id": "clip_1"},
    "download_music": {"clip_id": "clip_1"},
    "upload_music": {"url": "https://example.com/a.mp3"},
    "make_video": {"clip_id": "clip_1"},
    "enrich_sound": {"sound": "lofi"},
    "get_tasks": {},
    "find_clips": {},
    "studio_status": {},
}
"""What each tool is asked with, at least."""
TEXTS = ("sound", "lyrics", "idea", "query")


def optional_arguments(*, texts: bool = True) -> list[tuple[str, str]]:
    """Tool and name of every argument that may be left out."""
    return [
        (tool.name, name)
        for tool in TOOLS.values()
        for name in tool.fields
        if name not in REQUIRED[tool.name] and (texts or name not in TEXTS)
    ]


def read(tool: str, **arguments: Any) -> dict[str, Any]:
    """The arguments of a call as they are after reading and validating."""
    return TOOLS[tool].validated({**REQUIRED[tool], **arguments})[0].model_dump()


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_every_argument_has_a_kind(tool: Tool) -> None:
    unread = [name for name, field in tool.fields.items() if kind_of(field) is spellings.UNKNOWN]
    assert unread == [], "mark its type in producer_mcp/fields.py with a kind of producer_mcp/spellings.py"


@pytest.mark.parametrize(("tool", "name"), optional_arguments())
def test_an_empty_argument_is_unsaid(tool: str, name: str) -> None:
    assert [empty for empty in EMPTY if read(tool, **{name: empty}) != read(tool)] == []


@pytest.mark.parametrize(("tool", "name"), optional_arguments(texts=False))
def test_a_word_for_nothing_is_unsaid(tool: str, name: str) -> None:
    assert [word for word in WORDS_FOR_NOTHING if read(tool, **{name: word}) != read(tool)] == []


@pytest.mark.parametrize(("tool", "name"), optional_arguments())
def test_zero_is_unsaid_where_the_range_has_none(tool: str, name: str) -> None:
    means_it = {"wait_seconds", "start", "weirdness", "lyrics_strength", "seed", "instrumental", "at"}
    if name in means_it:
        assert name == "at" or read(tool, **{name: 0})[name] in (0, "0", False)
    else:
        assert read(tool, **{name: 0}) == read(tool)


@pytest.mark.parametrize("tool", TOOLS)
async def test_every_tool_takes_all_its_arguments_empty(client: Client, studio: StubStudio, tool: str) -> None:
    """As a framework with strict function calling sends them."""
    optional = TOOLS[tool].fields.keys() - REQUIRED[tool].keys()
    result = await client.call_tool(tool, {**dict.fromkeys(optional, ""), **REQUIRED[tool]})
    assert not result.is_error or result.structured_content["error"]["code"] != "invalid_arguments", result


REQUIRED_ONES = [(tool.name, name) for tool in TOOLS.values() for name, field in tool.fields.items() if field.is_required()]


@pytest.mark.parametrize(("tool", "name"), REQUIRED_ONES)
async def test_a_required_one_that_is_empty_is_refused_with_the_remedy(
    client: Client, studio: StubStudio, tool: str, name: str
) -> None:
    for empty in EMPTY:
        result = await client.call_tool(tool, {**REQUIRED[tool], name: empty})
        message = result.structured_content["error"]["message"]
        assert result.is_error and f"{name} is empty; {tool} needs {name}, " in message and not studio.calls


TEXTS_OF_TOOLS = [(tool.name, name) for tool in TOOLS.values() for name in tool.fields if name in TEXTS]


@pytest.mark.parametrize(("tool", "name"), TEXTS_OF_TOOLS)
async def test_a_word_for_nothing_is_never_sung(client: Client, studio: StubStudio, tool: str, name: str) -> None:
    for word in WORDS_FOR_NOTHING:
        result = await client.call_tool(tool, {**REQUIRED[tool], name: word})
        error = result.structured_content["error"]
        assert error["code"] == "invalid_arguments" and f"a word for nothing; leave {name} out" in error["message"]
    assert not studio.calls


@pytest.mark.parametrize(
    ("tool", "arguments", "heard"),
    [
        ("create_music", {"sound": "lofi", "lyrics": "", "instrumental": True}, {"sound": "lofi", "instrumental": True}),
        ("create_music", {"sound": "", "lyrics": "la", "instrumental": False}, {"lyrics": "la", "instrumental": False}),
        ("upload_music", {"url": "https://a.test/b", "title": None}, {"url": "https://a.test/b"}),
        ("create_music", {"sound": "lofi", "vendor": "", "lyric": None}, {"sound": "lofi"}),
        ("vary_music", {"clip_id": "clip_1", "vendor": ""}, {"clip_id": "clip_1"}),
        ("replace_section", {"clip_id": "c", "sound": "s", "start": 0, "end": 0}, {"clip_id": "c", "sound": "s", "start": 0}),
    ],
)
async def test_what_is_empty_contradicts_nothing(
    client: Client, studio: StubStudio, tool: str, arguments: dict[str, Any], heard: dict[str, Any]
) -> None:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    assert studio.calls[0].operation.arguments() == heard


async def test_an_extension_at_zero_is_refused_before_anything_is_spent(client: Client, studio: StubStudio) -> None:
    for zero in (0, 0.0, "0", "0:00", "0s"):
        result = await client.call_tool("extend_music", {"clip_id": "clip_1", "sound": "lofi", "at": zero})
        message = result.structured_content["error"]["message"]
        assert message.startswith("at is 0") and "leave it out to go on from the clip's end" in message
    assert not studio.calls
