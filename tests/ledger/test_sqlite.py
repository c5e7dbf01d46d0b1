import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import anyio
import pytest

from producer_mcp.errors import StorageFailed
from producer_mcp.ledger import (
    Ledger,
    migrations,
    sqlite_errors,
)
from producer_mcp.ledger.sqlite import open_ledger
from producer_mcp.ledger.sqlite_errors import set_aside
from producer_mcp.models import Status

from .examples import ACCOUNT, NOON, Clock, a_clip, a_task

pytestmark = pytest.mark.anyio

FIXTURE = Path(__file__).with_name("version_1.sql")


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


async def opened(path: Path) -> None:
    async with open_ledger(path, Clock()):
        pass


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
async def test_the_ledger_is_for_its_users_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "producer" / "ledger.db"
    async with open_ledger(path, Clock()) as ledger:
        await ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0)
        rights = {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in path.parent.iterdir()}
    assert rights == {"ledger.db": "0o600", "ledger.db-wal": "0o600", "ledger.db-shm": "0o600"}
    assert oct(stat.S_IMODE(path.parent.stat().st_mode)) == "0o700"
    path.chmod(0o644)
    await opened(path)
    assert oct(stat.S_IMODE(path.stat().st_mode)) == "0o600"


async def test_what_is_written_is_there_when_it_is_opened_again(path: Path) -> None:
    async with open_ledger(path, Clock()) as ledger:
        await ledger.tasks.claim(a_task(), holder="we", paid=True, limit=0)
    async with open_ledger(path, Clock()) as ledger:
        assert await ledger.tasks.get("local", "task_1") == a_task()


async def test_a_ledger_of_the_first_version_is_carried_forward_with_nothing_lost(path: Path) -> None:
    with by_hand(path) as connection:
        connection.executescript(FIXTURE.read_text("utf-8"))
    async with open_ledger(path, Clock()) as ledger:
        done = await ledger.tasks.get("local", "task_1")
        assert (done.status, done.ticket, done.sound, done.warnings) == (Status.DONE, "t1", "richer", ("thin",))
        kept, wanted = done.clips
        assert (kept.files["audio"].path, kept.files["audio"].sha256) == ("/music/Kept - clip_1.mp3", "ab")
        assert (kept.files["audio"].fetched_at, kept.files["audio"].next_try) == (NOON, None)
        assert (wanted.parent, wanted.files["audio"].url) == ("clip_1", "https://v/2.mp3")
        assert [file.clip_id for file, _ in await ledger.files.claim("we", 9)] == ["clip_2"]
        assert (await ledger.clips.get("another", "clip_3")).files == {}
        assert [task.task_id for task in await ledger.tasks.running(ACCOUNT)] == ["task_2"]
        assert [task.status for task in await ledger.tasks.recent("local", 9)] == [Status.UNKNOWN, Status.RUNNING, Status.DONE]
        assert [clip.clip_id for clip in (await ledger.clips.find("local", query="rain window"))[0]] == ["clip_2", "clip_1"]
        assert (await ledger.tasks.events("task_1"))[0].status is Status.DONE
        assert await ledger.tasks.raw_answer("task_1") == "{}"
        assert await ledger.spending.paid_today("local") == 1
    with by_hand(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(migrations.scripts()),)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_a_step_forward_is_taken_wholly_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(path)
    broken = {"0003_broken.sql": "CREATE TABLE half (word TEXT);\nINSERT INTO nowhere VALUES (1);\n"}
    known = migrations.scripts()
    with monkeypatch.context() as future:
        future.setattr(migrations, "scripts", lambda: known | broken)
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            await opened(path)
    with by_hand(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall() == []
    await opened(path)


async def test_a_ledger_from_the_future_is_politely_refused(path: Path) -> None:
    await opened(path)
    with by_hand(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StorageFailed, match=r"newer producer-mcp .*99.*left as it is\. Upgrade"):
        await opened(path)
    assert path.read_bytes() == before


async def test_somebody_elses_database_is_left_as_it_is(path: Path) -> None:
    with by_hand(path) as connection:
        connection.execute("CREATE TABLE letters (text TEXT)")
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(StorageFailed, match=r"no ledger of producer-mcp.*PRODUCER_LEDGER"):
        await opened(path)
    assert path.read_bytes() == before
    assert oct(stat.S_IMODE(path.stat().st_mode)) == "0o644"


@pytest.mark.parametrize("content", [b"not a database, whatever its name\n" * 99, b"SQLite format 3\0" + b"\xff" * 4080])
async def test_a_corrupt_ledger_is_kept_and_named_with_what_to_do(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StorageFailed, match=r"cannot be read.*ledger --set-aside.*PRODUCER_LEDGER") as refused:
        await opened(path)
    assert str(path) in str(refused.value)
    assert path.read_bytes() == content


async def test_the_root_of_a_disk_is_a_folder_and_no_ledger() -> None:
    root = Path(Path.cwd().anchor)
    with pytest.raises(StorageFailed, match="is a folder and no file; set PRODUCER_LEDGER"):
        await opened(root)


async def test_a_ledger_that_breaks_in_the_middle_says_so(path: Path) -> None:
    async with open_ledger(path, Clock()) as ledger:
        for number in range(200):
            await ledger.clips.save(a_clip(number, lyrics="rain " * 200))
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xa5" * (len(content) - 12288)
    path.write_bytes(content)
    with pytest.raises(StorageFailed, match="damaged"):
        async with open_ledger(path, Clock()) as ledger:
            await ledger.clips.find("local", query="rain")


async def test_a_ledger_is_set_aside_only_when_asked_and_a_new_one_begun(path: Path) -> None:
    places = []
    for _ in range(2):
        path.write_bytes(b"broken beyond repair")
        path.with_name("ledger.db-wal").write_bytes(b"wal")
        places.append(set_aside(path, datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)))
        assert not path.exists() and not path.with_name("ledger.db-wal").exists()
    assert [place.name for place in places] == ["ledger.db.20261121-030405", "ledger.db.20261121-030405-2"]
    assert all(place.read_bytes() == b"broken beyond repair" for place in places)
    assert places[1].with_name(places[1].name + "-wal").read_bytes() == b"wal"
    await opened(path)


async def test_a_place_where_no_file_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "ledger.db"):
        with pytest.raises(StorageFailed, match="PRODUCER_LEDGER") as refused:
            await opened(path)
        assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    "setting, sentence",
    [("PRAGMA max_page_count = 1", "disk of the ledger .* is full"), ("PRAGMA query_only = ON", "cannot be written")],
)
async def test_a_disk_that_takes_nothing_is_a_sentence_and_no_half(ledger: Ledger, setting: str, sentence: str) -> None:
    connection: Any = cast(Any, ledger.tasks)._database._writer
    await connection.execute_fetchall(setting)
    with pytest.raises(StorageFailed, match=sentence):
        for number in range(50):
            await ledger.clips.save(a_clip(number, lyrics="rain " * 1000))
    await connection.execute_fetchall("PRAGMA query_only = OFF")
    await connection.execute_fetchall("PRAGMA max_page_count = 1000000")
    count = (await ledger.statistics.counts()).clips
    await ledger.clips.save(a_clip("after"))
    assert (await ledger.statistics.counts()).clips == count + 1


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_errors, "BUSY_RETRY_SECONDS", 0.3)


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_ledger_that_is_busy_for_a_while_is_waited_for(path: Path) -> None:
    async with open_ledger(path, Clock()) as ledger:
        with by_hand(path) as other:
            other.execute("BEGIN IMMEDIATE")
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0))
                await anyio.wait_all_tasks_blocked()
                assert await ledger.statistics.counts() == (0, 0, 0, 0)
                other.execute("COMMIT")
        assert await ledger.tasks.get("local", "task_1") == a_task()


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_ledger_that_another_never_lets_go_is_a_sentence(path: Path) -> None:
    async with open_ledger(path, Clock()) as ledger:
        with by_hand(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageFailed, match="busy by another program"):
                await ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0)
            other.execute("ROLLBACK")
        await ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0)
