"""Whose tasks and clips a request is about."""

from typing import Any, TypeAlias

from mcp.server import ServerRequestContext

Request: TypeAlias = ServerRequestContext[Any, Any]

LOCAL = "local"


def owner_of(request: Request) -> str:
    """`local`, unless the transport has authenticated somebody: then the token's subject."""
    scope = getattr(request.request, "scope", None) or {}
    token = getattr(scope.get("user"), "access_token", None)
    return LOCAL if token is None else str(token.subject or token.client_id)
