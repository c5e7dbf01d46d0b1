"""The command line `producer-mcp`. Each command imports what it needs, so that --version and --help stay instant."""

import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from . import __version__

if TYPE_CHECKING:
    from .server.stdio import Opened
    from .settings import Settings


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="producer-mcp")
@click.pass_context
def main(context: click.Context) -> None:
    """Music for AI assistants, as MCP tools. Without a command it serves one client over stdio."""
    if context.invoked_subcommand is None:
        _serve_stdio()


@main.command()
@click.option("--http", is_flag=True, help="Serve many over streamable HTTP, at /mcp; without it one client over stdio.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8717, show_default=True, type=click.IntRange(0, 65_535), help="0 takes a free one.")
@click.pass_context
def serve(context: click.Context, http: bool, host: str, port: int) -> None:
    """Serve, over stdio or HTTP."""
    if not http:
        if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ("host", "port")):
            raise click.UsageError("--host and --port are for HTTP: say --http, too.")
        _serve_stdio()
        return
    settings = _settings(lenient=True)
    import anyio

    from .logs import start_logs
    from .server.http import serve
    from .server.stdio import end_process

    start_logs(settings.log_level or "info", settings.warnings)
    with _errors_as_sentences():
        anyio.run(serve, settings, host, port)
    end_process()


@main.command()
@click.argument("name")
def token(name: str) -> None:
    """Mint a bearer token for NAME, print it once, and write its hash into PRODUCER_TOKENS."""
    settings = _settings()
    if settings.tokens is None:
        raise click.ClickException("Set PRODUCER_TOKENS to the file where the hashes of tokens are kept.")
    from .server.http.token_file import mint

    with _errors_as_sentences():
        click.echo(mint(name, settings.tokens))


@main.command()
@click.argument("idea", required=False)
@click.option("--vendor", default="offline", show_default=True, help="Who makes the music; hosted vendors cost credits.")
def demo(idea: str | None, vendor: str) -> None:
    """Make a song the way an assistant would: write, compose, extend, mend, split, export."""
    _settings()
    from .cli.demo import run_demo
    from .vendors.registry import vendor_names

    if vendor not in vendor_names():
        raise click.BadParameter(f"{vendor!r} is none of {', '.join(vendor_names())}.", param_hint="--vendor")
    sys.exit(run_demo(idea, vendor))


@main.command()
@click.argument("tool")
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--no-wait", is_flag=True, help="Answer at once; look later with `call get_tasks task_ids=…`.")
@click.option("--json", "as_json", is_flag=True, help="Print the structured answer.")
def call(tool: str, arguments: tuple[str, ...], no_wait: bool, as_json: bool) -> None:
    """Call one TOOL and follow it to its end."""
    _settings()
    from .cli.call import run_call

    sys.exit(run_call(tool, arguments, no_wait=no_wait, as_json=as_json))


@main.command()
def tools() -> None:
    """Print the tools and what they take."""
    _settings()
    from .cli.call import run_tools

    sys.exit(run_tools())


@main.command()
@click.argument("words", nargs=-1, metavar="[TASK_ID | WORD...]")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def task(words: tuple[str, ...], as_json: bool) -> None:
    """Print the life of one task: times, states, what was asked, cost, the vendor's last answer, files.

    Without TASK_ID list the newest tasks; with WORDs those whose arguments contain them all.
    """
    settings = _settings()
    from .cli.task import run_list, run_task

    with _errors_as_sentences():
        if len(words) == 1 and words[0].startswith("task_"):
            sys.exit(run_task(settings, words[0], as_json=as_json))
        sys.exit(run_list(settings, " ".join(words).split(), as_json=as_json))


@main.command()
@click.argument("clip", required=False)
@click.option("--no-browser", is_flag=True, help="Print the address instead; it works once, on this machine.")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65_535), help="0 takes a free one.")
@click.option(
    "--idle",
    default=30.0,
    show_default=True,
    metavar="MINUTES",
    type=click.FloatRange(min=0, min_open=True),
    help="End when no page was open for that long.",
)
def play(clip: str | None, no_browser: bool, port: int, idle: float) -> None:
    """Open the library in your browser, or CLIP: hear, find and download what was made.

    It runs on this machine only, beside any server, and spends nothing.
    """
    settings = _settings()
    from .cli.play import run_play
    from .logs import start_logs
    from .server.stdio import end_process

    start_logs(settings.log_level or "warning", settings.warnings)
    with _errors_as_sentences():
        if code := run_play(settings, clip, opens_browser=not no_browser, port=port, idle_minutes=idle):
            sys.exit(code)
    end_process()


@main.command()
@click.argument("clip", required=False)
@click.option("--undo", is_flag=True, help="Show it again.")
def hide(clip: str | None, undo: bool) -> None:
    """Leave CLIP out of find_clips, a wrong upload for instance; it stays where it is, and can be played.

    Without CLIP list the clips that are hidden.
    """
    settings = _settings()
    from .cli.hide import run_hide

    with _errors_as_sentences():
        sys.exit(run_hide(settings, clip, undo=undo))


@main.command()
@click.option("--set-aside", is_flag=True, help="Put the ledger aside, under another name, so that a new one is begun.")
def ledger(set_aside: bool) -> None:
    """Say where the ledger is; with --set-aside begin a new one."""
    path = _settings().ledger
    if not set_aside:
        click.echo(path)
        return
    if not path.exists():
        click.echo(f"There is no ledger at {path}; one begins at the next start.")
        return
    from .ledger import sqlite_errors
    from .studio import utc_now

    with _errors_as_sentences():
        kept = sqlite_errors.set_aside(path, utc_now())
        click.echo(f"The old ledger is kept as {kept}; a new one begins at the next start.")


def _settings(*, lenient: bool = False) -> "Settings":
    """The settings of the environment; a wrong one ends the command with its message.

    A server is `lenient`: few see why it did not start, where a person at a terminal can mend the variable at once.
    """
    from .settings import WrongSetting, read_settings

    try:
        return read_settings(lenient=lenient)
    except WrongSetting as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _errors_as_sentences() -> Iterator[None]:
    """Ends the command with exit code 1, and the message of a `ProducerError` on stderr; other errors are bugs, and pass."""
    from .errors import ProducerError

    try:
        yield
    except (ProducerError, BaseExceptionGroup) as error:
        if (cause := _only(ProducerError, error)) is None:
            raise
        raise click.ClickException(str(cause)) from None


def _only(kind: type[BaseException], error: BaseException) -> BaseException | None:
    """The first error of that kind, where nothing of another kind went wrong; else None.

    It stands in for `except*`, since Python before 3.11.4 puts what such a block raises into a group again.
    """
    if not isinstance(error, BaseExceptionGroup):
        return error if isinstance(error, kind) else None
    matching, rest = error.split(kind)
    return _innermost(matching) if matching is not None and rest is None else None


def _innermost(error: BaseException) -> BaseException:
    """The first single error in nested groups."""
    return _innermost(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _serve_stdio() -> None:
    """Serve one client over stdio."""
    gc.disable()  # start-up makes many objects that stay; collecting among them would only delay it
    settings = _settings(lenient=True)
    from contextlib import asynccontextmanager

    import anyio

    from .app import open_studio
    from .logs import start_logs
    from .server import build_server
    from .server.signing_key import secret_in
    from .server.stdio import Opened, end_process, serve_stdio

    start_logs(settings.log_level or "warning", settings.warnings)  # clients show stderr to people

    @asynccontextmanager
    async def opening() -> AsyncIterator["Opened"]:
        async with open_studio(settings) as studio:
            secret = secret_in(settings.data)
            server = build_server(studio, version=__version__, wait_seconds=settings.wait_seconds, secret=secret)
            gc.freeze()  # what was made so far stays: the collector need not look through it again
            gc.enable()
            yield Opened(server, studio.end_waits)

    with _errors_as_sentences():
        code = anyio.run(serve_stdio, opening())
    end_process(code)


def start() -> None:
    """The command line as a process: in UTF-8, whatever the locale, and silent when nobody reads what it prints any more."""
    _use_utf8()
    try:
        main()
    except (BrokenPipeError, BaseExceptionGroup) as error:
        if _only(BrokenPipeError, error) is None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed goes nowhere
        sys.exit(1)


def _use_utf8() -> None:
    """File names and output in UTF-8: titles are in any script, and a locale of Latin letters cannot name their files."""
    is_narrow = sys.getfilesystemencoding().lower() != "utf-8"
    if is_narrow and not sys.flags.utf8_mode and sys.platform != "win32" and sys.executable and not hasattr(sys, "frozen"):
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


if __name__ == "__main__":
    start()
