"""`/health` and `/ready`: whether the process is alive, and whether it can work. Both are public and tell nothing secret."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...errors import ProducerError
from ...studio import Studio

LEDGER_TIMEOUT_SECONDS = 2.0


async def alive(request: Request) -> Response:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "alive"})


def ready(studio: Studio) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/ready`: 200 when the ledger answers in time and at least one vendor is not known to fail, else 503."""

    async def answer(request: Request) -> Response:
        is_ledger_ready = False
        with anyio.move_on_after(LEDGER_TIMEOUT_SECONDS), suppress(ProducerError):
            await studio.counts()
            is_ledger_ready = True
        checks = {"ledger": is_ledger_ready, "vendors": studio.is_healthy}
        is_ready = all(checks.values())
        request.scope["state"]["why"] = "not ready"
        return JSONResponse({"status": "ready" if is_ready else "not ready"} | checks, 200 if is_ready else 503)

    return answer
