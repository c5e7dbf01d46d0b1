"""Authentication of HTTP requests: by a token listed in a file, or by a JWT of a trusted issuer."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from starlette.authentication import AuthCredentials
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .jwt_issuer import IssuerUnavailable, JwtIssuer
from .token_file import TokenFile

MAX_TOKEN_CHARS = 8_000
"""Longer tokens are refused without being looked at."""
RESOURCE_METADATA_PATH = "/.well-known/oauth-protected-resource"
"""Where OAuth clients look for the issuer (RFC 9728)."""


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Finds out whose token a request carries, and makes the challenge for a request that carries none."""

    tokens: TokenFile | None
    issuer: JwtIssuer | None
    scopes: tuple[str, ...]
    resource: str
    """The address of our MCP endpoint, which a JWT must name as its audience (RFC 8707)."""

    async def owner_of(self, token: str) -> str | None:
        """The owner of a token; None if it is not valid. Raises `IssuerUnavailable` when it cannot be checked now."""
        if not token or len(token) > MAX_TOKEN_CHARS:
            return None
        owner = self.tokens.owner_of(token) if self.tokens else None
        return await self.issuer.owner_of(token) if owner is None and self.issuer and token.count(".") == 2 else owner

    @property
    def challenge(self) -> str:
        """The parameters of the `WWW-Authenticate` header (RFC 6750, RFC 9728)."""
        where = f', resource_metadata="{_metadata_url(self.resource)}"' if self.issuer else ""
        return f'scope="{" ".join(self.scopes)}"{where}'


class BearerAuth:
    """Middleware that answers 401 without a valid token; the application gets the owner as user, and never the token."""

    def __init__(self, app: ASGIApp, authenticator: Authenticator) -> None:
        self._app = app
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI request."""
        token, why = _token(scope)
        try:
            owner = await self._authenticator.owner_of(token)
        except IssuerUnavailable as error:
            scope.setdefault("state", {})["why"] = str(error)
            payload = {"error": "temporarily_unavailable", "error_description": "Tokens cannot be checked now; try again soon."}
            await JSONResponse(payload, 503, {"retry-after": "10"})(scope, receive, send)
            return
        if owner is None:
            scope.setdefault("state", {})["why"] = why
            fault = 'error="invalid_token", error_description="The token is missing, wrong or expired", ' if token else ""
            payload = {"error": "invalid_token", "error_description": "Say who you are: Authorization: Bearer <token>."}
            challenge = f"Bearer {fault}{self._authenticator.challenge}"
            await JSONResponse(payload, 401, {"www-authenticate": challenge})(scope, receive, send)
            return
        scopes = list(self._authenticator.scopes)
        access = AccessToken(token="", client_id=owner, subject=owner, scopes=scopes)
        headers = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
        user = {"user": AuthenticatedUser(access), "auth": AuthCredentials(scopes), "headers": headers}
        await self._app({**scope, **user}, receive, send)


def _token(scope: Scope) -> tuple[str, str]:
    """The bearer token of a request, or ""; and the reason to log if it is refused."""
    values: Sequence[bytes] = [value for name, value in scope["headers"] if name == b"authorization"]
    if not values:
        return "", "no token"
    kind, _, token = values[0].decode("latin-1").partition(" ")
    return (token.strip(), "wrong token") if kind.lower() == "bearer" and len(values) == 1 else ("", "no bearer token")


def _metadata_url(resource: str) -> str:
    """The address of the metadata of a resource: the well-known path stands before the resource's own."""
    root, _, path = resource.partition("://")[2].partition("/")
    return f"{resource.partition('://')[0]}://{root}{RESOURCE_METADATA_PATH}/{path}"
