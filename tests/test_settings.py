"""What people write into environment variables, and what is made of it."""

import os
from pathlib import Path
from typing import Any

import pytest

from producer_mcp.settings import WrongSetting, read_settings
from producer_mcp.vendors.registry import VARIABLE_PREFIX

PATHS = ("PRODUCER_LEDGER", "PRODUCER_LIBRARY", "PRODUCER_TOKENS")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith(VARIABLE_PREFIX):
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("log_level", "warn", "warning"),
        ("log_level", " WARNING ", "warning"),
        ("log_level", '"Debug"', "debug"),
        ("log_level", "CRITICAL", "error"),
        ("log_level", "''", None),
        ("save", '"0"', False),
        ("save", " FALSE ", False),
        ("save", "No", False),
        ("confirm", "TRUE", True),
        ("confirm", "'yes'", True),
        ("confirm", "  ", False),
        ("daily_limit", ' "5" ', 5),
        ("wait_seconds", "'7.5'", 7.5),
        ("vendor", " MusicAPI", "musicapi"),
        ("vendor", "AceDataCloud", "acedata"),
        ("vendor", '"OFFLINE"', "offline"),
        ("hosts", '"a.test", b.test,', ("a.test", "b.test")),
        ("public_url", '"https://a.test"', "https://a.test"),
    ],
)
def test_a_value_is_meant_whatever_its_case_blanks_and_quotes(
    name: str, value: str, meant: Any, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(f"PRODUCER_{name.upper()}", value)
    assert getattr(read_settings(), name) == meant


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WAIT_SECONDS", "99", "say a number from 0 to 50"),
        ("WAIT_SECONDS", "nan", "say a number from 0 to 50"),
        ("WAIT_SECONDS", "soon", "say a number from 0 to 50"),
        ("DAILY_LIMIT", "-1", "say a whole number from 0 up"),
        ("DAILY_LIMIT", "1.5", "say a whole number from 0 up"),
        ("PACE", "0", "say a number from 1 to 1000"),
        ("SAVE", "perhaps", "say 1 or 0"),
        ("LOG_LEVEL", "loud", "say debug, info, warning or error"),
    ],
)
def test_a_wrong_value_is_answered_with_what_may_stand_there(
    name: str, value: str, said: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(f"PRODUCER_{name}", value)
    with pytest.raises(WrongSetting) as raised:
        read_settings()
    assert str(raised.value) == f"PRODUCER_{name} cannot be that: {said}."


@pytest.mark.parametrize("name", ["LEDGER", "LIBRARY", "TOKENS"])
def test_a_place_is_never_guessed(name: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv(f"PRODUCER_{name}", "${what}")
    with pytest.raises(WrongSetting, match=f"PRODUCER_{name} "):
        read_settings(lenient=True)


@pytest.mark.parametrize(
    ("name", "value", "careful"),
    [
        ("DAILY_LIMIT", "lots", 100),
        ("CONFIRM", "perhaps", True),
        ("SAVE", "maybe", True),
        ("VENDOR", "suno", "offline"),
        ("WAIT_SECONDS", "99", 45),
        ("PACE", "fast", 1),
        ("LOG_LEVEL", "loud", None),
    ],
)
def test_a_server_starts_with_the_careful_value_in_place_of_a_wrong_one_and_says_so(
    name: str, value: str, careful: object, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(f"PRODUCER_{name}", value)
    settings = read_settings(lenient=True)
    assert getattr(settings, name.lower()) == careful
    [warning] = settings.warnings
    assert warning.startswith(f"PRODUCER_{name} cannot be that: ") and " Until then it is " in warning


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("$HOME/songs", r"a \$ in it that nobody replaced"),
        ("${HOME}/songs", r"a \$ in it"),
        ("${userHome}\\songs", r"a \$ in it"),
        ("$(pwd)/songs", r"a \$ in it"),
        ("`pwd`/songs", "quotes"),
        ("/srv/$USER", r"a \$ in it"),
        ("%APPDATA%\\songs", "a % in it"),
        ("C:\\%ProgramFiles(x86)%\\songs", "a % in it"),
        ('"/srv/songs"', "quotes"),
        ("'/srv/songs'", "quotes"),
        ('/srv/"my songs"', "quotes"),
        ("“/srv/songs”", "quotes"),
        ("null", "not a path"),
        ("/srv/so\nngs", "not a path"),
        ("postgresql://me:p%40ss%40word@db.test/songs", "it is an address"),
    ],
)
def test_a_path_that_nobody_expanded_is_refused_with_a_sentence(
    name: str, value: str, said: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(name, value)
    with pytest.raises(WrongSetting, match=f"^{name} cannot be that: .*{said}") as raised:
        read_settings()
    assert "p%40ss" not in str(raised.value)


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    "value",
    ["100% mine/x", "a%20b/x", "bob's/x", "US$/x", "$/x", "~/x", " x ", "./x", "../x", "Übung/夜/x", "my (songs)/x", "a b/x"],
)
def test_a_path_is_made_whole_once(name: str, value: str, tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HOME", str(tmp_path / "home"))
    environment.chdir(tmp_path)
    environment.setenv(name, value)
    path = getattr(read_settings(), name.removeprefix(VARIABLE_PREFIX).lower())
    bare = value.strip()
    assert path == (tmp_path / "home" / bare[2:] if bare.startswith("~") else tmp_path / bare)


def test_a_current_folder_that_is_gone_is_a_sentence(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    environment.chdir(gone)
    gone.rmdir()
    environment.setenv("PRODUCER_LEDGER", "ledger.db")
    with pytest.raises(WrongSetting, match="the current folder is gone"):
        read_settings()


def test_a_default_place_is_looked_at_too(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("XDG_DATA_HOME", "/srv/${USER}/data")
    with pytest.raises(WrongSetting, match=r"PRODUCER_LEDGER .* a \$ in it"):
        read_settings()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("PRODUCER_DAILY_LIMT", "PRODUCER_DAILY_LIMIT"),
        ("PRODUCER_CONFRIM", "PRODUCER_CONFIRM"),
        ("PRODUCER_WAITSECONDS", "PRODUCER_WAIT_SECONDS"),
        ("PRODUCER_MUSIC_API_KEY", "PRODUCER_MUSICAPI_KEY"),
        ("producer_token", "PRODUCER_TOKENS"),
    ],
)
def test_a_misspelt_variable_is_told_with_the_one_that_is_read(given: str, meant: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv(given, "sk-0123456789")
    assert read_settings().warnings == (f"{given} is not read; did you mean {meant}?",)


@pytest.mark.parametrize("name", ["PRODUCER_HOME", "PRODUCER_RABBITMQ_PASSWORD", "PRODUCER_", "PRODUCERS_TOKEN"])
def test_a_variable_of_something_else_is_nobodys_mistake(name: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv(name, "1")
    environment.setenv("producer_save", "0")
    assert read_settings().warnings == ()
