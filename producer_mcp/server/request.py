"""Who is at the other end of a request, and what their client can do."""

from typing import Any, TypeAlias

from mcp.server import ServerRequestContext

Request: TypeAlias = ServerRequestContext[Any, Any]

LOCAL = "local"
MODERN = "2026-07-28"
"""The first protocol version without a handshake; earlier ones sort before it."""


def owner_of(request: Request) -> str:
    """Whose tasks and clips it is about: `local`, unless the transport has authenticated somebody, then the token's subject."""
    scope = getattr(request.request, "scope", None) or {}
    token = getattr(scope.get("user"), "access_token", None)
    return LOCAL if token is None else str(token.subject or token.client_id)


def is_modern(request: Request) -> bool:
    return request.protocol_version >= MODERN


def declares(request: Request, extension: str) -> bool:
    """Whether the client said with this very request that it knows the extension."""
    capabilities = request.session.client_capabilities
    return is_modern(request) and capabilities is not None and extension in (capabilities.extensions or {})
