"""Where the HTTP server is put together from the settings, and how it ends."""

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
from .routes import Service, http_app, listen, service
from .signed_urls import SignedUrls
from .token_file import TokenFile

log = structlog.get_logger()

PATIENCE = 9.0
"""Seconds from a signal to the end of the process."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is about to serve."""

    server: Server[Any]
    studio: Studio
    links: SignedUrls
    service: Service
    socket: socket.socket
    url: str

    async def run(self) -> None:
        """Serve until `stop`."""
        log.info("serving", url=f"{self.url}/mcp")
        await self.service.serve([self.socket])

    def stop(self) -> None:
        """Take no more calls, and answer those under way as things stand."""
        self.studio.end_waits()
        self.service.should_exit = True


@asynccontextmanager
async def opened(settings: Settings, host: str, port: int) -> AsyncIterator[Serving]:
    """The server these settings describe. Raises a `ProducerError` when it must not be opened so."""
    safe = door_of(settings, host, port)  # before anything listens
    with listen(host, port) as ears:
        door = replace(safe, port=ears.getsockname()[1])
        callers = callers_of(settings, door)
        secret = secret_in(settings.data)
        links = SignedUrls(door.url, secret, utc_now)
        folders = (settings.library, settings.data)
        presenter = Presenter(links, folders)
        async with open_studio(settings) as studio:
            waits = settings.wait_seconds
            server = build_server(studio, version=__version__, presenter=presenter, wait_seconds=waits, secret=secret)
            metrics = Metrics(studio)
            app = http_app(server, studio, links=links, door=door, callers=callers, metrics=metrics, folders=folders)
            gc.collect()
            gc.freeze()  # what start-up made stays, and need not be looked through again and again
            with report_spans_to(metrics.observe):
                yield Serving(server, studio, links, service(app), ears, door.url)


def door_of(settings: Settings, host: str, port: int) -> Exposure:
    """Raises `NotReady` with what to set, when strangers could come in."""
    is_guarded = settings.tokens is not None or settings.issuer is not None
    return Exposure.of(
        host, port, hosts=settings.hosts, origins=settings.origins, public_url=settings.public_url, is_guarded=is_guarded
    )


def callers_of(settings: Settings, door: Exposure) -> Authenticator | None:
    """Who may call; None where everybody who can reach us sits at this machine."""
    resource = f"{door.url}/mcp"
    tokens = None if settings.tokens is None else TokenFile(settings.tokens)
    issuer = None if settings.issuer is None else JwtIssuer(settings.issuer, settings.audience or resource, settings.scopes)
    return Authenticator(tokens, issuer, settings.scopes, resource) if tokens or issuer else None


async def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; the process then ends within ten seconds, whatever vendors do."""
    async with anyio.create_task_group() as group:
        async with opened(settings, host, port) as serving:

            async def leave_on_signal() -> None:
                await a_signal()
                log.info("stopping")
                asyncio.get_running_loop().call_later(PATIENCE / settings.pace, _leave)
                serving.stop()

            group.start_soon(leave_on_signal)
            await serving.run()
        group.cancel_scope.cancel()
    log.info("stopped")


def _leave() -> None:
    """A vendor still owes the answer to a submit. The ledger knows it was sent: the next server tells it as unknown."""
    log.warning("stopped with a request on its way")
    os._exit(0)
