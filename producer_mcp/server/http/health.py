"""For whoever keeps the server running: is it alive, and can it work. Nothing that a stranger should not know."""

from collections.abc import Awaitable, Callable

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...errors import ProducerError
from ...studio import Studio

PATIENCE = 2.0


async def alive(request: Request) -> Response:
    return JSONResponse({"status": "alive"})


def ready(studio: Studio) -> Callable[[Request], Awaitable[Response]]:
    async def ready(request: Request) -> Response:
        """The ledger answers, and at least one vendor does as far as we know."""
        is_kept = False
        with anyio.move_on_after(PATIENCE):
            try:
                await studio.counts()
                is_kept = True
            except ProducerError:
                is_kept = False
        told = {"ledger": is_kept, "vendors": studio.is_healthy}
        is_ready = all(told.values())
        request.scope["state"]["why"] = "not ready"
        return JSONResponse({"status": "ready" if is_ready else "not ready"} | told, 200 if is_ready else 503)

    return ready
