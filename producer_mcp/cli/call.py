"""The commands `call`, which runs one tool, and `tools`, which lists them."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import anyio
import click

from .client import follow, our_server, status_of, text_of


def run_call(tool: str, arguments: Sequence[str], *, no_wait: bool, as_json: bool) -> int:
    """Call a tool with `KEY=VALUE` arguments and print its answer; 1 when it failed.

    Unless `no_wait`, the task it starts is followed to its end.
    """
    return anyio.run(partial(_call, tool, parse_arguments(arguments), no_wait, as_json))


def parse_arguments(pairs: Sequence[str]) -> dict[str, Any]:
    """`KEY=VALUE` pairs as arguments; a key that is given more than once becomes a list. Raises `click.UsageError`."""
    arguments: dict[str, Any] = {}
    for key, value in map(_parse_pair, pairs):
        if key in arguments:
            before = arguments[key]
            arguments[key] = [*(before if isinstance(before, list) else [before]), value]
        else:
            arguments[key] = value
    return arguments


def _parse_pair(pair: str) -> tuple[str, Any]:
    """A value that is JSON (`12`, `true`, `["a"]`) is parsed; any other is text."""
    key, equals, value = pair.partition("=")
    if not equals:
        raise click.UsageError(f"{pair!r} is not KEY=VALUE.")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value


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


def run_tools() -> int:
    """Print every tool with its description and its arguments."""
    return anyio.run(_tools)


async def _tools() -> int:
    async with our_server(log_level="warning") as client:
        for tool in (await client.list_tools()).tools:
            required = tool.input_schema.get("required", [])
            click.echo(click.style(tool.name, bold=True) + f"  {tool.description}")
            for name, schema in tool.input_schema["properties"].items():
                click.echo(f"    {name}{'' if name in required else '?'}: {schema['description']}")
    return 0
