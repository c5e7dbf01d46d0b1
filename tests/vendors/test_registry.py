"""A vendor is one file and one row in the registry."""

import ast
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import producer_mcp
from producer_mcp.app import open_studio
from producer_mcp.errors import NotReady, VendorUnreadable
from producer_mcp.settings import Settings, WrongSetting, read_settings
from producer_mcp.studio import remedy_for
from producer_mcp.vendors import registry
from producer_mcp.vendors.account import Account
from producer_mcp.vendors.registry import OFFLINE, VENDORS, VendorSpec

from ..studio_client import call_tool, open_client, tool_error
from .acme import ACME, Acme, fake_acme

PACKAGE = Path(producer_mcp.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".md", ".sql"))


@pytest.fixture
def acme_in_registry(monkeypatch: pytest.MonkeyPatch) -> VendorSpec:
    """All that a new vendor adds beside its file."""
    monkeypatch.setattr(registry, "VENDORS", (*VENDORS, ACME))
    return ACME


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without keys, and with ledger and library in a folder of the test's own."""
    for variable, _, _ in Settings.variables():
        monkeypatch.delenv(variable, raising=False)
    for setting, value in {"ledger": tmp_path / "data" / "ledger.db", "library": tmp_path / "music", "pace": 1000}.items():
        monkeypatch.setenv(registry.variable(setting), str(value))
    return monkeypatch


@pytest.mark.anyio
async def test_a_toy_vendor_makes_a_song(acme_in_registry: VendorSpec, environment: pytest.MonkeyPatch) -> None:
    with fake_acme() as fake:
        environment.setenv("PRODUCER_ACME_KEY", fake.key)
        environment.setenv("PRODUCER_ACME_URL", fake.url)
        environment.setenv("PRODUCER_VENDOR", "Acme")
        async with open_client(read_settings()) as (client, _):
            song = await call_tool(client, "create_music", sound="one anvil, slowly", title="Clang")
            assert (song["status"], song["vendor"]) == ("done", "acme")
            assert Path(song["clips"][0]["file"]).is_file()
            code, sentence = await tool_error(client, "vary_music", clip_id=song["clips"][0]["clip_id"])
            assert code == "unsupported" and "acme has no vary_music" in sentence
            seen = await call_tool(client, "studio_status")
            assert "PRODUCER_MUSICAPI_KEY" in seen["not_configured"]["musicapi"]
        assert fake.ordered == [{"prompt": "one anvil, slowly", "title": "Clang"}]


@pytest.mark.anyio
async def test_a_toy_vendor_whose_key_is_wrong_is_told_by_its_variables(
    acme_in_registry: VendorSpec, environment: pytest.MonkeyPatch
) -> None:
    with fake_acme() as fake:
        environment.setenv("PRODUCER_ACME_KEY", "acme-of-somebody-else")
        environment.setenv("PRODUCER_ACME_URL", fake.url)
        environment.setenv("PRODUCER_VENDOR", "acme")
        async with open_client(read_settings()) as (client, _):
            code, sentence = await tool_error(client, "create_music", sound="one anvil, slowly")
    assert code == "unauthorized" and "PRODUCER_ACME_KEY" in sentence and "PRODUCER_ACME_URL" in sentence


@pytest.mark.parametrize(
    ("song", "sentence"),
    [
        ({"status": "forged", "song": {"title": "Clang"}}, "in a shape we do not know"),
        ({"status": "forged"}, "in a shape we do not know"),
        ({"status": "annealing"}, "a status we do not know; .* acme says: “annealing”"),
        ({"status": None}, "in a shape we do not know"),
    ],
)
def test_a_toy_vendors_song_that_cannot_be_read_is_not_called_running(song: dict[str, Any], sentence: str) -> None:
    with pytest.raises(VendorUnreadable, match=sentence):
        Acme("https://api.acme.test", "acme-0123456789").read(song)


def test_a_row_brings_its_variables(acme_in_registry: VendorSpec, environment: pytest.MonkeyPatch) -> None:
    assert ("PRODUCER_ACME_KEY", "", "Key of Acme.") in list(Settings.variables())
    assert ("PRODUCER_ACME_URL", "https://api.acme.test", "Acme's host.") in list(Settings.variables())
    assert "PRODUCER_ACME_KEY" in registry.key_variables()
    assert remedy_for("acme") == "set PRODUCER_ACME_KEY"
    assert registry.vendor_names()[-2:] == ("acme", OFFLINE)
    unset = read_settings().vendors["acme"]
    assert (unset.url, unset.key) == ("https://api.acme.test", None)
    environment.setenv("PRODUCER_ACME_KEY", "")
    environment.setenv("PRODUCER_ACME_URL", "")
    assert read_settings().vendors["acme"] == unset


def test_without_its_row_there_is_no_such_vendor(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PRODUCER_ACME_KEY", "acme-0123456789")
    assert "acme" not in read_settings().vendors
    environment.setenv("PRODUCER_VENDOR", "acme")
    with pytest.raises(WrongSetting, match=r"PRODUCER_VENDOR cannot be that: say 'musicapi', .* or 'offline'\."):
        read_settings()


@pytest.mark.anyio
async def test_an_address_that_is_none_matters_only_with_a_key(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PRODUCER_MUSICAPI_URL", "https://[::1")
    async with open_studio(read_settings()) as studio:
        assert "musicapi" not in studio.roster.vendors
    environment.setenv("PRODUCER_MUSICAPI_KEY", "key-0123456789")
    async with open_studio(read_settings()) as studio:
        assert "musicapi" not in studio.roster.vendors
        with pytest.raises(NotReady, match="PRODUCER_MUSICAPI_URL is not an address"):
            studio.roster["musicapi"]


def test_two_vendors_may_share_a_key(monkeypatch: pytest.MonkeyPatch, environment: pytest.MonkeyPatch) -> None:
    family = replace(ACME, name="acme-choir", title="Acme Choir", key_of="acme")
    monkeypatch.setattr(registry, "VENDORS", (*VENDORS, ACME, family))
    environment.setenv("PRODUCER_ACME_KEY", "acme-0123456789")
    vendors = read_settings().vendors
    assert vendors["acme-choir"] == vendors["acme"]
    assert Account("acme-choir", "https://api.acme.test", "k" * 9).key_variable == "PRODUCER_ACME_KEY"
    assert registry.key_variables().count("PRODUCER_ACME_KEY") == 1
    own = [(name, shown) for name, shown, _ in Settings.variables() if "CHOIR" in name]
    assert own == [("PRODUCER_ACME_CHOIR_URL", "as PRODUCER_ACME_URL")]
    environment.setenv("PRODUCER_ACME_URL", "https://eu.acme.test")
    assert read_settings().vendors["acme-choir"].url == "https://eu.acme.test"
    environment.setenv("PRODUCER_ACME_CHOIR_URL", "https://choir.acme.test")
    vendors = read_settings().vendors
    assert (vendors["acme"].url, vendors["acme-choir"].url) == ("https://eu.acme.test", "https://choir.acme.test")


def test_the_environment_holds_no_table_of_all_vendors(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PRODUCER_VENDORS", "musicapi")
    assert all(access.key is None for access in read_settings().vendors.values())


@pytest.mark.parametrize("spec", VENDORS, ids=lambda spec: spec.name)
def test_a_row_is_true_of_its_class(spec: VendorSpec) -> None:
    vendor = spec.load()(spec.base_url, "a-key")
    assert vendor.name == spec.name
    assert vendor.account.startswith(f"{spec.name}@{spec.base_url.partition('://')[2]}#")
    documents_callback = any(route.callback_names for route in vendor.routes.values())
    assert spec.calls_back == documents_callback == hasattr(vendor, "read_callback")
    assert spec.calls_back or not spec.signs


@pytest.mark.parametrize("spec", VENDORS, ids=lambda spec: spec.name)
def test_no_vendor_is_named_outside_its_file_and_the_registry(spec: VendorSpec) -> None:
    family = [other.name for other in VENDORS if (other.key_of or other.name) == (spec.key_of or spec.name)]
    stems = [name.replace("-", "_") for name in (*family, "registry")]
    own = {path for stem in stems for path in (PACKAGE / "vendors").glob(f"{stem}*.py")}
    word = re.compile(rf"{spec.name}|{spec.title}", re.IGNORECASE)
    naming = [str(path.relative_to(PACKAGE)) for path in FILES if path not in own and word.search(path.read_text("utf-8"))]
    assert naming == []


def test_the_offline_vendor_is_named_by_one_constant() -> None:
    own = {PACKAGE / "vendors" / "registry.py", PACKAGE / "vendors" / "offline.py"}
    own.add(PACKAGE / "__main__.py")  # the default of an option, shown by --help, which imports nothing
    naming = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in FILES
        if path.suffix == ".py" and path not in own
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value == OFFLINE
    ]
    assert naming == []


def test_the_registry_is_cheap_to_import() -> None:
    program = (
        "import sys, producer_mcp.vendors.registry; print([n for n in ('httpx', 'anyio', 'numpy', 'mcp') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
