"""JWTs: who they let in, and who not."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest

from producer_mcp.server.http import jwt_issuer as keys

from ..opening import told
from .issuer import FakeIssuer, an_issuer, new_key
from .stage import ALICE, Stage, a_server

pytestmark = pytest.mark.anyio


@dataclass
class Town:
    stage: Stage
    issuer: FakeIssuer


@pytest.fixture(scope="module")
async def one_town(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Town]:
    with an_issuer() as issuer:
        folder = tmp_path_factory.mktemp("town")
        async with a_server(folder, vendor="offline", issuer=issuer.url, audience="music") as stage:
            yield Town(stage, issuer)


@pytest.fixture
def town(one_town: Town) -> Town:
    one_town.stage.logs.clear()
    return one_town


async def asked(town: Town, token: str) -> tuple[int, str]:
    """Status, and how to come back."""
    async with town.stage.browser() as browser:
        answer = await browser.get("/metrics", headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.headers.get("www-authenticate", "")


async def test_a_good_one_lets_its_subject_in(town: Town) -> None:
    town.stage.tokens = {**town.stage.tokens, "carol": town.issuer.token()}
    async with town.stage.client("carol") as carol, town.stage.client(ALICE) as alice:
        assert (await told(carol, "studio_status"))["default_vendor"] == "offline"
        assert (await told(alice, "studio_status"))["default_vendor"] == "offline"


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
async def test_a_bad_one_lets_nobody_in(town: Town, how: str) -> None:
    token = BAD[how](town.issuer)
    status, challenge = await asked(town, token)
    assert status == 401
    assert 'scope="producer"' in challenge and f'resource_metadata="{town.stage.url}/.well-known/' in challenge
    [line] = town.stage.noted()
    assert token not in str(line) and line["why"] == "wrong token"


async def test_the_metadata_says_where_to_get_one(town: Town) -> None:
    async with town.stage.browser() as browser:
        said = (await browser.get("/.well-known/oauth-protected-resource/mcp")).json()
    assert said["resource"] == f"{town.stage.url}/mcp"
    assert said["authorization_servers"] == [town.issuer.url] and said["scopes_supported"] == ["producer"]


async def test_keys_nobody_knows_do_not_make_us_ask_for_ever(town: Town) -> None:
    await asked(town, town.issuer.token())
    before = len(town.issuer.asked)
    for number in range(20):
        await asked(town, town.issuer.token(key=new_key(), kid=f"key {number}"))
    assert len(town.issuer.asked) == before


async def test_a_subject_is_not_the_token_holder_of_that_name(town: Town) -> None:
    town.stage.tokens = {**town.stage.tokens, "other alice": town.issuer.token(sub=ALICE)}
    async with town.stage.client(ALICE) as alice, town.stage.client("other alice") as other:
        made = await told(alice, "write_lyrics", idea="a lighthouse", wait_seconds=0)
        [task] = (await told(other, "get_tasks", task_ids=[made["task_id"]], wait_seconds=0))["tasks"]
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


async def test_while_it_is_silent_callers_are_told_to_come_again(town: Town, tmp_path: Path) -> None:
    silent: dict[str, Any] = {"issuer": "http://127.0.0.1:9/realm", "audience": "music"}
    async with a_server(tmp_path, vendor="offline", **silent) as stage, stage.browser() as browser:
        answer = await browser.get("/metrics", headers={"authorization": f"Bearer {town.issuer.token()}"})
        assert answer.status_code == 503 and answer.headers["retry-after"]
        assert (await browser.get("/metrics", headers=stage.headers(ALICE))).status_code == 200
