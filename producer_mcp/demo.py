"""The main job for a newcomer: what an assistant does with our tools, done before their eyes."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio
import click
from mcp import Client

from .client import follow, our_server, status_of, text_of

IDEAS = (
    "the last train home in the rain",
    "a lighthouse that learns to dance",
    "two strangers sharing an umbrella",
    "coffee at sunrise after a long night",
    "a letter found in an old guitar case",
    "the first warm evening of the year",
)
SOUNDS = (
    "warm lofi with rhodes, upright bass and brushed drums, 84 bpm, female voice",
    "bright indie pop with electric guitar and live drums, 112 bpm, male voice",
    "synthwave with analog pads, driving bass and electronic drums, 100 bpm, female voice",
    "acoustic folk with steel guitar and soft percussion, 96 bpm, male voice",
    "soulful R&B with wurlitzer, electric bass and tight drums, 88 bpm, female voice",
)


class Stopped(Exception):
    """A step came to nothing; the message is the server's."""


@dataclass(frozen=True, slots=True)
class Session:
    """A connected client that reports each step."""

    client: Client

    async def step(self, label: str, tool: str, **arguments: Any) -> Mapping[str, Any]:
        """The structured answer of one tool, followed to its end."""
        result = await follow(self.client, tool, arguments, label=label)
        if result.is_error or status_of(result) in ("failed", "unknown"):
            raise Stopped(text_of(result))
        return result.structured_content or {}


def run_demo(idea: str | None, vendor: str) -> int:
    """Run it; the exit code."""
    code = 0
    try:
        anyio.run(partial(_demo, idea or random.choice(IDEAS), vendor))
    except* Stopped as stopped:
        code = 1
        for error in stopped.exceptions:
            click.echo(f"\n{error}", err=True)
    return code


async def _demo(idea: str, vendor: str) -> None:
    alone: dict[str, str] = {"musicapi_key": "", "ccapi_key": "", "acedata_key": ""} if vendor == "offline" else {}
    async with our_server(vendor=vendor, log_level="warning", **alone) as client:
        session, offers = Session(client), {tool.name for tool in (await client.list_tools()).tools}
        click.echo(f"A song about {idea}, by {vendor}{' (a sketch engine, not FUZZ)' if vendor == 'offline' else ''}.\n")
        chance = random.randrange(1, 1000)

        written = await session.step("lyrics written", "write_lyrics", idea=idea, take=chance)
        [sheet, *_] = written["lyrics"]
        click.echo(click.style(f"\n{sheet['title']}\n", bold=True) + f"{sheet['text']}\n")

        async def song_of(label: str, tool: str, **arguments: Any) -> Mapping[str, Any]:
            clip: Mapping[str, Any] = (await session.step(label, tool, **arguments))["clips"][0]
            return clip

        text, title, sound = sheet["text"], sheet["title"], random.choice(SOUNDS)
        song = await song_of("music created", "create_music", sound=sound, lyrics=text, title=title, seed=str(chance))
        ending = {"lyrics": _last_lines(text), "seconds": 20}
        song = await song_of("extended at its end", "extend_music", clip_id=song["clip_id"], **ending)
        bridge = {"start": 20, "end": 32, "sound": "quiet, only strings and a harp"}
        song = await song_of("a section replaced", "replace_section", clip_id=song["clip_id"], **bridge)
        files = [("song", song)]
        if "split_stems" in offers:
            stems = await session.step("stems split", "split_stems", clip_id=song["clip_id"])
            files += [(stem["part"], stem) for stem in stems["clips"]]
        for kind in ("mp3", "wav"):
            exported = await session.step(f"{kind} exported", "download_music", clip_id=song["clip_id"], format=kind)
            files.append((kind, exported["clips"][0]))

        click.echo(f"\n{song.get('title', 'The song')}: {song.get('seconds', 0):.0f} seconds, {song['clip_id']}\n")
        for label, clip in files:
            click.echo(f"  {label:8} {clip.get('file') or clip.get('audio_url')}")
        click.echo("\nPlay the mp3; then put the server into your assistant, as the README says.")


def _last_lines(lyrics: str) -> str:
    """Words for an ending: the last lines that are sung."""
    sung = [line for line in lyrics.splitlines() if line.strip() and not line.startswith("[")]
    return "[Outro]\n" + "\n".join(sung[-2:])
