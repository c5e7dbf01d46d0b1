"""What the fake is asked and what it answers, before any of it is bytes on a socket."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from .faults import Fault

JSON_TYPE = "application/json"
JsonObject = dict[str, object]
Delivery = Literal["whole", "none", "half", "unsized_half", "endless", "drip"]


@dataclass(frozen=True)
class Request:
    """One HTTP request as it was heard; `purpose` is submit, poll, look or file."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    raw: bytes
    at: float
    vendor: str = ""
    purpose: str = ""
    fault: Fault | None = None

    @cached_property
    def body(self) -> JsonObject:
        """The JSON object that was sent; anything else is read as an empty one."""
        try:
            payload = json.loads(self.raw or b"{}")
        except ValueError:
            return {}
        return payload if isinstance(payload, dict) else {}

    @property
    def key(self) -> str:
        """The bearer token, empty when there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme == "Bearer" else ""


@dataclass(frozen=True)
class Answer:
    """A status, headers and bytes, and how much of it reaches the caller."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery = "whole"
    seconds: float | None = None
    """How long a drip lasts."""


def json_answer(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), {"content-type": JSON_TYPE})
