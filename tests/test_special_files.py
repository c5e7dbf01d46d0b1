"""A setting never makes us touch what is not a file of ours: devices, pipes, sockets, links and folders stay as they are."""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from producer_mcp.__main__ import main
from producer_mcp.app import open_studio
from producer_mcp.errors import NotReady, StorageFailed
from producer_mcp.server.http.token_file import TokenFile, mint
from producer_mcp.server.signing_key import secret_in

from .fake_vendor import FakeVendor
from .studio.studio_with_clock import SONG
from .studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(os.name != "posix", reason="these kinds of files are POSIX's")]


def a_device(path: Path) -> None:
    """A null device of our own, where we may make one; else the socket that stands for any special file."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        path.chmod(0o666)
    except PermissionError:
        a_socket(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        current = Path.cwd()
        os.chdir(path.parent)  # a socket's name is short
        try:
            bound.bind(path.name)
        finally:
            os.chdir(current)


def a_link(path: Path) -> None:
    target = path.with_name("somebody else's")
    target.write_bytes(b"")
    target.chmod(0o644)
    path.symlink_to(target)


def a_broken_link(path: Path) -> None:
    path.symlink_to(path.with_name("nothing there yet"))


KINDS: list[Callable[[Path], Any]] = [Path.mkdir, os.mkfifo, a_socket, a_device, a_link, a_broken_link]
every_kind = pytest.mark.parametrize("make", KINDS, ids=["folder", "pipe", "socket", "device", "link", "broken link"])


def seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Mode and size of everything in a folder."""
    return {path.name: (path.lstat().st_mode, path.lstat().st_size) for path in folder.iterdir()}


@every_kind
@pytest.mark.parametrize("suffix", ["", "-wal"])
async def test_a_ledger_is_a_regular_file_or_a_new_one(make: Callable[[Path], Any], suffix: str, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    make(tmp_path / f"ledger.db{suffix}")
    before = seen(tmp_path)
    with pytest.raises(StorageFailed, match=rf"^the ledger .*ledger.db{suffix} is a \w+ and no file; set PRODUCER_LEDGER"):
        async with open_studio(settings_for(tmp_path, ledger=ledger)):
            pass
    assert seen(tmp_path) == before


@every_kind
def test_what_is_no_file_is_not_set_aside_either(make: Callable[[Path], Any], tmp_path: Path) -> None:
    make(tmp_path / "ledger.db")
    before = seen(tmp_path)
    done = CliRunner(env={"PRODUCER_LEDGER": str(tmp_path / "ledger.db")}).invoke(main, ["ledger", "--set-aside"])
    assert done.exit_code == (0 if make is a_broken_link else 1) and seen(tmp_path) == before


@every_kind
def test_tokens_are_written_into_a_file_only(make: Callable[[Path], Any], tmp_path: Path) -> None:
    make(tmp_path / "tokens")
    before = seen(tmp_path)
    with pytest.raises(StorageFailed, match=r"tokens is a \w+ and no file; set PRODUCER_TOKENS"):
        mint("ann", tmp_path / "tokens")
    assert seen(tmp_path) == before


@every_kind
def test_tokens_that_are_no_file_let_nobody_in_and_are_not_waited_for(make: Callable[[Path], Any], tmp_path: Path) -> None:
    make(tmp_path / "tokens")
    with pytest.raises(NotReady, match="PRODUCER_TOKENS"):
        TokenFile(tmp_path / "tokens")


def test_tokens_may_be_mounted_as_a_link(tmp_path: Path) -> None:
    token = mint("ann", tmp_path / "mounted")
    (tmp_path / "tokens").symlink_to(tmp_path / "mounted")
    assert TokenFile(tmp_path / "tokens").owner_of(token) == "ann"


@every_kind
def test_the_signing_key_is_read_from_a_file_only(make: Callable[[Path], Any], tmp_path: Path) -> None:
    make(tmp_path / "links.key")
    before = seen(tmp_path)
    with pytest.raises(StorageFailed, match=r"links.key is a \w+ and no file"):
        secret_in(tmp_path)
    assert seen(tmp_path) == before


@every_kind
async def test_a_library_that_is_no_folder_is_told_and_the_song_stays_at_the_vendor(
    make: Callable[[Path], Any], tmp_path: Path
) -> None:
    if make is Path.mkdir:
        (tmp_path / "music").write_bytes(b"")
    else:
        make(tmp_path / "music")
    before = seen(tmp_path)["music"]
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", **SONG)
        clip = await studio.clip("local", made["clips"][0]["clip_id"])
    said = clip.files["audio"].error or ""
    assert made["status"] == "done" and "it is no folder; set PRODUCER_LIBRARY to another place" in said
    assert seen(tmp_path)["music"] == before


@pytest.mark.parametrize("name", ["orders", "recipes"])
async def test_the_engines_folder_that_cannot_be_written_is_a_sentence(name: str, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with open_client(settings) as (client, _):
        for folder in (settings.data, settings.data / "engine"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(b"")
        answer = await client.call_tool("create_music", {"sound": "solo piano, 4 bars", "instrumental": True})
        assert answer.structured_content is not None
        error = answer.structured_content["error"]
        assert error["code"] == "storage" and "set PRODUCER_LEDGER to a file in another folder" in error["message"]


def put_aside(ledger: Path) -> None:
    ledger.rename(ledger.with_name("aside.db"))


def replaced(ledger: Path) -> None:
    put_aside(ledger)
    ledger.write_bytes(b"")


def folder_gone(ledger: Path) -> None:
    ledger.parent.rename(ledger.parent.with_name("gone"))


@pytest.mark.parametrize("lose", [Path.unlink, put_aside, replaced, folder_gone], ids=lambda lose: lose.__name__)
@pytest.mark.parametrize("vendor", ["musicapi", "offline"])
async def test_a_ledger_lost_under_a_running_server_is_noticed_before_the_next_submit(
    lose: Callable[[Path], None], vendor: str, tmp_path: Path
) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with open_client(settings) as (client, _):
            assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
            lose(settings.ledger)
            code, message = await tool_error(client, "create_music", sound="night jazz with upright bass", vendor=vendor)
            assert code == "storage" and "deleted, moved or replaced" in message and "nothing was submitted" in message
        assert len(fake.charges) == 1
