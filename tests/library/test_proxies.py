"""Files go by the proxies that requests to vendors go by, and still never to private addresses."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from producer_mcp.errors import AddressRefused, FetchFailed
from producer_mcp.library import Library
from producer_mcp.library.download import Fetcher
from producer_mcp.library.ssrf import AddressGuard, resolve

from ..fake_vendor import FAKED_VENDORS, FakeVendor
from ..fake_vendor.sounds import wav
from ..loopback_proxy import ADDRESS, HOST, certificate, clean_environment, open_proxy
from ..studio_client import call_tool, open_client, settings_for, tool_error
from .conftest import bytes_at, clip_of, file_of

pytestmark = pytest.mark.anyio
PUBLIC = "93.184.216.34"


def port_of(fake: FakeVendor) -> int:
    return urlsplit(fake.url).port or 0


async def known(host: str, port: int) -> Sequence[str]:
    """A name server that knows one name, and numbers."""
    return [PUBLIC] if host == HOST else await resolve(host, port)


@pytest.mark.parametrize(
    ("way", "asked"),
    [("connect_url", HOST), ("socks_url", HOST), ("socks5", PUBLIC)],
    ids=["CONNECT", "SOCKS5 by name", "SOCKS5"],
)
async def test_a_file_comes_through_the_proxy_by_its_name_or_by_the_number_that_was_checked(
    way: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, port_of(fake)) as proxy:
        url = f"socks5://127.0.0.1:{proxy.port}" if way == "socks5" else getattr(proxy, way)
        clean_environment(monkeypatch, ALL_PROXY=url, SSL_CERT_FILE=str(pem))
        sound = await bytes_at(f"{ADDRESS}/files/a.wav", tmp_path, Fetcher(AddressGuard(resolve=known), first_pause=0))
        assert len(sound) == len(wav(2.0)) and set(proxy.targets) == {f"{asked}:443"}


async def test_a_name_that_only_the_proxy_knows_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(host: str, port: int) -> Sequence[str]:
        raise OSError("unknown here")

    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, port_of(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=proxy.connect_url, SSL_CERT_FILE=str(pem))
        assert await bytes_at(f"{ADDRESS}/files/a.wav", tmp_path, Fetcher(AddressGuard(resolve=nothing), first_pause=0))
        for host in ("intranet", "nas.local", "db.internal", "0x7f.1", "2130706433", "printer.home.arpa"):
            with pytest.raises(AddressRefused):
                await bytes_at(f"https://{host}/a.wav", tmp_path, Fetcher(AddressGuard(resolve=nothing), first_pause=0))
        assert set(proxy.targets) == {f"{HOST}:443"}


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "192.168.1.1", "[::1]", "[fd00::1]", "100.64.0.1"]
)
@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_a_proxy_is_never_asked_for_a_private_address(
    scheme: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mixed(host: str, port: int) -> Sequence[str]:
        return [address.strip("[]")]

    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, port_of(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=f"{scheme}://127.0.0.1:{proxy.port}", SSL_CERT_FILE=str(pem))
        for url in (f"https://{address}/a.wav", f"https://{HOST}/a.wav"):
            with pytest.raises(AddressRefused, match="not a public address"):
                await bytes_at(url, tmp_path, Fetcher(AddressGuard(resolve=mixed), first_pause=0))
        assert proxy.targets == []


async def test_one_private_address_among_public_ones_is_enough_where_the_proxy_chooses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mixed(host: str, port: int) -> Sequence[str]:
        return [PUBLIC, "10.0.0.7"]

    clean_environment(monkeypatch, HTTPS_PROXY="http://127.0.0.1:9")
    with pytest.raises(AddressRefused, match="not a public address"):
        await bytes_at(f"{ADDRESS}/a.wav", tmp_path, Fetcher(AddressGuard(resolve=mixed), first_pause=0))


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"HTTPS_PROXY": "foo://127.0.0.1:1"}, "HTTPS_PROXY names a proxy of an unknown kind"),
        ({"SSL_CERT_FILE": "/there/is/no/such.pem"}, "SSL_CERT_FILE"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_named(
    variables: dict[str, str], said: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_environment(monkeypatch, **variables)
    with pytest.raises(FetchFailed, match=rf"{said}.*; get_tasks\("):
        await library.keep(clip_of(), file_of("https://cdn.vendor.test/a.wav"))


@pytest.mark.parametrize(
    ("way", "refusal", "said"), [("connect_url", 403, "403"), ("connect_url", 407, "407"), ("socks_url", 5, "ProxyError")]
)
async def test_a_proxy_that_refuses_is_named_once(
    way: str, refusal: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, port_of(fake)) as proxy:
        proxy.refusal = refusal
        clean_environment(monkeypatch, HTTPS_PROXY=getattr(proxy, way), SSL_CERT_FILE=str(pem))
        with pytest.raises(FetchFailed, match=rf"{HOST} cannot be reached by the proxy in HTTPS_PROXY \({said}\)"):
            await bytes_at(f"{ADDRESS}/a.wav", tmp_path, Fetcher(AddressGuard(resolve=known), first_pause=0))
        assert len(proxy.targets) == 1


@pytest.mark.parametrize("way", ["connect_url", "socks_url"])
@pytest.mark.parametrize("vendor", FAKED_VENDORS)
async def test_a_song_is_made_and_kept_with_its_cover_by_a_proxy_alone(
    vendor: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, port_of(fake)) as proxy:
        clean_environment(monkeypatch, HTTPS_PROXY=getattr(proxy, way), SSL_CERT_FILE=str(pem))
        fake.url = ADDRESS
        async with open_client(settings_for(tmp_path, fake, vendor)) as (client, studio):
            made = await call_tool(client, "create_music", sound="warm lofi with rhodes")
            clip = await studio.clip("local", made["clips"][0]["clip_id"])
            assert made["status"] == "done" and all(file.path for file in clip.files.values())
            uploaded = await call_tool(client, "upload_music", url=f"{ADDRESS}/files/b.wav", vendor="offline")
            assert uploaded["status"] == "done", uploaded
            inside = await tool_error(client, "upload_music", url="https://10.0.0.7/b.wav", vendor="offline")
            assert "not a public address" in inside[1]
        assert set(proxy.targets) == {f"{HOST}:443"} and len(fake.charges) == 1


async def test_a_proxy_that_answers_nonsense_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path)
    async with FakeVendor() as fake, open_proxy(pem, port_of(fake)) as proxy:
        proxy.refusal = "garbage"
        clean_environment(monkeypatch, HTTPS_PROXY=proxy.socks_url, SSL_CERT_FILE=str(pem))
        with pytest.raises(FetchFailed, match=rf"{HOST} cannot be reached by the proxy in HTTPS_PROXY"):
            await bytes_at(f"{ADDRESS}/a.wav", tmp_path, Fetcher(AddressGuard(resolve=known), first_pause=0))
