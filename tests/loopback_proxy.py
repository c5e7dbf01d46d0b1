"""A proxy on loopback for tests: CONNECT or SOCKS5, willing or not, which ends TLS itself and passes the rest on to one port.

It refuses tunnels, and hangs up in them at one of the moments of `HANG_UPS`.
"""

import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from anyio.abc import AnyByteStream, SocketAttribute
from anyio.streams.buffered import BufferedByteReceiveStream
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
HANG_UPS: Mapping[str, str] = {
    "agreed": "the tunnel is agreed to, and closed before TLS",
    "received": "a request has come whole, and is not passed on",
    "passed on": "a request is passed on, and its answer is not",
    "midway": "half of what comes of the answer at once is passed on",
}
"""When the proxy hangs up in a tunnel that it has opened."""
GONE = (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, anyio.IncompleteRead, ssl.SSLError, OSError)
MAX_HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class ProxyFault:
    """What the proxy does to one tunnel."""

    refusal: int | str | None = None
    """A status of CONNECT, a reply of SOCKS5, `hang up` or `garbage`; None opens the tunnel."""
    hang_up: str = ""
    """A moment of `HANG_UPS`."""
    at: int = 1
    """At which request in the tunnel."""


@dataclass
class LoopbackProxy:
    """What the proxy was asked for, and how it answers."""

    port: int = 0
    targets: list[str] = field(default_factory=list)
    """`host:port` of every tunnel that was asked for."""
    refusal: int | str | None = None
    """What every tunnel is answered; see `ProxyFault`."""
    pick_fault: Callable[[], ProxyFault | None] = lambda: None
    """Asked at each tunnel."""
    struck: list[tuple[ProxyFault, bytes]] = field(default_factory=list)
    """The faults that happened, each with the request that was lost in its tunnel; of a tunnel that never was, none."""

    def fault(self) -> ProxyFault:
        """The fault of the next tunnel."""
        fault = self.pick_fault() or ProxyFault(self.refusal)
        if fault.refusal is not None or fault.hang_up == "agreed":
            self.struck.append((fault, b""))
        return fault

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
        with suppress(*GONE):  # the client has gone
            async with stream:
                first, fault = await stream.receive(), proxy.fault()
                agreed = await (_socks if first[0] == 5 else _connect)(proxy, stream, first, fault.refusal)
                if agreed and fault.hang_up != "agreed":
                    await _relay(
                        proxy, fault, await TLSStream.wrap(stream, ssl_context=context, standard_compatible=False), upstream
                    )

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as group:
        proxy.port = listener.extra(SocketAttribute.local_port)
        group.start_soon(listener.serve, serve)
        yield proxy
        group.cancel_scope.cancel()


async def _connect(proxy: LoopbackProxy, stream: AnyByteStream, head: bytes, refusal: int | str | None) -> bool:
    while b"\r\n\r\n" not in head:
        head += await stream.receive()
    proxy.targets.append(head.split()[1].decode())
    answers = {"hang up": b"", "garbage": b"what?\r\n\r\n", None: b"HTTP/1.1 200 OK\r\n\r\n"}
    status = b"HTTP/1.1 %d No\r\ncontent-length: 0\r\n\r\n"
    answer = status % refusal if isinstance(refusal, int) else answers[refusal]
    if answer:
        await stream.send(answer)
    return refusal is None


async def _socks(proxy: LoopbackProxy, stream: AnyByteStream, _: bytes, refusal: int | str | None) -> bool:
    if refusal == "hang up":
        return False
    if refusal == "garbage":
        await stream.send(b"what?")
        return False
    await stream.send(b"\x05\x00")
    asked = await stream.receive()
    host = asked[5:-2].decode() if asked[3] == 3 else ".".join(map(str, asked[4:-2]))
    proxy.targets.append(f"{host}:{int.from_bytes(asked[-2:], 'big')}")
    reply = refusal if isinstance(refusal, int) else 0
    await stream.send(bytes((5, reply, 0, 1)) + bytes(6))
    return refusal is None


async def _relay(proxy: LoopbackProxy, fault: ProxyFault, client: AnyByteStream, upstream: int) -> None:
    """Pass requests and answers on until one side ends, or the fault strikes."""
    requests: list[bytes] = []
    async with client, await anyio.connect_tcp("127.0.0.1", upstream) as server, anyio.create_task_group() as group:

        def strikes(*moments: str) -> bool:
            is_now = fault.hang_up in moments and len(requests) == fault.at
            if is_now:
                proxy.struck.append((fault, requests[-1]))
            return is_now

        async def pass_requests() -> None:
            with suppress(*GONE):
                source = BufferedByteReceiveStream(client)
                while True:
                    requests.append(await _read_request(source))
                    if strikes("received"):
                        break
                    await server.send(requests[-1])
            group.cancel_scope.cancel()

        async def pass_answers() -> None:
            with suppress(*GONE):
                async for block in server:
                    if strikes("passed on", "midway"):
                        await client.send(block[: len(block) // 2] if fault.hang_up == "midway" else b"")
                        break
                    await client.send(block)
            group.cancel_scope.cancel()

        group.start_soon(pass_requests)
        group.start_soon(pass_answers)


async def _read_request(source: BufferedByteReceiveStream) -> bytes:
    """One whole request, whose head says its length."""
    head = await source.receive_until(b"\r\n\r\n", MAX_HEAD_BYTES)
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return head + b"\r\n\r\n" + (await source.receive_exactly(int(length[1])) if length and int(length[1]) else b"")
