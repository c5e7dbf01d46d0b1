"""Validation of JWTs: signature, issuer, audience, expiry, subject and scopes."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio
import jwt

from ...errors import NotReady
from ...loopback import is_loopback
from ...network import UnusableNetwork, proxy_for, shared_ssl_context

if TYPE_CHECKING:
    import httpx

PUBLIC_KEY_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only algorithms with a public key: with HMAC, whoever can check a token could also make one."""
REQUIRED_CLAIMS = ("exp", "iss", "aud", "sub")
CLOCK_LEEWAY_SECONDS = 30
"""How far the issuer's clock and ours may be apart."""
KEYS_MAX_AGE_SECONDS = 600.0
"""Keys that are younger are not fetched again."""
UNKNOWN_KEY_RETRY_SECONDS = 30.0
"""A token that names an unknown key has the keys fetched again only after this time, because anybody can name one."""
ISSUER_TIMEOUT_SECONDS = 5.0
"""For finding and fetching the keys, together."""
MAX_DOCUMENT_BYTES = 200_000


class IssuerUnavailable(Exception):
    """The issuer's keys cannot be fetched now, so a token can be neither accepted nor refused."""


class JwtIssuer:
    """Validates the JWTs of one issuer with the keys it publishes."""

    def __init__(self, issuer: str, audience: str, scopes: Sequence[str]) -> None:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise NotReady("PRODUCER_ISSUER must begin with https://.")
        self.url = issuer
        self._audience = audience
        self._scopes = frozenset(scopes)
        self._keys: Mapping[str, Any] = {}
        self._fetched_at = float("-inf")
        self._fetching = anyio.Lock()

    async def owner_of(self, token: str) -> str | None:
        """`subject@issuer` of a valid token; None for any other. Raises `IssuerUnavailable`."""
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(str(header.get("kid", "")))
            if key is None or header.get("alg") not in PUBLIC_KEY_ALGORITHMS:
                return None
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=PUBLIC_KEY_ALGORITHMS,
                audience=self._audience,
                issuer=self.url,
                leeway=CLOCK_LEEWAY_SECONDS,
                options={"require": list(REQUIRED_CLAIMS)},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            return None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not self._scopes <= _scopes(claims):
            return None
        return f"{subject}@{self.url}"

    async def _key(self, name: str) -> Any:
        """The issuer's key of that name; without a name, the only key it has. Fetches the keys when they are due."""
        seen = self._fetched_at
        age = time.monotonic() - seen
        if age > KEYS_MAX_AGE_SECONDS or (name and name not in self._keys and age > UNKNOWN_KEY_RETRY_SECONDS):
            async with self._fetching:
                if self._fetched_at == seen:  # nobody else has fetched them while this call waited for the lock
                    await self._fetch_keys()
        if name:
            return self._keys.get(name)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None

    async def _fetch_keys(self) -> None:
        """Replaces the keys by those the issuer publishes now; keeps the old ones if it cannot be reached."""
        import httpx

        try:
            async with self._client() as client:
                with anyio.fail_after(ISSUER_TIMEOUT_SECONDS):
                    url = await self._keys_url(client)
                    keys = jwt.PyJWKSet.from_dict(await _fetch_json(client, url))
        except UnusableNetwork as error:
            raise IssuerUnavailable(f"{urlsplit(self.url).hostname} cannot be asked: {error}") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            if not self._keys:
                raise IssuerUnavailable(f"{urlsplit(self.url).hostname} gives no keys ({type(error).__name__})") from error
            self._fetched_at = time.monotonic()
            return  # the keys we have are still valid
        self._fetched_at = time.monotonic()
        self._keys = {key.key_id or "": key.key for key in keys.keys if key.public_key_use in (None, "sig")}

    def _client(self) -> "httpx.AsyncClient":
        """By the proxy and with the certificates of the environment; raises `UnusableNetwork`."""
        import httpx

        proxy = proxy_for(self.url)
        return httpx.AsyncClient(
            timeout=ISSUER_TIMEOUT_SECONDS,
            trust_env=False,
            proxy=None if proxy is None else proxy.url,
            verify=shared_ssl_context(),
        )

    async def _keys_url(self, client: "httpx.AsyncClient") -> str:
        """The address of the keys, from whichever of the two discovery documents names this issuer (RFC 8414, OpenID Connect)."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        root = f"{parts.scheme}://{parts.netloc}"
        for address in (
            f"{root}/.well-known/oauth-authorization-server{path}",
            f"{self.url.rstrip('/')}/.well-known/openid-configuration",
        ):
            try:
                metadata = await _fetch_json(client, address)
            except (ValueError, TypeError):
                continue
            if metadata.get("issuer") == self.url:
                return str(metadata["jwks_uri"])
        raise KeyError("no document names this issuer")


async def _fetch_json(client: "httpx.AsyncClient", url: str) -> dict[str, Any]:
    """A JSON object from the issuer. Raises `ValueError` for anything else."""
    response = await client.get(url)
    if response.status_code != 200 or len(response.content) > MAX_DOCUMENT_BYTES:
        raise ValueError(f"answered {response.status_code}")
    payload = response.json()
    if not isinstance(payload, dict):
        raise ValueError("no JSON object")
    return payload


def _scopes(claims: Mapping[str, Any]) -> set[str]:
    """The scopes of a token, written as text with blanks or as a list, under `scope` or `scp`."""
    scopes = claims.get("scope", claims.get("scp", ()))
    return set(scopes.split()) if isinstance(scopes, str) else set(map(str, scopes)) if isinstance(scopes, list) else set()
