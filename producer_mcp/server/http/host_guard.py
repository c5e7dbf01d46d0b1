"""The first check of every HTTP request: Host, Origin and declared size. Every answer of 400 or more is logged."""

import re

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .exposure import Exposure

log = structlog.get_logger()

MAX_BODY_BYTES = 4 << 20
"""Requests with larger bodies are refused."""
SIGNED_FILES_PATH = "/clips/"
"""Files below this path have signed addresses and are served to pages of any origin: no cookie or token goes with them."""
WEBHOOK_SECRET_PATTERN = re.compile(r"(/webhooks/[^/]+/[^-/]+).*")
"""A webhook's path; what follows its first group is secret and is not logged."""


class HostGuard:
    """The outermost middleware. An inner one that refuses a request may put the reason to log into `scope["state"]["why"]`."""

    def __init__(self, app: ASGIApp, exposure: Exposure) -> None:
        self._app = app
        self._exposure = exposure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_and_log(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                client = (scope.get("client") or ("",))[0]
                path = WEBHOOK_SECRET_PATTERN.sub(r"\1…", scope.get("raw_path", b"").decode("ascii", "replace"))[:100]
                why = {"why": state["why"]} if "why" in state else {}
                log.warning("refused", status=message["status"], method=scope["method"], path=path, client=client, **why)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send_and_log)
            return
        status, state["why"] = refusal
        await PlainTextResponse(f"{state['why']}\n", status)(scope, receive, send_and_log)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence to refuse a request with; None if it may pass."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, []).append(value)
        hosts, origins = headers.get(b"host", []), headers.get(b"origin", [])
        if len(hosts) != 1 or not self._exposure.accepts_host(hosts[0].decode("latin-1")):
            return 421, "This server is not called that; PRODUCER_HOSTS names the hosts it answers to."
        if not scope["path"].startswith(SIGNED_FILES_PATH) and not all(
            self._exposure.accepts_origin(origin.decode("latin-1")) for origin in origins
        ):
            return 403, "Pages of that origin may not call this server; PRODUCER_ORIGINS names those that may."
        length = headers.get(b"content-length", [b"0"])[0]
        if length.isdigit() and int(length) > MAX_BODY_BYTES:
            return 413, "That is more than this server reads."
        return None
