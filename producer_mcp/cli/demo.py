"""The command `demo`: makes a song with the tools, step by step, as an assistant would."""

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
    "the first snow of the year",
)
SOUNDS = (
    "warm lofi with rhodes, upright bass and brushed drums, 84 bpm, female voice",
    "bright indie pop with electric guitar and live drums, 112 bpm, male voice",
    "synthwave with analog pads, driving bass and electronic drums, 100 bpm, female voice",
    "acoustic folk with steel guitar and soft percussion, 96 bpm, male voice",
    "soulful R&B with wurlitzer, electric bass and tight drums, 88 bpm, female voice",
)


class StepFailed(Exception):
    """A step of the demo failed; the message is the server's."""


@dataclass(frozen=True, slots=True)
class DemoSession:
    """A connected client that shows the progress of each step."""

    client: Client

    async def step(self, label: str, tool: str, **arguments: Any) -> Mapping[str, Any]:
        """Call one tool, follow its task to its end, and return the structured answer; raises `StepFailed`."""
        result = await follow(self.client, tool, arguments, label=label)
        if result.is_error or status_of(result) in ("failed", "unknown"):
            raise StepFailed(text_of(result))
        return result.structured_content or {}

    async def optional_step(self, label: str, tool: str, **arguments: Any) -> Mapping[str, Any] | None:
        """A step that not every vendor offers: if it fails its message is shown, and the result is None."""
        try:
            return await self.step(label, tool, **arguments)
        except StepFailed as error:
            click.echo(f"  {error}", err=True)
            return None


def run_demo(idea: str | None, vendor: str) -> int:
    """Make a song about `idea` (a random one if None) at `vendor`; returns the exit code."""
    return anyio.run(partial(_demo, idea or random.choice(IDEAS), vendor))


async def _demo(idea: str, vendor: str) -> int:
    is_offline = vendor == OFFLINE
    no_keys = {spec.main_setting: "" for spec in VENDORS} if is_offline else {}
    label = "the sketch engine on this machine, not one of the vendors' models" if is_offline else vendor
    click.echo(f"A song about {idea}, by {label}.\n")
    async with our_server(vendor=vendor, log_level="warning", **no_keys) as client:
        try:
            await _make_a_song(DemoSession(client), idea, random.randrange(1, 1000), seconds=20 if is_offline else None)
        except StepFailed as error:
            click.echo(f"\n{error}", err=True)
            return 1
    return 0


async def _make_a_song(session: DemoSession, idea: str, seed: int, *, seconds: float | None) -> None:
    """Write, compose, extend, replace a section, split and export. `seconds`: the ending's length, where a vendor takes one."""
    idea_of_lyrics: dict[str, Any] = {"idea": idea, "take": seed}
    lyrics = await session.optional_step("lyrics written", "write_lyrics", **idea_of_lyrics)
    lyrics = lyrics or await session.step("lyrics written here", "write_lyrics", **idea_of_lyrics, vendor=OFFLINE)
    [sheet, *_] = lyrics["lyrics"]
    text, title, sound = sheet["text"], sheet["title"], random.choice(SOUNDS)
    click.echo(click.style(f"\n{title}\n", bold=True) + f"{text}\n")

    created = await session.step("music created", "create_music", sound=sound, lyrics=text, title=title, seed=str(seed))
    ending = {"lyrics": _last_lines(text)} | ({"seconds": seconds} if seconds else {})
    extended = await session.optional_step("extended at its end", "extend_music", clip_id=_id_of(created), **ending) or created
    section: dict[str, Any] = {"start": 20, "end": 32, "sound": "quiet, only strings and a harp"}
    section |= {"clip_id": _id_of(extended)}
    replaced = await session.optional_step("a section replaced", "replace_section", **section) or extended
    stems = await session.optional_step("stems split", "split_stems", clip_id=_id_of(replaced)) or {"clips": []}
    exports: dict[str, Any] = {}
    for name in ("mp3", "wav"):
        exports[name] = await session.optional_step(f"{name} exported", "download_music", clip_id=_id_of(replaced), format=name)

    [song] = replaced["clips"]
    files = [("song", song), *((stem["part"], stem) for stem in stems["clips"])]
    files += [(name, export["clips"][0]) for name, export in exports.items() if export]
    click.echo(f"\n{song.get('title', 'The song')}: {song.get('seconds', 0):.0f} seconds, {song['clip_id']}\n")
    for label, clip in files:
        click.echo(f"  {label:8} {clip.get('file') or clip.get('audio_url')}")
    click.echo("\nPlay the mp3; then put the server into your assistant, as the README says.")


def _id_of(answer: Mapping[str, Any]) -> str:
    return str(answer["clips"][0]["clip_id"])


def _last_lines(lyrics: str) -> str:
    """Lyrics for an ending: the last two lines that are sung."""
    sung = [line for line in lyrics.splitlines() if line.strip() and not line.startswith("[")]
    return "[Outro]\n" + "\n".join(sung[-2:])
