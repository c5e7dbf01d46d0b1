"""The command line itself, without a server."""

import json
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


def test_an_address_to_serve_at_without_http_is_refused() -> None:
    code, printed = run("serve", "--port", "8717")
    assert code == 2 and "say --http, too" in printed


def test_a_vendor_that_there_is_not_is_told_before_anything_is_made() -> None:
    code, output = run("demo", "--vendor", "banana")
    assert code == 2 and "'banana' is none of" in output and "offline" in output


@pytest.mark.parametrize("command", [["call", "studio_status"], ["tools"], ["demo"], ["call", "studio_status", "--json"]])
def test_a_server_that_does_not_start_is_one_sentence_and_no_traceback(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = process(*command, PRODUCER_LEDGER=str(tmp_path / "file" / "ledger.db"), PRODUCER_CCAPI_KEY="null")
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: the ledger ") and "PRODUCER_LEDGER" in line


@pytest.mark.parametrize("command", [["call", "studio_status"], ["tools"], ["demo"], ["task"], ["ledger"]])
def test_a_wrong_setting_is_one_sentence_in_every_command(command: list[str]) -> None:
    done = process(*command, PRODUCER_LEDGER="${HOME}/ledger.db")
    assert done.returncode == 1 and done.stderr.startswith("Error: PRODUCER_LEDGER cannot be that: it has a $ in it")
    assert done.stderr.count("\n") == 1 and done.stdout == ""


def test_output_that_is_cut_off_ends_the_command_quietly(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    os.close(reads)  # as `| head` does once it has enough
    try:
        done = process("tools", stdout=writes, PRODUCER_LEDGER=str(tmp_path / "ledger.db"))
    finally:
        os.close(writes)
    assert (done.returncode, done.stderr) == (1, "")


NARROW = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
"""A locale whose files and streams have no letters but Latin ones."""


@pytest.mark.slow
def test_a_title_in_any_script_names_its_file_in_any_locale(tmp_path: Path) -> None:
    places = {"PRODUCER_LEDGER": str(tmp_path / "ledger.db"), "PRODUCER_LIBRARY": str(tmp_path / "music")}
    song = ["sound=solo piano, 4 bars", "instrumental=true", "title=夜の歌", "seed=1", "vendor=offline"]
    done = process("call", "create_music", *song, "--json", **places, **NARROW)
    assert done.returncode == 0, done.stderr
    [clip, *_] = json.loads(done.stdout)["clips"]
    assert clip["title"] == "夜の歌" and "夜の歌" in clip["file"] and Path(clip["file"]).is_file()


def test_what_is_said_in_a_narrow_locale_is_utf_8(tmp_path: Path) -> None:
    done = process("ledger", PRODUCER_LEDGER=str(tmp_path / "夜.db"), **NARROW)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / '夜.db'}\n")


def process(*arguments: str, stdout: Any = subprocess.PIPE, **environment: Any) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with its output as UTF-8."""
    command = [sys.executable, "-m", "producer_mcp", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, env=env, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", check=False)
