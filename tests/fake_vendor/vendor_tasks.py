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
    "source": ("clip_id", "audio_id", "continue_clip_id", "sample_clip_id", "music_id", "taskId", "task_id"),
    "format": ("format",),
}
OWN_SPELLINGS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("musicapi-suno", "sound"): ("tags", "gpt_description_prompt"),
    ("musicapi-suno", "lyrics"): ("prompt",),
    ("acedata-suno", "sound"): ("style", "prompt"),
}
"""Where a vendor's word means something else than at the others."""
PARTS = ("vocals", "drums", "bass", "other")


def field_value(body: Mapping[str, object], concept: str, otherwise: str = "", vendor: str = "") -> str:
    """The value in the body of a field such as `title` or `source`, in the vendor's spelling; empty values count as absent."""
    values = (body.get(word) for word in OWN_SPELLINGS.get((vendor, concept), SPELLINGS[concept]))
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
    whole_seconds: float | None = None
    """Of the part that an extension added: how long the song is when it is joined to what it goes on from."""

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
    others: tuple[Clip, ...] = ()
    """What it makes besides `clip`, of vendors that make several at once."""
    first_ready: bool = False
    """Whether the first of several clips is done, which may be minutes before the last."""

    @property
    def clips(self) -> tuple[Clip, ...]:
        return (self.clip, *self.others)

    def has(self, kind: str) -> bool:
        return self.fault is not None and self.fault.kind == kind

    @property
    def fails(self) -> bool:
        return self.is_refunded or self.has("fail_charged")

    @property
    def is_refunded(self) -> bool:
        """Whether it fails and costs nothing."""
        return self.has("fail") or self.has("out_of_time")

    def state_of(self, clip: Clip) -> str:
        """`pending`, `running`, `succeeded` or `failed`, of one of several clips."""
        if self.status == "running":
            if self.first_ready and clip is self.clip:
                return "succeeded"
            return "running" if self.polls > 1 else "pending"
        is_spoilt = self.has("one_fails") and len(self.clips) > 1 and clip is self.clips[-1]
        return "failed" if self.status == "failed" or is_spoilt else "succeeded"

    @property
    def seconds(self) -> float:
        """The clip's length in seconds; with the fault `twice` the second report is 0.04 s longer."""
        return round(self.clip.seconds + (0.04 if self.retold else 0), 2)

    @property
    def retold(self) -> bool:
        return self.has("twice") and self.reports > 1

    def file(self, base: str, suffix: str, clip: Clip | None = None) -> str:
        """The address of a file (`m4a`, `mp3`, `jpg`, `zip` …) of a clip; another one in the second report of `twice`."""
        clip_id = (clip or self.clip).clip_id
        return f"{base}/files/{clip_id}{'' if suffix.startswith('-') else '.'}{suffix}" + "?renewed=1" * self.retold
