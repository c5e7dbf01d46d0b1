"""The nouns: what the studio makes and remembers."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A value: frozen, and changed by copying."""

    model_config = ConfigDict(frozen=True)


class Status(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    """Saved here, not yet taken by the vendor."""
    RUNNING = "running"
    """Taken by the vendor, under its ticket."""
    DONE = "done"
    """Made; its clips are known."""
    FAILED = "failed"
    """The vendor said so."""
    UNKNOWN = "unknown"
    """Its answer was lost, or it was given up on; it may have been made, and paid."""

    @property
    def is_final(self) -> bool:
        return self in (Status.DONE, Status.FAILED, Status.UNKNOWN)


class Cost(Noun):
    """What something costs, in the vendor's unit (`credits`, `USD`)."""

    amount: float
    unit: str


class LyricSheet(Noun):
    """Lyrics somebody wrote."""

    title: str
    text: str


class Failure(Noun):
    """Why a task came to nothing, in words a model can act on."""

    code: str
    message: str


FileKind = Literal["audio", "cover", "video", "mp3", "wav"]
"""`audio` as the vendor made it, its picture, its film; `mp3` and `wav` are exports."""


class File(Noun):
    """A file of a clip: where it is to be had, and where it is kept."""

    clip_id: str
    owner: str
    kind: FileKind
    url: str | None = None
    """At the vendor; it expires."""
    path: str | None = None
    """On our disk, once kept."""
    mime: str = ""
    size: int = 0
    sha256: str = ""
    fetched_at: datetime | None = None
    error: str | None = None
    """Why it is not kept, after the last try."""
    tries: int = 0
    next_try: datetime | None = None
    """None: kept, or given up."""

    @property
    def is_settled(self) -> bool:
        """Kept, or tried once in vain: a caller need not wait for it any longer."""
        return self.path is not None or self.tries > 0 or self.next_try is None


class Clip(Noun):
    """One piece of audio, under our id, and where it came from."""

    clip_id: str
    owner: str
    vendor: str
    account: str
    """A vendor, its host and the fingerprint of a key: whose clip it is at the vendor."""
    vendor_clip_id: str
    ticket: str = ""
    """The vendor's handle of the work that made it."""
    task_id: str = ""
    operation: str = ""
    """Of the task that made it; "" for one made elsewhere."""
    parent: str | None = None
    """The clip it was made from."""
    part: str | None = None
    """What of the music it is, when it is one of several: vocals, drums, bass, other …"""
    uploaded: bool = False
    title: str = ""
    seconds: float | None = None
    audio_url: str | None = None
    video_url: str | None = None
    image_url: str | None = None
    lyrics: str = ""
    sound: str = ""
    model: str = ""
    seed: str = ""
    created_at: datetime
    files: Mapping[str, File] = {}
    """By kind."""


class Task(Noun):
    """One operation handed to one vendor, and what became of it."""

    task_id: str
    owner: str
    account: str
    vendor: str
    operation: str
    arguments: Mapping[str, Any]
    """As asked, with clip ids resolved to ours."""
    take: int = 1
    key: str
    """Of (owner, account, operation, arguments, take): the same key is the same task."""
    status: Status = Status.QUEUED
    ticket: str | None = None
    callback: str | None = None
    """The secret word a vendor's callback must know, where one was given."""
    held_until: datetime
    """Until then the same key is this task; also as long as it is queued or running."""
    progress: float | None = None
    clips: tuple[Clip, ...] = ()
    lyrics: tuple[LyricSheet, ...] = ()
    sound: str | None = None
    error: Failure | None = None
    charged: bool | None = None
    """False: known to have cost nothing; None: not known, or paid."""
    cost: Cost | None = None
    warnings: tuple[str, ...] = ()
    created_at: datetime
    submitted_at: datetime | None = None
    heard_at: datetime | None = None
    """When the vendor last said anything of it."""
    finished_at: datetime | None = None
