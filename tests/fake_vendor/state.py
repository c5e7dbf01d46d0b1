"""The state of the three fake vendors, whatever their API: tasks are accepted, charged, polled and finished."""

import time
from collections.abc import Callable
from uuid import uuid4

from .body_rules import BodyRules
from .faults import Rules
from .messages import Request
from .vendor_tasks import Charge, Clip, UndocumentedField, VendorTask, field_value

KEY = "fake-key-0123456789abcdef"
WORDS_ONLY = frozenset({"lyrics", "enrich"})
CLIPLESS = WORDS_ONLY | {"stems", "download", "video"}


class VendorState:
    """Tasks, clips, charges and requests of all three vendors, and the settings a test can change."""

    def __init__(self) -> None:
        self.url = ""
        self.keys = {KEY}
        self.polls_until_done: int | None = 1
        self.seconds_until_done = 0.0
        self.seconds_of_audio = 2.0
        self.contents: dict[str, bytes] = {}
        """What files hold, by their ending, in place of the usual content."""
        self.credits = 1_000.0
        self.generations = {"musicapi": "1", "acedata": "guide", "ccapi": "2", "webhook": "2"}
        self.retired: set[str] = set()
        self.rules = Rules()
        self.requests: list[Request] = []
        self.charges: list[Charge] = []
        self.refunds: list[str] = []
        self.undocumented: list[UndocumentedField] = []
        self.tasks: dict[str, VendorTask] = {}
        self.clips: dict[str, Clip] = {}
        self.on_accepted: Callable[[VendorTask], None] = lambda task: None
        self.on_finished: Callable[[VendorTask], None] = lambda task: None
        self._ahead = 0.0

    @property
    def key(self) -> str:
        """A key that every vendor accepts."""
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

    def refusal(self, request: Request, rules: BodyRules) -> str | None:
        """Why the vendor refuses this body, or None; fields it does not document are only recorded in `undocumented`."""
        self.note_undocumented(request, rules.unknown_fields(request.body), "not in the vendor's documents")
        return next(rules.refusals(request.body), None)

    def note_undocumented(self, request: Request, words: tuple[str, ...], why: str) -> None:
        self.undocumented += [UndocumentedField(request.vendor, request.path, word, why) for word in words]

    def accept(self, request: Request, operation: str, word: str, credits: float, ticket: str | None = None) -> VendorTask:
        """Accept a task and charge for it, also when a fault then loses the answer."""
        source = self._source(request)
        task = VendorTask(
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
        self.tasks[task.ticket] = task
        self.charges.append(Charge(task.vendor, request.path, task.body, task.ticket, task.key, task.submitted, credits))
        self.on_accepted(task)
        return task

    def poll(self, request: Request, ticket: str) -> VendorTask | None:
        """One poll of a ticket by the key that owns it; a task advances when it is polled."""
        task = self.tasks.get(ticket)
        if task is None or (task.key, task.vendor) != (request.key, request.vendor):
            return None
        task.polls += 1
        if task.status == "running" and self._is_ready(task):
            self.finish(ticket)
        task.reports += task.status == "done"
        return task

    def finish(self, ticket: str) -> VendorTask:
        """End the task now: done, or failed when its fault says so."""
        task = self.tasks[ticket]
        if task.status == "running":
            task.status, task.finished = ("failed" if task.fails else "done"), self.now()
            if task.is_refunded:
                self.refunds.append(ticket)
            self.on_finished(task)
        return task

    def _is_ready(self, task: VendorTask) -> bool:
        if task.has("pending_forever") or self.polls_until_done is None:
            return False
        late = task.fault.polls if task.fault and task.has("late") else 0
        return task.polls >= self.polls_until_done + late and self.now() >= task.submitted + self.seconds_until_done

    def _source(self, request: Request) -> Clip | None:
        """The clip that a body names by id or ticket; None for an id that this fake did not make."""
        named = field_value(request.body, "source")
        clip = self.tasks[named].clip if named in self.tasks else self.clips.get(named)
        if clip is not None and clip.vendor != request.vendor:
            self.note_undocumented(request, (named,), f"a clip of {clip.vendor}")
        return clip

    def _clip(self, request: Request, operation: str, source: Clip | None) -> Clip:
        body, grown = request.body, operation == "extend"
        seconds = source.seconds if source else self.seconds_of_audio
        clip = Clip(
            clip_id=field_value(body, "source") if operation in CLIPLESS and field_value(body, "source") else str(uuid4()),
            vendor=request.vendor,
            title=field_value(body, "title", source.title if source else "Untitled"),
            sound=field_value(body, "sound", source.sound if source else ""),
            lyrics=field_value(body, "lyrics", source.lyrics if source else ""),
            seed=field_value(body, "seed", "2450882164"),
            model=field_value(body, "model", "FUZZ-2.0"),
            seconds=min(seconds + 1, 8.0) if grown else seconds,
            created=self.now(),
            uploaded=operation == "upload",
        )
        if operation not in WORDS_ONLY:
            self.clips[clip.clip_id] = clip
        return clip

    def forget(self) -> None:
        """Remove all tasks, charges, requests and faults; the settings stay."""
        self.rules.clear()
        for kept in (self.requests, self.charges, self.refunds, self.undocumented, self.tasks, self.clips):
            kept.clear()
