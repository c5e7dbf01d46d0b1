"""Files are fetched by one process each, kept, tried again, or given up."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from producer_mcp.ledger import Ledger

from .examples import NOON, Clock, a_clip, a_file, a_task

pytestmark = pytest.mark.anyio


@pytest.fixture
async def wanted(ledger: Ledger) -> None:
    task = await ledger.tasks.claim(a_task(), holder="we", paid=True, limit=0)
    await ledger.tasks.finish(task, [a_clip(1), a_clip(2)], [a_file(1), a_file(2), a_file(2, kind="cover")])


@pytest.mark.usefixtures("wanted")
async def test_a_file_is_given_to_one_caller_only(ledger: Ledger) -> None:
    for holder in ("we", "others"):
        await ledger.leases.acquire(f"process:{holder}", holder, 12)
    ours = await ledger.files.claim("we", 2)
    theirs = await ledger.files.claim("others", 2)
    assert len(ours) == 2 and len(theirs) == 1
    assert len({(file.clip_id, file.kind) for file, _ in [*ours, *theirs]}) == 3
    assert all(file.clip_id == clip.clip_id for file, clip in [*ours, *theirs])
    assert await ledger.files.claim("we", 9) == await ledger.files.claim("others", 9) == []


@pytest.mark.usefixtures("wanted")
async def test_a_claim_dies_with_its_process(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:dying", "dying", 12)
    assert len(await ledger.files.claim("dying", 9)) == 3
    clock.advance(seconds=13)
    assert len(await ledger.files.claim("we", 9)) == 3


@pytest.mark.usefixtures("wanted")
async def test_a_claim_ends_after_ten_minutes_whoever_lives(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:slow", "slow", 3600)
    await ledger.files.claim("slow", 9)
    clock.advance(minutes=9)
    assert await ledger.files.claim("we", 9) == []
    clock.advance(minutes=2)
    assert len(await ledger.files.claim("we", 9)) == 3


@pytest.mark.usefixtures("wanted")
async def test_a_file_is_kept_or_tried_again_or_given_up(ledger: Ledger, clock: Clock) -> None:
    await ledger.files.claim("we", 9)
    kept = a_file(1, path="/music/a.mp3", mime="audio/mpeg", size=7, sha256="ab", fetched_at=NOON, next_try=None)
    await ledger.files.record_fetched(kept)
    await ledger.files.record_failed(a_file(2, error="expired", tries=1, next_try=None))
    await ledger.files.record_failed(a_file(2, kind="cover", error="slow", tries=1, next_try=NOON + timedelta(seconds=30)))
    assert (await ledger.clips.get("local", "clip_1")).files == {"audio": kept}
    assert (await ledger.clips.get("local", "clip_2")).files["audio"].error == "expired"
    assert await ledger.files.claim("we", 9) == []
    clock.advance(seconds=30)
    assert [file.kind for file, _ in await ledger.files.claim("we", 9)] == ["cover"]
    assert await ledger.statistics.counts() == (1, 2, 1, 7)


@pytest.mark.usefixtures("wanted")
async def test_what_is_kept_stays_kept(ledger: Ledger) -> None:
    kept = a_file(1, path="/music/a.mp3", next_try=None)
    await ledger.files.record_fetched(kept)
    await ledger.files.record_failed(a_file(1, error="late", tries=3))
    await ledger.clips.save(a_clip(1, files={"audio": a_file(1, url="https://new")}))
    assert (await ledger.clips.get("local", "clip_1")).files["audio"] == kept


@pytest.mark.usefixtures("wanted")
async def test_what_was_given_up_is_wanted_again_from_a_new_address(ledger: Ledger) -> None:
    await ledger.files.record_failed(a_file(1, error="expired", tries=6, next_try=None))
    await ledger.clips.save(a_clip(1, files={"audio": a_file(1, url="https://renewed")}))
    files = {clip.clip_id: file for file, clip in await ledger.files.claim("we", 1)}
    assert (files["clip_1"].url, files["clip_1"].tries, files["clip_1"].error) == ("https://renewed", 0, None)


async def test_files_of_a_kind_that_only_a_newer_version_knows_are_left_to_it(ledger: Ledger, path: Path) -> None:
    task = await ledger.tasks.claim(a_task(), holder="we", paid=True, limit=0)
    await ledger.tasks.finish(task, [a_clip(1)], [a_file(1), a_file(1, kind="cover")])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE file SET kind = 'score' WHERE kind = 'cover'")
    clip = await ledger.clips.get(a_clip(1).owner, a_clip(1).clip_id)
    assert set(clip.files) == {"audio"}
    await ledger.leases.acquire("process:we", "we", 12)
    assert [file.kind for file, _ in await ledger.files.claim("we", 9)] == ["audio"]
