"""Other people's clients, in environments of their own, each playing a session with the real server."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..fake_vendor import FakeVendor
from ..http_server_process import http_server_process
from ..studio_client import environment_of, settings_for
from .sandbox import node, node_room, play, python_room

pytestmark = pytest.mark.clients

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")

SESSIONS = Path(__file__).parent / "sessions"
STEPS = ("list", "create", "errors with their sentences", "time out", "pick up", "extend", "read a resource", "get a prompt")
TASKS = ("a handle", "picked up after kill -9", "cancelled, and the music came home")
FRAMEWORK = (
    "list",
    "create",
    "errors with their sentences",
    "a song that takes longer than the client waits",
    "picked up",
    "extend",
)
FRAMEWORKS = {
    "fastmcp_client.py": "fastmcp>=4.2,<5",
    "openai_agents.py": "openai-agents>=0.24,<1",
    "google_adk.py": "google-adk[mcp]>=2.13,<3",
    "pydantic_ai_tools.py": "pydantic-ai-slim[mcp]>=2.68,<3",
    "smolagents_tools.py": "smolagents[mcp]>=1.26,<2 mcp<2",
}
"""The page of each framework's session, and what it needs, separated by blanks."""
SONGS = 3
"""Submits of a session that are paid for, whatever times out."""


@dataclass(frozen=True)
class Stand:
    """A fake vendor, and the settings of a server on it."""

    fake: FakeVendor
    environment: dict[str, str]

    @contextmanager
    def order(self, transport: str) -> Iterator[dict[str, str]]:
        """What a session is told; over HTTP the server is there already."""
        server = {"command": sys.executable, "args": ["-m", "producer_mcp"], "env": self.environment, "stderr": "ignore"}
        with http_server_process(self.environment) if transport == "HTTP" else nullcontext() as url:
            yield {"SESSION": json.dumps({"server": server, "url": url, "vendor": {"url": self.fake.url}})}

    def is_content(self, printed: str, steps: Sequence[str] = STEPS, songs: int = SONGS) -> None:
        """Every step was shown, and each song paid for once."""
        assert printed.splitlines() == [f"shown: {step}" for step in steps]
        assert len(self.fake.charges) == songs
        assert not self.fake.undocumented


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with FakeVendor.in_a_thread() as fake:
        env = environment_of(settings_for(tmp_path, fake, "musicapi")) | {"HOME": str(tmp_path)}
        yield Stand(fake, env)


@needs_npm
@pytest.mark.parametrize("transport", ["stdio", "HTTP"])
@pytest.mark.parametrize("client", ["legacy", "modern", "vercel"])
def test_a_session_of_a_node_client(stand: Stand, client: str, transport: str) -> None:
    room = node_room(SESSIONS)
    with stand.order(transport) as order:
        stand.is_content(play([node(room), f"{client}.mjs"], room, order))


@pytest.mark.parametrize("transport", ["stdio", "HTTP"])
def test_a_session_of_langchain(stand: Stand, transport: str) -> None:
    python = python_room("langchain-mcp-adapters>=0.3,<1")
    with stand.order(transport) as order:
        stand.is_content(play([python, "langchain_tools.py"], SESSIONS, order))


@pytest.mark.parametrize("transport", ["stdio", "HTTP"])
@pytest.mark.parametrize("page", FRAMEWORKS, ids=lambda page: page.removesuffix(".py"))
def test_a_session_of_an_agent_framework(stand: Stand, page: str, transport: str) -> None:
    python = python_room(*FRAMEWORKS[page].split())
    with stand.order(transport) as order:
        stand.is_content(play([python, page], SESSIONS, order, within=120), FRAMEWORK)


@needs_npm
def test_a_session_of_the_tasks_extension(stand: Stand) -> None:
    room = node_room(SESSIONS)
    with stand.order("stdio") as order:
        stand.is_content(play([node(room), "tasks.mjs"], room, order), TASKS, songs=2)
