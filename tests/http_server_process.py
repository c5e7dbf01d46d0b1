"""Starts a server that speaks HTTP in a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[1]
SERVE = ("producer_mcp", "serve", "--http", "--port", "0")
ADDRESS = re.compile(r"http://\S+/mcp")
SHUTDOWN_TIMEOUT_SECONDS = 15


@contextmanager
def http_server_process(environment: Mapping[str, str], *module: str) -> Iterator[str]:
    """The URL of our server, or of `python -m module …`, on a free port; the process ends with the block."""
    command = [sys.executable, "-m", *(module or SERVE)]
    env = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            yield _address(process.stdout)
        finally:
            process.terminate()
            process.wait(SHUTDOWN_TIMEOUT_SECONDS)


def _address(lines: Iterator[str]) -> str:
    """The first URL in the output; a thread reads the rest, so that the process never blocks on a full pipe."""
    seen = []
    for line in lines:
        seen.append(line)
        if address := ADDRESS.search(line):
            Thread(target=lambda: [None for _ in lines], daemon=True).start()
            return address[0]
    raise AssertionError(f"the server ended before it served: {''.join(seen)}")
