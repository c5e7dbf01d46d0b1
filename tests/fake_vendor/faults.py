"""Faults as data, the rules that say when they happen, and a seeded source of them."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, Protocol

from .poisons import POISONS

Place = Literal["any", "work", "file"]

KINDS: Mapping[str, tuple[Place, str]] = {
    "slow": ("any", "the answer waits `seconds`, or for `release()`; charged first unless charged=False"),
    "drop_before": ("any", "the connection closes before anything is accepted"),
    "drop_after": ("any", "accepted and charged, then closed without an answer"),
    "drop_midway": ("any", "accepted and charged, half of the body, then closed (a truncated file)"),
    "status": ("any", "answers `code` in the vendor's own words, or `body`; not charged unless charged=True"),
    "malformed": ("any", "accepted and charged, the answer is broken JSON"),
    "nulls": ("any", "accepted and charged, every optional value is null; said of a submit, in its record too"),
    "no_address": ("any", "accepted and charged, every address in the answer is null"),
    "html": ("any", "accepted and charged, the answer is a web page with status 200 (or `code`)"),
    "empty": ("any", "accepted and charged, the answer has no body"),
    "wrong_type": ("any", "accepted and charged, the answer says it is text/plain"),
    "drip": ("any", "accepted and charged, the answer comes a byte at a time and never ends, or is broken off after `seconds`"),
    "huge": ("any", "accepted and charged, the answer is JSON of 12 MB"),
    "redirect": ("any", "answers 302 to `location`; not charged"),
    "fail": ("work", "the task fails at the vendor and is refunded"),
    "out_of_time": ("work", "the task runs out of time at the vendor and is refunded, which some tell by a status of HTTP"),
    "fail_charged": ("work", "the task fails at the vendor and the charge stays"),
    "one_fails": ("work", "of several clips the last fails, where a vendor makes several; the charge stays"),
    "pending_forever": ("work", "the task never finishes, until `finish(ticket)`"),
    "late": ("work", "the task is running for `polls` polls more"),
    "poisoned": ("work", "the finished record holds `poison` at its `at`th place, whenever it is asked for"),
    "twice": ("work", "the finished record is reported again, differently; callbacks come twice"),
    "not_audio": ("file", "a picture under the audio's name and type"),
    "unsized_half": ("file", "half of the body without its length, which ends where the connection does"),
    "endless": ("file", "a body that never ends"),
    "gzip_bomb": ("file", "a small gzip body that unpacks to 256 MiB"),
    "zip_bomb": ("file", "a small zip whose one member unpacks to 256 MiB"),
    "zip_slip": ("file", "a zip whose members climb out of their folder"),
}
UNACCEPTED = frozenset({"drop_before", "status", "redirect"})


@dataclass(frozen=True)
class Fault:
    """One fault; without `charged`, its kind decides whether the vendor charges."""

    kind: str
    code: int | None = None
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    polls: int = 3
    location: str = "http://10.0.0.1/private"
    charged: bool | None = None
    poison: str = ""
    at: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(KINDS)}")
        if self.kind == "status" and self.code is None:
            raise ValueError("a status fault needs its code")

    @property
    def accepts(self) -> bool:
        """Whether the vendor does the work (and charges for it) before the fault strikes."""
        return self.kind not in UNACCEPTED if self.charged is None else self.charged

    @property
    def place(self) -> Place:
        return KINDS[self.kind][0]


class RequestLike(Protocol):
    """The fields of a request that a rule reads."""

    @property
    def path(self) -> str: ...
    @property
    def vendor(self) -> str: ...
    @property
    def purpose(self) -> str: ...


class FaultSource(Protocol):
    """Decides on a fault for requests that no rule matches."""

    def pick(self, request: RequestLike) -> Fault | None: ...


def fits(fault: Fault, request: RequestLike) -> bool:
    """Whether this fault can happen to this request at all."""
    return fault.place == "any" or (fault.place, request.purpose) in {("work", "submit"), ("file", "file")}


@dataclass(frozen=True)
class Rule:
    """A fault and the requests it is for: a purpose, a vendor's name, or a pattern of paths."""

    fault: Fault
    on: str = "*"

    def matches(self, request: RequestLike) -> bool:
        named = self.on in {request.purpose, request.vendor} or fnmatchcase(request.path, self.on)
        return named and fits(self.fault, request)


class Rules:
    """Decides on the fault of a request: first queued faults, each once, then standing ones, then the seeded source."""

    def __init__(self) -> None:
        self.queued: list[Rule] = []
        self.standing: list[Rule] = []
        self.source: FaultSource | None = None

    def pick(self, request: RequestLike) -> Fault | None:
        for rule in self.queued:
            if rule.matches(request):
                self.queued.remove(rule)
                return rule.fault
        for rule in self.standing:
            if rule.matches(request):
                return rule.fault
        return self.source.pick(request) if self.source else None

    def clear(self) -> None:
        self.queued.clear()
        self.standing.clear()
        self.source = None


RETRY_SOON = {"Retry-After": "0"}
SEEDED: Mapping[str, tuple[tuple[Fault, float], ...]] = {
    "submit": (
        (Fault("drop_before"), 3),
        (Fault("drop_after"), 4),
        (Fault("drop_midway"), 3),
        (Fault("status", 503, headers=RETRY_SOON), 2),
        (Fault("status", 429, headers=RETRY_SOON), 2),
        (Fault("status", 500, charged=True), 2),
        (Fault("status", 400), 2),
        (Fault("malformed"), 2),
        (Fault("empty"), 1),
        (Fault("html"), 1),
        (Fault("slow", seconds=0.05), 2),
        (Fault("fail"), 2),
        (Fault("late", polls=2), 3),
        (Fault("twice"), 2),
        (Fault("nulls"), 1),
        (Fault("out_of_time"), 2),
        (Fault("one_fails"), 1),
        *((Fault("poisoned", poison=name, at=7 * number), 0.2) for number, name in enumerate(POISONS)),
    ),
    "poll": (
        (Fault("drop_before"), 3),
        (Fault("drop_midway"), 3),
        (Fault("status", 500), 2),
        (Fault("status", 502), 1),
        (Fault("html", 504), 1),
        (Fault("status", 429, headers=RETRY_SOON), 2),
        (Fault("malformed"), 2),
        (Fault("empty"), 1),
        (Fault("html"), 1),
        (Fault("huge"), 1),
        (Fault("drip", seconds=0.5), 1),
        (Fault("slow", seconds=0.05), 2),
    ),
    "file": (
        (Fault("drop_before"), 2),
        (Fault("drop_midway"), 4),
        (Fault("status", 503, headers=RETRY_SOON), 2),
        (Fault("html"), 1),
        (Fault("slow", seconds=0.05), 1),
    ),
}


class Faults:
    """A source that plays the same faults for the same seed: the nth request of a purpose decides, not the clock."""

    def __init__(self, seed: int | str, rate: float) -> None:
        self.seed, self.rate = seed, rate
        self._counts: Counter[str] = Counter()

    def pick(self, request: RequestLike) -> Fault | None:
        table = SEEDED.get(request.purpose, ())
        self._counts[request.purpose] += 1
        chance = random.Random(f"{self.seed}/{request.purpose}/{self._counts[request.purpose]}")
        if not table or chance.random() >= self.rate:
            return None
        faults, weights = zip(*table, strict=True)
        chosen: Fault = chance.choices(faults, weights)[0]
        return chosen
