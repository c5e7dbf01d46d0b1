"""What a vendor asks for its own wav, said before anybody asks for one."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..models import Clip, Status, Task
from ..operations import DownloadMusic, operation_called
from ..vendors import Vendor
from .advice import price_text
from .exports import Exports
from .roster import Roster


@dataclass(frozen=True, slots=True)
class WavPrices:
    """Says of a finished task what a wav of it would cost, where that has to be bought."""

    roster: Roster
    exports: Exports

    def of(self, task: Task) -> str | None:
        """`acme: 2 credits`; None where a wav is free, is there, or is not to be had."""
        if task.status is not Status.DONE or operation_called(task.operation).file_kind(task.arguments) not in ("audio", "mp3"):
            return None
        vendor = next((self.roster.of_account(clip.account) for clip in task.clips if self._is_for_sale(clip)), None)
        return None if vendor is None else asked_price(vendor)

    def _is_for_sale(self, clip: Clip) -> bool:
        """Whether its vendor sells a wav of it; a part, or a recording of the person's own, is no song of the vendor's."""
        vendor = self.roster.of_account(clip.account)
        is_song = clip.part in (None, "mix") and not clip.uploaded
        is_sold = vendor is not None and vendor.is_hosted and DownloadMusic in vendor.offers
        return is_song and is_sold and not self.exports.has_for_free(clip, "wav")


def asked_price(vendor: Vendor) -> str | None:
    """`acme: 2 credits`; None where an export is known to be free."""
    price = vendor.offers[DownloadMusic].price
    return f"{vendor.name}: {price_text(price)}" if price is None or price.amount else None


def price_list(vendors: Mapping[str, Vendor]) -> str:
    """What each of them asks for its own wav, in a sentence for the description of a tool; empty where none sells one."""
    sellers = (vendor for vendor in vendors.values() if vendor.is_hosted and DownloadMusic in vendor.offers)
    prices = {vendor.name: vendor.offers[DownloadMusic].price for vendor in sellers}
    known = [f"{name} {price_text(price)}" for name, price in prices.items() if price is not None and price.amount]
    unknown = [name for name, price in prices.items() if price is None]
    said = [*known, *([f"{', '.join(unknown)} not published"] if unknown else [])]
    return f"Price of a wav: {'; '.join(said)}." if said else ""
