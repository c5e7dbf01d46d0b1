"""What is imported before the first `tools/list` is answered: every module more makes a client's first turn later."""

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench.startup import BARE, OURS
from tests.bench.stdio_pipe import StdioPipe
from tests.fake_vendor import FAKED_VENDORS
from tests.studio_client import environment_of, settings_for

LIST = Path(__file__).parents[1] / "snapshots" / "modules_before_tools_list.txt"
FOR_STRUCTLOG = ("better_exceptions", "colorama", "greenlet", "rich", "twisted")
"""What structlog imports where somebody has installed it; we do not depend on it."""
IMPORTED = re.compile(r"^import '([^']+)' #", re.MULTILINE)
"""A line of `python -v`."""


def imported(command: tuple[str, ...], environment: dict[str, str], log: Path) -> set[str]:
    """The modules that a stdio server has imported when it has listed its tools, without those of the standard library."""
    python, *rest = command
    with log.open("wb") as stderr, StdioPipe((python, "-v", *rest), environment, modern=True, stderr=stderr) as wire:
        wire.greet()
        assert wire.ask("tools/list")["tools"]
        names = IMPORTED.findall(log.read_text("utf-8"))
    return {name for name in names if name.partition(".")[0] not in (*sys.stdlib_module_names, *FOR_STRUCTLOG)}


def packages(modules: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_what_is_imported_before_the_tools_are_listed_is_known(tmp_path: Path) -> None:
    keys = {f"{name}_key": "key-for-tests" for name in FAKED_VENDORS}
    environment = os.environ | environment_of(settings_for(tmp_path, None, **keys))
    ours, bare = (imported(command, environment, tmp_path / "log") for command in (OURS, BARE))
    assert packages(ours) - packages(bare) == {"aiosqlite", "producer_mcp", "structlog"}
    added, listed = {name for name in ours if name.startswith("producer_mcp")}, set(LIST.read_text("utf-8").split())
    assert added == listed, f"more: {sorted(added - listed)}, fewer: {sorted(listed - added)}; is it needed so early?"
