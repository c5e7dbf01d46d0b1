"""A server over HTTP in a process of its own."""

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
PATIENCE = 15


@contextmanager
def served(environment: Mapping[str, str], *module: str) -> Iterator[str]:
    """The address at which our server, or `python -m module …`, serves; the process ends with the block."""
    command = [sys.executable, "-m", *(module or SERVE)]
    env = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            yield _address(process.stdout)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _address(said: Iterator[str]) -> str:
    """What it says first about where it is; the rest of what it says is swallowed, so that it never has to wait to say it."""
    heard = []
    for line in said:
        heard.append(line)
        if address := ADDRESS.search(line):
            Thread(target=lambda: [None for _ in said], daemon=True).start()
            return address[0]
    raise AssertionError(f"the server ended before it served: {''.join(heard)}")
