"""Vendors calling back: MusicAPI signed, in both generations of its guide; AceDataCloud unsigned."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import httpx

from . import acedata, musicapi
from .desk import Desk
from .works import Work

ADDRESS = {"musicapi": "webhook_url", "acedata": "callback_url"}
BODIES = {"musicapi": musicapi.callback, "acedata": acedata.callback}
UNTOLD_SECRET = "vendor-managed-secret"


@dataclass(frozen=True)
class Delivery:
    """One callback as it was sent, and the status it got; 0 when nobody answered."""

    ticket: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int


def address(work: Work) -> str | None:
    """Where the submit asked to be called back, if it did."""
    said = work.body.get(ADDRESS.get(work.vendor, ""))
    return said if isinstance(said, str) and said else None


def signed(desk: Desk, work: Work, body: bytes) -> dict[str, str]:
    """The headers of a callback, in the generation the desk is set to (`webhook`: 1 or 2)."""
    headers = {"content-type": "application/json"}
    if work.vendor != "musicapi":
        return headers
    secret = str(work.body.get("webhook_secret") or UNTOLD_SECRET).encode()
    if desk.generations["webhook"] == "1":
        return {**headers, "X-Signature": hmac.new(secret, body, hashlib.sha256).hexdigest()}
    stamp, told = str(int(desk.now())), f"{work.ticket}-{work.status}"
    signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        **headers,
        "X-Webhook-Signature": f"sha256={signature}",
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Id": told,
        "Idempotency-Key": told,
        "X-Webhook-Event": "song.failed" if work.status == "failed" else "song.completed",
        "X-Request-Id": str(uuid4()),
    }


async def call_back(desk: Desk, work: Work) -> list[Delivery]:
    """Tell whoever asked that the work is over; twice when the fault says so, each time the same."""
    url = address(work)
    if url is None:
        return []
    body = json.dumps(BODIES[work.vendor](desk, work)).encode()
    headers = signed(desk, work, body)
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        times = 2 if work.has("twice") else 1
        return [Delivery(work.ticket, url, headers, body, await _post(client, url, body, headers)) for _ in range(times)]


async def _post(client: httpx.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except httpx.HTTPError:
        return 0
