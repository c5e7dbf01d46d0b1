"""The commands `call` and `tools`: our tools, for a person at a terminal."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import anyio
import click

from .client import follow, our_server, status_of, text_of


def run_call(tool: str, arguments: Sequence[str], *, no_wait: bool, as_json: bool) -> int:
    """Call one tool; 1 when it came to nothing. A key said more than once is a list."""
    said: dict[str, Any] = {}
    for key, value in map(_said, arguments):
        said[key] = [*(said[key] if isinstance(said[key], list) else [said[key]]), value] if key in said else value
    return anyio.run(partial(_call, tool, said, no_wait, as_json))


async def _call(tool: str, arguments: dict[str, Any], no_wait: bool, as_json: bool) -> int:
    from mcp import MCPError

    async with our_server(log_level="warning") as client:
        try:
            if no_wait:
                result = await client.call_tool(tool, {**arguments, "wait_seconds": 0})
            else:
                result = await follow(client, tool, arguments)
        except MCPError as error:
            click.echo(str(error), err=True)
            return 1
    click.echo(json.dumps(result.structured_content, indent=2, ensure_ascii=False) if as_json else text_of(result))
    return int(bool(result.is_error) or status_of(result) in ("failed", "unknown"))


def _said(pair: str) -> tuple[str, Any]:
    """`key=value`; a value that reads as JSON (`12`, `true`, `["a"]`) is that, any other is text."""
    key, equals, value = pair.partition("=")
    if not equals:
        raise click.UsageError(f"{pair!r} is not KEY=VALUE.")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value


def run_tools() -> int:
    """Print every tool: what it does and what it takes."""
    return anyio.run(_tools)


async def _tools() -> int:
    async with our_server(log_level="warning") as client:
        for tool in (await client.list_tools()).tools:
            needed = tool.input_schema.get("required", [])
            click.echo(click.style(tool.name, bold=True) + f"  {tool.description}")
            for word, schema in tool.input_schema["properties"].items():
                click.echo(f"    {word}{'' if word in needed else '?'}: {schema['description']}")
    return 0
