"""What a vendor is to the rest of the program: it takes an operation, gives a ticket, and reports on it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..errors import ErrorCode
from ..models import Clip, Cost, FileKind, LyricSheet, MusicForm, Status, Step, Tempo, TimedLine
from ..operations import Operation

Pausing = Callable[[], AbstractAsyncContextManager[None]]
"""Entered for each pause between two tries at a submit, while nothing of it is on its way."""


@asynccontextmanager
async def no_pausing() -> AsyncIterator[None]:
    """Nothing is done about a pause."""
    yield


@dataclass(frozen=True, slots=True)
class Closure:
    """A vendor's own word that it no longer does an operation."""

    word: str
    """`retired` or `switched off`."""
    source: str
    """The pages that say so, by their host."""
    date: str
    """Since when, or when they said it: a month or a day."""
    outcome: str = "it may be refused"
    """What becomes of a request for it, and what the vendor advises instead."""

    def __str__(self) -> str:
        return f"{self.word}, says {self.source} ({self.date})"


@dataclass(frozen=True, slots=True)
class Offer:
    """How a vendor does one operation."""

    documented: bool = True
    """False: the vendor lists it and never published how to ask for it."""
    closed: Closure | None = None
    """Where the vendor's pages say that it is over; it can be asked for all the same."""
    price: Cost | None = None
    """Of all steps together. None: not known. An amount of 0 is known to be free."""
    formats: tuple[FileKind, ...] = ("mp3", "wav")
    """Of download_music: the formats that the vendor itself gives. Others are made here, or refused before anything is sent."""
    parts: tuple[str, ...] = ("vocals", "band")
    """Of add_part: which parts it adds."""
    of_recordings: bool = True
    """Of work on clips: whether it can be done to one that was brought in from elsewhere."""
    usual_seconds: float = 45
    """From submit to done, by the figures the vendor publishes."""
    steps: tuple[Step, ...] = ()
    """Where it takes several paid requests, one after another: each with its price. Empty for one.

    A clip may do without the first ones; `PreparedSubmit.steps` says so.
    """
    as_unsaid: Mapping[str, object] = field(default_factory=dict)
    """Values of arguments that ask for what comes without them: with and without them it is the same request."""


@dataclass(frozen=True, slots=True)
class Made:
    """One thing a vendor made, under the vendor's own id. A field that its answer lacks is empty."""

    vendor_clip_id: str = ""
    title: str = ""
    seconds: float | None = None
    audio_url: str | None = None
    video_url: str | None = None
    image_url: str | None = None
    wav_url: str | None = None
    """The same sound as a wav, beside `audio_url`; it costs nothing more."""
    archive_url: str | None = None
    """A zip of stems, of which each becomes a clip."""
    part: str | None = None
    lyrics: str = ""
    sound: str = ""
    model: str = ""
    seed: str = ""
    uploaded: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)
    """Files that are already in our data folder, by kind (`audio`, `cover`, `video`)."""
    bpm: float | None = None
    """Its tempo, where the vendor says it."""
    key: str = ""
    """`A minor`, where the vendor says it."""
    tempo_source: str = ""
    """How its tempo and key are known, as `Clip.tempo_source` has it; where it is empty, as the vendor's word."""
    contents: Mapping[FileKind, bytes] = field(default_factory=dict)
    """Files that stand in the answer itself, by kind."""
    of: str | None = None
    """The vendor's id of the clip to which this belongs as a further file (a film, an export); None for a new clip."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a vendor says of a ticket when asked."""

    status: Status
    made: tuple[Made, ...] = ()
    lyrics: tuple[LyricSheet, ...] = ()
    sound: str | None = None
    error: str | None = None
    """The vendor's own message, when it failed."""
    code: ErrorCode = ErrorCode.REFUSED
    """Our code for that failure."""
    refunded: bool | None = None
    """Whether a failure costs nothing; None where that is not known."""
    progress: float | None = None
    cost: Cost | None = None
    remarks: tuple[str, ...] = ()
    """Sentences for the caller about what was made."""
    remedy: str = ""
    """A sentence on what to do about a failure, where more is known of it than its code says."""
    doubt: str = ""
    """What could not be understood of an answer about a task that is therefore called running; else empty."""
    is_read: bool = True
    """Whether the answer could be read, if not understood in all; where it could not, `doubt` says so."""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class PreparedSubmit:
    """An operation that its vendor has checked and put into its own words: what `submit` sends."""

    operation: Operation
    body: Mapping[str, object]
    """The request, without the address to call back."""
    warnings: tuple[str, ...] = ()
    """Sentences for the caller about arguments that may be ignored and requests that were never published."""
    price: Cost | None = None
    """What it costs, where the arguments decide; None: as the offer says."""
    path: str = ""
    """Where the body is posted, at the vendor's host; empty where nothing is posted."""
    step: int = 1
    """Which of the task's steps it is."""
    steps: tuple[Step, ...] | None = None
    """The steps it takes, where its clip decides that; None: as the offer says."""
    pausing: Pausing = field(default=no_pausing, repr=False, compare=False)
    """What the sender does about the pauses between two tries."""

    def as_json(self) -> str:
        """What is sent, to be kept: path and body, without key and callback."""
        return json.dumps({"path": self.path, "body": self.body}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A vendor's answer to a submit: a ticket to ask with, or the finished work, or both."""

    ticket: str | None = None
    report: Report | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a vendor is to call when a task is done, and the secret to sign the call with."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What a vendor may use of this machine to keep audio: the offline one, and one whose files the library cannot fetch."""

    folder: Path
    """Our data folder; a vendor takes a folder of its own in it."""
    fetch: Callable[[str], Awaitable[Path]]
    """Brings the audio at a public address into the data folder."""


def payer_of(account: str) -> str:
    """`host#fingerprint`: what an account shares with other families of models at that host, which the same key pays for.

    The vendor counts requests, and keeps the balance, by this.
    """
    return account.partition("@")[2] or account


class Vendor(Protocol):
    """Somebody who makes music when asked: a company behind an HTTP API, or the engine on this machine."""

    @property
    def name(self) -> str:
        """What callers and the ledger call it."""

    @property
    def account(self) -> str:
        """`name@host#fingerprint`: whose money a task spends, and who can ask about its ticket."""

    @property
    def is_hosted(self) -> bool:
        """Whether others run it, for pay; the engine on this machine and the user's own server are not."""

    @property
    def offers(self) -> Mapping[type[Operation], Offer]:
        """The operations this vendor can do."""

    @property
    def listed(self) -> Sequence[str]:
        """What its pages list without saying how to ask for it, so that it is not offered."""

    @property
    def models(self) -> Sequence[str]:
        """The names it documents; the first is its default."""

    @property
    def runs(self) -> str:
        """What makes the music there today, with the source and its date; empty where nothing is said."""

    @property
    def batch_size(self) -> int:
        """How many tickets one `check` can ask about."""

    @property
    def check_interval_seconds(self) -> float:
        """Seconds from one `check` to the next; asking more often gains nothing."""

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """Check `operation` and put it into the vendor's words; nothing is sent. `clips`: its clips, by argument.

        Raises `Unsupported` for an operation or argument that the vendor has no field for, `InvalidArguments` for a value past
        a limit that it documents, and `NotReady` where something must be installed first.
        """

    def prepare_step(self, operation: Operation, step: int, made: Sequence[Clip]) -> PreparedSubmit:
        """The request of a step of `operation` after the first (2, 3 …); nothing is sent. `made`: what the steps before gave.

        Raises `Unsupported` where that is not enough to go on from.
        """

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """Send what was prepared. `take` numbers repetitions of the same request, for a vendor that would repeat its result.

        Raises a `VendorError`. After `UnknownOutcome` and `VendorUnreadable` the vendor may have accepted and charged;
        after any other it has not.
        """

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """How the work behind each ticket stands; a ticket the vendor does not know is left out.

        At most `batch_size` at a time. Raises `VendorUnavailable`, `RateLimited`, `VendorUnreadable` or `Unauthorized`;
        none of them says that a task failed.
        """

    async def form(self, clip: Clip) -> MusicForm | None:
        """Where sections and bars of a clip of its own begin, as far as that is known without sending anything."""

    async def timed_lines(self, clip: Clip) -> Sequence[TimedLine]:
        """When the lines of a clip of its own are sung, as far as that is known without sending anything; empty if it is not."""

    async def tempo(self, clip: Clip) -> Tempo | None:
        """Tempo and key of a clip of its own, as far as they are known without sending anything; None if they are not."""

    async def balance(self) -> str | None:
        """What is left in the account, in words; None where the vendor does not tell it."""

    async def close(self) -> None:
        """Close connections."""
