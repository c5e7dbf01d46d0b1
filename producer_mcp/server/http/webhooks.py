"""The endpoint that vendors call when a task is done."""

from collections.abc import Awaitable, Callable

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ...studio import Delivery, Webhooks, WebhookVerdict
from ..request import log_crash

MAX_SECRET_CHARS = 300
"""Longer secrets are cut; no address we give out is as long."""


def webhooks(receiver: Webhooks) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/webhooks/{vendor}/{word}`: it judges a delivery, answers, and then records it."""

    async def record(delivery: Delivery, *judged: object) -> None:
        try:
            await receiver.record(delivery, *judged)  # type: ignore[arg-type]
        except Exception as error:  # the vendor has its answer already, and the poller asks it anyway
            log_crash("webhook", error)

    async def webhook(request: Request) -> Response:
        vendor, word = request.path_params["vendor"], request.path_params["word"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        delivery = Delivery(vendor, word[:MAX_SECRET_CHARS], headers, await request.body())
        verdict, task = await receiver.judge(delivery)
        request.scope["state"]["why"] = f"callback {verdict}"
        if task is None:
            return PlainTextResponse("Nobody waits for that here.\n", 404)
        if verdict is WebhookVerdict.REFUSED:
            return PlainTextResponse("The signature is not right, or too old.\n", 401)
        return PlainTextResponse("Thank you.\n", background=BackgroundTask(record, delivery, task, verdict))

    return webhook
