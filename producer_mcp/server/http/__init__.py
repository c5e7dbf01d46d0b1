"""The server over HTTP: put together from the settings, served until a signal, and ended in time."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import anyio
import structlog
from mcp.server import Server

from ... import __version__
from ...app import open_studio
from ...settings import Settings
from ...studio import Studio, utc_now
from ...telemetry import report_spans_to
from .. import build_server
from ..presenter import Presenter
from ..signing_key import secret_in
from ..stdio import a_signal
from .auth import Authenticator
from .exposure import Exposure
from .jwt_issuer import JwtIssuer
from .metrics import Metrics
from .routes import UvicornServer, http_app, http_service, listen
from .signed_urls import SignedUrls
from .token_file import TokenFile
from .web_cookies import BrowserSessions, Cookie
from .web_entrances import TokenEntrance

log = structlog.get_logger()

STOP_TIMEOUT_SECONDS = 9.0
"""From a signal to the end of the process."""
LAST_SUBMIT_SECONDS = 7.0
"""How long, in that time, the answer to a submit that is on its way is waited for."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that listens, and serves once it is run."""

    server: Server[Any]
    studio: Studio
    links: SignedUrls
    service: UvicornServer
    listener: socket.socket
    url: str
    entrance: TokenEntrance | None = None
    """Where tokens are set: lets browsers in, at `/library`."""

    async def run(self) -> None:
        """Serve until `stop` is called."""
        log.info("serving", url=f"{self.url}/mcp")
        await self.service.serve([self.listener])

    def stop(self) -> None:
        """Take no more calls, and answer those that wait with their tasks as they stand."""
        self.studio.end_waits()
        self.service.should_exit = True


@asynccontextmanager
async def open_server(settings: Settings, host: str, port: int) -> AsyncIterator[Serving]:
    """The server these settings describe; raises a `ProducerError` if it must not be opened like this, or cannot be."""
    allowed = exposure_of(settings, host, port)  # refuses before anything listens
    with listen(host, port) as listener:
        exposure = replace(allowed, port=listener.getsockname()[1])
        authenticator = authenticator_of(settings, exposure)
        secret = secret_in(settings.data)
        links = SignedUrls(exposure.url, secret, utc_now)
        folders = (settings.library, settings.data)
        presenter = Presenter(links, folders)
        async with open_studio(settings, last_submit_seconds=LAST_SUBMIT_SECONDS) as studio:
            server = build_server(
                studio, version=__version__, presenter=presenter, wait_seconds=settings.wait_seconds, secret=secret
            )
            metrics = Metrics(studio)
            entrance = entrance_of(authenticator, exposure)
            app = http_app(
                server,
                studio,
                links=links,
                exposure=exposure,
                authenticator=authenticator,
                metrics=metrics,
                folders=folders,
                entrance=entrance,
            )
            gc.collect()
            gc.freeze()  # objects made at start-up stay: the collector need not look through them again
            with report_spans_to(metrics.observe):
                yield Serving(server, studio, links, http_service(app), listener, exposure.url, entrance)


def exposure_of(settings: Settings, host: str, port: int) -> Exposure:
    """Where the server listens and for whom; raises `NotReady` with what to set if strangers could call it."""
    is_guarded = settings.tokens is not None or settings.issuer is not None
    return Exposure.of(
        host, port, hosts=settings.hosts, origins=settings.origins, public_url=settings.public_url, is_guarded=is_guarded
    )


def authenticator_of(settings: Settings, exposure: Exposure) -> Authenticator | None:
    """Who may call; None where everybody who can reach the server sits at this machine."""
    resource = f"{exposure.url}/mcp"
    tokens = None if settings.tokens is None else TokenFile(settings.tokens)
    issuer = None if settings.issuer is None else JwtIssuer(settings.issuer, settings.audience or resource, settings.scopes)
    return Authenticator(tokens, issuer, settings.scopes, resource) if tokens or issuer else None


def entrance_of(authenticator: Authenticator | None, exposure: Exposure) -> TokenEntrance | None:
    """How the browsers of owners are let in; None where no token is listed: then nobody needs one, or only an issuer's helps."""
    if authenticator is None or authenticator.tokens is None:
        return None
    sessions = BrowserSessions(utc_now, authenticator.tokens.holds)
    return TokenEntrance(authenticator.tokens, sessions, Cookie.of(exposure.url), exposure)


async def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; the process then ends within ten seconds, even if a vendor does not answer."""
    async with anyio.create_task_group() as group:
        async with open_server(settings, host, port) as serving:

            async def leave_on_signal() -> None:
                await a_signal()
                log.info("stopping")
                asyncio.get_running_loop().call_later(STOP_TIMEOUT_SECONDS / settings.pace, _exit_now)
                serving.stop()

            group.start_soon(leave_on_signal)
            await serving.run()
        group.cancel_scope.cancel()
    log.info("stopped")


def _exit_now() -> None:
    """End the process although a vendor has not answered a submit: the ledger has it, and the next server shows it as unknown."""
    log.warning("stopped with a request on its way")
    os._exit(0)
