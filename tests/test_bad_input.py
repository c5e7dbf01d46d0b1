"""What a caller can get wrong, and the sentence they hear."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mcp import MCPError

from .fake_vendor import FakeVendor, Fault
from .studio_client import call_tool, open_client, over_stdio, settings_for, text_of, tool_error

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"


@pytest.fixture
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as fake:
        yield fake


@pytest.mark.parametrize(
    ("tool", "arguments", "code", "words"),
    [
        ("replace_section", {"clip_id": "clip_x", "start": 4, "end": 2, "sound": "s"}, "invalid_arguments", ["end", "start"]),
        ("extend_music", {"clip_id": "clip_x", "at": -1, "sound": "s"}, "invalid_arguments", ["at", "0"]),
        ("create_music", {"sound": "  "}, "invalid_arguments", ["sound"]),
        ("create_music", {}, "invalid_arguments", ["sound", "lyrics"]),
        ("create_music", {"sound": "s", "lyrics": "l", "instrumental": True}, "invalid_arguments", ["instrumental", "lyrics"]),
        ("upload_music", {"url": "https://x.test/a.mp3", "path": "/a.mp3"}, "invalid_arguments", ["url", "path"]),
        ("create_music", {"sound": "s", "lyric": "la"}, "invalid_arguments", ["lyric", "lyrics"]),
        ("extend_music", {"clip_id": "clip_nobody", "at": 1, "sound": "s"}, "not_found", ["clip_nobody", "find_clips"]),
        ("extend_music", {"clip_id": "acedata:abc", "at": 1, "sound": "s"}, "not_ready", ["PRODUCER_ACEDATA_KEY"]),
        ("create_music", {"sound": "s", "vendor": "suno"}, "invalid_arguments", ["musicapi", "offline"]),
        ("create_music", {"sound": "x" * 1001}, "invalid_arguments", ["sound", "1,000"]),
        ("create_music", {"sound": "s", "wait_seconds": -1}, "invalid_arguments", ["wait_seconds", "50"]),
        ("create_music", {"sound": "s", "weirdness": 2}, "invalid_arguments", ["weirdness", "1"]),
        ("create_music", {"sound": "s", "cover_art_url": "ftp://x"}, "invalid_arguments", ["cover_art_url", "https"]),
    ],
)
async def test_a_wrong_call_teaches(
    tool: str, arguments: dict[str, Any], code: str, words: list[str], fake: FakeVendor, tmp_path: Path
) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        said, message = await tool_error(client, tool, **arguments)
        assert said == code, message
        assert [word for word in words if word not in message] == [], message
        assert not fake.charges


async def test_an_unknown_tool_is_the_protocols_error(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        with pytest.raises(MCPError) as raised:
            await client.call_tool("make_music", {})
        assert raised.value.error.code == -32602


async def test_a_word_the_vendor_lacks_is_refused_before_anything_is_spent(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        code, message = await tool_error(
            client, "create_music", sound=SOUND, cover_art_url="https://x.test/a.jpg", vendor="acedata"
        )
        assert code == "unsupported" and "cover_art_url" in message and not fake.charges


async def test_an_operation_the_clips_vendor_lacks_names_who_can(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi", "acedata")) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND)
        code, message = await tool_error(client, "split_stems", clip_id=made["clips"][0]["clip_id"])
        assert code == "unsupported" and "musicapi has no split_stems" in message and "acedata" in message


async def test_a_vendor_without_a_key_is_told_so(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, vendor="ccapi")) as (client, _):
        code, message = await tool_error(client, "create_music", sound=SOUND)
        assert code == "not_ready" and "PRODUCER_CCAPI_KEY" in message


@pytest.mark.parametrize("vendor", ["musicapi", "acedata", "ccapi"])
async def test_a_wrong_key_names_its_variable_and_its_host(vendor: str, fake: FakeVendor, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, fake, vendor, **{f"{vendor}_key": "sk-wrong-key"})
    async with open_client(settings) as (client, _):
        code, message = await tool_error(client, "create_music", sound=SOUND)
        assert code == "unauthorized"
        assert f"PRODUCER_{vendor.upper()}_KEY" in message and "127.0.0.1" in message
        assert "sk-wrong-key" not in message


async def test_audio_that_is_not_audio_is_told_and_the_task_is_done(fake: FakeVendor, tmp_path: Path) -> None:
    fake.always("file", Fault("not_audio"))
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", sound=SOUND)
        assert made["status"] == "done" and "file" not in made["clips"][0]
        clip = await studio.clip("local", made["clips"][0]["clip_id"])
        assert clip.files["audio"].error and "not" in clip.files["audio"].error


async def test_a_folder_that_cannot_be_written_never_fails_the_task(fake: FakeVendor, tmp_path: Path) -> None:
    (tmp_path / "music").write_text("a file where the folder should be")
    async with open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", sound=SOUND)
        assert made["status"] == "done"
        clip = await studio.clip("local", made["clips"][0]["clip_id"])
        assert str(tmp_path / "music") in (clip.files["audio"].error or "")


async def test_a_corrupt_ledger_is_kept_and_named(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.ledger.parent.mkdir(parents=True)
    settings.ledger.write_bytes(b"this is not a database" * 100)
    logged = tmp_path / "stderr"
    with pytest.raises(BaseException):  # noqa: B017 - the server ends before it speaks; what counts is what it says
        async with over_stdio(settings, errlog=logged, read_timeout_seconds=20) as client:
            await client.list_tools()
    said = logged.read_text()
    assert str(settings.ledger) in said and "--set-aside" in said
    assert "Traceback" not in said
    assert settings.ledger.read_bytes().startswith(b"this is not a database")


async def test_a_wrong_setting_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    logged = tmp_path / "stderr"
    wrong = settings_for(tmp_path).model_copy(update={"library": "${HOME}/songs"})
    with pytest.raises(BaseException):  # noqa: B017 - as above
        async with over_stdio(wrong, errlog=logged) as client:
            await client.list_tools()
    assert logged.read_text().strip().startswith("Error: PRODUCER_LIBRARY") and logged.read_text().count("\n") == 1


async def test_a_setting_that_is_wrong_and_no_place_is_told_and_a_careful_value_taken(tmp_path: Path) -> None:
    logged = tmp_path / "stderr"
    wrong = settings_for(tmp_path).model_copy(update={"wait_seconds": 99, "log_level": "loud", "confirm": "perhaps"})
    async with over_stdio(wrong, errlog=logged) as client:
        status = await call_tool(client, "studio_status")
    assert status["warnings"] == [
        "PRODUCER_WAIT_SECONDS cannot be that: say a number from 0 to 50. Until then it is 45.",
        "PRODUCER_CONFIRM cannot be that: say 1 or 0. Until then it is 1.",
        "PRODUCER_LOG_LEVEL cannot be that: say debug, info, warning or error. Until then it is its default.",
    ]
    assert all(warning in logged.read_text() for warning in status["warnings"])


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("musicapi_key", "${input:key}", "PRODUCER_MUSICAPI_KEY holds a placeholder"),
        ("musicapi_key", '"sk-0123456789abcdef"', "PRODUCER_MUSICAPI_KEY has quotes around it"),
        ("musicapi_key", "sk-0123\n456789", "PRODUCER_MUSICAPI_KEY holds letters that no key has"),
        ("musicapi_url", "ftp://api.vendor.test", "PRODUCER_MUSICAPI_URL must begin with https://"),
    ],
)
async def test_one_bad_key_or_address_leaves_the_others_at_work_and_is_told(
    variable: str, value: str, said: str, fake: FakeVendor, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, fake, "musicapi", "acedata", **{variable: value})
    logged = tmp_path / "stderr"
    async with over_stdio(settings, errlog=logged) as client:
        status = await call_tool(client, "studio_status")
        assert said in status["not_configured"]["musicapi"] and status["default_vendor"] == "acedata"
        code, message = await tool_error(client, "create_music", sound=SOUND, vendor="musicapi")
        assert code in ("not_ready", "invalid_arguments")
        assert (await call_tool(client, "create_music", sound=SOUND))["vendor"] == "acedata"
    assert said in logged.read_text() and "0123" not in logged.read_text() + str(status) + message


async def test_over_stdio_a_song_that_goes_well_logs_nothing(fake: FakeVendor, tmp_path: Path) -> None:
    logged = tmp_path / "stderr"
    async with over_stdio(settings_for(tmp_path, fake, "musicapi"), errlog=logged) as client:
        assert (await call_tool(client, "create_music", sound=SOUND))["status"] == "done"
    assert logged.read_text() == ""


async def test_neither_keys_nor_lyrics_reach_the_log_or_the_ledger(fake: FakeVendor, tmp_path: Path) -> None:
    secret_words = "[Verse]\nMarmalade umbrella over Vladivostok tonight"
    settings = settings_for(tmp_path, fake, "musicapi", "acedata", "ccapi", log_level="debug")
    logged = tmp_path / "stderr"
    async with over_stdio(settings, errlog=logged) as client:
        for vendor in ("musicapi", "acedata", "ccapi"):
            made = await call_tool(client, "create_music", sound=SOUND, lyrics=secret_words, vendor=vendor)
            await call_tool(client, "write_lyrics", idea="Marmalade umbrella", vendor=vendor)
            result = await client.call_tool("extend_music", {"clip_id": made["clips"][0]["clip_id"], "lyrics": secret_words})
            assert made["clips"] and text_of(result)
    said = logged.read_text()
    assert "task submitted" in said and "Marmalade" not in said and fake.key not in said
    kept = b"".join(path.read_bytes() for path in settings.ledger.parent.glob("ledger.db*"))
    assert b"Marmalade" in kept and fake.key.encode() not in kept


async def test_a_client_that_is_not_asked_to_save_gets_addresses_only(fake: FakeVendor, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, fake, "musicapi", save=False)) as (client, _):
        made = await call_tool(client, "create_music", sound=SOUND)
        assert "file" not in made["clips"][0] and made["clips"][0]["audio_url"].startswith("http")
        assert not (tmp_path / "music").exists()
