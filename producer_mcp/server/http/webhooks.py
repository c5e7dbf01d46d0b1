"""Where vendors call when a task is done."""

from collections.abc import Awaitable, Callable

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ...studio import Delivery, Webhooks, WebhookVerdict
from ..request import log_crash

LONGEST = 300
"""Characters of the last word of an address."""


def webhooks(receiver: Webhooks) -> Callable[[Request], Awaitable[Response]]:
    """Answers at once; what was said is written down right after."""

    async def take(delivery: Delivery, *judged: object) -> None:
        try:
            await receiver.record(delivery, *judged)  # type: ignore[arg-type]
        except Exception as error:  # the vendor has its answer already, and the watcher looks anyway
            log_crash("webhook", error)

    async def webhook(request: Request) -> Response:
        vendor, word = request.path_params["vendor"], request.path_params["word"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        delivery = Delivery(vendor, word[:LONGEST], headers, await request.body())
        heard, task = await receiver.judge(delivery)
        request.scope["state"]["why"] = f"callback {heard}"
        if task is None:
            return PlainTextResponse("Nobody waits for that here.\n", 404)
        if heard is WebhookVerdict.REFUSED:
            return PlainTextResponse("The signature is not right, or too old.\n", 401)
        return PlainTextResponse("Thank you.\n", background=BackgroundTask(take, delivery, task, heard))

    return webhook
