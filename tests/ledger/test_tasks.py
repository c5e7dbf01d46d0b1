"""Tasks: claimed once, submitted once, saved, finished, and taken over from processes that died."""

from datetime import timedelta

import anyio
import pytest

from producer_mcp.errors import ErrorCode, NotFound
from producer_mcp.ledger import Ledger
from producer_mcp.models import Cost, Failure, LyricSheet, Status, Task

from .examples import ACCOUNT, NOON, Clock, a_clip, a_file, a_task, now_failed, now_running

pytestmark = pytest.mark.anyio


async def claim(ledger: Ledger, task: Task, *, holder: str = "we", paid: bool = True, limit: int = 0) -> Task:
    return await ledger.tasks.claim(task, holder=holder, paid=paid, limit=limit)


async def test_a_claim_that_nobody_made_before_is_ours(ledger: Ledger) -> None:
    task = a_task()
    assert await claim(ledger, task) == task
    assert await ledger.tasks.get("local", "task_1") == task


async def test_the_same_key_is_the_same_task(ledger: Ledger) -> None:
    first = await claim(ledger, a_task(1, key="same"))
    assert await claim(ledger, a_task(2, key="same")) == first
    assert await ledger.tasks.by_key("local", "same") == first
    assert (await ledger.statistics.counts()).tasks == 1


async def test_of_many_claims_at_once_one_wins(ledger: Ledger) -> None:
    won: list[str] = []

    async def ask(number: int) -> None:
        won.append((await claim(ledger, a_task(number, key="same"))).task_id)

    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(ask, number)
    assert len(won) == 20 and len(set(won)) == 1


async def test_a_running_task_holds_its_key_however_long_it_runs(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task(1, key="same"))
    await ledger.tasks.save(now_running(task))
    clock.advance(days=3)
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_1"


async def test_a_final_task_holds_its_key_until_its_time(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task(1, key="same"))
    await ledger.tasks.finish(task, [], [])
    clock.advance(minutes=59)
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_1"
    clock.advance(minutes=2)
    assert (await claim(ledger, a_task(3, key="same"))).task_id == "task_3"
    assert (await claim(ledger, a_task(4, key="same"))).task_id == "task_3"


async def test_a_failure_without_charge_frees_its_key(ledger: Ledger) -> None:
    await ledger.tasks.save(now_failed(await claim(ledger, a_task(1, key="same")), charged=False))
    assert await ledger.tasks.by_key("local", "same") is None
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_2"


async def test_an_unknown_one_holds_its_key_as_long_as_it_says(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task(1, key="same"))
    await ledger.tasks.save(task.model_copy(update={"status": Status.UNKNOWN, "held_until": clock() + timedelta(days=1)}))
    clock.advance(hours=23)
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_1"


async def test_a_task_is_launched_once(ledger: Ledger, clock: Clock) -> None:
    await claim(ledger, a_task(), holder="we")
    assert not await ledger.tasks.launch("task_1", "somebody else")
    assert await ledger.tasks.launch("task_1", "we", request='{"path": "/songs"}')
    assert not await ledger.tasks.launch("task_1", "we", request="{}")
    assert await ledger.tasks.request("task_1") == '{"path": "/songs"}'
    assert (await ledger.tasks.get("local", "task_1")).submitted_at == clock()


async def test_a_task_that_is_no_longer_queued_is_not_launched(ledger: Ledger) -> None:
    await ledger.tasks.save(now_failed(await claim(ledger, a_task())))
    assert not await ledger.tasks.launch("task_1", "we")


async def test_a_launch_is_not_forgotten_by_a_writer_who_did_not_see_it(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task())
    await ledger.tasks.launch("task_1", "we")
    assert (await ledger.tasks.save(now_running(task))).submitted_at == clock()


@pytest.fixture
async def task(ledger: Ledger) -> Task:
    return await ledger.tasks.claim(a_task(), holder="we", paid=True, limit=0)


def as_status(task: Task, status: Status, **words: object) -> Task:
    return task.model_copy(update={"status": status, **words})


async def test_every_word_of_a_task_is_kept(ledger: Ledger, task: Task) -> None:
    full = task.model_copy(
        update={
            "status": Status.RUNNING,
            "ticket": "t-1",
            "callback": "secret",
            "progress": 0.25,
            "lyrics": (LyricSheet(title="Ünïcode 🎵", text="one\ntwo"),),
            "sound": "richer",
            "error": Failure(code=ErrorCode.REFUSED, message="no"),
            "charged": True,
            "cost": Cost(amount=2.5, unit="credits"),
            "warnings": ("one", "two"),
            "submitted_at": NOON,
            "heard_at": NOON,
            "finished_at": NOON,
        }
    )
    assert await ledger.tasks.save(full) == full
    assert await ledger.tasks.get("local", "task_1") == full


@pytest.mark.parametrize("end", [Status.DONE, Status.FAILED])
async def test_what_is_done_or_failed_never_changes_again(ledger: Ledger, task: Task, end: Status) -> None:
    ended = await ledger.tasks.save(as_status(task, end, ticket="t"), raw="the end")
    for status in Status:
        assert await ledger.tasks.save(as_status(task, status, ticket="other", charged=False), raw="late") == ended
    assert await ledger.tasks.finish(task, [a_clip()], [a_file()], raw="late") == ended
    assert await ledger.tasks.raw_answer("task_1") == "the end"
    assert (await ledger.statistics.counts()).clips == 0
    assert await ledger.spending.paid_today("local") == 1


@pytest.mark.parametrize("end", [Status.DONE, Status.FAILED])
async def test_what_is_unknown_may_still_end(ledger: Ledger, task: Task, end: Status) -> None:
    await ledger.tasks.save(as_status(task, Status.UNKNOWN))
    assert (await ledger.tasks.save(as_status(task, end))).status is end


async def test_what_was_given_up_does_not_run_again_for_a_writer_who_missed_it(ledger: Ledger, task: Task) -> None:
    running = await ledger.tasks.save(now_running(task))
    await ledger.tasks.save(as_status(running, Status.UNKNOWN))
    assert (await ledger.tasks.save(running)).status is Status.UNKNOWN


async def test_a_lost_ticket_that_turns_up_is_not_lost_again(ledger: Ledger, task: Task) -> None:
    await ledger.tasks.save(as_status(task, Status.UNKNOWN))
    found = await ledger.tasks.save(now_running(task, "found"))
    assert (found.status, found.ticket) == (Status.RUNNING, "found")


@pytest.mark.parametrize("end", [Status.FAILED, Status.UNKNOWN])
async def test_who_did_not_see_it_sent_or_taken_cannot_end_it(ledger: Ledger, task: Task, clock: Clock, end: Status) -> None:
    await ledger.tasks.launch("task_1", "we")
    assert (await ledger.tasks.save(as_status(task, end, charged=False))).status is Status.QUEUED
    sent = task.model_copy(update={"submitted_at": clock()})
    running = await ledger.tasks.save(now_running(sent))
    assert await ledger.tasks.save(as_status(sent, end)) == running
    assert (await ledger.tasks.save(as_status(running, end))).status is end


async def test_a_running_task_is_not_queued_again_and_keeps_its_ticket(ledger: Ledger, task: Task) -> None:
    running = await ledger.tasks.save(now_running(task))
    assert await ledger.tasks.save(task) == running
    assert (await ledger.tasks.save(as_status(task, Status.FAILED))).ticket == "ticket"


async def test_each_change_of_status_is_an_event(ledger: Ledger, task: Task, clock: Clock) -> None:
    await ledger.tasks.launch("task_1", "we")
    clock.advance(seconds=1)
    running = await ledger.tasks.save(now_running(task))
    await ledger.tasks.save(running.model_copy(update={"progress": 0.5}))
    await ledger.tasks.save(running, note="overdue")
    await ledger.tasks.save(running, note="overdue")
    clock.advance(seconds=1)
    await ledger.tasks.save(now_failed(running), note="the vendor says no")
    events = await ledger.tasks.events("task_1")
    assert [(status.value, note) for _, status, note in events] == [
        ("queued", ""),
        ("queued", "submitted"),
        ("running", ""),
        ("running", "overdue"),
        ("failed", "the vendor says no"),
    ]
    assert [(event.at - NOON).total_seconds() for event in events] == [0, 0, 1, 1, 2]


async def test_the_last_raw_answer_is_kept_up_to_a_megabyte(ledger: Ledger, task: Task) -> None:
    assert await ledger.tasks.raw_answer("task_1") is None
    running = await ledger.tasks.save(now_running(task), raw="first")
    await ledger.tasks.save(running)
    assert await ledger.tasks.raw_answer("task_1") == "first"
    await ledger.tasks.save(running, raw="é" * 600_000 + "\ud83d")
    assert await ledger.tasks.raw_answer("task_1") == "é" * 500_000


async def test_the_last_answer_about_a_running_task_is_kept_and_that_of_a_final_one_not_replaced(
    ledger: Ledger, task: Task
) -> None:
    await ledger.tasks.save(now_running(task), raw="accepted")
    over = await ledger.tasks.claim(a_task(2), holder="we", paid=False, limit=0)
    await ledger.tasks.finish(now_running(over, "t2"), [], [], raw="done")
    await ledger.tasks.record_progress(["task_1", "task_2"], {"task_1": 0.5}, {"task_1": "half done", "task_2": "late"})
    assert await ledger.tasks.raw_answer("task_1") == "half done"
    await ledger.tasks.record_progress(["task_1"], {"task_1": 0.6}, {"task_1": ""})
    await ledger.tasks.save(now_running(task), raw="")
    assert await ledger.tasks.raw_answer("task_1") == "half done"
    assert await ledger.tasks.raw_answer("task_2") == "done"


async def test_an_answer_with_half_a_letter_in_it_is_kept_all_the_same(ledger: Ledger, task: Task) -> None:
    await ledger.tasks.finish(task, [], [], raw='{"title": "\ud83d"}')
    assert await ledger.tasks.raw_answer("task_1") == '{"title": "?"}'


async def test_finishing_keeps_clips_and_files_at_once(ledger: Ledger, task: Task) -> None:
    clips = [a_clip(2, task_id="task_1"), a_clip(1, task_id="task_1")]
    done = await ledger.tasks.finish(now_running(task), clips, [a_file(1), a_file(2), a_file(2, kind="cover")], raw="{}")
    assert (done.status, [clip.clip_id for clip in done.clips]) == (Status.DONE, ["clip_2", "clip_1"])
    assert sorted(done.clips[0].files) == ["audio", "cover"]
    assert await ledger.tasks.get("local", "task_1") == done
    assert await ledger.tasks.raw_answer("task_1") == "{}"
    assert (await ledger.tasks.events("task_1"))[-1].status is Status.DONE


async def test_a_clip_the_vendor_made_before_keeps_the_id_it_had(ledger: Ledger, task: Task) -> None:
    await ledger.clips.save(a_clip("old", vendor_clip_id="theirs", title="Mine", audio_url="https://old"))
    made = a_clip("new", vendor_clip_id="theirs", title="Theirs", audio_url="https://new", task_id="task_1", parent="clip_p")
    done = await ledger.tasks.finish(task, [made], [a_file("new", url="https://new")])
    (clip,) = done.clips
    assert (clip.clip_id, clip.title, clip.audio_url, clip.parent) == ("clip_old", "Mine", "https://new", "clip_p")
    assert clip.files["audio"].clip_id == "clip_old"
    assert await ledger.clips.get("local", "clip_old") == clip
    with pytest.raises(NotFound):
        await ledger.clips.get("local", "clip_new")


async def test_an_export_is_a_file_of_its_clip_and_the_clip_is_the_answer(ledger: Ledger, task: Task) -> None:
    made = (await ledger.tasks.finish(task, [a_clip(task_id="task_1")], [a_file()])).clips[0]
    await ledger.files.record_fetched(a_file(path="/music/a.mp3", next_try=None))
    export = await ledger.tasks.claim(a_task(2, operation="download_music"), holder="we", paid=False, limit=0)
    done = await ledger.tasks.finish(export, [made], [a_file(kind="wav")])
    assert (done.clips[0].clip_id, done.clips[0].task_id) == ("clip_1", "task_1")
    assert done.clips[0].files["audio"].path == "/music/a.mp3"
    assert done.clips[0].files["wav"].url == "https://vendor/1.mp3"
    assert (await ledger.statistics.counts()).clips == 1


async def test_a_task_that_was_never_claimed_cannot_be_saved(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        await ledger.tasks.save(a_task(9))


async def test_a_cancelled_caller_has_still_written(ledger: Ledger, task: Task) -> None:
    with anyio.CancelScope() as scope:
        scope.cancel()
        await ledger.tasks.save(now_running(task, "paid for"))
    assert (await ledger.tasks.get("local", "task_1")).ticket == "paid for"


async def test_an_error_in_the_middle_undoes_the_whole(ledger: Ledger, task: Task) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        await ledger.tasks.finish(task, [a_clip()], [a_file("unheard of")])
    assert (await ledger.tasks.get("local", "task_1")).status is Status.QUEUED
    assert (await ledger.statistics.counts()).clips == 0
    assert (await ledger.tasks.save(now_running(task))).ticket == "ticket"


async def test_tasks_are_looked_up_by_ids_and_tickets(ledger: Ledger, task: Task) -> None:
    await ledger.tasks.save(now_running(task, "t-1"))
    assert list(await ledger.tasks.get_many("local", ["task_1", "task_2"])) == ["task_1"]
    for found in (
        await ledger.tasks.by_ticket("local", "ccapi", "t-1"),
        await ledger.tasks.by_ticket(None, "ccapi", "t-1"),
    ):
        assert found is not None and found.task_id == "task_1"
    assert await ledger.tasks.by_ticket("local", "acedata", "t-1") is None


async def test_an_unknown_task_is_refused_with_what_to_call(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match=r"get_tasks.*find_clips"):
        await ledger.tasks.get("local", "task_9")


async def test_recent_tasks_come_newest_first_page_by_page(ledger: Ledger, clock: Clock) -> None:
    for number in range(5):
        await ledger.tasks.claim(a_task(number, created_at=clock()), holder="we", paid=False, limit=0)
        clock.advance(seconds=number // 2)
    first = await ledger.tasks.recent("local", 3)
    assert [task.task_id for task in first] == ["task_4", "task_3", "task_2"]
    assert [task.task_id for task in await ledger.tasks.recent("local", 3, before="task_2")] == ["task_1", "task_0"]
    assert await ledger.tasks.recent("local", 3, before="no such task") == []


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
    clock.advance(seconds=5)
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
    clock.advance(seconds=13)
    assert [task.task_id for task in await ledger.tasks.orphans()] == ["task_1"]
    assert [task.task_id for task in await ledger.tasks.unanswered()] == ["task_2"]


async def test_an_orphan_is_adopted_once(ledger: Ledger, clock: Clock) -> None:
    await ledger.leases.acquire("process:dying", "dying", 12)
    await claimed(ledger, 1, "dying")
    assert not await ledger.tasks.adopt("task_1", "we")
    clock.advance(seconds=13)
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
    clock.advance(seconds=13)
    assert await ledger.tasks.requeue("task_1")
    assert not await ledger.tasks.requeue("task_1")
    assert await ledger.tasks.unanswered() == [] and len(await ledger.tasks.orphans()) == 1
    await ledger.leases.acquire("process:we", "we", 12)
    assert await ledger.tasks.adopt("task_1", "we") and await ledger.tasks.launch("task_1", "we")
    assert not await ledger.tasks.requeue("task_1")
