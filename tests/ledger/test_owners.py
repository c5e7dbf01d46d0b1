"""Two people never meet: nothing of one owner is listed, read, waited for or deduplicated for another."""

import pytest

from producer_mcp.errors import NotFound
from producer_mcp.ledger import Ledger

from .examples import a_clip, a_file, a_task, now_running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def both(ledger: Ledger) -> Ledger:
    """Ann's and Bob's work, alike in every word but the owner and our ids."""
    for owner in ("ann", "bob"):
        task = await ledger.tasks.claim(a_task(owner, owner=owner, key="same"), holder="we", paid=True, limit=1)
        assert task.owner == owner
        clip = a_clip(owner, owner=owner, vendor_clip_id="same", title="Same", parent="clip_ann")
        await ledger.tasks.finish(now_running(task, "same"), [clip], [a_file(owner, owner=owner)])
    return ledger


async def test_neither_reads_the_others_task_or_clip(both: Ledger) -> None:
    for look in (both.tasks.get("ann", "task_bob"), both.clips.get("ann", "clip_bob")):
        with pytest.raises(NotFound, match="there is no"):
            await look
    assert list(await both.tasks.get_many("ann", ["task_ann", "task_bob"])) == ["task_ann"]


async def test_neither_lists_the_others(both: Ledger) -> None:
    assert [task.task_id for task in await both.tasks.recent("ann", 9)] == ["task_ann"]
    assert await both.tasks.recent("ann", 9, before="task_bob") == []
    for filters in ({}, {"query": "same"}, {"clip_id": "clip_ann"}, {"vendor": "ccapi"}):
        clips, _ = await both.clips.find("ann", **filters)  # type: ignore[arg-type]
        assert [clip.clip_id for clip in clips] == ["clip_ann"]
    assert (await both.clips.find("bob", clip_id="clip_ann"))[0] == []
    assert await both.clips.titles("bob", "sa", 9) == [("clip_bob", "Same")]


async def test_the_same_ticket_and_clip_are_each_ones_own(both: Ledger) -> None:
    for owner in ("ann", "bob"):
        task = await both.tasks.by_ticket(owner, "ccapi", "same")
        clip = await both.clips.by_vendor_id(owner, "ccapi", "same")
        assert task is not None and clip is not None
        assert (task.owner, task.clips[0].clip_id, clip.clip_id) == (owner, f"clip_{owner}", f"clip_{owner}")


async def test_neither_spends_the_others_day(both: Ledger) -> None:
    assert [await both.spending.paid_today(owner) for owner in ("ann", "bob", "eve")] == [1, 1, 0]


async def test_neither_changes_the_others(both: Ledger) -> None:
    bobs = await both.clips.get("bob", "clip_bob")
    with pytest.raises(NotFound):
        await both.clips.update(bobs.model_copy(update={"owner": "ann", "title": "Ann's now"}))
    with pytest.raises(NotFound):
        await both.tasks.save(a_task("bob", owner="ann"))
    await both.files.record_fetched(a_file("bob", owner="ann", path="/ann"))
    assert await both.clips.get("bob", "clip_bob") == bobs
