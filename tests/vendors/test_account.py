"""Where a vendor is asked, and with which key."""

import subprocess
import sys
from hashlib import sha256

import pytest

from producer_mcp.errors import NotReady
from producer_mcp.vendors.account import Account

KEY = "sk-0123456789abcdef"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.musicapi.ai", "api.musicapi.ai"),
        (" https://API.musicapi.ai/ ", "api.musicapi.ai"),
        ("https://gateway.test:8443/producer", "gateway.test:8443"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://localhost", "localhost"),
        ("http://[::1]:9", "[::1]:9"),
    ],
)
def test_names_vendor_host_and_fingerprint(url: str, host: str) -> None:
    account = Account("musicapi", url, f" {KEY}\n")
    assert account.name == f"musicapi@{host}#{sha256(KEY.encode()).hexdigest()[:8]}"
    assert KEY not in repr(account)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.musicapi.ai",
        "http://10.0.0.1",
        "http://localhost.evil.test",
        "ftp://api.musicapi.ai",
        "api.musicapi.ai",
        "",
        "https://",
        "https://user:pass@api.musicapi.ai",
        "https://api.musicapi.ai?x=1",
        "https://api.musicapi.ai:port",
        "https://[::1",
    ],
)
def test_keys_go_only_where_they_are_safe(url: str) -> None:
    with pytest.raises(NotReady, match="PRODUCER_MUSICAPI_URL"):
        Account("musicapi", url, KEY)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8001",
        "http://10.0.0.7:8001",
        "http://172.16.0.9",
        "http://192.168.1.20:8001",
        "http://100.101.102.103:8001",
        "http://[fd00::7]:8001",
        "http://gpu-box:8001",
        "http://gpu-box.lan:8001",
        "http://gpu.local",
        "https://gpu.example.com",
    ],
)
def test_ones_own_server_may_be_near_without_tls_and_want_no_key(url: str) -> None:
    assert Account("acestep", url, "").url == url
    if url.startswith("http:") and "127.0.0.1" not in url:
        with pytest.raises(NotReady, match=r"PRODUCER_MUSICAPI_URL must begin with https:// \(http:// only for this machine\)"):
            Account("musicapi", url, KEY)


@pytest.mark.parametrize(
    "url",
    [
        "http://gpu.example.com:8001",
        "http://8.8.8.8:8001",
        "http://172.32.0.1",
        "http://169.254.169.254",
        "http://192.168.1.20.evil.test",
        "http://[2001:db8::1]",
        "http://me:secret@gpu-box",
        "gpu-box:8001",
    ],
)
def test_ones_own_server_is_not_asked_across_the_internet_without_tls(url: str) -> None:
    with pytest.raises(NotReady, match="PRODUCER_ACESTEP_URL") as raised:
        Account("acestep", url, "")
    assert "secret" not in str(raised.value)


def test_a_placeholder_is_no_key_of_ones_own_server_either() -> None:
    with pytest.raises(NotReady, match="PRODUCER_ACESTEP_KEY holds a placeholder"):
        Account("acestep", "http://gpu-box:8001", "<your key>")


@pytest.mark.parametrize("key", ["", "  ", "sk-1\nX-Evil: 1", "ключ", "two words", "sk\x7f1"])
def test_what_cannot_be_a_key_is_said_at_once(key: str) -> None:
    with pytest.raises(NotReady, match="PRODUCER_CCAPI_KEY") as raised:
        Account("ccapi", "https://api.ccapi.ai", key)
    assert key.strip() == "" or key not in str(raised.value)


PLACEHOLDERS = [
    *("${input:key}", "${env:MUSICAPI_KEY}", "$MUSICAPI_KEY", "$(pass show key)", "%KEY%", "{{ key }}", "<your key>", "[KEY]"),
    *("your-api-key-here", "YOUR_MUSICAPI_KEY", "sk-your-key", "yourkey", "insert_key_here", "my-api-key", "API_KEY_HERE"),
    *(
        "null",
        "None",
        "undefined",
        "changeme",
        "CHANGE_ME",
        "replace-me",
        "todo",
        "api_key",
        "Your Token",
        "Bearer ${KEY}",
        '"null"',
    ),
    *("sk-xxxx", "sk-xxxx-xxxx", "XXXXXXXX", "********", "...", "sk-...", "sk-ab...yz", "<KEY>"),
]


@pytest.mark.parametrize("key", PLACEHOLDERS)
def test_a_placeholder_is_no_key(key: str) -> None:
    with pytest.raises(NotReady, match=r"^PRODUCER_CCAPI_KEY holds a placeholder, and no key; put the key there, or unset it\."):
        Account("ccapi", "https://api.ccapi.ai", key)


@pytest.mark.parametrize(
    "key", ['"sk-0123456789"', "'sk-0123456789'", "“sk-0123456789”", '"sk-0123456789', "Bearer sk-0123456789"]
)
def test_what_was_written_around_a_key_is_said(key: str) -> None:
    with pytest.raises(NotReady, match=r"has quotes around it|begins with the word Bearer") as raised:
        Account("ccapi", "https://api.ccapi.ai", key)
    assert "0123456789" not in str(raised.value)


@pytest.mark.parametrize(
    "key",
    [
        KEY,
        "a-key",
        "key",
        "acme-0123456789",
        "xxab12xx",
        "me-thereyours",
        "0a1b2c3d",
        "k" * 32,
        "nullable-9f3a",
        "tokenA1b2",
        "pk_9/+=",
    ],
)
def test_what_may_be_a_key_is_taken_for_one(key: str) -> None:
    assert Account("ccapi", "https://api.ccapi.ai", key).key == key


def test_vendors_are_cheap_to_import() -> None:
    program = (
        "import sys; import producer_mcp.vendors.musicapi, producer_mcp.vendors.acedata, producer_mcp.vendors.ccapi; "
        "print([name for name in ('httpx',) if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
