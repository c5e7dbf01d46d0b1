"""`/library`: the player for the browsers of owners, who exchange a token for a cookie; and what strangers try there."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from producer_mcp.server.http.token_file import digest_of, mint

from ..studio_client import call_tool
from .conftest import SharedServer
from .fake_issuer import an_issuer
from .leak_checks import nothing_leaked
from .running_server import ALICE, BOB, RunningServer, running_server

pytestmark = pytest.mark.anyio

FORBIDDEN_CALLS: dict[str, dict[str, Any]] = {
    "a tool that spends": {"method": "tools/call", "params": {"name": "create_music", "arguments": {"sound": "lofi"}}},
    "a tool that exports": {"method": "tools/call", "params": {"name": "download_music", "arguments": {"clip_id": "clip_a"}}},
    "the state of the studio": {"method": "tools/call", "params": {"name": "studio_status", "arguments": {}}},
    "a list of tools": {"method": "tools/list", "params": {}},
    "a task": {"method": "resources/read", "params": {"uri": "producer://tasks/task_a"}},
    "the vendors": {"method": "resources/read", "params": {"uri": "producer://vendors"}},
    "a file": {"method": "resources/read", "params": {"uri": "file:///etc/passwd"}},
    "an address with a line break": {"method": "resources/read", "params": {"uri": "producer://clips/a\r\nx: y"}},
    "no parameters": {"method": "tools/call"},
    "a name that is none": {"method": "tools/call", "params": {"name": ["find_clips"]}},
    "no method": {},
}


@asynccontextmanager
async def browser_of(server: RunningServer, name: str | None = ALICE) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the library, signed in with the token of `name`; it says where its pages are from, as browsers do."""
    headers = {"origin": server.url, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=30) as browser:
        if name is not None:
            entered = await browser.post("/library/sign-in", data={"token": server.tokens[name]})
            assert entered.status_code == 303, entered.text
        yield browser


async def call(browser: httpx.AsyncClient, method: str, **params: Any) -> httpx.Response:
    return await browser.post("/library/call", json={"method": method, "params": params})


async def found(browser: httpx.AsyncClient, **arguments: Any) -> list[str]:
    """The titles that a search from the page finds."""
    answer = await call(browser, "tools/call", name="find_clips", arguments=arguments)
    assert answer.status_code == 200, answer.text
    return [clip["title"] for clip in answer.json()["result"]["structuredContent"]["clips"]]


async def test_an_owner_signs_in_with_a_token_and_out_again(shared: SharedServer) -> None:
    async with browser_of(shared.server, None) as browser:
        form = await browser.get("/library")
        assert form.status_code == 200 and 'name="token"' in form.text and 'type="password"' in form.text
        entered = await browser.post("/library/sign-in", data={"token": shared.server.tokens[ALICE]})
        assert entered.status_code == 303 and entered.headers["location"] == "../library"
        attributes = {part.strip().lower() for part in entered.headers["set-cookie"].split(";")[1:]}
        assert attributes == {"httponly", "samesite=strict", "max-age=3600", "path=/library"}
        cookie = entered.cookies[f"producer_{shared.server.port}"]
        page = await browser.get("/library")
        assert 'action="library/sign-out"' in page.text and "const bridge" in page.text
        assert await found(browser) == ["Alice's window"] and await found(browser, query="nothing like it") == []
        left = await browser.post("/library/sign-out")
        assert left.status_code == 303 and "max-age=0" in left.headers["set-cookie"].lower()
        browser.cookies.clear()
        browser.cookies.set(f"producer_{shared.server.port}", cookie)
        assert (await call(browser, "tools/call", name="find_clips", arguments={})).status_code == 401
        assert 'name="token"' in (await browser.get("/library")).text
    said = str(shared.server.logs)
    assert shared.server.tokens[ALICE] not in said and cookie not in said


async def test_the_page_runs_only_its_own_scripts_and_is_not_kept(shared: SharedServer) -> None:
    async with browser_of(shared.server) as browser:
        for page in [await browser.get("/library"), await browser.post("/library/sign-in", data={"token": "x"})]:
            policy = page.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "frame-ancestors 'none'" in policy
            assert re.search(r"style-src 'sha256-", policy) and "base-uri 'none'" in policy
            assert page.headers["cache-control"] == "no-store" and page.headers["referrer-policy"] == "same-origin"
        assert "script-src 'sha256-" in (await browser.get("/library")).headers["content-security-policy"]


async def test_a_song_is_downloaded_under_its_own_name(shared: SharedServer) -> None:
    clip = shared.made["clips"][0]
    async with browser_of(shared.server) as browser, shared.server.browser() as signed:
        file = await browser.get(f"/library/files/{clip['clip_id']}/audio")
        assert file.status_code == 200 and file.headers["content-disposition"].startswith("attachment; filename")
        assert file.content == (await signed.get(clip["audio_url"])).content


@pytest.mark.parametrize("what", FORBIDDEN_CALLS)
async def test_a_page_may_not_ask_for_anything_else(shared: SharedServer, what: str) -> None:
    async with browser_of(shared.server) as browser:
        spent = len(shared.fake.charges)
        refused = await browser.post("/library/call", json=FORBIDDEN_CALLS[what])
        assert refused.status_code == 403 and len(shared.fake.charges) == spent
        nothing_leaked(shared.server, refused.content)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 60_000, b"null", b"\xff"])
async def test_what_is_no_call_is_refused(shared: SharedServer, body: bytes) -> None:
    async with browser_of(shared.server) as browser:
        refused = await browser.post("/library/call", content=body)
        assert refused.status_code == 403
        nothing_leaked(shared.server, refused.content)


async def test_a_call_that_is_too_large_is_not_read(shared: SharedServer) -> None:
    async with browser_of(shared.server) as browser:
        assert (await browser.post("/library/call", content=b"x" * 70_000)).status_code == 413
        assert (await browser.post("/library/sign-in", content=b"token=" + b"x" * 10_000)).status_code == 413


async def test_another_owner_sees_hears_and_downloads_nothing_of_it(shared: SharedServer) -> None:
    clip_id = shared.made["clips"][0]["clip_id"]
    async with browser_of(shared.server, BOB) as browser:
        assert await found(browser) == []
        family = await call(browser, "tools/call", name="find_clips", arguments={"clip_id": clip_id})
        assert family.json()["result"]["structuredContent"]["error"]["code"] == "not_found" and "Alice" not in family.text
        for what in ("", "/lyrics", "/audio"):
            answer = await call(browser, "resources/read", uri=f"producer://clips/{clip_id}{what}")
            assert answer.json()["error"]["code"] == -32602 and "Alice" not in answer.text
        for kind in ("audio", "cover", "../audio", "%2e%2e", "x" * 300):
            assert (await browser.get(f"/library/files/{clip_id}/{kind}")).status_code == 404


CLIMBING = ["..%2f..%2fetc/passwd", "%2e%2e/audio", "clip_x/..%2f..%2faudio", "../../etc/passwd", "clip_x/%00"]


@pytest.mark.parametrize("path", CLIMBING)
async def test_paths_that_climb_lead_nowhere(shared: SharedServer, path: str) -> None:
    async with browser_of(shared.server) as browser:
        refused = await browser.get(f"/library/files/{path}")
        assert refused.status_code in (404, 405) and b"root:" not in refused.content


FOREIGN: dict[str, dict[str, str]] = {
    "another port of this machine": {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"},
    "this machine by another name": {"origin": "http://localhost:{port}", "sec-fetch-site": "cross-site"},
    "another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "a page that hides where it is from": {"origin": "null", "sec-fetch-site": "cross-site"},
    "a page of ours, said with another's request": {"origin": "http://127.0.0.1:{port}", "sec-fetch-site": "same-site"},
}


@pytest.mark.parametrize("path", ["/library/call", "/library/sign-in", "/library/sign-out"])
@pytest.mark.parametrize("where", FOREIGN)
async def test_pages_of_others_can_do_nothing_with_the_cookie(shared: SharedServer, where: str, path: str) -> None:
    headers = {name: value.format(port=shared.server.port) for name, value in FOREIGN[where].items()}
    async with browser_of(shared.server) as browser:
        sent = {"method": "tools/call", "params": {"name": "find_clips", "arguments": {}}}
        refused = await browser.post(path, json=sent, headers=headers)
        assert refused.status_code == 403 and "set-cookie" not in refused.headers
        assert "access-control-allow-credentials" not in refused.headers
        nothing_leaked(shared.server, refused.content)
        assert await found(browser) == ["Alice's window"], "the owner is still signed in"


async def test_who_does_not_say_where_a_page_is_from_is_refused(shared: SharedServer) -> None:
    async with browser_of(shared.server) as browser:
        del browser.headers["origin"]
        assert (await call(browser, "tools/call", name="find_clips", arguments={})).status_code == 403
        foreign = await browser.get(
            f"/library/files/{shared.made['clips'][0]['clip_id']}/audio", headers={"sec-fetch-site": "cross-site"}
        )
        assert foreign.status_code == 401


async def test_who_calls_it_by_another_name_gets_no_further(shared: SharedServer) -> None:
    async with browser_of(shared.server) as browser:
        for path in ("/library", "/library/call", "/library/sign-in"):
            assert (await browser.get(path, headers={"host": "evil.example"})).status_code == 421


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5_000, "é"])
async def test_a_cookie_that_was_not_given_opens_nothing(shared: SharedServer, cookie: str) -> None:
    name = f"producer_{shared.server.port}".encode()
    async with browser_of(shared.server, None) as browser:
        headers = [(b"cookie", name + b"=" + cookie.encode())]
        sent = {"method": "tools/call", "params": {"name": "find_clips", "arguments": {}}}
        refused = await browser.post("/library/call", json=sent, headers=headers)
        assert refused.status_code == 401 and "sign in" in refused.json()["error"]["message"]
        assert (await browser.get("/library/files/clip_x/audio", headers=headers)).status_code == 401


async def test_wrong_tokens_are_refused_and_their_number_is_limited(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, browser_of(server, None) as browser:
        for wrong in ("", "producer_wrong", "x" * 8_500, *(f"guess {number}" for number in range(7))):
            refused = await browser.post("/library/sign-in", data={"token": wrong})
            assert refused.status_code == 401 and "set-cookie" not in refused.headers
        late = await browser.post("/library/sign-in", data={"token": server.tokens[ALICE]})
        assert late.status_code == 429 and late.headers["retry-after"] == "60"
        assert [line["why"] for line in server.logged()] == ["wrong token"] * 10 + ["too many wrong tokens"]
        assert "guess" not in str(server.logs)
        async with server.client(ALICE) as alice:
            assert (await call_tool(alice, "find_clips"))["clips"] == [], "her token works on, elsewhere"


@pytest.mark.parametrize("body", [b"&".join(b"token=x" for _ in range(30)), b"\xff\xfe", b"token=%ff%00", b"token"])
async def test_what_is_no_form_of_ours_is_a_wrong_token(tmp_path: Path, body: bytes) -> None:
    async with running_server(tmp_path) as server, browser_of(server, None) as browser:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert (await browser.post("/library/sign-in", content=body, headers=headers)).status_code == 401
        assert [line["why"] for line in server.logged()] == ["wrong token"]


async def test_an_hour_ends_it_and_so_does_the_end_of_the_token(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        assert server.serving.entrance is not None
        tokens, sessions = server.serving.entrance.tokens, server.serving.entrance.sessions
        tokens._check_seconds = 0
        async with browser_of(server, ALICE) as alice, browser_of(server, BOB) as bob:
            second = mint(ALICE, tmp_path / "tokens")
            assert await found(alice) == [] == await found(bob)
            lines = (tmp_path / "tokens").read_text().splitlines(keepends=True)
            (tmp_path / "tokens").write_text("".join(lines[1:]))
            assert (await call(alice, "tools/call", name="find_clips", arguments={})).status_code == 401
            assert (await alice.post("/library/sign-in", data={"token": second})).status_code == 303
            assert await found(alice) == [] == await found(bob)
            began = sessions.now()
            sessions.now = lambda: began + timedelta(minutes=59)
            assert await found(bob) == []
            sessions.now = lambda: began + timedelta(minutes=61)
            for browser in (alice, bob):
                assert (await call(browser, "tools/call", name="find_clips", arguments={})).status_code == 401


async def test_only_so_many_browsers_of_one_owner_are_signed_in(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, browser_of(server) as first, browser_of(server, BOB) as bob:
        assert server.serving.entrance is not None
        for _ in range(20):
            server.serving.entrance.sessions.open(ALICE, digest_of(server.tokens[ALICE]))
        assert await found(bob) == []
        async with browser_of(server) as last:
            assert await found(last) == []
        assert (await call(first, "tools/call", name="find_clips", arguments={})).status_code == 401


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    public = "https://music.example"
    async with running_server(tmp_path, public_url=public) as server, server.browser() as browser:
        headers = {"host": "music.example", "origin": public}
        entered = await browser.post("/library/sign-in", data={"token": server.tokens[ALICE]}, headers=headers)
        attributes = {part.strip().lower() for part in entered.headers["set-cookie"].split(";")[1:]}
        assert entered.headers["set-cookie"].startswith("__Host-producer=")
        assert attributes == {"httponly", "secure", "samesite=strict", "max-age=3600", "path=/"}


async def test_where_a_token_could_be_read_on_its_way_none_is_asked_for(tmp_path: Path) -> None:
    async with running_server(tmp_path, hosts=("music.example",)) as server, server.browser() as browser:
        told = await browser.get("/library", headers={"host": "music.example"})
        assert told.status_code == 403 and "PRODUCER_PUBLIC_URL" in told.text and "<form" not in told.text
        headers = {"host": "music.example", "origin": "http://music.example"}
        assert (await browser.post("/library/sign-in", data={"token": server.tokens[ALICE]}, headers=headers)).status_code == 403


async def test_with_an_issuer_alone_it_is_not_offered_and_says_why(tmp_path: Path) -> None:
    with an_issuer() as issuer:
        async with running_server(tmp_path, with_tokens=False, issuer=issuer.url) as server, server.browser() as browser:
            told = await browser.get("/library")
            assert told.status_code == 403 and "issuer" in told.text and "PRODUCER_TOKENS" in told.text
            assert (await browser.post("/library/call", json={})).status_code == 404


async def test_without_tokens_it_is_the_library_of_this_machine(tmp_path: Path) -> None:
    async with running_server(tmp_path, with_tokens=False) as server, browser_of(server, None) as browser:
        page = await browser.get("/library")
        assert "const bridge" in page.text and "sign-out" not in page.text
        assert await found(browser) == []
        del browser.headers["origin"]
        assert (await call(browser, "tools/call", name="find_clips", arguments={})).status_code == 403
