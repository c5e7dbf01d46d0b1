"""An upload of a path that no file can have is answered like that of any file that is not there."""

from pathlib import Path

import pytest

from ..studio_client import open_client, settings_for, tool_error

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "path",
    [
        "/music/\x00song.wav",
        "/music/\ud800song.wav",
        "~nobody-of-that-name/song.wav",
        "/music/" + "s" * 300 + ".wav",
        "/music/" + "s" * 5_000,
        "/s" * 2_500,
        "song.wav",
    ],
)
async def test_an_impossible_path_is_no_file(tmp_path: Path, path: str) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        code, message = await tool_error(client, "upload_music", path=path)
        assert code == "invalid_arguments" and message.startswith("path: there is no file ") and "submitted" not in message
