"""What can go wrong. Every message is a sentence that says what to do next.

* ProducerError
  x InvalidArguments, NotFound, Unsupported      the call was wrong; nothing was accepted
  x NotReady                                     an extra or a key is missing
  x LimitReached, Declined                       nobody wanted to pay
  x NothingAccepted                              the vendor took nothing; carries the vendor error's code
  x StorageFailed                                disk or ledger
  x FetchFailed                                  a file did not come home this time
    + Expired, NotAudio, AddressRefused, TooLarge   and why it will not without help
  x VendorError
    + Unauthorized, InsufficientCredits, Refused, ContentRefused, Retired, RateLimited   the vendor said no
    + VendorUnavailable                          it certainly did not get, or take, the request
    + VendorUnreadable                           it answered in a shape we do not know
    + UnknownOutcome                             the request went out and its answer was lost
"""


class ProducerError(Exception):
    """Anything the caller should hear about."""

    code = "internal"


class InvalidArguments(ProducerError):
    """What was said cannot be meant."""

    code = "invalid_arguments"


class NotFound(ProducerError):
    """No such clip or task, or not the caller's."""

    code = "not_found"


class Unsupported(ProducerError):
    """The vendor has no way to do, or to hear, what was asked."""

    code = "unsupported"


class NotReady(ProducerError):
    """Something must be installed or set first."""

    code = "not_ready"


class LimitReached(ProducerError):
    """The day's paid submits are used up."""

    code = "limit_reached"


class Declined(ProducerError):
    """The user did not say yes to spending."""

    code = "declined"


class NothingAccepted(ProducerError):
    """The vendor took nothing of what was submitted; the code says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StorageFailed(ProducerError):
    """The disk or the ledger did not do its part."""

    code = "storage"


class FetchFailed(ProducerError):
    """A file could not be fetched; another time it may be."""

    code = "vendor_unavailable"


class Expired(FetchFailed):
    """A file's address no longer works; the vendor has to be asked for a new one."""

    code = "not_found"


class NotAudio(FetchFailed):
    """The bytes are not the audio (or picture, film, archive) they were said to be."""

    code = "vendor_unreadable"


class NothingToHear(NotAudio):
    """An archive that came whole, and holds no audio."""


class AddressRefused(FetchFailed):
    """An address we do not go to: not https, inside a network, with a password in it, or a file that is not ours."""

    code = "invalid_arguments"


class TooLarge(FetchFailed):
    """More bytes than any song, picture or film needs."""

    code = "refused"


class VendorError(ProducerError):
    """A vendor answered, but not with music. `raw` is its body as it came."""

    code = "refused"

    def __init__(self, vendor: str, message: str, *, raw: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{vendor}: {message}")
        self.vendor = vendor
        self.raw = raw
        self.retry_after = retry_after
        """Seconds the vendor asks us to stay away."""


class Unauthorized(VendorError):
    """The key is missing, wrong, or for another host."""

    code = "unauthorized"


class InsufficientCredits(VendorError):
    """The account has run dry."""

    code = "insufficient_credits"


class Refused(VendorError):
    """The vendor understood and said no."""


class ContentRefused(VendorError):
    """The vendor will not make this: its moderation said no."""

    code = "content_refused"


class Retired(VendorError):
    """The vendor has switched the operation off for good (HTTP 410)."""

    code = "retired"


class RateLimited(VendorError):
    """Too many requests; nothing was accepted."""

    code = "rate_limited"


class VendorUnavailable(VendorError):
    """The vendor could not be reached, or is failing, and took nothing."""

    code = "vendor_unavailable"


class VendorUnreadable(VendorError):
    """The vendor answered in a shape we do not know; it may have taken the request."""

    code = "vendor_unreadable"


class UnknownOutcome(VendorError):
    """The request went out and no answer came; it may have been taken, and paid."""

    code = "unknown_outcome"
