"""One's own ACE-Step server, through MCP clients, against a stand-in of it that has its eight routes and its traps."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from producer_mcp.engine import seconds_of_audio
from producer_mcp.models import Status
from producer_mcp.settings import Settings
from producer_mcp.vendors.acestep_fulfilment import FORGOTTEN, LOST_FOR_GOOD
from producer_mcp.vendors.acestep_server import file_of, standing_of

from ..fake_acestep import StandIn
from ..fake_acestep.audio import RATE, decoded
from ..fake_vendor import FakeVendor
from ..fake_vendor.messages import Answer
from ..fake_vendor.sounds import encoded
from ..studio_client import call_tool, open_client, over_stdio, settings_for, text_of, tool_error

pytestmark = pytest.mark.anyio

SOUND = "warm lofi, 92 bpm, A minor"
LYRICS = "[Verse]\nRain on the window"
SONG: dict[str, Any] = {"sound": SOUND, "lyrics": LYRICS, "title": "Window"}
ALWAYS = {"audio_format": "flac"}


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with StandIn() as server:
        yield server
        assert server.undocumented == []


@pytest.fixture
def settings(server: StandIn, tmp_path: Path) -> Settings:
    return settings_for(tmp_path, acestep_url=server.url)


async def song_of(client: Any, **more: Any) -> dict[str, Any]:
    """The first clip of a new song."""
    clip: dict[str, Any] = (await call_tool(client, "create_music", **(SONG | more)))["clips"][0]
    return clip


async def work_on_a_song(client: Any, server: StandIn) -> None:
    """The main job: two songs, every edit of the first, stems, an export, a recording of one's own, a description."""
    server.models = ["acestep-v15-turbo", "acestep-v15-base"]
    song = await call_tool(client, "create_music", **SONG, seconds=12)
    assert (song["status"], song["vendor"], len(song["clips"])) == ("done", "acestep", 2)
    clip_id = song["clips"][0]["clip_id"]
    for tool, arguments in EDITS.items():
        edited = await call_tool(client, tool, clip_id=clip_id, **arguments)
        assert edited["status"] == "done" and Path(edited["clips"][0]["file"]).is_file(), tool
        assert edited["cost"]["amount"] == 0
    richer = await call_tool(client, "enrich_sound", sound="lofi")
    assert richer["sound"] == "lofi, with warm analog depth"
    mine = await call_tool(client, "upload_music", path=song["clips"][1]["file"], title="Mine")
    assert (await call_tool(client, "vary_music", clip_id=mine["clips"][0]["clip_id"], sound="jazz"))["status"] == "done"
    status = await call_tool(client, "studio_status")
    assert status["paid_today"] == 0


EDITS: dict[str, dict[str, Any]] = {
    "extend_music": {"seconds": 5, "sound": SOUND},
    "cover_music": {"sound": "jazz"},
    "vary_music": {},
    "replace_section": {"start": 3, "end": 5, "sound": SOUND},
    "split_stems": {},
    "download_music": {"format": "wav"},
}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_song_is_made_and_worked_on(server: StandIn, settings: Settings, mode: str) -> None:
    async with open_client(settings, mode=mode) as (client, _):
        await work_on_a_song(client, server)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_song_is_made_and_worked_on_over_stdio(server: StandIn, settings: Settings, mode: str) -> None:
    async with over_stdio(settings, mode=mode) as client:
        await work_on_a_song(client, server)


# What is sent.


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        (SONG, {"prompt": SOUND, "lyrics": LYRICS}),
        ({"sound": SOUND, "instrumental": True}, {"prompt": SOUND, "lyrics": "[Instrumental]"}),
        (SONG | {"seconds": 30}, {"prompt": SOUND, "lyrics": LYRICS, "audio_duration": 30.0}),
        (SONG | {"seed": 7}, {"prompt": SOUND, "lyrics": LYRICS, "use_random_seed": False, "seed": "7,8"}),
        (SONG | {"model": "acestep-v15-turbo"}, {"prompt": SOUND, "lyrics": LYRICS, "model": "acestep-v15-turbo"}),
        (
            SONG | {"model": "acestep-v15-sft"},
            {"prompt": SOUND, "lyrics": LYRICS, "model": "acestep-v15-sft", "inference_steps": 32},
        ),
    ],
)
async def test_a_song_is_asked_for_as_the_page_has_it(
    server: StandIn, settings: Settings, arguments: dict[str, Any], sent: dict[str, Any]
) -> None:
    server.models.append("acestep-v15-sft")
    async with open_client(settings) as (client, _):
        await call_tool(client, "create_music", **arguments)
    [job] = server.released
    assert job.fields == {"task_type": "text2music", "batch_size": 2, "thinking": True, **ALWAYS, **sent}


@pytest.mark.parametrize(
    ("tool", "arguments", "sent"),
    [
        ("cover_music", {"sound": "jazz"}, {"task_type": "cover", "prompt": "jazz", "lyrics": LYRICS}),
        (
            "cover_music",
            {"sound": "jazz", "lyrics": "[Verse]\nSnow", "strength": 1, "seed": "5"},
            {"task_type": "cover", "prompt": "jazz", "lyrics": "[Verse]\nSnow", "audio_cover_strength": "0.2"}
            | {"use_random_seed": "false", "seed": "5"},
        ),
        (
            "cover_music",
            {"sound": "jazz", "instrumental": True, "strength": 0.2},
            {"task_type": "cover", "prompt": "jazz", "lyrics": "[Instrumental]", "audio_cover_strength": "1.0"},
        ),
        ("vary_music", {}, {"task_type": "cover", "prompt": SOUND, "lyrics": LYRICS}),
        (
            "vary_music",
            {"strength": 0.6, "seed": 12},
            {"task_type": "cover", "prompt": SOUND, "lyrics": LYRICS, "audio_cover_strength": "0.6"}
            | {"use_random_seed": "false", "seed": "12"},
        ),
        (
            "replace_section",
            {"start": 2, "end": 4.5, "lyrics": "[Bridge]\nSnow"},
            {"task_type": "repaint", "prompt": SOUND, "lyrics": "[Bridge]\nSnow"}
            | {"repainting_start": "2.0", "repainting_end": "4.5"},
        ),
        (
            "replace_section",
            {"start": 6, "sound": "a drum solo"},
            {"task_type": "repaint", "prompt": "a drum solo", "lyrics": LYRICS}
            | {"repainting_start": "6.0", "repainting_end": "-1"},
        ),
        (
            "extend_music",
            {},
            {"task_type": "repaint", "prompt": SOUND, "repainting_start": "10.0", "repainting_end": "40.0"},
        ),
        (
            "extend_music",
            {"at": 8, "seconds": 4, "lyrics": "[Outro]\nBye"},
            {"task_type": "repaint", "prompt": SOUND, "lyrics": "[Outro]\nBye"}
            | {"repainting_start": "8.0", "repainting_end": "12.0"},
        ),
    ],
)
async def test_an_edit_is_asked_for_as_the_page_has_it_and_its_clip_is_sent_as_a_file(
    server: StandIn, settings: Settings, tool: str, arguments: dict[str, Any], sent: dict[str, Any]
) -> None:
    async with open_client(settings) as (client, _):
        clip = await song_of(client)
        await call_tool(client, tool, clip_id=clip["clip_id"], **arguments)
    job = server.released[-1]
    assert job.fields == {"batch_size": "1", **ALWAYS, **sent}
    seconds = float(sent.get("repainting_end", 10)) if tool == "extend_music" else 10
    assert len(decoded(job.source)) == seconds * RATE


async def test_stems_are_one_job_each_and_the_base_model_draws_them(server: StandIn, settings: Settings) -> None:
    server.models.append("acestep-v15-base")
    async with open_client(settings) as (client, _):
        clip = await song_of(client)
        split = await call_tool(client, "split_stems", clip_id=clip["clip_id"])
    jobs = server.released[1:]
    assert [stem["part"] for stem in split["clips"]] == [job.fields["track_name"] for job in jobs]
    assert {job.fields["model"] for job in jobs} == {"acestep-v15-base"} and len(jobs) == 8
    assert {job.fields["task_type"] for job in jobs} == {"extract"} and {job.fields["inference_steps"] for job in jobs} == {"32"}


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("create_music", {"sound": "x" * 513}, "at most 512 characters of sound"),
        ("create_music", {"sound": SOUND, "seconds": 6}, "pieces of 10 to 600 seconds; this is 6"),
        ("create_music", {"sound": SOUND, "seed": "rain"}, "seeds are whole numbers"),
        ("create_music", {"sound": SOUND, "weirdness": 1}, "no word for weirdness"),
        ("create_music", {"sound": SOUND, "model": "acestep-v15-base"}, "has loaded acestep-v15-turbo, and not acestep-v15-base"),
        ("write_lyrics", {"idea": "rain"}, "acestep has no write_lyrics; offline does; say vendor='offline'"),
    ],
)
async def test_what_it_cannot_do_is_told_with_what_to_do(
    server: StandIn, settings: Settings, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    async with open_client(settings) as (client, _):
        assert sentence in (await tool_error(client, tool, **arguments))[1]
    assert server.released == []


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("extend_music", {"seconds": 595}, "pieces of 10 to 600 seconds; this is 605"),
        ("split_stems", {"detail": "two"}, "leave it out for eight, or say twelve"),
        ("download_music", {"format": "midi"}, "acestep has no midi of its clips"),
        ("split_stems", {}, "with a base model only, and your server has loaded acestep-v15-turbo"),
        ("make_video", {}, "acestep has no make_video; offline does"),
        ("swap_vocals", {"sound": "a choir"}, "acestep has no swap_vocals; nobody configured does"),
        ("add_part", {"part": "band", "sound": "jazz"}, "acestep has no add_part; nobody configured does"),
    ],
)
async def test_an_edit_it_cannot_do_is_told_with_who_can(
    server: StandIn, settings: Settings, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    async with open_client(settings) as (client, _):
        clip = await song_of(client)
        assert sentence in (await tool_error(client, tool, clip_id=clip["clip_id"], **arguments))[1]
    assert len(server.released) == 1


async def test_a_song_without_words_is_made_and_the_caller_told_that_nobody_wrote_any(
    server: StandIn, settings: Settings
) -> None:
    async with open_client(settings) as (client, _):
        song = await call_tool(client, "create_music", sound=SOUND)
    assert any("acestep writes no words" in warning for warning in song["warnings"])


async def test_who_alone_can_may_be_named(server: StandIn, settings: Settings) -> None:
    async with open_client(settings) as (client, _):
        assert (await call_tool(client, "write_lyrics", idea="rain", vendor="offline"))["lyrics"]


# What comes.


async def test_all_around_a_replaced_section_stays_sample_for_sample(server: StandIn, settings: Settings) -> None:
    async with open_client(settings) as (client, _):
        clip = await song_of(client)
        edited = (await call_tool(client, "replace_section", clip_id=clip["clip_id"], start=2, end=4.5, sound=SOUND))["clips"][0]
    before, after = (decoded(Path(each["file"]).read_bytes()) for each in (clip, edited))
    moved = decoded(list(server.files.values())[-1])
    start, end = 2 * RATE, round(4.5 * RATE)
    assert len(before) == len(after)
    assert (before[:start] == after[:start]).all() and (before[end:] == after[end:]).all()
    assert abs(before[start:end] - after[start:end]).mean() > 0.1
    assert abs(before[:start] - moved[:start]).mean() > 0.01, "the server had moved what it was to leave alone"


async def test_a_longer_song_begins_as_the_song_did_sample_for_sample(server: StandIn, settings: Settings) -> None:
    async with open_client(settings) as (client, _):
        clip = await song_of(client)
        longer = (await call_tool(client, "extend_music", clip_id=clip["clip_id"], at=8, seconds=6, sound=SOUND))["clips"][0]
    before, after = (decoded(Path(each["file"]).read_bytes()) for each in (clip, longer))
    assert len(after) == 14 * RATE and longer["seconds"] == 14
    assert (before[: 8 * RATE] == after[: 8 * RATE]).all()
    assert abs(after[10 * RATE :]).mean() > 0.05


async def test_a_length_is_read_from_what_came(server: StandIn, settings: Settings) -> None:
    server.longest_seconds = 11
    async with open_client(settings) as (client, _):
        song = await call_tool(client, "create_music", **SONG, seconds=60)
        assert [clip["seconds"] for clip in song["clips"]] == [11, 11]
        assert any("It is 11 s long, not 60" in warning for warning in song["warnings"])
        shorter = await call_tool(client, "extend_music", clip_id=song["clips"][0]["clip_id"], at=5, seconds=20, sound=SOUND)
    assert shorter["clips"][0]["seconds"] == 11 and "It is 11 s long, not 25" in str(shorter["warnings"])


async def test_every_song_has_the_seed_that_makes_it_again(server: StandIn, settings: Settings) -> None:
    async with open_client(settings) as (client, studio):
        song = await call_tool(client, "create_music", **SONG, seed="7")
        clips = [await studio.clip("local", clip["clip_id"]) for clip in song["clips"]]
    assert [clip.seed for clip in clips] == ["7", "8"]
    assert [(clip.model, clip.sound, clip.lyrics) for clip in clips] == [("acestep-v15-turbo", SOUND, LYRICS)] * 2
    assert [(clip.bpm, clip.key, clip.tempo_source) for clip in clips] == [(120, "C major", "vendor")] * 2


async def test_a_recording_of_ones_own_is_sent_each_time_and_stays_as_it_is(
    server: StandIn, settings: Settings, tmp_path: Path
) -> None:
    recording = tmp_path / "voice memo.mp3"
    recording.write_bytes(encoded("mp3", 12))
    async with open_client(settings) as (client, _):
        mine = (await call_tool(client, "upload_music", path=str(recording)))["clips"][0]
        assert server.requests == []
        await call_tool(client, "cover_music", clip_id=mine["clip_id"], sound="jazz", instrumental=True)
        recording.unlink()
        edited = (await call_tool(client, "replace_section", clip_id=mine["clip_id"], start=4, end=6, sound="jazz"))["clips"][0]
    assert [job.source for job in server.released] == [encoded("mp3", 12)] * 2
    assert seconds_of_audio(Path(edited["file"])) == pytest.approx(mine["seconds"], abs=0.01)


async def test_a_recording_at_a_vendors_address_is_fetched_and_kept(server: StandIn, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", acestep_url=server.url)) as (client, _):
        elsewhere = (await call_tool(client, "create_music", sound=SOUND, vendor="musicapi"))["clips"][0]
        here = await call_tool(client, "upload_music", url=elsewhere["audio_url"], vendor="acestep")
        assert here["status"] == "done" and here["vendor"] == "acestep"
        assert (await call_tool(client, "vary_music", clip_id=here["clips"][0]["clip_id"], sound="jazz"))["status"] == "done"


async def test_a_recording_in_a_format_that_few_read_is_sent_as_flac(server: StandIn, settings: Settings, tmp_path: Path) -> None:
    recording = tmp_path / "Memo.M4A"
    recording.write_bytes(encoded("m4a", 12))
    async with open_client(settings) as (client, _):
        mine = (await call_tool(client, "upload_music", path=str(recording)))["clips"][0]
        await call_tool(client, "vary_music", clip_id=mine["clip_id"], sound="jazz")
    assert server.released[0].source.startswith(b"fLaC") and mine["file"].endswith(".flac")


async def test_nobody_fetches_from_the_server_but_its_vendor(server: StandIn, settings: Settings) -> None:
    async with open_client(settings) as (client, _):
        await song_of(client)
        asked = len(server.requests)
        address = f"{server.url}/v1/audio?path={next(iter(server.files))}"
        _, sentence = await tool_error(client, "upload_music", url=address)
    assert "only https addresses are fetched" in sentence and len(server.requests) == asked


async def test_the_status_tells_what_is_loaded_or_that_nobody_answers(server: StandIn, settings: Settings) -> None:
    server.models.append("acestep-v15-base")
    async with open_client(settings) as (client, _):
        [told] = (await call_tool(client, "studio_status", vendor="acestep"))["vendors"]
        assert told["models"] == ["acestep-v15-turbo", "acestep-v15-base"] and "balance" not in told
        server.answers_looks = False
        [told] = (await call_tool(client, "studio_status", vendor="acestep"))["vendors"]
        assert "is failing (503)" in told["balance"]


async def test_a_file_that_is_no_audio_is_refused(server: StandIn, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_text("not a song at all")
    async with open_client(settings) as (client, _):
        code, sentence = await tool_error(client, "upload_music", path=str(tmp_path / "song.mp3"))
    assert code == "invalid_arguments" and "cannot be read as audio" in sentence


async def test_progress_of_the_server_is_progress_of_the_task(server: StandIn, settings: Settings) -> None:
    server.tells_progress, server.polls_until_done = True, None
    async with open_client(settings) as (client, _):
        begun = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        task = begun
        while not task.get("progress"):
            task = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=0.1))["tasks"][0]
        server.polls_until_done = 1
        ended = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=20))["tasks"][0]
    assert 0 < task["progress"] < 1 and ended["status"] == "done"


# What goes wrong.


async def test_without_its_language_model_a_song_is_made_all_the_same_and_it_is_told(server: StandIn, settings: Settings) -> None:
    server.fails_planning = True
    async with open_client(settings) as (client, _):
        song = await call_tool(client, "create_music", **SONG)
    assert song["status"] == "done" and "5Hz LM is not initialized" in str(song["warnings"])
    assert [job.fields.get("thinking") for job in server.released] == [True, None]


async def test_a_failure_inside_a_200_is_a_failure(server: StandIn, settings: Settings) -> None:
    server.has_language_model = False
    async with open_client(settings) as (client, _):
        code, sentence = await tool_error(client, "enrich_sound", sound="lofi")
    assert code == "refused" and "language model is not loaded" in sentence and "LLM not initialized" in sentence


async def test_a_job_that_fails_costs_nothing_and_may_be_asked_for_again(server: StandIn, settings: Settings) -> None:
    server.fails_with = "CUDA out of memory"
    async with open_client(settings) as (client, _):
        clip_id = (await call_tool(client, "upload_music", path=str(make_recording(settings))))["clips"][0]["clip_id"]
        failed = await client.call_tool("vary_music", {"clip_id": clip_id, "sound": "jazz"})
        assert "CUDA out of memory" in text_of(failed) and "Nothing was charged" in text_of(failed)
        server.fails_with = None
        again = await call_tool(client, "vary_music", clip_id=clip_id, sound="jazz")
        assert again["status"] == "done"


def make_recording(settings: Settings) -> Path:
    path = settings.ledger.parent.parent / "recording.flac"
    path.write_bytes(encoded("flac", 10))
    return path


async def test_a_queue_that_is_full_is_told_with_what_to_do(server: StandIn, settings: Settings) -> None:
    server.queue_size = 0
    async with open_client(settings) as (client, _):
        code, sentence = await tool_error(client, "create_music", **SONG)
        assert code == "rate_limited" and "queue of your server is full; wait until" in sentence
        server.queue_size = 200
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("", "wants a key (401); put it into PRODUCER_ACESTEP_KEY"), ("another", "does not accept the key in PRODUCER_ACESTEP_KEY")],
)
async def test_a_key_that_is_wanted_is_named_by_its_variable(server: StandIn, tmp_path: Path, key: str, sentence: str) -> None:
    server.key = "the-servers-own"
    async with open_client(settings_for(tmp_path, acestep_url=server.url, acestep_key=key or None)) as (client, _):
        code, told = await tool_error(client, "create_music", **SONG)
    assert code == "unauthorized" and sentence in told


async def test_with_its_key_files_come_too(server: StandIn, tmp_path: Path) -> None:
    server.key = "the-servers-own"
    async with open_client(settings_for(tmp_path, acestep_url=server.url, acestep_key=server.key)) as (client, _):
        assert Path((await song_of(client))["file"]).is_file()


async def test_no_redirect_leads_away_from_the_server(server: StandIn, settings: Settings) -> None:
    async with StandIn() as other:
        server.redirects_to = f"{other.url}/v1/audio?path=%2Fetc%2Fpasswd"
        async with open_client(settings) as (client, _):
            begun = await call_tool(client, "create_music", **SONG, wait_seconds=0)
            while len([request for request in server.requests if request.path == "/v1/audio"]) < 2:
                task = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=0.1))["tasks"][0]
            assert task["status"] == "running"
        assert other.requests == []


PAGE = Answer(200, b"<html>Welcome</html>", {"content-type": "text/html"})
MOVED = Answer(307, headers={"location": "http://10.0.0.1/latest"})


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [(PAGE, "took the request without an id for it; nothing is charged: look"), (MOVED, "sends us elsewhere (307); check")],
    ids=["page", "redirect"],
)
async def test_whatever_else_answers_at_the_address_is_told_with_what_to_look_at(
    server: StandIn, settings: Settings, answer: Answer, sentence: str
) -> None:
    server.answers["POST", "/release_task"] = answer
    async with open_client(settings) as (client, _):
        code, told = await tool_error(client, "create_music", **SONG)
    assert code == "vendor_unavailable" and sentence in told and "PRODUCER_ACESTEP_URL" in told


async def test_a_page_in_place_of_audio_is_told_in_our_own_words(server: StandIn, settings: Settings) -> None:
    server.answers["GET", "/v1/audio"] = PAGE
    async with open_client(settings) as (client, _):
        failed = await call_tool(client, "create_music", **SONG)
    message = failed["error"]["message"]
    assert message.startswith("Nothing was charged. What your server sent cannot be used") and "says" not in message


@pytest.mark.parametrize("bpm", [-1, 0, 1e300, "1e300", {"bpm": 120}])
async def test_a_tempo_that_is_none_is_not_taken(server: StandIn, settings: Settings, bpm: Any) -> None:
    server.plan = {"bpm": bpm, "keyscale": "C Major"}
    async with open_client(settings) as (client, studio):
        clip = await studio.ledger.clips.get("local", (await song_of(client))["clip_id"])
    assert (clip.bpm, clip.key) == (None, "C major")


@pytest.mark.parametrize("file", ["http://192.168.0.1/a.flac", "//evil.test/a.flac", "/etc/passwd", "/v1/audio?path=a b", 7])
def test_only_an_address_of_the_servers_own_is_a_file(file: Any) -> None:
    with pytest.raises(ValueError, match="no file"):
        standing_of({"status": 1, "result": [{"file": file}]})


def test_a_result_is_json_in_a_string() -> None:
    standing = standing_of({"status": 0, "result": '[{"file": "", "progress": 0.4, "stage": "Decoding"}]'})
    assert (standing.status, standing.progress, standing.says_nothing) == (Status.RUNNING, 0.4, False)


# A server that forgets.


async def test_what_the_server_forgot_is_begun_again_and_told(server: StandIn, settings: Settings) -> None:
    server.polls_until_done = None
    async with open_client(settings) as (client, _):
        begun = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        server.forget()
        task = begun
        while FORGOTTEN not in task.get("warnings", []):
            task = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=0.1))["tasks"][0]
        assert task["status"] == "running" and len(server.released) == 2
        server.polls_until_done = 1
        ended = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=20))["tasks"][0]
    assert ended["status"] == "done" and ended["warnings"] == [FORGOTTEN]
    assert server.released[0].fields == server.released[1].fields


async def test_of_several_only_those_from_before_the_restart_are_begun_again(server: StandIn, settings: Settings) -> None:
    server.polls_until_done = None
    async with open_client(settings) as (client, _):
        first = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        server.answers_results = False
        server.forget()
        second = await call_tool(client, "create_music", sound="jazz", instrumental=True, wait_seconds=0)
        server.answers_results = True
        while len(server.released) < 3:
            await call_tool(client, "get_tasks", task_ids=[first["task_id"], second["task_id"]], wait_seconds=0.1)
        server.polls_until_done = 1
        both = [first["task_id"], second["task_id"]]
        ended = (await call_tool(client, "get_tasks", task_ids=both, wait_seconds=20))["tasks"]
    assert [task["status"] for task in ended] == ["done", "done"]
    assert [job.fields["prompt"] for job in server.released] == [SOUND, "jazz", SOUND]


async def test_what_waits_behind_others_is_not_begun_again(server: StandIn, settings: Settings) -> None:
    server.polls_until_done = None
    async with open_client(settings) as (client, _):
        tasks = [await call_tool(client, "create_music", **SONG, take=take, wait_seconds=0) for take in (1, 2, 3)]
        looks = len(server.requests)
        ids = [task["task_id"] for task in tasks]
        while len([request for request in server.requests[looks:] if request.path == "/v1/stats"]) < 3:
            await call_tool(client, "get_tasks", task_ids=ids, wait_seconds=0.1)
        server.polls_until_done = 1
        ended = (await call_tool(client, "get_tasks", task_ids=ids, wait_seconds=20))["tasks"]
    assert {task["status"] for task in ended} == {"done"} and len(server.released) == 3


async def test_a_server_that_forgets_again_and_again_is_told_of(server: StandIn, settings: Settings) -> None:
    server.polls_until_done = None
    async with open_client(settings) as (client, _):
        begun = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        task = begun
        while task["status"] == "running":
            server.forget()
            task = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=0.1))["tasks"][0]
    assert (task["status"], task["error"]["message"]) == ("failed", f"Nothing was charged. {LOST_FOR_GOOD}")
    assert len(server.released) == 3


async def test_audio_that_is_gone_from_the_server_is_made_again(server: StandIn, settings: Settings) -> None:
    server.loses_files = 1
    async with open_client(settings) as (client, _):
        song = await call_tool(client, "create_music", **SONG)
    assert song["status"] == "done" and song["warnings"] == [FORGOTTEN] and len(server.released) == 2


async def test_where_the_server_tells_no_statistics_nothing_is_begun_again_too_early(server: StandIn, settings: Settings) -> None:
    server.tells_statistics, server.polls_until_done = False, 5
    async with open_client(settings) as (client, _):
        assert (await call_tool(client, "create_music", **SONG))["status"] == "done"
    assert len(server.released) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.floats() | st.sampled_from(["[]", '[{"file": ""}]', "N/A", "[{", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["status", "result", "file", "error", "progress"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["status", "result", "error", "task_id", "progress_text"]), JSON))
def test_no_shape_whatever_breaks_the_reader(told: dict[str, Any]) -> None:
    try:
        standing = standing_of(told)
    except ValueError:
        return
    assert standing.status is not Status.DONE or all(map(file_of, standing.items))


async def test_answers_that_cannot_be_read_end_as_unknown_and_free(server: StandIn, settings: Settings) -> None:
    server.answers_nonsense = True
    async with open_client(settings) as (client, _):
        begun = await call_tool(client, "create_music", **SONG, wait_seconds=0)
        task = begun
        while task["status"] == "running":
            task = (await call_tool(client, "get_tasks", task_ids=[begun["task_id"]], wait_seconds=1))["tasks"][0]
    assert task["status"] == "unknown" and "It may be done; nothing was charged." in task["error"]["message"]
