"""The vendors we have, and which of them an operation goes to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..errors import InvalidArguments, NotReady, Unsupported
from ..models import Clip
from ..operations import Call, Operation, Seeded
from ..vendors import Vendor
from ..vendors.registry import OFFLINE, key_variable, vendor_names


@dataclass(frozen=True, slots=True)
class Roster:
    """The vendors that are configured; the default one, and why it is that."""

    vendors: Mapping[str, Vendor]
    default: str
    why: str

    def __getitem__(self, name: str) -> Vendor:
        if name in self.vendors:
            return self.vendors[name]
        if name not in vendor_names():
            raise InvalidArguments(f"vendor {name!r} is not one of {', '.join(self.vendors)}.")
        raise NotReady(f"{name} is not configured; {remedy_for(name)}, and start the server again.")

    def of_account(self, account: str) -> Vendor | None:
        """The vendor that is asked with that account's key; None when it is not, or no longer, one of ours."""
        return next((vendor for vendor in self.vendors.values() if vendor.account == account), None)

    @property
    def offers(self) -> frozenset[type[Operation]]:
        """What at least one of them can do."""
        return frozenset().union(*(vendor.offers for vendor in self.vendors.values()))

    def who_offers(self, operation: type[Operation]) -> tuple[str, ...]:
        return tuple(name for name, vendor in self.vendors.items() if operation in vendor.offers)

    def choose(self, call: Call, clips: Mapping[str, Clip], retired: Collection[str]) -> tuple[Vendor, tuple[str, ...]]:
        """Who does it, and what there is to say about that choice.

        An edit goes to the vendor that holds the clip, new music to the vendor said, else to the default one; if that
        lacks the operation, or has retired it, to the next hosted vendor that offers it, never silently to the engine.
        `retired`: the names of vendors that lately said they have switched this operation off.
        """
        kind = type(call.operation)
        homes = {clip.vendor for clip in clips.values()}
        if homes:
            home = homes.pop()
            if call.vendor not in (None, home):
                raise InvalidArguments(f"this clip lives with {home}, so {home} works on it; leave vendor out.")
            return self._with_label(self._able(home, kind, moving=True), kind)
        if call.vendor is not None:
            return self._with_label(self._able(call.vendor, kind), kind)
        if kind in self[self.default].offers and self.default not in retired:
            return self._with_label(self[self.default], kind)
        for name in self.who_offers(kind):
            if self[name].is_hosted and name not in retired and name != self.default:
                reason = "has retired it" if self.default in retired else f"has no {kind.name}"
                return self[name], (f"{self.default} {reason}, so {name} was asked.",)
        return self._with_label(self._able(self.default, kind), kind)

    def _with_label(self, vendor: Vendor, kind: type[Operation]) -> tuple[Vendor, tuple[str, ...]]:
        """The engine's music is called what it is; and how to get the real thing, where nobody has a key."""
        if vendor.is_hosted or not issubclass(kind, Seeded):
            return vendor, ()
        remedy = " To use those, set a key; studio_status names them." if len(self.vendors) == 1 else ""
        return vendor, (f"A sketch by the engine on this machine, not one of the vendors' models.{remedy}",)

    def _able(self, name: str, kind: type[Operation], *, moving: bool = False) -> Vendor:
        vendor = self[name]
        if kind in vendor.offers:
            return vendor
        able = self.who_offers(kind)
        others = f"{' and '.join(able)} {'do' if len(able) > 1 else 'does'}" if able else "nobody configured does"
        way = "; bring the clip there with upload_music" if moving and able else f"; say vendor={able[0]!r}" if able else ""
        raise Unsupported(f"{name} has no {kind.name}; {others}{way}.")


def remedy_for(name: str) -> str:
    """What to do to have a vendor."""
    return 'pip install "producer-mcp[studio]"' if name == OFFLINE else f"set {key_variable(name)}"
