"""In front of everything: who is called by the wrong name, or from a foreign page, gets no further; refusals are noted."""

import re

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .exposure import Exposure

log = structlog.get_logger()

LARGEST = 4 << 20
"""Bytes of a body that anything here has a use for."""
OPEN = "/clips/"
"""Below it are files under signed addresses. A page that has one needs nothing else of us, wherever it comes from: no
cookie or token of the reader's goes with it."""
SECRET = re.compile(r"(/webhooks/[^/]+/[^-/]+).*")


class HostGuard:
    """The outermost layer. Whoever refuses further in may say why in `scope["state"]["why"]`."""

    def __init__(self, app: ASGIApp, door: Exposure) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                client = (scope.get("client") or ("",))[0]
                place = SECRET.sub(r"\1…", scope.get("raw_path", b"").decode("ascii", "replace"))[:100]
                why = {"why": state["why"]} if "why" in state else {}
                log.warning("refused", status=message["status"], method=scope["method"], path=place, client=client, **why)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, noted)
            return
        status, state["why"] = refusal
        await PlainTextResponse(f"{state['why']}\n", status)(scope, receive, noted)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        said: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            said.setdefault(name, []).append(value)
        hosts, origins = said.get(b"host", []), said.get(b"origin", [])
        if len(hosts) != 1 or not self._door.knows(hosts[0].decode("latin-1")):
            return 421, "This server is not called that."
        if not scope["path"].startswith(OPEN) and not all(self._door.welcomes(one.decode("latin-1")) for one in origins):
            return 403, "Pages of that origin may not call this server."
        length = said.get(b"content-length", [b"0"])[0]
        if length.isdigit() and int(length) > LARGEST:
            return 413, "That is more than this server reads."
        return None
