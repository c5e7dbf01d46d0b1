from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from producer_mcp.library import Library
from producer_mcp.library.atomic_files import PartialFile
from producer_mcp.library.download import Fetcher
from producer_mcp.library.file_formats import require
from producer_mcp.models import Clip, File, FileKind

from ..fake_vendor import FakeVendor

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
Make = Callable[..., Library]


def clip_of(title: str = "Window", clip_id: str = "clip_abcdefghijkl", **more: object) -> Clip:
    known = {"owner": "local", "vendor": "musicapi", "account": "musicapi@api.musicapi.ai#00000000", "vendor_clip_id": "v-1"}
    return Clip.model_validate({"clip_id": clip_id, "title": title, "created_at": NOON, "task_id": "task_1", **known, **more})


def file_of(url: str | None, kind: FileKind = "audio", clip_id: str = "clip_abcdefghijkl", **more: object) -> File:
    return File.model_validate({"clip_id": clip_id, "owner": "local", "kind": kind, "url": url, "next_try": NOON, **more})


async def bytes_at(url: str, folder: Path, fetcher: Fetcher) -> bytes:
    """What `fetcher`, which is closed then, brings from an address, if it begins as audio."""
    draft = PartialFile(folder)
    try:
        await fetcher.fetch(url, draft, max_bytes=1 << 20, check_head=lambda head: require(head, "audio"))
        draft.close()
        return draft.path.read_bytes()
    finally:
        draft.discard()
        await fetcher.close()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as fake:
        yield fake


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Music" / "Producer"


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def make(folder: Path, data_folder: Path, fake: FakeVendor) -> Make:
    """A library whose only loopback vendor is the fake one, and which does not pause between tries."""

    def made(**more: object) -> Library:
        hosts = frozenset({fake.url.removeprefix("http://")})
        settings: dict[str, object] = {"saves": True, "loopback_hosts": hosts, "first_pause": 0, **more}
        return Library(folder, now=lambda: NOON, data_folder=data_folder, **settings)  # type: ignore[arg-type]

    return made


@pytest.fixture
def library(make: Make) -> Library:
    return make()
