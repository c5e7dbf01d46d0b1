"""What goes on behind the vendors' counters, whatever they speak: work is accepted, charged, looked at and finished."""

import time
from collections.abc import Callable
from uuid import uuid4

from .documents import Document
from .faults import Rules
from .messages import Request
from .works import Charge, Clip, Strange, Work, asked

KEY = "fake-key-0123456789abcdef"
WORDS_ONLY = frozenset({"lyrics", "enrich"})
CLIPLESS = WORDS_ONLY | {"stems", "download", "video"}


class Desk:
    """The state of all three vendors, and what a test may set and read."""

    def __init__(self) -> None:
        self.url = ""
        self.keys = {KEY}
        self.polls_until_done: int | None = 1
        self.seconds_until_done = 0.0
        self.seconds_of_audio = 2.0
        self.credits = 1_000.0
        self.generations = {"musicapi": "1", "acedata": "guide", "ccapi": "2", "webhook": "2"}
        self.retired: set[str] = set()
        self.rules = Rules()
        self.requests: list[Request] = []
        self.charges: list[Charge] = []
        self.refunds: list[str] = []
        self.strange: list[Strange] = []
        self.works: dict[str, Work] = {}
        self.clips: dict[str, Clip] = {}
        self.on_accepted: Callable[[Work], None] = lambda work: None
        self.on_finished: Callable[[Work], None] = lambda work: None
        self._ahead = 0.0

    @property
    def key(self) -> str:
        """A key that is good at every vendor."""
        return min(self.keys)

    @property
    def paid(self) -> list[Charge]:
        """Charges that were not refunded."""
        refunded = set(self.refunds)
        return [charge for charge in self.charges if charge.ticket not in refunded]

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the vendors' clock ahead, without waiting."""
        self._ahead += seconds

    def wrong(self, request: Request, document: Document) -> str | None:
        """Why the vendor refuses this body, if it does; words it does not know are only noted in `strange`."""
        self.note(request, document.strangers(request.body), "not in the vendor's documents")
        return next(document.wrongs(request.body), None)

    def note(self, request: Request, words: tuple[str, ...], why: str) -> None:
        self.strange += [Strange(request.vendor, request.path, word, why) for word in words]

    def accept(self, request: Request, operation: str, word: str, credits: float, ticket: str | None = None) -> Work:
        """Take the work and charge for it, whatever becomes of the answer."""
        source = self._source(request)
        work = Work(
            ticket=ticket or str(uuid4()),
            vendor=request.vendor,
            operation=operation,
            word=word,
            body=request.body,
            key=request.key,
            clip=source if operation in CLIPLESS and source else self._clip(request, operation, source),
            fault=request.fault,
            submitted=self.now(),
        )
        self.works[work.ticket] = work
        self.charges.append(Charge(work.vendor, request.path, work.body, work.ticket, work.key, work.submitted, credits))
        self.on_accepted(work)
        return work

    def look(self, request: Request, ticket: str) -> Work | None:
        """One look at a ticket by the key that owns it; looking is what brings the work on."""
        work = self.works.get(ticket)
        if work is None or (work.key, work.vendor) != (request.key, request.vendor):
            return None
        work.polls += 1
        if work.status == "running" and self._is_ready(work):
            self.finish(ticket)
        work.reports += work.status == "done"
        return work

    def finish(self, ticket: str) -> Work:
        """Bring the work to its end now: done, or failed when a fault says so."""
        work = self.works[ticket]
        if work.status == "running":
            work.status, work.finished = ("failed" if work.fails else "done"), self.now()
            if work.has("fail"):
                self.refunds.append(ticket)
            self.on_finished(work)
        return work

    def _is_ready(self, work: Work) -> bool:
        if work.has("pending_forever") or self.polls_until_done is None:
            return False
        late = work.fault.polls if work.fault and work.has("late") else 0
        return work.polls >= self.polls_until_done + late and self.now() >= work.submitted + self.seconds_until_done

    def _source(self, request: Request) -> Clip | None:
        """The clip a body points at; a ticket points at its clip, an id never seen was made before the fake began."""
        named = asked(request.body, "source")
        found = self.works[named].clip if named in self.works else self.clips.get(named)
        if found is not None and found.vendor != request.vendor:
            self.note(request, (named,), f"a clip of {found.vendor}")
        return found

    def _clip(self, request: Request, operation: str, source: Clip | None) -> Clip:
        body, grown = request.body, operation == "extend"
        seconds = source.seconds if source else self.seconds_of_audio
        clip = Clip(
            clip_id=asked(body, "source") if operation in CLIPLESS and asked(body, "source") else str(uuid4()),
            vendor=request.vendor,
            title=asked(body, "title", source.title if source else "Untitled"),
            sound=asked(body, "sound", source.sound if source else ""),
            lyrics=asked(body, "lyrics", source.lyrics if source else ""),
            seed=asked(body, "seed", "2450882164"),
            model=asked(body, "model", "FUZZ-2.0"),
            seconds=min(seconds + 1, 8.0) if grown else seconds,
            created=self.now(),
            uploaded=operation == "upload",
        )
        if operation not in WORDS_ONLY:
            self.clips[clip.clip_id] = clip
        return clip

    def forget(self) -> None:
        """Begin anew: no work, no charges, no faults; the settings stay."""
        self.rules.clear()
        for kept in (self.requests, self.charges, self.refunds, self.strange, self.works, self.clips):
            kept.clear()
