"""The page on clients: each has its section, and what is to be copied from it can be read."""

import ast
import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from .clients.test_sessions import FRAMEWORKS
from .printing import HERE, README

PAGE = HERE / "docs" / "clients.md"
TEXT = PAGE.read_text("utf-8")
SECTIONS = {
    "fastmcp_client.py": "fastmcp",
    "openai_agents.py": "OpenAI Agents SDK",
    "google_adk.py": "Google ADK",
    "pydantic_ai_tools.py": "Pydantic AI",
    "smolagents_tools.py": "smolagents",
    "langchain_tools.py": "LangChain",
    "vercel.mjs": "Vercel AI SDK",
}
"""By the page of a session, the section of what it plays."""
ASSISTANTS = ["Claude Desktop", "Claude Code", "ChatGPT", "VS Code", "Cursor", "Windsurf", "Codex", "Gemini CLI", "Goose", "Zed"]
OTHERS = ("LlamaIndex", "AutoGen", "agno", "CrewAI", "dspy", "LiveKit Agents")
VARIABLE = re.compile(r"PRODUCER_[A-Z]+(?:_[A-Z]+)*")


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def python(block: str) -> None:
    compile(block, PAGE.name, "exec", flags=ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


READERS: dict[str, Callable[[str], Any]] = {"json": json.loads, "toml": tomllib.loads, "python": python}


def blocks() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return [(kind, block) for kind, block in found if kind in READERS]


def test_every_session_that_is_played_has_its_section() -> None:
    assert set(FRAMEWORKS) <= set(SECTIONS)
    assert set(SECTIONS.values()) <= set(headings(TEXT))


@pytest.mark.parametrize("client", [*ASSISTANTS, *OTHERS])
def test_every_client_has_its_section(client: str) -> None:
    assert client in headings(TEXT)


def test_every_framework_with_a_time_out_in_the_readme_has_its_section() -> None:
    table = README.read_text("utf-8").partition("| gives up after |")[2].partition("\n\n")[0]
    named = [name for name in re.findall(r"^\| ([\w ]+) \|", table, re.MULTILINE) if "TypeScript" not in name]
    assert len(named) > 5 and set(named) <= set(headings(TEXT))


@pytest.mark.parametrize(("kind", "block"), blocks())
def test_what_is_to_be_copied_can_be_read(kind: str, block: str) -> None:
    READERS[kind](block)


def test_there_is_something_to_copy() -> None:
    assert {kind for kind, _ in blocks()} == set(READERS)


def test_it_names_only_settings_there_are() -> None:
    assert set(VARIABLE.findall(TEXT)) <= set(VARIABLE.findall(README.read_text("utf-8")))


def test_its_links_lead_somewhere() -> None:
    slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings(README.read_text("utf-8"))}
    anchors = re.findall(r"\]\(\.\./README\.md#([\w-]+)\)", TEXT)
    assert anchors and set(anchors) <= slugs
