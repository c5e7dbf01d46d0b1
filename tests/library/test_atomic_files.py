"""Disks that are full, locked or gone, names that are taken, and two who want the same."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from producer_mcp.errors import StorageFailed
from producer_mcp.library import STALE_PARTIAL_AGE
from producer_mcp.library.atomic_files import PartialFile, file_lock, move_to_free_name, storage_errors

from ..fake_vendor import FakeVendor
from .conftest import NOON, Make, clip_of, file_of, names

pytestmark = pytest.mark.anyio


def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A disk of its own, where the system lets a test have one."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a disk of its own needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    if sys.platform != "linux":
        pytest.skip("mounts a tmpfs")
    yield from mounted(folder, "size=128k")


@pytest.fixture
def locked_disk(folder: Path) -> Iterator[Path]:
    if sys.platform != "linux":
        pytest.skip("mounts a tmpfs")
    yield from mounted(folder, "size=128k,ro")


async def test_a_full_disk_is_a_sentence_and_leaves_nothing(make: Make, fake: FakeVendor, small_disk: Path) -> None:
    (small_disk / "mine.txt").write_text("mine")
    with pytest.raises(StorageFailed, match="its disk is full; make room, or set PRODUCER_LIBRARY"):
        await make().keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert names(small_disk) == {"mine.txt"} and len(fake.requests) == 1


async def test_a_song_that_just_fits_is_kept_without_what_does_not(make: Make, fake: FakeVendor, small_disk: Path) -> None:
    fake.seconds_of_audio = 0.5
    room = (small_disk.stat().st_blksize, os.statvfs(small_disk).f_bavail)
    (small_disk / "filler").write_bytes(bytes(room[0] * (room[1] - 23)))  # the song takes 22 pages, and names none
    kept = await make().keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert kept.path and kept.error == "kept without tags, which could not be written"
    assert names(small_disk) == {"filler", "Window - clip_abcdefghijkl.wav", "Window - clip_abcdefghijkl.json"}


async def test_a_song_is_kept_when_its_page_cannot_be(make: Make, fake: FakeVendor, small_disk: Path) -> None:
    fake.seconds_of_audio = 0.5
    room = (small_disk.stat().st_blksize, os.statvfs(small_disk).f_bavail)
    (small_disk / "filler").write_bytes(bytes(room[0] * (room[1] - 22)))
    kept = await make().keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert kept.path and "kept without its .json page" in (kept.error or "")
    assert names(small_disk) == {"filler", "Window - clip_abcdefghijkl.wav"}


async def test_a_locked_disk_is_a_sentence(make: Make, fake: FakeVendor, locked_disk: Path) -> None:
    with pytest.raises(StorageFailed, match="may not be written to"):
        await make().keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert fake.requests == []


async def test_a_folder_that_cannot_be_is_a_sentence(make: Make, fake: FakeVendor, folder: Path, data_folder: Path) -> None:
    folder.parent.write_text("a file where the folder should be")
    data_folder.write_text("here too")
    library = make()
    with pytest.raises(StorageFailed, match="there is no such folder"):
        await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    with pytest.raises(StorageFailed, match="PRODUCER_LEDGER"):
        await library.unpack(f"{fake.url}/files/a.zip", clip_of(), "ticket")
    assert library.counts() == (0, 0)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "its disk is full"),
        (errno.EDQUOT, "its disk is full"),
        (errno.EROFS, "it may not be written to"),
        (errno.EACCES, "it may not be written to"),
        (errno.ENOENT, "there is no such folder"),
        (errno.EIO, "the disk says Input/output error"),
    ],
)
def test_what_the_disk_refuses_becomes_a_sentence(number: int, said: str) -> None:
    with pytest.raises(StorageFailed, match=f"cannot save in music: {said}.* PRODUCER_LIBRARY"), storage_errors(Path("music")):
        raise OSError(number, os.strerror(number))


async def test_a_folder_that_went_away_comes_back(make: Make, fake: FakeVendor, folder: Path) -> None:
    library = make()
    await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert (await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))).path


async def test_ten_at_once_keep_one_song_once(make: Make, fake: FakeVendor, folder: Path) -> None:
    paths = set()

    async def keep() -> None:
        paths.add((await make().keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))).path)

    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(keep)
    assert paths == {str(folder / "Window - clip_abcdefghijkl.m4a")}
    assert names(folder) == {"Window - clip_abcdefghijkl.m4a", "Window - clip_abcdefghijkl.json"}


async def test_kinds_kept_at_once_are_all_on_the_page(make: Make, fake: FakeVendor, folder: Path) -> None:
    kinds = {"audio": "m4a", "cover": "png", "video": "mp4", "wav": "wav", "mp3": "mp3"}
    async with anyio.create_task_group() as group:
        for kind, ending in kinds.items():
            group.start_soon(make().keep, clip_of(), file_of(f"{fake.url}/files/a.{ending}", kind))  # type: ignore[arg-type]
    for kind, ending in kinds.items():  # each is found again, by its page and its bytes
        await make().keep(clip_of(), file_of(f"{fake.url}/files/a.{ending}", kind))  # type: ignore[arg-type]
    assert len(fake.requests) == len(kinds) and len(names(folder)) == len(kinds) + 1


def draft(folder: Path, content: bytes) -> PartialFile:
    made = PartialFile(folder)
    made.write(content)
    made.close()
    return made


def test_without_hard_links_nothing_is_overwritten_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*said: object, **more: object) -> None:
        raise OSError(errno.EPERM, "not on exFAT")

    monkeypatch.setattr(os, "link", link)
    (tmp_path / "a").write_bytes(b"mine")
    made = draft(tmp_path, b"song")
    assert move_to_free_name(made.path, made.sha256, ["a", "b"]) == tmp_path / "b"
    made.discard()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"mine", "b": b"song"}


def test_when_every_name_is_taken_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    made = draft(tmp_path, b"song")
    with pytest.raises(FileExistsError):
        move_to_free_name(made.path, made.sha256, ["a"])
    made.discard()
    assert names(tmp_path) == {"a"}


async def test_what_a_killed_process_left_is_swept_and_nothing_else(make: Make, fake: FakeVendor, folder: Path) -> None:
    folder.mkdir(parents=True)
    old = (NOON - STALE_PARTIAL_AGE - timedelta(hours=1)).timestamp()
    for name in (".producer-aa.part", ".producer-bb.tags.part", "mine.part", ".producer-cc.part"):
        (folder / name).write_bytes(b"half")
        if "cc" not in name:
            os.utime(folder / name, (old, old))
        else:
            os.utime(folder / name, (NOON.timestamp(), NOON.timestamp()))
    await make().keep(clip_of(), file_of(f"{fake.url}/files/a.png", "cover"))
    assert {".producer-cc.part", "mine.part"} == {name for name in names(folder) if name.endswith(".part")}


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    code = "import sys, os; from pathlib import Path; from producer_mcp.library.atomic_files import file_lock\n"
    code += "with file_lock(Path(sys.argv[1])): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code, lock], check=False).returncode == 9
    with file_lock(lock):
        assert lock.exists()
