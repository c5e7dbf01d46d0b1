"""A route: how a vendor spells one operation, and which arguments it refuses or may ignore."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import InvalidArguments, Unsupported
from ..models import Cost, Step, total
from . import Callback, Offer

FieldNames = Mapping[str, tuple[str, ...]]
"""The vendor's field or fields for each argument; an empty tuple for one that is accepted and need not be sent."""

REMEDIES: Mapping[tuple[str, str], str] = {
    ("upload_music", "path"): "say url instead, an address where it can fetch the recording",
    ("create_music", "seconds"): 'leave it out, or say vendor="offline", whose sketches are of any length to a bar',
}
"""What to do about an operation's argument that a vendor has no field for; for all others: leave it out."""


def spelled(alike: str = "", **otherwise: str) -> dict[str, tuple[str, ...]]:
    """Field names for arguments whose field has the same name (`alike`), and for those whose field has another.

    `spelled("sound lyrics", model="mv")`; several names are separated by blanks.
    """
    return {name: (name,) for name in alike.split()} | {name: tuple(theirs.split()) for name, theirs in otherwise.items()}


@dataclass(frozen=True, slots=True)
class Route:
    """One operation at one vendor."""

    path: str
    fields: FieldNames
    constants: Mapping[str, Any] = field(default_factory=dict)
    """Fields that are sent every time."""
    offer: Offer = field(default_factory=Offer)
    required: Mapping[str, str] = field(default_factory=dict)
    """Arguments without which the vendor cannot do it, each with what to do."""
    max_chars: Mapping[str, int] = field(default_factory=dict)
    """The most characters that the vendor documents for an argument."""
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """The least and the most that the vendor documents for a number."""
    refused_values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """Values of an argument that the vendor does not take, each with what to do instead."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Arguments that the vendor documents and may ignore, each with the reason."""
    callback_names: tuple[str, ...] = ()
    """The vendor's field for the address to call when the task is done and, if it signs, its field for the secret."""
    waits_for_result: bool = False
    """Whether the answer to the submit comes only when the work is done."""
    unmade_pauses: tuple[float, ...] = ()
    """Seconds before each further request for what the vendor is still making: it says so by a 202, and charges nothing yet."""

    then: "Route | None" = None
    """The route of a second request, paid for by itself, for what the first one made; its `clip_id` is all that it is told."""
    bringing: "Route | None" = None
    """The route of a request before it, paid for by itself, which brings the clip in by the address of its sound.

    For operations that work on uploaded clips alone; with one of those it is left out.
    """
    step_names: tuple[str, str] = ("extending", "joining")
    """What the two requests do, where there are two."""

    @property
    def steps(self) -> "tuple[Route, ...]":
        """The routes of its requests, in their order."""
        return tuple(route for route in (self.bringing, self, self.then) if route is not None)

    def at_step(self, step: int, steps: int | None) -> "Route":
        """The route of a step of a task that takes so many (None: all of them, 0: one); the first ones may be left out."""
        left = len(self.steps) if steps is None else max(1, steps)
        return self.steps[len(self.steps) - left + step - 1]

    @property
    def whole_offer(self) -> Offer:
        """The offer with all its steps: the price and the time of them together."""
        if len(self.steps) == 1:
            return self.offer
        offers = [route.offer for route in self.steps]
        steps = tuple(Step(name=name, cost=offer.price) for name, offer in zip(self.step_names, offers, strict=True))
        usual_seconds = sum(offer.usual_seconds for offer in offers)
        return replace(self.offer, price=total([step.cost for step in steps]), usual_seconds=usual_seconds, steps=steps)

    def priced(self, prices: Sequence[Cost | None]) -> "Route":
        """The route with the price of each of its requests, None for one that is not known; without any, as it is."""
        if not prices:
            return self
        bringing, own = self.bringing and self.bringing.priced(prices[:1]), prices[1:] if self.bringing else prices
        then = self.then and self.then.priced(own[1:])
        return replace(self, offer=replace(self.offer, price=own[0]), then=then, bringing=bringing)

    def body(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The request's body for `arguments`, in the vendor's fields."""
        return {**self.constants, **{theirs: value for name, value in arguments.items() for theirs in self.fields[name]}}

    def callback_fields(self, callback: Callback | None) -> dict[str, str]:
        """What is added to the body to say where to call back."""
        return dict(zip(self.callback_names, (callback.url, callback.secret), strict=False)) if callback else {}

    def refuse(self, vendor: str, operation: str, arguments: Mapping[str, Any]) -> None:
        """Raise `Unsupported` or `InvalidArguments` for what the vendor has no field for, or documents a limit against."""
        for name, value in arguments.items():
            if name not in self.fields:
                remedy = REMEDIES.get((operation, name), "leave it out")
                raise Unsupported(f"{vendor} has no word for {name} in {operation}; {remedy}.")
            if value in self.refused_values.get(name, ()):
                raise Unsupported(f"{vendor} has no {operation} with {name}={value!r}; {self.refused_values[name][value]}.")
            if name in self.max_chars and len(str(value)) > self.max_chars[name]:
                most = self.max_chars[name]
                raise InvalidArguments(f"{vendor} takes at most {most} characters of {name}; this has {len(value)}: shorten it.")
            if name in self.ranges and not self.ranges[name][0] <= float(value) <= self.ranges[name][1]:
                least, highest = self.ranges[name]
                raise InvalidArguments(
                    f"{vendor} takes {name} from {least:g} to {highest:g}; this is {value:g}: say a number between."
                )
        for name, remedy in self.required.items():
            if name not in arguments:
                raise InvalidArguments(f"{vendor} cannot do {operation} by that alone: {remedy}.")

    def warnings(self, vendor: str, operation: str, arguments: Mapping[str, Any]) -> Iterator[str]:
        """Sentences for the caller about requests that were never published and arguments that may be ignored."""
        if not self.offer.documented:
            yield f"{vendor} lists {operation} but never published how to ask for it; it may be refused or misread."
        for why in dict.fromkeys(self.ignored.values()):
            names = [name for name, reason in self.ignored.items() if reason == why and arguments.get(name, False) is not False]
            if names:
                yield f"{vendor} may ignore {', '.join(names)}: {why}."
