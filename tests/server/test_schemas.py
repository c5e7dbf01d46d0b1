import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from mcp import Client

from producer_mcp.server.tools import Tool
from tests.snapshots import TOOLS, tools_on_wire

from .stub_studio import our_tools

pytestmark = pytest.mark.anyio

MAX_TOOLS = 17


def packed(value: object) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def walk(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for below in schema.values():
            yield from walk(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from walk(below)


async def test_all_tools_together_are_small(client: Client) -> None:
    listed = (await client.list_tools()).model_dump(by_alias=True, mode="json", exclude_none=True)
    assert packed(listed) <= 28_700
    few = "a model chooses rightly among few tools: make the new ability an argument of one there is (see CONTRIBUTING)"
    assert len(listed["tools"]) <= MAX_TOOLS, few


async def test_a_list_of_tools_may_be_kept_for_a_while(client: Client) -> None:
    if client.protocol_version == "2026-07-28":
        listed = await client.list_tools()
        assert (listed.ttl_ms, listed.cache_scope) == (300_000, "private")


@pytest.mark.parametrize("tool", tools_on_wire(), ids=lambda tool: tool["name"])
def test_the_narrowest_client_understands_it(tool: dict[str, Any]) -> None:
    inputs, outputs = tool["inputSchema"], tool["outputSchema"]
    for schema in (*walk(inputs), *walk(outputs)):
        assert not {"$ref", "$defs", "anyOf", "oneOf", "allOf", "required"} & schema.keys() or schema is inputs
        assert schema.get("properties") != {}
        assert ("additionalProperties" in schema) == (schema is inputs) and "exclusiveMinimum" not in schema
        assert schema.get("type") != "array" or "items" in schema
    assert packed(outputs) <= 330
    assert all(word.get("description") for word in inputs["properties"].values())


@pytest.mark.parametrize("tool", tools_on_wire(), ids=lambda tool: tool["name"])
def test_it_takes_nothing_else(tool: dict[str, Any]) -> None:
    assert tool["inputSchema"]["additionalProperties"] is False


@pytest.mark.parametrize("tool", tools_on_wire(), ids=lambda tool: tool["name"])
def test_what_is_required_comes_first_and_the_clip_before_all(tool: dict[str, Any]) -> None:
    names = list(tool["inputSchema"]["properties"])
    required = tool["inputSchema"].get("required", [])
    assert names[: len(required)] == required
    assert "clip_id" not in required or names[0] == "clip_id"
    assert names[-1] in ("wait_seconds", "vendor", "cursor")


def test_what_the_tool_is_about_comes_before_fine_tuning() -> None:
    orders = {tool["name"]: list(tool["inputSchema"]["properties"]) for tool in tools_on_wire()}
    assert orders["create_music"][:3] == ["sound", "lyrics", "instrumental"]
    assert orders["extend_music"][:4] == ["clip_id", "at", "sound", "lyrics"]
    assert orders["replace_section"][:5] == ["clip_id", "start", "end", "sound", "lyrics"]
    assert orders["add_part"][:4] == ["clip_id", "part", "sound", "lyrics"]
    assert orders["vary_music"][:3] == ["clip_id", "sound", "lyrics"]


NUMBERS = [
    (f"{tool['name']}.{name}", schema)
    for tool in tools_on_wire()
    for name, schema in tool["inputSchema"]["properties"].items()
    if schema["type"] in ("number", "integer")
]


@pytest.mark.parametrize(("name", "schema"), NUMBERS, ids=[name for name, _ in NUMBERS])
def test_a_range_is_also_said_in_words(name: str, schema: dict[str, Any]) -> None:
    """Codex, llama-index and others drop `minimum` and `maximum`."""
    told = {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", schema["description"])}
    limits = {schema[limit] for limit in ("minimum", "maximum") if limit in schema}
    assert limits <= told or (name == "replace_section.end" and "after start" in schema["description"])


@pytest.mark.parametrize("tool", tools_on_wire(), ids=lambda tool: tool["name"])
def test_a_typed_client_reads_errors_and_warnings(tool: dict[str, Any]) -> None:
    answer = tool["outputSchema"]["properties"]
    assert answer["error"] == {"type": "object"} and answer["warnings"] == {"type": "array", "items": {"type": "string"}}


def plainly(schema: dict[str, Any]) -> dict[str, Any]:
    """pydantic's schema without titles, and with optional as absent."""
    [kind] = [one for one in schema.get("anyOf", ({},)) if one.get("type") != "null"]
    kept = {word: value for word, value in (kind | schema).items() if word not in ("title", "anyOf")}
    if kept.get("default", 0) is None:
        del kept["default"]
    if "properties" in kept:
        kept["properties"] = {word: plainly(value) for word, value in kept["properties"].items()}
        kept.pop("description", None)
    if "items" in kept:
        kept["items"] = plainly(kept["items"])
    return kept


@pytest.mark.parametrize("tool", our_tools(), ids=lambda tool: tool.name)
def test_our_schema_says_what_pydantic_holds_calls_to(tool: Tool) -> None:
    assert tool.input_schema == plainly(tool.model.model_json_schema())


@pytest.mark.parametrize("tool", tools_on_wire(), ids=lambda tool: tool["name"])
def test_it_has_a_title_and_every_hint(tool: dict[str, Any]) -> None:
    looks = tool["name"] in ("get_tasks", "find_clips", "studio_status")
    assert tool["title"] and tool["description"].endswith(".")
    assert tool["annotations"] == {
        "readOnlyHint": looks,
        "destructiveHint": False,
        "idempotentHint": looks,
        "openWorldHint": True,
    }


@pytest.mark.parametrize("tool", tools_on_wire(), ids=lambda tool: tool["name"])
def test_it_is_as_it_was_last_looked_at(tool: dict[str, Any]) -> None:
    kept = json.loads((TOOLS / f"{tool['name']}.json").read_text("utf-8"))
    assert tool == kept, "meant? then renew it: uv run python -m tests.snapshots"


def test_no_snapshot_is_left_of_a_tool_that_is_gone() -> None:
    assert {page.stem for page in TOOLS.glob("*.json")} == {tool["name"] for tool in tools_on_wire()}
