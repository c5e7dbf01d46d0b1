"""Every prompt played to its end, offline: the calls it names, in its order, with answers that hold what it promises."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.types import TextResourceContents

from tests.studio_client import call_tool, open_client, settings_for

pytestmark = pytest.mark.anyio

SOUND = "slow piano ballad, warm upright bass, soft brushed drums, a low female voice"
LYRICS = """[Verse 1]
The last train leaves without a sound
I count the windows going by
[Chorus]
Leave a light on, leave it on for me
Leave a light on, leave it on for me
[Verse 2]
The platform empties, one by one
A paper cup rolls down the hall
[Outro]
Leave a light on, leave it on"""


@dataclass
class Play:
    """A prompt being played: only calls that its text names are made, and only with arguments that it names."""

    client: Client
    text: str

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Make a call of the prompt's; fails the test when it is not the prompt's, or not answered."""
        assert f"`{tool}" in self.text, f"the prompt does not name {tool}"
        unnamed = [name for name in arguments if not re.search(rf"\b{name}\b", self.text)]
        assert not unnamed, f"the prompt does not name {unnamed} of {tool}"
        return await call_tool(self.client, tool, **arguments)

    async def made(self, tool: str, **arguments: Any) -> list[dict[str, Any]]:
        """The clips of a call, followed to its end."""
        answer = await self.call(tool, **arguments)
        if answer["status"] == "running":
            [answer] = (await call_tool(self.client, "get_tasks", task_ids=[answer["task_id"]]))["tasks"]
        assert answer["status"] == "done", answer
        clips: list[dict[str, Any]] = answer["clips"]
        return clips


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with open_client(settings_for(tmp_path)) as (client, _):
        yield client


async def opened(client: Client, prompt: str, **arguments: str) -> Play:
    """A prompt with its arguments, ready to be played."""
    [message] = (await client.get_prompt(prompt, arguments)).messages
    assert message.content.type == "text" and "{" not in message.content.text
    return Play(client, message.content.text)


async def a_song(client: Client, **arguments: Any) -> dict[str, Any]:
    made = await call_tool(client, "create_music", **({"sound": SOUND, "lyrics": LYRICS, "seed": "7"} | arguments))
    [clip] = made["clips"]
    return {**clip}


async def lyrics_of(client: Client, clip: Mapping[str, Any]) -> str:
    [page] = (await client.read_resource(f"producer://clips/{clip['clip_id']}/lyrics")).contents
    assert isinstance(page, TextResourceContents)
    return page.text


async def sections_of(play: Play, clip: Mapping[str, Any]) -> dict[str, float]:
    """The seconds at which a clip's sections begin, as `find_clips` shows them in the clip's sound."""
    clips = (await play.call("find_clips", clip_id=clip["clip_id"]))["clips"]
    [shown] = [one for one in clips if one["clip_id"] == clip["clip_id"]]
    _, _, listed = shown["sound"].partition("Sections by second: ")
    assert listed, f"no sections in {shown['sound']!r}"
    return {name: float(second) for name, second in re.findall(r"([A-Z][\w -]*?) (\d+(?:\.\d)?)(?=[,;]|$)", listed)}


async def test_write_a_song(client: Client) -> None:
    play = await opened(client, "write_a_song", idea="the last train home", mood="warm")
    [sheet, *_] = (await play.call("write_lyrics", idea="the last train home, warm"))["lyrics"]
    [clip] = await play.made("create_music", sound=SOUND, lyrics=sheet["text"], title=sheet["title"])
    assert clip["title"] == sheet["title"] and clip["seconds"] > 10 and Path(clip["file"]).is_file()


async def test_write_a_song_that_nobody_sings(client: Client) -> None:
    play = await opened(client, "write_a_song", idea="fog over the harbour")
    [clip] = await play.made("create_music", sound="slow ambient pads", instrumental=True, title="Fog")
    assert clip["title"] == "Fog" and await lyrics_of(client, clip) == "(no lyrics are known)"


@pytest.mark.slow
async def test_an_ep_from_one_idea(client: Client) -> None:
    play = await opened(client, "an_ep_from_one_idea", idea="one street through a year", songs="3")
    assert (await play.call("studio_status"))["vendors"][0]["prices"]["create_music"] == "free"
    [sheet, *_] = (await play.call("write_lyrics", idea="spring on Marlow Road"))["lyrics"]
    [first] = await play.made("create_music", title="Spring", sound=SOUND, lyrics=sheet["text"])
    others = [
        await play.call("create_music", title="Summer", sound=f"{SOUND}, brighter", lyrics=LYRICS, wait_seconds=0),
        await play.call("create_music", title="Winter", sound="slow piano, warm upright bass", instrumental=True, wait_seconds=0),
    ]
    tasks = (await play.call("get_tasks", task_ids=[one["task_id"] for one in others], wait_seconds=45))["tasks"]
    songs = [first, *(clip for task in tasks for clip in task["clips"])]
    assert [song["title"] for song in songs] == ["Spring", "Summer", "Winter"]
    [exported] = await play.made("download_music", clip_id=first["clip_id"], format="mp3")
    assert exported["file"].endswith(".mp3")
    [film] = await play.made("make_video", clip_id=songs[2]["clip_id"])
    assert film["file"].endswith(".mp4")


async def test_finish_a_song_that_has_an_outro_gives_it_one_ending(client: Client) -> None:
    song = await a_song(client)
    play = await opened(client, "finish_a_song", clip_id=song["clip_id"], wish="a bridge and a last chorus")
    sections = await sections_of(play, song)
    assert "Leave a light on" in await lyrics_of(client, song)
    outro = next(second for name, second in sections.items() if name.startswith("Outro"))
    missing = "[Bridge]\nAnd every lamp along the line\n[Chorus]\nLeave a light on, leave it on for me\n[Outro]\nLeave it on"
    [longer] = await play.made("extend_music", clip_id=song["clip_id"], at=outro, lyrics=missing)
    names = list(await sections_of(play, longer))
    assert longer["seconds"] > song["seconds"] and sum(name.startswith("Outro") for name in names) == 1
    assert names[-1].startswith("Outro")


async def test_finish_a_song_that_breaks_off(client: Client) -> None:
    song = await a_song(client, lyrics=LYRICS.partition("[Outro]")[0])
    play = await opened(client, "finish_a_song", clip_id=song["clip_id"])
    [longer] = await play.made("extend_music", clip_id=song["clip_id"], lyrics="[Outro]\nLeave it on")
    assert longer["seconds"] > song["seconds"]


async def test_mend_a_section(client: Client) -> None:
    song = await a_song(client)
    play = await opened(client, "mend_a_section", clip_id=song["clip_id"], problem="the second verse is dull")
    sections = await sections_of(play, song)
    seconds, place = list(sections.values()), list(sections).index("Verse 2")
    start, end = seconds[place], seconds[place + 1]
    [mended] = await play.made(
        "replace_section", clip_id=song["clip_id"], start=start, end=end, sound="a cello joins", lyrics="[Verse 2]\nA cello hums"
    )
    assert abs(mended["seconds"] - song["seconds"]) < 0.1
    assert list(await sections_of(play, mended)) == list(sections)
    again = await play.call("replace_section", clip_id=song["clip_id"], start=start, end=end, take=2)
    assert again["status"] in ("running", "done")


async def test_new_voice_or_band(client: Client) -> None:
    song = await a_song(client)
    play = await opened(client, "new_voice_or_band", clip_id=song["clip_id"], change="a man should sing, over a brass band")
    [sung] = await play.made("swap_vocals", clip_id=song["clip_id"], sound="deep male voice", strength=0.6)
    [played] = await play.made("swap_sound", clip_id=sung["clip_id"], sound="brass band, march drums", strength=0.6)
    assert played["seconds"] == pytest.approx(song["seconds"], abs=0.2)


@pytest.mark.slow
async def test_take_apart_for_a_daw(client: Client) -> None:
    song = await a_song(client)
    play = await opened(client, "take_apart_for_a_daw", clip_id=song["clip_id"])
    assert "split_stems" in (await play.call("studio_status"))["vendors"][0]["offers"]
    parts = await play.made("split_stems", clip_id=song["clip_id"])
    assert {part["part"] for part in parts} == {"vocals", "drums", "bass", "other"}
    assert {part["seconds"] for part in parts} == {song["seconds"]}
    for clip in (song, parts[0]):
        [exported] = await play.made("download_music", clip_id=clip["clip_id"], format="wav")
        assert exported["file"].endswith(".wav") and Path(exported["file"]).is_file()


@pytest.mark.slow
async def test_try_other_styles(client: Client) -> None:
    song = await a_song(client)
    play = await opened(client, "try_other_styles", clip_id=song["clip_id"], styles="reggae, metal")
    begun = [
        await play.call("cover_music", clip_id=song["clip_id"], sound=f"{style}, 90 bpm", strength=strength, wait_seconds=0)
        for style, strength in (("roots reggae", 0.4), ("heavy metal", 0.8))
    ]
    tasks = (await play.call("get_tasks", task_ids=[one["task_id"] for one in begun], wait_seconds=45))["tasks"]
    covers = [clip for task in tasks for clip in task["clips"]]
    assert len({cover["title"] for cover in covers}) == 2 and all(Path(cover["file"]).is_file() for cover in covers)
    await play.made("vary_music", clip_id=song["clip_id"])
