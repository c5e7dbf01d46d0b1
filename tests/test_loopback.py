"""One meaning of "this machine", for keys without TLS, for callers and for downloads."""

import pytest

from producer_mcp.errors import NotReady
from producer_mcp.loopback import is_loopback, is_private
from producer_mcp.server.http.exposure import Exposure
from producer_mcp.vendors.account import Account

OURS = (
    *("localhost", "LOCALHOST", "localhost.", "music.localhost", "a.b.localhost"),
    *("127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1", "[::ffff:127.0.0.1]"),
)
OTHERS = (
    *("", ".", "localhost.evil.test", "evil-localhost", "127.0.0.1.evil.test", "localhost.localdomain"),
    *("10.0.0.1", "0.0.0.0", "::", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1"),
    *("127.1", "0x7f000001", "2130706433", "127.0.0.1:80", "localhost:80"),
)


@pytest.mark.parametrize("host", OURS)
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", OTHERS)
def test_any_other_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *((host, True) for host in ("10.1.2.3", "172.31.255.1", "192.168.0.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1")),
        *((host, True) for host in ("nas", "GPU-BOX.", "gpu.lan", "gpu.home.arpa")),
        *((host, False) for host in ("8.8.8.8", "172.32.0.1", "169.254.169.254", "fe80::1", "2606:4700::1", "0.0.0.0")),
        *((host, False) for host in ("example.com", "lan.example.com", "localhost.evil.test")),
        *((host, False) for host in ("134744072", "0x08080808", "2852039166", "0XA9FEA9FE", "Metadata.google.internal.")),
    ],
)
def test_a_private_network(host: str, expected: bool) -> None:
    assert is_private(host) is expected


@pytest.mark.parametrize("host", ["localhost", "music.localhost", "127.0.0.1"])
def test_a_key_and_an_open_server_agree_on_it(host: str) -> None:
    assert Account("musicapi", f"http://{host}:8000", "some-long-key").is_local
    assert Exposure.of(host, 8717, hosts=(), origins=(), public_url=f"http://{host}", is_guarded=False).accepts_host("localhost")


@pytest.mark.parametrize("host", ["localhost.evil.test", "10.0.0.1", "127.0.0.1.evil.test"])
def test_a_key_and_an_open_server_agree_on_what_it_is_not(host: str) -> None:
    with pytest.raises(NotReady):
        Account("musicapi", f"http://{host}:8000", "some-long-key")
    with pytest.raises(NotReady):
        Exposure.of(host, 8717, hosts=(), origins=(), public_url=None, is_guarded=False)
