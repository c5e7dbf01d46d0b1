"""The files of the page, read as text: what it weighs, what it may not do, and where its words stand."""

import re
from pathlib import Path

import pytest

from producer_mcp.server import player
from producer_mcp.server.player import page_html

PAGE = Path(player.__file__).parent / "page"
SCRIPTS = sorted(PAGE.glob("*.js"))
WEB_ONLY = {"web_bridge.js"}
"""Files of the page outside a chat, which take the place of others."""
TEXTS = {"strings.js", "web_bridge.js"}
"""The table of texts; and the few that are said otherwise outside a chat."""
MOST_BYTES = 100_000

NAMED_PART = re.compile(r'(?:href|src)="([\w.-]+)"')
MARKUP_FROM_TEXT = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc")
USED_TEXT = re.compile(r"\bstrings\.([A-Za-z]\w*)|\bstrings\[(\w+)\]")
STATED_TEXT = re.compile(r"^  (\w+):", re.MULTILINE)
SENTENCE = re.compile(r"""(["'`])(?:[A-Z][a-z]+(?: [A-Za-z]+)+|[A-Za-z]+(?: [A-Za-z]+){2,}[.…?!]?)\1""")
"""A literal that reads like words for people."""
REACHES_OUT = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\(|new Image|new Audio\(")


def code_of(file: Path) -> str:
    """A script without its comments."""
    return re.sub(r"^\s*//.*$", "", file.read_text("utf-8"), flags=re.MULTILINE)


def test_the_whole_page_is_small() -> None:
    assert len(page_html().encode()) < MOST_BYTES


def test_every_file_of_the_page_is_in_it_and_no_other_is_named() -> None:
    named = NAMED_PART.findall((PAGE / "index.html").read_text("utf-8"))
    there = {file.name for file in PAGE.iterdir()} - WEB_ONLY - {"index.html"}
    assert len(named) == len(set(named)) and set(named) == there


def test_the_page_names_no_other_origin() -> None:
    addresses = set(re.findall(r"https?://[^\s\"'`)]*", page_html()))
    assert addresses <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_makes_no_markup_from_text(file: Path) -> None:
    assert MARKUP_FROM_TEXT.findall(code_of(file)) == []


@pytest.mark.parametrize("file", [file for file in SCRIPTS if file.name not in WEB_ONLY], ids=lambda file: file.name)
def test_a_script_reaches_the_server_through_the_bridge_alone(file: Path) -> None:
    assert REACHES_OUT.findall(code_of(file)) == []
    assert ("postMessage" in code_of(file)) == (file.name in ("bridge.js", "exclusive.js"))


@pytest.mark.parametrize("file", [file for file in SCRIPTS if file.name not in TEXTS], ids=lambda file: file.name)
def test_words_for_people_stand_in_the_table_of_texts(file: Path) -> None:
    told = [match.group() for match in SENTENCE.finditer(code_of(file))]
    assert [words for words in told if words != '"use strict"'] == []


def test_every_text_that_is_used_is_in_the_table_and_none_lies_idle() -> None:
    stated = set(STATED_TEXT.findall(code_of(PAGE / "strings.js")))
    uses = [match for file in SCRIPTS for match in USED_TEXT.findall(code_of(file))]
    by_name = {name for name, _ in uses if name}
    assert by_name <= stated
    assert stated - by_name <= {"silent", "unplayable"}, "nothing shows these texts"


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_can_lose_its_comments_and_indentation(file: Path) -> None:
    """What the assembling relies on: no text goes over several lines, and no file ends the element it is put in."""
    assert all(line.count("`") % 2 == 0 for line in file.read_text("utf-8").splitlines())
    assert "</script" not in file.read_text("utf-8") and "<!--" not in file.read_text("utf-8")


def test_the_assembled_page_has_no_comments_of_its_sources() -> None:
    assert not re.search(r"^\s*//|^\s+\S|^/\*", page_html(), re.MULTILINE)
