"""Our own server, spoken to as any client would: started over stdio, its tools called."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import click
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from ..settings import environment

BAR = 24


@asynccontextmanager
async def our_server(**settings: str) -> AsyncIterator[Client]:
    """A server of its own process, with `settings` (`vendor="offline"`) over those of the environment."""
    command = StdioServerParameters(command=sys.executable, args=["-m", "producer_mcp"], env=environment(**settings))
    async with Client(command) as client:
        yield client


async def follow(client: Client, tool: str, arguments: Mapping[str, Any], *, label: str | None = None) -> CallToolResult:
    """Call a tool and go on asking until its task has ended, with a bar of how far it is on stderr."""
    bar = _Bar(label or tool)
    result = await client.call_tool(tool, dict(arguments), progress_callback=bar.move)
    while not result.is_error and status_of(result) in ("queued", "running"):
        task_id = (result.structured_content or {})["task_id"]
        asked = {"task_ids": [task_id], "wait_seconds": 45}
        tasks = await client.call_tool("get_tasks", asked, progress_callback=bar.move)
        [task] = (tasks.structured_content or {})["tasks"]
        result = tasks.model_copy(update={"structured_content": task})
    bar.end(good=not result.is_error and status_of(result) in ("done", None))
    return result


def status_of(result: CallToolResult) -> str | None:
    """Where the task of an answer stands; None when it is no task."""
    return (result.structured_content or {}).get("status")


def text_of(result: CallToolResult) -> str:
    return "\n".join(block.text for block in result.content if isinstance(block, TextContent))


class _Bar:
    """How far it is; drawn over and over on a terminal, and once elsewhere."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._live = sys.stderr.isatty()
        self._draw(0.0)

    async def move(self, progress: float, total: float | None, message: str | None) -> None:
        self._draw(progress / (total or 1.0))

    def end(self, *, good: bool) -> None:
        mark = click.style("✓", fg="green") if good else click.style("✗", fg="red")
        click.echo(f"{chr(13) if self._live else ''}{mark} {self._label}{' ' * (BAR + 4) if self._live else ''}", err=True)

    def _draw(self, share: float) -> None:
        if self._live:
            full = round(min(share, 1.0) * BAR)
            click.echo(f"\r… {self._label} {'█' * full}{'░' * (BAR - full)}", nl=False, err=True)
