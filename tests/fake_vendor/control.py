"""HTTP routes by which another process controls the fake and reads its charges, requests and tasks."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .faults import Fault, Faults
from .messages import Answer, Request, json_answer

if TYPE_CHECKING:
    from .server import FakeVendor

SETTINGS = frozenset({"polls_until_done", "seconds_until_done", "seconds_of_audio", "credits", "polls_between_clips"})


def _next(fake: "FakeVendor", arguments: Any) -> None:
    for each in arguments:
        fake.next(*_fault(each))


def _always(fake: "FakeVendor", arguments: Any) -> None:
    for each in arguments:
        fault, on = _fault(each)
        fake.always(on, fault)


def _fault(arguments: Mapping[str, Any]) -> tuple[Fault, str]:
    fields = dict(arguments)
    on = fields.pop("on", "*")
    return Fault(**fields), on


def _set(fake: "FakeVendor", arguments: Any) -> None:
    for name, value in arguments.items():
        if name not in SETTINGS:
            raise ValueError(f"no setting is called {name}")
        setattr(fake, name, value)


def _finish(fake: "FakeVendor", arguments: Any) -> None:
    for ticket in arguments:
        fake.finish(ticket)


COMMANDS: Mapping[str, Callable[["FakeVendor", Any], object]] = {
    "set": _set,
    "generations": lambda fake, arguments: fake.generations.update(arguments),
    "retired": lambda fake, arguments: fake.retired.update(arguments),
    "keys": lambda fake, arguments: fake.keys.update(arguments),
    "next": _next,
    "always": _always,
    "seeded": lambda fake, arguments: fake.seeded(Faults(**arguments)),
    "clear": lambda fake, arguments: fake.rules.clear(),
    "forget": lambda fake, arguments: fake.forget(),
    "finish": _finish,
    "advance": lambda fake, arguments: fake.advance(arguments),
    "release": lambda fake, arguments: fake.release(),
}


def control(fake: "FakeVendor", request: Request) -> Answer:
    """Runs the commands of one JSON object in their order."""
    try:
        for command, arguments in request.body.items():
            COMMANDS[command](fake, arguments)
    except (KeyError, TypeError, ValueError) as error:
        return json_answer({"error": f"{type(error).__name__}: {error}"}, 400)
    return json_answer({"done": list(request.body)})


def charges(fake: "FakeVendor", request: Request) -> Answer:
    refunded = [asdict(charge) | {"refunded": charge.ticket in fake.refunds} for charge in fake.charges]
    return json_answer({"charges": refunded, "refunds": fake.refunds})


def requests(fake: "FakeVendor", request: Request) -> Answer:
    fields = ("method", "path", "vendor", "purpose", "body", "key", "at")
    rows = [{name: getattr(each, name) for name in fields} for each in fake.requests]
    faults = [each.fault.kind if each.fault else None for each in fake.requests]
    listed = [{**each, "fault": fault} for each, fault in zip(rows, faults, strict=True)]
    return json_answer({"requests": listed, "strange": [asdict(each) for each in fake.undocumented]})


def tasks(fake: "FakeVendor", request: Request) -> Answer:
    fields = ("ticket", "vendor", "operation", "status", "key", "polls", "submitted", "finished")
    return json_answer({"works": [{name: getattr(task, name) for name in fields} for task in fake.tasks.values()]})


CONTROL_ROUTES = {
    ("POST", "/_control"): control,
    ("GET", "/_charges"): charges,
    ("GET", "/_requests"): requests,
    ("GET", "/_works"): tasks,
}
