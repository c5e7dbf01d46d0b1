import hashlib
import json
from pathlib import Path

import mutagen
import pytest

from producer_mcp.library import Library
from producer_mcp.music import FileKind

from ..fake_vendor import FakeVendor, Fault
from .conftest import NOON, Make, clip_of, file_of, names

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("kind", "name", "ending", "mime"),
    [
        ("audio", "a.m4a", ".m4a", "audio/mp4"),
        ("audio", "a.mp3", ".mp3", "audio/mpeg"),
        ("audio", "a.flac", ".flac", "audio/flac"),
        ("wav", "a.wav", ".wav", "audio/wav"),
        ("mp3", "a.mp3", ".mp3", "audio/mpeg"),
        ("cover", "a.jpg", ".jpg", "image/jpeg"),
        ("cover", "a.png", ".png", "image/png"),
        ("video", "a.mp4", ".mp4", "video/mp4"),
    ],
)
async def test_keeps_every_kind(
    library: Library, fake: FakeVendor, folder: Path, kind: FileKind, name: str, ending: str, mime: str
) -> None:
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/{name}", kind))
    path = Path(kept.path or "")
    assert path == folder / f"Window - clip_abcdefghijkl{ending}"
    assert names(folder) == {path.name, "Window - clip_abcdefghijkl.json"}
    assert (kept.mime, kept.size, kept.sha256) == (mime, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    assert (kept.error, kept.next_try, kept.fetched_at) == (None, None, NOON)
