"""JWTs: who they let in, and who not."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest

from producer_mcp.server.http import jwt_issuer as keys

from ..loopback_proxy import clean_environment
from ..studio_client import call_tool
from .fake_issuer import FakeIssuer, an_issuer, new_key
from .running_server import ALICE, RunningServer, running_server

pytestmark = pytest.mark.anyio


@dataclass
class SharedServer:
    server: RunningServer
    issuer: FakeIssuer


@pytest.fixture(scope="module")
async def shared_server(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[SharedServer]:
    with an_issuer() as issuer:
        folder = tmp_path_factory.mktemp("town")
        async with running_server(folder, vendor="offline", issuer=issuer.url, audience="music") as server:
            yield SharedServer(server, issuer)


@pytest.fixture
def shared(shared_server: SharedServer) -> SharedServer:
    shared_server.server.logs.clear()
    return shared_server


async def asked(shared: SharedServer, token: str) -> tuple[int, str]:
    """Status, and how to come back."""
    async with shared.server.browser() as browser:
        answer = await browser.get("/metrics", headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.headers.get("www-authenticate", "")


async def test_a_good_one_lets_its_subject_in(shared: SharedServer) -> None:
    shared.server.tokens = {**shared.server.tokens, "carol": shared.issuer.token()}
    async with shared.server.client("carol") as carol, shared.server.client(ALICE) as alice:
        assert (await call_tool(carol, "studio_status"))["default_vendor"] == "offline"
        assert (await call_tool(alice, "studio_status"))["default_vendor"] == "offline"


BAD: dict[str, Any] = {
    "expired": lambda i: i.token(exp=int(time.time()) - 60),
    "without an expiry": lambda i: i.token(exp=None),
    "not yet valid": lambda i: i.token(nbf=int(time.time()) + 120),
    "for another audience": lambda i: i.token(aud="films"),
    "for no audience": lambda i: i.token(aud=None),
    "of another issuer": lambda i: i.token(iss="https://evil.example"),
    "of nobody": lambda i: i.token(sub=None),
    "of a number": lambda i: i.token(sub=7),
    "without the scope": lambda i: i.token(scope="openid"),
    "without any scope": lambda i: i.token(scope=None),
    "signed with another key": lambda i: i.token(key=new_key()),
    "signed by a key nobody published": lambda i: i.token(key=new_key(), kid="two"),
    "unsigned": lambda i: jwt.encode({"iss": i.url, "aud": "music", "sub": "carol", "exp": 9_999_999_999}, "", algorithm="none"),
    "signed with a shared secret": lambda i: i.token(key="x" * 32, algorithm="HS256"),
    "torn": lambda i: i.token()[:-3],
    "no JWT": lambda i: "a.b.c",
}


@pytest.mark.parametrize("how", BAD)
async def test_a_bad_one_lets_nobody_in(shared: SharedServer, how: str) -> None:
    token = BAD[how](shared.issuer)
    status, challenge = await asked(shared, token)
    assert status == 401
    assert 'scope="producer"' in challenge and f'resource_metadata="{shared.server.url}/.well-known/' in challenge
    [line] = shared.server.logged()
    assert token not in str(line) and line["why"] == "wrong token"


async def test_the_metadata_says_where_to_get_one(shared: SharedServer) -> None:
    async with shared.server.browser() as browser:
        said = (await browser.get("/.well-known/oauth-protected-resource/mcp")).json()
    assert said["resource"] == f"{shared.server.url}/mcp"
    assert said["authorization_servers"] == [shared.issuer.url] and said["scopes_supported"] == ["producer"]


async def test_keys_nobody_knows_do_not_make_us_ask_for_ever(shared: SharedServer) -> None:
    await asked(shared, shared.issuer.token())
    before = len(shared.issuer.requested_paths)
    for number in range(20):
        await asked(shared, shared.issuer.token(key=new_key(), kid=f"key {number}"))
    assert len(shared.issuer.requested_paths) == before


async def test_a_subject_is_not_the_token_holder_of_that_name(shared: SharedServer) -> None:
    shared.server.tokens = {**shared.server.tokens, "other alice": shared.issuer.token(sub=ALICE)}
    async with shared.server.client(ALICE) as alice, shared.server.client("other alice") as other:
        made = await call_tool(alice, "write_lyrics", idea="a lighthouse", wait_seconds=0)
        [task] = (await call_tool(other, "get_tasks", task_ids=[made["task_id"]], wait_seconds=0))["tasks"]
        assert task["error"]["code"] == "not_found"


async def test_a_new_key_is_found_after_a_while() -> None:
    with an_issuer() as fake:
        issuer = keys.JwtIssuer(fake.url, "music", ["producer"])
        assert await issuer.owner_of(fake.token()) == f"carol@{fake.url}"
        fake.keys["two"] = new_key()
        issuer._fetched_at -= keys.UNKNOWN_KEY_RETRY_SECONDS + 1
        assert await issuer.owner_of(fake.token(key=fake.keys["two"], kid="two", scope=None, scp=["producer"])) is not None


async def test_an_issuer_that_is_silent_turns_nobody_away_for_good() -> None:
    with an_issuer() as fake:
        issuer = keys.JwtIssuer(fake.url, "music", [])
        fake.is_down = True
        with pytest.raises(keys.IssuerUnavailable):
            await issuer.owner_of(fake.token())
        fake.is_down = False
        fake.document = "/realm/.well-known/openid-configuration"
        assert await issuer.owner_of(fake.token()) is not None
        fake.is_down, issuer._fetched_at = True, float("-inf")
        assert await issuer.owner_of(fake.token()) is not None  # the keys we have are still good


@pytest.mark.parametrize(
    ("variable", "value"), [("HTTPS_PROXY", "foo://127.0.0.1:1"), ("SSL_CERT_FILE", "/there/is/no/such.pem")]
)
async def test_a_network_that_cannot_be_used_is_named(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch, **{variable: value})
    issuer = keys.JwtIssuer("https://issuer.vendor.test", "music", [])
    with (
        an_issuer() as fake,
        pytest.raises(keys.IssuerUnavailable, match=rf"^issuer\.vendor\.test cannot be asked: .*{variable}"),
    ):
        await issuer.owner_of(fake.token(iss="https://issuer.vendor.test"))


async def test_while_it_is_silent_callers_are_told_to_come_again(shared: SharedServer, tmp_path: Path) -> None:
    silent: dict[str, Any] = {"issuer": "http://127.0.0.1:9/realm", "audience": "music"}
    async with running_server(tmp_path, vendor="offline", **silent) as server, server.browser() as browser:
        answer = await browser.get("/metrics", headers={"authorization": f"Bearer {shared.issuer.token()}"})
        assert answer.status_code == 503 and answer.headers["retry-after"]
        assert (await browser.get("/metrics", headers=server.headers(ALICE))).status_code == 200
