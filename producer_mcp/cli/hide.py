"""The command `hide`: a person puts a clip away, so that searches leave it out, or takes it out again."""

import anyio
import click

from ..errors import NotFound
from ..ledger.sqlite import open_ledger
from ..models import Clip
from ..safe_text import line
from ..settings import Settings
from ..studio import utc_now

MAX_TITLE_CHARS = 80


def run_hide(settings: Settings, clip_id: str | None, *, undo: bool) -> int:
    """Hide a clip, or show it again; without an id list what is hidden. 1 when there is no such clip, or no ledger."""
    if not settings.ledger.is_file():
        click.echo(f"there is no ledger at {settings.ledger}; PRODUCER_LEDGER may name another file.", err=True)
        return 1
    if clip_id is None:
        for clip in anyio.run(_hidden, settings):
            click.echo(_named(clip))
        return 0
    try:
        clip = anyio.run(_hide, settings, clip_id.strip().removeprefix("producer://clips/"), undo)
    except NotFound as error:
        click.echo(str(error), err=True)
        return 1
    if undo:
        click.echo(f"{_named(clip)} is found again.")
    else:
        click.echo(f"{_named(clip)} is left out of find_clips now; its file stays. Back: producer-mcp hide {clip.clip_id} --undo")
    return 0


async def _hide(settings: Settings, clip_id: str, undo: bool) -> Clip:
    async with open_ledger(settings.ledger, utc_now) as ledger:
        clip = await ledger.clips.hide(clip_id, None if undo else utc_now())
    if clip is None:
        raise NotFound(
            f"there is no clip {line(clip_id, 80)!r} in the ledger {settings.ledger}; find_clips lists those there are."
        )
    return clip


async def _hidden(settings: Settings) -> list[Clip]:
    async with open_ledger(settings.ledger, utc_now) as ledger:
        return await ledger.clips.hidden()


def _named(clip: Clip) -> str:
    return f'{clip.clip_id} "{line(clip.name, MAX_TITLE_CHARS)}"'
