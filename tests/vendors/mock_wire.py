"""A vendor over a mock HTTP transport, and example clips for its operations."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from producer_mcp.models import Clip
from producer_mcp.operations import Operation
from producer_mcp.vendors import Callback, Receipt, Vendor
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.registry import VENDORS

from ..fake_vendor import FAKED_VENDORS

HostedVendorT = TypeVar("HostedVendorT", bound=HostedVendor)
KEY = "sk-0123456789abcdef"
VENDOR_CLASSES: tuple[type[HostedVendor], ...] = tuple(spec.load() for spec in VENDORS if not spec.own_server)
"""The classes of all vendors in the registry that others run, for pay; a server of the user's own has tests of its own."""
FAKED_CLASSES: tuple[type[HostedVendor], ...] = tuple(kind for kind in VENDOR_CLASSES if kind.name in FAKED_VENDORS)
"""The classes of the vendors that the fake vendor can play."""


def accepted(kind: type[HostedVendor]) -> Any:
    """The JSON of an accepted submit: it names the task `t-1` where the vendor's file says that a task is named."""
    named: Any = "t-1"
    for step in reversed(kind.ticket_paths[0].split(".")):
        named = {step: named}
    return {"code": 200, "message": "success", **named}


def clip(vendor: str = "", **more: Any) -> Clip:
    """A clip of that vendor, 95.5 s long, from the ticket `task_parent`; `more` replaces its fields."""
    ours = {"clip_id": "clip_1", "owner": "local", "vendor": vendor, "account": f"{vendor}@host#00000000"}
    theirs = {"vendor_clip_id": "theirs-1", "ticket": "task_parent", "seconds": 95.5}
    return Clip.model_validate({**ours, **theirs, "created_at": datetime(2026, 11, 1, tzinfo=UTC), **more})


class MockWire:
    """The vendor's end: records requests and our sleeps, and gives `answers` in turn, then the last one again."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers: Sequence[httpx.Response | Exception] = answers
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def vendor(self, kind: type[HostedVendorT]) -> HostedVendorT:
        self.answers = self.answers or (json_answer(200, accepted(kind)),)
        return kind("https://vendor.test", KEY, transport=httpx.MockTransport(self._respond), sleep=self.sleep)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) if request.content else None for request in self.requests]

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        # a fresh one each time: a response is read once
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def json_answer(status: int, body: Any = None, **headers: str) -> httpx.Response:
    """A response with a JSON body; `_` in a header's name becomes `-`."""
    return httpx.Response(status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def submitted(vendor: Vendor, operation: Operation, clips: Mapping[str, Clip], callback: Callback | None = None) -> Receipt:
    """Prepares and submits an operation; the vendor's receipt."""
    return await vendor.submit(vendor.prepare(operation, clips), callback)
