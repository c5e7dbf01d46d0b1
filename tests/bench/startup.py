"""How long a client waits for the first tools/list, and what the idle server weighs, beside a one-tool server of the bare SDK.

    python -m tests.bench.startup

Both are started over stdio, in turn, all vendors configured in ours; medians of nine. Modules are read from bytecode, as at every
start but the first after an installation, also where the environment keeps Python from writing any. Then sizes of what goes over
the wire.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from ..fake_vendor import FAKED_VENDORS, FakeVendor, Fault
from ..studio_client import environment_of, settings_for
from .stdio_pipe import StdioPipe

ROOT = Path(__file__).parents[2]
RUNS = 9
AIM = 1.15
OURS = (sys.executable, "-m", "producer_mcp")
BARE = (sys.executable, str(ROOT / "tests" / "bench" / "one_tool.py"))
SOUND = "warm lofi with rhodes, brushed drums and a sleepy bass"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, FakeVendor.in_a_thread() as fake:
        settings = settings_for(Path(folder), fake, *FAKED_VENDORS)
        environment = os.environ | environment_of(settings) | {"PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for modern in (False, True):
            compare(environment, modern)
        print()
        for what, size in sizes(environment, fake):
            print(f"{what:<44} {size:>7,} bytes", flush=True)


def compare(environment: Mapping[str, str], modern: bool) -> None:
    """Start both in turn; the first of each is for the disk's cache, and makes the ledger."""
    starts: dict[tuple[str, ...], list[tuple[float, float]]] = {OURS: [], BARE: []}
    for run in range(RUNS + 1):
        for command, seen in starts.items():
            if (measured := started(command, environment, modern)) and run:
                seen.append(measured)
    (ours, weight), (bare, light) = ((median(t for t, _ in seen), median(w for _, w in seen)) for seen in starts.values())
    era = "modern" if modern else "legacy"
    fair = median(mine[0] / theirs[0] for mine, theirs in zip(starts[OURS], starts[BARE], strict=True))
    ratio = f"{ours / bare:.3f} × (run by run {fair:.3f} ×, aim ≤ {AIM} ×)"
    print(f"{era}: first tools/list {ours * 1e3:.0f} ms, bare SDK {bare * 1e3:.0f} ms: {ratio}")
    print(f"{era}: idle memory {weight:.1f} MB, bare SDK {light:.1f} MB: {weight - light:+.1f} MB")


def started(command: tuple[str, ...], environment: Mapping[str, str], modern: bool) -> tuple[float, float]:
    """Seconds until it has listed its tools, and the megabytes it then holds."""
    began = time.perf_counter()
    with StdioPipe(command, environment, modern=modern) as wire:
        wire.greet()
        assert wire.ask("tools/list")["tools"]
        took = time.perf_counter() - began
        return took, resident(wire.process.pid)


def resident(pid: int) -> float:
    """Megabytes in memory (Linux; elsewhere unknown)."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    [held] = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return int(held.split()[1]) / 1024


def sizes(environment: Mapping[str, str], fake: FakeVendor) -> Iterator[tuple[str, int]]:
    """What a model has to read, counted on the wire."""
    for modern in (False, True):
        era = "modern" if modern else "legacy"
        with StdioPipe(OURS, environment, modern=modern) as wire:
            wire.greet()
            listed = wire.ask("tools/list")
            yield f"tools/list, {len(listed['tools'])} tools, {era} (≤ 28,700)", size(listed)
            fake.next(Fault("pending_forever"), on="submit")
            take = 10 + modern
            began = call(wire, "create_music", sound=SOUND, title="Window", take=take, wait_seconds=0)
            yield f"submitted, {era} (≤ 600)", size(began)
            looked = call(wire, "get_tasks", task_ids=[began["structuredContent"]["task_id"]], wait_seconds=0)
            yield f"running, {era} (≤ 450)", size(looked)
            done = call(wire, "create_music", sound=SOUND, title="Window", take=take + 10)
            assert done["structuredContent"]["status"] == "done", done
            yield f"done with one clip, {era} (≤ 1,400)", size(done)


def call(wire: StdioPipe, tool: str, **arguments: Any) -> dict[str, Any]:
    return wire.ask("tools/call", name=tool, arguments=arguments)


def size(told: Mapping[str, Any]) -> int:
    """Bytes of the payload as compact JSON: tools, or text and structured content."""
    kept = {word: told[word] for word in ("tools", "content", "structuredContent") if word in told}
    return len(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())


if __name__ == "__main__":
    main()
