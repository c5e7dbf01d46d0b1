"""The configured vendors, and the choice of one for a call."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..errors import InvalidArguments, NotReady, Unsupported
from ..models import Clip
from ..operations import Call, Operation, Seeded, operation_called
from ..vendors import Offer, Vendor
from ..vendors.registry import OFFLINE, main_variable, spec_of, vendor_names

SKETCH = "A sketch by the engine on this machine, not one of the vendors' models."


@dataclass(frozen=True, slots=True)
class Roster:
    """The configured vendors by name, the name of the default one, and a sentence on why it is the default."""

    vendors: Mapping[str, Vendor]
    default: str
    why: str
    faults: Mapping[str, str] = field(default_factory=dict)
    """By vendor, what is wrong with a key or an address that is set and cannot be used."""

    def __getitem__(self, name: str) -> Vendor:
        """The vendor of that name; `NotReady` when it is not configured, `InvalidArguments` when there is none."""
        if name in self.vendors:
            return self.vendors[name]
        if name not in vendor_names():
            raise InvalidArguments(f"vendor {name!r} is not one of {', '.join(self.vendors)}.")
        raise NotReady(f"{name} is not configured; {remedy_for(name, self.faults)}, and start the server again.")

    def of_account(self, account: str) -> Vendor | None:
        """The vendor that uses that account; None when no configured vendor does, as after a change of keys."""
        return next((vendor for vendor in self.vendors.values() if vendor.account == account), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The name of every vendor there is, configured or not."""
        return vendor_names()

    @property
    def offers(self) -> frozenset[type[Operation]]:
        """The operations that at least one of them can do."""
        return frozenset().union(*(vendor.offers for vendor in self.vendors.values()))

    def who_offers(self, operation: type[Operation]) -> tuple[str, ...]:
        """The names of the vendors that can do `operation`."""
        return tuple(name for name, vendor in self.vendors.items() if operation in vendor.offers)

    def choose(self, call: Call, clips: Mapping[str, Clip], retired: Collection[str]) -> tuple[Vendor, tuple[str, ...]]:
        """The vendor for a call, and remarks for the caller on that choice.

        An edit goes to the vendor that holds the clip. New music goes to the vendor named in the call, else to the default
        one; if that lacks the operation or has retired it, to the next vendor of the same family of models that offers it at
        no higher price. `retired`: the names of vendors that lately said they switched this operation off; what a vendor's
        pages call closed counts too. Raises `Unsupported` when nobody suitable offers it.
        """
        kind = type(call.operation)
        homes = {clip.vendor for clip in clips.values()}
        if homes:
            home = homes.pop()
            if call.vendor not in (None, home):
                raise InvalidArguments(f"this clip lives with {home}, so {home} works on it; leave vendor out.")
            return self._able(home, kind, moving=True), ()
        if call.vendor is not None:
            return self._able(call.vendor, kind), ()
        usual = self[self.default]
        over = {name: self._why_over(name, kind, retired) for name in self.vendors}
        if over[self.default] is None:
            return usual, ()
        for name in self.vendors:
            if over[name] is None and self._may_stand_in(name, kind):
                return self[name], (f"{self.default} {over[self.default]}, so {name} was asked.",)
        return self._able(self.default, kind), ()

    def _why_over(self, name: str, kind: type[Operation], retired: Collection[str]) -> str | None:
        """Why that vendor is not asked for `kind` where another can be, in words that follow its name; None if it can be."""
        offer = self[name].offers.get(kind)
        if offer is None:
            return f"has no {kind.name}"
        if name in retired:
            return "has retired it"
        return f"calls it {offer.closed.word} ({offer.closed.source}, {offer.closed.date})" if offer.closed else None

    def _may_stand_in(self, name: str, kind: type[Operation]) -> bool:
        """Whether that vendor may do in the default one's place: the same family of models, and at no higher price."""
        usual = self[self.default].offers.get(kind)
        return _family(name) == _family(self.default) and not _costs_more(self[name].offers[kind], usual)

    def sketch_remark(self, vendor: str, operation: str) -> str | None:
        """That music made offline is a sketch and, where no key is set, what to do; None for anything else."""
        if vendor != OFFLINE or not issubclass(operation_called(operation), Seeded):
            return None
        remedy = " To use those, set a key; studio_status names them." if len(self.vendors) == 1 else ""
        return f"{SKETCH}{remedy}"

    def _able(self, name: str, kind: type[Operation], *, moving: bool = False) -> Vendor:
        """The vendor of that name, if it offers `kind`; else `Unsupported`. `moving`: its clip can be taken elsewhere."""
        vendor = self[name]
        if kind in vendor.offers:
            return vendor
        able = tuple(other for other in self.who_offers(kind) if self[other].offers[kind].of_recordings or not moving)
        able = tuple(other for other in able if not self[other].offers[kind].closed) or able
        others = f"{' and '.join(able)} {'do' if len(able) > 1 else 'does'}" if able else "nobody configured does"
        way = "; bring the clip there with upload_music" if moving and able else f"; say vendor={able[0]!r}" if able else ""
        raise Unsupported(f"{name} has no {kind.name}; {others}{way}.")


def _family(name: str) -> str:
    """The family of models that a vendor sells; the offline one is a family of its own."""
    spec = spec_of(name)
    return spec.family if spec else name


def _costs_more(offer: Offer, usual: Offer | None) -> bool:
    """Whether a price is known to be higher than the usual one, or takes the place of none."""
    if usual is None or usual.price is None:
        return False
    if usual.price.amount == 0:
        return offer.price is None or offer.price.amount > 0
    return offer.price is not None and offer.price.unit == usual.price.unit and offer.price.amount > usual.price.amount


def remedy_for(name: str, faults: Mapping[str, str] = MappingProxyType({})) -> str:
    """What to do so that a vendor is configured: what is wrong with its variables, or which to set."""
    if name in faults:
        return faults[name]
    return 'pip install "producer-mcp[studio]"' if name == OFFLINE else f"set {main_variable(name)}"
