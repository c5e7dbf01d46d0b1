"""The HTTP server under load, beside a one-tool server of the bare SDK; and how soon a song is done in the ledger.

    python -m tests.bench.network

Both servers run as processes of their own, asked in turn by the same callers over kept connections, in the protocol of
2026-07-28.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import anyio
import anyio.abc

from producer_mcp.models import Status
from producer_mcp.server.http.token_file import mint

from ..fake_vendor import FakeVendor
from ..network.running_server import free_port, read_response, request_bytes, running_server, tool_call_bytes
from ..studio_client import call_tool, environment_of, settings_for

SOUND = "warm lofi with rhodes, brushed drums and a sleepy bass"
CONNECTIONS = (1, 16, 64)
SECONDS = 2.0
ROUNDS = 5
AIM = 0.6
WAITS = 200
LISTS = 100
LIST_AIM = 0.050
SONGS = 8
PACE = 10


@dataclass(frozen=True)
class Caller:
    """Somebody who asks one server the same thing over and over."""

    port: int
    said: bytes
    pid: int

    async def rate(self, connections: int) -> tuple[float, float]:
        """Calls a second, and calls a second of the server's own processor time, which other work on the machine spoils less."""
        answered, ends = 0, time.perf_counter() + SECONDS

        async def ask() -> None:
            nonlocal answered
            async with await anyio.connect_tcp("127.0.0.1", self.port) as stream:
                while time.perf_counter() < ends:
                    await stream.send(self.said)
                    heard = await read_response(stream)
                    assert heard.startswith(b"HTTP/1.1 200"), heard
                    answered += 1

        began, worked = time.perf_counter(), processor_seconds(self.pid)
        async with anyio.create_task_group() as group:
            for _ in range(connections):
                group.start_soon(ask)
        return answered / (time.perf_counter() - began), answered / (processor_seconds(self.pid) - worked)


def processor_seconds(pid: int) -> float:
    """What a process has used (Linux; elsewhere unknown)."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return float("nan")
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def process(*command: str, env: dict[str, str], port: int) -> Iterator[int]:
    """A server of its own; its process's number."""
    with subprocess.Popen([sys.executable, *command], env={**os.environ, **env}, stderr=subprocess.DEVNULL) as running:
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield running.pid
        finally:
            running.kill()


async def submitted(port: int, headers: dict[str, str], count: int) -> list[str]:
    """Ids of tasks that were begun."""
    ids = []
    for take in range(1, count + 1):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            said = {"sound": SOUND, "take": take, "wait_seconds": 0}
            await stream.send(tool_call_bytes("create_music", said, **headers))
            heard = (await read_response(stream)).partition(b"\r\n\r\n")[2]
            ids.append(json.loads(heard)["result"]["structuredContent"]["task_id"])
    return ids


async def until_done(port: int, headers: dict[str, str], task_id: str) -> None:
    async with await anyio.connect_tcp("127.0.0.1", port) as stream:
        await stream.send(tool_call_bytes("get_tasks", {"task_ids": [task_id], "wait_seconds": 50}, **headers))
        assert b'"status":"done"' in await read_response(stream)


async def calls_a_second(folder: Path) -> None:
    async with FakeVendor() as fake:
        fake.polls_until_done = 1
        ours, bare = await free_port(), await free_port()
        headers = {"authorization": f"Bearer {mint('bench', folder / 'tokens')}"}
        settings = settings_for(
            folder,
            fake,
            "musicapi",
            tokens=folder / "tokens",
            daily_limit=0,
            log_level="warning",
            pace=1,
            public_url=f"http://127.0.0.1:{ours}",
        )
        serve = ("-m", "producer_mcp", "serve", "--http", "--port", str(ours))
        with (
            process(*serve, env=environment_of(settings), port=ours) as our_pid,
            process("-m", "tests.bench.one_tool_http", str(bare), env={}, port=bare) as bare_pid,
        ):
            [task_id] = await submitted(ours, headers, 1)
            fake.finish(next(iter(fake.tasks)))
            await until_done(ours, headers, task_id)
            callers = {
                "ours": Caller(ours, tool_call_bytes("get_tasks", {"task_ids": [task_id]}, **headers), our_pid),
                "bare": Caller(bare, tool_call_bytes("echo", {"word": "la"}, host=f"127.0.0.1:{bare}"), bare_pid),
            }
            for connections in CONNECTIONS:
                seen: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
                for _ in range(ROUNDS):
                    for name, caller in callers.items():
                        seen[name].append(await caller.rate(connections))
                (ours_rate, _), (bare_rate, _) = (map(median, zip(*rates, strict=True)) for rates in seen.values())
                pairs = list(zip(seen["ours"], seen["bare"], strict=True))
                share, work = (median(mine[at] / theirs[at] for mine, theirs in pairs) for at in (0, 1))
                rates = f"{ours_rate:.0f} a second, bare SDK {bare_rate:.0f}: {share:.2f} ×"
                figures = f"{rates}; by processor time {work:.2f} × (aim ≥ {AIM} ×)"
                print(f"get_tasks, {connections:>2} connections: {figures}", flush=True)


async def lists_beside_waits(folder: Path) -> None:
    async with FakeVendor() as fake, AsyncExitStack() as stack:
        fake.polls_until_done = None
        port = await free_port()
        headers = {"authorization": f"Bearer {mint('bench', folder / 'tokens')}"}
        settings = settings_for(folder, fake, "musicapi", tokens=folder / "tokens", daily_limit=0, log_level="warning", pace=1)
        serve = ("-m", "producer_mcp", "serve", "--http", "--port", str(port))
        stack.enter_context(process(*serve, env=environment_of(settings), port=port))
        ids = await submitted(port, headers, 10)
        for number in range(WAITS):
            stream = await stack.enter_async_context(await anyio.connect_tcp("127.0.0.1", port))
            await stream.send(tool_call_bytes("get_tasks", {"task_ids": [ids[number % 10]], "wait_seconds": 50}, **headers))
        stream = await stack.enter_async_context(await anyio.connect_tcp("127.0.0.1", port))
        meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}).encode()
        sent = {"host": "127.0.0.1", "content-type": "application/json", "accept": "application/json, text/event-stream"}
        sent |= {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list", "content-length": str(len(body)), **headers}
        times = []
        for _ in range(LISTS):
            began = time.perf_counter()
            await stream.send(request_bytes("POST", "/mcp", sent) + body)
            assert (await read_response(stream)).startswith(b"HTTP/1.1 200")
            times.append(time.perf_counter() - began)
            await anyio.sleep(0.05)
        times.sort()
        figures = f"median {median(times) * 1e3:.1f} ms, 95 % {times[int(LISTS * 0.95)] * 1e3:.1f} ms"
        print(f"tools/list beside {WAITS} waits: {figures} (aim: median < {LIST_AIM * 1e3:.0f} ms)", flush=True)


async def done_to_ledger(folder: Path, *, calls_back: bool) -> None:
    """Songs that take as long as the ledger has learned, give or take; times as if `pace` were 1."""
    async with (
        FakeVendor() as fake,
        running_server(folder, fake, "musicapi", with_callbacks=calls_back, pace=PACE, daily_limit=0) as server,
    ):
        delays = []
        for number in range(SONGS + 2):
            fake.seconds_until_done = 3.0 + (number * 7 % SONGS) / SONGS
            async with server.client() as client:
                task_id = (await call_tool(client, "create_music", sound=SOUND, take=number + 1, wait_seconds=20))["task_id"]
            task = await server.serving.studio.ledger.tasks.get_of_any_owner(task_id)
            assert task is not None and task.status is Status.DONE and task.finished_at is not None
            work = fake.tasks[task.ticket or ""]
            late = task.finished_at.timestamp() - work.submitted - fake.seconds_until_done
            delays.append(late if calls_back else late * PACE)
        delays = sorted(delays[2:])
        how = "with webhooks" if calls_back else "without"
        figures = f"median {median(delays):.2f} s, longest {delays[-1]:.2f} s"
        print(f"done at the vendor to done in the ledger, {how}: {figures}", flush=True)


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("calls", "waits"):
            (folder / part).mkdir()
        await calls_a_second(folder / "calls")
        await lists_beside_waits(folder / "waits")
        await done_to_ledger(folder / "called", calls_back=True)
        await done_to_ledger(folder / "asked", calls_back=False)


if __name__ == "__main__":
    anyio.run(main)
