"""The command `play`: opens the player in the person's browser."""

import webbrowser

import anyio
import click

from ..settings import Settings


def run_play(settings: Settings, clip_id: str | None, *, opens_browser: bool, port: int, idle_minutes: float) -> int:
    """Serve the player until it is ended; 1 when there is no ledger."""
    if not settings.ledger.is_file():
        click.echo(
            f"there is no ledger at {settings.ledger}; nothing was made yet, or PRODUCER_LEDGER names another file.", err=True
        )
        return 1
    clip = clip_id.strip().removeprefix("producer://clips/") if clip_id else None
    anyio.run(_play, settings, clip, opens_browser, port, idle_minutes)
    return 0


async def _play(settings: Settings, clip_id: str | None, opens_browser: bool, port: int, idle_minutes: float) -> None:
    from ..server.http.play import open_player

    async with open_player(settings, clip_id, port) as playing, anyio.create_task_group() as group:
        group.start_soon(_show, playing.address, opens_browser)
        click.echo(f"Ctrl-C ends it; so do {idle_minutes:g} minutes in which no page is open.", err=True)
        await playing.run(idle_minutes * 60)
        group.cancel_scope.cancel()


async def _show(address: str, opens_browser: bool) -> None:
    """Open the address while it is served: some browsers only return when they are closed."""
    if opens_browser and await anyio.to_thread.run_sync(webbrowser.open, address, abandon_on_cancel=True):
        click.echo("The library is open in your browser.", err=True)
    else:
        click.echo(address)
        click.echo("Open this address in a browser of this machine; it works once.", err=True)
