"""`producer-mcp play`: the library in the person's own browser, by an address that works once, on this machine only."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from structlog.testing import capture_logs

from producer_mcp.server.http.play import Playing, open_player
from producer_mcp.settings import Settings

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, environment_of, open_client, settings_for

pytestmark = pytest.mark.anyio

PLAY = (sys.executable, "-m", "producer_mcp", "play")


@asynccontextmanager
async def playing(settings: Settings, clip_id: str | None = None) -> AsyncIterator[Playing]:
    """A player that accepts connections."""
    async with open_player(settings, clip_id) as player, anyio.create_task_group() as group:
        group.start_soon(player.service.serve, [player.listener])
        while not player.service.started:
            await anyio.sleep(0.005)
        yield player
        player.service.should_exit = True


@asynccontextmanager
async def browser_at(player: Playing) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has opened the address, and says where its pages are from."""
    headers = {"origin": player.url, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=player.url, headers=headers, trust_env=False, timeout=30) as browser:
        assert (await browser.get(player.address)).status_code == 200
        yield browser


async def call(browser: httpx.AsyncClient, name: str, **arguments: Any) -> httpx.Response:
    return await browser.post("/library/call", json={"method": "tools/call", "params": {"name": name, "arguments": arguments}})


async def test_a_song_is_found_and_downloaded_beside_a_server_that_makes_another(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings := settings_for(tmp_path, fake, "musicapi")) as (client, _):
        [clip] = (await call_tool(client, "create_music", sound="lofi", title="Rain at night"))["clips"]
        async with playing(settings, clip["clip_id"]) as player, browser_at(player) as browser:
            page = await browser.get("/library")
            assert "const bridge" in page.text and "sign-out" not in page.text
            assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")
            found = (await call(browser, "find_clips", query="rain")).json()["result"]["structuredContent"]["clips"]
            assert [row["title"] for row in found] == ["Rain at night"]
            file = await browser.get(f"/library/files/{clip['clip_id']}/audio")
            assert file.content == Path(clip["file"]).read_bytes()
            assert Path(clip["file"]).stem in httpx.URL(f"x:{file.headers['content-disposition']}").path
            await call_tool(client, "create_music", sound="lofi", title="Sun at noon")
            later = (await call(browser, "find_clips")).json()["result"]["structuredContent"]["clips"]
            assert [row["title"] for row in later] == ["Sun at noon", "Rain at night"]
            assert (await browser.post("/library/call", json={"method": "ping"})).json() == {"result": {}}


async def test_an_address_works_once_and_its_key_is_nowhere_else(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with playing(settings_for(tmp_path)) as player, httpx.AsyncClient(base_url=player.url, trust_env=False) as browser:
            assert (await browser.head(player.address)).status_code == 403, "a preview does not use it up"
            for wrong in ("", "?key=", "?key=x", f"?key={player.entrance.key[:-1]}", "?key=%C3%A9"):
                assert (await browser.get(f"/library/open{wrong}")).status_code == 403
            opened = await browser.get(player.address)
            attributes = {part.strip().lower() for part in opened.headers["set-cookie"].split(";")[1:]}
            assert opened.status_code == 200 and attributes == {"httponly", "samesite=strict", "path=/library"}
            assert player.entrance.key not in opened.text and opened.headers["referrer-policy"] == "no-referrer"
            assert 'content="0; url=/library"' in opened.text
            async with httpx.AsyncClient(base_url=player.url, trust_env=False) as thief:
                again = await thief.get(player.address)
                assert again.status_code == 403 and "producer-mcp play" in again.text and "set-cookie" not in again.headers
                assert (await thief.get("/library")).status_code == 401
                assert (await thief.get("/library/files/clip_x/audio")).status_code == 401
                sent = {"method": "tools/call", "params": {"name": "find_clips", "arguments": {}}}
                assert (await thief.post("/library/call", json=sent, headers={"origin": player.url})).status_code == 401
            assert "const bridge" in (await browser.get("/library")).text
    assert player.entrance.key not in str(logs)


async def test_only_pages_of_this_very_address_may_ask_and_only_for_what_is_free(tmp_path: Path) -> None:
    async with FakeVendor() as fake, playing(settings_for(tmp_path, fake, "musicapi")) as player, browser_at(player) as browser:
        assert (await call(browser, "create_music", sound="lofi")).status_code == 403 and not fake.charges
        for headers in ({"origin": "http://127.0.0.1:3000"}, {"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
            refused = await browser.post("/library/call", json={"method": "ping"}, headers=headers)
            assert refused.status_code == 403
        for host in ("evil.example", "127.0.0.1.evil.example", ""):
            assert (await browser.get("/library", headers={"host": host})).status_code == 421
            assert (await browser.get(player.address, headers={"host": host})).status_code == 421
        for path in ("/mcp", "/metrics", "/health", "/library/sign-in", "/clips/clip_x/audio"):
            assert (await browser.get(path)).status_code == 404


async def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    async with playing(settings_for(tmp_path)) as player:
        assert player.listener.getsockname()[0] == "127.0.0.1"


async def test_it_ends_when_no_page_was_open_for_some_time(tmp_path: Path) -> None:
    async with open_player(settings_for(tmp_path)) as player:
        with anyio.fail_after(20):
            await player.run(idle_seconds=0.05)


@contextmanager
def process(settings: Settings, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    env = os.environ | environment_of(settings) | environment
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*PLAY, *arguments], env=env, **pipes) as running:
        try:
            yield running
        finally:
            running.kill()


async def make_a_song(settings: Settings, fake: FakeVendor) -> str:
    async with open_client(settings) as (client, _):
        return str((await call_tool(client, "create_music", sound="lofi", title="Rain"))["clips"][0]["clip_id"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
async def test_the_command_prints_an_address_and_ends_with_control_c(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        clip_id = await make_a_song(settings := settings_for(tmp_path, fake, "musicapi"), fake)
        with process(settings, f"producer://clips/{clip_id}", "--no-browser") as running:
            assert running.stdout is not None and running.stderr is not None
            address = (await anyio.to_thread.run_sync(running.stdout.readline)).strip()
            async with httpx.AsyncClient(trust_env=False, timeout=30) as browser:
                assert f"url=/library?clip={clip_id}" in (await browser.get(address)).text
            running.send_signal(signal.SIGINT)
            told = await anyio.to_thread.run_sync(running.communicate)
            assert running.returncode == 0 and "it works once" in told[1] and "Traceback" not in told[1]


@pytest.mark.skipif(sys.platform == "win32", reason="a browser of this kind is a script of a POSIX shell")
async def test_the_command_opens_the_persons_browser(tmp_path: Path) -> None:
    script, opened = tmp_path / "browser.sh", tmp_path / "opened"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    script.chmod(0o700)
    async with FakeVendor() as fake:
        await make_a_song(settings := settings_for(tmp_path, fake, "musicapi"), fake)
        with process(settings, "--idle", "0.05", BROWSER=f"{script} %s") as running:
            told = await anyio.to_thread.run_sync(running.communicate)
    assert (
        running.returncode == 0
        and opened.read_text().startswith("http://127.0.0.1:")
        and "/library/open?key=" in opened.read_text()
    )
    assert "is open in your browser" in told[1] and "key=" not in told[0] + told[1]


BROWSER_THAT_STAYS = """\
import pathlib, sys, urllib.request
page = urllib.request.urlopen(sys.argv[2], timeout=10).read().decode()
pathlib.Path(sys.argv[1]).write_text(page)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a browser of this kind is a program named to a POSIX shell")
async def test_a_browser_that_returns_when_it_is_closed_is_served_meanwhile(tmp_path: Path) -> None:
    program, shown = tmp_path / "browser.py", tmp_path / "shown"
    program.write_text(BROWSER_THAT_STAYS)
    async with FakeVendor() as fake:
        await make_a_song(settings := settings_for(tmp_path, fake, "musicapi"), fake)
        with process(settings, BROWSER=f"{sys.executable} {program} {shown} %s") as running:
            assert running.stderr is not None
            while "browser" not in (told := await anyio.to_thread.run_sync(running.stderr.readline)):
                assert told, "it ended before"
            assert "open in your browser" in told and "The library opens." in shown.read_text()
            running.send_signal(signal.SIGINT)
            assert await anyio.to_thread.run_sync(running.wait) == 0


async def test_a_clip_or_a_ledger_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    async def play(*arguments: str) -> tuple[int, str, str]:
        with process(settings, "--no-browser", *arguments) as running:
            printed, told = await anyio.to_thread.run_sync(running.communicate)
        return running.returncode, printed, told

    settings = settings_for(tmp_path)
    code, printed, told = await play()
    assert (code, printed) == (1, "") and "there is no ledger at" in told and not (tmp_path / "data").exists()
    async with open_client(settings):
        pass
    code, printed, told = await play("clip_nobody")
    assert (code, printed) == (1, "") and "clip_nobody" in told and "Traceback" not in told
