"""The player for the person at this machine: on loopback, opened by an address that works once, ended when nobody looks."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ... import __version__
from ...app import open_studio
from ...settings import Settings
from ...studio import utc_now
from .. import build_server
from ..request import LOCAL_OWNER
from ..signing_key import secret_in
from ..stdio import a_signal
from .exposure import Exposure
from .host_guard import HostGuard
from .routes import UvicornServer, http_service, listen
from .web_cookies import BrowserSessions, Cookie
from .web_entrances import OneTimeEntrance
from .web_player import WebPlayer

LOOPBACK_HOST = "127.0.0.1"
LOOKS_IN_IDLE_TIME = 20
"""How often, in the time after which it ends, it is looked whether a page was open."""


@dataclass(frozen=True, slots=True)
class Playing:
    """A player that listens, and serves once it is run."""

    player: WebPlayer
    entrance: OneTimeEntrance
    service: UvicornServer
    listener: socket.socket
    url: str

    @property
    def address(self) -> str:
        """The address that works once."""
        return f"{self.url}{self.entrance.path}"

    async def run(self, idle_seconds: float) -> None:
        """Serve until a signal comes, or no page was open for `idle_seconds`."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._stop_on_signal)
            group.start_soon(self._stop_when_idle, idle_seconds)
            await self.service.serve([self.listener])
            group.cancel_scope.cancel()

    async def _stop_on_signal(self) -> None:
        await a_signal()
        self.service.should_exit = True

    async def _stop_when_idle(self, idle_seconds: float) -> None:
        while self.player.clock() - self.player.used_at < idle_seconds:
            await anyio.sleep(idle_seconds / LOOKS_IN_IDLE_TIME)
        self.service.should_exit = True


@asynccontextmanager
async def open_player(settings: Settings, clip_id: str | None = None, port: int = 0) -> AsyncIterator[Playing]:
    """The player of these settings' songs, on loopback; raises a `ProducerError` for a clip or a port that is not to be had."""
    with listen(LOOPBACK_HOST, port) as listener:
        port = listener.getsockname()[1]
        exposure = Exposure.of(LOOPBACK_HOST, port, hosts=(), origins=(), public_url=None, is_guarded=False)
        async with open_studio(settings) as studio:
            if clip_id is not None:
                await studio.known_clip(LOCAL_OWNER, clip_id)
            server = build_server(
                studio, version=__version__, wait_seconds=settings.wait_seconds, secret=secret_in(settings.data)
            )
            manager = StreamableHTTPSessionManager(server)
            sessions = BrowserSessions(utc_now, lambda owner, digest: True, lifetime=None)
            entrance = OneTimeEntrance(sessions, Cookie.of(exposure.url), clip_id)
            folders: tuple[Path, ...] = (settings.library, settings.data)
            player = WebPlayer(studio, exposure, StreamableHTTPASGIApp(manager), folders, entrance)
            app = Starlette(routes=[*player.routes(), Route("/favicon.ico", _no_icon)], lifespan=lambda _: manager.run())
            yield Playing(player, entrance, http_service(HostGuard(app, exposure)), listener, exposure.url)


async def _no_icon(request: Request) -> Response:
    """Browsers ask for one unasked; a refusal would be logged."""
    return Response(status_code=204)
