"""A studio with a real ledger and library for a test, the fake vendor behind it, and an MCP client of its server."""

import os
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, TextContent
from pydantic import SecretStr

from producer_mcp import __version__
from producer_mcp.app import open_studio
from producer_mcp.server import build_server
from producer_mcp.settings import Settings
from producer_mcp.studio import Studio
from producer_mcp.vendors.registry import VENDORS, variable

from .fake_vendor import FakeVendor

TEST_PACE = 1000
"""The setting `pace`, by which the studio's waiting times are divided."""


def settings_for(folder: Path, fake: FakeVendor | None = None, *vendors: str, **more: Any) -> Settings:
    """Settings of a studio in `folder`, with the keys and addresses of the fake vendor for `vendors`."""
    places: dict[str, Any] = {"ledger": folder / "data" / "ledger.db", "library": folder / "music", "pace": TEST_PACE}
    if fake is None:
        return settings_of(**(places | more))
    own = {spec.name for spec in VENDORS if spec.key_of is None or spec.name in vendors}
    keys = {spec.key_setting: fake.key for spec in VENDORS if spec.name in vendors}
    urls = {spec.url_setting: fake.url for spec in VENDORS if not spec.own_server}
    return settings_of(**(places | keys | urls | more), only=own)


def settings_of(ledger: Path, library: Path, *, only: Collection[str] | None = None, **settings: Any) -> Settings:
    """Settings by the lower-case names of their variables without `PRODUCER_`; a vendor's are `acme_key` and `acme_url`.

    `only`: the names of the vendors that have their key; unsaid, those that are not paid by another one's.
    """
    allowed = only if only is not None else {spec.name for spec in VENDORS if spec.key_of is None}
    vendors: dict[str, dict[str, Any]] = {}
    for spec in VENDORS:
        given = {"key": spec.key_setting, "url": spec.url_setting}
        said = {word: settings[name] for word, name in given.items() if name in settings}
        vendors[spec.name] = {"url": spec.default_url} | (said if spec.name in allowed else {})
    for spec in VENDORS:
        settings.pop(spec.key_setting, None), settings.pop(spec.url_setting, None)
    return Settings(ledger=ledger, library=library, vendors=vendors, **settings)  # type: ignore[arg-type]


@asynccontextmanager
async def open_client(settings: Settings, *, mode: Any = "auto", **more: Any) -> AsyncIterator[tuple[Client, Studio]]:
    """An MCP client connected in memory, and the studio behind its server."""
    async with open_studio(settings) as studio, Client(build_server(studio, version=__version__), mode=mode, **more) as client:
        yield client, studio


def text_of(result: CallToolResult) -> str:
    """The text of a tool's answer."""
    return "\n".join(block.text for block in result.content if isinstance(block, TextContent))


async def call_tool(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured content of a tool's answer; fails the test when that is an error."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def tool_error(client: Client, tool: str, **arguments: Any) -> tuple[str, str]:
    """Code and message of a tool's error; fails the test when the call succeeds."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error and result.structured_content is not None, text_of(result)
    error = result.structured_content["error"]
    assert error["message"] in text_of(result)
    return error["code"], error["message"]


@asynccontextmanager
async def over_stdio(settings: Settings, *, mode: Any = "auto", errlog: Path | None = None, **more: Any) -> AsyncIterator[Client]:
    """A client of the server in a process of its own, over stdio; the server's log goes to `errlog`."""
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(settings.ledger.parent)} | environment_of(settings)
    command = StdioServerParameters(command=sys.executable, args=["-m", "producer_mcp"], env=env)
    with (errlog or Path(os.devnull)).open("a") as stderr:
        async with Client(stdio_client(command, errlog=stderr), mode=mode, **more) as client:
            yield client


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment variables from which a process reads these settings."""
    values: dict[str, Any] = {name: getattr(settings, name) for name in Settings.model_fields if name != "vendors"}
    for spec in VENDORS:
        access = settings.vendors[spec.name]
        values |= {spec.url_setting: access.url} | ({spec.key_setting: access.key} if access.key is not None else {})
    return {variable(name): _variable_value(value) for name, value in values.items() if value is not None}


def _variable_value(value: object) -> str:
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    return ",".join(plain) if isinstance(plain, tuple) else str(plain)
