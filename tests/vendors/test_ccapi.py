"""CCAPI: what goes over its wire, and what is read from it."""

import json
from typing import Any

import httpx
import pytest

from producer_mcp.errors import VendorUnavailable, VendorUnreadable
from producer_mcp.models import Cost, LyricSheet, Status
from producer_mcp.operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
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
from producer_mcp.vendors import Made
from producer_mcp.vendors.ccapi import CCAPI

from .mock_wire import KEY, MockWire, clip, json_answer, submitted

pytestmark = pytest.mark.anyio

FULL: dict[str, Any] = {"sound": "warm lo-fi", "lyrics": "[Verse]\nRain", "model": "FUZZ-2.0", "seed": "7"}
SOUND = {"prompt": "warm lo-fi", "style": "warm lo-fi", "sound": "warm lo-fi"}
SPELLED = {**SOUND, "lyrics": "[Verse]\nRain", "mv": "FUZZ-2.0", "seed": "7"}
SOURCE = {"clip_id": "theirs-1", "taskId": "task_parent"}

GOLDEN: list[tuple[Operation, str, dict[str, Any]]] = [
    (CreateMusic(sound="warm lo-fi"), "producer/submit/MUSIC", SOUND),
    (CreateMusic(**FULL, title="Rain"), "producer/submit/MUSIC", {**SPELLED, "title": "Rain"}),
    (
        CreateMusic(sound="warm lo-fi", instrumental=False),
        "producer/submit/MUSIC",
        {**SOUND, "make_instrumental": False},
    ),
    (WriteLyrics(idea="sky"), "producer/submit/LYRICS", {"prompt": "sky"}),
    (
        ExtendMusic(clip_id="clip_1", **FULL, at=45, title="Longer"),
        "producer/submit/EXTEND",
        {**SOURCE, **SPELLED, "starts": 45, "title": "Longer"},
    ),
    (CoverMusic(clip_id="clip_1", **FULL, title="Mine"), "producer/submit/COVER", {**SOURCE, **SPELLED, "title": "Mine"}),
    (VaryMusic(clip_id="clip_1"), "producer/submit/VARIATION", {"taskId": "task_parent"}),
    (
        ReplaceSection(clip_id="clip_1", **FULL, start=30, end=45),
        "producer/submit/REPLACE",
        {**SOURCE, **SPELLED, "starts": 30, "ends": 45},
    ),
    (ReplaceSection(clip_id="clip_1", lyrics="la", start=3), "producer/submit/REPLACE", {**SOURCE, "lyrics": "la", "starts": 3}),
    (SwapVocals(clip_id="clip_1", **FULL), "producer/submit/SWAP_VOCALS", {**SOURCE, **SPELLED}),
    (SwapSound(clip_id="clip_1", **FULL), "producer/submit/SWAP_INSTRUMENTALS", {**SOURCE, **SPELLED}),
    (SplitStems(clip_id="clip_1"), "producer/submit/STEMS", SOURCE),
    (DownloadMusic(clip_id="clip_1", format="wav"), "producer/submit/DOWNLOAD", {**SOURCE, "format": "wav"}),
    (
        UploadMusic(url="https://a.test/a.mp3", title="Ours to keep"),
        "producer/submit/UPLOAD",
        {"audio_url": "https://a.test/a.mp3"},
    ),
    (MakeVideo(clip_id="clip_1"), "producer/submit/VIDEO", SOURCE),
    (EnrichSound(sound="jazz, smooth"), "suno/submit/UPSAMPLE_TAGS", {"tags": "jazz, smooth"}),
]
GENERATIONS = [
    {"code": 200, "message": "success", "data": {"taskId": "task_1", "status": "PENDING"}},
    {"code": "success", "data": "task_1"},
    {"code": "success", "message": "task completed successfully", "data": "task_1"},
    {"message": None, "data": "task_1"},
]


@pytest.mark.parametrize(("operation", "path", "body"), GOLDEN, ids=lambda value: getattr(value, "name", None))
async def test_spells(operation: Operation, path: str, body: dict[str, Any]) -> None:
    wire = MockWire(json_answer(200, GENERATIONS[1]))
    receipt = await submitted(wire.vendor(CCAPI), operation, {word: clip("ccapi") for word in operation.clip_fields()})
    assert receipt.ticket == ("suno/task_1" if path.startswith("suno") else "task_1")
    assert (wire.requests[0].method, wire.requests[0].url.path) == ("POST", f"/{path}")
    assert wire.bodies == [body]
    assert wire.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_every_operation_has_its_golden_body() -> None:
    assert {type(operation) for operation, _, _ in GOLDEN} == CCAPI.routes.keys()


@pytest.mark.parametrize("answer", GENERATIONS)
async def test_takes_a_ticket_from_either_generation(answer: Any) -> None:
    assert (await submitted(MockWire(json_answer(200, answer)).vendor(CCAPI), CreateMusic(sound="x"), {})).ticket == "task_1"


async def test_only_the_free_one_is_known_to_be_free() -> None:
    prices = {operation: offer.price for operation, offer in MockWire().vendor(CCAPI).offers.items() if offer.price}
    assert prices == {EnrichSound: Cost(amount=0, unit="USD")}


CLIP = {
    "clip_id": "b7555447",
    "state": "completed",
    "title": "Weekend Morning",
    "sound": "A warm acoustic pop song",
    "lyrics": "sunlight on the window",
    "image_url": "https://a.test/1.jpg",
    "audio_url": "https://a.test/1.m4a",
    "video_url": None,
    "created_at": "2026-03-13T07:10:57.379725Z",
    "mv": "FUZZ-2.0",
    "seed": None,
    "duration": None,
}
MADE = Made(
    vendor_clip_id="b7555447",
    title="Weekend Morning",
    audio_url="https://a.test/1.m4a",
    image_url="https://a.test/1.jpg",
    lyrics="sunlight on the window",
    sound="A warm acoustic pop song",
    model="FUZZ-2.0",
)


def task(status: str, data: Any = None, **more: Any) -> dict[str, Any]:
    known = {"id": 3, "created_at": 1773385820, "task_id": "task_1", "platform": "producer", "action": "MUSIC", "fail_reason": ""}
    return known | {"status": status, "progress": "100%", "data": data, "quota": 30000, "finish_time": 1773385875} | more


RUNNING = task("IN_PROGRESS", {"progress": "20%", "status": "IN_PROGRESS", "task_id": "ef74a9d9"}, progress="20%")
DONE = task("SUCCESS", {"clips": [CLIP], "progress": "100%", "quota": "3"}, result_url="https://a.test/1.m4a")
SHEET = {"id": "u-1", "status": "complete", "title": "Winter", "text": "[Verse]\nSnow"}


def first(**more: Any) -> dict[str, Any]:
    """A record of the first generation, wrapped once more."""
    return {"code": 200, "message": "success", "data": {"taskId": "task_1", "status": "SUCCESS", "action": "MUSIC"} | more}


ELSEWHERE = "https://a.test/2.m4a"
READ: list[tuple[str, Any, tuple[Made | LyricSheet | str, ...]]] = [
    ("as printed", DONE, (MADE,)),
    ("a bare list", task("SUCCESS", [CLIP]), (MADE,)),
    ("a bare clip", task("SUCCESS", CLIP), (MADE,)),
    ("JSON in a text", task("SUCCESS", json.dumps({"clips": [CLIP]})), (MADE,)),
    ("no word but the clips'", task("", {"clips": [CLIP]}), (MADE,)),
    ("an address beside it", task("SUCCESS", {"clips": [{"id": "c"}]}, result_url=ELSEWHERE), (Made("c", audio_url=ELSEWHERE),)),
    ("an address alone", task("SUCCESS", None, result_url=ELSEWHERE), (Made(audio_url=ELSEWHERE),)),
    ("an address for a fail_reason", task("SUCCESS", None, fail_reason=ELSEWHERE), (Made(audio_url=ELSEWHERE),)),
    ("stems", task("SUCCESS", {"stems": {"vocals_url": ELSEWHERE}}), (Made(audio_url=ELSEWHERE, part="vocals"),)),
    ("lyrics", task("SUCCESS", SHEET, action="LYRICS"), (LyricSheet(title="Winter", text="[Verse]\nSnow"),)),
    ("a richer sound", task("SUCCESS", {"tags": "jazz, warm"}, action="UPSAMPLE_TAGS"), ("jazz, warm",)),
    ("a richer sound, bare", task("SUCCESS", "jazz, warm", action="UPSAMPLE_TAGS"), ("jazz, warm",)),
    ("first: music", first(audioUrl="https://a.test/1.m4a"), (Made(audio_url="https://a.test/1.m4a"),)),
    ("first: video", first(videoUrl="https://a.test/1.mp4"), (Made(video_url="https://a.test/1.mp4"),)),
    (
        "first: stems",
        first(stems={"vocalsUrl": "https://a.test/v.wav", "drumsUrl": "https://a.test/d.wav", "bassUrl": None}),
        (Made(audio_url="https://a.test/v.wav", part="vocals"), Made(audio_url="https://a.test/d.wav", part="drums")),
    ),
    ("first: lyrics", first(lyrics="la la"), (LyricSheet(title="", text="la la"),)),
    ("first: tags", first(tags="jazz, warm"), ("jazz, warm",)),
]


@pytest.mark.parametrize(("record", "made"), [row[1:] for row in READ], ids=[row[0] for row in READ])
async def test_reads_what_was_made(record: Any, made: tuple[Made | LyricSheet | str, ...]) -> None:
    wire = MockWire(json_answer(200, {"code": "success", "message": "", "data": [record]}))
    report = (await wire.vendor(CCAPI).check(["task_1"]))["task_1"]
    assert report.status is Status.DONE
    assert (*report.made, *report.lyrics, *([report.sound] if report.sound else [])) == made
    assert (wire.requests[0].url.path, wire.bodies) == ("/producer/fetch", [{"ids": ["task_1"]}])


@pytest.mark.parametrize("snapshots", [[RUNNING, DONE], [DONE, RUNNING]])
async def test_of_two_snapshots_of_a_task_the_furthest_counts(snapshots: list[Any]) -> None:
    reports = await MockWire(json_answer(200, {"code": "success", "data": snapshots})).vendor(CCAPI).check(["task_1"])
    assert reports["task_1"].made == (MADE,)


@pytest.mark.parametrize(
    ("record", "progress"),
    [
        (RUNNING, 0.2),
        (task("SUBMITTED", None, progress="0%"), 0),
        (task("NOT_START", None, progress=None), None),
        (task("UNKNOWN", "", progress=""), None),
        ({**RUNNING, "data": {"clips": [{**CLIP, "state": "streaming"}]}}, 0.2),
        (first(status="PENDING", audioUrl="https://a.test/preview"), None),
    ],
)
async def test_what_is_on_its_way_has_no_clips(record: Any, progress: float | None) -> None:
    report = (await MockWire(json_answer(200, {"code": 0, "data": [record]})).vendor(CCAPI).check(["task_1"]))["task_1"]
    assert (report.status, report.progress, report.made) == (Status.RUNNING, progress, ())


@pytest.mark.parametrize(
    ("record", "error"),
    [
        (task("FAILURE", None, fail_reason="upstream task failed"), "upstream task failed"),
        (task("FAILURE", {"clips": [CLIP]}, fail_reason=None), None),
        (first(status="FAILED", errorMessage="no"), "no"),
    ],
)
async def test_its_own_word_makes_a_task_failed_and_free(record: Any, error: str | None) -> None:
    report = (await MockWire(json_answer(200, {"code": "success", "data": [record]})).vendor(CCAPI).check(["task_1"]))["task_1"]
    assert (report.status, report.error, report.refunded) == (Status.FAILED, error, True)


async def test_each_platform_is_asked_once_for_all_its_tickets() -> None:
    enriched = task("SUCCESS", {"tags": "jazz"}, task_id="task_3", platform="suno")

    def answer(request: httpx.Request) -> httpx.Response:
        mine = [DONE, {**RUNNING, "task_id": "task_2"}] if request.url.path == "/producer/fetch" else [enriched]
        heard.append((request.url.path, json.loads(request.content)["ids"]))
        return json_answer(200, {"code": "success", "data": mine})

    heard: list[tuple[str, list[str]]] = []
    vendor = CCAPI("https://vendor.test", KEY, transport=httpx.MockTransport(answer))
    reports = await vendor.check(["suno/task_3", "task_1", "task_2", "task_4"])
    assert heard == [("/producer/fetch", ["task_1", "task_2", "task_4"]), ("/suno/fetch", ["task_3"])]
    assert {one: report.status for one, report in reports.items()} == {
        "task_1": Status.DONE,
        "task_2": Status.RUNNING,
        "suno/task_3": Status.DONE,
    }


async def test_one_platform_in_trouble_does_not_silence_the_other() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return json_answer(503) if request.url.path.startswith("/suno") else json_answer(200, {"code": "success", "data": [DONE]})

    vendor = CCAPI("https://vendor.test", KEY, transport=httpx.MockTransport(answer))
    assert (await vendor.check(["suno/task_3", "task_1"])).keys() == {"task_1"}
    with pytest.raises(VendorUnavailable):
        await vendor.check(["suno/task_3"])


@pytest.mark.parametrize("data", [None, []])
async def test_tickets_it_does_not_know_are_left_out(data: Any) -> None:
    assert (
        await MockWire(json_answer(200, {"code": "success", "message": "", "data": data})).vendor(CCAPI).check(["task_1"]) == {}
    )


@pytest.mark.parametrize(
    "body",
    [{"code": "get_tasks_failed", "message": "", "data": None}, {"code": "success", "data": [task("SUCCESS", {"clips": None})]}],
)
async def test_what_cannot_be_read_is_kept_and_fails_nothing(body: Any) -> None:
    with pytest.raises(VendorUnreadable) as raised:
        await MockWire(json_answer(200, body)).vendor(CCAPI).check(["task_1"])
    assert raised.value.raw


async def test_a_made_up_id_is_not_sent() -> None:
    wire = MockWire(json_answer(200, GENERATIONS[1]))
    stem = clip("ccapi", vendor_clip_id="task_parent/0")
    await submitted(wire.vendor(CCAPI), MakeVideo(clip_id="clip_1"), {"clip_id": stem})
    assert wire.bodies == [{"taskId": "task_parent"}]
