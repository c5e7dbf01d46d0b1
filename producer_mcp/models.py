"""What the studio makes and remembers: tasks, clips, files and lyrics, as frozen values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

from .errors import ErrorCode


class FrozenModel(BaseModel):
    """A value that never changes; `model_copy(update=…)` makes a changed one."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Status(StrEnum):
    """How far a task has come."""

    QUEUED = "queued"
    """Saved here, and not yet accepted by the vendor."""
    RUNNING = "running"
    """Accepted by the vendor, who works on it under a ticket."""
    DONE = "done"
    """The vendor has finished it; its clips, lyrics or sound are in the task."""
    FAILED = "failed"
    """Nothing will come of it: the vendor said so, or it was never sent."""
    UNKNOWN = "unknown"
    """The vendor's answer was lost, or none came for too long; the work may have been done, and charged."""

    @property
    def is_final(self) -> bool:
        """Whether nobody waits for this task any longer."""
        return self in (Status.DONE, Status.FAILED, Status.UNKNOWN)


class Cost(FrozenModel):
    """An amount in the vendor's own unit (`credits`, `USD`)."""

    amount: float
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit}"


FREE = Cost(amount=0, unit="USD")
"""Nothing."""


def costs_nothing(cost: Cost | None) -> bool:
    """Whether a price is known to be nothing; one that is not known may be anything."""
    return cost is not None and cost.amount == 0


def total(costs: Sequence[Cost | None]) -> Cost | None:
    """What these come to together; None where one is not known, or they are in several units."""
    known = [cost for cost in costs if cost is not None]
    units = {cost.unit for cost in known if cost.amount}
    if len(known) < len(costs) or len(units) > 1 or not known:
        return None
    return Cost(amount=sum(cost.amount for cost in known), unit=next(iter(units), known[0].unit))


class Step(FrozenModel):
    """One paid step of an operation that takes several, one after another."""

    name: str
    """What it does: extending, joining."""
    cost: Cost | None = None
    """None: not known. An amount of 0 is known to be free."""

    @property
    def is_free(self) -> bool:
        """Whether it is known to cost nothing."""
        return costs_nothing(self.cost)


class LyricSheet(FrozenModel):
    """Lyrics that were written, not yet sung."""

    title: str
    text: str


class TimedWord(FrozenModel):
    """A sung word as it is written, and the seconds between which it is heard."""

    text: str
    start: float
    end: float


class TimedLine(FrozenModel):
    """A line of a clip's lyrics, and the seconds between which it is heard."""

    text: str
    start: float
    end: float
    section: str = ""
    """The name of the section it belongs to: `Verse 1`."""
    words: tuple[TimedWord, ...] = ()
    """In order; empty where only the line's times are known."""


class MusicSection(FrozenModel):
    """A section of a clip, sung or not, and the seconds between which it lies."""

    name: str
    start: float
    end: float


class MusicForm(FrozenModel):
    """The sections of a clip in order, its tempo, and the seconds at which its bars begin."""

    sections: tuple[MusicSection, ...]
    bpm: float
    beats_per_bar: int
    bars: tuple[float, ...]


class TimedLyrics(FrozenModel):
    """The lines of a clip in the order in which they are sung."""

    source: Literal["score", "vendor", "estimate"]
    """`score`: exact, from the notes; `vendor`: as the vendor heard them; `estimate`: spread evenly over the length."""
    lines: tuple[TimedLine, ...] = ()


class Failure(FrozenModel):
    """Why a task failed or got lost: a code, and a sentence that says what to do next."""

    code: ErrorCode
    message: str


FileKind = Literal["audio", "cover", "video", "mp3", "wav", "flac", "midi", "lrc"]
"""`audio` is what the vendor made, `cover` its picture, `video` its film; the others are exports: `lrc` is timed lyrics."""
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
"""Files of other kinds were written by a newer version beside this one, and are its own affair."""


MAX_FILE_TRIES = 12
"""How often a file is fetched at most, all its addresses together."""
MAX_UPLOAD_BYTES = 300 << 20
"""Of somebody's audio that is brought in, by its address or its path; fifteen minutes of it are less."""


class File(FrozenModel):
    """A file of a clip: where it can be downloaded, and where it is kept."""

    clip_id: str
    owner: str
    kind: FileKind
    url: str | None = None
    """At the vendor; such addresses expire."""
    path: str | None = None
    """On our disk, once it is kept."""
    mime: str = ""
    size: int = 0
    """Bytes, once it is kept."""
    sha256: str = ""
    fetched_at: datetime | None = None
    error: str | None = None
    """Why the last try failed; of a kept file, what is odd about it."""
    tries: int = 0
    """Failed tries so far."""
    next_try: datetime | None = None
    """When to try again; None when it is kept or given up."""

    @property
    def is_settled(self) -> bool:
        """Whether a caller need not wait for it: it is kept, given up, or has failed at its present address."""
        return self.path is not None or self.error is not None or self.next_try is None

    @property
    def is_unclaimed(self) -> bool:
        """Whether the vendor named its address, and it was never to be fetched."""
        return self.url is not None and (self.path, self.error, self.next_try, self.tries) == (None, None, None, 0)

    @property
    def is_missing(self) -> bool:
        """Whether it is not kept and not tried again by itself, and a fresh address may help."""
        return self.path is None and self.error is not None and self.next_try is None and self.tries < MAX_FILE_TRIES


class Tempo(FrozenModel):
    """The tempo and key of a clip, and how they are known."""

    bpm: float | None = None
    """Beats a minute; None where none could be told."""
    key: str = ""
    """`A minor`; empty where none could be told."""
    source: str
    """`score`, `score, and the tempo changes`, `vendor`, or `measured: bpm sure, key a guess`, each with how sure it is."""


class Clip(FrozenModel):
    """One piece of audio under our own id, and where it came from."""

    clip_id: str
    owner: str
    vendor: str
    account: str
    """`vendor@host#fingerprint`: the account that holds it at the vendor."""
    vendor_clip_id: str
    ticket: str = ""
    """The vendor's handle of the work that made it."""
    task_id: str = ""
    operation: str = ""
    """Of the task that made it; "" for one made elsewhere."""
    parent: str | None = None
    """The id of the clip it was made from."""
    part: str | None = None
    """Which part of the music it is, for stems: vocals, drums, bass, other …; None for a whole song."""
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
    bpm: float | None = None
    """Beats a minute, of its beginning where the tempo changes; None where it is not known."""
    key: str = ""
    """`A minor`; empty where it is not known."""
    tempo_source: str = ""
    """How they are known, as `Tempo.source` has it; `none` where nothing could be told, empty until somebody has looked."""
    created_at: datetime
    files: Mapping[str, File] = {}
    """By kind; only those kinds that the vendor gave or the caller asked for."""

    @property
    def tempo(self) -> Tempo | None:
        """What is known of its tempo and key; None where it is neither."""
        return Tempo(bpm=self.bpm, key=self.key, source=self.tempo_source) if self.bpm or self.key else None

    @property
    def sure_bpm(self) -> float | None:
        """Its tempo, for places where nothing can say that it is a guess; None where it is one."""
        return None if "bpm a guess" in self.tempo_source else self.bpm

    @property
    def sure_key(self) -> str:
        """Its key, for the same places; empty where it is a guess."""
        return "" if "key a guess" in self.tempo_source else self.key

    @property
    def name(self) -> str:
        """Its title; for one without, a name made of its id, so that no two have the same. A stem's part stands behind it."""
        title = self.title.strip() or name_of_id(self.clip_id)
        return title if self.names_part else f"{title} ({self.part})"

    @property
    def names_part(self) -> bool:
        """Whether there is no part to name, or the title names it already."""
        return not self.part or self.title.endswith((f"({self.part})", f", {self.part})"))


def name_of_id(clip_id: str) -> str:
    """What a clip is called of which nothing is known: `Clip x7k2m9`."""
    return f"Clip {clip_id.partition('_')[2][:6] or clip_id}"


Wish = Literal["replace", "sound", "words", "voice", "extend", "other", "keep"]
"""What a person wants of a stretch of a clip; `keep`: to go on with this clip and none of its kin."""


class Mark(FrozenModel):
    """What a person marked in a player, for the assistant to be told once."""

    mark_id: str
    owner: str
    clip_id: str
    wish: Wish
    start: float | None = None
    """Seconds; None, as `stop`, where the whole clip is meant."""
    stop: float | None = None
    words: str = ""
    """The person's own."""
    created_at: datetime
    told_at: datetime | None = None


class Task(FrozenModel):
    """The lasting record of one operation handed to one vendor."""

    task_id: str
    owner: str
    account: str
    vendor: str
    operation: str
    arguments: Mapping[str, Any]
    """As the caller gave them, with every name of a clip replaced by our id."""
    take: int = 1
    """Which go at the same request this is: 1, 2, 3 …"""
    key: str
    """A hash of owner, account, operation, arguments and take; while it is held, the same request is the same task."""
    status: Status = Status.QUEUED
    ticket: str | None = None
    """The vendor's handle for the work; of a task of several steps that of the present one."""
    steps: tuple[Step, ...] = ()
    """What it does one after another, each with a request of its own that is paid for; empty for a task of one."""
    step: int = 1
    """At which of them it is, from 1."""
    resumable: bool = False
    """Whether it failed at a step that cost nothing, so that the same call asks for the rest alone."""
    callback: str | None = None
    """The secret in the webhook address that the vendor was given, if it was given one."""
    held_until: datetime
    """The key is held until then, and at any rate as long as the task is queued or running."""
    progress: float | None = None
    """0 … 1, where the vendor tells it."""
    clips: tuple[Clip, ...] = ()
    """What it gave; of a task of several steps what they have made so far, the last one's first."""
    lyrics: tuple[LyricSheet, ...] = ()
    sound: str | None = None
    """The described sound that was made, where that was asked for."""
    error: Failure | None = None
    charged: bool | None = None
    """False when it is known to have cost nothing; None when it was charged or nobody knows."""
    cost: Cost | None = None
    """What the vendor charged, or else the published price."""
    warnings: tuple[str, ...] = ()
    created_at: datetime
    submitted_at: datetime | None = None
    heard_at: datetime | None = None
    """When the vendor last answered about it."""
    finished_at: datetime | None = None

    @property
    def is_free(self) -> bool:
        """Whether it is known to cost nothing."""
        return costs_nothing(self.cost)
