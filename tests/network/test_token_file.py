"""The file of tokens: minted once, read again when it changes, and nobody in when it is gone."""

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from producer_mcp.__main__ import main
from producer_mcp.errors import NotReady
from producer_mcp.server.http.token_file import TokenFile, mint


def test_a_token_is_printed_once_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "tokens"
    run = CliRunner(env={"PRODUCER_TOKENS": str(path)}).invoke(main, ["token", "alice"])
    token = run.output.strip()
    assert run.exit_code == 0 and token.startswith("producer_") and len(token) > 50
    assert path.read_text() == f"alice: {sha256(token.encode()).hexdigest()}\n"
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TokenFile(path).owner_of(token) == "alice"


def test_without_a_file_the_command_says_what_to_set() -> None:
    run = CliRunner().invoke(main, ["token", "alice"])
    assert run.exit_code == 1 and "PRODUCER_TOKENS" in run.output


@pytest.mark.parametrize("name", ["", "a b", "a:b", "x" * 65, "alice\nbob", "é/"])
def test_a_name_that_would_spoil_the_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="name"):
        mint(name, tmp_path / "tokens")
    assert not (tmp_path / "tokens").exists()


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    alice = mint("alice", path)
    tokens = TokenFile(path, check_seconds=0)
    bob, second = mint("bob", path), mint("alice", path)
    assert [tokens.owner_of(token) for token in (alice, bob, second)] == ["alice", "bob", "alice"]
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    assert [tokens.owner_of(token) for token in (alice, bob, second)] == [None, "bob", "alice"]
    path.unlink()
    assert tokens.owner_of(bob) is None
    assert tokens.owner_of(mint("bob", path)) == "bob"


def test_a_line_without_its_end_is_not_joined_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    first = mint("alice", path)
    path.write_text(path.read_text().rstrip("\n"))
    second = mint("bob", path)
    assert [TokenFile(path).owner_of(token) for token in (first, second)] == ["alice", "bob"]


def test_remarks_are_passed_over_and_nonsense_lets_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    token = mint("alice", path)
    path.write_text(f"# people\n\nnobody: {'0' * 63}\n: {'0' * 64}\n{path.read_text().strip()}  # since May\n")
    tokens = TokenFile(path)
    assert tokens.owner_of(token) == "alice"
    for stranger in ("", "0" * 64, sha256(token.encode()).hexdigest(), token[:-1], f"{token} ", "\udcff"):
        assert tokens.owner_of(stranger) is None


@pytest.mark.parametrize("text", ["", "# nobody yet\n", "alice\n"])
def test_a_file_that_names_nobody_is_no_file_to_start_with(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_text(text)
    with pytest.raises(NotReady, match="producer-mcp token NAME"):
        TokenFile(path)
