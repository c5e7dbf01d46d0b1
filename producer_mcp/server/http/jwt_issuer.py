"""JWTs of somebody else's issuer: signature, issuer, audience, expiry, subject and scopes are checked here."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio
import jwt

from ...errors import NotReady
from ...loopback import is_loopback

if TYPE_CHECKING:
    import httpx

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only those with a public key: with HMAC whoever can check could also sign."""
NEEDED = ("exp", "iss", "aud", "sub")
LEEWAY = 30
"""Seconds by which two clocks may differ."""
FRESH = 600.0
"""Seconds for which the issuer's keys are not asked for again …"""
SOONEST = 30.0
"""… and those between two looks for a key we do not know: anybody can name one."""
PATIENCE = 5.0
LARGEST = 200_000


class IssuerUnavailable(Exception):
    """The issuer's keys cannot be had now, so nobody can be let in or turned away for good."""


class JwtIssuer:
    """Who is allowed in by an issuer of JWTs."""

    def __init__(self, issuer: str, audience: str, scopes: Sequence[str]) -> None:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise NotReady("PRODUCER_ISSUER must begin with https://.")
        self.url = issuer
        self._audience = audience
        self._scopes = frozenset(scopes)
        self._keys: Mapping[str, Any] = {}
        self._looked = float("-inf")
        self._turn = anyio.Lock()

    async def owner_of(self, token: str) -> str | None:
        """The subject, under its issuer's name; None when the token is not good. Raises `IssuerUnavailable`."""
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(str(header.get("kid", "")))
            if key is None or header.get("alg") not in ALGORITHMS:
                return None
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self.url,
                leeway=LEEWAY,
                options={"require": list(NEEDED)},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            return None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not self._scopes <= _scopes(claims):
            return None
        return f"{subject}@{self.url}"

    async def _key(self, name: str) -> Any:
        """The issuer's key of that name; the only one it has, if the token names none."""
        age = time.monotonic() - self._looked
        if age > FRESH or (name not in self._keys and name and age > SOONEST):
            async with self._turn:
                if time.monotonic() - self._looked > min(age, SOONEST):
                    await self._look()
        if name:
            return self._keys.get(name)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None

    async def _look(self) -> None:
        import httpx

        self._looked = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                with anyio.fail_after(PATIENCE):
                    found = await self._address(client)
                    keys = jwt.PyJWKSet.from_dict(await _json(client, found))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            if not self._keys:
                self._looked = float("-inf")
                raise IssuerUnavailable(f"{urlsplit(self.url).hostname} gives no keys ({type(error).__name__})") from error
            return  # those we have are still good
        self._keys = {key.key_id or "": key.key for key in keys.keys if key.public_key_use in (None, "sig")}

    async def _address(self, client: "httpx.AsyncClient") -> str:
        """Where the keys are, by either of the two documents an issuer publishes (RFC 8414, OpenID Connect Discovery)."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        root = f"{parts.scheme}://{parts.netloc}"
        for address in (
            f"{root}/.well-known/oauth-authorization-server{path}",
            f"{self.url.rstrip('/')}/.well-known/openid-configuration",
        ):
            try:
                said = await _json(client, address)
            except (ValueError, TypeError):
                continue
            if said.get("issuer") == self.url:
                return str(said["jwks_uri"])
        raise KeyError("no document names this issuer")


async def _json(client: "httpx.AsyncClient", url: str) -> dict[str, Any]:
    answer = await client.get(url)
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise ValueError(f"answered {answer.status_code}")
    said = answer.json()
    if not isinstance(said, dict):
        raise ValueError("no JSON object")
    return said


def _scopes(claims: Mapping[str, Any]) -> set[str]:
    said = claims.get("scope", claims.get("scp", ()))
    return set(said.split()) if isinstance(said, str) else set(map(str, said)) if isinstance(said, list) else set()
