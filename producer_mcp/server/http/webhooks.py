"""The endpoint that vendors call when a task is done: a call's address is judged before its body is read."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ...models import Task
from ...studio import Delivery, Webhooks, WebhookVerdict
from ..request import log_crash
from .body_limits import BodyLimits

MAX_WEBHOOK_BYTES = 256 << 10
"""A call holds the record of one task, which has some thousand bytes."""
MAX_UNFINISHED_CALLS = 4
"""Calls to one address whose bodies are being read at the same time; a vendor sends one, and perhaps repeats it."""
TOKEN_PATTERN = re.compile(r"task_\w{1,40}-[0-9a-f]{32}")
"""The last part of every address that was ever given out."""


class WebhookGuard:
    """Answers calls to addresses that nobody was given, and calls that are too large or too many, without reading them."""

    def __init__(self, app: ASGIApp, receiver: Webhooks) -> None:
        """`app` reads and records the other calls."""
        self._app = BodyLimits(app, max_bytes=MAX_WEBHOOK_BYTES)
        self._unread = app
        self._receiver = receiver
        self._unfinished = Counter[str]()
        """Calls whose bodies are being read, by task."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI request."""
        if scope["method"] != "POST":
            await self._unread(scope, receive, send)
            return
        request = Request(scope)
        task = await self._task(request)
        if (refusal := self._refusal(request, task)) is not None:
            status, sentence, why = refusal
            scope.setdefault("state", {})["why"] = why
            await PlainTextResponse(f"{sentence}\n", status, {"connection": "close"})(scope, receive, send)
            return
        assert task is not None
        self._unfinished[task.task_id] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._unfinished -= Counter([task.task_id])

    async def _task(self, request: Request) -> Task | None:
        """The task whose address was called; None when nobody was given that address."""
        vendor, token = request.path_params["vendor"], request.path_params["token"]
        return await self._receiver.task_at(vendor, token) if TOKEN_PATTERN.fullmatch(token) else None

    def _refusal(self, request: Request, task: Task | None) -> tuple[int, str, str] | None:
        """The status, the sentence and the reason to log with which a call is refused; None if it is to be read."""
        if task is None:
            return 404, "Nobody waits for that here.", f"callback {WebhookVerdict.NOT_OURS}"
        length = request.headers.get("content-length", "0")
        if len(length) > len(str(MAX_WEBHOOK_BYTES)) or not length.isdecimal() or int(length) > MAX_WEBHOOK_BYTES:
            return 413, "That is more than a call needs.", "too long a body"
        if self._unfinished[task.task_id] >= MAX_UNFINISHED_CALLS:
            return 429, "Other calls about that are not finished yet.", "too many unfinished calls"
        return None


def webhooks(receiver: Webhooks) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint behind `WebhookGuard`: it judges a delivery, answers, and then records it."""

    async def record(delivery: Delivery, task: Task, verdict: WebhookVerdict) -> None:
        try:
            await receiver.record(delivery, task, verdict)
        except Exception as error:  # the vendor has its answer already, and the poller asks it anyway
            log_crash("webhook", error)

    async def webhook(request: Request) -> Response:
        vendor, token = request.path_params["vendor"], request.path_params["token"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        delivery = Delivery(vendor, token, headers, await request.body())
        verdict, task = await receiver.judge(delivery)
        request.scope["state"]["why"] = f"callback {verdict}"
        if task is None:
            return PlainTextResponse("Nobody waits for that here.\n", 404)
        if verdict is WebhookVerdict.REFUSED:
            return PlainTextResponse("The signature is not right, or too old.\n", 401)
        return PlainTextResponse("Thank you.\n", background=BackgroundTask(record, delivery, task, verdict))

    return webhook
