"""Other people's clients, in environments of their own, each playing a session with the real server over stdio."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..fake_vendor import FakeVendor
from ..opening import environment_of, settings_for
from .sandbox import node, node_room, play, python_room

pytestmark = pytest.mark.clients

SESSIONS = Path(__file__).parent / "sessions"
STEPS = ("list", "create", "errors with their sentences", "time out", "pick up", "extend", "read a resource", "get a prompt")
TASKS = ("a handle", "picked up after kill -9", "cancelled, and the music came home")
SONGS = 3
"""Submits of a session that are paid for, whatever times out."""


@dataclass(frozen=True)
class Stand:
    """A fake vendor, and what a session has to know to start a server on it."""

    fake: FakeVendor
    order: dict[str, str]

    def is_content(self, printed: str, steps: Sequence[str] = STEPS, songs: int = SONGS) -> None:
        """Every step was shown, and each song paid for once."""
        assert printed.splitlines() == [f"shown: {step}" for step in steps]
        assert len(self.fake.charges) == songs
        assert not self.fake.strange


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with FakeVendor.in_a_thread() as fake:
        env = environment_of(settings_for(tmp_path, fake, "musicapi")) | {"HOME": str(tmp_path)}
        server = {"command": sys.executable, "args": ["-m", "producer_mcp"], "env": env, "stderr": "ignore"}
        session = {"server": server, "vendor": {"url": fake.url}}
        yield Stand(fake, {"SESSION": json.dumps(session)})


@pytest.mark.parametrize("client", ["legacy", "modern", "vercel"])
def test_a_session_of_a_node_client(stand: Stand, client: str) -> None:
    room = node_room(SESSIONS)
    stand.is_content(play([node(room), f"{client}.mjs"], room, stand.order))


def test_a_session_of_the_tasks_extension(stand: Stand) -> None:
    room = node_room(SESSIONS)
    stand.is_content(play([node(room), "tasks.mjs"], room, stand.order), TASKS, songs=2)


def test_a_session_of_langchain(stand: Stand) -> None:
    python = python_room("langchain-mcp-adapters>=0.3,<1")
    stand.is_content(play([python, "langchain_tools.py"], SESSIONS, stand.order))
