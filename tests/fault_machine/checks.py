"""Checks after a run whether the vendor's charges, the ledger and the answers to clients agree."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..fake_vendor import SUNO_VENDORS, FakeVendor
from ..fake_vendor.vendor_tasks import field_value
from .clients import ClientAnswer, Take
from .deployment import Deployment

Row = Mapping[str, Any]
CLIPS = {"create_music": 1, "extend_music": 1, "split_stems": 4}
"""How many clips each makes, at vendors that make one song at a request."""
AUDIO = """
SELECT clip_id, path, size, sha256, file.error FROM task_clip LEFT JOIN file USING (clip_id)
WHERE task_clip.task_id = ? AND (kind = 'audio' OR kind IS NULL)
"""
ERROR_LOG_WORDS = ("crashed", "stumbled", "handler broke", "database is locked", "Traceback")


@dataclass
class Findings:
    """What a run found wrong, by kind; without a bug all three are empty."""

    double_charges: list[str] = field(default_factory=list)
    lost_tasks: list[str] = field(default_factory=list)
    untruths: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.double_charges or self.lost_tasks or self.untruths)

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.double_charges + other.double_charges, self.lost_tasks + other.lost_tasks, self.untruths + other.untruths
        )


def rows_of(ledger: Path, sql: str, *values: object) -> list[Row]:
    """Rows of the ledger, read while the servers run."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=20)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def tasks_of(ledger: Path, takes: Iterable[Take]) -> list[Row]:
    if not ledger.exists():
        return []
    asked = {(take.tool, f'"{take.ours}') for take in takes}
    rows = rows_of(ledger, "SELECT task.*, answer.raw FROM task LEFT JOIN answer USING (task_id)")
    return [row for row in rows if any(tool == row["operation"] and ours in row["arguments"] for tool, ours in asked)]


def vendors_clip(ledger: Path, clip_id: str) -> tuple[str, str]:
    """The vendor of a clip, and the vendor's id of it."""
    [row] = rows_of(ledger, "SELECT vendor, vendor_clip_id FROM clip WHERE clip_id = ?", clip_id)
    return row["vendor"], row["vendor_clip_id"]


def check_run(deployment: Deployment, takes: Sequence[Take], answers: Sequence[ClientAnswer], *, deaths: int) -> Findings:
    """The findings of one run; takes are recognised by their marks. `deaths`: how often a server died, or seemed to have."""
    fake, ledger, sum_ = deployment.fake, deployment.ledger, Findings()
    for mark in dict.fromkeys(take.mark for take in takes):
        tasks = tasks_of(ledger, [take for take in takes if take.mark == mark])
        answers_about_take = [one for one in answers if one.take.mark == mark]
        asked = len({take.take for take in takes if take.mark == mark})
        sum_ += Findings(
            list(_double(fake, mark, asked)),
            [*_lost(fake, ledger, mark, tasks, answers_about_take), *_songs(fake, ledger, tasks)],
            list(_untrue(fake, mark, tasks, answers_about_take, was_hurt=bool(deaths) or _was_hurt(deployment, mark))),
        )
    return sum_


def _charged(fake: FakeVendor, mark: str) -> set[str]:
    """The tickets of a take: of requests that name its mark, and of those that join what these have made."""
    marked, parts = {charge.ticket for charge in fake.charges if said_in(charge.body, mark)}, _parts(fake, mark)
    return marked | {work.ticket for work in fake.tasks.values() if work.operation == "join" and source_of(work.body) in parts}


def _parts(fake: FakeVendor, mark: str) -> set[str]:
    """The clips that the first step of a take's extensions made; the second step's request names one of them, and no mark."""
    extensions = (work for work in fake.tasks.values() if work.operation == "add" and said_in(work.body, mark))
    return {clip.clip_id for work in extensions for clip in work.clips}


def source_of(body: Mapping[str, object]) -> str:
    return field_value(body, "source")


def tickets_of(ledger: Path, task: Row) -> list[str]:
    """The vendor's tickets of a task: of the steps that are done, and of the present one."""
    done = [
        row["ticket"] for row in rows_of(ledger, "SELECT ticket FROM step WHERE task_id = ? ORDER BY number", task["task_id"])
    ]
    return [ticket for each in (*done, task["ticket"]) if (ticket := _bare(each))]


def _clips_made(fake: FakeVendor, ledger: Path, task: Row) -> int:
    """How many clips a done task has to have."""
    if task["vendor"] not in SUNO_VENDORS:
        return CLIPS[task["operation"]]
    works = [fake.tasks[ticket] for ticket in tickets_of(ledger, task) if ticket in fake.tasks]
    return sum(work.state_of(clip) == "succeeded" for work in works for clip in work.clips)


def said_in(body: Mapping[str, object], mark: str) -> bool:
    """Whether one of its words is the mark, or begins with it."""
    return any(isinstance(word, str) and (word == mark or word.startswith(f"{mark} ")) for word in body.values())


def _double(fake: FakeVendor, mark: str, asked: int) -> Iterator[str]:
    paid = _charged(fake, mark) - set(fake.refunds)
    for does, count in Counter(fake.tasks[ticket].operation for ticket in paid).items():
        if count > asked:
            yield f"{mark}: {asked} takes asked for, {count} paid to {does}"


def _lost(fake: FakeVendor, ledger: Path, mark: str, tasks: Sequence[Row], answers: Sequence[ClientAnswer]) -> Iterator[str]:
    """Charges without a task, tasks that never end, and task ids in answers that the ledger lacks."""
    tickets = {ticket for row in tasks for ticket in tickets_of(ledger, row)}
    unexplained = _charged(fake, mark) - tickets - set(fake.refunds)
    ticketless = [row for row in tasks if row["status"] in ("unknown", "done") and row["ticket"] is None]
    if len(unexplained) > len(ticketless):
        yield f"{mark}: {len(unexplained)} charged, of which {len(ticketless)} are told as unknown, or done without a ticket"
    for row in tasks:
        work = fake.tasks.get(_bare(row["ticket"]) or "")
        if row["status"] == "running" and row["error"] and is_poisoned(fake, ledger, row):
            continue  # a state it cannot read is told, and borne for a quarter of an hour
        if row["status"] in ("queued", "running"):
            yield f"{mark}: {row['task_id']} is {row['status']} for ever (ticket {row['ticket']})"
        elif row["ticket"] and work is None:
            yield f"{mark}: {row['task_id']} has a ticket the vendor never gave"
        elif work is not None and work.has("poisoned"):
            if not (row["error"] or json.loads(row["warnings"] or "[]") or work.status == row["status"]):
                yield f"{mark}: {row['task_id']} is {row['status']}, its record holds {work.fault}, and nothing is told"
        elif work is not None and work.status != row["status"]:
            yield f"{mark}: {row['task_id']} is {row['status']}, at the vendor {work.status}"
    known = {row["task_id"] for row in tasks}
    for one in answers:
        if "task_id" in one.payload and one.payload["task_id"] not in known:
            yield f"{mark}: {one.payload['task_id']} was told of and is not in the ledger"


def _songs(fake: FakeVendor, ledger: Path, tasks: Sequence[Row]) -> Iterator[str]:
    """Clips of done tasks whose audio is not kept, or differs from size and hash in the ledger.

    Of a task with a poisoned record only what is kept is looked at: the poison may be the song's address.
    """
    for task in tasks:
        poisoned = is_poisoned(fake, ledger, task)
        if task["status"] != "done" or task["operation"] not in CLIPS:
            continue
        files = rows_of(ledger, AUDIO, task["task_id"])
        if len(files) != _clips_made(fake, ledger, task) and not poisoned:
            yield f"{task['task_id']}: {task['operation']} is done with {len(files)} clips"
        for file in files:
            if not file["path"]:
                if poisoned:
                    continue
                yield f"{task['task_id']}: done, and the audio of {file['clip_id']} is not kept ({file['error']})"
            elif not is_whole(file):
                yield f"{task['task_id']}: the audio of {file['clip_id']} on disk is not what the ledger says"


def is_poisoned(fake: FakeVendor, ledger: Path, task: Row) -> bool:
    """Whether one of the vendor's records of a task holds something unreadable."""
    return any(ticket in fake.tasks and fake.tasks[ticket].has("poisoned") for ticket in tickets_of(ledger, task))


def is_whole(file: Row) -> bool:
    content = Path(file["path"]).read_bytes()
    return bool(len(content) == file["size"] and hashlib.sha256(content).hexdigest() == file["sha256"])


def _was_hurt(deployment: Deployment, mark: str) -> bool:
    """Whether a submit of the take may have been lost: at the vendor, or by the proxy after it had left."""
    at_vendor = (request.body for request in deployment.fake.injected if request.purpose == "submit")
    parts = _parts(deployment.fake, mark)
    return any(said_in(body, mark) or source_of(body) in parts for body in (*at_vendor, *deployment.lost_bodies()))


def _untrue(
    fake: FakeVendor, mark: str, tasks: Sequence[Row], answers: Sequence[ClientAnswer], *, was_hurt: bool
) -> Iterator[str]:
    """Answers that contradict the ledger, and rows that contradict the vendor."""
    ends = {row["task_id"]: row for row in tasks}
    for one in answers:
        end = ends.get(one.payload.get("task_id", ""))
        if one.is_error and one.code not in ("rate_limited", "vendor_unavailable", "refused", "storage"):
            yield f"{mark}: answered by {one.payload}"
        is_resumed = one.status == "failed" and "step" in one.payload
        if end is not None and one.status in ("done", "failed") and end["status"] != one.status and not is_resumed:
            yield f"{mark}: {end['task_id']} was told {one.status} and is {end['status']}"
        if one.status == "done" and one.take.tool in CLIPS and not one.payload.get("clips"):
            yield f"{mark}: done without clips"
    for row in tasks:
        if row["status"] == "unknown" and not was_hurt:
            yield f"{mark}: {row['task_id']} is unknown, and nothing had happened to it"
        if row["status"] == "failed" and row["charged"] == 0 and row["ticket"] and _bare(row["ticket"]) not in fake.refunds:
            yield f"{mark}: {row['task_id']} is said to have cost nothing, and did"
        if row["ticket"] and not row["raw"]:
            yield f"{mark}: the vendor's answer about {row['task_id']} was not kept"


def _bare(ticket: str | None) -> str | None:
    """CCAPI's second platform is named before its ticket."""
    return ticket and ticket.removeprefix("suno/")


def error_log_lines(logs: Iterable[Path]) -> list[str]:
    """Lines of server logs that point at a bug."""
    lines = (line for log in logs for line in log.read_text("utf-8", "replace").splitlines())
    return [line[:400] for line in lines if any(word in line for word in ERROR_LOG_WORDS)]
