"""MusicAPI: what goes over its wire, and what is read from it."""

from typing import Any

import pytest

from producer_mcp.errors import Unauthorized, VendorUnavailable, VendorUnreadable
from producer_mcp.models import Status
from producer_mcp.operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from producer_mcp.vendors import Callback, Made, Report
from producer_mcp.vendors.musicapi import MusicAPI

from .mock_wire import MockWire, clip, json_answer, submitted

pytestmark = pytest.mark.anyio

STRENGTHS: dict[str, Any] = {"lyrics_strength": 0.4, "sound_strength": 0.8, "weirdness": 0.2}
FULL: dict[str, Any] = {"sound": "warm lo-fi", "lyrics": "[Verse]\nRain", "model": "FUZZ-2.0", "seed": "7", **STRENGTHS}
SPELLED = {"sound": "warm lo-fi", "lyrics": "[Verse]\nRain", "mv": "FUZZ-2.0", "seed": "7", **STRENGTHS}
SOURCE = {"clip_id": "theirs-1"}

GOLDEN: list[tuple[Operation, str, dict[str, Any]]] = [
    (CreateMusic(sound="pop"), "create", {"task_type": "create_music", "sound": "pop"}),
    (
        CreateMusic(**FULL, title="Rain", cover_art_url="https://pictures.test/1.jpg"),
        "create",
        {"task_type": "create_music", **SPELLED, "title": "Rain", "cover_url": "https://pictures.test/1.jpg"},
    ),
    (
        CreateMusic(sound="piano", instrumental=True, weirdness=0),
        "create",
        {"task_type": "create_music", "sound": "piano", "make_instrumental": True, "weirdness": 0},
    ),
    (
        ExtendMusic(clip_id="clip_1", **FULL, at=45, seconds=30, title="Longer"),
        "create",
        {"task_type": "extend_music", **SOURCE, **SPELLED, "starts_at": 45, "length": 30, "title": "Longer"},
    ),
    (
        ExtendMusic(clip_id="clip_1", sound="strings", at=95.5),
        "create",
        {"task_type": "extend_music", **SOURCE, "sound": "strings", "starts_at": 95.5},
    ),
    (
        CoverMusic(clip_id="clip_1", **FULL, strength=0.8, title="Mine", cover_art_url="https://pictures.test/1.jpg"),
        "create",
        {
            "task_type": "cover_music",
            **SOURCE,
            **SPELLED,
            "cover_strength": 0.8,
            "title": "Mine",
            "cover_url": "https://pictures.test/1.jpg",
        },
    ),
    (VaryMusic(clip_id="clip_1", seed="12345"), "create", {"task_type": "music_variation", **SOURCE, "seed": "12345"}),
    (
        ReplaceSection(clip_id="clip_1", **FULL, start=30, end=45),
        "create",
        {"task_type": "replace_music", **SOURCE, **SPELLED, "starts_at": 30, "ends_at": 45},
    ),
    (
        ReplaceSection(clip_id="clip_1", sound="fade", start=75),
        "create",
        {"task_type": "replace_music", **SOURCE, "sound": "fade", "starts_at": 75},
    ),
    (
        SwapVocals(clip_id="clip_1", **FULL, strength=0.9),
        "create",
        {"task_type": "swap_music_vocals", **SOURCE, **SPELLED, "cover_strength": 0.9},
    ),
    (
        SwapSound(clip_id="clip_1", **FULL, strength=0.9),
        "create",
        {"task_type": "swap_music_sound", **SOURCE, **SPELLED, "cover_strength": 0.9},
    ),
    (DownloadMusic(clip_id="clip_1"), "download", {**SOURCE, "format": "mp3"}),
    (DownloadMusic(clip_id="clip_1", format="wav"), "download", {**SOURCE, "format": "wav"}),
    (UploadMusic(url="https://files.test/a.mp3", title="Ours to keep"), "upload", {"audio_url": "https://files.test/a.mp3"}),
    (MakeVideo(clip_id="clip_1"), "video-clip", SOURCE),
]


@pytest.mark.parametrize(("operation", "path", "body"), GOLDEN, ids=lambda value: getattr(value, "name", None))
async def test_spells(operation: Operation, path: str, body: dict[str, Any]) -> None:
    wire = MockWire()
    receipt = await submitted(wire.vendor(MusicAPI), operation, {word: clip("musicapi") for word in operation.clip_fields()})
    assert (receipt.ticket, receipt.report) == ("t-1", None)
    assert (wire.requests[0].method, wire.requests[0].url.path) == ("POST", f"/api/v1/producer/{path}")
    assert wire.bodies == [body]
    assert wire.requests[0].headers["authorization"].startswith("Bearer sk-")


def test_every_operation_has_its_golden_body() -> None:
    assert {type(operation) for operation, _, _ in GOLDEN} | {WriteLyrics} == MusicAPI.routes.keys()


def test_knows_its_prices() -> None:
    offers = MockWire().vendor(MusicAPI).offers
    prices = {operation.name: offer.price.amount for operation, offer in offers.items() if offer.price}
    made = {"create_music": 10, "extend_music": 12, "vary_music": 10, "replace_section": 12, "swap_vocals": 10, "swap_sound": 10}
    assert prices == {**made, "download_music": 2, "upload_music": 2, "make_video": 5}


async def test_lyrics_come_at_once() -> None:
    sheets = [{"title": "Whisper", "lyrics": "[Verse]\nOne"}, {"title": "Midnight", "lyrics": "[Verse]\nTwo"}]
    wire = MockWire(json_answer(200, {"code": 200, "results": sheets, "message": "success"}))
    receipt = await submitted(wire.vendor(MusicAPI), WriteLyrics(idea="sky"), {})
    assert (wire.requests[0].url.path, wire.bodies) == ("/api/v1/sonic/lyrics", [{"description": "sky"}])
    assert receipt.ticket is None
    assert receipt.report is not None and receipt.report.status is Status.DONE
    assert [(sheet.title, sheet.text) for sheet in receipt.report.lyrics] == [
        ("Whisper", "[Verse]\nOne"),
        ("Midnight", "[Verse]\nTwo"),
    ]


@pytest.mark.parametrize(
    ("operation", "is_told"),
    [(CreateMusic(sound="x"), True), (UploadMusic(url="https://a.test/a.mp3"), True), (WriteLyrics(idea="x"), False)],
    ids=lambda value: getattr(value, "name", None),
)
async def test_says_where_to_call_back_where_that_is_documented(operation: Operation, is_told: bool) -> None:
    wire = MockWire()
    await submitted(wire.vendor(MusicAPI), operation, {}, Callback("https://ours.test/webhooks/1", "secret"))
    assert ("webhook_url" in wire.bodies[0], "webhook_secret" in wire.bodies[0]) == (is_told, is_told)


FIRST = {
    "clip_id": "abc123",
    "title": "Epic Trailer",
    "sound": "epic",
    "lyrics": "",
    "image_url": "https://a.test/1.jpg",
    "audio_url": "https://a.test/1.m4a",
    "video_url": "https://a.test/1.mp4",
    "created_at": "2025-10-01T12:00:00Z",
    "mv": "FUZZ-2.0",
    "duration": 30.5,
}
CLIP = Made(
    vendor_clip_id="abc123",
    title="Epic Trailer",
    seconds=30.5,
    audio_url="https://a.test/1.m4a",
    video_url="https://a.test/1.mp4",
    image_url="https://a.test/1.jpg",
    sound="epic",
    model="FUZZ-2.0",
)
LATER = {
    "clip_id": "ac78",
    "title": "Back to You",
    "sound": None,
    "lyrics": "[Verse 1]\nLate",
    "audio_url": "https://a.test/2.m4a",
    "wav_url": "https://a.test/2-wav.wav",
    "image_url": None,
}
LATER_CLIP = Made(
    "ac78",
    "Back to You",
    audio_url="https://a.test/2.m4a",
    wav_url="https://a.test/2-wav.wav",
    lyrics="[Verse 1]\nLate",
)
EXPORT = "https://a.test/1.wav"

DONE: list[tuple[str, dict[str, Any], Made]] = [
    ("first generation", {"code": 200, "data": [FIRST]}, CLIP),
    ("second generation", {"code": 200, "status": "SUCCESS", "message": "success", "data": [LATER]}, LATER_CLIP),
    ("one object", {"code": 200, "data": FIRST}, CLIP),
    ("upload", {"data": {"clip_id": "up", "audio_url": EXPORT, "lyrics": "la"}}, Made("up", audio_url=EXPORT, lyrics="la")),
    ("told upload", {"task_type": "upload", "data": {"clip_id": "up"}}, Made("up", uploaded=True)),
    ("download", {"code": 200, "data": {"audio_url": EXPORT}}, Made(audio_url=EXPORT)),
    (
        "video",
        {"status": "SUCCESS", "task_type": "video_clip", "data": {"clip_id": "c", "video_url": EXPORT}},
        Made("c", video_url=EXPORT, of="c"),
    ),
    ("no code", {"data": [{"clip_id": "c", "audio_url": None}]}, Made("c")),
]


@pytest.mark.parametrize(("body", "made"), [row[1:] for row in DONE], ids=[row[0] for row in DONE])
async def test_reads_what_was_made(body: dict[str, Any], made: Made) -> None:
    reports = await MockWire(json_answer(200, body)).vendor(MusicAPI).check(["t-1"])
    assert (reports["t-1"].status, reports["t-1"].made) == (Status.DONE, (made,))


async def test_asks_for_each_ticket_by_its_path() -> None:
    wire = MockWire(json_answer(200, {"code": 200, "data": [FIRST]}))
    assert (await wire.vendor(MusicAPI).check(["t/1"])).keys() == {"t/1"}
    assert wire.requests[0].url.raw_path == b"/api/v1/producer/task/t%2F1"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (202, {"code": 202, "type": "not_ready", "error": "Task is still processing."}),
        (200, {"code": 202, "type": "not_ready", "error": "Task is still processing."}),
        (200, {"code": 200, "status": "PENDING", "message": "success", "data": []}),
        (200, {"code": 200, "status": "RUNNING", "data": None}),
        (200, {"status": "RUNNING", "data": [FIRST]}),
        (200, {"code": 200, "data": [{**FIRST, "state": "streaming"}]}),
    ],
)
async def test_what_is_not_ready_is_running_and_has_no_clips(status: int, body: dict[str, Any]) -> None:
    report = (await MockWire(json_answer(status, body)).vendor(MusicAPI).check(["t-1"]))["t-1"]
    assert (report.status, report.made) == (Status.RUNNING, ())


OUT_OF_TIME = "Task failed due to timeout. Credits were previously refunded."


@pytest.mark.parametrize(
    ("status", "body", "error", "refunded"),
    [
        (500, {"code": 500, "data": [], "message": "Task failed"}, "Task failed", True),
        (200, {"code": 500, "data": [], "message": "Task failed"}, "Task failed", True),
        (200, {"status": "FAILED", "message": "Credits were refunded."}, "Credits were refunded.", True),
        (200, {"status": "FAILED", "message": "No refund was processed."}, "No refund was processed.", None),
        (200, {"status": "FAILED", "message": None, "data": None}, None, True),
        (200, {"code": 200, "data": [{"state": "failed", "clip_id": "c"}]}, None, True),
        (504, {"code": 504, "error": OUT_OF_TIME}, OUT_OF_TIME, True),
        (504, {"code": 504, "message": OUT_OF_TIME, "data": None}, OUT_OF_TIME, True),
        (504, {"error": {"message": OUT_OF_TIME}}, OUT_OF_TIME, True),
        (504, OUT_OF_TIME, OUT_OF_TIME, True),
        (200, {"code": 504, "error": OUT_OF_TIME}, OUT_OF_TIME, True),
        (503, {"error": "Timed out. Credits have been refunded."}, "Timed out. Credits have been refunded.", True),
        (504, {"error": "Task failed. Credits were not refunded."}, "Task failed. Credits were not refunded.", None),
        (410, {"code": 410, "error": "This task is gone."}, "This task is gone.", None),
        (200, {"code": 410, "error": "This task is gone."}, "This task is gone.", None),
        (410, {"error": "Gone. Credits were refunded."}, "Gone. Credits were refunded.", True),
    ],
)
async def test_its_own_word_makes_a_task_failed(
    status: int, body: dict[str, Any] | str, error: str | None, refunded: bool | None
) -> None:
    report = (await MockWire(json_answer(status, body)).vendor(MusicAPI).check(["t-1"]))["t-1"]
    assert (report.status, report.error, report.refunded) == (Status.FAILED, error, refunded)


@pytest.mark.parametrize("status", [404, 400])
async def test_a_ticket_it_does_not_know_is_left_out(status: int) -> None:
    assert await MockWire(json_answer(status, {"code": status, "error": "task not found."})).vendor(MusicAPI).check(["t-1"]) == {}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, {"code": 500, "error": "Internal Server Error"}, VendorUnavailable),
        (200, {"code": 500, "error": "Internal Server Error"}, VendorUnavailable),
        (504, {"code": 504, "error": "Gateway Timeout"}, VendorUnavailable),
        (504, "upstream request timeout", VendorUnavailable),
        (400, {"code": 400, "error": "missing task id."}, VendorUnreadable),
        (200, {"code": 200, "status": "SUCCESS", "data": None}, VendorUnreadable),
        (200, {}, VendorUnreadable),
        (403, {"error": "Not enough credits."}, Unauthorized),
    ],
)
async def test_its_trouble_is_not_the_tasks(status: int, body: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        await MockWire(json_answer(status, body)).vendor(MusicAPI).check(["t-1"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"code": 200, "data": [{"clip_id": "abc", "audio_url": EXPORT, "state": "succeeded", "duration": 185.02}]}, Status.DONE),
        ({"code": 200, "data": [{"clip_id": "a", "audio_url": EXPORT, "state": "streaming", "duration": "104"}]}, Status.RUNNING),
        ({"code": 500, "data": [], "message": "Task failed"}, Status.FAILED),
        ({"code": 504, "data": [], "message": OUT_OF_TIME}, Status.FAILED),
        ({"code": 500, "error": "Internal Server Error"}, None),
        ([], None),
        (None, None),
    ],
)
def test_reads_callbacks(body: Any, status: Status | None) -> None:
    vendor = MusicAPI("https://vendor.test", "key-for-tests")
    report: Report | None = vendor.read_callback(body)
    assert (report.status if report else None) is status


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"credits": 50, "extra_credits": 7.5}, "57.5 credits"),
        ({"credits": "50", "extra_credits": None}, "50 credits"),
        ({"credits": 0, "extra_credits": 0}, "0 credits"),
        ({}, None),
    ],
)
async def test_tells_what_is_left(body: Any, words: str | None) -> None:
    wire = MockWire(json_answer(200, body))
    assert await wire.vendor(MusicAPI).balance() == words
    assert str(wire.requests[0].url) == "https://vendor.test/api/v1/get-credits"
