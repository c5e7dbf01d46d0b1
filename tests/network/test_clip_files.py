"""Clips' files under signed addresses: for whoever holds one, while it works, and nothing else of our disk."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from producer_mcp.models import File

from ..studio_client import call_tool
from .conftest import SharedServer
from .leak_checks import nothing_leaked, status_of
from .running_server import ALICE, request_bytes

pytestmark = pytest.mark.anyio


def address(shared: SharedServer) -> str:
    return str(shared.made["clips"][0]["audio_url"])


async def test_a_song_plays_from_its_address_with_ranges_and_without_a_token(shared: SharedServer) -> None:
    async with shared.server.browser() as browser:
        whole = await browser.get(address(shared))
        assert whole.status_code == 200 and whole.headers["content-type"].startswith("audio/")
        assert whole.headers["accept-ranges"] == "bytes" and whole.headers["x-content-type-options"] == "nosniff"
        name = whole.headers["content-disposition"].removeprefix("inline; filename")
        assert "/" not in name and "%2F" not in name
        part = await browser.get(address(shared), headers={"range": "bytes=100-199"})
        assert part.status_code == 206 and part.content == whole.content[100:200]
        assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
        assert (await browser.get(address(shared), headers={"range": "bytes=-10"})).content == whole.content[-10:]
        assert (await browser.get(address(shared), headers={"range": "bytes=999999999-"})).status_code == 416
        assert (await browser.head(address(shared))).headers["content-length"] == str(len(whole.content))
        foreign = await browser.get(address(shared), headers={"origin": "https://chat.example"})
        assert foreign.status_code == 200 and foreign.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("word", ["image_url", "video_url"])
async def test_a_clips_picture_and_film_are_served_too(shared: SharedServer, word: str) -> None:
    clip = shared.made["clips"][0]
    assert clip[word].startswith(shared.server.url)
    async with shared.server.browser() as browser:
        assert (await browser.get(clip[word])).headers["content-type"].split("/")[0] in ("image", "video")


async def test_an_address_that_was_not_signed_so_opens_nothing(shared: SharedServer) -> None:
    parts = urlsplit(address(shared))
    said = {word: values[0] for word, values in parse_qs(parts.query).items()}
    until, sign, path = int(said["until"]), said["sign"], parts.path
    tried = [
        path,
        f"{path}?until={until}",
        f"{path}?until={until + 900}&sign={sign}",
        f"{path}?until={until}&sign={sign[:-1]}",
        f"{path}?until={until}&sign={'0' * 40}",
        f"{path}?until=é&sign=é",
        f"{path.replace('/audio', '/video')}?{parts.query}",
        f"{path.replace('/audio', '/lyrics')}?{parts.query}",
        f"/clips/clip_abcdefghjkmn/audio?{parts.query}",
    ]
    async with shared.server.browser() as browser:
        for place in tried:
            refused = await browser.get(place, headers=shared.server.headers(ALICE))
            assert refused.status_code == 403, place
    nothing_leaked(shared.server, refused.content, lines=len(tried))


async def test_an_address_ends(shared: SharedServer) -> None:
    links = shared.server.serving.links
    clip_id = shared.made["clips"][0]["clip_id"]
    past = str(int(links.now().timestamp()) - 1)
    sign = links._sign(clip_id, "audio", past)
    async with shared.server.browser() as browser:
        assert (await browser.get(f"/clips/{clip_id}/audio?until={past}&sign={sign}")).status_code == 403


CLIMBING = [
    "/clips/../../../etc/passwd/audio",
    "/clips/..%2f..%2fetc%2fpasswd/audio",
    "/clips/%2e%2e/audio",
    "/clips/clip_x/..%2f..%2faudio",
    "/../../etc/passwd",
    "//etc/passwd",
    "/clips/clip_x/audio/../../../../etc/passwd",
    "/clips/%00/audio",
    "/webhooks/../../etc/passwd",
]


@pytest.mark.parametrize("path", CLIMBING)
async def test_paths_that_climb_lead_nowhere(shared: SharedServer, path: str) -> None:
    heard = await shared.server.send_raw(request_bytes("GET", path, {"host": "localhost"}))
    assert status_of(heard) in (403, 404, 405) and b"root:" not in heard
    nothing_leaked(shared.server, heard)


async def test_a_file_outside_of_our_folders_is_never_sent(shared: SharedServer, tmp_path: Path) -> None:
    studio = shared.server.serving.studio
    clip_id = shared.made["clips"][0]["clip_id"]
    file = await studio.ledger.files.get(clip_id, "cover")
    assert file is not None
    (tmp_path / "elsewhere.jpg").write_bytes(b"private")
    await studio.ledger.files.record_fetched(file.model_copy(update={"path": str(tmp_path / "elsewhere.jpg")}))
    async with shared.server.browser() as browser:
        assert (await browser.get(shared.server.serving.links.url_of(clip_id, "cover"))).status_code == 404
    await studio.ledger.files.record_fetched(file)


async def test_no_answer_names_a_place_on_our_disk(shared: SharedServer) -> None:
    folder = str(shared.server.settings.data.parent)
    task_id, clip_id = shared.made["task_id"], shared.made["clips"][0]["clip_id"]
    calls: list[tuple[str, dict[str, Any]]] = [
        ("get_tasks", {"task_ids": [task_id]}),
        ("find_clips", {}),
        ("find_clips", {"clip_id": clip_id}),
        ("studio_status", {}),
        ("upload_music", {"path": f"{folder}/x.mp3"}),
    ]
    ledger = shared.server.serving.studio.ledger
    clip, trouble = await ledger.clips.get(ALICE, clip_id), f"cannot save in {shared.server.settings.library}: its disk is full"
    lost = File(clip_id=clip_id, owner=ALICE, kind="wav", url="https://cdn.example/x.wav", error=trouble)
    await ledger.clips.save(clip.model_copy(update={"files": {"wav": lost}}))
    async with shared.server.client(ALICE) as alice:
        assert "cannot save in (the server's folder)" in str(await call_tool(alice, "get_tasks", task_ids=[task_id]))
        for tool, arguments in calls:
            result = await alice.call_tool(tool, arguments)
            assert folder not in result.model_dump_json() or tool == "upload_music"
            assert bool(result.is_error) is (tool == "upload_music")
        for uri in (f"clips/{clip_id}", f"tasks/{task_id}", "vendors"):
            assert folder not in (await alice.read_resource(f"producer://{uri}")).model_dump_json()
        tools = {tool.name: tool for tool in (await alice.list_tools()).tools}
        assert "path" not in tools["upload_music"].input_schema["properties"]
