"""An issuer of JWTs on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class FakeIssuer:
    """Its address, its keys by name, and how often it was asked."""

    url: str
    keys: dict[str, ec.EllipticCurvePrivateKey]
    document: str = "/.well-known/oauth-authorization-server/realm"
    requested_paths: list[str] = field(default_factory=list)
    is_down: bool = False

    def token(self, *, key: Any = None, kid: str = "one", algorithm: str = "ES256", **claims: Any) -> str:
        """A good one, unless something else is said; None leaves a claim out."""
        told = {"iss": self.url, "aud": "music", "sub": "carol", "scope": "openid producer", "exp": int(time.time()) + 300}
        said = {word: value for word, value in (told | claims).items() if value is not None}
        return jwt.encode(said, self.keys["one"] if key is None else key, algorithm=algorithm, headers={"kid": kid})

    def answer(self, path: str) -> dict[str, Any] | None:
        self.requested_paths.append(path)
        if self.is_down:
            return None
        if path == self.document:
            return {"issuer": self.url, "jwks_uri": f"{self.url.removesuffix('/realm')}/keys"}
        return {"keys": [self._jwk(kid) for kid in self.keys]} if path == "/keys" else None

    def _jwk(self, kid: str) -> dict[str, Any]:
        told: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(self.keys[kid].public_key(), as_dict=True)
        return told | {"kid": kid, "use": "sig", "alg": "ES256"}


@contextmanager
def an_issuer() -> Iterator[FakeIssuer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = issuer.answer(self.path)
            body = json.dumps(said or {}).encode()
            self.send_response(200 if said else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = FakeIssuer(f"http://127.0.0.1:{server.server_address[1]}/realm", {"one": new_key()})
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield issuer
        server.shutdown()
