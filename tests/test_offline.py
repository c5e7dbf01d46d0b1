"""The offline vendor, asked through the tools: real audio for every operation, the same again for the same request."""

import json
import re
import wave
from pathlib import Path
from typing import Any

import anyio
import av
import pytest
from mcp import Client

from producer_mcp.models import Status
from producer_mcp.operations import OPERATIONS, OPERATIONS_BY_NAME
from producer_mcp.vendors import Report
from producer_mcp.vendors.offline import PLAYS, Offline, Order

from .studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SOUND = "short calm lofi, rhodes and brushed drums, 100 bpm, female voice"
LYRICS = "[Verse 1]\nRain on the window pane\nWaiting for the morning train"
BAR_SECONDS = 2.0
"""A bar of 4/4 at 120 bpm."""
INSTRUMENTAL: dict[str, Any] = {"lyrics": None, "instrumental": True, "sound": SOUND.removesuffix(", female voice"), "seconds": 8}
"""What makes another song than `CALLS`: one in which nobody sings."""
CALLS: dict[str, dict[str, Any]] = {
    "create_music": {"sound": SOUND, "lyrics": LYRICS, "title": "Rain"},
    "write_lyrics": {"idea": "rain"},
    "extend_music": {"seconds": 8, "sound": SOUND},
    "cover_music": {"sound": "metal"},
    "vary_music": {},
    "replace_section": {"start": 4, "end": 8, "sound": "strings"},
    "swap_vocals": {"sound": "male voice"},
    "swap_sound": {"sound": "synthwave"},
    "add_part": {"part": "vocals", "lyrics": LYRICS, "sound": "male voice"},
    "split_stems": {},
    "download_music": {"format": "mp3"},
    "upload_music": {"title": "Mine"},
    "make_video": {},
    "enrich_sound": {"sound": "lofi"},
}


async def a_song(client: Client, **more: Any) -> dict[str, Any]:
    made = await call_tool(client, "create_music", **(CALLS["create_music"] | more))
    assert made["status"] == "done", made
    clip: dict[str, Any] = made["clips"][0]
    return clip


def seconds_of(path: str) -> float:
    with av.open(path) as file:
        return float((file.duration or 0) / av.time_base)


async def test_every_operation_makes_real_audio(tmp_path: Path) -> None:
    assert set(CALLS) == set(OPERATIONS_BY_NAME), "give CALLS the arguments of each operation, without its clip_id"
    async with open_client(settings_for(tmp_path)) as (client, _):
        song, instrumental = await a_song(client), await a_song(client, **INSTRUMENTAL)
        for kind in OPERATIONS:
            source = instrumental if kind.name == "add_part" else song
            arguments = CALLS[kind.name] | ({"clip_id": source["clip_id"]} if kind.clip_fields() else {})
            if kind.name == "upload_music":
                arguments |= {"path": song["file"]}
            made = await call_tool(client, kind.name, **arguments)
            assert made["status"] == "done" and made["vendor"] == "offline", made
            for clip in made.get("clips", []):
                assert Path(clip["file"]).is_relative_to(tmp_path / "music")
                assert seconds_of(clip["file"]) == pytest.approx(clip["seconds"], abs=0.2)
            assert not any("sketch" in warning for warning in made.get("warnings", ())), "it was said with the first song"


@pytest.mark.parametrize(
    ("avoid", "there", "gone", "told"),
    [
        ("drums and no piano", "nylon guitar", "piano", ""),
        (["vocals", "sadness"], "the words are not sung", "choir", "and did not leave out: sadness."),
        ("none", "piano", "the words are not sung", ""),
    ],
    ids=str,
)
async def test_what_is_to_be_avoided_is_not_in_the_score_and_what_cannot_be_is_told(
    tmp_path: Path, avoid: Any, there: str, gone: str, told: str
) -> None:
    sound = "slow pop ballad with piano, drums and a woman singing"
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await call_tool(client, "create_music", sound=sound, lyrics="Rain on the roof", seconds=10, seed="1", avoid=avoid)
        [found] = (await call_tool(client, "find_clips", clip_id=song["clips"][0]["clip_id"]))["clips"]
    understood = found["sound"].partition("; asked:")[0]
    assert there in understood and gone not in understood
    assert any(warning.endswith(told) for warning in song["warnings"]) if told else "leave out" not in str(song["warnings"])


def test_every_operation_is_played() -> None:
    assert list(PLAYS) == list(OPERATIONS), "give PLAYS how the engine plays each operation, in the order of OPERATIONS"


OLD_ORDER = json.dumps(
    {
        "operation": "upload_music",
        "said": {"path": "/home/ada/take 1.wav", "title": "Ünterwegs"},
        "take": 1,
        "titles": {},
    }
)


def test_an_unsaid_seed_is_made_of_the_request_and_not_of_this_machine() -> None:
    order = Order.from_json(OLD_ORDER)
    assert order.seed == '{"arguments":{"title":"Ünterwegs"},"operation":"upload_music","take":1}'
    assert order.seed == Order.from_json(OLD_ORDER.replace("/home/ada", "/Users/ada")).seed
    assert order.seed != Order.from_json(OLD_ORDER.replace('"take": 1', '"take": 2')).seed
    assert Order("create_music", {"sound": "jazz", "seed": "7"}, {}, 1).seed == "7"


async def test_an_order_of_an_earlier_version_is_played(tmp_path: Path) -> None:
    ticket = "0" * 32
    kept = {"operation": "create_music", "said": {"sound": "short lofi", "seed": "7"}, "take": 1, "titles": {}}
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / f"{ticket}.json").write_text(json.dumps(kept), "utf-8")
    report = await the_report(tmp_path, ticket)
    assert report.status is Status.DONE and Path(report.made[0].paths["audio"]).is_file()


async def the_report(folder: Path, ticket: str) -> Report:
    """Of an order in a folder, once it is final."""

    async def no_fetch(url: str) -> Path:
        raise AssertionError(url)

    offline = Offline(folder, no_fetch)
    with anyio.fail_after(60):
        while not (report := (await offline.check([ticket]))[ticket]).status.is_final:
            await anyio.sleep(0.05)
    await offline.close()
    return report


async def test_what_was_not_understood_is_said_of_the_last_request_alone(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await call_tool(client, "create_music", sound="short lofi with kazoo", lyrics=LYRICS)
        assert any("Not understood: kazoo. Sections" in warning for warning in song["warnings"]), song
        clip_id = song["clips"][0]["clip_id"]
        longer = await call_tool(client, "extend_music", clip_id=clip_id, at=6, seconds=6, sound="lofi with zither-phone")
        [warning] = [warning for warning in longer["warnings"] if "Not understood" in warning]
        assert "kazoo" not in warning and "before" not in warning and "Sections by second" in warning
        plain = await call_tool(client, "extend_music", clip_id=clip_id, at=6, seconds=6, sound="lofi with rhodes")
        assert not any("Not understood" in warning for warning in plain["warnings"])


@pytest.mark.parametrize(("seconds", "more"), [(5, {}), (30, {"lyrics": LYRICS}), (31, {"instrumental": True})])
async def test_new_music_lasts_as_long_as_was_asked_to_a_bar(seconds: float, more: dict[str, Any], tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = await call_tool(client, "create_music", sound="pop jingle, 120 bpm, 4/4", seconds=seconds, **more)
        clip = made["clips"][0]
        assert abs(clip["seconds"] - seconds) <= BAR_SECONDS / 2
        assert seconds_of(clip["file"]) == pytest.approx(clip["seconds"], abs=0.05)


@pytest.mark.parametrize("seconds", [4, 601])
async def test_a_length_that_the_engine_cannot_do_is_refused_with_the_range(seconds: float, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        code, message = await tool_error(client, "create_music", sound="pop jingle", seconds=seconds)
        assert code == "invalid_arguments" and "from 5 to 600" in message


async def test_the_same_request_is_the_same_music_and_another_take_is_not(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path / "one")) as (client, _):
        first = await a_song(client)
        again = await call_tool(client, "create_music", **CALLS["create_music"])
        assert again["existing"] and again["clips"][0]["clip_id"] == first["clip_id"]
        other = await a_song(client, take=2)
        assert other["clip_id"] != first["clip_id"]
    async with open_client(settings_for(tmp_path / "two")) as (client, _):
        elsewhere = await a_song(client)
    sounds = [_pcm(clip["file"]) for clip in (first, elsewhere, other)]
    assert sounds[0] == sounds[1] != sounds[2]


def _pcm(path: str) -> bytes:
    with av.open(path) as file:
        return b"".join(frame.to_ndarray().tobytes() for frame in file.decode(audio=0))


async def test_an_extension_keeps_what_was_there_and_stems_sum_to_the_mix(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await a_song(client)
        longer = await call_tool(client, "extend_music", clip_id=song["clip_id"], at=6, seconds=8, sound=SOUND)
        stems = await call_tool(client, "split_stems", clip_id=song["clip_id"])
        before, after = await _exported(client, song["clip_id"]), await _exported(client, longer["clips"][0]["clip_id"])
        kept = 6 * 44_100 * 4 - 4 * 2205
        assert before[:kept] == after[:kept]
        parts = [_samples(await _exported(client, stem["clip_id"])) for stem in stems["clips"]]
        assert {stem["part"] for stem in stems["clips"]} == {"vocals", "drums", "bass", "other"}
        assert [sum(values) for values in zip(*parts, strict=True)] == list(_samples(before))


async def _exported(client: Client, clip_id: str) -> bytes:
    made = await call_tool(client, "download_music", clip_id=clip_id, format="wav")
    with wave.open(str(made["clips"][0]["file"]), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (44_100, 2, 2)
        return file.readframes(file.getnframes())


def _samples(frames: bytes) -> memoryview:
    return memoryview(frames).cast("h")


async def test_a_singer_is_added_and_the_band_stays_sample_for_sample(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        band = await a_song(client, **INSTRUMENTAL)
        sung = await call_tool(client, "add_part", clip_id=band["clip_id"], **CALLS["add_part"])
        clip = sung["clips"][0]
        assert clip["seconds"] == band["seconds"] and clip["clip_id"] != band["clip_id"]
        kept: list[dict[str, bytes]] = []
        for one in (band, clip):
            stems = (await call_tool(client, "split_stems", clip_id=one["clip_id"]))["clips"]
            kept.append({stem["part"]: _pcm(stem["file"]) for stem in stems})
        before, after = kept
        assert [part for part in before if before[part] != after[part]] == ["vocals"]
        assert not any(before["vocals"]) and any(after["vocals"])
        timed = await call_tool(client, "download_music", clip_id=clip["clip_id"], format="lrc")
        [*_, first, second] = Path(timed["clips"][0]["file"]).read_text("utf-8").strip().splitlines()
        assert "window" in first and "morning" in second


async def test_a_part_that_cannot_be_added_is_refused_with_what_to_do(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        sung, band = await a_song(client, seconds=8), await a_song(client, **INSTRUMENTAL)
        mine = (await call_tool(client, "upload_music", path=band["file"]))["clips"][0]
        singer = {"part": "vocals", "lyrics": LYRICS}
        refused: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
            (sung, singer, "unsupported", "swap_vocals changes who"),
            (mine, singer, "unsupported", "offline has no add_part of a recording"),
            (band, singer | {"lyrics": "[Intro]"}, "unsupported", "say lyrics with words"),
            (band, singer | {"sound": "no vocals"}, "unsupported", "no sound without voices"),
            (band, {"part": "band", "sound": "jazz trio"}, "unsupported", "offline adds no band; nobody configured does"),
            (band, {"part": "vocals"}, "invalid_arguments", "a singer needs lyrics"),
            (band, {"part": "band"}, "invalid_arguments", "a band needs a sound"),
            (band, {"part": "band", "sound": "jazz", "lyrics": "la"}, "invalid_arguments", "sings no lyrics"),
        ]
        for song, arguments, code, words in refused:
            result = await client.call_tool("add_part", {"clip_id": song["clip_id"], **arguments})
            assert result.structured_content is not None
            error = result.structured_content["error"]
            assert error["code"] == code and words in error["message"], error


@pytest.mark.parametrize(
    ("song", "silent"),
    [
        ({"sound": "jazz trio", "instrumental": True}, "vocals"),
        ({"sound": "solo piano", "instrumental": True}, "vocals, drums"),
        ({"sound": SOUND, "lyrics": LYRICS}, None),
    ],
)
async def test_a_stem_in_which_nothing_sounds_is_told(song: dict[str, Any], silent: str | None, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = await call_tool(client, "create_music", **song, seconds=8)
        split = await call_tool(client, "split_stems", clip_id=made["clips"][0]["clip_id"])
        told = [warning for warning in split.get("warnings", []) if warning.startswith("Silent ")]
        assert told == ([f"Silent in this song, and so in these stems: {silent}."] if silent else [])


async def test_every_clip_is_still_there_after_a_restart(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await a_song(client)
    async with open_client(settings_for(tmp_path)) as (client, _):
        found = await call_tool(client, "find_clips", query="rain")
        assert [clip["clip_id"] for clip in found["clips"]] == [song["clip_id"]]
        longer = await call_tool(client, "extend_music", clip_id=song["clip_id"], seconds=8, sound=SOUND)
        assert longer["status"] == "done" and longer["clips"][0]["seconds"] > song["seconds"]


async def test_other_calls_are_answered_while_it_plays(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        playing = await call_tool(client, "create_music", sound=SOUND, lyrics=LYRICS * 8, wait_seconds=0)
        assert playing["status"] in ("queued", "running")
        assert (await call_tool(client, "studio_status"))["default_vendor"] == "offline"
        assert (await call_tool(client, "get_tasks", task_ids=[playing["task_id"]]))["tasks"][0]["status"] == "done"


async def test_a_recording_is_not_covered(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await a_song(client)
        mine = (await call_tool(client, "upload_music", path=song["file"]))["clips"][0]
        code, message = await tool_error(client, "cover_music", clip_id=mine["clip_id"], sound="metal")
        assert code == "unsupported" and "recording" in message
        longer = await call_tool(client, "extend_music", clip_id=mine["clip_id"], seconds=8, sound=SOUND)
        assert longer["status"] == "done"


async def test_saving_off_names_the_data_folders_copy(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path, save=False)) as (client, _):
        song = await a_song(client)
        assert Path(song["file"]).is_relative_to(tmp_path / "data") and not (tmp_path / "music").exists()


@pytest.mark.parametrize("content", [b"not audio at all", b""])
async def test_an_upload_that_is_no_audio_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(content)
    async with open_client(settings_for(tmp_path)) as (client, _):
        made = await call_tool(client, "upload_music", path=str(tmp_path / "song.mp3"))
        assert made["status"] == "failed" and made["error"]["code"] == "invalid_arguments"


async def test_seconds_that_an_answer_gives_are_seconds_an_edit_can_use(tmp_path: Path) -> None:
    words = "[Verse]\nRain on the window\n[Bridge]\nHold the line tonight\n[Outro]\nGoodbye"
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await call_tool(client, "create_music", sound="short folk, nylon guitar, 97 bpm, male voice", lyrics=words)
        [told] = [warning for warning in song["warnings"] if "Sections by second" in warning]
        begins = {name: float(at) for name, at in re.findall(r"([A-Z][a-z]+(?: \d)?) ([\d.]+)", told.partition(":")[2])}
        bridge = begins["Bridge"]
        after = min(at for at in begins.values() if at > bridge)
        assert any(at % 1 for at in begins.values()), "a tempo whose bars end on whole seconds shows nothing"
        clip_id = song["clips"][0]["clip_id"]
        meant = {"clip_id": clip_id, "lyrics": "[Bridge]\nLet it go", "seed": "5"}
        exact = await call_tool(client, "replace_section", start=bridge, end=after, **meant)
        about = await call_tool(client, "replace_section", start=bridge - 0.4, end=after + 0.3, **meant)
        assert about["task_id"] != exact["task_id"] and about["clips"][0]["clip_id"] == exact["clips"][0]["clip_id"]
        assert not any("taken as" in warning for warning in exact["warnings"])
        assert any(f"start {bridge - 0.4:g} was taken as {bridge:.1f}, where Bridge begins" in one for one in about["warnings"])
        assert told in exact["warnings"], "a section that was replaced from border to border leaves no slivers"


@pytest.mark.parametrize(
    ("tool", "arguments", "word"),
    [
        ("replace_section", {"start": 1, "end": 600, "sound": SOUND}, "end: 600 is past"),
        ("replace_section", {"start": 600, "sound": SOUND}, "start: 600 is past"),
        ("extend_music", {"at": 600, "sound": SOUND}, "at: 600 is past"),
    ],
)
async def test_a_second_past_the_end_is_refused(tool: str, arguments: dict[str, Any], word: str, tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        song = await a_song(client)
        code, message = await tool_error(client, tool, clip_id=song["clip_id"], **arguments)
        assert code == "invalid_arguments" and word in message and "seconds long" in message
        end = await call_tool(client, "extend_music", clip_id=song["clip_id"], at=song["seconds"] + 0.3, sound=SOUND, seconds=6)
        assert end["status"] == "done"


async def test_a_title_that_was_asked_for_is_kept_though_the_music_is_there(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, _):
        asked = {"sound": "short lofi, rhodes", "seed": "7", "seconds": 8}
        one = (await call_tool(client, "create_music", title="One", **asked))["clips"][0]
        two = (await call_tool(client, "create_music", title="Two", **asked))["clips"][0]
        assert (one["title"], two["title"]) == ("One", "Two") and _pcm(one["file"]) == _pcm(two["file"])
        assert Path(one["file"]).name.startswith("One - ") and Path(two["file"]).name.startswith("Two - ")
        for clip in (one, two):
            [found] = (await call_tool(client, "find_clips", query=clip["title"]))["clips"]
            assert found["clip_id"] == clip["clip_id"]
        unsaid = (await call_tool(client, "create_music", **asked))["clips"][0]
        assert unsaid["title"] == "One", "music that is there keeps its title where none is asked for"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_that_it_is_a_sketch_is_said_once_in_a_connection(mode: str, tmp_path: Path) -> None:
    asked = {"sound": "short lofi, rhodes", "seconds": 6}
    ids = []
    for connection in range(2):
        async with open_client(settings_for(tmp_path), mode=mode) as (client, _):
            said = []
            for take in (1, 2):
                made = await call_tool(client, "create_music", **asked, take=take + 2 * connection)
                said += [warning for warning in made["warnings"] if "sketch" in warning]
                ids.append(made["task_id"])
            assert (await call_tool(client, "studio_status"))["tasks"] == len(ids)
            poll = await client.call_tool("get_tasks", {"task_ids": ids})
            assert poll.structured_content is not None and "sketch by the engine" not in json.dumps(poll.structured_content)
            assert len(said) == 1 and said[0].startswith("A sketch by the engine on this machine")
    async with open_client(settings_for(tmp_path), mode=mode) as (client, _):
        polls = [(await call_tool(client, "get_tasks", task_ids=ids)).get("warnings", []) for _ in range(3)]
        assert [len(warnings) for warnings in polls] == [1, 0, 0], "who only looks is told too"
