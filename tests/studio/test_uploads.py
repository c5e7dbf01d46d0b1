"""What is uploaded is a file of sound: anything else is refused at once, and no list of files is followed."""

import os
import socket
from pathlib import Path
from typing import Any

import anyio
import pytest

from producer_mcp.models import MAX_UPLOAD_BYTES

from ..fake_vendor.sounds import wav
from ..odd_audio import GOOD_AUDIO
from ..studio_client import call_tool, open_client, settings_for, text_of, tool_error

pytestmark = pytest.mark.anyio

NO_FILES = ("fifo", "socket", "folder", "/dev/zero", "/dev/stdin", "/proc/kmsg", "/proc/self/environ", "link to a fifo")


def made(folder: Path, kind: str) -> Path:
    """Something of that kind that is no file of sound."""
    path = folder / kind.replace("/", "-")
    match kind:
        case "fifo":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(path))
        case "folder":
            path.mkdir()
        case "link to a fifo":
            os.mkfifo(folder / "target")
            path.symlink_to(folder / "target")
        case _:
            return Path(kind)
    return path


async def refusal_of(client: Any, path: Path) -> str:
    """The text of the answer to an upload that must not become a clip."""
    with anyio.fail_after(20):
        answer = await client.call_tool("upload_music", {"path": str(path)})
    content = answer.structured_content
    assert isinstance(content, dict) and "clips" not in content and content["error"]["code"] == "invalid_arguments", content
    return text_of(answer)


async def test_what_is_no_file_of_sound_is_refused_at_once(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        for kind in NO_FILES:
            await refusal_of(client, made(tmp_path, kind))
        (tmp_path / "song.wav").write_bytes(wav(1.0))
        good = await client.call_tool("upload_music", {"path": str(tmp_path / "song.wav")})
        assert good.structured_content is not None and good.structured_content["status"] == "done"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("fifo", "a pipe"),
        ("link to a fifo", "a pipe"),
        ("socket", "a socket"),
        ("folder", "a folder"),
        ("/", "a folder"),
        ("/dev/zero", "a device"),
    ],
)
async def test_what_is_there_and_no_file_is_called_what_it_is(tmp_path: Path, kind: str, told: str) -> None:
    path = made(tmp_path, kind)
    async with open_client(settings_for(tmp_path)) as (client, _):
        code, message = await tool_error(client, "upload_music", path=str(path))
    assert (code, message) == ("invalid_arguments", f"path: {path} is {told} and no file; say the whole path of an audio file.")


@pytest.mark.parametrize(("size", "is_taken"), [(MAX_UPLOAD_BYTES, True), (MAX_UPLOAD_BYTES + 1, False), (3 << 30, False)])
async def test_a_recording_by_its_path_may_be_as_large_as_one_by_its_address(tmp_path: Path, size: int, is_taken: bool) -> None:
    path, settings = tmp_path / "song.wav", settings_for(tmp_path)
    with path.open("wb") as file:
        file.write(wav(1.0))
        file.truncate(size)
    async with open_client(settings) as (client, _):
        if is_taken:
            [clip] = (await call_tool(client, "upload_music", path=str(path)))["clips"]
            assert clip["seconds"] == pytest.approx(1.0, abs=0.1)
            return
        code, message = await tool_error(client, "upload_music", path=str(path))
        assert code == "invalid_arguments" and f"{path} is larger than 300 MB ({size:,} bytes)" in message
        assert not (settings.data / "engine" / "orders").exists()


async def test_zeros_behind_a_recording_hold_up_no_upload(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(wav(1.0) + bytes(8 << 20))
    async with open_client(settings_for(tmp_path)) as (client, _):
        [clip] = (await call_tool(client, "upload_music", path=str(path)))["clips"]
    assert clip["seconds"] == pytest.approx(1.0, abs=0.1)


async def test_a_list_of_files_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(wav(1.0))
    lists = {"a.m3u8": "#EXTM3U\n#EXTINF:1,\nsecret.wav\n", "a.wav": "ffconcat version 1.0\nfile secret.wav\n"}
    async with open_client(settings_for(tmp_path)) as (client, _):
        for name, text in lists.items():
            (tmp_path / name).write_text(text)
            assert "cannot be read as audio" in await refusal_of(client, tmp_path / name)


async def test_a_recording_without_a_length_is_taken(tmp_path: Path) -> None:
    (tmp_path / "memo.mp3").write_bytes(GOOD_AUDIO["vbr.mp3"]())
    async with open_client(settings_for(tmp_path)) as (client, _):
        taken = await client.call_tool("upload_music", {"path": str(tmp_path / "memo.mp3")})
        assert taken.structured_content is not None
        [clip] = taken.structured_content["clips"]
        assert clip["seconds"] == pytest.approx(12.0, abs=0.2)
