"""What the HTTP server serves, behind its guards, and the uvicorn server and socket that serve it."""

import logging
import os
import socket
from collections.abc import Iterator
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
from .endpoint_app import EndpointApp
from .exposure import Exposure
from .health import alive, ready
from .host_guard import HostGuard
from .metrics import Metrics, metrics_page
from .refusal_log import log_refusals
from .request_timeouts import MAX_HEAD_BYTES, TimedH11Protocol
from .signed_urls import SignedUrls
from .web_entrances import TokenEntrance
from .web_player import WebPlayer, not_offered
from .webhooks import WebhookGuard, webhooks

log = structlog.get_logger()

MAX_SESSIONS = 2_000
"""How many clients of the eras with a handshake are connected at a time."""
MAX_CONNECTIONS = 4_000
WANTED_FILE_HANDLES = 8_192
"""How many files and connections we ask the system to let this process have open."""
KEEP_ALIVE_SECONDS = 65
"""How long a connection may be idle: longer than proxies in front of us keep theirs (60, as a rule)."""
SHUTDOWN_GRACE_SECONDS = 5
"""How long answers under way may take when the server stops."""
SPARE_FILE_HANDLES = 200
"""Handles kept free of connections, for files."""
LISTEN_BACKLOG = 2_048
"""How many connections the system keeps until we accept them."""
CORS_HEADERS = (
    "authorization",
    "content-type",
    "last-event-id",
    "mcp-session-id",
    "mcp-protocol-version",
    "mcp-method",
    "mcp-name",
)
"""Request headers that a web page that calls us has to send."""


def http_app(
    server: Server[Any],
    studio: Studio,
    *,
    links: SignedUrls,
    exposure: Exposure,
    authenticator: Authenticator | None,
    metrics: Metrics,
    folders: tuple[Path, ...],
    entrance: TokenEntrance | None = None,
) -> ASGIApp:
    """Everything that is served, behind its guards.

    `folders` hold the clips' files; no other file is sent. `entrance` lets the browsers of owners in.
    """
    server.middleware.append(log_refusals)
    sessions = StreamableHTTPSessionManager(server, max_sessions=MAX_SESSIONS)

    def guarded(app: ASGIApp) -> ASGIApp:
        return app if authenticator is None else BearerAuth(app, authenticator)

    endpoint = StreamableHTTPASGIApp(sessions)
    routes: list[BaseRoute] = [
        Route("/mcp", guarded(BodyLimits(endpoint))),
        Route("/metrics", guarded(EndpointApp.of(metrics_page(metrics)))),
        Route("/health", alive),
        Route("/ready", ready(studio)),
        Route("/clips/{clip_id}/{kind}", clip_files(studio, links, folders)),
        Route("/webhooks/{vendor}/{token}", WebhookGuard(EndpointApp.of(webhooks(studio.webhooks), "POST"), studio.webhooks)),
    ]
    if authenticator is None or entrance is not None:
        routes += WebPlayer(studio, exposure, endpoint, folders, entrance).routes()
    else:
        routes.append(not_offered())
    if authenticator is not None and authenticator.issuer is not None:
        resource, issuer = AnyHttpUrl(authenticator.resource), AnyHttpUrl(authenticator.issuer.url)
        routes += create_protected_resource_routes(resource, [issuer], list(authenticator.scopes), "producer-mcp")
    app = Starlette(routes=routes, lifespan=lambda _: sessions.run())
    return HostGuard(_with_cors_for_pages(app, exposure), exposure)


def _with_cors_for_pages(app: ASGIApp, exposure: Exposure) -> ASGIApp:
    """`app`, with CORS headers for web pages; only they send an Origin."""
    for_pages = CORSMiddleware(
        app,
        allow_origins=sorted(exposure.origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=list(CORS_HEADERS),
        expose_headers=["mcp-session-id", "mcp-protocol-version", "www-authenticate"],
    )

    async def with_cors(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = any(name == b"origin" for name, _ in scope.get("headers", ()))
        await (for_pages if is_page else app)(scope, receive, send)

    return with_cors


class UvicornServer(uvicorn.Server):
    """uvicorn without its signal handlers: we start and stop it ourselves."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def http_service(app: ASGIApp) -> UvicornServer:
    """The uvicorn server for `app`, with our limits and timeouts."""
    for chatty in ("uvicorn.error", "mcp.server.streamable_http_manager"):  # they log every start, stop and session
        logging.getLogger(chatty).setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        http=TimedH11Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_GRACE_SECONDS,
        limit_concurrency=min(MAX_CONNECTIONS, _file_handles() - SPARE_FILE_HANDLES),
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )
    return UvicornServer(config)


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; raises `NotReady` if the address is taken or cannot be used."""
    try:
        # the protocol must be TCP: else asyncio leaves Nagle's algorithm on, and every answer is 40 ms late
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(LISTEN_BACKLOG)
        except OSError:
            listener.close()
            raise
        return listener
    except OSError as error:
        raise NotReady(f"cannot listen on {host} port {port} ({error.strerror}); say another with --host and --port.") from error


def _file_handles() -> int:
    """How many files and connections this process may have open, raised to what we want if the system allows it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return WANTED_FILE_HANDLES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILE_HANDLES if hard == resource.RLIM_INFINITY else min(WANTED_FILE_HANDLES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)
