"""The endpoint that vendors call when a task is done."""

from collections.abc import Awaitable, Callable

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ...models import Task
from ...studio import Delivery, Webhooks, WebhookVerdict
from ..request import log_crash

MAX_ADDRESS_TOKEN_CHARS = 300
"""A longer last part of an address is cut; no address we give out has one."""


def webhooks(receiver: Webhooks) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/webhooks/{vendor}/{token}`: it judges a delivery, answers, and then records it."""

    async def record(delivery: Delivery, task: Task, verdict: WebhookVerdict) -> None:
        try:
            await receiver.record(delivery, task, verdict)
        except Exception as error:  # the vendor has its answer already, and the poller asks it anyway
            log_crash("webhook", error)

    async def webhook(request: Request) -> Response:
        vendor, token = request.path_params["vendor"], request.path_params["token"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        delivery = Delivery(vendor, token[:MAX_ADDRESS_TOKEN_CHARS], headers, await request.body())
        verdict, task = await receiver.judge(delivery)
        request.scope["state"]["why"] = f"callback {verdict}"
        if task is None:
            return PlainTextResponse("Nobody waits for that here.\n", 404)
        if verdict is WebhookVerdict.REFUSED:
            return PlainTextResponse("The signature is not right, or too old.\n", 401)
        return PlainTextResponse("Thank you.\n", background=BackgroundTask(record, delivery, task, verdict))

    return webhook
