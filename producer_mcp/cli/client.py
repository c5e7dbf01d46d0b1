"""A client of our own server, which it starts over stdio as any other client would."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from tempfile import TemporaryFile
from typing import Any, TextIO

import click
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, TextContent

from ..settings import environment

BAR_CHARS = 24


@asynccontextmanager
async def our_server(**settings: str) -> AsyncIterator[Client]:
    """A client of a server in its own process; `settings` (`vendor="offline"`) go before those of the environment.

    What the server logs is printed when it has ended. Raises `click.ClickException` with the server's own sentence when it does
    not start.
    """
    command = StdioServerParameters(command=sys.executable, args=["-m", "producer_mcp"], env=environment(**settings))
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        async with AsyncExitStack() as stack:
            try:
                client = await stack.enter_async_context(Client(stdio_client(command, errlog=log)))
            except (MCPError, ExceptionGroup) as error:
                raise click.ClickException(_why_it_ended(_text(log))) from error
            stack.callback(lambda: click.echo(_text(log), nl=False, err=True))
            yield client


def _text(log: TextIO) -> str:
    """What another process has written into a file that we opened."""
    log.seek(0)
    return log.read()


def _why_it_ended(log: str) -> str:
    """The sentence with which a command ends; of anything else the last line."""
    lines = [line for line in log.splitlines() if line.strip()]
    sentences = [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
    return [*lines, *sentences][-1] if lines else "The server did not start, and did not say why."


async def follow(client: Client, tool: str, arguments: Mapping[str, Any], *, label: str | None = None) -> CallToolResult:
    """Call a tool, and ask for its task until that has ended; a progress bar named `label` is drawn on stderr."""
    bar = ProgressBar(label or tool)
    result = await client.call_tool(tool, dict(arguments), progress_callback=bar.move)
    while not result.is_error and status_of(result) in ("queued", "running"):
        task_id = (result.structured_content or {})["task_id"]
        tasks = await client.call_tool("get_tasks", {"task_ids": [task_id], "wait_seconds": 45}, progress_callback=bar.move)
        [task] = (tasks.structured_content or {})["tasks"]
        result = tasks.model_copy(update={"structured_content": task})
    bar.end(succeeded=not result.is_error and status_of(result) in ("done", None))
    return result


def status_of(result: CallToolResult) -> str | None:
    """The status of the task in an answer; None when the answer is no task."""
    return (result.structured_content or {}).get("status")


def text_of(result: CallToolResult) -> str:
    """The text of an answer, its blocks one below the other."""
    return "\n".join(block.text for block in result.content if isinstance(block, TextContent))


class ProgressBar:
    """A line on stderr: redrawn as the work moves on in a terminal, written once at the end elsewhere."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._is_terminal = sys.stderr.isatty()
        self._draw(0.0)

    async def move(self, progress: float, total: float | None, message: str | None) -> None:
        """Draw `progress` of `total` (1, if it is not given); the SDK's progress callback."""
        self._draw(progress / (total or 1.0))

    def end(self, *, succeeded: bool) -> None:
        """Replace the bar by a mark."""
        mark = click.style("✓", fg="green") if succeeded else click.style("✗", fg="red")
        before, after = ("\r", " " * (BAR_CHARS + 4)) if self._is_terminal else ("", "")
        click.echo(f"{before}{mark} {self._label}{after}", err=True)

    def _draw(self, share: float) -> None:
        if self._is_terminal:
            full = round(min(share, 1.0) * BAR_CHARS)
            click.echo(f"\r… {self._label} {'█' * full}{'░' * (BAR_CHARS - full)}", nl=False, err=True)
