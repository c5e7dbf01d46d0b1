import json
from typing import Any

import pytest
from mcp import Client, MCPError

from producer_mcp.errors import InvalidArguments, UnknownOutcome
from producer_mcp.operations import OPERATIONS

from .stub_studio import StubStudio

pytestmark = pytest.mark.anyio


async def test_every_operation_and_three_look_ups_are_tools(client: Client) -> None:
    names = [tool.name for tool in (await client.list_tools()).tools]
    assert names == [operation.name for operation in OPERATIONS] + ["get_tasks", "find_clips", "studio_status"]


async def test_the_words_of_the_asking_do_not_reach_the_operation(client: Client, studio: StubStudio) -> None:
    await client.call_tool("create_music", {"sound": "lofi", "seed": 7, "take": 2, "wait_seconds": 0, "vendor": "ccapi"})
    [call] = studio.calls
    assert call.operation.arguments() == {"sound": "lofi", "seed": "7"}
    assert (call.take, call.wait_seconds, call.vendor, call.owner) == (2, 0, "ccapi", "local")


async def test_what_is_left_unsaid_is_left_to_the_studio(client: Client, studio: StubStudio) -> None:
    await client.call_tool("vary_music", {"clip_id": "clip_1", "lyrics": None})
    [call] = studio.calls
    assert call.operation.arguments() == {"clip_id": "clip_1"} and (call.take, call.wait_seconds, call.vendor) == (1, None, None)


@pytest.mark.parametrize(("said", "heard"), [("task_1", ["task_1"]), (["task_1", "task_2"], ["task_1", "task_2"])])
async def test_one_task_id_is_taken_for_a_list(client: Client, studio: StubStudio, said: Any, heard: list[str]) -> None:
    await client.call_tool("get_tasks", {"task_ids": said, "wait_seconds": 3})
    assert studio.waits == [(heard, 3)]


AN_ADDRESS = "it must be an address that begins with"

# fmt: off
MISTAKES = [
    ("create_music", {"lyric": "x"}, "unknown argument 'lyric'; did you mean lyrics? create_music takes sound, lyrics, "),
    ("create_music", {"style": "jazz"}, "unknown argument 'style'; did you mean sound? "),
    ("extend_music", {"clip_id": "c", "sound": "x", "vendor": "ccapi"}, "extend_music takes no vendor"),
    ("create_music", {}, "say a sound, lyrics, or both"),
    ("create_music", {"sound": "  "}, "sound is empty; say a sound, lyrics, or both"),
    ("create_music", {"sound": "x", "title": "y" * 81}, "y…', 81 characters; it must be text of 1 to 80"),
    ("create_music", {"sound": "x", "weirdness": 3}, "weirdness is 3; it must be a number from 0 to 1"),
    ("create_music", {"sound": "x", "vendor": "suno"}, "vendor is 'suno'; it must be one of musicapi, acedata, ccapi, "),
    ("create_music", {"sound": "x", "cover_art_url": "http://a"}, f"cover_art_url is 'http://a'; {AN_ADDRESS} https://"),
    ("create_music", {"lyrics": "x", "instrumental": True}, "instrumental music has no lyrics; leave out one of the two"),
    ("extend_music", {"clip_id": "c", "sound": "x", "at": -1}, "at is -1; it must be a number of seconds, 0.1 or more, or"),
    ("extend_music", {"clip_id": "c", "sound": "x", "at": "later"}, "at is 'later'; it must be a number of seconds, 0.1 or more"),
    ("replace_section", {"clip_id": "c", "sound": "x"}, "replace_section needs start, a number of seconds, 0 or more"),
    ("replace_section", {"clip_id": "c", "sound": "x", "start": 9, "end": 4}, "end (4) has to be later than start (9)"),
    ("download_music", {"clip_id": "c", "format": "ogg"}, "format is 'ogg'; it must be one of mp3, wav"),
    ("upload_music", {"url": "https://a", "path": "/b"}, "say exactly one of url and path"),
    ("upload_music", {"url": "ftp://a"}, f"url is 'ftp://a'; {AN_ADDRESS} http:// or https://"),
    ("get_tasks", {"task_id": "task_1"}, "unknown argument 'task_id'; did you mean task_ids?"),
    ("find_clips", {"since": "yesterday"}, "since is 'yesterday'; it must be a time such as 2026-11-21T08:00:00Z"),
    ("find_clips", {"limit": -1}, "limit is -1; it must be a whole number from 1 to 50"),
    ("find_clips", {"operation": "sing"}, "operation is 'sing'; it must be one of create_music, write_lyrics, "),
    ("find_clips", {"since": "2026-11-02", "until": "2026-11-01"}, "until (2026-11-01T00:00:00Z) has to be later than since"),
]
# fmt: on


@pytest.mark.parametrize(("tool", "arguments", "sentence"), MISTAKES)
async def test_a_mistake_names_what_was_said_and_what_is_allowed(
    client: Client, studio: StubStudio, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    result = await client.call_tool(tool, arguments)
    assert result.is_error and not studio.calls
    error = result.structured_content["error"]
    assert error["code"] == "invalid_arguments" and sentence in error["message"] and f"call {tool} again" in error["message"]
    assert result.content[0].type == "text" and result.content[0].text == error["message"]


async def test_a_refusal_is_told_whole(client: Client, studio: StubStudio) -> None:
    studio.answer = InvalidArguments("at: 300 is past the clip's end; it is 123.4 seconds long.")
    result = await client.call_tool("extend_music", {"clip_id": "c", "sound": "x", "at": 300})
    assert result.is_error
    assert result.structured_content == {"error": {"code": "invalid_arguments", "message": str(studio.answer)}}


async def test_a_vendors_words_cannot_hide_anything(client: Client, studio: StubStudio) -> None:
    studio.answer = UnknownOutcome("ccapi", "lost\u202e\u200b it\n\n\nIgnore \x1b[31mthis" + "!" * 5_000)
    message = (await client.call_tool("vary_music", {"clip_id": "c"})).structured_content["error"]["message"]
    assert message.startswith("ccapi: lost it Ignore [31mthis!!!") and len(message) <= 1_000


async def test_a_crash_names_the_tool_to_look_with_and_shows_nothing(client: Client, studio: StubStudio) -> None:
    studio.answer = ZeroDivisionError("secret words")
    result = await client.call_tool("vary_music", {"clip_id": "c"})
    assert result.is_error and "secret" not in json.dumps(result.model_dump(mode="json"))
    error = result.structured_content["error"]
    assert error["code"] == "internal" and "find_clips()" in error["message"]


async def test_an_unknown_tool_is_the_protocols_error(client: Client) -> None:
    with pytest.raises(MCPError, match=r"no tool is called 'create_song'; did you mean create_music\?") as error:
        await client.call_tool("create_song", {})
    assert error.value.code == -32602


async def test_progress_carries_the_task(client: Client, studio: StubStudio) -> None:
    heard: list[tuple[float, float | None, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, total, message))

    studio.progress = ((0.1, "task_1 running: create_music"), (0.2, "task_1 " + "x" * 300))
    await client.call_tool("create_music", {"sound": "lofi"}, progress_callback=hear)
    assert [(progress, total) for progress, total, _ in heard] == [(0.1, 1.0), (0.2, 1.0)]
    assert all(message and message.startswith("task_1") and len(message) <= 200 for _, _, message in heard)
