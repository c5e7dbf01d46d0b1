"""What the project says of itself is true."""

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import producer_mcp
from producer_mcp.__main__ import main
from producer_mcp.vendors.registry import key_variables

from .printing import CARD, DOCUMENTS, HERE, README, card, document

COMMAND_PATTERN = re.compile(r"(?<![\w/])producer-mcp ([a-z]+)([^\n#`]*)")
MAX_PICTURE_BYTES = 60_000
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]


def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=HERE, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_shows_what_the_code_says(path: Path) -> None:
    text = path.read_text("utf-8")
    assert document(text) == text, "run: uv run python -m tests.printing"


PATH_LIKE = re.compile(r"(?:[a-z_0-9]+/)+(?:[a-z_0-9]+(?:\.[a-z]+)?)?")


@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda path: path.name)
def test_the_files_a_document_names_exist(path: Path) -> None:
    named = {word for word in re.findall(r"`([^`\n]+)`", path.read_text("utf-8")) if PATH_LIKE.fullmatch(word)}
    places = [HERE, HERE / "producer_mcp", HERE / "producer_mcp" / "engine"]
    there = {name for name in named if any((place / name).exists() or (place / f"{name}.py").exists() for place in places)}
    assert named - there == set()


def test_the_registry_card_is_the_projects() -> None:
    told = json.loads(CARD.read_text("utf-8"))
    assert card(told) == told, "run: uv run python -m tests.printing"
    assert told["name"] == "io.github.producer-mcp/producer-mcp"
    assert told["$schema"].endswith("/2025-12-11/server.schema.json")
    assert len(told["description"]) <= 100
    secrets = {v["name"] for v in told["packages"][0]["environmentVariables"] if v.get("isSecret")}
    assert secrets == set(key_variables())


def test_there_is_one_version() -> None:
    told = json.loads(CARD.read_text("utf-8"))
    assert PROJECT["version"] == producer_mcp.__version__ == told["version"] == told["packages"][0]["version"]


def test_the_readme_carries_the_registrys_marker() -> None:
    assert "<!-- mcp-name: io.github.producer-mcp/producer-mcp -->" in README.read_text("utf-8")


def test_the_readmes_first_screen_runs() -> None:
    screen = README.read_text("utf-8")[:4000]
    for command in ("pip install uv", "uv run producer-mcp demo", "uv run pytest"):
        assert command in screen
    for client in ("Claude Desktop", "Claude Code", "VS Code", "Cursor"):
        assert client in screen


@pytest.mark.parametrize("line", sorted(set(COMMAND_PATTERN.findall(README.read_text("utf-8")))), ids=" ".join)
def test_a_command_in_the_readme_is_there_with_its_options(line: tuple[str, str]) -> None:
    command, rest = line
    run = CliRunner().invoke(main, [command, "--help"])
    assert run.exit_code == 0, run.output
    assert {option for option in re.findall(r"--[a-z-]+", rest) if option not in run.output} == set()


def test_the_readmes_pictures_are_there_and_small() -> None:
    pictures = re.findall(r'<img src="([^"]+)" [^>]*alt="[^"]+">', README.read_text("utf-8"))
    assert pictures and all(0 < (HERE / picture).stat().st_size <= MAX_PICTURE_BYTES for picture in pictures)


def test_the_json_in_the_readme_is_json() -> None:
    for block in re.findall(r"```json\n(.*?)```", README.read_text("utf-8"), re.DOTALL):
        json.loads(block)


def test_nothing_is_kept_that_should_not_be() -> None:
    unwanted = re.compile(r"(\.lock|-lock\.(json|yaml)|\.(wav|mp3|flac|m4a|mp4))$")
    assert [path for path in tracked() if unwanted.search(path)] == []


@pytest.mark.parametrize(
    "path", sorted((HERE / "producer_mcp").rglob("*.py")), ids=lambda path: path.relative_to(HERE).as_posix()
)
def test_nothing_is_raised_in_an_except_star(path: Path) -> None:
    """Python before 3.11.4, as in Debian 12, puts it into a group: `SystemExit` is a traceback then, and a sentence is lost."""
    starred = [found for found in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(found, ast.TryStar)]
    inside = [node for block in starred for handler in block.handlers for node in ast.walk(handler)]
    assert [ast.unparse(node) for node in inside if isinstance(node, ast.Raise | ast.Call)] == []
