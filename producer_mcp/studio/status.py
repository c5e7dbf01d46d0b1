"""The state of the studio: vendors, prices, balances, limits and folders, without any key."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
from pydantic import Field

from .. import __version__
from ..errors import VendorError
from ..ledger import Ledger
from ..library import Library
from ..models import FrozenModel
from ..vendors import Vendor, payer_of
from ..vendors.registry import OFFLINE, vendor_names
from .roster import Roster, remedy_for

BALANCE_TIMEOUT_SECONDS = 3.0
"""How long a vendor is waited for to tell what is left; many clients give up after five seconds."""


class StorageStatus(FrozenModel):
    """The library: its folder, whether files are saved there, how many are, and their bytes."""

    path: str | None = None
    saves: bool
    files: int
    bytes: int
    preview_bytes: int | None = None
    """Of what was made to hear clips by; None where nothing was."""


class OwnerCounts(FrozenModel):
    """How much of the studio is one owner's: tasks, clips, kept files and their bytes."""

    tasks: int
    clips: int
    files: int
    bytes: int


class VendorStatus(FrozenModel):
    """One configured vendor: its operations, models, prices and balance."""

    name: str
    account: str
    offers: list[str]
    undocumented: list[str] | None = None
    """Operations it lists without publishing how they are requested; they may not work."""
    retired: dict[str, str] | None = None
    """Operations that are over there, each with who says so and since when: its pages, or its own answer."""
    listed: list[str] | None = None
    """What its pages list without saying how to ask for it, by their names; it is not offered."""
    models: list[str] | None = None
    runs: str | None = None
    """What makes the music there today, with the source and its date."""
    prices: dict[str, str] | None = None
    """By operation, where known: an amount with its unit, or `free`."""
    balance: str | None = None
    note: str | None = None


class StudioStatus(FrozenModel):
    """The studio as it is now, for all owners together except where a field says otherwise."""

    version: str
    default_vendor: str
    default_because: str
    vendors: list[VendorStatus]
    not_configured: dict[str, str] | None = None
    """Vendors without a key, and what to do to have them."""
    paid_today: int
    daily_limit: int
    """Paid submits a day; 0 for no limit."""
    limit_resets: str
    confirms: bool
    ledger: str | None = None
    tasks: int
    clips: int
    library: StorageStatus
    warnings: list[str] | None = None
    """Settings that cannot be what they were set to, and what is used instead."""
    own: OwnerCounts = Field(exclude=True)
    """How much of this is the asking owner's."""


OFFLINE_NOTE = "a composer in the box: sketches made on this machine, by none of the vendors' models; free, and no key needed"


async def studio_status(
    owner: str,
    only: str | None,
    *,
    roster: Roster,
    ledger: Ledger,
    library: Library,
    now: datetime,
    daily_limit: int,
    confirms: bool,
    ledger_path: Path | None,
    warnings: Sequence[str],
) -> StudioStatus:
    """The status of all vendors, or of the one named `only`. The presenter decides which parts a caller sees."""
    vendors = await _vendor_statuses([roster[only]] if only else list(roster.vendors.values()), ledger)
    counts, (files, size), previews = await ledger.statistics.counts(), library.counts(), library.previews.total_bytes()
    return StudioStatus(
        version=__version__,
        default_vendor=roster.default,
        default_because=roster.why,
        vendors=vendors,
        not_configured={name: remedy_for(name, roster.faults) for name in vendor_names() if name not in roster.vendors} or None,
        paid_today=await ledger.spending.paid_today(owner),
        daily_limit=daily_limit,
        limit_resets=f"{(now.astimezone(UTC) + timedelta(days=1)).date()}T00:00Z",
        confirms=confirms,
        ledger=str(ledger_path) if ledger_path else None,
        tasks=counts.tasks,
        clips=counts.clips,
        library=StorageStatus(
            path=str(library.folder), saves=library.saves, files=files, bytes=size, preview_bytes=previews or None
        ),
        warnings=list(warnings) or None,
        own=OwnerCounts.model_validate((await ledger.statistics.counts_of(owner))._asdict()),
    )


async def _vendor_statuses(vendors: Sequence[Vendor], ledger: Ledger) -> list[VendorStatus]:
    """The vendors' statuses in their order; for their balances all payers are asked at once, and each once."""
    balances: dict[str, str | None] = {}

    async def ask(payer: str, vendor: Vendor) -> None:
        balances[payer] = await _balance(vendor)

    async with anyio.create_task_group() as requests:
        for payer, vendor in {payer_of(vendor.account): vendor for vendor in reversed(vendors)}.items():
            requests.start_soon(ask, payer, vendor)
    retired = {vendor.name: sorted(await ledger.retirements.operations(vendor.account)) for vendor in vendors}
    return [_vendor_status(vendor, retired[vendor.name], balances[payer_of(vendor.account)]) for vendor in vendors]


async def _balance(vendor: Vendor) -> str | None:
    """What is left, in words; None when the vendor does not answer in time."""
    with anyio.move_on_after(BALANCE_TIMEOUT_SECONDS):
        try:
            return await vendor.balance()
        except VendorError as error:
            return f"not known: {error}"
    return None


def _vendor_status(vendor: Vendor, retired: list[str], balance: str | None) -> VendorStatus:
    """One vendor's status."""
    closed = {kind.name: str(offer.closed) for kind, offer in vendor.offers.items() if offer.closed is not None}
    prices = {kind.name: offer.price for kind, offer in vendor.offers.items() if offer.price is not None}
    return VendorStatus(
        name=vendor.name,
        account=vendor.account,
        offers=[kind.name for kind in vendor.offers],
        undocumented=[kind.name for kind, offer in vendor.offers.items() if not offer.documented] or None,
        retired=closed | dict.fromkeys(retired, "it answered so within the last day") or None,
        listed=list(vendor.listed) or None,
        models=list(vendor.models) or None,
        runs=vendor.runs or None,
        prices={name: str(price) if price.amount else "free" for name, price in prices.items()} or None,
        balance=balance,
        note=OFFLINE_NOTE if vendor.name == OFFLINE else None,
    )
