"""Where we go and where we do not; the names here mean what each test says they mean."""

import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import httpx
import pytest
from anyio.abc import SocketAttribute
from anyio.streams.tls import TLSListener

from producer_mcp.errors import AddressRefused, FetchFailed
from producer_mcp.library.download import Fetcher
from producer_mcp.library.ssrf import AddressGuard, Resolver, is_public

from ..fake_vendor.sounds import wav
from .conftest import bytes_at

pytestmark = pytest.mark.anyio
PUBLIC = "93.184.216.34"
SONG = wav(0.1)
INSIDE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "192.88.99.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2002:a00:1::1",
    "2002:7f00:1::1",
    "100::1",
]
Handle = Callable[[httpx.Request], httpx.Response]


def meaning(*answers: Sequence[str]) -> Resolver:
    """A name server that says each in turn, the last for good."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


async def fetch(
    url: str, gate: AddressGuard, folder: Path, handle: Handle | None = None, trust: ssl.SSLContext | None = None
) -> bytes:
    fetcher = Fetcher(gate, first_pause=0, inner=httpx.MockTransport(handle) if handle else None, trust=trust)
    return await bytes_at(url, folder, fetcher)


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("http://cdn.test/a.wav", PUBLIC),
        ("ftp://cdn.test/a.wav", PUBLIC),
        ("file:///etc/passwd", PUBLIC),
        ("cdn.test/a.wav", PUBLIC),
        ("https:///a.wav", PUBLIC),
        ("https://cdn.test:port/a.wav", PUBLIC),
        ("https://name:word@cdn.test/a.wav", PUBLIC),
        ("https://cdn.test/a.wav", "10.0.0.1"),
        ("https://cdn.test/a.wav", "127.0.0.1"),
        ("https://cdn.test/a.wav", "169.254.169.254"),
        ("https://cdn.test/a.wav", "::ffff:192.168.0.1"),
        ("https://here.test:8443/a.wav", "127.0.0.1"),
        ("http://here.test:8000/a.wav", PUBLIC),
        ("http://here.test:8000/a.wav", "10.0.0.1"),
    ],
)
async def test_refuses(url: str, means: str, tmp_path: Path) -> None:
    gate = AddressGuard(frozenset({"here.test:8000"}), meaning([means]))
    with pytest.raises(AddressRefused):
        await fetch(url, gate, tmp_path, lambda request: pytest.fail("it went there"))


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
async def test_refuses_loopback_in_disguise(host: str, tmp_path: Path) -> None:
    with pytest.raises((AddressRefused, FetchFailed)):
        await fetch(f"https://{host}/a.wav", AddressGuard(), tmp_path, lambda request: pytest.fail("it went there"))


async def test_connects_to_the_address_it_checked_and_keeps_the_name_for_the_certificate(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(SONG))

    gate = AddressGuard(resolve=meaning([PUBLIC], ["127.0.0.1"]))  # the second answer is what rebinding would give
    assert await fetch("https://cdn.test:8443/a.wav?sig=1", gate, tmp_path, handle) == SONG
    assert str(seen[0].url) == f"https://{PUBLIC}:8443/a.wav?sig=1"
    assert seen[0].headers["host"] == "cdn.test:8443"
    assert seen[0].extensions["sni_hostname"] == "cdn.test"


async def test_only_the_public_ones_of_several_addresses_are_tried_in_turn(tmp_path: Path) -> None:
    tried: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        if request.url.host != PUBLIC:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, stream=httpx.ByteStream(SONG))

    gate = AddressGuard(resolve=meaning(["10.0.0.1", "2606:4700::1111", PUBLIC]))
    assert await fetch("https://cdn.test/a.wav", gate, tmp_path, handle) == SONG
    assert tried == ["2606:4700::1111", PUBLIC]


@pytest.mark.parametrize(
    "location",
    [
        "http://cdn.test/b",
        "https://inside.test/b",
        "https://me:you@cdn.test/b",
        "file:///etc/passwd",
        "//inside.test/b",
        "https://cdn.test:port/",
    ],
)
async def test_every_redirect_is_checked_like_the_first_address(location: str, tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1"] if host == "inside.test" else [PUBLIC]

    def handle(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/a"
        return httpx.Response(302, headers={"location": location})

    with pytest.raises(AddressRefused):
        await fetch("https://cdn.test/a", AddressGuard(resolve=resolve), tmp_path, handle)


async def test_a_name_that_turns_inward_between_redirects_is_refused(tmp_path: Path) -> None:
    gate = AddressGuard(resolve=meaning([PUBLIC], ["127.0.0.1"]))
    with pytest.raises(AddressRefused):
        await fetch("https://cdn.test/a", gate, tmp_path, lambda request: httpx.Response(307, headers={"location": "/b"}))


@pytest.mark.parametrize("hops", [5, 6])
async def test_five_redirects_are_followed_and_no_more(hops: int, tmp_path: Path) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        number = int(request.url.path[1:])
        there = httpx.Response(200, stream=httpx.ByteStream(SONG))
        return there if number == hops else httpx.Response(308, headers={"location": f"/{number + 1}"})

    fetched = fetch("https://cdn.test/0", AddressGuard(resolve=meaning([PUBLIC])), tmp_path, handle)
    if hops == 5:
        assert await fetched == SONG
        return
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        await fetched


async def test_an_unknown_host_is_a_sentence(tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchFailed, match=r"cdn\.test could not be reached"):
        await fetch("https://cdn.test/a", AddressGuard(resolve=resolve), tmp_path)


@asynccontextmanager
async def tls_server(name: str, folder: Path) -> AsyncIterator[tuple[int, ssl.SSLContext]]:
    """A server whose certificate is for `name`, and a context that trusts it."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(today - timedelta(1)).not_valid_after(today + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    both = folder / "server.pem"
    both.write_bytes(certificate + key.private_bytes(serialization.Encoding.PEM, *form))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    plain = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port: int = plain.extra(SocketAttribute.local_port)

    async def serve(stream: anyio.abc.AnyByteStream) -> None:
        async with stream:
            await stream.receive()
            await stream.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(SONG) + SONG)

    async with plain, anyio.create_task_group() as group:
        group.start_soon(TLSListener(plain, context, standard_compatible=False).serve, serve)
        yield port, ssl.create_default_context(cadata=certificate.decode())
        group.cancel_scope.cancel()


@pytest.mark.parametrize("name", ["vendor.test", "other.test"])
async def test_the_certificate_must_be_the_hosts(name: str, tmp_path: Path) -> None:
    async with tls_server(name, tmp_path) as (port, trust):
        gate = AddressGuard(frozenset({f"vendor.test:{port}"}), meaning(["127.0.0.1"]))
        fetched = fetch(f"https://vendor.test:{port}/a.wav", gate, tmp_path, trust=trust)
        if name == "vendor.test":
            assert await fetched == SONG
            return
        with pytest.raises(FetchFailed, match="ConnectError"):
            await fetched
