"""Every check there is for a server of our kind, what it found, and what cannot hold for us and why."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from producer_mcp.vendors.registry import VENDORS

from ..clients.sandbox import node, node_room
from ..http_server_process import http_server_process
from ..studio_client import environment_of, settings_for

TOOLS = Path(__file__).parent / "tools"
STAND_IN = "tests.conformance.stand_in"
LEGACY, MODERN = "2025-11-25", "2026-07-28"
LISTS = ("tools-list", "resources-list", "prompts-list")
EITHER = (*LISTS, "completion-complete", "dns-rebinding-protection", "server-sse-multiple-streams")
SCENARIOS = {
    LEGACY: ("server-initialize", "server-session-lifecycle", "ping", *EITHER),
    MODERN: ("server-stateless", "caching", "sep-2164-resource-not-found", "http-header-validation", *EITHER),
}
"""Those that want nothing of a server but that it is one."""
TASKS = tuple(
    f"tasks-{name}"
    for name in (
        "lifecycle",
        "capability-negotiation",
        "wire-fields",
        "request-state-removal",
        "request-headers",
        "dispatch-and-envelope",
        "status-notifications",
    )
)
ASKED = (
    "server-stateless",
    "tasks-mrtr-composition",
    *(f"input-required-result-{name}" for name in ("result-type", "request-state", "tampered-state", "validate-input")),
    *(f"input-required-result-{name}" for name in ("missing-input-response", "unsupported-methods")),
)
"""Those that want a server that asks before it goes on."""
CONSTANT = "our lists do not change while we run"
EXCUSED = {
    "sep-2575-server-sends-prompts-list-changed-on-subscription": ("", CONSTANT),
    "sep-2575-server-sends-tools-list-changed-on-subscription": ("", CONSTANT),
    "sep-2663-tasks-get-status-failed": ("", "what a vendor has taken ends with a result, if need be of an error"),
    "sep-2663-mrtr-synchronous-before-task-creation": (
        "final task result MUST reflect the user_name",
        "our question is answered with yes or no, not with a name",
    ),
}
"""Checks that cannot hold for us, how the only complaint begins, and why."""
PATIENCE = 90


@dataclass(frozen=True)
class Verdict:
    """What one run found."""

    title: str
    checks: int
    wrong: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()


def everything() -> Iterator[Verdict]:
    """Every run; three servers are looked at side by side."""
    room = node_room(TOOLS)
    looks: Sequence[Callable[[], Iterator[Verdict]]] = (
        partial(_as_it_is, room),
        partial(_stood_in, room, TASKS),
        partial(_stood_in, room, ASKED, "--asks"),
    )
    with ThreadPoolExecutor() as pool:
        for verdicts in pool.map(lambda look: list(look()), looks):
            yield from verdicts


def _as_it_is(room: Path) -> Iterator[Verdict]:
    with tempfile.TemporaryDirectory() as folder:
        keys = dict.fromkeys((spec.key_setting for spec in VENDORS), "a-key")
        environment = environment_of(settings_for(Path(folder), None, **keys, pace=1)) | {"HOME": folder}
        with http_server_process(environment) as url:
            for era in ("legacy", "modern"):
                yield inspected(room, f"Inspector, HTTP, {era}", [url], era, environment)
                command = [sys.executable, "-m", "producer_mcp"]
                yield inspected(room, f"Inspector, stdio, {era}", command, era, environment)
            for version, scenarios in SCENARIOS.items():
                for scenario in scenarios:
                    yield conformed(room, url, scenario, "--spec-version", version)


def _stood_in(room: Path, scenarios: Sequence[str], *arguments: str) -> Iterator[Verdict]:
    with http_server_process({}, STAND_IN, *arguments) as url:
        for scenario in scenarios:
            yield conformed(room, url, scenario)


def inspected(room: Path, title: str, target: Sequence[str], era: str, environment: dict[str, str]) -> Verdict:
    """The Inspector's strict look at the tools: any word on stderr is a warning."""
    words = [*target, "--method", "tools/list", "--strict", "--protocol-era", era, "--format", "json"]
    run = _node(room, "mcp-inspector", "--cli", *words, **environment)
    wrong = [f"exit code {run.returncode}"] if run.returncode else []
    wrong += run.stderr.splitlines()
    return Verdict(title, 0 if run.returncode else len(json.loads(run.stdout)["result"]["tools"]), tuple(wrong))


def conformed(room: Path, url: str, scenario: str, *version: str) -> Verdict:
    """One scenario of the conformance suite."""
    title = " ".join((scenario, *version[1:]))
    with tempfile.TemporaryDirectory() as folder:
        run = _node(room, "conformance", "server", "--url", url, "--scenario", scenario, *version, "-o", folder)
        pages = list(Path(folder).rglob("checks.json"))
        if not pages:
            return Verdict(title, 0, (f"it did not run: {run.stdout[-300:]}{run.stderr[-300:]}",))
        checks = json.loads(pages[0].read_text("utf-8"))
    held = [check for check in checks if check["status"] in ("SUCCESS", "INFO", "SKIPPED")]
    rest = [(check, _excuse(check)) for check in checks if check not in held]
    wrong = tuple(f"{check['id']}: {check.get('errorMessage')}" for check, excuse in rest if excuse is None)
    return Verdict(title, len(held), wrong, tuple(f"{check['id']}: {excuse}" for check, excuse in rest if excuse is not None))


def _excuse(check: dict[str, Any]) -> str | None:
    if (check.get("details") or {}).get("untestable"):
        return "wants a tool of the suite's own; see the stand-in"
    begins, why = EXCUSED.get(check["id"], ("", None))
    return why if str(check.get("errorMessage")).startswith(begins) else None


def _node(room: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [node(room), str(room / "node_modules" / ".bin" / script), *arguments]
    env = {**os.environ, **environment, "NO_COLOR": "1"}
    return subprocess.run(command, cwd=room, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
