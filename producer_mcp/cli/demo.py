"""The main job for a newcomer: what an assistant does with our tools, done before their eyes."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio
import click
from mcp import Client

from ..vendors.registry import OFFLINE, VENDORS
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

    async def may(self, label: str, tool: str, **arguments: Any) -> Mapping[str, Any] | None:
        """A step that not every vendor can do: what it said is shown, and the demo goes on."""
        try:
            return await self.step(label, tool, **arguments)
        except Stopped as error:
            click.echo(f"  {error}", err=True)
            return None


def run_demo(idea: str | None, vendor: str) -> int:
    """Run it; the exit code."""
    return anyio.run(partial(_demo, idea or random.choice(IDEAS), vendor))


async def _demo(idea: str, vendor: str) -> int:
    is_offline = vendor == OFFLINE
    no_keys = {spec.key_setting: "" for spec in VENDORS} if is_offline else {}
    label = "the sketch engine on this machine, not one of the vendors' models" if is_offline else vendor
    click.echo(f"A song about {idea}, by {label}.\n")
    async with our_server(vendor=vendor, log_level="warning", **no_keys) as client:
        try:
            await _make_a_song(Session(client), idea, random.randrange(1, 1000), seconds=20 if is_offline else None)
        except Stopped as error:
            click.echo(f"\n{error}", err=True)
            return 1
    return 0


async def _make_a_song(session: Session, idea: str, chance: int, *, seconds: float | None) -> None:
    """`seconds`: how long the ending is, where the vendor has a word for that."""
    written = await session.step("lyrics written", "write_lyrics", idea=idea, take=chance)
    [sheet, *_] = written["lyrics"]
    text, title, sound = sheet["text"], sheet["title"], random.choice(SOUNDS)
    click.echo(click.style(f"\n{title}\n", bold=True) + f"{text}\n")

    made = await session.step("music created", "create_music", sound=sound, lyrics=text, title=title, seed=str(chance))
    ending = {"lyrics": _last_lines(text)} | ({"seconds": seconds} if seconds else {})
    longer = await session.may("extended at its end", "extend_music", clip_id=_id_of(made), **ending) or made
    bridge = {"start": 20, "end": 32, "sound": "quiet, only strings and a harp"}
    mended = await session.may("a section replaced", "replace_section", clip_id=_id_of(longer), **bridge) or longer
    stems = await session.may("stems split", "split_stems", clip_id=_id_of(mended)) or {"clips": []}
    exports: dict[str, Any] = {}
    for form in ("mp3", "wav"):
        exports[form] = await session.may(f"{form} exported", "download_music", clip_id=_id_of(mended), format=form)

    [song] = mended["clips"]
    files = [("song", song), *((stem["part"], stem) for stem in stems["clips"])]
    files += [(form, export["clips"][0]) for form, export in exports.items() if export]
    click.echo(f"\n{song.get('title', 'The song')}: {song.get('seconds', 0):.0f} seconds, {song['clip_id']}\n")
    for label, clip in files:
        click.echo(f"  {label:8} {clip.get('file') or clip.get('audio_url')}")
    click.echo("\nPlay the mp3; then put the server into your assistant, as the README says.")


def _id_of(made: Mapping[str, Any]) -> str:
    return str(made["clips"][0]["clip_id"])


def _last_lines(lyrics: str) -> str:
    """Words for an ending: the last lines that are sung."""
    sung = [line for line in lyrics.splitlines() if line.strip() and not line.startswith("[")]
    return "[Outro]\n" + "\n".join(sung[-2:])
