"""The player outside a chat, at `/library`: the same page, which asks the same MCP server as its owner."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ...errors import NotFound
from ...studio import Studio
from ..request import LOCAL_OWNER
from .body_limits import BodyLimits
from .clip_files import TimedFileResponse, file_in
from .endpoint_app import EndpointApp
from .exposure import Exposure
from .web_calls import MAX_CALL_BYTES, PlayerCalls
from .web_cookies import LIBRARY_PATH
from .web_entrances import MAX_FORM_BYTES, OneTimeEntrance, TokenEntrance, foreign, is_own
from .web_pages import player_page, sentence_page

ISSUER_TEXT = (
    "This server knows its callers by the tokens of an issuer (OAuth), which a form cannot exchange, so the library is not "
    "offered here. Set PRODUCER_TOKENS as well, or run `producer-mcp play` on the machine where the songs are."
)
OPEN_TEXT = (
    "A token typed here could be read on its way: this address is not https. Set PRODUCER_PUBLIC_URL to the https address of the "
    "proxy in front, and come by that."
)
ENDED_TEXT = "You are signed out, or the hour is over: load the page again and sign in again."
NO_FILE_TEXT = "That file is not kept here.\n"
FILE_HEADERS = {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@dataclass
class WebPlayer:
    """What is served at `/library`: to signed-in browsers, or, without an entrance, to everybody as the owner `local`."""

    studio: Studio
    exposure: Exposure
    endpoint: ASGIApp
    """The MCP endpoint."""
    folders: tuple[Path, ...]
    """Only files that really lie in one of them are sent."""
    entrance: TokenEntrance | OneTimeEntrance | None = None
    clock: Callable[[], float] = monotonic
    used_at: float = field(default_factory=monotonic)
    """When a page that is signed in last asked for something, on `clock`."""

    def routes(self) -> list[BaseRoute]:
        """All that is served."""
        return [
            Route(LIBRARY_PATH, self._page),
            Route(f"{LIBRARY_PATH}/call", BodyLimits(EndpointApp.of(self._call, "POST"), max_bytes=MAX_CALL_BYTES)),
            Route(f"{LIBRARY_PATH}/files/{{clip_id}}/{{kind}}", self._file),
            *self._entrance_routes(),
        ]

    def _entrance_routes(self) -> list[BaseRoute]:
        match self.entrance:
            case TokenEntrance() as entrance:
                sign_in = BodyLimits(EndpointApp.of(entrance.sign_in, "POST"), max_bytes=MAX_FORM_BYTES)
                sign_out = Route(f"{LIBRARY_PATH}/sign-out", entrance.sign_out, methods=["POST"])
                return [Route(f"{LIBRARY_PATH}/sign-in", sign_in), sign_out]
            case OneTimeEntrance() as entrance:
                return [Route(f"{LIBRARY_PATH}/open", entrance.open)]
            case None:
                return []

    def _owner_of(self, request: Request) -> str | None:
        """Whose browser it is; None if it is not signed in."""
        if self.entrance is None:
            return LOCAL_OWNER
        return self.entrance.sessions.owner_of(self.entrance.cookie.value_in(request))

    async def _page(self, request: Request) -> Response:
        if not self.exposure.is_private(request.headers.get("host", "")):
            request.scope["state"]["why"] = "not https"
            return sentence_page("Producer", OPEN_TEXT, 403)
        if self._owner_of(request) is None:
            assert self.entrance is not None
            return self.entrance.page(request)
        self.used_at = self.clock()
        return player_page(can_sign_out=isinstance(self.entrance, TokenEntrance))

    async def _call(self, request: Request) -> ASGIApp:
        if not is_own(request, self.exposure):
            return foreign(request)
        owner = self._owner_of(request)
        if owner is None:
            request.scope["state"]["why"] = "not signed in"
            return JSONResponse({"error": {"message": ENDED_TEXT}}, 401)
        self.used_at = self.clock()
        body = await request.body()

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await PlayerCalls(self.endpoint).answer(owner, body, scope, receive, send)

        return answer

    async def _file(self, request: Request) -> Response:
        """A kept file of the owner's clip, to be saved under its own name."""
        state, owner = request.scope["state"], self._owner_of(request)
        if owner is None or request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            state["why"] = "not signed in"
            return PlainTextResponse(f"{ENDED_TEXT}\n", 401)
        self.used_at = self.clock()
        state["why"] = "not kept here"
        try:
            clip = await self.studio.known_clip(owner, request.path_params["clip_id"])
        except NotFound:
            return PlainTextResponse(NO_FILE_TEXT, 404)
        file = clip.files.get(request.path_params["kind"])
        path = await file_in(file.path, self.folders) if file is not None and file.path is not None else None
        if file is None or path is None:
            return PlainTextResponse(NO_FILE_TEXT, 404)
        return _attachment(path, file.mime)


def not_offered() -> BaseRoute:
    """The route of `/library` where it is not offered: it says why."""

    async def page(request: Request) -> Response:
        request.scope["state"]["why"] = "only an issuer is set"
        return sentence_page("Producer", ISSUER_TEXT, 403)

    return Route(LIBRARY_PATH, page)


def _attachment(path: Path, mime: str | None) -> FileResponse:
    media_type = mime or "application/octet-stream"
    return TimedFileResponse(path, headers=FILE_HEADERS, media_type=media_type, filename=path.name)
