"""The command `play`: opens the player in the person's browser."""

import webbrowser

import anyio
import click

from ..settings import Settings


def run_play(settings: Settings, clip_id: str | None, *, opens_browser: bool, port: int, idle_minutes: float) -> int:
    """Serve the player until it is ended; 1 when there is no ledger."""
    if not settings.ledger.is_file():
        click.echo(f"there is no ledger at {settings.ledger}; PRODUCER_LEDGER may name another file.", err=True)
        return 1
    clip = clip_id.strip().removeprefix("producer://clips/") if clip_id else None
    anyio.run(_play, settings, clip, opens_browser, port, idle_minutes)
    return 0


async def _play(settings: Settings, clip_id: str | None, opens_browser: bool, port: int, idle_minutes: float) -> None:
    from ..server.http.play import open_player

    async with open_player(settings, clip_id, port) as playing:
        is_open = opens_browser and await anyio.to_thread.run_sync(webbrowser.open, playing.address)
        if is_open:
            click.echo("The library is open in your browser.", err=True)
        else:
            click.echo(playing.address)
            click.echo("Open this address in a browser of this machine; it works once.", err=True)
        click.echo(f"Ctrl-C ends it; so do {idle_minutes:g} minutes in which no page is open.", err=True)
        await playing.run(idle_minutes * 60)
