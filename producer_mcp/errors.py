"""What can go wrong, and the code of each kind. Every message is a sentence that says what to do next.

* ProducerError
  x InvalidArguments, NotFound, Unsupported      the call was wrong; nothing was accepted
  x NotReady                                     an extra or a key is missing
  x LimitReached, Declined                       the cost was not agreed to
  x NothingAccepted                              the vendor accepted nothing; carries the vendor error's code
  x StorageFailed                                the disk or the ledger failed
  x FetchFailed                                  a file could not be fetched this time
    + Expired, AddressRefused, TooLarge          and why trying again will not help
    + NotAudio, NothingToHear                    what came is not what was promised
  x VendorError
    + Unauthorized, InsufficientCredits, Refused, ContentRefused, Retired, RateLimited   the vendor refused
    + VendorUnavailable                          the request certainly did not arrive, or was not accepted
    + VendorUnreadable                           it answered in a shape we do not know
    + UnknownOutcome                             the request was sent and its answer was lost
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The kinds of failure, as callers, the ledger and the metrics name them."""

    INTERNAL = "internal"
    INVALID_ARGUMENTS = "invalid_arguments"
    NOT_FOUND = "not_found"
    UNSUPPORTED = "unsupported"
    NOT_READY = "not_ready"
    LIMIT_REACHED = "limit_reached"
    DECLINED = "declined"
    STORAGE = "storage"
    UNAUTHORIZED = "unauthorized"
    INSUFFICIENT_CREDITS = "insufficient_credits"
    REFUSED = "refused"
    CONTENT_REFUSED = "content_refused"
    RETIRED = "retired"
    RATE_LIMITED = "rate_limited"
    VENDOR_UNAVAILABLE = "vendor_unavailable"
    VENDOR_UNREADABLE = "vendor_unreadable"
    UNKNOWN_OUTCOME = "unknown_outcome"


class ProducerError(Exception):
    """Every failure that the caller is to be told about; anything else is a mistake of ours."""

    code = ErrorCode.INTERNAL


class InvalidArguments(ProducerError):
    """The arguments are wrong, or contradict each other."""

    code = ErrorCode.INVALID_ARGUMENTS


class NotFound(ProducerError):
    """There is no such clip or task, or it belongs to somebody else."""

    code = ErrorCode.NOT_FOUND


class Unsupported(ProducerError):
    """The vendor cannot do the operation, or has no field for one of its arguments."""

    code = ErrorCode.UNSUPPORTED


class NotReady(ProducerError):
    """Something must be installed or set first."""

    code = ErrorCode.NOT_READY


class LimitReached(ProducerError):
    """The day's limit of paid submits is reached."""

    code = ErrorCode.LIMIT_REACHED


class Declined(ProducerError):
    """The user did not agree to the cost."""

    code = ErrorCode.DECLINED


class NothingAccepted(ProducerError):
    """The vendor did not accept what was submitted; the code is that of the vendor error."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class StorageFailed(ProducerError):
    """The disk or the ledger could not be read or written."""

    code = ErrorCode.STORAGE


class FetchFailed(ProducerError):
    """A file could not be fetched; a later try may succeed."""

    code = ErrorCode.VENDOR_UNAVAILABLE


class Expired(FetchFailed):
    """A file's address no longer works; the vendor must be asked for a new one."""

    code = ErrorCode.NOT_FOUND


class NotAudio(FetchFailed):
    """The bytes are not the audio (or picture, film, archive) that was promised."""

    code = ErrorCode.VENDOR_UNREADABLE


class NothingToHear(NotAudio):
    """An archive arrived complete and holds no audio."""


class AddressRefused(FetchFailed):
    """An address that is never fetched: not https, inside a private network, with a password in it, or a file outside."""

    code = ErrorCode.INVALID_ARGUMENTS


class TooLarge(FetchFailed):
    """The file has more bytes than a song, picture or film can need."""

    code = ErrorCode.REFUSED


class VendorError(ProducerError):
    """A vendor did not do what it was asked. `raw` is the body of its answer, unchanged except that our key is hidden."""

    code = ErrorCode.REFUSED

    def __init__(
        self, vendor: str, message: str, *, raw: str = "", retry_after: float | None = None, is_of_task: bool = False
    ) -> None:
        super().__init__(f"{vendor}: {message}")
        self.vendor = vendor
        self.raw = raw
        self.is_of_task = is_of_task
        """Whether a task that was asked about may be to blame, and not the vendor as a whole."""
        self.retry_after = retry_after
        """Seconds the vendor asks us to wait before the next request; None where it does not say."""


class Unauthorized(VendorError):
    """The key is missing, wrong, or for another host."""

    code = ErrorCode.UNAUTHORIZED


class InsufficientCredits(VendorError):
    """The account has no credits left."""

    code = ErrorCode.INSUFFICIENT_CREDITS


class Refused(VendorError):
    """The vendor understood the request and refused it."""


class ContentRefused(VendorError):
    """The vendor's moderation refused the content."""

    code = ErrorCode.CONTENT_REFUSED


class Retired(VendorError):
    """The vendor has switched the operation off for good (HTTP 410)."""

    code = ErrorCode.RETIRED


class RateLimited(VendorError):
    """Too many requests; nothing was accepted."""

    code = ErrorCode.RATE_LIMITED


class VendorUnavailable(VendorError):
    """The vendor could not be reached, or is failing, and did not accept the request."""

    code = ErrorCode.VENDOR_UNAVAILABLE


class VendorUnreadable(VendorError):
    """The vendor answered in a shape we do not know; it may have accepted the request, and charged for it."""

    code = ErrorCode.VENDOR_UNREADABLE


class UnknownOutcome(VendorError):
    """The request was sent and no answer came; the vendor may have accepted it, and charged for it."""

    code = ErrorCode.UNKNOWN_OUTCOME
