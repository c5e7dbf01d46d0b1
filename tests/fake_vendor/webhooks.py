"""Callbacks: MusicAPI's are signed, in both generations of its guide; AceDataCloud's are not."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

import httpx

from . import acedata, acedata_suno, musicapi, musicapi_suno
from .messages import JsonObject
from .state import VendorState
from .vendor_tasks import VendorTask

BODIES: Mapping[str, Callable[[VendorState, VendorTask], list[JsonObject]]] = {
    "musicapi": musicapi.callbacks,
    "musicapi-suno": musicapi_suno.callbacks,
    "acedata": acedata.callbacks,
    "acedata-suno": acedata_suno.callbacks,
}
"""The bodies of a task's callbacks, in their order."""
CALLBACK_URL_FIELDS = {vendor: "webhook_url" if vendor.startswith("musicapi") else "callback_url" for vendor in BODIES}
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
    if not task.vendor.startswith("musicapi"):
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
    """Send the callbacks of a finished task; the last twice, with the same body, when its fault is `twice`."""
    url = callback_url_of(task)
    if url is None:
        return []
    bodies = [json.dumps(body).encode() for body in BODIES[task.vendor](state, task)]
    sent = []
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        for body in [*bodies, *(bodies[-1:] if task.has("twice") else ())]:
            headers = signed(state, task, body)
            sent.append(Delivery(task.ticket, url, headers, body, await _post(client, url, body, headers)))
    return sent


async def _post(client: httpx.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except httpx.HTTPError:
        return 0
