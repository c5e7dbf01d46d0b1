"""AceDataCloud: what goes over its wire, and what is read from it."""

from typing import Any

import httpx
import pytest

from producer_mcp.errors import VendorUnreadable
from producer_mcp.models import LyricSheet, Status
from producer_mcp.operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from producer_mcp.vendors import Callback, Made, Report
from producer_mcp.vendors.acedata import AceData

from .mock_wire import MockWire, clip, json_answer, submitted

pytestmark = pytest.mark.anyio

STRENGTHS: dict[str, Any] = {"lyrics_strength": 0.4, "sound_strength": 0.8, "weirdness": 0.2}
FULL: dict[str, Any] = {"sound": "warm lo-fi", "lyrics": "[Verse]\nRain", "model": "FUZZ-2.0 Pro", "seed": "7", **STRENGTHS}
SPELLED = {"prompt": "warm lo-fi", "lyric": "[Verse]\nRain", "custom": True, "model": "FUZZ-2.0 Pro", "seed": "7", **STRENGTHS}
SOURCE = {"audio_id": "theirs-1"}


def audios(action: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "async": True, "prompt": "", "lyric": "", **more}


SECTION = {"replace_section_start": 3, "replace_section_end": 70}
GOLDEN: list[tuple[Operation, str, dict[str, Any]]] = [
    (CreateMusic(sound="A song for Christmas"), "audios", audios("generate", prompt="A song for Christmas")),
    (CreateMusic(lyrics="[Verse]\nRain"), "audios", audios("generate", lyric="[Verse]\nRain", custom=True)),
    (CreateMusic(**FULL, title="Rain"), "audios", audios("generate", **SPELLED, title="Rain")),
    (
        CreateMusic(sound="piano", instrumental=True, weirdness=0),
        "audios",
        audios("generate", prompt="piano", instrumental=True, weirdness=0),
    ),
    (
        ExtendMusic(clip_id="clip_1", **FULL, at=3, title="Longer"),
        "audios",
        audios("extend", **SOURCE, **SPELLED, continue_at=3, title="Longer"),
    ),
    (ExtendMusic(clip_id="clip_1", sound="x", at=95.5), "audios", audios("extend", **SOURCE, prompt="x", continue_at=95.5)),
    (
        CoverMusic(clip_id="clip_1", **FULL, title="Mine", strength=0.9),
        "audios",
        audios("cover", **SOURCE, **SPELLED, title="Mine", cover_strength=0.9),
    ),
    (VaryMusic(clip_id="clip_1", seed="7"), "audios", audios("variation", **SOURCE, seed="7")),
    (
        ReplaceSection(clip_id="clip_1", **FULL, start=3, end=70),
        "audios",
        audios("replace_section", **SOURCE, **SPELLED, **SECTION),
    ),
    (
        ReplaceSection(clip_id="clip_1", sound="x", start=0),
        "audios",
        audios("replace_section", **SOURCE, prompt="x", replace_section_start=0, replace_section_end=95.5),
    ),
    (SwapVocals(clip_id="clip_1", **FULL), "audios", audios("swap_vocals", **SOURCE, **SPELLED)),
    (
        SwapSound(clip_id="clip_1", sound="Happy", weirdness=0.6),
        "audios",
        audios("swap_instrumentals", **SOURCE, prompt="Happy", weirdness=0.6),
    ),
    (SplitStems(clip_id="clip_1"), "audios", audios("stems", **SOURCE)),
    (WriteLyrics(idea="A song about winter"), "lyrics", {"prompt": "A song about winter"}),
    (UploadMusic(url="https://files.test/a.mp3", title="Ours to keep"), "upload", {"audio_url": "https://files.test/a.mp3"}),
    (MakeVideo(clip_id="clip_1"), "videos", SOURCE),
    (DownloadMusic(clip_id="clip_1", format="wav"), "wav", SOURCE),
]


@pytest.mark.parametrize(("operation", "path", "body"), GOLDEN, ids=lambda value: getattr(value, "name", None))
async def test_spells(operation: Operation, path: str, body: dict[str, Any]) -> None:
    wire = MockWire(json_answer(200, {"task_id": "t-1"}))
    receipt = await submitted(wire.vendor(AceData), operation, {word: clip("acedata") for word in operation.clip_fields()})
    assert (receipt.ticket, receipt.report) == ("t-1", None)
    assert (wire.requests[0].method, wire.requests[0].url.path) == ("POST", f"/producer/{path}")
    assert wire.bodies == [body]


def test_every_operation_has_its_golden_body() -> None:
    assert {type(operation) for operation, _, _ in GOLDEN} == AceData.routes.keys()


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        (ExtendMusic(clip_id="clip_1", sound="x", at=3), "upload_extend"),
        (CoverMusic(clip_id="clip_1", sound="x"), "upload_cover"),
        (ReplaceSection(clip_id="clip_1", sound="x", start=3), "upload_replace_section"),
        (VaryMusic(clip_id="clip_1"), "variation"),
        (SplitStems(clip_id="clip_1"), "stems"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_a_recording_that_was_brought_in_has_actions_of_its_own(operation: Operation, action: str) -> None:
    wire = MockWire(json_answer(200, {"task_id": "t-1"}))
    await submitted(wire.vendor(AceData), operation, {"clip_id": clip("acedata", uploaded=True)})
    assert wire.bodies[0]["action"] == action


async def test_an_end_that_nobody_knows_is_not_made_up() -> None:
    wire = MockWire(json_answer(200, {"task_id": "t-1"}))
    vendor, known = wire.vendor(AceData), {"clip_id": clip("acedata", seconds=None)}
    operation = ReplaceSection(clip_id="clip_1", sound="x", start=3)
    assert any("without an end" in doubt for doubt in vendor.prepare(operation, known).warnings)
    await submitted(vendor, operation, known)
    assert "replace_section_end" not in wire.bodies[0]


@pytest.mark.parametrize(("operation", "is_told"), [(CreateMusic(sound="x"), True), (WriteLyrics(idea="x"), False)])
async def test_says_where_to_call_back_where_that_is_documented(operation: Operation, is_told: bool) -> None:
    wire = MockWire(json_answer(200, {"task_id": "t-1"}))
    await submitted(wire.vendor(AceData), operation, {}, Callback("https://ours.test/webhooks/1", "secret"))
    assert (wire.bodies[0].get("callback_url") == "https://ours.test/webhooks/1") is is_told
    assert "secret" not in str(wire.bodies[0])


async def test_waits_ten_minutes_only_where_the_answer_is_the_work() -> None:
    limits: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        limits.append(request.extensions["timeout"]["read"])
        return json_answer(200, {"task_id": "t-1"})

    vendor = AceData("https://vendor.test", "key-for-tests", transport=httpx.MockTransport(answer))
    await submitted(vendor, CreateMusic(sound="x"), {})
    await submitted(vendor, WriteLyrics(idea="x"), {})
    assert limits == [60, 600]


ITEM = {
    "id": "6c947f13",
    "title": "Untitled",
    "image_url": "https://a.test/1.jpg",
    "lyric": "[Instrumental]",
    "audio_url": "https://a.test/1.m4a",
    "video_url": None,
    "image_id": "6c947f13",
    "topic": None,
    "seed": "2450882164",
    "sound": "A song for Christmas",
    "created_at": "2025-12-30T17:18:23.232911Z",
    "model": "FUZZ-2.0 Pro",
    "progress": "100%",
    "state": "succeeded",
    "duration": "181.3014058956916",
}
CLIP = Made(
    vendor_clip_id="6c947f13",
    title="Untitled",
    seconds=181.3014058956916,
    audio_url="https://a.test/1.m4a",
    image_url="https://a.test/1.jpg",
    lyrics="[Instrumental]",
    sound="A song for Christmas",
    model="FUZZ-2.0 Pro",
    seed="2450882164",
)
SUCCEEDED = {"progress": "100%", "state": "succeeded"}
ZIP = {"title": "Woke up", "lyric": "", "stems_url": "https://a.test/1.zip", "model": "", **SUCCEEDED}
STEMS = Made(title="Woke up", archive_url="https://a.test/1.zip")
FILM = "https://a.test/song-videos/a54609c6:5178f294.mp4"
WAV = "https://a.test/1.wav"


def answered(data: Any, **more: Any) -> dict[str, Any]:
    return {"success": True, "task_id": "t-1", "trace_id": "d858", "data": data, **more}


AT_ONCE: list[tuple[str, Operation, dict[str, Any], tuple[Made | LyricSheet, ...]]] = [
    ("music", CreateMusic(sound="x"), answered([ITEM]), (CLIP,)),
    ("stems", SplitStems(clip_id="clip_1"), answered([ZIP]), (STEMS,)),
    (
        "lyrics as text",
        WriteLyrics(idea="x"),
        {"data": {"text": "[Verse]\nSnow", "title": "Winter", "status": "complete"}, "success": True},
        (LyricSheet(title="Winter", text="[Verse]\nSnow"),),
    ),
    (
        "lyrics as lyrics",
        WriteLyrics(idea="x"),
        {"success": True, "task_id": "t-1", "data": {"title": "Mercy", "lyrics": "[Verse 1]\nIn the trees"}},
        (LyricSheet(title="Mercy", text="[Verse 1]\nIn the trees"),),
    ),
    (
        "upload, bare",
        UploadMusic(url="https://files.test/a.mp3"),
        {"data": {"audio_id": "eae26f89"}, "success": True},
        (Made("eae26f89", uploaded=True),),
    ),
    (
        "upload, whole",
        UploadMusic(url="https://files.test/a.mp3"),
        answered({"audio_id": "d906", "lyric": "la", "audio_url": "https://a.test/raw/d906.mp3"}),
        (Made("d906", audio_url="https://a.test/raw/d906.mp3", lyrics="la", uploaded=True),),
    ),
    ("video", MakeVideo(clip_id="clip_1"), answered({"video_url": FILM}), (Made(video_url=FILM, of="theirs-1"),)),
    (
        "wav as a list",
        DownloadMusic(clip_id="clip_1", format="wav"),
        answered([{"title": "Woke up", "file_url": WAV}]),
        (Made(title="Woke up", audio_url=WAV, of="theirs-1"),),
    ),
    (
        "wav as an object",
        DownloadMusic(clip_id="clip_1", format="wav"),
        answered({"file_url": WAV}),
        (Made(audio_url=WAV, of="theirs-1"),),
    ),
    (
        "wav under audio_url",
        DownloadMusic(clip_id="clip_1", format="wav"),
        answered({"audio_url": WAV}),
        (Made(audio_url=WAV, of="theirs-1"),),
    ),
]


@pytest.mark.parametrize(("operation", "body", "made"), [row[1:] for row in AT_ONCE], ids=[row[0] for row in AT_ONCE])
async def test_reads_what_comes_with_the_answer(operation: Operation, body: Any, made: tuple[Made | LyricSheet, ...]) -> None:
    clips = {word: clip("acedata") for word in operation.clip_fields()}
    receipt = await submitted(MockWire(json_answer(200, body)).vendor(AceData), operation, clips)
    assert receipt.ticket == body.get("task_id")
    assert receipt.report is not None and receipt.report.status is Status.DONE
    assert (*receipt.report.made, *receipt.report.lyrics) == made
    assert receipt.report.raw == receipt.raw


async def test_a_film_without_an_address_is_not_called_done() -> None:
    bare = MockWire(json_answer(200, {"data": {"audio_id": "theirs-1"}, "success": True}))
    with pytest.raises(VendorUnreadable):
        await submitted(bare.vendor(AceData), MakeVideo(clip_id="clip_1"), {"clip_id": clip("acedata")})
    with_ticket = MockWire(json_answer(200, answered({"audio_id": "theirs-1"})))
    receipt = await submitted(with_ticket.vendor(AceData), MakeVideo(clip_id="clip_1"), {"clip_id": clip("acedata")})
    assert (receipt.ticket, receipt.report) == ("t-1", None)  # its record may yet tell


async def test_work_that_failed_while_we_waited_is_failed_by_its_own_word() -> None:
    body = {"success": False, "error": {"code": "api_error", "message": "fetch failed"}, "trace_id": "2cf8"}
    receipt = await submitted(MockWire(json_answer(200, body)).vendor(AceData), WriteLyrics(idea="x"), {})
    assert receipt.report is not None
    assert (receipt.report.status, receipt.report.error, receipt.report.refunded) == (Status.FAILED, "fetch failed", None)


def task(ticket: str = "t-1", **more: Any) -> dict[str, Any]:
    known = {"_id": "69541b81", "id": ticket, "api_id": "01d9", "created_at": 1767119745.524, "trace_id": "1da", "type": "audios"}
    return known | {"request": {"action": "generate"}} | more


ENDED: dict[str, Any] = {"finished_at": 1767119785.589, "duration": 40.06}
TASKS: list[tuple[str, dict[str, Any], tuple[Made | LyricSheet, ...]]] = [
    ("as printed, without success", task(response={"task_id": "t-1", "data": [ITEM]}, **ENDED), (CLIP,)),
    ("with success", task(response={"success": True, "data": [ITEM]}, elapsed=None, finished_at=None), (CLIP,)),
    ("by the clip's own word", task(response={"data": [ITEM]}), (CLIP,)),
    ("a failure that plays", task(response={"success": False, "error": "late", "data": [ITEM]}, **ENDED), (CLIP,)),
    ("stems", task(response={"data": [ZIP]}, **ENDED), (STEMS,)),
    ("lyrics", task(type="lyrics", response={"data": {"lyrics": "la"}}, **ENDED), (LyricSheet(title="", text="la"),)),
    (
        "video",
        task(type="videos", request={"audio_id": "theirs-1"}, response={"data": {"video_url": FILM}}, **ENDED),
        (Made(video_url=FILM, of="theirs-1"),),
    ),
    ("upload", task(type="upload", response={"data": {"audio_id": "up"}}, **ENDED), (Made("up", uploaded=True),)),
]


@pytest.mark.parametrize(("record", "made"), [row[1:] for row in TASKS], ids=[row[0] for row in TASKS])
async def test_reads_what_was_made(record: dict[str, Any], made: tuple[Made | LyricSheet, ...]) -> None:
    wire = MockWire(json_answer(200, {"items": [record], "count": 1}))
    report = (await wire.vendor(AceData).check(["t-1"]))["t-1"]
    assert (report.status, (*report.made, *report.lyrics)) == (Status.DONE, made)
    assert wire.requests[0].url.path == "/producer/tasks"
    assert wire.bodies == [{"action": "retrieve_batch", "ids": ["t-1"]}]


@pytest.mark.parametrize(
    "record",
    [
        task(),
        task(response=None, finished_at=None),
        task(response={}, state="processing"),
        task(response={"task_id": "t-1"}, state=""),
        task(response={"data": [{**ITEM, "state": "streaming", "progress": "40%"}]}),
        task(response={"success": True, "data": [{**ITEM, "state": "pending"}]}),
        task(response={"data": [{**ITEM, "state": None}]}),
    ],
)
async def test_what_plays_while_it_is_made_is_not_a_clip(record: dict[str, Any]) -> None:
    report = (await MockWire(json_answer(200, {"items": [record], "count": 1})).vendor(AceData).check(["t-1"]))["t-1"]
    assert (report.status, report.made) == (Status.RUNNING, ())


@pytest.mark.parametrize(
    ("record", "error", "code"),
    [
        (task(response={"success": False, "error": {"code": "api_error", "message": "fetch failed"}}), "fetch failed", "refused"),
        (task(response={"success": False, "error": "moderation said no"}), "moderation said no", "content_refused"),
        (task(response={"success": False, "error": {"code": "used_up"}}), "used_up", "insufficient_credits"),
        (task(state="cancelled"), None, "refused"),
        (task(response={"success": False, "error": None, "data": []}), None, "refused"),
    ],
)
async def test_its_own_word_makes_a_task_failed(record: dict[str, Any], error: str | None, code: str) -> None:
    report = (await MockWire(json_answer(200, {"items": [record]})).vendor(AceData).check(["t-1"]))["t-1"]
    assert (report.status, report.error, report.code, report.refunded) == (Status.FAILED, error, code, None)


async def test_a_batch_answers_in_any_order_and_leaves_out_what_it_does_not_know() -> None:
    items = [task("t-3"), task("t-1", response={"data": [ITEM]}, **ENDED), task("t-9"), None]
    reports = await MockWire(json_answer(200, {"items": items, "count": 3})).vendor(AceData).check(["t-1", "t-2", "t-3"])
    assert {one: report.status for one, report in reports.items()} == {"t-1": Status.DONE, "t-3": Status.RUNNING}


async def test_one_record_nobody_can_read_spoils_none_of_the_others() -> None:
    strange = task("t-2", response={"success": True, "data": [{"mystery": 1}]}, **ENDED)
    wire = MockWire(json_answer(200, {"items": [task("t-1", response={"data": [ITEM]}, **ENDED), strange]}))
    reports = await wire.vendor(AceData).check(["t-1", "t-2"])
    assert reports["t-1"].made == (CLIP,)
    assert reports["t-2"].status is Status.RUNNING and "mystery" in reports["t-2"].raw
    with pytest.raises(VendorUnreadable) as raised:
        await MockWire(json_answer(200, {"items": [strange]})).vendor(AceData).check(["t-2"])
    assert "mystery" in raised.value.raw


async def test_no_task_is_an_empty_answer() -> None:
    assert await MockWire(json_answer(200, {})).vendor(AceData).check(["t-1"]) == {}
    assert await MockWire(json_answer(200, {"items": [], "count": 0})).vendor(AceData).check(["t-1"]) == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (answered([ITEM]), Status.DONE),
        ({"task_id": "t-1", "data": [ITEM]}, Status.DONE),
        (answered([{**ITEM, "state": "streaming"}]), Status.RUNNING),
        ({"success": False, "task_id": "t-1", "error": {"message": "fetch failed"}}, Status.FAILED),
        (answered([{"mystery": 1}]), None),
        ({}, None),
        ("done", None),
    ],
)
def test_reads_callbacks(body: Any, status: Status | None) -> None:
    report: Report | None = AceData("https://vendor.test", "key-for-tests").read_callback(body)
    assert (report.status if report else None) is status


async def test_tells_no_balance_by_this_key() -> None:
    wire = MockWire()
    assert await wire.vendor(AceData).balance() is None
    assert wire.requests == []
