"""The server over streamable HTTP: its pages, and its life."""

import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from mcp.server import Server
from mcp.server.auth.routes import create_protected_resource_routes
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ...errors import NotReady
from ...studio import Studio
from .auth import Authenticator, BearerAuth
from .body_limits import BodyLimits
from .clip_files import clip_files
from .exposure import Exposure
from .health import alive, ready
from .host_guard import HostGuard
from .metrics import Metrics, metrics_page
from .refusal_log import log_refusals
from .request_timeouts import MAX_HEAD_BYTES, TimedH11Protocol
from .signed_urls import SignedUrls
from .webhooks import webhooks

log = structlog.get_logger()

MOST_SESSIONS = 2_000
MOST_CONNECTIONS = 4_000
WANTED_HANDLES = 8_192
RESTING = 65
"""Seconds a connection may rest between two requests: longer than the proxies in front (60, as a rule)."""
GRACE = 5
"""Seconds for answers under way when the server stops."""
SPARE_HANDLES = 200
WAITING = 2_048
"""Connections the system keeps for us until we take them."""
HEADERS = ("authorization", "content-type", "last-event-id", "mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name")
"""What a web page that calls us has to say."""


def http_app(
    server: Server[Any],
    studio: Studio,
    *,
    links: SignedUrls,
    door: Exposure,
    callers: Authenticator | None,
    metrics: Metrics,
    folders: tuple[Path, ...],
) -> ASGIApp:
    """Everything that is served, behind its guards. `folders` hold the clips' files; no other file is sent."""
    server.middleware.append(log_refusals)
    sessions = StreamableHTTPSessionManager(server, max_sessions=MOST_SESSIONS)

    def known(app: ASGIApp) -> ASGIApp:
        return app if callers is None else BearerAuth(app, callers)

    routes: list[BaseRoute] = [
        Route("/mcp", known(BodyLimits(StreamableHTTPASGIApp(sessions)))),
        Route("/metrics", known(_page(metrics_page(metrics)))),
        Route("/health", alive),
        Route("/ready", ready(studio)),
        Route("/clips/{clip_id}/{kind}", clip_files(studio, links, folders)),
        Route("/webhooks/{vendor}/{word}", BodyLimits(_page(webhooks(studio.webhooks), "POST"))),
    ]
    if callers is not None and callers.issuer is not None:
        resource, issuer = AnyHttpUrl(callers.resource), AnyHttpUrl(callers.issuer.url)
        routes += create_protected_resource_routes(resource, [issuer], list(callers.scopes), "producer-mcp")
    app = Starlette(routes=routes, lifespan=lambda _: sessions.run())
    pages = CORSMiddleware(
        app,
        allow_origins=sorted(door.origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=list(HEADERS),
        expose_headers=["mcp-session-id", "mcp-protocol-version", "www-authenticate"],
    )

    async def by_caller(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = any(name == b"origin" for name, _ in scope.get("headers", ()))
        await (pages if is_page else app)(scope, receive, send)

    return HostGuard(by_caller, door)


def _page(endpoint: Callable[..., Awaitable[Any]], *methods: str) -> ASGIApp:
    return Route("/", endpoint, methods=list(methods) or ["GET"]).app


class Service(uvicorn.Server):
    """uvicorn, started and stopped by us: signals are ours to hear."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def service(app: ASGIApp) -> Service:
    for chatty in ("uvicorn.error", "mcp.server.streamable_http_manager"):  # they tell of every start, stop and session
        logging.getLogger(chatty).setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        http=TimedH11Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=RESTING,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=min(MOST_CONNECTIONS, _handles() - SPARE_HANDLES),
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )
    return Service(config)


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on; raises `NotReady` when it cannot be had."""
    try:
        # said to be TCP, or asyncio leaves Nagle's algorithm on, and every answer waits 40 ms for the caller's system
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        ears = socket.socket(family, kind, proto)
        try:
            if os.name == "posix":
                ears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ears.bind(address)
            ears.listen(WAITING)
        except OSError:
            ears.close()
            raise
        return ears
    except OSError as error:
        raise NotReady(f"cannot listen on {host} port {port} ({error.strerror}); say another with --host and --port.") from error


def _handles() -> int:
    """How many files and connections this process may have open; as many as we want, if the system lets us."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return WANTED_HANDLES
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_HANDLES if most == resource.RLIM_INFINITY else min(WANTED_HANDLES, most)
    if least < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(least, wanted)
