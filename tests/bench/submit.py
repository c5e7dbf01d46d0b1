"""What a submit costs over stdio, beyond the bare HTTP call to the vendor that it makes.

    python -m tests.bench.submit

The vendor is a fake one that answers at once, in a process of its own; medians.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from types import SimpleNamespace
from typing import Any

import httpx

from ..studio_client import environment_of, settings_for
from .startup import OURS, ROOT, SOUND
from .stdio_pipe import StdioPipe

RUNS = 100
AIM = 15
SUBMIT = "/api/v1/producer/create"
BODY = {"task_type": "create_music", "sound": SOUND, "title": "Window"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, vendor() as fake:
        bare = list(posts(fake))
        settings = settings_for(Path(folder), fake, "musicapi", pace=1, daily_limit=0, save=False)
        for modern in (False, True):
            submits = list(calls(os.environ | environment_of(settings), modern))
            ours, theirs, slow = (seconds * 1e3 for seconds in (median(submits), median(bare), quantiles(submits, n=20)[-1]))
            era = "modern" if modern else "legacy"
            beside = f"bare POST {theirs:.1f} ms: {ours - theirs:+.1f} ms (aim ≤ {AIM})"
            print(f"{era}: submit {ours:.1f} ms (95 % within {slow:.1f}), {beside}")


@contextmanager
def vendor() -> Iterator[Any]:
    """The fake vendor as a process; its address and key."""
    command = [sys.executable, "-m", "tests.fake_vendor", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield SimpleNamespace(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def posts(fake: Any) -> Iterator[float]:
    """Seconds of a bare POST on a kept-alive connection."""
    with httpx.Client(base_url=fake.url, headers={"Authorization": f"Bearer {fake.key}"}, trust_env=False) as client:
        for run in range(RUNS + 5):
            began = time.perf_counter()
            client.post(SUBMIT, json=BODY).raise_for_status()
            if run >= 5:
                yield time.perf_counter() - began


def calls(environment: dict[str, str], modern: bool) -> Iterator[float]:
    """Seconds from a tools/call on the pipe to its answer, the song being asked for and not waited for."""
    with StdioPipe(OURS, environment, modern=modern) as wire:
        wire.greet()
        for run in range(RUNS + 5):
            song = {"sound": SOUND, "title": "Window", "take": run + 1 + modern * 500, "wait_seconds": 0}
            began = time.perf_counter()
            told = wire.ask("tools/call", name="create_music", arguments=song)
            took = time.perf_counter() - began
            assert not told.get("isError") and "existing" not in told["structuredContent"], told
            if run >= 5:
                yield took


if __name__ == "__main__":
    main()
