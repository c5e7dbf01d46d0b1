"""What every vendor is, and the ones we know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..errors import ErrorCode
from ..models import Clip, Cost, LyricSheet, Status
from ..operations import Operation


@dataclass(frozen=True, slots=True)
class Offer:
    """How a vendor does one operation."""

    documented: bool = True
    """False: the vendor lists it and never published how to ask for it."""
    price: Cost | None = None
    """None: not known. An amount of 0 is known to be free."""
    usual_seconds: float = 45
    """From submit to done, by the vendor's own figures."""


@dataclass(frozen=True, slots=True)
class Made:
    """One thing a vendor made, under the vendor's own id. What it did not say is empty."""

    vendor_clip_id: str = ""
    title: str = ""
    seconds: float | None = None
    audio_url: str | None = None
    video_url: str | None = None
    image_url: str | None = None
    archive_url: str | None = None
    """A zip of parts (stems), to be unpacked into one clip each."""
    part: str | None = None
    lyrics: str = ""
    sound: str = ""
    model: str = ""
    seed: str = ""
    uploaded: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)
    """Files already on this machine, by kind (`audio`, `cover`, `video`): the offline vendor's."""
    of: str | None = None
    """Not a new clip but more of this one (the vendor's id): a film, an export."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a vendor says of a ticket when asked."""

    status: Status
    made: tuple[Made, ...] = ()
    lyrics: tuple[LyricSheet, ...] = ()
    sound: str | None = None
    error: str | None = None
    """The vendor's own words, when it failed."""
    code: ErrorCode = ErrorCode.REFUSED
    """Ours for that failure."""
    refunded: bool | None = None
    """Whether a failure is known to cost nothing."""
    progress: float | None = None
    cost: Cost | None = None
    remarks: tuple[str, ...] = ()
    """What the caller should know of what was made."""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class PreparedSubmit:
    """An operation that its vendor has checked and put into its own words: what `submit` sends."""

    operation: Operation
    body: Mapping[str, object]
    """The request, without the address to call back."""
    warnings: tuple[str, ...] = ()
    """Sentences for the caller about arguments that may be ignored and requests that were never published."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a vendor says to a submit: a ticket to ask with, or the finished work at once, or both."""

    ticket: str | None = None
    report: Report | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a vendor may call when a task is done, and the secret it signs with."""

    url: str
    secret: str


class Vendor(Protocol):
    """Someone who makes music when asked."""

    @property
    def name(self) -> str: ...

    @property
    def account(self) -> str:
        """`name@host#fingerprint`: whose money a task spends, and who can ask about its ticket."""

    @property
    def is_hosted(self) -> bool:
        """Whether it is somebody else's, over the network, for money."""

    @property
    def offers(self) -> Mapping[type[Operation], Offer]:
        """The operations this vendor can do."""

    @property
    def models(self) -> Sequence[str]:
        """The names it documents; the first is its default."""

    @property
    def batch(self) -> int:
        """How many tickets one look can ask about."""

    @property
    def check_interval_seconds(self) -> float:
        """Seconds between looks that gain anything."""

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """Check `operation` and put it into the vendor's words; nothing is sent. `clips`: its clips, by argument.

        Raises `Unsupported` or `InvalidArguments` for what the vendor has no word for or documents a limit against.
        """

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """Send what was prepared. `take` numbers repetitions of the same request, for a vendor that would repeat its result.

        Raises a `VendorError`. After `UnknownOutcome` and `VendorUnreadable` the vendor may have accepted and charged;
        after any other it has not.
        """

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """How the work behind each ticket stands; a ticket the vendor does not know is left out.

        At most `batch` at a time. Raises `VendorUnavailable`, `RateLimited`, `VendorUnreadable` or `Unauthorized`;
        none of them says that a task failed.
        """

    async def balance(self) -> str | None:
        """What is left in the account, in words; None where the vendor does not tell it."""

    async def close(self) -> None:
        """Let go of connections."""
