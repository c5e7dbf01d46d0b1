from datetime import timedelta

import pytest

from producer_mcp.ledger import Ledger
from producer_mcp.models import Status, Task

from .examples import ACCOUNT, NOON, Clock, a_clip, a_file, a_task, now_running

pytestmark = pytest.mark.anyio


async def claimed(ledger: Ledger, number: int, holder: str = "dead", **words: object) -> Task:
    return await ledger.tasks.claim(a_task(number, **words), holder=holder, paid=True, limit=0)


async def test_the_unfinished_are_those_with_a_ticket_and_no_end_oldest_first(ledger: Ledger) -> None:
    for number, hours in ((1, 2), (2, 1), (3, 3), (4, 4)):
        await claimed(ledger, number, created_at=NOON - timedelta(hours=hours))
    await claimed(ledger, 5, account="acedata@api.acedata.cloud#00000000")
    for number in (1, 2, 3, 5):
        await ledger.tasks.save(now_running((await ledger.tasks.get_many("local", [f"task_{number}"]))[f"task_{number}"]))
    await ledger.tasks.finish(await ledger.tasks.get("local", "task_3"), [], [])
    assert [task.task_id for task in await ledger.tasks.running(ACCOUNT)] == ["task_1", "task_2"]


async def test_what_was_heard_of_many_is_written_at_once(ledger: Ledger, clock: Clock) -> None:
    for number in (1, 2):
        await ledger.tasks.save(now_running(await claimed(ledger, number)))
    await ledger.tasks.finish(await ledger.tasks.get("local", "task_2"), [], [])
    clock.move(seconds=5)
    await ledger.tasks.record_progress(["task_1", "task_2"])
    assert (await ledger.tasks.get("local", "task_1")).heard_at == clock()
    assert (await ledger.tasks.get("local", "task_2")).heard_at is None


async def test_an_orphan_is_a_task_never_sent_whose_process_is_dead(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:dying", "dying", 12)
    await ledger.leases.acquire("process:we", "we", 60)
    for number in (1, 2):
        await claimed(ledger, number, "dying")
    await claimed(ledger, 3, "we")
    await ledger.tasks.launch("task_2", "dying")
    assert await ledger.tasks.orphans() == [] and await ledger.tasks.unanswered() == []
    clock.move(seconds=13)
    assert [task.task_id for task in await ledger.tasks.orphans()] == ["task_1"]
    assert [task.task_id for task in await ledger.tasks.unanswered()] == ["task_2"]


async def test_an_orphan_is_adopted_once(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:dying", "dying", 12)
    await claimed(ledger, 1, "dying")
    assert not await ledger.tasks.adopt("task_1", "we")
    clock.move(seconds=13)
    await ledger.leases.acquire("process:we", "we", 12)
    assert await ledger.tasks.adopt("task_1", "we")
    assert not await ledger.tasks.adopt("task_1", "others")
    assert not await ledger.tasks.launch("task_1", "dying")
    assert await ledger.tasks.launch("task_1", "we")


async def test_what_was_sent_is_not_adopted_and_not_sent_again(ledger: Ledger) -> None:
    await claimed(ledger, 1, "dead")
    await ledger.tasks.launch("task_1", "dead")
    assert not await ledger.tasks.adopt("task_1", "we")
    assert not await ledger.tasks.launch("task_1", "we")


async def test_a_stranded_task_is_told_once_and_then_is_no_longer_stranded(ledger: Ledger) -> None:
    await claimed(ledger, 1)
    await ledger.tasks.launch("task_1", "dead")
    [task] = await ledger.tasks.unanswered()
    await ledger.tasks.save(task.model_copy(update={"status": Status.UNKNOWN}))
    assert await ledger.tasks.unanswered() == []


async def test_what_is_free_is_recalled_once_and_sent_anew(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:dying", "dying", 12)
    await claimed(ledger, 1, "dying")
    await ledger.tasks.launch("task_1", "dying")
    assert not await ledger.tasks.requeue("task_1")
    clock.move(seconds=13)
    assert await ledger.tasks.requeue("task_1")
    assert not await ledger.tasks.requeue("task_1")
    assert await ledger.tasks.unanswered() == [] and len(await ledger.tasks.orphans()) == 1
    await ledger.leases.acquire("process:we", "we", 12)
    assert await ledger.tasks.adopt("task_1", "we") and await ledger.tasks.launch("task_1", "we")
    assert not await ledger.tasks.requeue("task_1")


async def test_what_a_thing_usually_takes_is_the_median_of_the_last_fifty(ledger: Ledger) -> None:
    assert await ledger.statistics.typical_seconds("ccapi", "create_music") is None
    for number in range(60):
        task = await claimed(ledger, number, submitted_at=NOON)
        seconds = 1000 if number < 10 else number
        finished = NOON + timedelta(seconds=seconds) - timedelta(hours=1 if number < 10 else 0)
        start = NOON if number >= 10 else NOON - timedelta(hours=1)
        await ledger.tasks.save(task.model_copy(update={"status": Status.DONE, "submitted_at": start, "finished_at": finished}))
    assert await ledger.statistics.typical_seconds("ccapi", "create_music") == 34.5
    assert await ledger.statistics.typical_seconds("ccapi", "split_stems") is None


async def test_a_lease_is_one_holders_until_it_runs_out(ledger: Ledger, clock: Clock) -> None:
    assert await ledger.leases.acquire(ACCOUNT, "we", 12)
    assert not await ledger.leases.acquire(ACCOUNT, "others", 12)
    clock.move(seconds=10)
    assert await ledger.leases.acquire(ACCOUNT, "we", 12)
    clock.move(seconds=10)
    assert await ledger.leases.holder_of(ACCOUNT) == "we"
    clock.move(seconds=3)
    assert await ledger.leases.holder_of(ACCOUNT) is None
    assert await ledger.leases.acquire(ACCOUNT, "others", 12)
    assert not await ledger.leases.acquire(ACCOUNT, "we", 12)


async def test_only_its_holder_lets_a_lease_go(ledger: Ledger) -> None:
    await ledger.leases.acquire(ACCOUNT, "we", 12)
    await ledger.leases.release(ACCOUNT, "others")
    assert await ledger.leases.holder_of(ACCOUNT) == "we"
    await ledger.leases.release(ACCOUNT, "we")
    assert await ledger.leases.acquire(ACCOUNT, "others", 12)


async def test_what_a_vendor_switched_off_is_remembered_for_its_time(ledger: Ledger, clock: Clock) -> None:
    await ledger.retirements.add(ACCOUNT, "make_video", clock() + timedelta(hours=1))
    await ledger.retirements.add(ACCOUNT, "make_video", clock() + timedelta(days=1))
    await ledger.retirements.add(ACCOUNT, "swap_vocals", clock() + timedelta(hours=1))
    clock.move(hours=2)
    assert await ledger.retirements.operations(ACCOUNT) == {"make_video"}
    assert await ledger.retirements.operations("another") == set()


@pytest.fixture
async def wanted(ledger: Ledger) -> None:
    await ledger.tasks.finish(
        await claimed(ledger, 1, "we"), [a_clip(1), a_clip(2)], [a_file(1), a_file(2), a_file(2, kind="cover")]
    )


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
    clock.move(seconds=13)
    assert len(await ledger.files.claim("we", 9)) == 3


@pytest.mark.usefixtures("wanted")
async def test_a_claim_ends_after_ten_minutes_whoever_lives(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:slow", "slow", 3600)
    await ledger.files.claim("slow", 9)
    clock.move(minutes=9)
    assert await ledger.files.claim("we", 9) == []
    clock.move(minutes=2)
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
    clock.move(seconds=30)
    assert [file.kind for file, _ in await ledger.files.claim("we", 9)] == ["cover"]
    assert await ledger.statistics.counts() == {"tasks": 1, "clips": 2, "files": 1, "bytes": 7}


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
