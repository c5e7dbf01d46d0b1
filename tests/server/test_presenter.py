import json
from pathlib import Path
from typing import Any, cast

import pytest
from mcp import Client, MCPError
from mcp.types import CallToolResult

from producer_mcp.errors import ErrorCode, StorageFailed
from producer_mcp.models import Cost, Failure, File, FileKind, LyricSheet, Status
from producer_mcp.server import build_server
from producer_mcp.server.presenter import Presenter
from producer_mcp.studio import TaskAnswer

from ..studio_client import text_of
from .conftest import Era
from .stub_studio import NOON, StubStudio, clip_of, task_of
from .test_request import Broken

pytestmark = pytest.mark.anyio

NEXT = 'get_tasks(task_ids=["task_4kq7hz2m9xwp"], wait_seconds=45)'
KEPT = "/home/somebody/Music/Producer/Window Seat - clip_9fs3kd81mzq0.mp3"
CDN = "https://cdn.example/producer/2026/11/21/8a1b2c3d-0000-4000-8000-1234567890ab"
FILE = File(clip_id="clip_9fs3kd81mzq0", owner="local", kind="audio", url=f"{CDN}.mp3", path=KEPT)
FULL_CLIP = clip_of(audio_url=f"{CDN}.mp3", video_url=f"{CDN}.mp4", image_url=f"{CDN}.jpeg", files={"audio": FILE})


async def answered(client: Client, studio: StubStudio, answer: TaskAnswer) -> tuple[CallToolResult, dict[str, Any], str]:
    studio.answer = answer
    result = await client.call_tool("create_music", {"sound": "lofi"})
    assert not result.is_error and result.content[0].type == "text"
    return result, result.structured_content, result.content[0].text


def size(result: CallToolResult) -> int:
    """Bytes of structured and text together, as they stand on the wire."""
    wire = result.model_dump(by_alias=True, mode="json", exclude_none=True, include={"content", "structured_content", "is_error"})
    return len(json.dumps(wire, separators=(",", ":"), ensure_ascii=False).encode())


async def test_a_submit_is_small_and_says_what_to_call_next(client: Client, studio: StubStudio) -> None:
    task = task_of(Status.QUEUED, cost=Cost(amount=10, unit="credits"))
    result, told, text = await answered(client, studio, TaskAnswer(task, eta_seconds=45.2, next=NEXT))
    assert told == {
        "task_id": "task_4kq7hz2m9xwp",
        "operation": "create_music",
        "vendor": "musicapi",
        "status": "queued",
        "eta_seconds": 45,
        "cost": {"amount": 10, "unit": "credits"},
        "next": NEXT,
    }
    assert text.splitlines() == [
        "create_music (musicapi) queued, about 45 s left: task_4kq7hz2m9xwp",
        "Cost: 10 credits",
        f"Next: {NEXT}",
    ]
    assert size(result) <= 600


async def test_running_is_smaller(client: Client, studio: StubStudio) -> None:
    result, told, text = await answered(client, studio, TaskAnswer(task_of(progress=0.412345), eta_seconds=28.0, next=NEXT))
    assert told["progress"] == 0.41 and text.startswith("create_music (musicapi) running 41%, about 28 s left: task_")
    assert size(result) <= 450


async def test_done_has_its_clip_and_where_it_is(client: Client, studio: StubStudio) -> None:
    task = task_of(Status.DONE, clips=(FULL_CLIP,), cost=Cost(amount=10, unit="credits"))
    result, told, text = await answered(client, studio, TaskAnswer(task, next='download_music(clip_id="clip_9fs3kd81mzq0")'))
    assert told["clips"] == [
        {
            "clip_id": "clip_9fs3kd81mzq0",
            "title": "Window Seat",
            "seconds": 123.4,
            "audio_url": f"{CDN}.mp3",
            "video_url": f"{CDN}.mp4",
            "image_url": f"{CDN}.jpeg",
            "file": KEPT,
        }
    ]
    assert f'clip_9fs3kd81mzq0 "Window Seat" 123.4 s: {KEPT}; picture: {CDN}.jpeg' in text.splitlines()
    assert size(result) <= 1_400


PICTURE = FILE.model_copy(update={"kind": "cover", "url": f"{CDN}.jpeg", "path": KEPT.replace(".mp3", ".jpeg")})
LARGE_WORDS = {"sound": "warm lofi, " * 90, "title": "Window Seat " * 6, "audio_url": f"{CDN}{'x' * 300}.mp3"}
LARGE_CLIP = FULL_CLIP.model_copy(update={"files": {"audio": FILE, "cover": PICTURE}, **LARGE_WORDS})


async def test_the_picture_is_told_as_the_sound_is(client: Client, studio: StubStudio) -> None:
    task = task_of(Status.DONE, clips=(LARGE_CLIP,), cost=Cost(amount=10, unit="credits"))
    answer = TaskAnswer(task, next=NEXT, wav_price="acedata: a price it does not publish")
    result, told, text = await answered(client, studio, answer)
    assert told["clips"][0]["file"] == KEPT and told["clips"][0]["image_file"] == PICTURE.path
    assert f"{KEPT}; picture: {PICTURE.path}" in text and size(result) <= 1_400
    elsewhere = Presenter(links=Links()).clip(LARGE_CLIP)
    assert (
        elsewhere["image_url"] == f"https://ours.example/clips/{LARGE_CLIP.clip_id}/cover"
        and "image_file" not in elsewhere
        and "file" not in elsewhere
    )


@pytest.mark.parametrize("count", [2, 20, 1_000])
async def test_each_further_clip_takes_seven_hundred_bytes_and_many_are_paged(
    client: Client, studio: StubStudio, count: int
) -> None:
    clips = tuple(LARGE_CLIP.model_copy(update={"clip_id": f"clip_{number:012}", "part": "vocals"}) for number in range(count))
    result, told, text = await answered(client, studio, TaskAnswer(task_of(Status.DONE, clips=clips)))
    shown = min(count, 20)
    assert len(told["clips"]) == shown and size(result) <= 1_400 + 700 * (shown - 1)
    assert all(clip["file"] == KEPT for clip in told["clips"])
    assert ('find_clips(query="task_4kq7hz2m9xwp")' in text) is (count > 20)
    studio.ledger.put(task_of(Status.DONE, clips=clips))
    found = await client.call_tool("find_clips", {})
    assert size(found) <= 1_400 + 700 * (shown - 1)


async def test_stems_name_their_parts(client: Client, studio: StubStudio) -> None:
    stems = tuple(clip_of(clip_id=f"clip_{part}", part=part) for part in ("vocals", "drums"))
    _, told, text = await answered(client, studio, TaskAnswer(task_of(Status.DONE, operation="split_stems", clips=stems)))
    assert [clip["part"] for clip in told["clips"]] == ["vocals", "drums"] and 'clip_drums [drums] "Window Seat"' in text


@pytest.mark.parametrize(
    ("operation", "kind", "word"), [("download_music", "wav", "audio_url"), ("make_video", "video", "video_url")]
)
async def test_an_export_and_a_film_show_their_own_file(
    client: Client, studio: StubStudio, operation: str, kind: str, word: str
) -> None:
    file = FILE.model_copy(update={"kind": kind, "url": "https://cdn.example/made", "path": f"/music/made.{kind}"})
    clip = FULL_CLIP.model_copy(update={"files": {"audio": FILE, kind: file}})
    task = task_of(Status.DONE, operation=operation, arguments={"clip_id": clip.clip_id, "format": "wav"}, clips=(clip,))
    _, told, text = await answered(client, studio, TaskAnswer(task))
    assert told["clips"][0][word] == "https://cdn.example/made" and told["clips"][0]["file"] == f"/music/made.{kind}"
    assert f"/music/made.{kind}" in text


async def test_lyrics_are_told_in_full_and_stripped_of_what_hides(client: Client, studio: StubStudio) -> None:
    sheet = LyricSheet(title="Rain\u202e", text="[Verse]\r\nRain\u200b on me\n\n\n\n[Chorus]\nمی\u200cخواهم\x07 " + "x" * 6_000)
    _, told, text = await answered(client, studio, TaskAnswer(task_of(Status.DONE, operation="write_lyrics", lyrics=(sheet,))))
    [written] = told["lyrics"]
    assert written["title"] == "Rain" and written["text"].startswith("[Verse]\nRain on me\n\n[Chorus]\nمی\u200cخواهم xxx")
    assert len(written["text"]) == 5_000 and written["text"] in text


@pytest.mark.parametrize("next_call", ["sing them", None])
async def test_a_warning_stands_below_lyrics_whatever_they_say(client: Client, studio: StubStudio, next_call: str | None) -> None:
    sheet = LyricSheet(title="Roads", text="Left, then right\nNext: the road home")
    studio.answer = TaskAnswer(task_of(Status.DONE, operation="write_lyrics", lyrics=(sheet,)), next=next_call)
    text = text_of(await client.call_tool("write_lyrics", {"idea": "roads", "wait_seconds": 99}))
    below = f"{sheet.text}\nNote: wait_seconds is at most 50; that was taken."
    assert text.endswith(f"{below}\nNext: {next_call}" if next_call else below)


async def test_what_failed_or_is_unknown_is_an_answer_with_what_to_do(client: Client, studio: StubStudio) -> None:
    error = Failure(code=ErrorCode.UNKNOWN_OUTCOME, message="musicapi: lost. It may have been paid; look there.")
    _, told, text = await answered(client, studio, TaskAnswer(task_of(Status.UNKNOWN, error=error), next="look", existing=True))
    assert told["error"] == {"code": "unknown_outcome", "message": error.message} and told["existing"] is True
    assert "unknown, asked before: the same task" in text and text.startswith(error.message) and text.endswith("Next: look")


async def test_why_a_task_failed_comes_first_and_is_no_tool_error(client: Client, studio: StubStudio) -> None:
    error = Failure(code=ErrorCode.REFUSED, message="musicapi refused it.")
    studio.answer = TaskAnswer(task_of(Status.FAILED, error=error))
    result = await client.call_tool("create_music", {"sound": "lofi"})
    assert not result.is_error and result.structured_content["error"] == {"code": "refused", "message": error.message}
    assert text_of(result).splitlines()[0] == error.message


async def test_what_was_not_charged_for_shows_no_cost(client: Client, studio: StubStudio) -> None:
    error = Failure(code=ErrorCode.REFUSED, message='musicapi says: "Task failed". Nothing was charged.')
    free, unsure = (
        task_of(Status.FAILED, cost=Cost(amount=10, unit="credits"), error=error, charged=charged) for charged in (False, None)
    )
    _, told, text = await answered(client, studio, TaskAnswer(free))
    assert "cost" not in told and "Cost" not in text and error.message in text
    studio.ledger.put(free)
    [content] = (await client.read_resource(f"producer://tasks/{free.task_id}")).contents
    assert "cost" not in json.loads(content.model_dump()["text"])
    _, told, text = await answered(client, studio, TaskAnswer(unsure))
    assert told["cost"] == {"amount": 10, "unit": "credits"} and "Cost: 10 credits" in text


async def test_a_silent_vendor_is_said_so(client: Client, studio: StubStudio) -> None:
    _, told, text = await answered(client, studio, TaskAnswer(task_of(warnings=("thin sound",)), silent_seconds=300.4))
    assert told["warnings"] == ["thin sound", "musicapi has said nothing for 300 s; the task is kept and asked about again."]
    assert "Note: musicapi has said nothing for 300 s" in text


async def test_a_path_of_this_machine_is_no_address(client: Client, studio: StubStudio) -> None:
    clip = clip_of(audio_url="file:///music/x.flac", files={"audio": FILE.model_copy(update={"url": "file:///music/x.flac"})})
    _, told, _ = await answered(client, studio, TaskAnswer(task_of(Status.DONE, clips=(clip,))))
    assert "audio_url" not in told["clips"][0]


async def test_many_tasks_are_told_with_one_next_call(client: Client, studio: StubStudio) -> None:
    studio.ledger.put(task_of(task_id="task_a"))
    studio.ledger.put(task_of(task_id="task_b", status=Status.DONE, clips=(clip_of(),)))
    result = await client.call_tool("get_tasks", {"task_ids": ["task_a", "nobody", "task_b"]})
    rows = result.structured_content["tasks"]
    assert [row.get("status") for row in rows] == ["running", None, "done"]
    assert rows[1] == {"task_id": "nobody", "error": {"code": "not_found", "message": rows[1]["error"]["message"]}}
    assert result.content[0].type == "text"
    assert result.content[0].text.endswith('Next: get_tasks(task_ids=["task_a"], wait_seconds=45)')
    assert studio.waits[-1][1] == 45


async def test_found_clips_tell_where_they_come_from(client: Client, studio: StubStudio) -> None:
    clips = tuple(clip_of(clip_id=f"clip_{n}", parent="clip_0" if n else None) for n in range(3))
    studio.ledger.put(task_of(Status.DONE, clips=clips))
    result = await client.call_tool("find_clips", {"query": "window", "limit": 2, "since": "2026-11-20"})
    told = result.structured_content
    assert told["cursor"] == "2" and told["clips"][1] == {
        "clip_id": "clip_1",
        "title": "Window Seat",
        "seconds": 123.4,
        "audio_url": clip_of().audio_url,
        "operation": "create_music",
        "parent": "clip_0",
        "vendor": "musicapi",
        "created_at": "2026-11-21T12:00:00Z",
    }
    assert studio.find_filters["query"] == "window" and studio.find_filters["since"] == NOON.replace(day=20, hour=0)
    assert result.content[0].type == "text" and result.content[0].text.endswith('More: find_clips(…, cursor="2")')


async def test_status_is_told_in_lines(client: Client) -> None:
    result = await client.call_tool("studio_status", {})
    assert result.content[0].type == "text"
    assert "vendors:\n  -\n    name: offline\n    offers: create_music\n    models: none" in result.content[0].text


class Links:
    """Addresses on a server of ours."""

    def url_of(self, clip_id: str, kind: FileKind) -> str:
        return f"https://ours.example/clips/{clip_id}/{kind}"


ELSEWHERE = Presenter(Links(), (Path("/srv/music"), Path("/srv/music/data"), Path("/clips"), Path("/")))
HERE = Presenter(folders=(Path("/srv/music"),))


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("cannot save in /srv/music: its disk is full", "cannot save in (the server's folder): its disk is full"),
        ("the ledger /srv/music/data/ledger.db is damaged.", "the ledger (the server's folder)/ledger.db is damaged."),
        ("see file:///srv/music/a%20b.mp3 and '/srv/music'.", "see (the server's folder)/a%20b.mp3 and '(the server's folder)'."),
        ("/srv/music-old, /srv/musical, /old/srv/music and x/srv/music stay", None),
        ("/srv/music.old stays, as do music, create_music, task_music and producer://clips/clip_1", None),
        ("https://ours.example/clips/clip_1/audio and 1/clips/2 are addresses", None),
    ],
)
def test_a_sentence_is_shown_elsewhere_without_our_folders(sentence: str, shown: str | None) -> None:
    assert ELSEWHERE.sentence(sentence) == (sentence if shown is None else shown)
    assert HERE.sentence(sentence) == sentence


def test_a_folder_said_from_where_we_started_hides_only_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    presenter = Presenter(Links(), (Path("music"),))
    sentence = f"create_music makes music; {tmp_path}/music is full"
    assert presenter.sentence(sentence) == "create_music makes music; (the server's folder) is full"


def test_a_kept_file_has_a_path_here_and_an_address_of_ours_elsewhere() -> None:
    assert HERE.clip(FULL_CLIP)["file"] == KEPT and HERE.clip(FULL_CLIP)["audio_url"] == f"{CDN}.mp3"
    shown = ELSEWHERE.clip(FULL_CLIP)
    assert "file" not in shown and shown["video_url"] == f"{CDN}.mp4"
    assert shown["audio_url"] == "https://ours.example/clips/clip_9fs3kd81mzq0/audio"


def test_the_path_of_an_upload_is_shown_only_here() -> None:
    task = task_of(operation="upload_music", arguments={"path": "/home/somebody/demo.wav", "title": "Demo"})
    assert HERE.arguments(task) == {"path": "/home/somebody/demo.wav", "title": "Demo"}
    assert ELSEWHERE.arguments(task) == {"title": "Demo"}


async def test_every_handlers_error_goes_through_the_presenter(studio: StubStudio, era: Era) -> None:
    trouble = StorageFailed("the ledger /srv/music/ledger.db is full")
    async with Client(build_server(cast(Any, studio), version="1", presenter=ELSEWHERE), mode=era) as client:
        studio.answer = trouble
        result = await client.call_tool("create_music", {"sound": "lofi"})
        assert result.is_error and "/srv" not in result.model_dump_json()
        assert "the ledger (the server's folder)/ledger.db is full" in result.model_dump_json()
        studio.ledger = cast(Any, Broken(trouble))
        with pytest.raises(MCPError) as error:
            await client.read_resource("producer://clips/clip_1")
        assert error.value.message == "the ledger (the server's folder)/ledger.db is full"
