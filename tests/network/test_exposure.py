"""Where the server may stand, and what it says when it may not."""

from typing import Any

import pytest

from producer_mcp.errors import NotReady
from producer_mcp.server.http.exposure import Exposure


def door(host: str = "127.0.0.1", **told: Any) -> Exposure:
    said: dict[str, Any] = {"hosts": (), "origins": (), "public_url": None, "is_guarded": False}
    return Exposure.of(host, 8717, **(said | told))


UNSAFE: dict[str, tuple[dict[str, Any], str]] = {
    "everywhere": ({"host": "0.0.0.0"}, "PRODUCER_HOSTS"),
    "everywhere, with names": ({"host": "0.0.0.0", "hosts": ("music.example",)}, "PRODUCER_TOKENS"),
    "everywhere, with tokens": ({"host": "::", "is_guarded": True}, "PRODUCER_HOSTS"),
    "on a network": ({"host": "192.168.1.5", "hosts": ("studio.local",)}, "PRODUCER_ISSUER"),
    "by a name": ({"host": "music.example", "hosts": ("music.example",)}, "PRODUCER_TOKENS"),
    "here, for others by a proxy": ({"hosts": ("music.example",)}, "PRODUCER_TOKENS"),
    "here, for others by an address": ({"public_url": "https://music.example"}, "PRODUCER_TOKENS"),
    "in the open": ({"public_url": "http://music.example", "is_guarded": True}, "https://"),
    "with a password": ({"public_url": "https://me:pass@music.example", "is_guarded": True}, "address"),
    "nowhere": ({"public_url": "music.example", "is_guarded": True}, "address"),
}


@pytest.mark.parametrize("how", UNSAFE)
def test_what_would_let_strangers_in_is_refused_with_what_to_set(how: str) -> None:
    told, remedy = UNSAFE[how]
    with pytest.raises(NotReady, match=remedy):
        door(**told)


def test_on_this_machine_nothing_has_to_be_set() -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        assert door(host).url.startswith("http://")


def test_elsewhere_it_is_called_by_its_names_only() -> None:
    stands = door("0.0.0.0", hosts=("Music.Example", "studio.local:8717"), is_guarded=True)
    for name in ("music.example", "MUSIC.example:443", "studio.local", "127.0.0.1:8717", "localhost", "[::1]:8717"):
        assert stands.accepts_host(name), name
    evil = ("evil.example", "music.example.evil.example", "xmusic.example")
    for name in (*evil, "", ":8717", "music.example:port", "[::2]", "::1"):
        assert not stands.accepts_host(name), name


def test_pages_of_its_own_address_and_of_those_said_may_call() -> None:
    stands = door(public_url="https://music.example/producer", origins=("https://chat.example",), is_guarded=True)
    assert stands.url == "https://music.example/producer" and stands.accepts_host("music.example")
    for origin in ("https://music.example", "https://chat.example", "http://localhost:6274", "http://[::1]"):
        assert stands.accepts_origin(origin), origin
    evil = ("http://localhost:6274.evil.example", "http://localhost:", "null", "")
    for origin in ("http://music.example", "https://chat.example:8443", *evil):
        assert not stands.accepts_origin(origin), origin
