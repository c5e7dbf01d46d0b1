"""Resolves `vendor:their-id`, the name of a clip or a task that was made elsewhere, to a clip or a task of our ledger."""

import re
from collections.abc import Iterable, Mapping, Sequence

import anyio

from ..errors import InvalidArguments, NotFound, ProducerError, VendorError, VendorUnreadable
from ..ledger import Ledger
from ..models import Clip, Failure, Status, Task
from ..safe_text import line
from ..vendors.registry import vendor_names
from .advice import call_text, without_address
from .doubts import reports_on
from .ids import new_id, request_key
from .process import Process
from .results import SAME_REQUEST_PERIOD, Results
from .roster import Roster

ASK_AGAIN_TIMEOUT_SECONDS = 5.0
"""For all that vendors are asked once more during one call."""
ADOPTED_OPERATION = "adopted"
"""The operation of a task that was made elsewhere."""


OURS = r"clip_[2-9a-z]{12}"
ID_AT_VENDOR = r"[^\s,;…<>{}\[\]\"'`]+"
"""What a vendor's id may be: one word, and no stand-in such as `<id>` or `clip_…`."""


class ExternalIds:
    """Resolves ids that callers give, and keeps what was made elsewhere under an id of ours."""

    def __init__(self, roster: Roster, ledger: Ledger, results: Results, process: Process) -> None:
        self._roster = roster
        self._ledger = ledger
        self._results = results
        self._process = process
        self._clock = process.clock

    async def clip(self, owner: str, clip_id: str) -> Clip:
        """The clip of that id. A clip made elsewhere, `vendor:their-id`, is kept in the ledger the first time.

        The id of a task with one clip, and the address or path of a clip's file, name that clip too. Raises `NotFound` for an
        unknown id and for another owner's clip, `NotReady` for a vendor without a key.
        """
        name, colon, vendor_clip_id = clip_id.partition(":")
        if not colon or name not in vendor_names():
            return await self._known_clip(owner, clip_id)
        if (known := await self._ledger.clips.by_vendor_id(owner, name, vendor_clip_id)) is not None:
            return known
        if re.fullmatch(OURS, vendor_clip_id) and (clip := await self._ours(owner, vendor_clip_id)) is not None:
            return clip
        vendor = self._roster[name]
        is_possible = re.fullmatch(ID_AT_VENDOR, vendor_clip_id) and vendor.is_hosted
        if not is_possible or await self._ledger.clips.owner_of_vendor_id(name, vendor_clip_id) not in (None, owner):
            raise NotFound(f"No clip is called {clip_id!r}; find_clips() lists those there are.")
        adopted = Clip(
            clip_id=new_id("clip"),
            owner=owner,
            vendor=name,
            account=vendor.account,
            vendor_clip_id=vendor_clip_id,
            ticket=vendor_clip_id if vendor_clip_id.startswith("task_") else "",
            created_at=self._clock.now(),
        )
        return await self._ledger.clips.save(adopted)

    async def _ours(self, owner: str, clip_id: str) -> Clip | None:
        """The clip that has this id of ours, behind which somebody wrote a vendor's name; None if there is none."""
        try:
            return await self._ledger.clips.get(owner, clip_id)
        except NotFound:
            return None

    async def _known_clip(self, owner: str, given: str) -> Clip:
        """The clip of the ledger that is named by its id, by its task's, or by where a file of it is."""
        if given.startswith("clip_"):
            return await self._ledger.clips.get(owner, given)
        if given.startswith("task_"):
            return _only_clip(await self._ledger.tasks.get(owner, given))
        if (clip := await self._ledger.clips.at_address(owner, given)) is not None:
            return clip
        shown = line(given, 80)
        if "://" in given:
            raise NotFound(f"No clip has a file at {shown}; upload_music(url=…) brings in audio from elsewhere.")
        raise NotFound(f"No clip has the id {shown!r}; {call_text('find_clips', query=shown)} looks for it by its title.")

    async def task_ids(self, owner: str, given: Sequence[str]) -> Mapping[str, str | Failure]:
        """Our task id for each given id, or why it cannot be told now. An unknown id is its own answer."""
        resolved: dict[str, str | Failure] = {}
        for task_id in dict.fromkeys(given):
            try:
                resolved[task_id] = await self._task_id(owner, task_id)
            except ProducerError as error:
                resolved[task_id] = Failure(code=error.code, message=str(error))
        return resolved

    async def _task_id(self, owner: str, task_id: str) -> str:
        """Our id for `vendor:ticket`, if the vendor knows that ticket; the task is kept, and polled from then on.

        A clip's id stands for the task that made it. Any other id is returned as it is. Raises a `VendorError` when the vendor
        cannot be asked.
        """
        if task_id.startswith("clip_"):
            return await self._task_of_clip(owner, task_id)
        name, colon, ticket = task_id.partition(":")
        if not colon or name not in self._roster.vendors or not ticket or not self._roster[name].is_hosted:
            return task_id
        if (known := await self._ledger.tasks.by_ticket(None, name, ticket)) is not None:
            return known.task_id if known.owner == owner else task_id
        now, vendor = self._clock.now(), self._roster[name]
        report = (await reports_on(vendor, [ticket])).get(ticket)
        if report is None:
            return task_id
        if not report.is_read:
            raise VendorUnreadable(name, report.doubt.removeprefix(f"{name}: "), raw=report.raw)
        task = Task(
            task_id=new_id("task"),
            owner=owner,
            account=vendor.account,
            vendor=name,
            operation=ADOPTED_OPERATION,
            arguments={},
            key=request_key(owner, vendor.account, ADOPTED_OPERATION, {"ticket": ticket}, 1),
            status=Status.RUNNING,
            ticket=ticket,
            created_at=now,
            submitted_at=now,
            held_until=now + SAME_REQUEST_PERIOD,
        )
        adopted = await self._ledger.tasks.claim(task, holder=self._process.holder, paid=False, limit=0)
        return (await self._results.record(adopted, report)).task_id

    async def _task_of_clip(self, owner: str, clip_id: str) -> str:
        """The id of the task that made the clip; the clip's own where there is none."""
        try:
            return (await self._ledger.clips.get(owner, clip_id)).task_id or clip_id
        except NotFound:
            return clip_id

    async def ask_again(self, tasks: Iterable[Task]) -> bool:
        """Ask vendors once more about unknown tasks, and about done ones whose files could not be downloaded.

        Whether there were any; what the vendors answered is in the ledger then.
        """
        by_account: dict[str, list[Task]] = {}
        for task in tasks:
            if task.ticket is not None and (task.status is Status.UNKNOWN or _is_missing_files(task)):
                by_account.setdefault(task.account, []).append(task)
        if not by_account:
            return False
        with anyio.move_on_after(ASK_AGAIN_TIMEOUT_SECONDS):
            async with anyio.create_task_group() as requests:
                for account, of_account in by_account.items():
                    requests.start_soon(self._ask, account, of_account)
        return True

    async def _ask(self, account: str, tasks: Sequence[Task]) -> None:
        """Ask one vendor about tasks of its account, and record what it says; one that cannot be asked changes nothing."""
        vendor = self._roster.of_account(account)
        if vendor is None:
            return
        for start in range(0, len(tasks), vendor.batch_size):
            batch = tasks[start : start + vendor.batch_size]
            try:
                reports = await reports_on(vendor, [task.ticket for task in batch if task.ticket])
            except VendorError:
                return  # the tasks stay as they are
            for task in batch:
                report = reports.get(task.ticket or "")
                if report is not None and task.status is not Status.UNKNOWN:
                    await self._results.renew_addresses(task, report)
                elif report is not None and report.status.is_final:
                    await self._results.record(task, report)


def _only_clip(task: Task) -> Clip:
    """The clip of a task that has one. Raises `InvalidArguments` with the next call for a task that has several, or none."""
    match task.clips:
        case (clip,):
            return clip
        case ():
            ahead = "" if task.status.is_final else f"; {call_text('get_tasks', task_ids=[task.task_id])} waits for it"
            raise InvalidArguments(f"clip_id: {task.task_id} is a task that is {task.status} and has no clip{ahead}.")
        case clips:
            names = ", ".join(f"{clip.clip_id} ({line(clip.part or clip.title or 'no title', 40)})" for clip in clips)
            raise InvalidArguments(f"clip_id: {task.task_id} is a task with {len(clips)} clips; say one of them: {names}.")


def _is_missing_files(task: Task) -> bool:
    """Whether a file has no address, or its download was given up and a fresh address may help."""
    is_without_address = bool(without_address(task))
    return is_without_address or any(file.is_missing for clip in task.clips for file in clip.files.values())
