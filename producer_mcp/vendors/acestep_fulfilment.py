"""Fulfils the orders of an ACE-Step server: what is done is fetched and put together here, what was forgotten is begun again."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote

import structlog
from anyio.to_thread import run_sync

from ..errors import VendorError
from ..models import Status
from ..operations import UploadMusic
from . import Made, Report
from .acestep_server import Server, Standing, file_of
from .offline import is_engine_installed
from .parsing import MAX_KEPT_LYRICS_CHARS, Record, number, quoted, record, text
from .work_orders import Job, OrderBook, Piece, WorkOrder

log = structlog.get_logger()

AUDIO_FORMAT: Final = "flac"
"""What is asked for: other formats are made of it here, and no edit of it loses anything."""
MAX_BEGUN: Final = 3
"""How often a request is sent at most, when the server forgets it."""
KNOWN_SECONDS: Final = 4200.0
"""An id that it knows is called failed after an hour; one that is silent for longer than this was forgotten."""
TOLD_SECONDS: Final = 1.0
"""A piece that is shorter than it was asked for by more than this is told."""
SLOWEST_BPM, FASTEST_BPM = 30, 300
"""What the model can be asked for."""
LOST_FOR_GOOD = f"Your server forgot this {MAX_BEGUN} times: look at its log, it may be out of memory."
FORGOTTEN = "The server had forgotten this, as it does when it is restarted; it was begun again, which costs nothing."
UNPLANNED = "It failed with the language model planning first, so it was made without."
KEYSCALE_PATTERN: Final = re.compile(r"([A-G][#b]?) ((?i:major|minor))")
KNOWN_FIELDS: Final[Mapping[str, str]] = {"sound": "prompt", "model": "dit_model"}
"""What is kept of a piece that was made, and the server's name for it."""


class Fulfilment:
    """Takes orders to their end. What it says of them is a report in the vendor's name. Its methods may raise OSError."""

    def __init__(self, vendor: str, server: Server, book: OrderBook) -> None:
        self._vendor = vendor
        self._server = server
        self._book = book

    async def sent(self, order: WorkOrder, job: Job) -> Job:
        """The job, once it is in the server's queue."""
        source = self._book.folder_of(order.ticket) / order.source if order.source else None
        server_id = await self._server.release(job.fields, source)
        return replace(job, server_id=server_id, begun=job.begun + 1, begun_at=time.time())

    async def reports(self, tickets: Sequence[str]) -> dict[str, Report]:
        """How the orders stand that are here, by their tickets; one request is about all that are unfinished."""
        found = [await run_sync(self._book.order, ticket) for ticket in tickets]
        orders = [order for order in found if order is not None]
        jobs = [job for order in orders if not order.is_final for job in order.jobs]
        standings = await self._server.standings([job.server_id for job in jobs]) if jobs else {}
        forgotten = await self._forgotten(jobs, standings)
        return {order.ticket: await self._report(order, standings, forgotten) for order in orders}

    async def _forgotten(self, jobs: Sequence[Job], standings: Mapping[str, Any]) -> set[str]:
        """The ids of which the server knows nothing any more, as far as that can be told.

        It says of them what it says of one that waits. But it also says how many wait or run; where those are fewer, the oldest
        of the silent ones are forgotten, since a restart forgets all ids before it. One may have ended between the two
        questions, so the first is asked again.
        """
        silent = sorted((job for job in jobs if _is_silent(standings.get(job.server_id))), key=lambda job: job.begun_at)
        if not silent:
            return set()
        unfinished = await self._server.unfinished()
        late = [job for job in silent if time.time() - job.begun_at > KNOWN_SECONDS]
        extra = late if unfinished is None else silent[: max(len(late), len(silent) - unfinished)]
        if not extra:
            return set()
        again = await self._server.standings([job.server_id for job in extra])
        return {job.server_id for job in extra if _is_silent(again.get(job.server_id))}

    async def _report(self, order: WorkOrder, standings: Mapping[str, Standing | VendorError], forgotten: set[str]) -> Report:
        """How one order stands, after what its jobs' standing asks for was done."""
        if order.is_final:
            return self.report_of(order)
        told = [standings.get(job.server_id, Standing(Status.RUNNING)) for job in order.jobs]
        for position, (job, standing) in enumerate(zip(order.jobs, told, strict=True)):
            if isinstance(standing, VendorError):
                return Report(Status.RUNNING, doubt=str(standing), is_read=False, raw=standing.raw)
            is_planned = bool(job.fields.get("thinking"))
            if job.server_id in forgotten:
                return await self._begun_again(order, position, job, FORGOTTEN)
            if standing.status is Status.FAILED and not is_planned:
                return await self._failed(order, standing.error)
            if standing.status is Status.FAILED:
                plain = replace(job, fields={name: value for name, value in job.fields.items() if name != "thinking"}, begun=0)
                return await self._begun_again(order, position, plain, f"{UNPLANNED} {quoted(self._vendor, standing.error)}.")
        done = [standing for standing in told if isinstance(standing, Standing)]
        if all(standing.status is Status.DONE for standing in done):
            return await self._fetched(order, done)
        shares = [1.0 if each.status is Status.DONE else each.progress or 0.0 for each in done]
        share = sum(shares) / len(shares)
        return Report(Status.RUNNING, progress=share or None, remarks=order.remarks)

    async def _begun_again(self, order: WorkOrder, position: int, job: Job, why: str) -> Report:
        """Send a job of an order once more; after `MAX_BEGUN` times the order has failed."""
        if job.begun >= MAX_BEGUN:
            return await self._failed(order, finding=LOST_FOR_GOOD)
        try:
            again = await self.sent(order, job)
        except VendorError as error:  # it is asked again at the next look
            log.warning("not begun again yet", vendor=self._vendor, code=error.code)
            return Report(Status.RUNNING, remarks=order.remarks)
        log.info("begun again", vendor=self._vendor, operation=order.operation)
        order = order.with_job(position, again, why)
        await run_sync(self._book.save, order)
        return Report(Status.RUNNING, remarks=order.remarks)

    async def _failed(self, order: WorkOrder, failure: str = "", finding: str = "") -> Report:
        """Nothing will come of an order: why, in the server's words or in a sentence of ours."""
        order = replace(order, failure=failure, finding=finding)
        await run_sync(self._book.finish, order)
        return self.report_of(order)

    async def _fetched(self, order: WorkOrder, standings: Sequence[Standing]) -> Report:
        """Bring what was made to this machine, and keep the order with it."""
        from ..engine import BadAudio

        folder, pieces = self._book.folder_of(order.ticket), list[Piece]()
        for position, (job, standing) in enumerate(zip(order.jobs, standings, strict=True)):
            for place, item in enumerate(standing.items):
                path = file_of(item)
                suffix = PurePosixPath(unquote(path.partition("=")[2])).suffix.lower()
                file = f"{len(pieces)}{suffix if re.fullmatch(r'[.][a-z0-9]{2,5}', suffix) else '.audio'}"
                if not await self._server.fetch(path, folder / file):
                    return await self._begun_again(order, position, job, FORGOTTEN)
                try:
                    pieces.append(await self._piece(order, job, item, place, folder / file))
                except BadAudio as error:
                    return await self._failed(order, finding=f"What your server sent cannot be used: {error}.")
        order = replace(order, pieces=tuple(pieces), remarks=(*order.remarks, *_shorter(order, pieces)))
        await run_sync(self._book.finish, order)
        return self.report_of(order)

    async def _piece(self, order: WorkOrder, job: Job, item: Record, place: int, path: Path) -> Piece:
        """One file that was made, with what the server tells of it. Around a stretch the source's samples are put back."""
        if order.start is not None:
            path = await run_sync(self._patched, order, path, order.start)
        seeds = text(item, "seed_value").split(",")
        known = {name: _known(item, field) for name, field in KNOWN_FIELDS.items()}
        plan = record(item.get("metas"))
        return Piece(
            path.name,
            await seconds_of(path),
            job.part,
            lyrics=text(item, "lyrics", max_chars=MAX_KEPT_LYRICS_CHARS, lines=True),
            seed=seeds[place].strip() if place < len(seeds) else "",
            bpm=_bpm_of(plan),
            key=_key_of(plan),
            **known,
        )

    def _patched(self, order: WorkOrder, path: Path, start: float) -> Path:
        """What was made, inside the stretch that was asked for; outside it the source, sample for sample."""
        from ..engine import patch_audio

        target = path.with_name(f"{path.stem}-whole.{AUDIO_FORMAT}")
        patch_audio(path.parent / order.source, path, target, start, order.end, ends=order.may_end_early)
        path.unlink()
        return target

    def report_of(self, order: WorkOrder) -> Report:
        """The report on an order that has ended: its audio is here, or will never be."""
        if order.failure is not None:
            return Report(Status.FAILED, error=order.failure or None, remedy=order.finding, refunded=True, remarks=order.remarks)
        folder = self._book.folder_of(order.ticket)
        made = tuple(
            Made(
                vendor_clip_id=f"{order.ticket}-{position}",
                seconds=piece.seconds,
                part=piece.part,
                lyrics=piece.lyrics,
                sound=piece.sound,
                model=piece.model,
                seed=piece.seed,
                bpm=piece.bpm,
                key=piece.key,
                uploaded=order.operation == UploadMusic.name,
                paths={"audio": str(folder / piece.file)},
            )
            for position, piece in enumerate(order.pieces)
        )
        return Report(Status.DONE, made, remarks=order.remarks)


def _known(item: Record, name: str) -> str:
    """The text of a field; what the server does not know it calls `N/A`."""
    value = text(item, name)
    return "" if value == "N/A" else value


def _bpm_of(plan: Record) -> float | None:
    """The tempo in what was planned; None for what is no tempo."""
    bpm = number(plan, "bpm")
    return bpm if bpm is not None and SLOWEST_BPM <= bpm <= FASTEST_BPM else None


def _key_of(plan: Record) -> str:
    """`C major` of the `C Major` in what was planned; empty for what is no key."""
    match = KEYSCALE_PATTERN.fullmatch(text(plan, "keyscale"))
    return f"{match[1]} {match[2].lower()}" if match else ""


def _is_silent(standing: Standing | VendorError | None) -> bool:
    return standing is None or (isinstance(standing, Standing) and standing.says_nothing)


def _shorter(order: WorkOrder, pieces: Sequence[Piece]) -> Sequence[str]:
    """A remark where the server made less than it was asked for."""
    asked = order.end if order.may_end_early else order.jobs[0].fields.get("audio_duration")
    made = max((piece.seconds or 0.0 for piece in pieces), default=0.0)
    if asked is None or not made or made > asked - TOLD_SECONDS:
        return ()
    return (f"It is {made:.0f} s long, not {asked:g}: the server shortens what its card has no memory for.",)


async def seconds_of(path: Path) -> float | None:
    """How long a file plays; None where nothing here can decode it."""
    if not is_engine_installed():
        return None
    from ..engine import seconds_of_audio

    return round(await run_sync(seconds_of_audio, path), 2)
