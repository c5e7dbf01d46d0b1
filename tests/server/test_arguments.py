"""Arguments as models and frameworks send them: what is empty is unsaid, what can be meant is meant."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from mcp import Client

from producer_mcp import spellings
from producer_mcp.operations import OPERATIONS
from producer_mcp.server import build_server
from producer_mcp.server.tools import Tool
from producer_mcp.server.tools.reading import kind_of

from .stub_studio import ONLY_OFFLINE, StubStudio, our_tools

pytestmark = pytest.mark.anyio

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in our_tools()}
EMPTY: tuple[Any, ...] = (
    "",
    float("nan"),
    "  \n",
    None,
    [],
    {},
    '""',
    "[]",
    [""],
    [None, ""],
    "\u200b",
    " \u2060\ufeff ",
    ["\u200e"],
)
WORDS_FOR_NOTHING = ("none.", "null", "None", "undefined", "NULL", "nil", "N/A", "<none>", '"null"', ["None"])
REQUIRED: Mapping[str, Mapping[str, Any]] = {
    "create_music": {"sound": "lofi"},
    "write_lyrics": {"idea": "rain"},
    "extend_music": {"clip_id": "clip_1", "sound": "lofi"},
    "cover_music": {"clip_id": "clip_1", "sound": "lofi"},
    "vary_music": {"clip_id": "clip_1"},
    "replace_section": {"clip_id": "clip_1", "sound": "lofi", "start": 2},
    "swap_vocals": {"clip_id": "clip_1", "sound": "lofi"},
    "swap_sound": {"clip_id": "clip_1", "sound": "lofi"},
    "add_part": {"clip_id": "clip_1", "part": "vocals", "lyrics": "la"},
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
    for word in (*WORDS_FOR_NOTHING, ["null", None, "None"], '["null", null]'):
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
        ("upload_music", {"url": "", "path": "/a.wav"}, {"path": "/a.wav"}),
        ("upload_music", {"url": "null", "path": "/a.wav", "title": "None"}, {"path": "/a.wav"}),
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


CLIP, TASK = "clip_x7k2m9q4w8ab", "task_x7k2m9q4w8ab"

MEANT: list[tuple[str, str, Any, list[Any]]] = [
    (
        "extend_music",
        "at",
        90,
        [
            "90",
            "1:30",
            "01:30",
            "0:01:30",
            "90s",
            "90 s",
            "90 sec",
            "90 seconds",
            "1 min 30",
            "1m30s",
            "1m 30s",
            "1 minute and 30 seconds",
            "1.5 min",
            "1,5 minutes",
            "1'30\"",
            "PT1M30S",
            "'1:30'",
            ["1:30"],
            " 90. ",
            "@1:30",
            "at 1:30",
            90.0,
        ],
    ),
    ("extend_music", "at", 45.5, ["0:45.5", "45.5", "45,5", "45.5s", "0 min 45.5"]),
    ("extend_music", "at", 3723, ["01:02:03", "1h 2m 3s", "1 hour 2 minutes 3 seconds"]),
    ("extend_music", "at", None, ["end", "the end", "End."]),
    ("extend_music", "seconds", 30, ["30", "30s", "0:30", "0.5 min", "30 seconds"]),
    ("replace_section", "start", 0, ["0:00", "0s", "start", "the beginning", 0.0]),
    ("replace_section", "end", 75, ["1:15", "75s", "1 min 15"]),
    ("replace_section", "end", None, ["end", "The end"]),
    ("create_music", "wait_seconds", 30, ["30", "30s", "0:30", "30 seconds"]),
    ("cover_music", "strength", 0.7, ["70%", "70 %", "0.7", "0,7", ".7", "70 percent", ["0.7"]]),
    ("create_music", "weirdness", 0, ["0", "0%", 0.0]),
    ("create_music", "lyrics_strength", 1, ["100%", "1", "1.0"]),
    ("download_music", "format", "wav", ["WAV", ".wav", "Wave", "audio/wav", "audio/x-wav", "wav file", '"wav"', ["wav"]]),
    ("download_music", "format", "mp3", ["MP3", ".mp3", "audio/mpeg", "mp3 (320 kbps)"]),
    ("create_music", "vendor", "musicapi", ["MusicAPI", "Music API", "MUSICAPI", "musicapi.ai", " musicapi "]),
    ("create_music", "vendor", "acedata", ["AceDataCloud", "Ace Data Cloud", "AceData", "ace-data", "api.acedata.cloud"]),
    ("create_music", "vendor", "ccapi", ["CCAPI", "CC API"]),
    ("create_music", "vendor", "offline", ["Offline", "offline engine"]),
    ("find_clips", "vendor", "acedata", ["AceDataCloud", "ACEDATA"]),
    ("studio_status", "vendor", "acedata", ["AceDataCloud", "ACEDATA"]),
    ("find_clips", "operation", "create_music", ["Create music", "createMusic", "CREATE_MUSIC", "create-music"]),
    ("find_clips", "query", None, ["*", "**", "%", " * "]),
    ("find_clips", "query", "sad piano", [["sad", "piano"], '["sad", "piano"]']),
    ("find_clips", "limit", 5, ["5", 5.0, "5.0", ["5"]]),
    ("create_music", "take", 2, ["2", 2.0]),
    ("create_music", "seed", "7", [7, 7.0, "7", '"7"', ["7"], [7]]),
    ("create_music", "seed", "0", [0, "0"]),
    ("create_music", "instrumental", True, ["true", "True", "yes", "YES", "on", "1", 1, '"true"', [True]]),
    ("create_music", "instrumental", False, ["false", "no", "off", "0", 0]),
    (
        "create_music",
        "sound",
        "pop, piano",
        [["pop", "piano"], '["pop", "piano"]', ["pop", "", None, "piano"], [["pop", "piano"]]],
    ),
    ("create_music", "lyrics", "[Verse]\nla\nlo", [["[Verse]", "la", "lo"], '["[Verse]", "la", "lo"]']),
    ("create_music", "lyrics", "la\nlo\n\nle", [[["la", "lo"], ["le"]]]),
    ("write_lyrics", "idea", "rain, night", [["rain", "night"]]),
    (
        "vary_music",
        "clip_id",
        CLIP,
        [
            f'"{CLIP}"',
            f"`{CLIP}`",
            f"[{CLIP}]",
            [CLIP],
            [[CLIP]],
            f'["{CLIP}"]',
            f"{CLIP}.",
            f"{CLIP},",
            f"({CLIP})",
            CLIP.upper(),
            f"clip_id={CLIP}",
            f"clip_id: {CLIP}",
            {"clip_id": CLIP},
            f"producer://clips/{CLIP}",
            f"producer://clips/{CLIP}/lyrics",
            f"https://studio.example/files/{CLIP}/audio?expires=1&signature=ab",
            f"/home/ann/Music/Rain - {CLIP}.mp3",
            f"C:\\Music\\Rain (drums) - {CLIP}.wav",
            f"~/Music/Rain - {CLIP} (2).wav",
            f"file:///home/ann/Rain%20-%20{CLIP}.mp3",
        ],
    ),
    ("vary_music", "clip_id", "musicapi:task_x7k2m9q4w8ab", ["MusicAPI:task_x7k2m9q4w8ab", '"musicapi:task_x7k2m9q4w8ab"']),
    (
        "get_tasks",
        "task_ids",
        [TASK],
        [
            TASK,
            [TASK],
            f'["{TASK}"]',
            f"producer://tasks/{TASK}",
            f"{TASK}.",
            [[TASK]],
            [TASK, None, ""],
            {"task_id": TASK},
            [{"task_id": TASK, "status": "running"}],
            f"task_ids={TASK}",
        ],
    ),
    (
        "get_tasks",
        "task_ids",
        ["task_1", "ccapi:2"],
        ["task_1, ccapi:2", "task_1 ccapi:2", "task_1;CCAPI:2", ["task_1", "ccapi:2"]],
    ),
]

MEANT += [
    ("get_tasks", "task_ids", None, ["*", "all", "latest", ["all"]]),
    ("vary_music", "clip_id", "acedata:abc-1", ["AceDataCloud:abc-1", "Ace Data: abc-1", "'acedata:abc-1'."]),
    ("get_tasks", "task_ids", [TASK, "ccapi:2"], [f"{TASK}, CCAPI:2", f"the tasks {TASK} and ccapi:2", [TASK, "CCAPI:2", TASK]]),
    ("vary_music", "clip_id", TASK, [f"producer://tasks/{TASK}", f'"{TASK}"', [TASK]]),
    ("vary_music", "clip_id", "https://cdn.example/task_x7k2m9q4w8ab.mp3", ["<https://cdn.example/task_x7k2m9q4w8ab.mp3>"]),
]


@pytest.mark.parametrize(
    ("tool", "name", "meant", "said"),
    [(tool, name, meant, said) for tool, name, meant, spellings_of in MEANT for said in spellings_of],
    ids=str,
)
def test_what_can_be_meant_is_meant(tool: str, name: str, meant: Any, said: Any) -> None:
    assert read(tool, **{name: said})[name] == meant


MEANT += [
    ("extend_music", "at", 90, ["\u200b90", "90\u200b", "１:３０", "９０", "1：30", "90\u2009s"]),
    ("cover_music", "strength", 0.7, ["\u200e70%", "７０％", "０.７"]),
    ("vary_music", "clip_id", CLIP, [f"\u200b{CLIP}", f"{CLIP[:5]}\u200b{CLIP[5:]}", f"{CLIP[:9]}\u00ad{CLIP[9:]}"]),
    ("get_tasks", "task_ids", [TASK], [f"\u200e{TASK}\u200e", f"{TASK[:5]}\u200b{TASK[5:]}"]),
    ("create_music", "seed", "7", ["\u200b7", "7\ufeff"]),
    ("create_music", "title", "Blue Rain", [["Blue", "Rain"], "Blue\nRain", "\u202eBlue\u200b Rain", "Blue\x00 Rain"]),
    ("create_music", "lyrics", None, ["...", "-", "…", "***", ["-", "..."]]),
    ("find_clips", "since", datetime(2026, 1, 1, tzinfo=UTC), ["2026", 2026, "2026-01", "2026/01/01", "2026-1-1", "2026.1.1"]),
]


@pytest.mark.parametrize(("tool", "name"), [("create_music", "sound"), ("write_lyrics", "idea"), ("enrich_sound", "sound")])
async def test_a_text_without_a_letter_is_no_request(client: Client, studio: StubStudio, tool: str, name: str) -> None:
    for nothing in ("...", "-", "–", "?", "…", "\u200b", "\u2800", "[]()", ["-", "."]):
        result = await client.call_tool(tool, {name: nothing})
        assert result.is_error and result.structured_content["error"]["code"] == "invalid_arguments", nothing
    assert not studio.calls
    assert not (await client.call_tool(tool, {name: "🎸🤘"})).is_error


PATHS = [
    ('"/home/ann/My song.wav"', "/home/ann/My song.wav"),
    ("file:///home/ann/My%20song.wav", "/home/ann/My song.wav"),
    ("file:///C:/Users/Ann/a.wav", "C:/Users/Ann/a.wav"),
    ("C:\\Users\\Ann\\a.wav", "C:\\Users\\Ann\\a.wav"),
    ("~/a.wav", "~/a.wav"),
]


@pytest.mark.parametrize(("said", "path"), PATHS)
def test_a_path_may_be_quoted_or_an_address(said: str, path: str) -> None:
    assert read("upload_music", url="", path=said)["path"] == path


NOT_MEANT = [
    ("cover_music", {"strength": 70}, "strength is 70; it must be a number from 0.2 to 1 (70% is 0.7)"),
    ("cover_music", {"strength": "7%"}, "strength is 0.07; it must be a number from 0.2 to 1"),
    ("cover_music", {"strength": "high"}, "strength is 'high'; it must be a number from 0.2 to 1"),
    ("cover_music", {"strength": True}, "strength is 'true'; it must be a number"),
    (
        "extend_music",
        {"at": "1:75"},
        'at is \'1:75\'; it must be a number of seconds, 0.1 or more, or a time such as "1:30" or "90s"',
    ),
    ("extend_music", {"at": "1,000"}, "at is '1,000'; it must be a number of seconds"),
    ("extend_music", {"seconds": "1:30:00"}, "seconds is 5400; it must be a number of seconds from 1 to 600, or a time"),
    ("extend_music", {"seconds": "a while"}, "seconds is 'a while'; it must be a number of seconds from 1 to 600, or a time"),
    ("replace_section", {"start": "chorus"}, "start is 'chorus'; it must be a number of seconds, 0 or more"),
    ("download_music", {"format": "ogg"}, "format is 'ogg'; it must be one of mp3, wav, flac, midi, lrc"),
    ("create_music", {"vendor": "musicapi or ccapi"}, "vendor is 'musicapi or ccapi'; it must be one of musicapi, acedata"),
    ("create_music", {"vendor": "suno"}, ", offline (studio_status says what to set for another)"),
    (
        "vary_music",
        {"clip_id": [CLIP, "clip_y7k2m9q4w8ab"]},
        f"clip_id names {CLIP} and clip_y7k2m9q4w8ab; say one, in a call for",
    ),
    ("vary_music", {"clip_id": {"a": 1, "b": 2}}, "clip_id is an object; it must be text of 1 to 2,000 characters; find_clips()"),
    ("cover_music", {"strength": 10**1000}, "strength is inf; it must be a number from 0.2 to 1"),
    ("extend_music", {"at": True}, "at is 'true'; it must be a number of seconds"),
    ("extend_music", {"at": "[1,2]"}, "at is '[1,2]'; it must be a number of seconds"),
    ("get_tasks", {"task_ids": [{"task_id": None}]}, "task_ids is an object; it must be "),
    ("create_music", {"instrumental": "sometimes"}, "instrumental is 'sometimes'; it must be true or false"),
    ("find_clips", {"limit": 2.5}, "limit is 2.5; it must be a whole number from 1 to 50"),
]


@pytest.mark.parametrize(("tool", "arguments", "sentence"), NOT_MEANT)
async def test_what_cannot_be_meant_is_answered_with_range_and_remedy(
    client: Client, studio: StubStudio, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    result = await client.call_tool(tool, {**REQUIRED[tool], **arguments})
    message = result.structured_content["error"]["message"]
    assert sentence in message and f"call {tool} again" in message and not studio.calls


@pytest.mark.parametrize("much", [51, 600, "600", "10 min", 1e300, 10**400])
async def test_a_wait_above_the_range_is_clamped_and_said(client: Client, studio: StubStudio, much: Any) -> None:
    result = await client.call_tool("create_music", {"sound": "lofi", "wait_seconds": much})
    assert studio.calls[0].wait_seconds == 50
    said = "wait_seconds is at most 50; that was taken."
    assert result.structured_content["warnings"][-1] == said
    assert f"Note: {said}" in cast(Any, result.content[0]).text


async def test_a_limit_above_the_range_is_clamped_and_said(client: Client, studio: StubStudio) -> None:
    result = await client.call_tool("find_clips", {"limit": 1000})
    assert not result.is_error and result.structured_content["warnings"] == ["limit is at most 50; that was taken."]


@pytest.mark.parametrize(
    ("tool", "name", "hint"),
    [
        ("write_lyrics", "seconds", None),
        ("vary_music", "seconds", None),
        ("create_music", "strength", None),
        ("create_music", "start", None),
        ("split_stems", "format", None),
        ("create_music", "instruments", "sound"),
        ("create_music", "duration", "seconds"),
        ("create_music", "waitSeconds", "wait_seconds"),
        ("create_music", "lenght", "seconds"),
        ("create_music", "titel", "title"),
        ("extend_music", "clipId", "clip_id"),
    ],
)
async def test_a_hint_is_given_where_it_is_right(client: Client, tool: str, name: str, hint: str | None) -> None:
    result = await client.call_tool(tool, {**REQUIRED[tool], name: "x"})
    message = result.structured_content["error"]["message"]
    assert f"unknown argument '{name}'" in message
    assert (f"did you mean {hint}?" in message) if hint else ("did you mean" not in message)


@pytest.mark.parametrize(
    ("tool", "why"),
    [
        ("create_music", "offline alone does it here; leave vendor out, or have another set up, as studio_status says"),
        ("vary_music", "the one that holds the clip does it; leave vendor out"),
    ],
)
async def test_naming_the_only_vendor_there_is_asks_for_nothing_else(tool: str, why: str) -> None:
    studio = StubStudio(ONLY_OFFLINE)
    async with Client(build_server(cast(Any, studio), version="1"), mode="legacy") as client:
        for name in ("offline", "Offline"):
            assert not (await client.call_tool(tool, {**REQUIRED[tool], "vendor": name})).is_error
        refused = await client.call_tool(tool, {**REQUIRED[tool], "vendor": "ccapi"})
        assert f"{tool} takes no vendor: {why}." in refused.structured_content["error"]["message"]
    assert len(studio.calls) == 2


def test_every_operation_has_its_least_call_here() -> None:
    assert {operation.name for operation in OPERATIONS} <= REQUIRED.keys()
