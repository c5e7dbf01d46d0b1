"""Lets in who can say who they are: a token of the file, or a JWT of the issuer."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from starlette.authentication import AuthCredentials
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .jwt_issuer import IssuerUnavailable, JwtIssuer
from .token_file import TokenFile

LONGEST = 8_000
"""Characters of a token worth looking at."""
WELL_KNOWN = "/.well-known/oauth-protected-resource"


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Everybody who may call, and what strangers are told."""

    tokens: TokenFile | None
    issuer: JwtIssuer | None
    scopes: tuple[str, ...]
    resource: str
    """Our own address, as tokens name it (RFC 8707)."""

    async def owner_of(self, token: str) -> str | None:
        """Whose token this is. Raises `IssuerUnavailable` when that cannot be told now."""
        if not token or len(token) > LONGEST:
            return None
        owner = self.tokens.owner_of(token) if self.tokens else None
        return await self.issuer.owner_of(token) if owner is None and self.issuer and token.count(".") == 2 else owner

    @property
    def challenge(self) -> str:
        """How to come back with a token (RFC 6750, RFC 9728)."""
        where = f', resource_metadata="{_metadata_url(self.resource)}"' if self.issuer else ""
        return f'scope="{" ".join(self.scopes)}"{where}'


class BearerAuth:
    """What is behind it knows its caller, and is never shown their token."""

    def __init__(self, app: ASGIApp, callers: Authenticator) -> None:
        self._app = app
        self._callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token, why = _token(scope)
        try:
            owner = await self._callers.owner_of(token)
        except IssuerUnavailable as error:
            scope.setdefault("state", {})["why"] = str(error)
            told = {"error": "temporarily_unavailable", "error_description": "Tokens cannot be checked now; try again soon."}
            await JSONResponse(told, 503, {"retry-after": "10"})(scope, receive, send)
            return
        if owner is None:
            scope.setdefault("state", {})["why"] = why
            fault = 'error="invalid_token", error_description="The token is missing, wrong or expired", ' if token else ""
            told = {"error": "invalid_token", "error_description": "Say who you are: Authorization: Bearer <token>."}
            await JSONResponse(told, 401, {"www-authenticate": f"Bearer {fault}{self._callers.challenge}"})(scope, receive, send)
            return
        scopes = list(self._callers.scopes)
        known = AccessToken(token="", client_id=owner, subject=owner, scopes=scopes)
        headers = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
        user = {"user": AuthenticatedUser(known), "auth": AuthCredentials(scopes), "headers": headers}
        await self._app({**scope, **user}, receive, send)


def _token(scope: Scope) -> tuple[str, str]:
    """The token said, and what to write down if it is no good."""
    said: Sequence[bytes] = [value for name, value in scope["headers"] if name == b"authorization"]
    if not said:
        return "", "no token"
    kind, _, token = said[0].decode("latin-1").partition(" ")
    return (token.strip(), "wrong token") if kind.lower() == "bearer" and len(said) == 1 else ("", "no bearer token")


def _metadata_url(resource: str) -> str:
    root, _, path = resource.partition("://")[2].partition("/")
    return f"{resource.partition('://')[0]}://{root}{WELL_KNOWN}/{path}"
