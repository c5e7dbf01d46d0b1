"""What a fake vendor keeps: clips, tasks and charges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

from .faults import Fault

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "sound": ("sound", "sound_prompt", "style", "prompt", "tags", "instruction"),
    "lyrics": ("lyrics", "lyric", "lyrics_text"),
    "seed": ("seed",),
    "model": ("mv", "model"),
    "source": ("clip_id", "audio_id", "music_id", "taskId", "task_id"),
    "format": ("format",),
}
PARTS = ("vocals", "drums", "bass", "other")


def field_value(body: Mapping[str, object], concept: str, otherwise: str = "") -> str:
    """The value in the body of a field such as `title` or `source`, in any vendor's spelling; empty values count as absent."""
    values = (body.get(word) for word in SPELLINGS[concept])
    return next((str(each) for each in values if each not in (None, "")), otherwise)


@dataclass(frozen=True)
class Charge:
    """One accepted submit; `credits` is the documented price, 0 where it is free."""

    vendor: str
    path: str
    body: Mapping[str, object]
    ticket: str
    key: str
    time: float
    credits: float


@dataclass(frozen=True)
class UndocumentedField:
    """A field of a request that the vendor does not document, and why."""

    vendor: str
    path: str
    word: str
    why: str


@dataclass(frozen=True)
class Clip:
    """One piece of audio at the vendor."""

    clip_id: str
    vendor: str
    title: str
    sound: str
    lyrics: str
    seed: str
    model: str
    seconds: float
    created: float
    uploaded: bool = False

    @property
    def created_at(self) -> str:
        return datetime.fromtimestamp(self.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class VendorTask:
    """One accepted submit: its request, its clip, its status and how often it was polled."""

    ticket: str
    vendor: str
    operation: str
    word: str
    body: Mapping[str, object]
    key: str
    clip: Clip
    fault: Fault | None
    submitted: float
    status: Literal["running", "done", "failed"] = "running"
    finished: float | None = None
    polls: int = 0
    reports: int = 0
    upstream: str = field(default_factory=lambda: str(uuid4()))
    trace: str = field(default_factory=lambda: str(uuid4()))

    def has(self, kind: str) -> bool:
        return self.fault is not None and self.fault.kind == kind

    @property
    def fails(self) -> bool:
        return self.is_refunded or self.has("fail_charged")

    @property
    def is_refunded(self) -> bool:
        """Whether it fails and costs nothing."""
        return self.has("fail") or self.has("out_of_time")

    @property
    def seconds(self) -> float:
        """The clip's length in seconds; with the fault `twice` the second report is 0.04 s longer."""
        return round(self.clip.seconds + (0.04 if self.retold else 0), 2)

    @property
    def retold(self) -> bool:
        return self.has("twice") and self.reports > 1

    def file(self, base: str, suffix: str) -> str:
        """The address of one of its files (`m4a`, `mp3`, `jpg`, `zip` …); another one in the second report of `twice`."""
        return f"{base}/files/{self.clip.clip_id}{'' if suffix.startswith('-') else '.'}{suffix}" + "?renewed=1" * self.retold
