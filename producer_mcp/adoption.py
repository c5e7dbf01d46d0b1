"""From what a caller says to what the ledger calls it; what was made elsewhere is taken in."""

from collections.abc import Callable
from datetime import datetime

from .errors import NotFound, VendorError
from .ids import new_id, request_key
from .intake import WINDOW, Intake
from .ledger import Ledger
from .music import Clip, Status, Task
from .roster import KNOWN, Roster

ADOPTED = "adopted"
"""The operation of a task that was made elsewhere."""


class Adoption:
    """Takes `vendor:their-id` for a clip or a task of ours."""

    def __init__(self, roster: Roster, ledger: Ledger, intake: Intake, *, holder: str, now: Callable[[], datetime]) -> None:
        self._roster = roster
        self._ledger = ledger
        self._intake = intake
        self._holder = holder
        self._now = now

    async def clip(self, owner: str, clip_id: str) -> Clip:
        """The clip of that id, or one made elsewhere."""
        name, colon, theirs = clip_id.partition(":")
        if not colon or name not in KNOWN:
            return await self._ledger.clip(owner, clip_id)
        if (known := await self._ledger.clip_of(owner, name, theirs)) is not None:
            return known
        vendor = self._roster[name]
        if not theirs or not vendor.is_hosted or await self._ledger.somebody_holds(name, theirs) not in (None, owner):
            raise NotFound(f"No clip is called {clip_id!r}; find_clips() lists those there are.")
        adopted = Clip(
            clip_id=new_id("clip"),
            owner=owner,
            vendor=name,
            account=vendor.account,
            vendor_clip_id=theirs,
            ticket=theirs if theirs.startswith("task_") else "",
            created_at=self._now(),
        )
        return await self._ledger.save_clip(adopted)

    async def task_id(self, owner: str, task_id: str) -> str:
        """Ours, for a task made elsewhere and named `vendor:ticket`; it is watched from now on."""
        name, colon, ticket = task_id.partition(":")
        if not colon or name not in self._roster.vendors or not ticket or not self._roster[name].is_hosted:
            return task_id
        if (known := await self._ledger.task_by_ticket(None, name, ticket)) is not None:
            return known.task_id if known.owner == owner else task_id
        now, vendor = self._now(), self._roster[name]
        task = Task(
            task_id=new_id("task"),
            owner=owner,
            account=vendor.account,
            vendor=name,
            operation=ADOPTED,
            arguments={},
            key=request_key(owner, vendor.account, ADOPTED, {"ticket": ticket}, 1),
            status=Status.RUNNING,
            ticket=ticket,
            created_at=now,
            submitted_at=now,
            held_until=now + WINDOW,
        )
        return (await self._ledger.claim(task, holder=self._holder, paid=False, limit=0)).task_id

    async def look_again(self, owner: str, task_id: str) -> None:
        """Ask the vendor once more about a task that was given up, or whose files' addresses have expired."""
        task = (await self._ledger.tasks(owner, [task_id])).get(task_id)
        if task is None or task.ticket is None or task.vendor not in self._roster.vendors:
            return
        files = [file for clip in task.clips for file in clip.files.values()]
        lost = [file for file in files if file.path is None and file.error and file.next_try is None]
        if task.status is not Status.UNKNOWN and not lost:
            return
        try:
            report = (await self._roster[task.vendor].check([task.ticket])).get(task.ticket)
        except VendorError:
            return  # it stays as it is; the answer says how that is
        if report is not None and task.status is Status.UNKNOWN and report.status.is_final:
            await self._intake.take(task, report)
        elif report is not None:
            await self._intake.renew(task, report)
