"""A proxy on loopback for tests: CONNECT or SOCKS5, willing or not, which ends TLS itself and passes the rest on to one port."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from anyio.abc import AnyByteStream, SocketAttribute
from anyio.streams.tls import TLSStream
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from producer_mcp.network import shared_ssl_context

HOST = "api.vendor.test"
"""The one host that the proxy's certificate is for; no name server knows it."""
ADDRESS = f"https://{HOST}"
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
SOCKS_REFUSED = 5
"""The reply of a SOCKS5 proxy whose connection was refused."""


@dataclass
class LoopbackProxy:
    """What the proxy was asked for, and how it answers."""

    port: int = 0
    targets: list[str] = field(default_factory=list)
    """`host:port` of every tunnel that was asked for."""
    refusal: int | str | None = None
    """A status of CONNECT, a reply of SOCKS5, `hang up` or `garbage`; None opens the tunnel."""

    @property
    def connect_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socks_url(self) -> str:
        return f"socks5h://127.0.0.1:{self.port}"


def clean_environment(patch: pytest.MonkeyPatch, **variables: str) -> None:
    """These variables of the network, and none of the others; certificates that were read before are forgotten."""
    for name in PROXY_VARIABLES:
        patch.delenv(name, raising=False)
        patch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        patch.setenv(name, value)
    shared_ssl_context.cache_clear()


def certificate(folder: Path, name: str = HOST) -> Path:
    """A file with a key and a certificate for `name` that signs itself."""
    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(today - timedelta(1)).not_valid_after(today + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path = folder / "proxy.pem"
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, *form))
    return path


@asynccontextmanager
async def open_proxy(pem: Path, upstream: int) -> AsyncIterator[LoopbackProxy]:
    """A proxy at work; what is sent through a tunnel reaches the port `upstream` of this machine without TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    proxy = LoopbackProxy()

    async def serve(stream: AnyByteStream) -> None:
        try:
            async with stream:
                first = await stream.receive()
                agreed = await (_socks if first[0] == 5 else _connect)(proxy, stream, first)
                if agreed:
                    await _relay(await TLSStream.wrap(stream, ssl_context=context, standard_compatible=False), upstream)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, ssl.SSLError):
            pass  # the client has gone

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as group:
        proxy.port = listener.extra(SocketAttribute.local_port)
        group.start_soon(listener.serve, serve)
        yield proxy
        group.cancel_scope.cancel()


async def _connect(proxy: LoopbackProxy, stream: AnyByteStream, head: bytes) -> bool:
    while b"\r\n\r\n" not in head:
        head += await stream.receive()
    proxy.targets.append(head.split()[1].decode())
    answers = {"hang up": b"", "garbage": b"what?\r\n\r\n", None: b"HTTP/1.1 200 OK\r\n\r\n"}
    status = b"HTTP/1.1 %d No\r\ncontent-length: 0\r\n\r\n"
    answer = status % proxy.refusal if isinstance(proxy.refusal, int) else answers[proxy.refusal]
    if answer:
        await stream.send(answer)
    return proxy.refusal is None


async def _socks(proxy: LoopbackProxy, stream: AnyByteStream, _: bytes) -> bool:
    if proxy.refusal == "hang up":
        return False
    if proxy.refusal == "garbage":
        await stream.send(b"what?")
        return False
    await stream.send(b"\x05\x00")
    asked = await stream.receive()
    host = asked[5:-2].decode() if asked[3] == 3 else ".".join(map(str, asked[4:-2]))
    proxy.targets.append(f"{host}:{int.from_bytes(asked[-2:], 'big')}")
    reply = proxy.refusal if isinstance(proxy.refusal, int) else 0
    await stream.send(bytes((5, reply, 0, 1)) + bytes(6))
    return proxy.refusal is None


async def _relay(client: AnyByteStream, upstream: int) -> None:
    """Pass bytes on in both directions until one side ends."""
    async with client, await anyio.connect_tcp("127.0.0.1", upstream) as server, anyio.create_task_group() as group:

        async def pass_on(source: AnyByteStream, target: AnyByteStream) -> None:
            try:
                async for block in source:
                    await target.send(block)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                pass
            group.cancel_scope.cancel()

        group.start_soon(pass_on, client, server)
        group.start_soon(pass_on, server, client)
