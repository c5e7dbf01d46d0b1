"""Which proxy an address goes by, as the environment says."""

import pytest

from producer_mcp.network import Proxy, UnusableNetwork, proxy_for

from .loopback_proxy import clean_environment

BY_HTTPS = Proxy("http://proxy.test:3128", "HTTPS_PROXY", True)


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.test:3128"}, BY_HTTPS),
        ({"https_proxy": " proxy.test:3128 "}, BY_HTTPS),
        ({"HTTPS_PROXY": "HTTP://proxy.test:3128", "ALL_PROXY": "foo://nobody.uses.this"}, BY_HTTPS),
        ({"HTTP_PROXY": "foo://nobody.uses.this"}, None),
        (
            {"HTTPS_PROXY": "", "ALL_PROXY": "socks5://u:p@127.0.0.1:1080"},
            Proxy("socks5://u:p@127.0.0.1:1080", "ALL_PROXY", False),
        ),
        ({"ALL_PROXY": "socks5h://127.0.0.1:1080"}, Proxy("socks5h://127.0.0.1:1080", "ALL_PROXY", True)),
    ],
)
def test_an_address_goes_by_its_own_proxy(
    variables: dict[str, str], proxy: Proxy | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_environment(monkeypatch, **variables)
    assert proxy_for("https://api.vendor.test/v1") == proxy


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:9"])
def test_this_machine_is_reached_directly(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch, HTTPS_PROXY="http://proxy.test:3128")
    assert proxy_for(f"https://{host}/") is None


@pytest.mark.parametrize(
    ("exceptions", "host", "is_direct"),
    [
        ("*", "api.vendor.test", True),
        ("vendor.test", "api.vendor.test", True),
        (".vendor.test , other.test", "API.vendor.test", True),
        ("*.vendor.test", "api.vendor.test", True),
        ("https://api.vendor.test:443", "api.vendor.test", True),
        ("api.vendor.test:8443", "api.vendor.test", False),
        ("vendor.test", "otherVendor.test", False),
        ("10.0.0.0/8, 192.0.2.7", "192.0.2.7", True),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8 localhost;::1", "api.vendor.test", False),
        ("[2001:db8::1]", "[2001:db8::1]", True),
        (",, ", "api.vendor.test", False),
    ],
)
def test_an_exception_is_a_host_a_domain_or_a_network(
    exceptions: str, host: str, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_environment(monkeypatch, HTTPS_PROXY="http://proxy.test:3128", NO_PROXY=exceptions)
    assert (proxy_for(f"https://{host}/") is None) == is_direct


@pytest.mark.parametrize(
    "value", ["foo://host", "https://", "http://proxy.test:port", "http://[::1", "http://a b", "socks://host"]
)
def test_what_is_no_proxy_is_said_with_its_variable_and_without_its_value(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch, ALL_PROXY=value)
    with pytest.raises(UnusableNetwork, match=r"^ALL_PROXY ") as raised:
        proxy_for("https://api.vendor.test/")
    assert value not in str(raised.value)
