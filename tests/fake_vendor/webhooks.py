"""Callbacks: MusicAPI's are signed, in both generations of its guide; AceDataCloud's are not."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import httpx

from . import acedata, musicapi
from .state import VendorState
from .vendor_tasks import VendorTask

CALLBACK_URL_FIELDS = {"musicapi": "webhook_url", "acedata": "callback_url"}
BODIES = {"musicapi": musicapi.callback, "acedata": acedata.callback}
DEFAULT_SECRET = "vendor-managed-secret"


@dataclass(frozen=True)
class Delivery:
    """One callback as it was sent, and the status it got; 0 when nobody answered."""

    ticket: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int


def callback_url_of(task: VendorTask) -> str | None:
    """The callback URL in the submit's body, or None."""
    url = task.body.get(CALLBACK_URL_FIELDS.get(task.vendor, ""))
    return url if isinstance(url, str) and url else None


def signed(state: VendorState, task: VendorTask, body: bytes) -> dict[str, str]:
    """The headers of a callback, in the generation the desk is set to (`webhook`: 1 or 2)."""
    headers = {"content-type": "application/json"}
    if task.vendor != "musicapi":
        return headers
    secret = str(task.body.get("webhook_secret") or DEFAULT_SECRET).encode()
    if state.generations["webhook"] == "1":
        return {**headers, "X-Signature": hmac.new(secret, body, hashlib.sha256).hexdigest()}
    stamp, delivery_id = str(int(state.now())), f"{task.ticket}-{task.status}"
    signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        **headers,
        "X-Webhook-Signature": f"sha256={signature}",
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Id": delivery_id,
        "Idempotency-Key": delivery_id,
        "X-Webhook-Event": "song.failed" if task.status == "failed" else "song.completed",
        "X-Request-Id": str(uuid4()),
    }


async def call_back(state: VendorState, task: VendorTask) -> list[Delivery]:
    """Send the callback of a finished task; twice, with the same body, when its fault is `twice`."""
    url = callback_url_of(task)
    if url is None:
        return []
    body = json.dumps(BODIES[task.vendor](state, task)).encode()
    headers = signed(state, task, body)
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        times = 2 if task.has("twice") else 1
        return [Delivery(task.ticket, url, headers, body, await _post(client, url, body, headers)) for _ in range(times)]


async def _post(client: httpx.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except httpx.HTTPError:
        return 0
