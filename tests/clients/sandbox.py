"""Where other people's clients are installed: folders under the system's temporary one, each kept for the next run."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 240
"""Seconds for an installation."""


class NotInstalled(Exception):
    """A package manager could not do its work; the message is what it said."""


def node_room(sources: Path) -> Path:
    """A folder with the pages of `sources` and everything its package.json names; `node()` is its Node."""
    room = _room(sources.name, (sources / "package.json").read_text("utf-8"))
    for page in sources.iterdir():
        shutil.copy(page, room / page.name)
    _once(room, ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"])
    return room


def node(room: Path) -> str:
    return str(room / "node_modules" / ".bin" / "node")


def python_room(*packages: str) -> str:
    """The Python of an environment of its own with those packages."""
    room = _room("python", "\n".join([sys.executable, *packages]))  # an environment is of the Python that made it
    python = room / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    _once(room, ["uv", "venv", "--quiet", "--clear", "--python", sys.executable, "env"])
    _once(room, ["uv", "pip", "install", "--quiet", "--python", str(python), *packages])
    return str(python)


def play(command: Sequence[str], folder: Path, environment: Mapping[str, str], *, within: float = 60) -> str:
    """What a session printed; an AssertionError with everything it said when it failed or took longer."""
    env = {**os.environ, **environment}
    try:
        run = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=within, check=False)
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"the session did not end in {within} s; it said {late.stdout!r} {late.stderr!r}") from None
    assert run.returncode == 0, f"the session failed\n{run.stdout}\n{run.stderr}"
    return run.stdout


def _room(name: str, contents: str) -> Path:
    mark = hashlib.sha256(f"{sys.version}{contents}".encode()).hexdigest()[:8]
    room = Path(tempfile.gettempdir()) / f"producer-mcp-{name}-{mark}"
    room.mkdir(mode=0o700, exist_ok=True)
    return room


def _once(room: Path, command: Sequence[str]) -> None:
    """Do it, unless it was done here before."""
    done = room / f"done-{hashlib.sha256(' '.join(command).encode()).hexdigest()[:8]}"
    if done.exists():
        return
    try:
        run = subprocess.run(command, cwd=room, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{' '.join(command)}: {error}") from error
    if run.returncode != 0:
        raise NotInstalled(f"{' '.join(command)}:\n{run.stdout}\n{run.stderr}")
    done.touch()
