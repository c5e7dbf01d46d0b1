"""The ledger: tasks, clips, files and leases, kept in a database that several processes may write at once.

`Ledger` has one attribute a subject, each typed by a protocol of this module; the rest of the program knows only these.
`sqlite.open_ledger` opens a ledger in an SQLite file. For another database, either implement the protocols, or implement
`database.Database` and translate the `.sql` files, which use SQLite's JSON functions and full-text search.

Every failure of a database is raised as `StorageFailed`. Times are UTC. What belongs to one owner is never
returned for another, unless a method says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from ..models import Clip, File, Mark, Status, Task, Tempo

__all__ = [
    "Changes",
    "Clips",
    "Counts",
    "Event",
    "Files",
    "Leases",
    "Ledger",
    "Retirements",
    "RunningTask",
    "Spending",
    "Statistics",
    "Tally",
    "Tasks",
]


class Event(NamedTuple):
    """Something that happened to a task: its status from `at` on, and a note."""

    at: datetime
    status: Status
    note: str


class RunningTask(NamedTuple):
    """The few fields of a running task that its poller needs; reading these alone keeps a thousand tasks cheap."""

    task_id: str
    owner: str
    operation: str
    ticket: str
    sent: str
    """When it was submitted, as ISO 8601 text."""
    watched_until: str | None = None
    """Until when another process is known to wait for it: how long its lease `watched:<task id>` lasts, as ISO 8601 text."""

    @property
    def sent_at(self) -> datetime:
        """When it was submitted."""
        return datetime.fromisoformat(self.sent)


class Tally(NamedTuple):
    """Counts of the tasks that agree in the first five fields, of all owners together."""

    vendor: str
    operation: str
    status: str
    code: str | None
    """The error's, of tasks that are failed or unknown."""
    unit: str | None
    """Of the cost, where one is known."""
    tasks: int
    submits: int
    failures: int
    amount: float | None
    """What was charged, or may have been, in `unit`; None where no cost is known."""


class Counts(NamedTuple):
    """How much there is: tasks, clips, files on disk, and the bytes of these."""

    tasks: int
    clips: int
    files: int
    bytes: int


class Tasks(Protocol):
    """What was asked for, and what became of it."""

    async def claim(self, task: Task, *, holder: str, paid: bool, limit: int) -> Task:
        """Save `task`, unless one with its key is there: that one is returned instead. Of many claims at once, one wins.

        `holder` is the process that will submit it. Each paid step of a `paid` task counts towards the owner's `limit` of
        today (0: no limit); raises `LimitReached` when it is used up.
        """

    async def by_key(self, owner: str, key: str) -> Task | None:
        """The task that `claim` would return for `key`."""

    async def of_keys(self, owner: str, keys: Sequence[str]) -> list[Task]:
        """The done tasks with one of these keys, whether they hold it or not, with their clips; by take, then newest first."""

    async def launch(self, task_id: str, holder: str, *, request: str | None = None) -> bool:
        """Ask to submit a task, just before the request is sent: True only once, and only to its holder.

        `request` is what will be sent, as JSON without key and callback; it is kept for whoever looks into the task.
        """

    async def withdraw(self, task_id: str, holder: str) -> None:
        """Undo `launch`, for a holder who knows that the vendor has not taken the request.

        Until it is launched again it is like any task that was never submitted: if its holder dies, another may send it.
        """

    async def save(self, task: Task, *, raw: str | None = None, note: str = "") -> Task:
        """Write the new state of a task, and return what the ledger then holds. Done and failed tasks do not change.

        `raw` is the vendor's answer as it was received; the last that is not empty is kept, up to a megabyte. A `note`
        goes into the task's events. A failure frees the places in the owner's day of steps without charge. Raises `NotFound` if
        the task was never claimed.
        """

    async def finish(self, task: Task, clips: Sequence[Clip], files: Sequence[File], *, raw: str = "") -> Task:
        """Mark a task as done, with its clips and the files to be fetched, in one transaction; returns what the ledger holds.

        A clip that is known already, by our id or its vendor's, keeps its id; where the task asked for a title, only one
        of that title is the same clip. Done and failed tasks do not change.
        """

    async def begin_step(
        self, task: Task, clips: Sequence[Clip], files: Sequence[File], *, holder: str, callback: str | None, raw: str = ""
    ) -> Task | None:
        """The present step of a task is done: keep what it made, and begin the next one, which `holder` is to submit.

        The task is queued again, without a ticket; whatever holds for one that was saved and never submitted holds for it.
        `callback`: its new secret. Returns None where another has begun that step, or the task has ended.
        """

    async def resume(self, task: Task, *, holder: str, limit: int) -> Task | None:
        """Begin the step again at which a task failed at no cost; its `cost` is what it comes to in all.

        Returns None where another has. Raises `LimitReached`.
        """

    async def retitle(self, task: Task, title: str) -> Task:
        """Give a task the argument `title`, and the clips it gave that title, stems with their part; returns the task then."""

    async def get(self, owner: str, task_id: str) -> Task:
        """The task with its clips and their files; `NotFound` if there is none, or it is another owner's."""

    async def get_many(self, owner: str, task_ids: Sequence[str]) -> dict[str, Task]:
        """Those of the tasks that exist and are the owner's, by id, with their clips and files."""

    async def get_of_any_owner(self, task_id: str) -> Task | None:
        """The task, whoever owns it; for requests that no owner makes, such as a vendor's webhook."""

    async def recent(self, owner: str, limit: int, before: str | None = None) -> list[Task]:
        """The newest tasks with their clips, newest first; with `before`, only those older than the task of that id."""

    async def latest(self, owner: str, limit: int) -> list[Task]:
        """The newest tasks with their clips, newest first; those that are not finished are among them before any other."""

    async def drafts(
        self,
        owner: str,
        operation: str,
        *,
        query: str | None = None,
        vendor: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> tuple[list[Task], str | None]:
        """A page of done tasks that wrote lyrics or a sound, newest first, and the cursor of the next page (None after the last).

        `query`: words that all stand in what was asked or written. `cursor`: the id of the last task of the page before.
        """

    async def newest(self, limit: int | None, words: Sequence[str] = ()) -> list[Task]:
        """The newest tasks of all owners, newest first, without their clips; only those whose arguments contain all `words`.

        Upper and lower case are the same. `limit` is the most that are given; None for all.
        """

    async def by_ticket(self, owner: str | None, vendor: str, ticket: str) -> Task | None:
        """The newest task that has this ticket at this vendor; of one owner, or of any (`None`)."""

    async def events(self, task_id: str) -> list[Event]:
        """Every change of the task's status, and every note, oldest first; whoever owns the task."""

    async def request(self, task_id: str) -> str | None:
        """What was sent for a task, as `launch` was given it; None if nothing was. For whoever looks into an incident."""

    async def raw_answer(self, task_id: str) -> str | None:
        """The vendor's last answer about the task as it was received, up to a megabyte; whoever owns the task."""

    async def holder_of(self, task_id: str) -> str | None:
        """The process that saved the task, or took it over, to submit it; whoever owns the task."""

    async def running(self, account: str) -> list[RunningTask]:
        """The tasks that have a ticket at this account and are neither final nor unknown, oldest first."""

    async def record_progress(
        self, task_ids: Sequence[str], progress: Mapping[str, float | None] | None = None, raws: Mapping[str, str] | None = None
    ) -> None:
        """The vendor has just answered that these still run; by id, how far they are (0 … 1) and its raw answers.

        This is not a change: nobody who waits is woken.
        """

    async def orphans(self) -> list[Task]:
        """Tasks saved and never submitted, whose process has died (its `process:` lease has ended); without clips."""

    async def adopt(self, task_id: str, holder: str) -> bool:
        """Become the holder of an orphan; True to one caller only."""

    async def unanswered(self) -> list[Task]:
        """Tasks submitted by a process that died before it saved a ticket; without clips.

        The vendor may have accepted them, and charged for them.
        """

    async def requeue(self, task_id: str) -> bool:
        """Make an orphan of an unanswered task, so that it is submitted again. Only for work that costs nothing."""


class Clips(Protocol):
    """What was made, and where it came from."""

    async def get(self, owner: str, clip_id: str) -> Clip:
        """The clip with its files; `NotFound` if there is none, or it is another owner's."""

    async def by_vendor_id(self, owner: str, vendor: str, vendor_clip_id: str) -> Clip | None:
        """The owner's clip that the vendor calls `vendor_clip_id`; the oldest, where its music has several titles."""

    async def at_address(self, owner: str, address: str) -> Clip | None:
        """The owner's one clip with a file at that web address or path; what stands behind a `?` may have changed since."""

    async def owner_of_vendor_id(self, vendor: str, vendor_clip_id: str) -> str | None:
        """Who owns a clip that the vendor calls `vendor_clip_id`; the first, if several do."""

    async def save(self, clip: Clip) -> Clip:
        """Keep a clip, and the files it names, to be fetched. One that is known keeps its id, and only gaps are filled."""

    async def update(self, clip: Clip) -> Clip:
        """Overwrite a clip's fields, except its vendor, time and files; `NotFound` if it is not there."""

    async def set_tempo(self, clip_id: str, tempo: Tempo) -> Clip | None:
        """Write down a clip's tempo and key, whoever owns it, unless they are known; returns the clip then, with its files."""

    async def without_tempo(self, limit: int) -> list[Clip]:
        """Clips of all owners whose audio is kept and whose tempo nobody has looked for, newest first, with their files."""

    async def find(
        self,
        owner: str,
        *,
        query: str | None = None,
        clip_id: str | None = None,
        task_id: str | None = None,
        vendor: str | None = None,
        operation: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> tuple[list[Clip], str | None]:
        """A page of clips, songs before stems and then newest first, and the cursor of the next page (None after the last).

        `query`: words that all begin a word of the title, sound or lyrics of the clip, or of those it was made from. `clip_id`:
        only this clip, its ancestors and its descendants. `task_id`: given by this task. `operation`: made by it, or exported
        or filmed by it. A hidden clip is left out, unless it is `clip_id`. Raises `InvalidArguments` for a cursor that is not
        one of ours.
        """

    async def newest(self, owner: str, limit: int, cursor: str | None = None) -> tuple[list[Clip], str | None]:
        """A page of all clips that are not hidden, newest first, and the cursor of the next page (None after the last)."""

    async def having_words(self, owner: str, query: str) -> dict[str, int]:
        """For each word of a query how many of the owner's clips have it, as `find` sees it."""

    async def hide(self, clip_id: str, at: datetime | None) -> Clip | None:
        """Hide a clip from `find`, `newest` and `titles`, or with None show it again, whoever owns it; None if there is none."""

    async def hidden(self) -> list[Clip]:
        """The clips of all owners that are hidden, the last one first; without their files."""

    async def titles_like(self, owner: str, title: str) -> set[str]:
        """Those of the owner's titles that are `title`, or begin with it and a blank."""

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        """Ids and titles of the newest clips whose title begins with `prefix`, whatever the case and accents."""


class Files(Protocol):
    """Files of clips: to be fetched, kept, or given up."""

    async def get(self, clip_id: str, kind: str) -> File | None:
        """One file of a clip, whoever owns it; for requests by a signed URL."""

    async def claim(self, holder: str, limit: int, waits: Sequence[float] = ()) -> list[tuple[File, Clip]]:
        """Up to `limit` files that are due, each with its clip and given to one process only.

        `waits`: the longest that the next try can be away after one failed try, two, and so on, in seconds; one that is
        further away was planned by a clock that ran ahead, and is due. A claim ends after ten minutes, or when the holder's
        `process:` lease ends.
        """

    async def record_fetched(self, file: File) -> None:
        """The file is on disk, at its `path`."""

    async def record_lost(self, file: File) -> None:
        """A kept file is gone from the disk: it is to be fetched again where an address is known, and else given up."""

    async def record_failed(self, file: File) -> None:
        """A try to fetch the file failed: its `error`, `tries` and `next_try` (None: given up). A file on disk stays kept."""


class Leases(Protocol):
    """Names that are held for a while, by one holder each.

    A process holds `process:<holder>` as long as it is alive, an account while it polls it, and `watched:<task id>` while
    somebody waits there for a task of an account that another process polls. A lease that was taken in the future, by a clock
    that ran ahead, is over.
    """

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        """Take a lease, or renew our own; False while another holds it."""

    async def release(self, name: str, holder: str) -> None:
        """End a lease, if it is the holder's."""

    async def holder_of(self, name: str) -> str | None:
        """Who holds the lease now."""


class Marks(Protocol):
    """What persons marked in a player, and which clips they chose to go on with."""

    async def add(self, mark: Mark, instead_of: Sequence[str] = ()) -> None:
        """Keep a mark in place of the same wish for the same stretch, if there is one.

        `instead_of`: ids of clips whose choice (the wish `keep`) ends with it.
        """

    async def remove(self, owner: str, mark_id: str) -> bool:
        """Take a mark back; False where the owner has none of that id."""

    async def remove_choices(self, owner: str, clip_ids: Sequence[str]) -> None:
        """Take back that these clips were chosen."""

    async def of_clips(self, owner: str, clip_ids: Sequence[str]) -> list[Mark]:
        """All marks of these clips, oldest first."""

    async def untold(self, owner: str) -> int:
        """How many the assistant was not told."""

    async def tell(self, owner: str, operations: Sequence[str], limit: int) -> list[Mark]:
        """Up to `limit` that the assistant was not told, oldest first; from now on it was, each by one caller.

        A wish counts as told without being given when one of `operations` was asked for on its clip since.
        """


class Retirements(Protocol):
    """Operations that a vendor has switched off, each believed until a moment and then tried again."""

    async def add(self, account: str, operation: str, until: datetime) -> None:
        """Do not offer this operation at this account until then."""

    async def operations(self, account: str) -> set[str]:
        """The operations that are switched off at this account, as far as known."""


class Spending(Protocol):
    """Paid submits of a day (UTC), counted per owner."""

    async def reserve(self, owner: str, key: str, *, limit: int, until: datetime, places: int = 1) -> None:
        """Hold places in the owner's day for the request `key` while a person is asked; `LimitReached` if too few are free.

        The claim of a task with the same key uses them up.
        """

    async def release(self, owner: str, key: str) -> None:
        """Give a reserved place back."""

    async def paid_today(self, owner: str) -> int:
        """Paid submits since 00:00 UTC."""


class Statistics(Protocol):
    """Counts for whoever runs the server; they contain nobody's titles or lyrics."""

    async def tallies(self) -> list[Tally]:
        """What was asked for, submitted, refused and charged."""

    async def counts(self) -> Counts:
        """How much there is, of all owners together."""

    async def counts_of(self, owner: str) -> Counts:
        """How much there is of one owner."""

    async def typical_seconds(self, vendor: str, operation: str) -> float | None:
        """The median time from submit to done of the last fifty; None before the first."""


class Changes(Protocol):
    """Waiting until something changes: a task's state, a clip, a file."""

    @property
    def count(self) -> int:
        """The number of changes this process knows of; read it before reading the ledger, and pass it to `wait`."""

    async def wait(self, within: float, *, since: int | None = None) -> bool:
        """Wait for a change, by this process (noticed at once) or another (within half a second); False after `within` seconds.

        `since` is `count` as it was before the caller read the ledger: a change made in between is then not missed.
        """


@dataclass(frozen=True)
class Ledger:
    """One ledger, by subject."""

    tasks: Tasks
    clips: Clips
    files: Files
    leases: Leases
    marks: Marks
    retirements: Retirements
    spending: Spending
    statistics: Statistics
    changes: Changes
