"""From what a caller says to what the ledger calls it; what was made elsewhere is taken in."""

from collections.abc import Iterable, Mapping, Sequence

import anyio

from ..errors import NotFound, ProducerError, VendorError
from ..ledger import Ledger
from ..models import Clip, Failure, Status, Task
from ..vendors.registry import vendor_names
from .ids import new_id, request_key
from .process import Process
from .results import WINDOW, Results
from .roster import Roster

PATIENCE = 5.0
"""Seconds for all that is asked again during one call."""
ADOPTED = "adopted"
"""The operation of a task that was made elsewhere."""


class ExternalIds:
    """Takes `vendor:their-id` for a clip or a task of ours."""

    def __init__(self, roster: Roster, ledger: Ledger, intake: Results, process: Process) -> None:
        self._roster = roster
        self._ledger = ledger
        self._intake = intake
        self._process = process
        self._clock = process.clock

    async def clip(self, owner: str, clip_id: str) -> Clip:
        """The clip of that id, or one made elsewhere."""
        name, colon, theirs = clip_id.partition(":")
        if not colon or name not in vendor_names():
            return await self._ledger.clips.get(owner, clip_id)
        if (known := await self._ledger.clips.by_vendor_id(owner, name, theirs)) is not None:
            return known
        vendor = self._roster[name]
        if not theirs or not vendor.is_hosted or await self._ledger.clips.owner_of_vendor_id(name, theirs) not in (None, owner):
            raise NotFound(f"No clip is called {clip_id!r}; find_clips() lists those there are.")
        adopted = Clip(
            clip_id=new_id("clip"),
            owner=owner,
            vendor=name,
            account=vendor.account,
            vendor_clip_id=theirs,
            ticket=theirs if theirs.startswith("task_") else "",
            created_at=self._clock.now(),
        )
        return await self._ledger.clips.save(adopted)

    async def task_ids(self, owner: str, said: Sequence[str]) -> Mapping[str, str | Failure]:
        """What was said, each with our id of it, or why there is none just now."""
        named: dict[str, str | Failure] = {}
        for task_id in dict.fromkeys(said):
            try:
                named[task_id] = await self._task_id(owner, task_id)
            except ProducerError as error:
                named[task_id] = Failure(code=error.code, message=str(error))
        return named

    async def _task_id(self, owner: str, task_id: str) -> str:
        """Ours, for a task made elsewhere and named `vendor:ticket`, if its vendor knows it; it is watched from now on.

        Raises a `VendorError` when the vendor cannot be asked.
        """
        name, colon, ticket = task_id.partition(":")
        if not colon or name not in self._roster.vendors or not ticket or not self._roster[name].is_hosted:
            return task_id
        if (known := await self._ledger.tasks.by_ticket(None, name, ticket)) is not None:
            return known.task_id if known.owner == owner else task_id
        now, vendor = self._clock.now(), self._roster[name]
        report = (await vendor.check([ticket])).get(ticket)
        if report is None:
            return task_id
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
        adopted = await self._ledger.tasks.claim(task, holder=self._process.holder, paid=False, limit=0)
        return (await self._intake.take(adopted, report)).task_id

    async def look_again(self, tasks: Iterable[Task]) -> bool:
        """Ask vendors once more about those that were given up, or whose files' addresses have expired; not for long.

        False when there are none.
        """
        lost: dict[str, list[Task]] = {}
        for task in tasks:
            if task.ticket is not None and (task.status is Status.UNKNOWN or _is_missing_files(task)):
                lost.setdefault(task.account, []).append(task)
        if not lost:
            return False
        with anyio.move_on_after(PATIENCE):
            async with anyio.create_task_group() as asking:
                for account, some in lost.items():
                    asking.start_soon(self._ask, account, some)
        return True

    async def _ask(self, account: str, tasks: Sequence[Task]) -> None:
        vendor = self._roster.of_account(account)
        if vendor is None:
            return
        for start in range(0, len(tasks), vendor.batch):
            some = tasks[start : start + vendor.batch]
            try:
                reports = await vendor.check([task.ticket for task in some if task.ticket])
            except VendorError:
                return  # they stay as they are; the answer says how that is
            for task in some:
                report = reports.get(task.ticket or "")
                if report is not None and task.status is not Status.UNKNOWN:
                    await self._intake.renew(task, report)
                elif report is not None and report.status.is_final:
                    await self._intake.take(task, report)


def _is_missing_files(task: Task) -> bool:
    return any(not file.path and file.error and file.next_try is None for clip in task.clips for file in clip.files.values())
