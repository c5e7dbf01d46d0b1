"""The import table: which folder may import which, what each shows to the others, and where each library may be used.

`ARCHITECTURE.md` shows the same table in words. A folder is one job. Other folders import its `__init__`, and the files that
`ROOMS` lists as its face; everything else in it is private.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import producer_mcp

PACKAGE = Path(producer_mcp.__file__).parent


@dataclass(frozen=True)
class Room:
    """A folder, or a file that stands by itself: what it may import, and which of its files others may import."""

    imports: str = ""
    """Names of other rooms, separated by blanks."""
    face: str = ""
    """Files beside `__init__` that other rooms may import, separated by blanks."""


VALUES = " ".join(
    f"engine/{name}" for name in ("brief", "catalogue", "clip", "errors", "passage", "samples", "score", "seeds", "source")
)
NOUNS = "errors models fields operations spellings"
ROOMS: Mapping[str, Room] = {
    "__init__": Room(),
    "__main__": Room(
        "__init__ app studio vendors cli errors ledger logs server server/http server/signing_key server/stdio settings"
    ),
    "app": Room("engine errors ledger library loopback models settings studio vendors"),
    "errors": Room(),
    "fields": Room("spellings"),
    "file_kinds": Room(),
    "spellings": Room("safe_text"),
    "logs": Room(),
    "lrc": Room("models"),
    "loopback": Room(),
    "models": Room("errors"),
    "lyric_sheets": Room("safe_text"),
    "network": Room("loopback"),
    "operations": Room("fields lyric_sheets models"),
    "safe_text": Room(),
    "setting_values": Room(),
    "settings": Room("setting_values vendors"),
    "telemetry": Room(),
    "cli": Room(
        "__init__ app errors ledger library models operations safe_text server/http settings studio vendors",
        "call client demo hide play task",
    ),
    "studio": Room(f"__init__ ledger library lrc lyric_sheets safe_text telemetry vendors {NOUNS}", "player"),
    "vendors": Room(
        f"engine file_kinds loopback lrc network safe_text {NOUNS}", "offline parsing registry signatures untrusted_json"
    ),
    "ledger": Room("errors file_kinds models", "snapshot sqlite sqlite_errors"),
    "library": Room("__init__ errors loopback models network safe_text", "previews"),
    "server": Room(f"file_kinds server/* server/tools {NOUNS} safe_text studio"),
    "server/*": Room(f"file_kinds server/* {NOUNS} safe_text studio"),
    "server/player": Room("__init__ errors models safe_text server/* studio", "marks rate_limit song sound"),
    "server/tools": Room(f"server/* {NOUNS} safe_text studio", "argument_errors page_tools"),
    "server/http": Room(
        f"__init__ app file_kinds loopback network server server/* server/player server/tools settings studio telemetry {NOUNS} "
        "safe_text",
        "play token_file",
    ),
    "engine": Room(f"{VALUES} engine/clips engine/lyrics engine/media engine/prompt"),
    "engine/*": Room(VALUES),
    "engine/theory": Room(VALUES, "chords keys progressions voice_leading"),
    "engine/lyrics": Room(f"{VALUES} lyric_sheets", "sheet sung_words syllables writer"),
    "engine/styles": Room(VALUES, "style"),
    "engine/prompt": Room(f"{VALUES} engine/styles engine/theory", "mood_words style_guess"),
    "engine/parts": Room(f"{VALUES} engine/theory engine/lyrics engine/styles", "bass comping drums grid singing timing"),
    "engine/composer": Room(
        f"{VALUES} engine/parts engine/prompt engine/styles engine/theory engine/lyrics",
        "arrange band draft form plan summary",
    ),
    "engine/edits": Room(
        f"{VALUES} engine/composer engine/parts engine/prompt engine/lyrics engine/styles engine/theory lyric_sheets",
        "add_voice cover new_words rewrite",
    ),
    "engine/synthesis": Room(VALUES, "envelopes filters oscillators"),
    "engine/synthesis/instruments": Room(f"{VALUES} engine/synthesis"),
    "engine/synthesis/drums": Room(f"{VALUES} engine/synthesis"),
    "engine/synthesis/voice": Room(f"{VALUES} engine/synthesis"),
    "engine/mixing": Room(
        f"{VALUES} engine/styles engine/synthesis engine/synthesis/drums engine/synthesis/instruments engine/synthesis/voice",
        "limiter loudness mastering multitrack render reverb",
    ),
    "engine/media": Room(f"{VALUES} engine/mixing engine/styles engine/theory", "midi"),
    "engine/clips": Room(f"{VALUES} engine/edits engine/composer engine/lyrics engine/mixing engine/media"),
}
"""A room ending in `*` stands for each file of that folder by itself."""

LIBRARIES: Mapping[str, str] = {
    "mcp": "__main__ cli server",
    "mcp_types": "server",
    "anyio": "__main__ cli ledger library server studio vendors",
    "structlog": "__main__ app ledger library logs server studio vendors",
    "pydantic": "fields models operations server settings studio/status",
    "pydantic_core": "server/tools settings",
    "opentelemetry": "telemetry",
    "starlette": "server/http",
    "uvicorn": "server/http",
    "h11": "server/http",
    "jwt": "server/http",
    "prometheus_client": "server/http",
    "httpx": "network vendors/file_wire vendors/wire library/download server/http/jwt_issuer",
    "sqlite3": "ledger",
    "aiosqlite": "ledger",
    "mutagen": "library/tags",
    "stamina": "library/download",
    "numpy": "engine/samples engine/source engine/synthesis engine/mixing engine/media engine/clips",
    "av": "engine/media",
    "mido": "engine/media/midi",
    "platformdirs": "settings",
    "click": "__main__ cli",
}
"""Where each third-party library may be imported: a file, or a folder with all below it."""

PATHS = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """`engine/parts/bass` of a file; of an `__init__` the folder's name."""
    name = path.relative_to(PACKAGE).with_suffix("").as_posix()
    return name.removesuffix("/__init__")


FILES = {name_of(path): path for path in PATHS}


def room_of(name: str) -> str:
    """The room a file belongs to; a file at the top of `engine` or `server` is a room of its own."""
    folder = name if FILES[name].name == "__init__.py" else name.rpartition("/")[0]
    return name if folder in ("", "engine", "server") else folder if folder != "ledger/migrations" else "ledger"


def rule_of(room: str) -> Room:
    folder = room.rpartition("/")[0]
    return ROOMS.get(room) or ROOMS[f"{folder}/*"]


def imported(name: str) -> Iterator[tuple[str, int]]:
    """Every module a file imports, wherever in it: ours as `studio/poller`, others by their dotted name; with the line."""
    path = FILES[name]
    package = ("producer_mcp", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            module = [*base, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                yield ours(module, alias.name) or ".".join(module), node.lineno


def ours(module: list[str], name: str) -> str | None:
    """A module of the package as its file's name; None for one of somebody else's."""
    if module[0] != "producer_mcp":
        return None
    inside = "/".join([*module[1:], name])
    return inside if inside in FILES else "/".join(module[1:]) or "__init__"


@cache
def opened(name: str) -> frozenset[tuple[str, int]]:
    """The files of other rooms that a file imports, with the line."""
    return frozenset((target, line) for target, line in imported(name) if target in FILES and room_of(target) != room_of(name))


def matches(room: str, allowed: str) -> bool:
    return room in allowed.split() or f"{room.rpartition('/')[0]}/*" in allowed.split()


@pytest.mark.parametrize("name", FILES)
def test_a_room_imports_only_what_the_table_allows(name: str) -> None:
    allowed = rule_of(room_of(name)).imports
    assert {(target, line) for target, line in opened(name) if not matches(room_of(target), allowed)} == set()


@pytest.mark.parametrize("name", FILES)
def test_only_a_rooms_face_is_imported_by_others(name: str) -> None:
    hidden = {
        (target, line)
        for target, line in opened(name)
        if FILES[target].name != "__init__.py"
        and room_of(target) != target
        and target.removeprefix(f"{room_of(target)}/") not in rule_of(room_of(target)).face.split()
    }
    assert hidden == set()


@pytest.mark.parametrize("name", FILES)
def test_nobody_imports_anothers_private_names(name: str) -> None:
    imports = (node for node in ast.walk(ast.parse(FILES[name].read_text("utf-8"))) if isinstance(node, ast.ImportFrom))
    names = {alias.name for node in imports for alias in node.names}
    assert {name for name in names if name.startswith("_") and name != "__version__"} == set()


def test_there_is_no_circle_between_rooms() -> None:
    opens: dict[str, set[str]] = {}
    for name in FILES:
        opens.setdefault(room_of(name), set()).update(room_of(target) for target, _ in opened(name))
    while leaves := [room for room in opens if not opens[room] & opens.keys()]:
        for room in leaves:
            del opens[room]
    assert opens == {}, "these rooms import each other, directly or by way of others"


def test_the_table_names_every_room_and_no_other() -> None:
    rooms = {room_of(name) for name in FILES}
    named = {room for room in ROOMS if not room.endswith("/*")}
    assert named <= rooms
    assert {room for room in rooms - named if f"{room.rpartition('/')[0]}/*" not in ROOMS} == set()
    for room, rule in ROOMS.items():
        assert {face for face in rule.face.split() if f"{room}/{face}" not in FILES} == set(), room


@pytest.mark.parametrize("name", FILES)
def test_a_library_is_imported_only_where_the_table_says(name: str) -> None:
    for target, line in imported(name):
        library = target.partition(".")[0]
        if "/" in target or library in FILES or library in sys.stdlib_module_names:
            continue
        homes = LIBRARIES[library].split()
        assert any(name == home or name.startswith(f"{home}/") for home in homes), f"{library}, line {line}"


@pytest.mark.parametrize("name", FILES)
def test_the_environment_is_read_in_one_place(name: str) -> None:
    nodes = ast.walk(ast.parse(FILES[name].read_text("utf-8")))
    reads = any(isinstance(node, ast.Attribute) and node.attr == "environ" for node in nodes)
    assert not reads or name == "settings"


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for name in FILES:
        for node in ast.walk(ast.parse(FILES[name].read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


MAX_FILE_LINES, MAX_CLASS_LINES, MAX_FUNCTION_LINES = 600, 300, 40


@pytest.mark.parametrize("name", FILES)
def test_no_function_class_or_file_is_too_long_to_read(name: str) -> None:
    text = FILES[name].read_text("utf-8")
    assert len(text.splitlines()) <= MAX_FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            limit = MAX_CLASS_LINES if isinstance(node, ast.ClassDef) else MAX_FUNCTION_LINES
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= limit, f"{node.name}: {lines} lines"


HEAVY = ("numpy", "av", "httpx", "mutagen", "stamina", "aiosqlite", "jwt", "prometheus_client")


def test_nothing_heavy_is_loaded_to_start() -> None:
    script = "import sys, producer_mcp.app, producer_mcp.server; print([n for n in sys.argv[1:] if n in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_version_needs_no_sdk() -> None:
    script = "import sys, producer_mcp.__main__; print([name for name in ('mcp', 'pydantic') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
