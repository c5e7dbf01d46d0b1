"""The life of the process: what a client, a signal and a terminal make of it."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = """
import anyio, anyio.lowlevel, sys
from contextlib import asynccontextmanager
from pathlib import Path
from producer_mcp.server import build_server
from producer_mcp.server.stdio import Opened, end_process, serve_stdio
from tests.server.stub_studio import StubStudio

@asynccontextmanager
async def lifespan(server):
    print("a stray line on stdout")
    yield

@asynccontextmanager
async def opening():
    try:
        yield Opened(build_server(StubStudio(), version="1", lifespan=lifespan), lambda: None)
    finally:
        await anyio.lowlevel.checkpoint()
        Path(sys.argv[1]).write_text("closed")

end_process(anyio.run(serve_stdio, opening()))
"""

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}


def serving(mark: Path, stdin: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SERVER, str(mark)]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def greet(process: subprocess.Popen[bytes]) -> dict[str, object]:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(HELLO).encode() + b"\n")
    process.stdin.flush()
    told: dict[str, object] = json.loads(process.stdout.readline())
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path / "mark") as process:
        assert greet(process)["id"] == 1
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert process.stdout is not None and process.stdout.read() == b""
    assert (tmp_path / "mark").read_text() == "closed"


def test_a_client_that_hangs_up_ends_it(tmp_path: Path) -> None:
    with serving(tmp_path / "mark") as process:
        greet(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=10) == 0
    assert (tmp_path / "mark").read_text() == "closed"


@pytest.mark.skipif(sys.platform == "win32", reason="a broken pipe is another error there")
def test_a_client_that_was_killed_ends_it_without_a_traceback(tmp_path: Path) -> None:
    with serving(tmp_path / "mark") as process:
        greet(process)
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdout.close()
        # so many that an answer is written, which fails, before the end of stdin is read
        process.stdin.write(b'{"jsonrpc": "2.0", "id": 2, "method": "ping"}\n' * 100)
        process.stdin.close()
        assert process.wait(timeout=10) == 1
        told = process.stderr.read().decode()
        assert "Traceback" not in told and "BrokenPipe" not in told
    assert (tmp_path / "mark").read_text() == "closed"


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of this kind are POSIX")
def test_a_person_at_a_terminal_is_told_what_it_waits_for(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with serving(tmp_path / "mark", stdin=theirs) as process:
        assert process.stderr is not None
        assert b"waits for a client" in process.stderr.readline()
        process.terminate()
        assert process.wait(timeout=10) == 0
    os.close(ours)
    os.close(theirs)
