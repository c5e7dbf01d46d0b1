"""Suno at MusicAPI and AceDataCloud: what is read from their answers."""

import sys
from typing import Any

import pytest

from producer_mcp.errors import ErrorCode, Refused, Unsupported, VendorUnavailable
from producer_mcp.lrc import lines_of_lrc
from producer_mcp.models import Status
from producer_mcp.operations import (
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    MakeVideo,
    Operation,
    SplitStems,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from producer_mcp.vendors import Made, Report
from producer_mcp.vendors.acedata_suno import AceDataSuno
from producer_mcp.vendors.ccapi_suno import CCAPISuno
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi_suno import MusicAPISuno

from ..midi_reader import read_midi
from .mock_wire import MockWire, json_answer, submitted
from .suno_song import FILE, ID, SONIC, WORDS, a_song, clips_of

pytestmark = pytest.mark.anyio

STREAM = "https://audiopipe.suno.ai/?item_id=1"
ENDED = {"state": "succeeded", "audio_url": FILE}


def item(number: int, **more: Any) -> dict[str, Any]:
    """A song as both vendors write it: MusicAPI's names and AceDataCloud's."""
    return {"clip_id": f"c{number}", "id": f"c{number}", "title": "Starts", "duration": "104.88", **ENDED, **more}


def answer_of(kind: type[HostedVendor], items: Any, **request: Any) -> dict[str, Any]:
    """The answer to a look at the task `t-1`."""
    if kind is MusicAPISuno:
        return {"code": 200, "data": items, "message": "success"}
    response = {"success": True, "task_id": "t-1", "data": items}
    return {"items": [{"id": "t-1", "type": "audios", "request": request, "response": response}], "count": 1}


async def looked_at(kind: type[HostedVendor], items: Any, *, ticket: str = "t-1", **request: Any) -> Report:
    vendor = MockWire(json_answer(200, answer_of(kind, items, **request))).vendor(kind)
    return (await vendor.check([ticket]))[ticket]


BOTH = pytest.mark.parametrize("kind", [MusicAPISuno, AceDataSuno], ids=lambda kind: kind.name)


@BOTH
async def test_two_songs_are_done_when_both_are(kind: type[HostedVendor]) -> None:
    for unfinished in ({"state": "running", "audio_url": STREAM}, {"state": "pending", "audio_url": ""}, {"audio_url": STREAM}):
        report = await looked_at(kind, [item(1), item(2, **unfinished)])
        assert (report.status, report.made) == (Status.RUNNING, ())
    report = await looked_at(kind, [item(1), item(2)])
    assert (report.status, [made.vendor_clip_id for made in report.made]) == (Status.DONE, ["c1", "c2"])
    assert [(made.seconds, made.audio_url) for made in report.made] == [(104.88, FILE)] * 2


@BOTH
async def test_a_failed_song_beside_a_good_one_is_told_and_its_stream_is_not_kept(kind: type[HostedVendor]) -> None:
    failed = {"state": "failed", "error_message": "moderation: artist name", "audio_url": STREAM}
    report = await looked_at(kind, [item(1), item(2, **failed)])
    assert (report.status, [made.vendor_clip_id for made in report.made]) == (Status.DONE, ["c1"])
    assert report.remarks == (f"1 of 2 songs failed. {kind.name} says: “moderation: artist name”.",)


@BOTH
async def test_moderation_inside_every_clip_is_a_refusal_of_the_words(kind: type[HostedVendor]) -> None:
    failed = {"state": "error", "error_message": "The lyrics contain copyrighted content", "audio_url": None}
    report = await looked_at(kind, [item(1, **failed), item(2, **failed)])
    assert (report.status, report.code) == (Status.FAILED, ErrorCode.CONTENT_REFUSED)
    assert report.error is not None and "copyrighted" in report.error


async def test_a_changed_section_is_the_whole_song_of_its_pair() -> None:
    part, whole = item(1), item(2)
    joining = await looked_at(MusicAPISuno, [{"replaced": part, "full": None}, {"replaced": part, "full": whole}])
    assert joining.status is Status.RUNNING
    report = await looked_at(MusicAPISuno, [{"replaced": part, "full": whole}, {"extended": part, "full": item(3)}])
    assert (report.status, [made.vendor_clip_id for made in report.made]) == (Status.DONE, ["c2", "c3"])


STEMS = [
    ("Rain - Vocals", None, "vocals"),
    ("Rain (Backing Vocals)", None, "backing vocals"),
    ("Rain — Drums", None, "drums"),
    ("Rain", "Bass", "bass"),
]


@BOTH
async def test_stems_have_their_names_and_the_doubled_set_is_told_apart(kind: type[HostedVendor]) -> None:
    once = [item(place, title=title, stem_type=said) for place, (title, said, _) in enumerate(STEMS)]
    ticket = "stems/t-1" if kind is MusicAPISuno else "t-1"
    report = await looked_at(kind, [*once, *once], ticket=ticket, action="all_stems")
    names = [name for _, _, name in STEMS]
    assert [made.part for made in report.made] == [*names, *(f"{name} 2" for name in names)]
    assert {made.title for made in report.made} == {""}  # so that they are called after the song


async def test_a_song_with_a_dash_in_its_title_is_no_stem() -> None:
    for kind in (MusicAPISuno, AceDataSuno):
        report = await looked_at(kind, [item(1, title="Rain - Drums")], action="generate")
        assert (report.made[0].part, report.made[0].title) == (None, "Rain - Drums")


async def test_the_tickets_of_stems_say_so_and_the_vendor_is_asked_without_that() -> None:
    wire = MockWire(json_answer(200, {"message": "success", "task_id": "t-1"}), json_answer(202, {"type": "not_ready"}))
    vendor = wire.vendor(MusicAPISuno)
    receipt = await submitted(vendor, SplitStems(**ID), {"clip_id": a_song(MusicAPISuno)})
    assert receipt.ticket == "stems/t-1"
    assert (await vendor.check(["stems/t-1"]))["stems/t-1"].status is Status.RUNNING
    assert wire.requests[1].url.path == f"{SONIC}task/t-1"


async def test_a_task_out_of_time_cost_nothing() -> None:
    answer = json_answer(504, {"message": "Task failed due to timeout. Credits were previously refunded."})
    report = (await MockWire(answer).vendor(MusicAPISuno).check(["t-1"]))["t-1"]
    assert (report.status, report.refunded) == (Status.FAILED, True)


async def test_a_callback_is_done_at_its_last_stage_only() -> None:
    vendor = MockWire().vendor(AceDataSuno)
    stages: tuple[dict[str, Any], ...] = ({"state": "pending", "audio_url": ""}, {"state": "running", "audio_url": STREAM}, {})
    reports = [vendor.read_callback({"success": True, "task_id": "t-1", "data": [item(1, **stage)] * 2}) for stage in stages]
    assert [report and report.status for report in reports] == [Status.RUNNING, Status.RUNNING, Status.DONE]
    streaming = MockWire().vendor(MusicAPISuno).read_callback({"data": [item(1, state="streaming", audio_url=STREAM)]})
    assert streaming is not None and streaming.status is Status.RUNNING


NOTES = {"name": "Piano", "notes": [{"pitch": 60, "start": 0.0, "end": 0.4, "velocity": 0.8}]}
ALIGNED = [
    {"word": "[Verse]\nStars ", "success": True, "start_s": 0.5, "end_s": 1.0, "p_align": 0.9},
    {"word": "shine\n", "success": True, "start_s": 1.0, "end_s": 1.5, "p_align": 0.9},
]
HEARD = {"audio_id": "up", "lyric": "la", "style": "folk", "title": "Demo", "duration": 12, "audio_url": FILE}
SHEETS = [{"title": "Snow", "text": WORDS, "status": "complete", "tags": []}]
UPLOAD = UploadMusic(url="https://files.test/a.mp3")

AT_ONCE: list[tuple[type[HostedVendor], Operation, Any, Report]] = [
    (MusicAPISuno, EnrichSound(sound="x"), {"data": {"upsampled_tags": "jazz, warm"}}, Report(Status.DONE, sound="jazz, warm")),
    (MusicAPISuno, UPLOAD, {"code": 200, "clip_id": "up"}, Report(Status.DONE, (Made("up", uploaded=True),))),
    (
        MusicAPISuno,
        DownloadMusic(**ID, format="wav"),
        {"data": {"files": [{"format": "wav", "url": FILE}]}},
        Report(Status.DONE, (Made(audio_url=FILE, of="theirs-1"),)),
    ),
    (
        MusicAPISuno,
        DownloadMusic(**ID, format="midi"),
        {"data": {"midi_url": FILE, "instruments": [NOTES]}},
        Report(Status.DONE, (Made(audio_url=FILE, of="theirs-1"),)),
    ),
    (AceDataSuno, EnrichSound(sound="x"), {"data": {"upsampled_tags": "jazz, warm"}}, Report(Status.DONE, sound="jazz, warm")),
    (
        AceDataSuno,
        UPLOAD,
        {"success": True, "data": HEARD},
        Report(Status.DONE, (Made("up", "Demo", 12, audio_url=FILE, lyrics="la", sound="folk", uploaded=True),)),
    ),
    (
        AceDataSuno,
        MakeVideo(**ID),
        {"success": True, "data": {"video_url": FILE}},
        Report(Status.DONE, (Made(video_url=FILE, of="theirs-1"),)),
    ),
]


@pytest.mark.parametrize(("kind", "operation", "answer", "report"), AT_ONCE, ids=lambda value: getattr(value, "name", None))
async def test_what_is_answered_at_once(kind: type[HostedVendor], operation: Operation, answer: Any, report: Report) -> None:
    receipt = await submitted(MockWire(json_answer(200, answer)).vendor(kind), operation, clips_of(kind, operation))
    assert receipt.report is not None
    told = receipt.report
    assert (told.status, told.made, told.sound) == (report.status, report.made, report.sound)


@BOTH
async def test_lyrics_come_at_once(kind: type[HostedVendor]) -> None:
    answer = {"results": [{"title": "Snow", "lyrics": WORDS}]} if kind is MusicAPISuno else {"success": True, "data": SHEETS}
    receipt = await submitted(MockWire(json_answer(200, answer)).vendor(kind), WriteLyrics(idea="x"), {})
    assert receipt.report is not None and [(sheet.title, sheet.text) for sheet in receipt.report.lyrics] == [("Snow", WORDS)]


@BOTH
async def test_timed_words_become_an_lrc(kind: type[HostedVendor]) -> None:
    name = "alignment" if kind is MusicAPISuno else "aligned_words"
    operation = DownloadMusic(**ID, format="lrc")
    wire = MockWire(json_answer(200, {"success": True, "code": 200, "data": {name: ALIGNED}}))
    receipt = await submitted(wire.vendor(kind), operation, clips_of(kind, operation))
    assert receipt.report is not None and receipt.report.made[0].of == "theirs-1"
    [line] = lines_of_lrc(receipt.report.made[0].contents["lrc"].decode())
    assert (line.text, line.start) == ("Stars shine", 0.5)


async def test_notes_become_a_midi_file() -> None:
    data = [{"state": "complete", "instruments": [NOTES]}]
    task = {"id": "t-1", "type": "midi", "request": {"audio_id": "theirs-1"}, "response": {"success": True, "data": data}}
    report = (await MockWire(json_answer(200, {"items": [task]})).vendor(AceDataSuno).check(["t-1"]))["t-1"]
    assert (report.status, report.made[0].of) == (Status.DONE, "theirs-1")
    assert report.made[0].contents["midi"].startswith(b"MThd")


async def test_words_that_are_not_timed_yet_are_asked_for_again_by_another_take() -> None:
    operation = DownloadMusic(**ID, format="lrc")
    wire = MockWire(json_answer(200, {"code": 200, "data": {}}))
    receipt = await submitted(wire.vendor(MusicAPISuno), operation, clips_of(MusicAPISuno, operation))
    assert receipt.report is not None
    assert (receipt.report.status, receipt.report.refunded) == (Status.FAILED, None) and "another take" in receipt.report.remedy


async def test_a_file_that_is_being_made_is_asked_for_again_and_costs_nothing_until_it_is_there() -> None:
    operation, being_made = DownloadMusic(**ID, format="wav"), json_answer(202, {"type": "not_ready"})
    wire = MockWire(being_made, being_made, json_answer(200, {"data": {"files": [{"format": "wav", "url": FILE}]}}))
    receipt = await submitted(wire.vendor(MusicAPISuno), operation, clips_of(MusicAPISuno, operation))
    assert receipt.report is not None and receipt.report.made[0].audio_url == FILE
    assert wire.slept == [3, 5] and len(wire.requests) == 3
    wire = MockWire(being_made)
    with pytest.raises(VendorUnavailable, match="is still making it, and has charged nothing"):
        await submitted(wire.vendor(MusicAPISuno), operation, clips_of(MusicAPISuno, operation))


OFFLINE_SONG = {"error": {"code": "bad_request", "message": "The song id does not exist or has been taken offline."}}
GONE: list[tuple[type[HostedVendor], int, dict[str, Any], str]] = [
    (AceDataSuno, 400, OFFLINE_SONG, "acedata-suno no longer has this clip"),
    (MusicAPISuno, 404, {"message": "Not found"}, "musicapi-suno may refuse edits of a clip older than a day"),
    (MusicAPISuno, 400, {"message": "clip is older than 24 hours"}, "musicapi-suno may refuse edits of a clip older than a day"),
]


@pytest.mark.parametrize(("kind", "status", "body", "why"), GONE, ids=lambda value: getattr(value, "name", None))
async def test_an_edit_of_a_clip_that_is_gone_says_why_and_what_to_do(
    kind: type[HostedVendor], status: int, body: dict[str, Any], why: str
) -> None:
    wire = MockWire(json_answer(status, body))
    with pytest.raises(Refused, match=f"{why}: bring the kept file in with upload_music"):
        await submitted(wire.vendor(kind), VaryMusic(**ID), {"clip_id": a_song(kind)})
    with pytest.raises(Refused) as refused:
        await submitted(wire.vendor(kind), CreateMusic(sound="x"), {})
    assert "upload_music" not in str(refused.value)


async def test_an_edit_that_fails_for_age_says_what_to_do() -> None:
    task = {"id": "t-1", "type": "audios", "request": {}, "response": {"success": False, **OFFLINE_SONG}}
    report = (await MockWire(json_answer(200, {"items": [task]})).vendor(AceDataSuno).check(["t-1"]))["t-1"]
    assert report.status is Status.FAILED and "upload_music" in report.remedy


async def test_ccapis_suno_is_asked_at_its_own_address() -> None:
    task = {"task_id": "t-1", "status": "SUCCESS", "data": [{"id": "c1", "title": "x", "audio_url": FILE, "status": "complete"}]}
    wire = MockWire(json_answer(200, {"code": "success", "data": "t-1"}), json_answer(200, {"code": "success", "data": [task]}))
    vendor = wire.vendor(CCAPISuno)
    receipt = await submitted(vendor, CreateMusic(sound="x"), {})
    assert receipt.ticket == "suno/t-1" and len(vendor.listed) == 22
    assert (await vendor.check(["suno/t-1"]))["suno/t-1"].made[0].audio_url == FILE
    assert wire.requests[1].url.path == "/suno/fetch"


def note(**changes: Any) -> dict[str, Any]:
    return {"pitch": 60, "start": 0.0, "end": 0.4, "velocity": 0.8, **changes}


def word(text: str, start: Any, end: Any) -> dict[str, Any]:
    return {"word": text, "start_s": start, "end_s": end}


async def exported(kind: type[HostedVendor], form: Any, data: dict[str, Any]) -> Report:
    """What is read of an answer with that `data`, which a vendor gives at once or in a task's record."""
    operation = DownloadMusic(**ID, format=form)
    if kind is AceDataSuno and form == "midi":
        task = {"id": "t-1", "request": {"audio_id": "theirs-1"}, "response": {"success": True, "data": [data]}}
        return (await MockWire(json_answer(200, {"items": [task]})).vendor(kind).check(["t-1"]))["t-1"]
    wire = MockWire(json_answer(200, {"success": True, "code": 200, "data": data}))
    receipt = await submitted(wire.vendor(kind), operation, clips_of(kind, operation))
    assert receipt.report is not None
    return receipt.report


@BOTH
async def test_notes_that_no_song_has_are_left_out_of_a_midi_file(kind: type[HostedVendor]) -> None:
    odd = [note(end=1e12), note(start=-5), note(start=3, end=1), note(end="NaN"), note(pitch=1e308, velocity=-1e300, start=0.2)]
    twice = {"instruments": [{"name": "Piano", "notes": [note(), *odd]}, {"name": "Piano", "notes": [note(pitch=64)]}]}
    report = await exported(kind, "midi", twice)
    tracks = read_midi(report.made[0].contents["midi"]).tracks
    assert [(track.name, len(track.notes)) for track in tracks] == [("Piano", 2), ("Piano 2", 1)]


@BOTH
@pytest.mark.parametrize("form", ["midi", "lrc"])
async def test_an_export_with_nothing_in_it_failed_and_is_no_file(kind: type[HostedVendor], form: str) -> None:
    names = {"midi": "instruments", "lrc": "alignment" if kind is MusicAPISuno else "aligned_words"}
    rows = {"midi": [{"name": "Piano", "notes": []}], "lrc": [word(" ", 1, 2), word("\n", 1, 2), word("far", 1e308, 1e308)]}
    for nothing in ([], rows[form]):
        report = await exported(kind, form, {names[form]: nothing})
        assert (report.status, report.made, report.error) == (Status.FAILED, (), None)
        assert "The answer has no" in report.remedy


@BOTH
async def test_words_whose_times_go_backwards_stay_in_their_order(kind: type[HostedVendor]) -> None:
    rows = [word("Sta\x00rs\u202e ", "0.5", 1), word("shine\n", -3, -2), word("NaN", "NaN", 2), word("on", 0.2, 0.1)]
    report = await exported(kind, "lrc", {"alignment" if kind is MusicAPISuno else "aligned_words": rows})
    lines = lines_of_lrc(report.made[0].contents["lrc"].decode())
    assert [(line.text, line.start) for line in lines] == [("Stars shine", 0.5), ("on", 0.5)]


async def test_a_song_that_comes_with_timed_words_is_a_song() -> None:
    songs = [item(1, aligned_words=ALIGNED, instruments=[NOTES], upsampled_tags="pop")]
    task = {"id": "t-1", "request": {"action": "generate"}, "response": {"success": True, "data": songs}}
    report = (await MockWire(json_answer(200, {"items": [task]})).vendor(AceDataSuno).check(["t-1"]))["t-1"]
    assert report.status is Status.DONE and report.made[0].audio_url and not report.made[0].contents


async def test_without_the_extra_nothing_is_paid_for_notes_that_could_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mido", None)
    wire = MockWire(json_answer(200, {"task_id": "t-1"}))
    with pytest.raises(Unsupported, match=r"pip install .producer-mcp\[studio\]"):
        await submitted(wire.vendor(AceDataSuno), DownloadMusic(**ID, format="midi"), {"clip_id": a_song(AceDataSuno)})
    assert wire.requests == []
    report = await exported(MusicAPISuno, "midi", {"instruments": [NOTES]})
    assert report.status is Status.FAILED and "producer-mcp[studio]" in report.remedy
