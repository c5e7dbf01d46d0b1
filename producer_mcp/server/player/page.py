"""The page itself: one document assembled from the files of the folder `page`, its address, and what hosts are told of it.

How hosts show it is the MCP Apps extension, 2026-01-26.
"""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ... import __version__

UI_EXTENSION = "io.modelcontextprotocol/ui"
"""What clients declare that can show pages."""
MIME_TYPE = "text/html;profile=mcp-app"
PAGE_META: Mapping[str, Any] = {"ui": {"csp": {}, "prefersBorder": True}}
"""What a host may let the page do: nothing beyond its own document, since it needs no other origin."""
PAGE_TOOL_META: Mapping[str, Any] = {"ui": {"visibility": ["app"]}}
"""Of a tool that is for the page alone: hosts do not show it to models."""
HASH_CHARS = 4
"""Of the content's hash in the address, so that a host which keeps pages by their address asks for one that has changed."""
PART = re.compile(r'<link rel="stylesheet" href="(?P<style>[\w.-]+)">|<script src="(?P<script>[\w.-]+)"></script>')
"""A line of `index.html` that names another file of the folder."""

COMMENT = re.compile(r"^\s*(?://.*|/\*.*\*/)$", re.MULTILINE)
"""A line of a script or a style sheet that holds a comment and nothing else."""
STYLE_BLANKS = re.compile(r" ?([{};:,>]) ")
"""Blanks that mean nothing in a style sheet."""
BETWEEN_PARTS = '</script>\n<script>\n"use strict";\n'
"""Where a script follows another: in the page they are one."""


def page_html(instead: Mapping[str, str] | None = None) -> str:
    """The whole page, UTF-8 and without any other origin. `instead`: files to take in place of those that `index.html` names."""
    names = instead or {}

    def inlined(part: re.Match[str]) -> str:
        tag, name = ("style", part["style"]) if part["style"] else ("script", part["script"])
        return f"<{tag}>\n{_text_of(names.get(name, name))}</{tag}>"

    return PART.sub(inlined, _text_of("index.html")).replace(BETWEEN_PARTS, "")


@cache
def player_uri() -> str:
    """The page's address: `ui://producer/player-0.1.0-1f3a.html`, another one after every change of the page.

    Tools are listed with it, so it is made of the files as they are, which is sooner than of the page that they become.
    """
    names = ("index.html", *(part["style"] or part["script"] for part in PART.finditer(_source_of("index.html"))))
    contents = "".join(_source_of(name) for name in names)
    return f"ui://producer/player-{__version__}-{sha256(contents.encode()).hexdigest()[:HASH_CHARS]}.html"


def showing_meta() -> dict[str, Any]:
    """The `_meta` of a tool whose answer the page shows, in the present spelling and in the one that older hosts read."""
    return {"ui": {"resourceUri": player_uri()}, "ui/resourceUri": player_uri()}


@cache
def _text_of(name: str) -> str:
    """A file of the page without its indentation and comments, which are a sixth of it."""
    text = COMMENT.sub("", _source_of(name))
    if name.endswith(".css"):
        text = STYLE_BLANKS.sub(r"\1", text)
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


@cache
def _source_of(name: str) -> str:
    return (files(__package__) / "page" / name).read_text("utf-8")
