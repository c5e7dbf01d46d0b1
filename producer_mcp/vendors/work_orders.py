"""What was asked of a server that forgets, kept on disk: so that it can be asked again, and what it made is not made twice."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Any, Self

ORDER_FILE = "order.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One request of an order, and the server's id for it."""

    fields: Mapping[str, Any]
    """As they are sent."""
    server_id: str = ""
    part: str | None = None
    """Which part of the music it makes, for stems."""
    begun: int = 0
    """How often it was sent and accepted."""
    begun_at: float = 0.0
    """When it was last, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of audio that was made for an order, in a file of the order's folder."""

    file: str
    seconds: float | None = None
    part: str | None = None
    lyrics: str = ""
    sound: str = ""
    model: str = ""
    seed: str = ""
    bpm: float | None = None
    """The tempo that the server planned, in beats a minute; None where it planned none."""
    key: str = ""
    """`C major`, as planned; empty where it planned none."""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """An operation that was handed to the server."""

    ticket: str
    operation: str
    jobs: tuple[Job, ...] = ()
    source: str = ""
    """The name of the file that is sent with each job, in the order's folder; empty for none."""
    start: float | None = None
    """Of an edit of a stretch: where it begins, in seconds. Before it the source stays as it is."""
    end: float | None = None
    """And where it ends; None for the source's end."""
    may_end_early: bool = False
    """Whether what comes may be shorter than the source."""
    remarks: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    """What was made and is here; empty until all of it is."""
    failure: str | None = None
    """Why nothing will come of it, in the server's words, perhaps none; None: it has not failed."""
    finding: str = ""
    """Why nothing will come of it, in a sentence of ours, where we found that ourselves."""

    @property
    def is_final(self) -> bool:
        """Whether the server is not asked about it any more."""
        return bool(self.pieces) or self.failure is not None

    def with_job(self, position: int, job: Job, *remarks: str) -> Self:
        """The order with another job in that place, and more remarks."""
        jobs = (*self.jobs[:position], job, *self.jobs[position + 1 :])
        return replace(self, jobs=jobs, remarks=tuple(dict.fromkeys((*self.remarks, *remarks))))


@dataclass(frozen=True, slots=True)
class OrderBook:
    """The orders in a folder, each in a folder of its own by its ticket. Every method blocks, and may raise OSError."""

    folder: Path

    def folder_of(self, ticket: str) -> Path:
        """The folder of an order's files, made if it is missing."""
        folder = self.folder / ticket
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def save(self, order: WorkOrder) -> None:
        """Write an order, in place of what was written of it before."""
        path = self.folder_of(order.ticket) / ORDER_FILE
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(order), ensure_ascii=False), "utf-8")
        unfinished.replace(path)

    def finish(self, order: WorkOrder) -> None:
        """Write an order that has ended, and delete what was sent for it."""
        self.save(order)
        if order.source:
            (self.folder_of(order.ticket) / order.source).unlink(missing_ok=True)

    def discard(self, ticket: str) -> None:
        """Delete the folder of an order that was not taken."""
        rmtree(self.folder / ticket, ignore_errors=True)

    def order(self, ticket: str) -> WorkOrder | None:
        """The order of a ticket; None where there is none."""
        if not re.fullmatch(r"[0-9a-f]{32}", ticket):
            return None
        try:
            fields = json.loads((self.folder / ticket / ORDER_FILE).read_text("utf-8"))
        except FileNotFoundError:
            return None
        jobs = tuple(Job(**job) for job in fields.pop("jobs"))
        pieces = tuple(Piece(**piece) for piece in fields.pop("pieces"))
        return WorkOrder(jobs=jobs, pieces=pieces, **{**fields, "remarks": tuple(fields["remarks"])})

    def path_of(self, piece_id: str) -> Path | None:
        """The file of a piece by its id, `ticket-number`; None where it is not here."""
        ticket, _, number = piece_id.partition("-")
        order = self.order(ticket)
        if order is None or not number.isdecimal() or int(number) >= len(order.pieces):
            return None
        path = self.folder / ticket / order.pieces[int(number)].file
        return path if path.is_file() else None
