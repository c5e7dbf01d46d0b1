"""The command line itself, without a server."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from producer_mcp import __version__
from producer_mcp.__main__ import main
from producer_mcp.cli.call import parse_arguments


def run(*arguments: str, ledger: Path | None = None) -> tuple[int, str]:
    done = CliRunner(env={"PRODUCER_LEDGER": str(ledger) if ledger else None}).invoke(main, arguments)
    return done.exit_code, done.output


def test_says_its_version() -> None:
    assert run("--version") == (0, f"producer-mcp, version {__version__}\n")


def test_says_where_the_ledger_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run("ledger", ledger=Path("~/ledger.db")) == (0, f"{tmp_path / 'ledger.db'}\n")


def test_a_ledger_is_set_aside(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    ledger.write_bytes(b"what was")
    code, output = run("ledger", "--set-aside", ledger=ledger)
    [kept] = tmp_path.iterdir()
    assert code == 0 and f"kept as {kept};" in output and kept.read_bytes() == b"what was"


def test_where_there_is_no_ledger_none_is_said_to_be_kept(tmp_path: Path) -> None:
    code, output = run("ledger", "--set-aside", ledger=tmp_path / "ledger.db")
    assert code == 0 and output.startswith("There is no ledger at ") and list(tmp_path.iterdir()) == []


def test_a_ledger_that_cannot_be_moved_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", rename)
    (tmp_path / "ledger.db").write_bytes(b"")
    code, output = run("ledger", "--set-aside", ledger=tmp_path / "ledger.db")
    assert code == 1 and output.startswith("Error: the ledger ") and "Traceback" not in output


def test_a_wrong_setting_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCER_WAIT_SECONDS", "long")
    code, output = run("ledger")
    assert code == 1 and "PRODUCER_WAIT_SECONDS" in output


@pytest.mark.parametrize("name", ["PRODUCER_LEDGER", "PRODUCER_LIBRARY", "PRODUCER_TOKENS"])
def test_a_home_folder_that_nobody_has_is_a_sentence(name: str) -> None:
    done = CliRunner(env={name: "~nobody-is-called-this/songs"}).invoke(main, ["tools"])
    assert (
        done.exit_code == 1
        and done.output == f"Error: {name} cannot be that: there is no home folder for its ~; say the whole path.\n"
    )


@pytest.mark.parametrize(
    ("pairs", "arguments"),
    [
        (["sound=slow blues, 70 bpm"], {"sound": "slow blues, 70 bpm"}),
        (["instrumental=true", "take=2"], {"instrumental": True, "take": 2}),
        (["task_ids=a", "task_ids=b", "task_ids=c"], {"task_ids": ["a", "b", "c"]}),
        (['task_ids=["a"]', "task_ids=b"], {"task_ids": ["a", "b"]}),
        (["idea=a=b"], {"idea": "a=b"}),
    ],
)
def test_arguments_are_json_or_text(pairs: list[str], arguments: dict[str, Any]) -> None:
    assert parse_arguments(pairs) == arguments


def test_an_argument_without_a_value_is_refused() -> None:
    with pytest.raises(click.UsageError, match="KEY=VALUE"):
        parse_arguments(["instrumental"])


def test_a_vendor_that_there_is_not_is_told_before_anything_is_made() -> None:
    code, output = run("demo", "--vendor", "banana")
    assert code == 2 and "'banana' is none of" in output and "offline" in output


def test_a_server_that_does_not_start_is_two_sentences_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    environment = {**os.environ, "PRODUCER_LEDGER": str(tmp_path / "file" / "ledger.db")}
    command = [sys.executable, "-m", "producer_mcp", "call", "studio_status"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "Error: The server did not start; it says why above."
    assert "PRODUCER_LEDGER" in done.stderr
