"""The process: it starts only where it is safe, and a signal ends it with nothing lost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from click.testing import CliRunner
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from producer_mcp.__main__ import main
from producer_mcp.server.http.token_file import mint

from ..fake_vendor import FakeVendor, Fault
from ..studio_client import call_tool, environment_of, settings_for
from .running_server import free_port

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"


@pytest.mark.parametrize("said", [["--host", "0.0.0.0"], ["--host", "::"]])
def test_it_does_not_start_where_strangers_could_come_in(said: list[str], tmp_path: Path) -> None:
    env = {"PRODUCER_LEDGER": str(tmp_path / "l.db"), "PRODUCER_LIBRARY": str(tmp_path / "m")}
    run = CliRunner(env=env).invoke(main, ["serve", "--http", *said])
    assert run.exit_code == 1 and "PRODUCER_HOSTS" in run.output and "Traceback" not in run.output
    assert not (tmp_path / "l.db").exists()


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    env = {"PRODUCER_LEDGER": str(tmp_path / "l.db"), "PRODUCER_LIBRARY": str(tmp_path / "m")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = CliRunner(env=env).invoke(main, ["serve", "--http", "--port", str(taken.getsockname()[1])])
    assert run.exit_code == 1 and "cannot listen" in run.output and "--port" in run.output


@contextmanager
def process(folder: Path, fake: FakeVendor, port: int, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    env = os.environ | environment_of(settings_for(folder, fake, "musicapi", tokens=folder / "tokens", **more))
    command = [sys.executable, "-m", "producer_mcp", "serve", "--http", "--port", str(port)]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE) as running:
        try:
            assert running.stderr is not None
            while b"event=serving" not in (line := running.stderr.readline()):
                assert line, "it ended before it served"
            yield running
        finally:
            running.kill()


@asynccontextmanager
async def caller(port: int, token: str, mode: Any = "auto") -> AsyncIterator[Client]:
    async with httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}, timeout=60, trust_env=False) as http:
        transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


async def ends(running: subprocess.Popen[bytes]) -> float:
    """Seconds from SIGTERM to an end with 0."""
    began = time.monotonic()
    running.send_signal(signal.SIGTERM)
    code = await anyio.to_thread.run_sync(lambda: running.wait(15), abandon_on_cancel=True)
    assert code == 0
    return time.monotonic() - began


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
@pytest.mark.slow
async def test_a_signal_ends_waits_with_the_task_as_it_stands_and_submits_with_their_answer(tmp_path: Path) -> None:
    token, port = mint("alice", tmp_path / "tokens"), await free_port()
    answers: dict[str, dict[str, Any]] = {}
    async with FakeVendor() as fake:
        fake.polls_until_done = None
        with process(tmp_path, fake, port, pace=1) as running:
            for mode in ("auto", "legacy"):
                async with caller(port, token, mode):
                    pass  # it serves both

            async def create(take: int) -> None:
                async with caller(port, token) as client:
                    await client.list_tools()  # which it would ask for afterwards, to check the answer
                    answers[f"take {take}"] = await call_tool(client, "create_music", sound=SOUND, take=take, wait_seconds=45)

            async with anyio.create_task_group() as calls:
                calls.start_soon(create, 1)
                await fake.wait_for_requests(1, on="submit")
                fake.next(Fault("slow", seconds=1.5), on="submit")
                calls.start_soon(create, 2)
                await fake.wait_for_requests(2, on="submit")
                assert await ends(running) < 10
        assert (answers["take 1"]["status"], answers["take 2"]["status"]) in (("running", "queued"), ("running", "running"))
        assert "get_tasks" in answers["take 1"]["next"]
        fake.polls_until_done = 1
        with process(tmp_path, fake, port):
            async with caller(port, token) as client:
                ids = [answer["task_id"] for answer in answers.values()]
                after = (await call_tool(client, "get_tasks", task_ids=ids, wait_seconds=30))["tasks"]
        assert [task["status"] for task in after] == ["done", "done"]
        assert len(fake.charges) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
@pytest.mark.slow
async def test_a_submit_that_is_never_answered_does_not_keep_it_and_is_told_as_unknown(tmp_path: Path) -> None:
    token, port = mint("alice", tmp_path / "tokens"), await free_port()
    async with FakeVendor() as fake:
        fake.next(Fault("slow"), on="submit")
        with process(tmp_path, fake, port, pace=10) as running:
            async with caller(port, token) as client:
                begun = await call_tool(client, "create_music", sound=SOUND, wait_seconds=0)
                assert begun["status"] == "queued"
            assert await ends(running) < 10
        with process(tmp_path, fake, port, pace=10):
            asked = {"task_ids": [begun["task_id"]], "wait_seconds": 20}
            async with caller(port, token) as client:
                [after] = (await call_tool(client, "get_tasks", **asked))["tasks"]
            assert after["status"] == "unknown" and after["error"]["code"] == "unknown_outcome"
        assert len(fake.charges) == 1
