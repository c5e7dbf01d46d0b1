"""What the vendors' tests share: a vendor whose wire is in our hands, and clips for it to work on."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from producer_mcp.models import Clip
from producer_mcp.operations import Operation
from producer_mcp.vendors import Callback, Receipt, Vendor
from producer_mcp.vendors.acedata import AceData
from producer_mcp.vendors.ccapi import CCAPI
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi import MusicAPI

V = TypeVar("V", bound=HostedVendor)
KEY = "sk-0123456789abcdef"
HOSTED: tuple[type[HostedVendor], ...] = (MusicAPI, AceData, CCAPI)
ACCEPTED = {"code": 200, "message": "success", "task_id": "t-1"}


def clip(vendor: str = "", **more: Any) -> Clip:
    """A clip of that vendor, 95.5 s long, made by the work behind `task_parent`."""
    ours = {"clip_id": "clip_1", "owner": "local", "vendor": vendor, "account": f"{vendor}@host#00000000"}
    theirs = {"vendor_clip_id": "theirs-1", "ticket": "task_parent", "seconds": 95.5}
    return Clip.model_validate({**ours, **theirs, "created_at": datetime(2026, 11, 1, tzinfo=UTC), **more})


class Counter:
    """The other end of the wire: the requests it got, its answers in turn (the last one repeated), and how long we slept."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers: Sequence[httpx.Response | Exception] = answers or (httpx.Response(200, json=ACCEPTED),)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def vendor(self, kind: type[V]) -> V:
        return kind("https://vendor.test", KEY, transport=httpx.MockTransport(self._answer), sleep=self.sleep)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) if request.content else None for request in self.requests]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        # a fresh one each time: a response is read once
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def json_answer(status: int, body: Any = None, **headers: str) -> httpx.Response:
    """An answer with a JSON body."""
    return httpx.Response(status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def submitted(vendor: Vendor, operation: Operation, clips: Mapping[str, Clip], callback: Callback | None = None) -> Receipt:
    """The receipt of an operation that the vendor prepared and sent."""
    return await vendor.submit(vendor.prepare(operation, clips), callback)
