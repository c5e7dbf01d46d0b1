"""The state of the fake vendors, whatever their API: tasks are accepted, charged, polled and finished."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from .body_rules import BodyRules
from .faults import Rules
from .messages import Request
from .vendor_tasks import Charge, Clip, UndocumentedField, VendorTask, field_value

KEY = "fake-key-0123456789abcdef"
WORDS_ONLY = frozenset({"lyrics", "enrich", "mashup-lyrics", "style", "upsample-tags", "voice", "voices"})
CLIPLESS = WORDS_ONLY | {"stems", "download", "video", "midi", "bpm", "vox", "aligned-lyrics", "timing", "persona"}


class VendorState:
    """Tasks, clips, charges and requests of all vendors, and the settings a test can change."""

    def __init__(self) -> None:
        self.url = ""
        self.keys = {KEY}
        self.polls_until_done: int | None = 1
        self.seconds_until_done = 0.0
        self.seconds_of_audio = 2.0
        self.polls_between_clips = 1
        """By how many polls the last of several clips is later than the first."""
        self.polls_until_joined = 1
        """How many polls a part that is joined by itself is shown without the whole song."""
        self.asks_until_made = 0
        """How often a file, or the timing of words, is asked for before it is there."""
        self.asked: Counter[str] = Counter()
        self.contents: dict[str, bytes] = {}
        """What files hold, by their ending, in place of the usual content."""
        self.credits = 1_000.0
        self.generations = {"musicapi": "1", "acedata": "guide", "ccapi": "2", "webhook": "2"}
        self.generations |= {"musicapi-suno": "musicapi.ai", "acedata-suno": "spec"}
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

    def accept(
        self, request: Request, operation: str, word: str, credits: float, ticket: str | None = None, *, clips: int = 0
    ) -> VendorTask:
        """Accept a task and charge for it, also when a fault then loses the answer. `clips`: how many new ones it makes."""
        source = self._source(request)
        made = [self._clip(request, operation, source, is_new=True) for _ in range(clips)]
        task = VendorTask(
            ticket=ticket or str(uuid4()),
            vendor=request.vendor,
            operation=operation,
            word=word,
            body=request.body,
            key=request.key,
            clip=made[0] if made else source if operation in CLIPLESS and source else self._clip(request, operation, source),
            others=tuple(made[1:]),
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
            between = self.polls_between_clips if task.others else 0
            if task.polls >= self._polls_needed(task) + between:
                self.finish(ticket)
            task.first_ready = not task.fails
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
        return task.polls >= self._polls_needed(task) and self.now() >= task.submitted + self.seconds_until_done

    def _polls_needed(self, task: VendorTask) -> int:
        late = task.fault.polls if task.fault and task.has("late") else 0
        return (self.polls_until_done or 0) + late

    def _source(self, request: Request) -> Clip | None:
        """The clip that a body names by id or ticket; None for an id that this fake did not make."""
        named = field_value(request.body, "source")
        clip = self.tasks[named].clip if named in self.tasks else self.clips.get(named)
        if clip is not None and clip.vendor != request.vendor:
            self.note_undocumented(request, (named,), f"a clip of {clip.vendor}")
        return clip

    def _clip(self, request: Request, operation: str, source: Clip | None, *, is_new: bool = False) -> Clip:
        body, vendor = request.body, request.vendor
        seconds = source.seconds if source else self.seconds_of_audio
        lengths = {"extend": min(seconds + 1, 8.0), "add": 1.0, "join": (source and source.whole_seconds) or seconds}
        named = field_value(body, "source")
        clip = Clip(
            clip_id=named if operation in CLIPLESS and named and not is_new else str(uuid4()),
            vendor=vendor,
            title=field_value(body, "title", source.title if source else "Untitled", vendor),
            sound=field_value(body, "sound", source.sound if source else "", vendor),
            lyrics=field_value(body, "lyrics", source.lyrics if source else "", vendor),
            seed=field_value(body, "seed", "2450882164"),
            model=field_value(body, "model", "FUZZ-2.0"),
            seconds=lengths.get(operation, seconds),
            created=self.now(),
            uploaded=operation == "upload",
            whole_seconds=min(seconds + 1, 8.0) if operation == "add" else None,
        )
        if operation not in WORDS_ONLY:
            self.clips[clip.clip_id] = clip
        return clip

    def clip_like(self, clip: Clip, **changes: object) -> Clip:
        """Another clip that is known from now on, like that one but for the changes; the same one if it is known."""
        other = replace(clip, **changes)  # type: ignore[arg-type]
        return self.clips.setdefault(other.clip_id, other)

    def forget(self) -> None:
        """Remove all tasks, charges, requests and faults; the settings stay."""
        self.rules.clear()
        for kept in (self.requests, self.charges, self.refunds, self.undocumented, self.tasks, self.clips, self.asked):
            kept.clear()
