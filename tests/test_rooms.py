"""The house plan, checked: who may import whom, and which room holds which library."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Set
from pathlib import Path

import pytest

import producer_mcp

HOUSE = Path(producer_mcp.__file__).parent

NOUNS = {"words", "music", "errors"}
STUDIO = frozenset({"studio", "roster", "dispatch", "watcher", "intake", "courier", "waiting", "adoption", "consent"})
STUDIO |= {"callbacks", "advice", "ids", "status", "receiving", "spans"}
"""One room in several files: taking operations, handing them on, keeping the ledger true."""
LIBRARY = frozenset({"library", "fetching", "addresses", "formats", "lending", "naming", "placing", "sidecar", "tagging"})
LIBRARY |= {"unpacking"}
"""One room in several files: finished audio on disk."""
COMPOSITION = {"__main__", "opening", "serving"}

MAY_OPEN: dict[str, Set[str]] = {
    "words": set(),
    "music": set(),
    "errors": set(),
    "settings": set(),
    "logs": set(),
    "operation": {"words"},
    "operations": {"operation", "words"},
    "call": {"operation"},
    "vendors": {"operation", "operations", *NOUNS},
    "ledger": {"music", "errors"},
    **dict.fromkeys(LIBRARY, frozenset({"music", "errors", *LIBRARY})),
    **dict.fromkeys(STUDIO, frozenset({"operation", "operations", "call", *NOUNS, "library", "vendors", "ledger", *STUDIO})),
    "server": {"studio", "library", "operation", "operations", "call", *NOUNS, "logs", *STUDIO},
    "client": {"settings"},
    "demo": {"client", "settings"},
    "calling": {"client", "settings"},
    "engine": set(),
}
ONLY_IN: dict[str, Set[str]] = {
    "mcp": {"server", "client", "demo", "calling", "serving", "__main__"},
    "mcp_types": {"server"},
    "httpx": {"vendors/http", "vendors/hosted", "fetching", "server/issuer"},
    "sqlite3": {"ledger"},
    "aiosqlite": {"ledger"},
    "mutagen": {"tagging"},
    "numpy": {"engine"},
    "av": {"engine"},
    "pydantic_settings": {"settings"},
    "platformdirs": {"settings"},
    "click": {"__main__", "client", "demo", "calling"},
}
ENVIRONMENT = {"settings"}
"""Where the environment is read."""

PAGES = sorted(HOUSE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).with_suffix("").as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, by its whole name, relative ones and `from . import x` resolved."""
    package = ("producer_mcp", *path.relative_to(HOUSE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                yield from ([module] if module and module != "producer_mcp" else [f"producer_mcp.{name.name}" for name in names])
            case ast.ImportFrom(module=module, names=names, level=level):
                base = ".".join(package[: len(package) - level + 1])
                yield from ([f"{base}.{module}"] if module else [f"{base}.{name.name}" for name in names])


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_room_only_opens_the_doors_it_has(path: Path) -> None:
    room = room_of(path)
    if room in COMPOSITION or room == "__init__":
        return
    opened = {name.split(".")[1] for name in imported(path) if name.startswith("producer_mcp.")} - {"__version__"}
    allowed = MAY_OPEN[room] | {room}
    if name_of(path) in ("vendors/offline", "vendors/playing"):
        allowed = allowed | {"engine"}
    assert opened <= allowed


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_library_stays_in_its_room(path: Path) -> None:
    homes = {room_of(path), name_of(path)}
    strayed = {name.split(".")[0] for name in imported(path)} & ONLY_IN.keys()
    assert {library for library in strayed if not ONLY_IN[library] & homes} == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    reads = any(isinstance(node, ast.Attribute) and node.attr == "environ" for node in nodes)
    assert not reads or name_of(path) in ENVIRONMENT


def test_every_room_is_on_the_plan() -> None:
    assert {room_of(path) for path in PAGES} == MAY_OPEN.keys() | COMPOSITION | {"__init__"}


HEAVY = ("numpy", "av", "httpx", "mutagen", "stamina", "aiosqlite")


def test_nothing_heavy_is_loaded_to_start() -> None:
    script = "import sys, producer_mcp.app, producer_mcp.server; print([n for n in sys.argv[1:] if n in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_version_needs_no_sdk() -> None:
    script = "import sys, producer_mcp.__main__; print([name for name in ('mcp', 'pydantic') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
