"""The door by which another process tells the fake things and reads what it saw."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .faults import Fault, Faults
from .messages import Answer, Request, json_answer

if TYPE_CHECKING:
    from .server import FakeVendor

SETTINGS = frozenset({"polls_until_done", "seconds_until_done", "seconds_of_audio", "credits"})


def _next(fake: "FakeVendor", said: Any) -> None:
    for each in said:
        fake.next(*_fault(each))


def _always(fake: "FakeVendor", said: Any) -> None:
    for each in said:
        fault, on = _fault(each)
        fake.always(on, fault)


def _fault(said: Mapping[str, Any]) -> tuple[Fault, str]:
    words = dict(said)
    on = words.pop("on", "*")
    return Fault(**words), on


def _set(fake: "FakeVendor", said: Any) -> None:
    for name, value in said.items():
        if name not in SETTINGS:
            raise ValueError(f"no setting is called {name}")
        setattr(fake, name, value)


def _finish(fake: "FakeVendor", said: Any) -> None:
    for ticket in said:
        fake.finish(ticket)


COMMANDS: Mapping[str, Callable[["FakeVendor", Any], object]] = {
    "set": _set,
    "generations": lambda fake, said: fake.generations.update(said),
    "retired": lambda fake, said: fake.retired.update(said),
    "keys": lambda fake, said: fake.keys.update(said),
    "next": _next,
    "always": _always,
    "seeded": lambda fake, said: fake.seeded(Faults(**said)),
    "clear": lambda fake, said: fake.rules.clear(),
    "forget": lambda fake, said: fake.forget(),
    "finish": _finish,
    "advance": lambda fake, said: fake.advance(said),
    "release": lambda fake, said: fake.release(),
}


def control(fake: "FakeVendor", request: Request) -> Answer:
    """Commands in one JSON object, done in the order they are said."""
    try:
        for command, said in request.body.items():
            COMMANDS[command](fake, said)
    except (KeyError, TypeError, ValueError) as wrong:
        return json_answer({"error": f"{type(wrong).__name__}: {wrong}"}, 400)
    return json_answer({"done": list(request.body)})


def charges(fake: "FakeVendor", request: Request) -> Answer:
    refunded = [asdict(charge) | {"refunded": charge.ticket in fake.refunds} for charge in fake.charges]
    return json_answer({"charges": refunded, "refunds": fake.refunds})


def requests(fake: "FakeVendor", request: Request) -> Answer:
    told = ("method", "path", "vendor", "purpose", "body", "key", "at")
    heard = [{name: getattr(each, name) for name in told} for each in fake.requests]
    faults = [each.fault.kind if each.fault else None for each in fake.requests]
    listed = [{**each, "fault": fault} for each, fault in zip(heard, faults, strict=True)]
    return json_answer({"requests": listed, "strange": [asdict(each) for each in fake.strange]})


def works(fake: "FakeVendor", request: Request) -> Answer:
    told = ("ticket", "vendor", "operation", "status", "key", "polls", "submitted", "finished")
    return json_answer({"works": [{name: getattr(work, name) for name in told} for work in fake.works.values()]})


DOORS = {
    ("POST", "/_control"): control,
    ("GET", "/_charges"): charges,
    ("GET", "/_requests"): requests,
    ("GET", "/_works"): works,
}
